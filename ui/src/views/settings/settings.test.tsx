import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { refuse } from "#/backend/fake/desk";
import { asked, openPlace } from "../testing/openPlace";

const guide = join(import.meta.dirname, "../../../../docs/guide");

test("the guide opens under Trợ giúp, chapter by chapter, in the language of the window", async () => {
  await openPlace("#/help/guide/07-ban-lam-viec");
  await waitFor(() => expect(document.querySelector("h1")?.textContent).toBe("Bàn làm việc và danh sách"));
  expect(document.querySelectorAll("main nav a")).toHaveLength(readdirSync(join(guide, "vi")).length);
  const pictures = [...document.querySelectorAll<HTMLImageElement>("main img")];
  expect(pictures.map((picture) => picture.alt)).toEqual(["Bàn làm việc", "Danh sách hồ sơ"]);
  expect(pictures.every((picture) => picture.src.endsWith(".png"))).toBe(true);
});

test("both languages have the same chapters with the same pictures", () => {
  const chapters = (language: string) =>
    readdirSync(join(guide, language))
      .sort()
      .map((name) => [name.slice(0, 2), ...Array.from(readFileSync(join(guide, language, name), "utf8").matchAll(/\]\(\.\.\/pictures\/([a-z0-9-]+\.png)\)/g), (match) => match[1])]);
  expect(chapters("en")).toEqual(chapters("vi"));
  const there = readdirSync(join(guide, "pictures"));
  expect(chapters("vi").flatMap(([, ...pictures]) => pictures).filter((name) => !there.includes(name ?? ""))).toEqual([]);
});

test("diagnostics are shown before they are saved", async () => {
  const { desk, user } = await openPlace("#/settings");
  await user.click(await screen.findByText("Xem trước"));
  expect((await screen.findByText(/program: Một Cửa/)).textContent).not.toContain("Y Hương");
  await user.click(screen.getByText("Lưu tệp chẩn đoán"));
  await waitFor(() => expect(asked(desk, "save_diagnostics")).toHaveLength(1));
});

test("the catalogue is fetched from the portal, exported and imported, and what came is said", async () => {
  const { desk, user } = await openPlace("#/settings");
  const press = async (name: string) => user.click(await screen.findByRole("button", { name }));
  await press("Nhận danh mục mới từ cổng");
  expect(await screen.findByText("Danh mục trên máy này đã mới nhất.")).toBeTruthy();
  await press("Xuất danh mục ra tệp");
  expect(await screen.findByText(/^Đã xuất danh mục ra “mot-cua-danh-muc-.+\.json”/)).toBeTruthy();
  await press("Nhập danh mục từ tệp");
  expect(await screen.findByText("Đã nhập: danh mục 2022 (2), ngày nghỉ.")).toBeTruthy();

  desk.instead.bring_catalogue = () => ({ editions: [], known: ["2022 (1)"], places: false, holidays: false });
  await press("Nhập danh mục từ tệp");
  expect(await screen.findByText("Tệp không có gì mới hơn danh mục trên máy này.")).toBeTruthy();
  desk.instead.bring_catalogue = () => {
    throw refuse("bad_file", "Tệp này không phải tệp danh mục của Một Cửa.");
  };
  await press("Nhập danh mục từ tệp");
  expect(await screen.findByText(/không phải tệp danh mục/)).toBeTruthy();

  // what failed is over as soon as something else is tried
  await press("Xuất danh mục ra tệp");
  await waitFor(() => expect(screen.queryByText(/không phải tệp danh mục/)).toBeNull());
});
