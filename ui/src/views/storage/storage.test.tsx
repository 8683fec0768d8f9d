import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { arriveAt, asked, openPlace, typeInto } from "../testing/openPlace";
import { openWindow } from "../../../tests/window";
import { setRestoring } from "./restoring";

beforeEach(() => setRestoring(null));

/** By selector: asking by role computes styles of the whole page. */
async function there(selector: string): Promise<HTMLElement> {
  await waitFor(() => expect(document.querySelector(selector)).not.toBeNull());
  return document.querySelector<HTMLElement>(selector) as HTMLElement;
}
const dialogOf = () => there("[role=alertdialog]:not([role=region] *)");
const field = async (id: string) => (await there(`#${id}`)) as HTMLInputElement;

test("backups: listed newest first, made at once, also to another disk", async () => {
  const { desk, user } = await openPlace("#/settings/storage", undefined, "signed-in");
  const list = await there("#storage-backups ul");
  expect(list.querySelectorAll("li")).toHaveLength(4);
  expect(list.textContent).toContain("Thiếu 1 tệp");
  await user.click(screen.getByText("Sao lưu ngay"));
  await waitFor(() => expect(list.querySelectorAll("li")).toHaveLength(5));
  expect(asked(desk, "back_up")).toHaveLength(1);
  await user.click(screen.getByText("Chọn thư mục"));
  await screen.findByText("Thôi sao sang đó");
  desk.storage.own.problem = "Đĩa đã đầy.";
  await user.click(screen.getByText("Thôi sao sang đó"));
  expect((await screen.findByText("Lần sao lưu tự động vừa rồi không làm được")).parentElement?.textContent).toContain("Đĩa đã đầy.");
});

test("a backup is restored after it was said what happens, and the window goes on with what came", async () => {
  const { desk, user } = await openWindow("#/settings/storage", "signed-in");
  const [first] = await screen.findAllByLabelText(/^Khôi phục bản lúc/);
  if (first) await user.click(first);
  await waitFor(() => expect(document.querySelector("h1")?.textContent).toMatch(/^Khôi phục bản sao lưu lúc/));
  expect(asked(desk, "restore_backup")).toEqual([]);
  const dossiers = asked(desk, "open_dossiers").length;
  await user.click(screen.getByText("Khôi phục"));
  await arriveAt("Đã đưa dữ liệu về");
  expect(asked(desk, "restore_backup")).toEqual([{ id: "b-3", found: false, slot: null, secret: null }]);
  await user.click(screen.getByText("Vào bàn làm việc"));
  await arriveAt("Bàn làm việc");
  await waitFor(() => expect(asked(desk, "open_dossiers").length).toBeGreaterThan(dossiers));
});

test("another store's backup asks for its recovery code first; a wrong one changes nothing", async () => {
  const { desk, user } = await openWindow("#/settings/storage", "signed-in");
  await user.click(await screen.findByText("Tìm ở USB hoặc thư mục khác"));
  await screen.findByText("Của kho khác");
  await user.click(screen.getByLabelText(/^Khôi phục bản lúc/));
  typeInto(await field("restore-secret"), "sai");
  await user.click(screen.getByText("Khôi phục"));
  await waitFor(async () => expect((await field("restore-secret")).getAttribute("aria-invalid")).toBe("true"));
  typeInto(await field("restore-secret"), desk.storage.code);
  await user.click(screen.getByText("Khôi phục"));
  await arriveAt("Đã đưa dữ liệu về");
  expect(asked(desk, "restore_backup")).toEqual([
    { id: "b-70", found: true, slot: "recovery", secret: "sai" },
    { id: "b-70", found: true, slot: "recovery", secret: "AAAA-BBBB" },
  ]);
});

test("the first run opens a package of another computer", async () => {
  const { desk, user } = await openWindow("", "fresh");
  await user.click(screen.getByText("Chọn gói"));
  await arriveAt("Mở gói “chuyen-may.motcua”?");
  await user.click(screen.getByText("Mở gói này"));
  typeInto(await field("restore-secret"), "AAAA-BBBB");
  await user.click(screen.getByText("Mở gói này"));
  await user.click(await screen.findByText("Vào bàn làm việc"));
  await arriveAt("Bàn làm việc");
  expect(asked(desk, "import_package")).toEqual([
    { slot: null, secret: null },
    { slot: "recovery", secret: "AAAA-BBBB" },
  ]);
});

