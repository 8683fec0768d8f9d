import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { asked, openPlace, typeInto } from "../testing/openPlace";

const rows = () => [...document.querySelectorAll("tbody tr:not([aria-hidden])")];
const cells = (row: Element | undefined) => [...(row?.children ?? [])].map((cell) => cell.textContent);

test("drafts, with who, what, how it stands and when; the row leads to the dossier", async () => {
  const { user } = await openPlace("#/dossiers");
  await waitFor(() => expect(rows().length).toBeGreaterThan(4));
  expect(cells(rows()[0])[0]).toMatch(/^A Thui/);
  expect(cells(rows()[0])[1]).toBe("Đang soạn");
  const link = rows()[0]?.querySelector("a");
  expect(link?.getAttribute("href")).toBe("#/dossiers/d-0001");
  link?.focus();
  await user.keyboard("{ArrowDown}");
  expect(document.activeElement?.getAttribute("href")).toBe("#/dossiers/d-0002");
});

test("sent dossiers have their code, due date and what is owed", async () => {
  await openPlace("#/dossiers?filter=sent");
  await waitFor(() => expect(rows().length).toBeGreaterThan(3));
  const sent = rows().find((row) => row.querySelector("a")?.getAttribute("href") === "#/dossiers/d-sent");
  expect(cells(sent).slice(1, 3)).toEqual(["000.00.12.H34-220401-0007", "Mới đăng kýChưa thanh toán"]);
});

test("searching asks the desk, and finding nothing says what to try", async () => {
  const { desk } = await openPlace("#/dossiers");
  typeInto(await screen.findByLabelText<HTMLInputElement>("Tìm hồ sơ"), "không có ai");
  expect(await screen.findByText("Không tìm thấy hồ sơ nào với “không có ai”")).toBeTruthy();
  expect(asked<{ text: string }>(desk, "dossiers").at(-1)?.text).toBe("không có ai");
});

test("a draft deleted comes back by undo", async () => {
  const { desk, user } = await openPlace("#/dossiers/d-0001/people");
  await user.click(await screen.findByText("Xóa hồ sơ"));
  await waitFor(() => expect(window.location.hash).toBe("#/dossiers"));
  await user.click((await screen.findAllByText("Hoàn tác")).at(-1) as HTMLElement);
  await waitFor(() => expect(asked(desk, "restore_dossier")).toEqual([{ id: "d-0001" }]));
});
