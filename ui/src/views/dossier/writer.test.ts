import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { FieldChange } from "#/backend";
import { DraftWriter } from "./writer";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A disk that takes its time and can be made to fail. */
function disk({ takes = 0 } = {}) {
  const kept = new Map<string, unknown>();
  const commits: { at: number; changes: FieldChange[] }[] = [];
  const begin = Date.now();
  let failure: unknown = null;
  let under = 0;
  let most = 0;
  const writer = new DraftWriter({
    write: async (changes) => {
      under += 1;
      most = Math.max(most, under);
      if (takes > 0) await new Promise((resolve) => setTimeout(resolve, takes));
      under -= 1;
      if (failure !== null) throw failure;
      commits.push({ at: Date.now() - begin, changes });
      for (const { path, value } of changes) kept.set(path, value);
      return { saved_at: new Date().toISOString() };
    },
    onSaved: () => undefined,
  });
  return { writer, kept, commits, fail: (error: unknown) => (failure = error), most: () => most };
}

const full = { code: "disk_full", message: "Đĩa đã đầy.", fields: [] };

test("a pause of 300 ms commits", async () => {
  const { writer, commits } = disk();
  writer.change("form.note", "a");
  await vi.advanceTimersByTimeAsync(200);
  writer.change("form.note", "ab");
  await vi.advanceTimersByTimeAsync(299);
  expect(commits).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(commits).toEqual([{ at: 500, changes: [{ path: "form.note", value: "ab" }] }]);
  expect(writer.unsaved("form.note")).toBeUndefined();
});

test("who never pauses is committed one second after the first unsaved key, and again every second", async () => {
  const { writer, commits } = disk();
  for (let key = 0; key <= 12; key += 1) {
    writer.change("form.note", "x".repeat(key + 1));
    await vi.advanceTimersByTimeAsync(200);
  }
  expect(commits.map(({ at }) => at)).toEqual([1000, 2000]);
  expect(commits[0]?.changes).toEqual([{ path: "form.note", value: "xxxxx" }]);
  await vi.advanceTimersByTimeAsync(300);
  expect(commits.at(-1)?.changes).toEqual([{ path: "form.note", value: "x".repeat(13) }]);
});

test("a slow disk is written to one commit at a time, in the order of the hands", async () => {
  const { writer, commits, kept, most } = disk({ takes: 700 });
  writer.change("applicant.full_name", "Y");
  writer.commit([{ path: "applicant.kind", value: "business" }]);
  writer.change("applicant.full_name", "Y Hương");
  writer.commit([{ path: "applicant.kind", value: "citizen" }]);
  await vi.advanceTimersByTimeAsync(3000);
  expect(most()).toBe(1);
  expect(commits.map(({ changes }) => changes.map(({ path, value }) => `${path}=${String(value)}`))).toEqual([
    ["applicant.full_name=Y", "applicant.kind=business"],
    ["applicant.full_name=Y Hương", "applicant.kind=citizen"],
  ]);
  expect(Object.fromEntries(kept)).toEqual({ "applicant.full_name": "Y Hương", "applicant.kind": "citizen" });
});

test("what fails stays, is tried again, and the newest text wins", async () => {
  const { writer, kept, fail } = disk();
  fail(full);
  writer.change("form.note", "một");
  writer.commit([{ path: "form.purpose", value: "khac" }]);
  await vi.advanceTimersByTimeAsync(0);
  expect(writer.state).toEqual({ kind: "failed", message: "Đĩa đã đầy." });
  writer.change("form.note", "một hai");
  expect(writer.unsaved("form.note")).toBe("một hai");
  expect(writer.unsaved("form.purpose")).toBe("khac");
  expect(await writer.flush()).toBe(false);
  fail(null);
  await vi.advanceTimersByTimeAsync(15_000);
  expect(Object.fromEntries(kept)).toEqual({ "form.note": "một hai", "form.purpose": "khac" });
  expect(writer.state.kind).toBe("saved");
  expect(writer.dirty).toBe(false);
});

test("an answer that the desk does not take waits with its words, and the others are saved", async () => {
  const kept: FieldChange[] = [];
  const writer = new DraftWriter({
    write: (changes) => {
      const long = changes.filter(({ value }) => typeof value === "string" && value.length > 5);
      if (long.length > 0) return Promise.reject(Object.assign(new Error("Có giá trị chưa lưu được."), { code: "invalid_fields", fields: long.map(({ path }) => ({ path, code: "too_long", message: "Nội dung quá dài." })) }));
      kept.push(...changes);
      return Promise.resolve({ saved_at: "2022-05-04T02:00:00Z" });
    },
    onSaved: () => undefined,
  });
  writer.change("form.note", "quá dài để lưu");
  writer.commit([{ path: "form.purpose", value: "khac" }]);
  await vi.advanceTimersByTimeAsync(0);
  expect(kept).toEqual([{ path: "form.purpose", value: "khac" }]);
  expect(writer.refusal("form.note")).toBe("Nội dung quá dài.");
  expect(writer.unsaved("form.note")).toBe("quá dài để lưu");
  expect(writer.state).toEqual({ kind: "failed", message: "Nội dung quá dài." });
  writer.change("form.note", "gọn");
  await vi.advanceTimersByTimeAsync(300);
  expect(kept.at(-1)).toEqual({ path: "form.note", value: "gọn" });
  expect(writer.refusal("form.note")).toBeNull();
  expect(writer.state.kind).toBe("saved");
});

test("a flush that meets a commit under way waits for it and for what came meanwhile", async () => {
  const { writer, kept } = disk({ takes: 50 });
  writer.commit([{ path: "a", value: 1 }]);
  writer.change("b", 2);
  const done = writer.flush();
  writer.change("c", 3);
  await vi.advanceTimersByTimeAsync(500);
  expect(await done).toBe(true);
  expect(Object.fromEntries(kept)).toEqual({ a: 1, b: 2, c: 3 });
});
