import { screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { expect, test } from "vitest";
import { scenes } from "#/backend/fake/scenes";
import { openPlace, typeInto } from "../testing/openPlace";

const title = "Danh mục 2022 có bản mới (2); hồ sơ này theo bản 1";

test("a draft says what a newer catalogue changes, keeps its own, and moves when asked with what was just typed", async () => {
  const { desk, user, view } = await openPlace("#/dossiers/d-ready/delivery", scenes.newer);
  const words = await screen.findByText(title);
  const banner = words.closest("div")?.parentElement;
  if (!banner) throw new Error("no banner");
  const rows = within(banner)
    .getAllByRole("listitem")
    .map((row) => row.textContent);
  expect(rows[0]).toBe("Thời hạn giải quyết: 45 ngày làm việc → 30 ngày làm việc");
  expect(rows[1]).toBe("Thành phần hồ sơ “Sơ đồ vị trí giếng”: mới thêm, bắt buộc, 1 bản chính");
  expect(rows[2]).toContain("đã bỏ (trước là bắt buộc khi Lưu lượng dưới 200");
  await user.click(within(banner).getByRole("button", { name: "Xem thêm 2 điểm khác" }));
  expect(within(banner).getAllByRole("listitem")).toHaveLength(6);
  const { violations } = await axe.run(view.container, { rules: { "color-contrast": { enabled: false } } });
  expect(violations.map((violation) => violation.id)).toEqual([]);

  const name = document.getElementById("f-delivery-name");
  if (!(name instanceof HTMLInputElement)) throw new Error("no field");
  typeInto(name, "Y Hương Mới");
  await user.click(within(banner).getByRole("button", { name: "Chuyển sang bản mới" }));
  await waitFor(() => expect(screen.queryByText(title)).toBeNull());
  expect(desk.content("d-ready").answers["delivery.name"]).toBe("Y Hương Mới");
  await screen.findByText("Đã chuyển sang bản danh mục mới.");
});

test("a procedure that is not in the newer catalogue offers no way there", async () => {
  await openPlace("#/dossiers/d-ready/delivery", (desk) => {
    scenes.newer?.(desk);
    const newer = desk.content("d-ready").newer;
    if (newer) Object.assign(newer, { gone: true, changes: [] });
  });
  await screen.findByText("Thủ tục này không còn trong bản danh mục mới");
  expect(screen.queryByRole("button", { name: "Chuyển sang bản mới" })).toBeNull();
});
