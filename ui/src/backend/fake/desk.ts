import placesData from "../../../../data/places.json";
import type { AccountDetails, Attached, CardHolder, DeskError, DeskEvent, DeskStatus, DossierRow, DossierView, FieldChange, FieldProblem, FilesDropped, KeySlot, OutboxRules, Paper, Registration, ScannedText, SearchQuery, Settings, Side, Transaction } from "../types";
import { cardOf } from "./card";
import * as catalogue from "./catalogue";
import { dossierView, newContent, settle, type FakeDossier } from "./dossier";
import { timelineOf } from "./follow";
import * as lists from "./lists";
import { FakeNetwork } from "./network";
import * as sample from "./sample";
import { FakeStorage } from "./storage";
import { caseOf } from "./thisCase";

/** How the invented desk stands at the start. */
export type Scenario = "fresh" | "ready" | "signed-in" | "training" | "offline" | "locked" | "failed";

interface PlacesEdition {
  id: string;
  provinces: [string, string][];
  communes: [string, string, string][];
  districts?: [string, string, string][];
}

const editions = (placesData as unknown as { editions: PlacesEdition[] }).editions;

/** An error as the desk would answer it. */
export function refuse(code: DeskError["code"], message: string, fields: FieldProblem[] = []): DeskError {
  return { code, message, fields, trace: null };
}

/** A desk that is invented: it answers every command from memory, as the shell would. Only for work on screens and their tests. */
export class FakeDesk {
  status: DeskStatus = structuredClone(sample.status);
  rows = structuredClone(sample.dossiers);
  outboxView = structuredClone(sample.outbox);
  transactions = structuredClone(sample.transactions);
  letters = structuredClone(sample.letters);
  unclaimed = structuredClone(sample.unclaimed);
  storage = new FakeStorage();
  network = new FakeNetwork();
  contents = new Map<string, FakeDossier>();
  /** Whether drafts go to the person's other computers. */
  sharing = true;
  /** Commands that answer otherwise than usual (an error to throw, a file refused). */
  instead: Record<string, (args: never) => unknown> = {};
  /** Everything asked, for tests. */
  asked: { command: string; args: Record<string, unknown> }[] = [];
  emit: (event: DeskEvent) => void = () => undefined;
  /** What the shell tells beside the desk's events. */
  tell: (event: "closing" | "files-dropped", payload: FilesDropped | null) => Promise<void> = () => Promise.resolve();

  constructor(scenario: Scenario = "training") {
    const { status } = this;
    if (scenario === "fresh") {
      this.rows = [];
      this.outboxView.items = [];
      this.transactions.rows = [];
      this.unclaimed = [];
      return;
    }
    status.mode = "real";
    status.recovery_code_unseen = false;
    status.last_place = "/";
    if (scenario === "ready") return;
    if (scenario === "locked") {
      status.store = { kind: "locked", slots: ["keyring", "passphrase", "recovery"] };
      return;
    }
    if (scenario === "failed") {
      status.store = { kind: "failed", message: "Đĩa đã đầy nên không mở được kho hồ sơ. Hãy giải phóng ít nhất 200 MB rồi thử lại." };
      return;
    }
    status.portal = structuredClone(sample.profile);
    status.portal_address = "https://dichvucong.kontum.gov.vn";
    status.connection = { state: "online", since: new Date().toISOString(), last_contact: new Date().toISOString(), next_try: null };
    status.account = structuredClone(sample.account);
    status.session_valid = true;
    status.outbox = { waiting: 1, held: 1, bytes_left: 6_400_000, paused: false, needs_sign_in: false };
    this.unclaimed = [];
    if (scenario === "offline") {
      status.connection.state = "offline";
      status.connection.next_try = new Date(Date.now() + 40_000).toISOString();
      status.outbox.held = 0;
      status.outbox.waiting = 2;
    }
    if (scenario === "training") {
      status.mode = "training";
      status.training = { officer_url: "http://127.0.0.1:4010/can-bo", bank_url: "http://127.0.0.1:4011" };
      status.portal_address = "http://127.0.0.1:4010";
    }
  }

  async invoke(command: string, args: Record<string, unknown> = {}): Promise<unknown> {
    this.asked.push({ command, args });
    const handler = this.instead[command] ?? (this.commands as Record<string, (args: never) => unknown>)[command];
    if (!handler) throw refuse("internal", `Lệnh lạ: ${command}`);
    return structuredClone(await handler(args as never));
  }

