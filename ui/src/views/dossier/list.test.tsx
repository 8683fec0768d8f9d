import { act, screen, waitFor } from "@testing-library/react";
import { expect, onTestFinished, test, vi } from "vitest";
import type { DossierNarrow } from "#/backend";
import { formatDate, formatTime } from "#/text/format";
import { asked, openPlace, typeInto } from "../testing/openPlace";
import { forget } from "./listView";

const rows = () => [...document.querySelectorAll("tbody tr:not([aria-hidden])")];
const cells = (row: Element | undefined) => [...(row?.children ?? [])].map((cell) => cell.textContent);

test("drafts, with who, what, how it stands and when; the row leads to the dossier", async () => {
  const { user } = await openPlace("#/dossiers");
  await waitFor(() => expect(rows().length).toBeGreaterThan(4));
  expect(cells(rows()[0])[1]).toMatch(/^A Thui/);
  expect(cells(rows()[0])[2]).toBe("Đang soạn");
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
  expect(cells(sent).slice(2, 4)).toEqual(["000.00.12.H34-220401-0007", "Mới đăng kýChưa thanh toán"]);
});

test("what changed today shows its time, and its day once the night is over", async () => {
  const looks = vi.spyOn(globalThis, "setInterval");
  const { desk } = await openPlace("#/dossiers?filter=sent");
  await waitFor(() => expect(rows().length).toBeGreaterThan(3));
  const changed = new Date(desk.rows.find((row) => row.id === "d-sent")?.changed_at ?? "");
  const look = (later: number) =>
    act(() => {
      vi.setSystemTime(changed.getTime() + later);
      for (const [tell, every] of looks.mock.calls) if (every === 30_000) (tell as () => void)();
    });
  const shown = () => cells(rows().find((row) => row.querySelector("a")?.getAttribute("href") === "#/dossiers/d-sent")).at(-1);
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  // The sample may have been made yesterday, shortly before this runs.
  look(0);
  expect(shown()).toBe(formatTime(changed));
  look(86_400_000);
  expect(shown()).toBe(formatDate(changed));
});

test("while another list is on its way, the rows of the one before are gone", async () => {
  const { desk, user } = await openPlace("#/dossiers");
  await waitFor(() => expect(rows().length).toBeGreaterThan(4));
  let answer: () => void = () => undefined;
  desk.instead.dossiers = () => new Promise((_, reject: (error: Error) => void) => (answer = () => reject(new Error("Không đọc được"))));
  await user.click(screen.getByRole("tab", { name: /^Đã nộp/ }));
  await waitFor(() => expect(asked<{ filter: string }>(desk, "dossiers").at(-1)?.filter).toBe("sent"));
  expect(rows()).toHaveLength(0);
  answer();
});

test("searching asks the desk, and finding nothing says what to try", async () => {
  const { desk } = await openPlace("#/dossiers");
  typeInto(await screen.findByLabelText<HTMLInputElement>("Tìm hồ sơ"), "không có ai");
  expect(await screen.findByText("Không tìm thấy hồ sơ nào với “không có ai”")).toBeTruthy();
  expect(asked<{ text: string }>(desk, "dossiers").at(-1)?.text).toBe("không có ai");
});

test("a list is narrowed by state and day, and what it is narrowed to can be kept", async () => {
  forget();
  const { desk, user } = await openPlace("#/dossiers?filter=sent&state=processing");
  await waitFor(() => expect(asked<{ narrow: DossierNarrow }>(desk, "dossiers").at(-1)?.narrow.status).toEqual(["processing"]));
  await user.click(screen.getByText("Bộ lọc đã lưu"));
  await user.click(await screen.findByText("Lưu bộ lọc này"));
  await user.click(screen.getByText("Bỏ lọc"));
  await waitFor(() => expect(window.location.hash).toBe("#/dossiers?filter=sent"));
  await user.click(screen.getByText("Bộ lọc đã lưu"));
  await user.click(await screen.findByText("Đã nộp · Đang xử lý"));
  await waitFor(() => expect(window.location.hash).toBe("#/dossiers?filter=sent&state=processing"));
  forget();
});

test("many are chosen by tick, by Space and through, and done with at once", async () => {
  const { desk, user } = await openPlace("#/dossiers");
  await waitFor(() => expect(rows().length).toBeGreaterThan(4));
  const ticks = () => [...document.querySelectorAll<HTMLInputElement>("tbody input[type=checkbox]")];
  await user.click(ticks()[0] as HTMLElement);
  rows()[1]?.querySelector<HTMLElement>("a")?.focus();
  await user.keyboard(" ");
  expect(ticks().map((tick) => tick.checked).slice(0, 3)).toEqual([true, true, false]);
  expect(await screen.findByText("Đã chọn 2 hồ sơ")).toBeTruthy();
  await user.click(screen.getByText("Xóa 2 hồ sơ"));
  await waitFor(() => expect(asked(desk, "delete_dossier")).toEqual([{ id: "d-0001" }, { id: "d-0002" }]));
  await user.click((await screen.findAllByText("Hoàn tác")).at(-1) as HTMLElement);
  await waitFor(() => expect(asked(desk, "restore_dossier")).toEqual([{ id: "d-0001" }, { id: "d-0002" }]));
});

test("columns can be left out, and what is chosen is exported", async () => {
  forget();
  const { desk, user } = await openPlace("#/dossiers?filter=sent");
  await waitFor(() => expect(rows().length).toBeGreaterThan(3));
  await user.click(screen.getByText("Cột"));
  await user.click(await screen.findByRole("menuitemcheckbox", { name: "Mã hồ sơ" }));
  await user.keyboard("{Escape}");
  await waitFor(() => expect([...document.querySelectorAll("thead th")].map((head) => head.textContent)).toEqual(["", "Người nộp, thủ tục", "Trạng thái", "Hẹn trả", "Sửa lúc"]));
  await user.click(document.querySelector<HTMLElement>("tbody input[type=checkbox]") as HTMLElement);
  await user.click(screen.getByText("Xuất bảng"));
  await waitFor(() => expect(asked<{ only: string[] }>(desk, "save_dossiers").at(-1)?.only).toHaveLength(1));
  forget();
});

test("a draft deleted comes back by undo", async () => {
  const { desk, user } = await openPlace("#/dossiers/d-0001/people");
  await user.click(await screen.findByText("Xóa hồ sơ"));
  await waitFor(() => expect(window.location.hash).toBe("#/dossiers"));
  await user.click((await screen.findAllByText("Hoàn tác")).at(-1) as HTMLElement);
  await waitFor(() => expect(asked(desk, "restore_dossier")).toEqual([{ id: "d-0001" }]));
});