test("a store that cannot be opened offers its backups; the keyring is tried before a person is asked", async () => {
  const { desk, user } = await openWindow("", "failed");
  await user.click(screen.getByText("Khôi phục từ bản sao lưu"));
  const [first] = await screen.findAllByLabelText(/^Khôi phục bản lúc/);
  expect(screen.queryByText("Của kho khác")).toBeNull();
  if (first) await user.click(first);
  await user.click(await screen.findByText("Khôi phục"));
  typeInto(await field("restore-secret"), "AAAA-BBBB");
  await user.click(screen.getByText("Khôi phục"));
  await arriveAt("Đã đưa dữ liệu về");
  expect(asked<{ slot: string | null }>(desk, "restore_backup").map(({ slot }) => slot)).toEqual(["keyring", null, "recovery"]);
});

test("moving to another computer says what is in the package, and that the code must be on paper", async () => {
  const { user } = await openPlace("#/settings/storage", (desk) => (desk.status.recovery_code_unseen = true), "signed-in");
  expect(await screen.findByText(/^Bạn chưa ghi lại mã khôi phục/)).toBeTruthy();
  await user.click(screen.getByText("Lập gói chuyển máy"));
  expect((await screen.findByText(/^Đã lập gói: 212 hồ sơ, 934 tệp/)).textContent).toContain("1,7");
});

test("the ways to open the store are said plainly and can be changed", async () => {
  const { desk, user } = await openPlace("#/settings/keys", undefined, "signed-in");
  await screen.findByText("Kho đang mở được bằng 2 cách.");
  await user.click(screen.getByText("Đặt mật khẩu kho"));
  typeInto(await field("passphrase"), "chín ký tự".slice(0, 9));
  await user.click(screen.getByText("Lưu mật khẩu kho"));
  await screen.findByText("Mật khẩu kho cần ít nhất 10 ký tự.");
  expect(asked(desk, "set_passphrase")).toEqual([]);
  typeInto(await field("passphrase"), "sông Pô Kô chảy về đâu");
  await user.click(screen.getByText("Lưu mật khẩu kho"));
  await screen.findByText("Kho đang mở được bằng 3 cách.");
  await user.click(screen.getByText("Thôi để máy tự mở"));
  const dialog = await dialogOf();
  await user.click(dialog.querySelector("footer button") as HTMLElement);
  await screen.findByText("Kho đang mở được bằng 2 cách.");
  expect(asked(desk, "set_keyring")).toEqual([{ used: false }]);
});

test("a new recovery code is made only after a question, and shown to be written down", async () => {
  const { desk, user } = await openPlace("#/settings/keys", undefined, "signed-in");
  await user.click(screen.getByText("Lập mã mới"));
  const dialog = await dialogOf();
  expect(dialog.textContent).toContain("vẫn mở bằng mã cũ");
  expect(asked(desk, "renew_recovery_code")).toEqual([]);
  await user.click(within(dialog).getByText("Lập mã mới"));
  await screen.findByText("K7QM");
});

test("what happened to the store is told wherever one is, until it was read", async () => {
  const { desk, user } = await openPlace("#/search", undefined, "signed-in");
  expect(screen.queryByText("Có điều cần biết về kho hồ sơ")).toBeNull();
  desk.status.store_notice = "Kho dữ liệu bị hỏng một phần và đã được cứu: 211 hồ sơ đọc lại được nguyên vẹn.";
  desk.emit({ kind: "status" });
  await screen.findByText(/đã được cứu: 211/);
  await user.click(screen.getByText("Tôi đã đọc"));
  await waitFor(() => expect(screen.queryByText(/đã được cứu: 211/)).toBeNull());
  expect(asked(desk, "store_notice_seen")).toHaveLength(1);
});

test("training has nothing to do with backups", async () => {
  await openPlace("#/settings/storage");
  await screen.findByText(/^Đang tập huấn\. Sao lưu và khôi phục/);
  expect(screen.queryByText("Sao lưu ngay")).toBeNull();
});