  row(id: string): DossierRow {
    const row = this.rows.find((one) => one.id === id);
    if (!row) throw refuse("not_found", "Hồ sơ này không còn trên máy.");
    return row;
  }

  private procedureOf(row: DossierRow) {
    const code = catalogue.search({ text: row.procedure_name, agency: null, sector: null, level: null, limit: 1, offset: 0 }).rows[0]?.code ?? "1.004232";
    return catalogue.procedure(code);
  }

  /** What is kept of a dossier; made when it is first looked at. */
  content(id: string): FakeDossier {
    const kept = this.contents.get(id);
    if (kept) return kept;
    const row = this.row(id);
    const made = newContent(row, this.procedureOf(row)?.procedure);
    this.contents.set(id, made);
    return made;
  }

  private dossier(id: string): DossierView {
    const row = this.row(id);
    return dossierView(row, this.procedureOf(row), this.content(id));
  }

  /** A dossier goes on its way, or comes back from it. */
  private sync(id: string, sync: DossierRow["sync"]): null {
    this.row(id).sync = sync;
    if (sync === "draft") this.outboxView.items = this.outboxView.items.filter((item) => item.dossier !== id);
    this.emit({ kind: "dossier", id });
    this.emit({ kind: "outbox" });
    return null;
  }

  private keep(id: string, paper: Paper): Attached {
    this.content(id).papers.push(paper);
    this.emit({ kind: "dossier", id });
    return { kind: "kept", paper };
  }

  private transaction(fits: (row: Transaction) => boolean): Transaction {
    const row = this.transactions.rows.find(fits);
    if (!row) throw refuse("not_found", "Không còn khoản phí này.");
    return row;
  }

