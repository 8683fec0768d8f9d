import { places } from "#/app/places";
import type { DeskStatus, DossierRow, OutboxView, Transactions } from "#/backend";
import type { Tone } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { formatDate, formatMoney } from "#/text/format";

/** Something that waits for the person. */
export interface Todo {
  id: string;
  tone: Tone;
  state: string;
  title: string;
  detail: string;
  href: string;
  action: string;
}

interface Known {
  status: DeskStatus;
  outbox: OutboxView | undefined;
  supplements: readonly DossierRow[];
  sent: readonly DossierRow[];
  transactions: Transactions | undefined;
  today: string;
}

const by = (...parts: (string | null | undefined)[]) => parts.filter(Boolean).join(" · ");

/** What needs the person now: first what stands still because of them, then what has a deadline, then what is ready. */
export function todos({ status, outbox, supplements, sent, transactions, today }: Known): Todo[] {
  const held = (outbox?.items ?? [])
    .filter((item) => item.stage === "held")
    .map(
      (item): Todo => ({ id: `held ${item.dossier}`, tone: "bad", state: m.desk_held(), title: item.procedure_name, detail: by(item.applicant_name, item.words), href: places.dossier(item.dossier), action: m.desk_held_do() }),
    );
  const session: Todo[] =
    status.outbox.needs_sign_in && status.outbox.waiting > 0
      ? [{ id: "sign-in", tone: "warn", state: m.desk_sign_in(), title: m.shell_session_title(), detail: m.desk_sign_in_text(), href: places.signIn, action: m.shell_sign_in() }]
      : [];
  const asked = [...supplements]
    .sort((a, b) => (a.due_on ?? "9").localeCompare(b.due_on ?? "9"))
    .map(
      (row): Todo => ({
        id: `supplement ${row.id}`,
        tone: "warn",
        state: m.desk_supplement(),
        title: row.procedure_name,
        detail: by(row.code, row.applicant_name),
        href: places.dossier(row.id),
        action: m.desk_supplement_do(),
      }),
    );
  const fees = (transactions?.rows ?? [])
    .filter((row) => row.state === "due" || row.state === "failed")
    .map(
      (row): Todo => ({ id: `fee ${row.id}`, tone: "warn", state: m.desk_fee(), title: row.procedure_name, detail: by(row.dossier_code, m.desk_fee_amount({ amount: formatMoney(row.total) })), href: places.pay(row.id), action: m.desk_fee_do() }),
    );
  const open = new Set(["registered", "received", "processing"]);
  const late = sent
    .filter((row) => row.due_on !== null && row.due_on < today && row.status !== null && open.has(row.status))
    .map(
      (row): Todo => ({
        id: `late ${row.id}`,
        tone: "bad",
        state: m.desk_late(),
        title: row.procedure_name,
        detail: by(row.code, row.applicant_name, row.due_on ? m.desk_late_text({ date: formatDate(row.due_on) }) : null),
        href: places.timeline(row.id),
        action: m.desk_late_do(),
      }),
    );
  const ready = sent
    .filter((row) => row.status === "finished")
    .map((row): Todo => ({ id: `result ${row.id}`, tone: "good", state: m.desk_result(), title: row.procedure_name, detail: by(row.code, row.applicant_name), href: places.timeline(row.id), action: m.desk_result_do() }));
  return [...held, ...session, ...asked, ...fees, ...late, ...ready];
}
