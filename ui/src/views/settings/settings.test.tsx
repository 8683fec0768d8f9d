import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
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
