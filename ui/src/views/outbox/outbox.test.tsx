import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { OutboxStage } from "#/backend";
import { scenes } from "#/backend/fake/scenes";
import { arriveAt, asked, openPlace } from "../testing/openPlace";
import { stageTold } from "./words";

const card = (id: string, kind = "submission") => {
  const found = document.getElementById(`outbox-${id}-${kind}`)?.closest<HTMLElement>("article");
  if (!found) throw new Error(`no item ${id}`);
  return found;
};

test("each item says in words what happens, how far it is and when it is tried next", async () => {
  await openPlace("#/outbox");
  await waitFor(() => expect(document.querySelectorAll("article")).toHaveLength(6));
  const sending = card("d-sending");
  expect(sending.textContent).toContain("Đang gửi tệp");
  expect(sending.textContent).toContain("Chưa nộp: đang tải tệp lên cổng.");
  expect(within(sending).getByRole("progressbar").getAttribute("aria-valuetext")).toBe("3,4\u00a0MB trên 9,8\u00a0MB, còn khoảng 2 phút");
  const queued = card("d-queued");
  expect(queued.textContent).toContain("Đang chờ");
  expect(queued.textContent).toMatch(/đã thử 3 lần · thử lại lúc \d\d:\d\d/);
  const withdrawal = card("d-late", "withdrawal");
  expect(withdrawal.textContent).toContain("Rút hồ sơ");
  expect(withdrawal.textContent).toContain("không gửi lần thứ hai");
  expect(within(withdrawal).queryByRole("button"), "nothing can be taken back while the portal is being asked").toBeNull();
});

test("a held item has the portal's words and two ways on", async () => {
  const { desk, user } = await openPlace("#/outbox");
  await waitFor(() => expect(document.querySelectorAll("article")).toHaveLength(6));
  expect(card("d-held").textContent).toContain("Cần bạn xử lý");
  await user.click(within(card("d-held")).getByText("Thử gửi lại"));
  await user.click(within(card("d-held")).getByText("Đưa về soạn tiếp"));
  await waitFor(() => expect(asked(desk, "recall")).toEqual([{ id: "d-held" }]));
  expect(asked(desk, "outbox_retry")).toEqual([{ id: "d-held" }]);
  await waitFor(() => expect(document.querySelectorAll("article")).toHaveLength(5));
});

test.each([
  ["outbox-paused", "Bạn đang tạm dừng gửi", "Không gì được gửi đi cho đến khi bạn bấm “Tiếp tục gửi”."],
  ["outbox-sign-in", "Cần đăng nhập để gửi", "Hồ sơ vẫn giữ nguyên và tự gửi sau khi đăng nhập."],
  ["outbox-no-portal", "Chưa chọn cổng dịch vụ công", "Hồ sơ chờ ở đây cho đến khi bạn chọn cổng."],
])("what holds up all of it is said once, with what to do (%s)", async (scene, title, words) => {
  await openPlace("#/outbox", scenes[scene]);
  expect(await screen.findByText(title, { selector: "p" })).toBeTruthy();
  expect(screen.getByText(words)).toBeTruthy();
});

test("pausing and going on, and an empty outbox that says what would be there", async () => {
  const { desk, user } = await openPlace("#/outbox");
  await user.click(await screen.findByText("Tạm dừng gửi"));
  await user.click(await screen.findByText("Tiếp tục gửi"));
  await waitFor(() => expect(asked(desk, "outbox_pause")).toEqual([{ paused: true }, { paused: false }]));
  desk.outboxView.items = [];
  desk.emit({ kind: "outbox" });
  expect(await screen.findByText("Không có gì đang chờ gửi")).toBeTruthy();
  await arriveAt("Hộp gửi");
});

test("every stage has its own words", () => {
  const stages: OutboxStage[] = ["waiting", "needs_sign_in", "registering", "uploading", "submitting", "checking", "held"];
  expect(new Set(stages.map((stage) => stageTold(stage).words)).size).toBe(stages.length);
});

test("when and how fast is chosen in the outbox itself, and said while it waits", async () => {
  const { desk, user } = await openPlace("#/outbox");
  await user.click(await screen.findByText("Giờ gửi và tốc độ: bất cứ lúc nào"));
  await user.click(screen.getByRole("button", { name: /Tự gửi/ }));
  await user.click(await screen.findByRole("option", { name: "Chỉ trong giờ đã chọn" }));
  await waitFor(() => expect(desk.outboxView.rules).toEqual({ hours: { from: 1320, until: 300 }, kib_per_second: null }));
  await user.click(await screen.findByRole("button", { name: /Tốc độ gửi/ }));
  await user.click(await screen.findByRole("option", { name: "Nhanh nhất 64 KB mỗi giây" }));
  await waitFor(() => expect(desk.outboxView.rules?.kib_per_second).toBe(64));
  expect(await screen.findByText("Giờ gửi và tốc độ: chỉ từ 22:00 đến 05:00, nhanh nhất 64 KB mỗi giây")).toBeTruthy();
  desk.outboxView.opens_at = "2022-04-01T15:00:00Z";
  desk.emit({ kind: "outbox" });
  expect(await screen.findByText(/Chưa tới giờ gửi: tự gửi từ/)).toBeTruthy();
  expect(screen.getByText("Bạn đã chọn chỉ gửi từ 22:00 đến 05:00. Bấm “Gửi ngay” nếu cần gửi luôn.")).toBeTruthy();
});

test("what has not moved for long raises its hand, here and at the foot of the window", async () => {
  const { desk } = await openPlace("#/outbox");
  await waitFor(() => expect(document.querySelectorAll("article")).toHaveLength(6));
  const item = desk.outboxView.items.find((one) => one.dossier === "d-queued");
  if (item) item.stuck = true;
  desk.emit({ kind: "outbox" });
  await waitFor(() => expect(card("d-queued").textContent).toContain("Lâu chưa gửi được"));
  Object.assign(desk.status.outbox, { held: 0, stuck: 1, needs_sign_in: false });
  desk.emit({ kind: "status" });
  expect((await screen.findAllByText("1 hồ sơ lâu chưa gửi được")).length).toBeGreaterThan(0);
});
