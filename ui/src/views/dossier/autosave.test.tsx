import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { FieldChange } from "#/backend";
import type { FakeDesk } from "#/backend/fake/desk";
import { arriveAt, asked, openPlace, typeInto } from "../testing/openPlace";

afterEach(() => {
  vi.useRealTimers();
});

const name = () => screen.getByLabelText<HTMLInputElement>(/^Họ và tên/);
const saves = (desk: FakeDesk) => asked<{ changes: FieldChange[] }>(desk, "set_answers").map(({ changes }) => changes);
const last = (desk: FakeDesk) => saves(desk).at(-1)?.at(-1);

const settle = (ms = 0) => act(() => vi.advanceTimersByTimeAsync(ms));

test("a name typed without a pause is on the disk within a second, and the foot says so", async () => {
  const { desk } = await openPlace("#/dossiers/d-0001/people");
  vi.useFakeTimers();
  const full = "Nguyễn Thị Ánh Tuyết";
  for (let at = 1; at <= 5; at += 1) {
    typeInto(name(), full.slice(0, at * 4));
    await settle(200);
  }
  expect(saves(desk), "one second after the first key").toEqual([[{ path: "applicant.full_name", value: full }]]);
  await settle(50);
  expect(screen.getByText(/Đã lưu \d\d:\d\d/)).toBeTruthy();
});

test("syllables under composition are not saved by halves", async () => {
  const { desk } = await openPlace("#/dossiers/d-0001/people");
  vi.useFakeTimers();
  const field = name();
  typeInto(field, "Trần ");
  await settle(400);
  fireEvent.compositionStart(field);
  for (const step of ["T", "Tu", "Tua", "Tuaa", "Tuâ", "Tuâ´", "Tuấn"]) {
    field.value = `Trần ${step}`;
    field.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
    await settle(400);
  }
  expect(last(desk)?.value, "nothing of the syllable yet").toBe("Trần ");
  expect(field.value, "the refetched answer did not reach into the field").toBe("Trần Tuấn");
  fireEvent.compositionEnd(field, { data: "Tuấn" });
  await settle(400);
  expect(last(desk)?.value).toBe("Trần Tuấn");
  expect(field.value).toBe("Trần Tuấn");
});

test("the field being typed in keeps its text when the dossier is fetched anew; the others follow the desk", async () => {
  const { desk } = await openPlace("#/dossiers/d-0001/people");
  vi.useFakeTimers();
  const field = name();
  typeInto(field, "Trần Văn ");
  await settle(350);
  typeInto(field, "Trần Văn B");
  Object.assign(desk.content("d-0001").answers, { "applicant.full_name": "Ai đó khác", "applicant.phone": "0987654321" });
  desk.emit({ kind: "dossier", id: "d-0001" });
  await settle(20);
  expect(screen.getByLabelText<HTMLInputElement>(/^Số điện thoại/).value).toBe("0987654321");
  expect(name()).toBe(field);
  expect(field.value).toBe("Trần Văn B");
  await settle(350);
  expect(last(desk)).toEqual({ path: "applicant.full_name", value: "Trần Văn B" });
  expect(field.value).toBe("Trần Văn B");
});

test("a field that is only visited takes nothing back from the desk", async () => {
  const { desk, user } = await openPlace("#/dossiers/d-0001/people");
  const field = name();
  await user.click(field);
  desk.content("d-0001").answers["applicant.full_name"] = "Y Hương";
  desk.emit({ kind: "dossier", id: "d-0001" });
  await waitFor(() => expect(asked(desk, "dossier").length).toBeGreaterThan(1));
  await user.tab();
  await waitFor(() => expect(name().value).toBe("Y Hương"));
  expect(saves(desk)).toEqual([]);
});

test("what the desk keeps is what stands there after the field is left", async () => {
  const { user } = await openPlace("#/dossiers/d-0001/people");
  typeInto(name(), "  Y Hương Đăk Rơ Wa  ");
  await user.tab();
  await waitFor(() => expect(name().value).toBe("Y Hương Đăk Rơ Wa"));
});

