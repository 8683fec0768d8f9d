import { expect, test } from "vitest";
import type { DossierRow, OpenDossier } from "#/backend";
import * as sample from "#/backend/fake/sample";
import { dueNext, dueWords, todos } from "./todo";

const open = (change: Partial<DossierRow>, working_days_left: number | null): OpenDossier => ({
  row: { id: "d", code: "1", procedure_name: "Cấp phép", applicant_name: "A Thui", sync: "confirmed", status: "processing", money: "none", due_on: "2022-04-08", changed_at: "2022-04-01T00:00:00Z", elsewhere: false, ...change },
  working_days_left,
});

test("what stands still comes first, then by deadline, and what waits with no deadline last", () => {
  const list = todos({
    status: { ...sample.status, outbox: { ...sample.status.outbox, needs_sign_in: true, waiting: 1 } },
    outbox: sample.outbox,
    open: [
      open({ id: "done", status: "finished", due_on: "2022-03-01" }, null),
      open({ id: "asked", status: "supplement_requested", due_on: "2022-04-20" }, null),
      open({ id: "late", due_on: "2022-04-04" }, -1),
      open({ id: "soon", due_on: "2022-04-08" }, 3),
    ],
    transactions: { ...sample.transactions, rows: sample.transactions.rows.map((row) => ({ ...row, dossier: "soon" })) },
  });
  expect(list.map((todo) => todo.id)).toEqual(["sign-in", "held d-0003", "late late", "fee t-0001", "supplement asked", "result done"]);
  expect(list.find((todo) => todo.id === "late late")?.when).toBe("Quá 1 ngày làm việc");
});

test("what is due next is what the agency has, in working days", () => {
  const all = [open({ id: "late" }, -2), open({ id: "today" }, 0), open({ id: "later" }, 4), open({ id: "still", status: "supplement_requested" }, null)];
  expect(dueNext(all).map((one) => [one.row.id, dueWords(one)])).toEqual([
    ["today", "Hẹn trả hôm nay"],
    ["later", "Còn 4 ngày làm việc"],
  ]);
});
