import { waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import type { FieldChange } from "#/backend";
import { asked, openPlace } from "../testing/openPlace";

const commune = () => document.getElementById("f-form-commune") as HTMLInputElement;
const wholeLists = (desk: Parameters<typeof asked>[0]) => asked<{ province: string }>(desk, "communes").filter(({ province }) => province === "").length;

test("one commune of ten thousand: fetched when somebody comes, found without marks, taken by Enter, kept as one code", async () => {
  const { desk, user } = await openPlace("#/dossiers/d-0001/form");
  await waitFor(() => expect(commune()).toBeTruthy());
  expect(wholeLists(desk), "nobody was there yet").toBe(0);
  await user.click(commune());
  await waitFor(() => expect(wholeLists(desk)).toBe(1));
  await user.keyboard("dak ha tu mo rong");
  await waitFor(() => expect([...document.querySelectorAll('[role="option"]')].map((one) => one.textContent)[0]).toBe("Xã Đăk Hà, Huyện Tu Mơ Rông, Tỉnh Kon Tum"));
  await user.keyboard("{Enter}");
  await waitFor(() => expect(commune().value).toBe("Xã Đăk Hà, Huyện Tu Mơ Rông, Tỉnh Kon Tum"));
  await waitFor(() => expect(asked<{ changes: FieldChange[] }>(desk, "set_answers").at(-1)?.changes).toEqual([{ path: "form.commune", value: "23425" }]));
  expect(window.location.hash, "Enter in an open list chooses and does not go on").toBe("#/dossiers/d-0001/form");
});

test("communes of the applicant's province come first among the same names", async () => {
  const { user } = await openPlace("#/dossiers/d-0001/form");
  await waitFor(() => expect(commune()).toBeTruthy());
  await user.click(commune());
  await user.keyboard("hoa binh");
  await waitFor(() => expect(document.querySelector('[role="option"]')?.textContent).toBe("Xã Hòa Bình, Thành phố Kon Tum, Tỉnh Kon Tum"));
  const names = [...document.querySelectorAll('[role="option"]')].map((one) => one.textContent ?? "");
  const own = names.map((name) => name.split(",", 1)[0] ?? "");
  expect(own.slice(0, 8).every((name) => name.endsWith("Hòa Bình")), "the name itself before what it lies in").toBe(true);
});

test("a commune chosen before is named when the form opens", async () => {
  const { desk } = await openPlace("#/dossiers/d-ready/form");
  await waitFor(() => expect(commune().value).toBe("Thị trấn Đăk Hà, Huyện Đăk Hà, Tỉnh Kon Tum"));
  expect(asked(desk, "set_answers")).toEqual([]);
});

test("another province takes its commune away in the same commit", async () => {
  const { desk, user } = await openPlace("#/dossiers/d-0001/people");
  const field = (name: string) => document.getElementById(`f-applicant-address-${name}`) as HTMLInputElement;
  await waitFor(() => expect(field("province")).toBeTruthy());
  const province = field("province");
  await waitFor(() => expect(province.value).toBe("Tỉnh Kon Tum"));
  await user.clear(province);
  await user.type(province, "gia lai");
  await user.tab();
  await waitFor(() => expect(province.value).toBe("Tỉnh Gia Lai"));
  await waitFor(() =>
    expect(asked<{ changes: FieldChange[] }>(desk, "set_answers").at(-1)?.changes).toEqual([
      { path: "applicant.address.province", value: "64" },
      { path: "applicant.address.commune", value: null },
    ]),
  );
  expect(field("commune").value).toBe("");
});