test("leaving the place takes everything along to the disk", async () => {
  const { desk } = await openPlace("#/dossiers/d-0001/people");
  typeInto(name(), "A Thui Đăk Mar");
  window.location.hash = "#/outbox";
  await arriveAt("Hộp gửi");
  await waitFor(() => expect(desk.content("d-0001").answers["applicant.full_name"]).toBe("A Thui Đăk Mar"));
});

test("a full disk loses nothing: said at once, kept over places, saved when there is room again", async () => {
  const { desk, user } = await openPlace("#/dossiers/d-0001/people");
  desk.instead.set_answers = () => {
    throw { code: "disk_full", message: "Đĩa đã đầy nên chưa lưu được.", fields: [], trace: null };
  };
  typeInto(name(), "Nguyễn Thị Ậm");
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("Đĩa đã đầy nên chưa lưu được.");
  expect(screen.getByText("Chưa lưu được", { selector: "form *" })).toBeTruthy();
  window.location.hash = "#/outbox";
  await arriveAt("Hộp gửi");
  window.location.hash = "#/dossiers/d-0001/people";
  await waitFor(() => expect(name().value).toBe("Nguyễn Thị Ậm"));
  delete desk.instead.set_answers;
  await user.click(within(await screen.findByRole("alert")).getByRole("button", { name: "Lưu lại ngay" }));
  await waitFor(() => expect(desk.content("d-0001").answers["applicant.full_name"]).toBe("Nguyễn Thị Ậm"));
  await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
});

test("what is too long stays beside its field with the desk's words, and the rest is saved", async () => {
  const { desk, user } = await openPlace("#/dossiers/d-0001/people");
  desk.instead.set_answers = (args: { changes: FieldChange[] }) => {
    const long = args.changes.filter(({ value }) => String(value).length > 20);
    if (long.length > 0) throw { code: "invalid_fields", message: "Có giá trị chưa lưu được.", fields: long.map(({ path }) => ({ path, code: "too_long", message: "Nội dung quá dài. Hãy rút gọn." })), trace: null };
    for (const { path, value } of args.changes) if (value !== null) desk.content("d-0001").answers[path] = value;
    return { saved_at: new Date().toISOString() };
  };
  typeInto(name(), "Nguyễn Thị Ánh Tuyết Mai Hoa");
  await user.click(screen.getByLabelText("Nam"));
  await waitFor(() => expect(desk.content("d-0001").answers["applicant.gender"]).toBe("male"));
  expect(name().value).toBe("Nguyễn Thị Ánh Tuyết Mai Hoa");
  expect(name().getAttribute("aria-invalid")).toBe("true");
  expect(screen.getAllByText(/Nội dung quá dài/).length).toBeGreaterThan(0);
});

test("a window that closes is let go only when everything is on the disk", async () => {
  const { desk } = await openPlace("#/dossiers/d-0001/people");
  typeInto(name(), "A Lăng");
  await desk.tell("closing", null);
  await waitFor(() => expect(asked(desk, "leave")).toHaveLength(1));
  const order = desk.asked.map(({ command }) => command);
  expect(order.lastIndexOf("set_answers")).toBeLessThan(order.indexOf("leave"));
  expect(desk.content("d-0001").answers["applicant.full_name"]).toBe("A Lăng");
});

test("another kind of applicant asks for its own fields at once, and the old kind of paper is forgotten", async () => {
  const { desk, user } = await openPlace("#/dossiers/d-0001/people");
  await user.click(screen.getByLabelText("Doanh nghiệp"));
  expect(await screen.findByLabelText(/^Mã số thuế/)).toBeTruthy();
  expect(screen.getByLabelText<HTMLInputElement>(/^Họ và tên người đại diện/).value).toBe("A Thui");
  await waitFor(() => expect(desk.content("d-0001").answers["applicant.kind"]).toBe("business"));
  expect(desk.content("d-0001").answers["applicant.id_kind"]).toBeUndefined();
});
