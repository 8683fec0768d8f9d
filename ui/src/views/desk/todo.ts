import { places } from "#/app/places";
import type { DeskStatus, OpenDossier, OutboxView, Transactions } from "#/backend";
import type { Tone } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { formatDate, formatMoment, formatMoney } from "#/text/format";

/** Something that waits for the person. */
export interface Todo {
  id: string;
  tone: Tone;
  state: string;
  title: string;
  detail: string;
  /** The deadline, or since when it waits, in words. */
  when: string;
  href: string;
  action: string;
  /** What the list is ordered by: first what stands still, then by day. */
  order: string;
}

interface Known {
  status: DeskStatus;
  outbox: OutboxView | undefined;
  open: readonly OpenDossier[];
  transactions: Transactions | undefined;
}

const by = (...parts: (string | null | undefined)[]) => parts.filter(Boolean).join(" · ");

/** How far the due day is, in working days. */
export function dueWords({ row, working_days_left: left }: OpenDossier): string {
  if (left === null) return row.due_on ? m.desk_due_on({ date: formatDate(row.due_on) }) : "";
  if (left === 0) return m.desk_due_today();
  return left > 0 ? m.desk_due_left({ count: left }) : m.desk_due_over({ count: -left });
}

/** Whether the agency should have been done by now. */
export const isLate = ({ working_days_left: left }: OpenDossier): boolean => left !== null && left < 0;

/**
 * What needs the person now, in order of deadline. What stands still until they act has no later deadline than now;
 * a result waits with no deadline and comes last.
 */
export function todos({ status, outbox, open, transactions }: Known): Todo[] {
  const list: Todo[] = [];
  for (const item of outbox?.items ?? []) {
    if (item.stage !== "held") continue;
    list.push({
      id: `held ${item.dossier}`,
      tone: "bad",
      state: m.desk_held(),
      title: item.procedure_name,
      detail: by(item.applicant_name, item.words),
      when: m.desk_waits_since({ when: formatMoment(item.queued_at) }),
      href: places.dossier(item.dossier),
      action: m.desk_held_do(),
      order: `0 ${item.queued_at}`,
    });
  }
  if (status.outbox.needs_sign_in && status.outbox.waiting > 0) {
    list.push({ id: "sign-in", tone: "warn", state: m.desk_sign_in(), title: m.shell_session_title(), detail: m.desk_sign_in_text(), when: "", href: places.signIn, action: m.shell_sign_in(), order: "0" });
  }
  for (const one of open) {
    const { row } = one;
    const shown = { title: row.procedure_name, detail: by(row.code, row.applicant_name), when: dueWords(one) };
    const day = row.due_on ?? "9";
    if (row.status === "supplement_requested") {
      list.push({ ...shown, id: `supplement ${row.id}`, tone: "warn", state: m.desk_supplement(), href: places.dossier(row.id), action: m.desk_supplement_do(), order: `1 ${day}` });
    } else if (row.status === "finished") {
      list.push({ ...shown, when: "", id: `result ${row.id}`, tone: "good", state: m.desk_result(), href: places.timeline(row.id), action: m.desk_result_do(), order: `2 ${day}` });
    } else if (isLate(one)) {
      list.push({ ...shown, id: `late ${row.id}`, tone: "bad", state: m.desk_late(), href: places.timeline(row.id), action: m.desk_late_do(), order: `1 ${day}` });
    }
  }
  for (const row of transactions?.rows ?? []) {
    if (row.state !== "due" && row.state !== "failed") continue;
    const due = open.find((one) => one.row.id === row.dossier);
    list.push({
      id: `fee ${row.id}`,
      tone: "warn",
      state: m.desk_fee(),
      title: row.procedure_name,
      detail: by(row.dossier_code, m.desk_fee_amount({ amount: formatMoney(row.total) })),
      when: m.desk_waits_since({ when: formatMoment(row.created_at) }),
      href: places.pay(row.id),
      action: m.desk_fee_do(),
      order: `1 ${due?.row.due_on ?? row.created_at.slice(0, 10)}`,
    });
  }
  return list.sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0));
}

/** What is under way at the agency, the nearest due day first; what is late stands among what needs the person. */
export function dueNext(open: readonly OpenDossier[]): OpenDossier[] {
  return open.filter((one) => one.working_days_left !== null && one.working_days_left >= 0 && one.row.status !== "supplement_requested" && one.row.status !== "finished");
}
