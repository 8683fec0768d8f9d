import type { DossierFilter, DossierList, DossierNarrow, DossierRow, MonthCounts, MonthView, OpenDossier } from "../types";
import type { FakeDesk } from "./desk";

/** What a list is asked for. */
export interface Asked {
  filter: DossierFilter;
  narrow: DossierNarrow;
  text: string;
  cursor: string | null;
}

const PAGE = 50;
const sent = (row: DossierRow) => row.sync === "confirmed";
const any = <T>(wanted: readonly T[], value: T | null) => wanted.length === 0 || (value !== null && wanted.includes(value));

export function page(rows: readonly DossierRow[], { filter, narrow, text, cursor }: Asked): DossierList {
  const words = text.toLowerCase();
  const fits = rows.filter(
    (row) =>
      (filter === "all" || (filter === "unsent" && !sent(row)) || (filter === "sent" && sent(row)) || (filter === "supplement" && row.status === "supplement_requested")) &&
      any(narrow.sync, row.sync) &&
      any(narrow.status, row.status) &&
      any(narrow.money, row.money) &&
      (narrow.due_from === null || (row.due_on !== null && row.due_on >= narrow.due_from)) &&
      (narrow.due_to === null || (row.due_on !== null && row.due_on <= narrow.due_to)) &&
      (words === "" || `${row.procedure_name} ${row.code ?? ""} ${row.applicant_name}`.toLowerCase().includes(words)),
  );
  const from = Number(cursor ?? 0);
  return {
    rows: fits.slice(from, from + PAGE),
    next_cursor: from + PAGE < fits.length ? String(from + PAGE) : null,
    counts: { unsent: rows.filter((row) => !sent(row)).length, sent: rows.filter(sent).length, supplement: rows.filter((row) => row.status === "supplement_requested").length },
  };
}

const running = new Set(["registered", "received", "processing"]);
const open_ = new Set([...running, "supplement_requested", "payment_requested", "finished"]);
const day = 86_400_000;
const today = () => new Date().toISOString().slice(0, 10);

/** Monday to Friday; the desk itself knows the holidays. */
function workingDays(from: string, to: string): number {
  let count = 0;
  const step = from <= to ? 1 : -1;
  for (let at = Date.parse(from); at !== Date.parse(to); at += step * day) {
    const weekday = new Date(at + (step > 0 ? day : 0)).getUTCDay();
    if (weekday !== 0 && weekday !== 6) count += step;
  }
  return count;
}

export function open(rows: readonly DossierRow[]): OpenDossier[] {
  return rows
    .filter((row) => row.status !== null && open_.has(row.status))
    .map((row) => ({ row, working_days_left: row.due_on !== null && running.has(row.status ?? "") ? workingDays(today(), row.due_on) : null }))
    .sort((a, b) => (a.row.due_on ?? "9").localeCompare(b.row.due_on ?? "9"))
    .slice(0, 100);
}

const agencies = ["Sở Tài nguyên và Môi trường", "Sở Tư pháp", "UBND thành phố Kon Tum", "Sở Giao thông vận tải"];

export function month(rows: readonly DossierRow[]): MonthView {
  const none = (): MonthCounts => ({ received: 0, on_time: 0, late: 0, open: 0, ended: 0 });
  const total = none();
  const by = agencies.map((name) => ({ name, counts: none() }));
  rows.filter(sent).forEach((row, at) => {
    const over = row.status === "finished" || row.status === "returned";
    const kind = over ? "on_time" : running.has(row.status ?? "") && row.due_on !== null && row.due_on < today() ? "late" : "open";
    for (const counts of [total, by[[0, 0, 1, 0, 2, 0, 3][at % 7] ?? 0]?.counts]) {
      if (!counts) continue;
      counts.received += 1;
      counts[kind] += 1;
    }
  });
  return { month: `${today().slice(0, 8)}01`, total, agencies: by.filter(({ counts }) => counts.received > 0).sort((a, b) => b.counts.received - a.counts.received) };
}

export function diagnostics({ status, rows }: FakeDesk): string {
  return [`program: Một Cửa ${status.version}`, "system: linux x86_64", `store: ${status.mode}`, `store state: ${status.store.kind}`, `portal: ${status.portal_address ?? "none"}`, `link: ${status.connection.state}`, `dossiers: ${String(rows.length)}`, ""].join("\n");
}

/** A list as long as that of a busy counter. */
export function many(count: number): DossierRow[] {
  const names = ["Y Hương Đăk Rơ Wa", "A Thui", "Nguyễn Thị Ậm Ỗ", "Trần Văn Dũng", "Lê Thị Hồng Nhung", "Phạm Đức Ánh"];
  const procedures = ["Cấp giấy phép thăm dò nước dưới đất đối với công trình có lưu lượng dưới 3.000m3/ngày đêm", "Đăng ký khai thác nước dưới đất", "Cấp đổi giấy phép lái xe", "Đăng ký khai sinh có yếu tố nước ngoài"];
  const states = ["received", "processing", "processing", "returned", "supplement_requested", "finished", "returned"] as const;
  return Array.from({ length: count }, (_, at) => {
    const draft = at % 9 === 0;
    return {
      id: `m-${String(at)}`,
      code: draft ? null : `000.00.12.H34-${String(220000 + (at % 365))}-${String(at % 10_000).padStart(4, "0")}`,
      procedure_name: procedures[at % procedures.length] ?? "",
      applicant_name: names[at % names.length] ?? "",
      sync: draft ? "draft" : "confirmed",
      status: draft ? null : (states[at % states.length] ?? null),
      money: at % 5 === 0 ? "due" : "none",
      due_on: draft ? null : new Date(Date.now() + ((at % 40) - 10) * day).toISOString().slice(0, 10),
      changed_at: new Date(Date.now() - at * 240_000).toISOString(),
      elsewhere: false,
    };
  });
}