  private commands = {
    status: () => this.status,
    choose_training: () => {
      Object.assign(this.status, new FakeDesk("training").status, { account: null, session_valid: false, settings: this.status.settings });
      return this.status;
    },
    leave_training: () => Object.assign(this.status, { mode: "unset", training: null, portal: null, account: null, connection: { ...this.status.connection, state: "no_portal" } }),
    test_portal: ({ address }: { address: string }) => {
      if (!/^https?:\/\//.test(address)) throw refuse("offline", "Không tới được địa chỉ này. Hãy kiểm tra lại địa chỉ và kết nối mạng.");
      return { ...sample.profile, name: "Cổng dịch vụ công tỉnh Kon Tum", training: false };
    },
    connect_portal: ({ address }: { address: string }) => Object.assign(this.status, { mode: "real", portal: sample.profile, portal_address: address, connection: { ...this.status.connection, state: "online" } }),
    check_connection: () => this.status,
    save_settings: ({ settings }: { settings: Settings }) => Object.assign(this.status, { settings }),
    remember_place: ({ place }: { place: string }) => {
      this.status.last_place = place;
      return null;
    },
    unlock: ({ secret }: { slot: KeySlot; secret: string }) => {
      if (secret.length < 4) throw refuse("wrong_key", "Mật khẩu kho không đúng. Hãy thử lại hoặc dùng mã khôi phục.");
      this.status.store = { kind: "open", slots: ["keyring", "passphrase", "recovery"] };
      return this.status;
    },
    recovery_code: () => "K7QM-2WXD-9PRT-4HVB-ZC6N-8JLE-3YGA-5SFU",
    recovery_code_noted: () => Object.assign(this.status, { recovery_code_unseen: false }),
    set_passphrase: ({ passphrase }: { passphrase: string | null }) => {
      this.status.store = { kind: "open", slots: passphrase === null ? ["keyring", "recovery"] : ["keyring", "recovery", "passphrase"] };
      return this.status;
    },
    mailbox: () => this.letters,
    check_registration: ({ registration }: { registration: Registration }) => check(registration),
    register: ({ registration }: { registration: Registration }) => {
      const fields = check(registration);
      if (fields.length > 0) throw refuse("invalid_fields", "Có thông tin chưa đúng.", fields);
      return { account_id: sample.account.id, email: registration.details.email };
    },
    confirm_account: () => null,
    resend_confirmation: () => null,
    forgot_password: () => null,
    reset_password: ({ token }: { token: string; password: string }) => {
      if (token.length < 6) throw refuse("refused", "Mã này không đúng hoặc đã hết hạn. Hãy xin mã mới.");
      return null;
    },
    sign_in: ({ name, password }: { name: string; password: string }) => {
      if (name.includes("moi")) throw refuse("not_confirmed", "Tài khoản chưa được xác nhận. Hãy bấm vào đường dẫn trong thư đã gửi tới hộp thư của bạn.");
      if (password.length < 8) throw refuse("wrong_credentials", "Tên đăng nhập hoặc mật khẩu không đúng.");
      this.unclaimed = structuredClone(sample.unclaimed);
      return Object.assign(this.status, { account: sample.account, session_valid: true });
    },
    sign_out: () => Object.assign(this.status, { account: null, session_valid: false }),
    save_account: ({ details }: { details: AccountDetails }) => {
      if (!/^0\d{9}$/.test(details.phone)) throw refuse("invalid_fields", "Có thông tin chưa đúng.", [{ path: "details.phone", code: "phone", message: "Số điện thoại gồm 10 chữ số, bắt đầu bằng 0." }]);
      if (this.status.account) this.status.account.details = details;
      return this.status;
    },
    unclaimed_drafts: () => this.unclaimed,
    claim_drafts: ({ ids }: { ids: string[] }) => {
      this.unclaimed = this.unclaimed.filter((draft) => !ids.includes(draft.id));
      this.emit({ kind: "status" });
      return null;
    },
    search: ({ query }: { query: SearchQuery }) => catalogue.search(query),
    common_procedures: () => catalogue.commonRows(),
    procedure_case: ({ code, value }: { code: string; value: number | null }) => {
      const found = catalogue.procedure(code);
      if (!found) throw refuse("not_found", "Không có thủ tục này trong danh mục đang dùng.");
      return caseOf(found.procedure, value);
    },
    set_favourite: ({ code, on }: { code: string; on: boolean }) => {
      catalogue.setFavourite(code, on);
      this.emit({ kind: "catalogue" });
      return null;
    },
    note_procedure_seen: ({ code }: { code: string }) => {
      catalogue.noteSeen(code);
      return null;
    },
    procedure: ({ code }: { code: string }) => {
      const view = catalogue.procedure(code);
      if (!view) throw refuse("not_found", "Không có thủ tục này trong danh mục đang dùng.");
      return view;
    },
    provinces: ({ placesEdition }: { placesEdition: string }) => edition(placesEdition).provinces.map(([code, name]) => ({ code, name })),
    communes: ({ placesEdition, province }: { placesEdition: string; province: string }) => communes(edition(placesEdition), province),
    create_dossier: ({ procedure }: { procedure: string }) => {
      const view = catalogue.procedure(procedure);
      if (!view) throw refuse("not_found", "Không có thủ tục này.");
      const id = `d-${String(Date.now())}`;
      const { account } = this.status;
      this.rows.unshift({
        id,
        code: null,
        procedure_name: view.procedure.name,
        applicant_name: account?.details.full_name ?? "",
        sync: "draft",
        status: null,
        money: "none",
        due_on: null,
        changed_at: new Date().toISOString(),
        elsewhere: false,
      });
      this.emit({ kind: "dossier", id });
      return id;
    },
    copy_dossier: ({ id }: { id: string }) => id,
    move_dossier: ({ id }: { id: string }) => {
      this.content(id).newer = null;
      this.emit({ kind: "dossier", id });
      return this.dossier(id);
    },
    draft_sync: () => this.sharing,
    set_draft_sync: ({ on }: { on: boolean }) => {
      this.sharing = on;
      return null;
    },
    settle_draft: ({ id, fields, side }: { id: string; fields: string[]; side: Side }) => {
      settle(this.content(id), fields, side);
      this.emit({ kind: "dossier", id });
      return null;
    },
    keep_draft: ({ id }: { id: string }) => {
      const content = this.content(id);
      if (content.elsewhere) content.elsewhere.news = null;
      this.emit({ kind: "dossier", id });
      return null;
    },
    dossier: ({ id }: { id: string }) => this.dossier(id),
    dossiers: (asked: lists.Asked) => lists.page(this.rows, asked),
    save_dossiers: () => "danh-sach-ho-so.csv",
    open_dossiers: () => lists.open(this.rows),
    month: () => lists.month(this.rows),
    diagnostics: () => lists.diagnostics(this),
    update_catalogue: () => false,
    save_catalogue: () => "mot-cua-danh-muc-2026-11-23.json",
    bring_catalogue: () => ({ editions: ["2022 (2)"], known: [], places: false, holidays: true }),
    save_procedure_sheet: () => "Thu-tuc-1.004232.pdf",
    save_blank_form: () => "Mau-de-trong-1.004232.pdf",
    save_diagnostics: () => "mot-cua-chan-doan.txt",
    set_answers: ({ id, changes }: { id: string; changes: FieldChange[] }) => {
      const content = this.content(id);
      for (const { path, value } of changes) {
        if (value === null || value === undefined || (typeof value === "string" && value.trim() === "")) Reflect.deleteProperty(content.answers, path);
        else content.answers[path] = typeof value === "string" ? value.trim().normalize("NFC") : value;
      }
      content.savedAt = new Date().toISOString();
      this.emit({ kind: "dossier", id });
      return { saved_at: content.savedAt };
    },
    read_card: ({ id, holder, scanned }: { id: string; holder: CardHolder; scanned: ScannedText }) => cardOf(holder, scanned, this.content(id).answers),
    remove_paper: ({ id, paper }: { id: string; paper: string }) => {
      const content = this.content(id);
      content.removed.push(...content.papers.filter((one) => one.id === paper));
      content.papers = content.papers.filter((one) => one.id !== paper);
      this.emit({ kind: "dossier", id });
      return null;
    },
    restore_paper: ({ id, paper }: { id: string; paper: string }) => {
      const content = this.content(id);
      content.papers.push(...content.removed.filter((one) => one.id === paper));
      this.emit({ kind: "dossier", id });
      return null;
    },
    move_paper: ({ id, paper, position }: { id: string; paper: string; position: number }) => {
      const content = this.content(id);
      const moved = content.papers.find((one) => one.id === paper);
      const others = content.papers.filter((one) => one.component === moved?.component && one !== moved).sort((a, b) => a.position - b.position);
      if (moved) others.splice(position, 0, moved);
      others.forEach((one, index) => (one.position = index));
      this.emit({ kind: "dossier", id });
      return null;
    },
    delete_dossier: ({ id }: { id: string }) => {
      this.rows = this.rows.filter((row) => row.id !== id);
      this.emit({ kind: "dossier", id });
      return null;
    },
    restore_dossier: () => null,
    submit: ({ id }: { id: string }) => {
      const problems = this.dossier(id).parts.find((part) => part.part === "review")?.problems ?? [];
      if (problems.length > 0) throw refuse("invalid_fields", `Còn ${problems.length} mục cần bổ sung hoặc sửa trước khi nộp; xem từng mục bên dưới.`, problems);
      return this.sync(id, "queued");
    },
    recall: ({ id }: { id: string }) => this.sync(id, "draft"),
    withdraw: () => null,
    answer_supplement: ({ id }: { id: string }) => this.sync(id, "queued"),
    outbox: () => this.outboxView,
    outbox_pause: ({ paused }: { paused: boolean }) => {
      this.status.outbox.paused = paused;
      this.outboxView.paused = paused;
      this.emit({ kind: "outbox" });
      return null;
    },
    set_outbox_rules: ({ rules }: { rules: OutboxRules }) => {
      this.outboxView.rules = rules;
      this.emit({ kind: "outbox" });
      return null;
    },
    outbox_send_now: () => null,
    outbox_retry: () => null,
    transactions: () => this.transactions,
    start_payment: ({ obligation, method }: { obligation: string; method: string }) => {
      const row = this.transaction((one) => one.id === obligation);
      const way = this.transactions.methods.find((one) => one.id === method);
      row.state = "pending";
      row.attempt = {
        uid: `a-${String(Date.now())}`,
        reference: "MC220401000714",
        method: way?.name ?? method,
        state: "pending",
        pay_url: way?.kind === "qr" ? null : "http://127.0.0.1:4011/paymentv2/vpcpay.html",
        qr_svg: way?.kind === "qr" ? qr : null,
        expires_at: new Date(Date.now() + 15 * 60_000).toISOString(),
        message: null,
      };
      return row;
    },
    cancel_payment: ({ attempt }: { attempt: string }) => {
      const row = this.transaction((one) => one.attempt?.uid === attempt);
      row.state = "failed";
      if (row.attempt) row.attempt.state = "cancelled";
      return row;
    },
    timeline: ({ id }: { id: string }) => timelineOf(this.row(id)),
    refresh_dossier: ({ id }: { id: string }) => timelineOf(this.row(id)),
    lookup: ({ code, key }: { code: string; key: string }) => {
      const row = this.rows.find((one) => one.code === code.trim());
      if (!row || key.trim() === "") throw refuse("not_found", "Không có hồ sơ nào khớp mã hồ sơ và mã tra cứu này. Hãy xem lại từng ký tự trên giấy tiếp nhận.");
      return { ...timelineOf(row), applicant_name: "Y H***** Đ** R* W*", results: [] };
    },
    choose_files: ({ id, component }: { id: string; component: string }): Attached[] => {
      const position = this.content(id).papers.filter((one) => one.component === component).length;
      const file_name = position === 0 ? "don-de-nghi.pdf" : `phu-luc-${position}.pdf`;
      return [this.keep(id, { id: `p-${component}-${Date.now()}-${position}`, component, file_name, size: 1_204_000, sha256: "ab".repeat(32), media_type: "application/pdf", position })];
    },
    attach_dropped: ({ id, component }: { id: string; component: string }): Attached[] => [
      this.keep(id, { id: `p-${component}-${Date.now()}`, component, file_name: "ban-ve.png", size: 640_000, sha256: "cd".repeat(32), media_type: "image/png", position: 99 }),
    ],
    replace_paper: ({ id, paper }: { id: string; paper: string }): Attached | null => {
      const kept = this.content(id).papers.find((one) => one.id === paper);
      if (!kept) return null;
      Object.assign(kept, { file_name: "ban-moi.pdf", size: 2_050_000, sha256: "ef".repeat(32) });
      this.emit({ kind: "dossier", id });
      return { kind: "kept", paper: kept };
    },
    leave: () => null,
    open_payment: () => null,
    open_officer: () => null,
    open_letter_link: () => null,
    save_proof: () => "phieu-nop.pdf",
    save_receipt: () => "bien-lai.pdf",
    save_result: () => "ket-qua.pdf",
    ...this.storage.commands(this, refuse),
    ...this.network.commands(refuse),
  };
}

function edition(id: string): PlacesEdition {
  const found = editions.find((one) => one.id === id) ?? editions[0];
  if (!found) throw refuse("not_found", "Không có danh mục địa bàn này.");
  return found;
}

/** Communes of a province; with no province all of the edition, each with its province's name. */
function communes(places: PlacesEdition, province: string) {
  const districts = new Map((places.districts ?? []).map(([code, name, parent]) => [code, { name, parent }]));
  const provinces = new Map(places.provinces);
  return places.communes.flatMap(([code, name, parent]) => {
    const district = districts.get(parent);
    const above = district?.parent ?? parent;
    if (province !== "" && above !== province) return [];
    return [{ code, name: [name, district?.name, province === "" ? provinces.get(above) : undefined].filter(Boolean).join(", ") }];
  });
}

/** A drawing that looks like a QR code, as the desk would make one. */
const qr = (() => {
  let path = "";
  for (let y = 0; y < 33; y += 1) for (let x = 0; x < 33; x += 1) if ((x * 7 + y * 13 + x * y) % 5 < 2) path += `M${x + 4},${y + 4}h1v1h-1z`;
  return `<?xml version="1.0" standalone="yes"?><svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="246" height="246" viewBox="0 0 41 41" shape-rendering="crispEdges"><rect x="0" y="0" width="41" height="41" fill="#ffffff"/><path fill="#000000" d="${path}"/></svg>`;
})();

function check({ details, password, accepts_terms }: Registration): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const wrong = (path: string, message: string) => problems.push({ path, code: path, message });
  if (!details.full_name.trim()) wrong("details.full_name", details.kind === "citizen" ? "Hãy nhập họ và tên." : "Hãy nhập họ tên người đại diện.");
  if (details.kind !== "citizen" && !details.organisation_name?.trim()) wrong("details.organisation_name", "Hãy nhập tên tổ chức.");
  if (!/^(\d{9}|\d{12}|[A-Z]\d{7}|\d{10}(-\d{3})?)$/.test(details.id_number)) wrong("details.id_number", "Số định danh cá nhân gồm 12 chữ số; số chứng minh nhân dân gồm 9 chữ số.");
  if (!/^0\d{9}$/.test(details.phone)) wrong("details.phone", "Số điện thoại gồm 10 chữ số, bắt đầu bằng 0.");
  if (!/^\S+@\S+\.\S+$/.test(details.email)) wrong("details.email", "Địa chỉ thư điện tử chưa đúng, ví dụ ten@example.vn.");
  if (!/^(?=.*[a-z])(?=.*[A-Z])(?=.*[@$!%*#?&]).{8,}$/.test(password)) wrong("password", "Mật khẩu cần ít nhất 8 ký tự, có chữ hoa, chữ thường và một trong các dấu @ $ ! % * # ? &.");
  if (!accepts_terms) wrong("accepts_terms", "Cần đồng ý với điều khoản sử dụng để đăng ký.");
  return problems;
}
