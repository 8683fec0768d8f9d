import { screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { expect, test } from "vitest";
import { scenes } from "#/backend/fake/scenes";
import { openPlace } from "../testing/openPlace";

test("what two computers changed differently stands side by side, and each is decided by keys alone", async () => {
  const { desk, user, view } = await openPlace("#/dossiers/d-ready/delivery", scenes.elsewhere);
  const panel = await screen.findByRole("region", { name: "Hai máy sửa khác nhau (4 mục)" });
  const phone = within(panel).getByRole("region", { name: "Số điện thoại (người nộp)" });
  expect(phone.textContent).toContain("Máy này0905123456");
  expect(phone.textContent).toContain("Máy kia0987654321");
  expect(phone.textContent).toContain("Trước đó: 0905000000");
  expect(within(panel).getByRole("region", { name: "Dự kiến bắt đầu thi công" }).textContent).toContain("Máy kia(không có)");
  const { violations } = await axe.run(view.container, { rules: { "color-contrast": { enabled: false } } });
  expect(violations.map((violation) => violation.id)).toEqual([]);

  within(phone).getByRole("button", { name: "Lấy của máy kia: Số điện thoại (người nộp)" }).focus();
  await user.keyboard("{Enter}");
  await screen.findByRole("region", { name: "Hai máy sửa khác nhau (3 mục)" });
  expect(desk.content("d-ready").answers["applicant.phone"]).toBe("0987654321");
  screen.getByRole("button", { name: "Giữ tất cả của máy này" }).focus();
  await user.keyboard("{Enter}");
  await waitFor(() => expect(screen.queryByText(/Hai máy sửa khác nhau/)).toBeNull());
  expect(desk.content("d-ready").answers["form.works_start"]).toBe("2022-07-01");
});

test("a draft that was deleted here and went on there says so; it is kept, or deleted all the same", async () => {
  const { desk, user } = await openPlace("#/dossiers/d-ready/delivery", scenes.elsewhere);
  await screen.findByText("Hồ sơ bạn đã xóa nay trở lại");
  await user.click(screen.getByRole("button", { name: "Giữ hồ sơ" }));
  await waitFor(() => expect(screen.queryByText("Hồ sơ bạn đã xóa nay trở lại")).toBeNull());
  expect(desk.rows.some((row) => row.id === "d-ready")).toBe(true);
});

test("the list marks such a draft", async () => {
  await openPlace("#/dossiers", scenes.elsewhere);
  expect(await screen.findAllByText("Máy khác cũng sửa")).toHaveLength(1);
});
