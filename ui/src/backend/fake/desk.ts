import placesData from "../../../../data/places.json";
import type { AccountDetails, Attached, DeskError, DeskEvent, DeskStatus, DossierView, FieldChange, FieldProblem, KeySlot, Registration, SearchQuery, Settings, Timeline } from "../types";
import * as catalogue from "./catalogue";
import { dossierView } from "./dossier";
import * as sample from "./sample";

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
function refuse(code: DeskError["code"], message: string, fields: FieldProblem[] = []): DeskError {
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
  views = new Map<string, DossierView>();
  /** Everything asked, for tests. */
  asked: { command: string; args: Record<string, unknown> }[] = [];
  emit: (event: DeskEvent) => void = () => undefined;

  constructor(scenario: Scenario = "training") {
    const { status } = this;
    if (scenario === "fresh") {
      this.rows = [];
      this.outboxView.items = [];
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
    const handler = (this.commands as Record<string, (args: never) => unknown>)[command];
    if (!handler) throw refuse("internal", `Lệnh lạ: ${command}`);
    return structuredClone(await handler(args as never));
  }

  private dossier(id: string): DossierView {
    const kept = this.views.get(id);
    if (kept) return kept;
    const row = this.rows.find((one) => one.id === id);
    if (!row) throw refuse("not_found", "Hồ sơ này không còn trên máy.");
    const code = catalogue.search({ text: row.procedure_name, agency: null, sector: null, level: null, limit: 1, offset: 0 }).rows[0]?.code ?? "1.004232";
    const view = dossierView(row, catalogue.procedure(code));
    this.views.set(id, view);
    return view;
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
    common_procedures: () => catalogue.common(),
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
      });
      this.emit({ kind: "dossier", id });
      return id;
    },
    copy_dossier: ({ id }: { id: string }) => id,
    dossier: ({ id }: { id: string }) => this.dossier(id),
    dossiers: ({ filter, text }: { filter: string; text: string }) => {
      const sent = (row: (typeof this.rows)[number]) => row.sync === "confirmed";
      const fits = this.rows.filter((row) => filter === "all" || (filter === "unsent" && !sent(row)) || (filter === "sent" && sent(row)) || (filter === "supplement" && row.status === "supplement_requested"));
      return {
        rows: fits.filter((row) => `${row.procedure_name} ${row.code ?? ""} ${row.applicant_name}`.toLowerCase().includes(text.toLowerCase())),
        next_cursor: null,
        counts: { unsent: this.rows.filter((row) => !sent(row)).length, sent: this.rows.filter(sent).length, supplement: this.rows.filter((row) => row.status === "supplement_requested").length },
      };
    },
    set_answers: ({ id, changes }: { id: string; changes: FieldChange[] }) => {
      const view = this.dossier(id);
      for (const { path, value } of changes) {
        if (value === null || value === undefined) delete view.answers[path];
        else view.answers[path] = value;
      }
      view.saved_at = new Date().toISOString();
      return { saved_at: view.saved_at };
    },
    remove_paper: ({ id, paper }: { id: string; paper: string }) => {
      for (const component of this.dossier(id).components) component.papers = component.papers.filter((one) => one.id !== paper);
      return null;
    },
    restore_paper: () => null,
    move_paper: () => null,
    delete_dossier: ({ id }: { id: string }) => {
      this.rows = this.rows.filter((row) => row.id !== id);
      this.emit({ kind: "dossier", id });
      return null;
    },
    restore_dossier: () => null,
    submit: () => null,
    recall: () => null,
    withdraw: () => null,
    answer_supplement: () => null,
    outbox: () => this.outboxView,
    outbox_pause: ({ paused }: { paused: boolean }) => {
      this.status.outbox.paused = paused;
      this.outboxView.paused = paused;
      this.emit({ kind: "outbox" });
      return null;
    },
    outbox_send_now: () => null,
    outbox_retry: () => null,
    transactions: () => this.transactions,
    start_payment: () => this.transactions.rows[0],
    cancel_payment: () => this.transactions.rows[0],
    timeline: ({ id }: { id: string }) => this.timeline(id),
    refresh_dossier: ({ id }: { id: string }) => this.timeline(id),
    lookup: () => this.timeline("d-0006"),
    choose_files: ({ id, component }: { id: string; component: string }): Attached[] => {
      const paper = { id: `p-${String(Date.now())}`, component, file_name: "don-de-nghi.pdf", size: 1_204_000, sha256: "ab".repeat(32), media_type: "application/pdf", position: 0 };
      this.dossier(id).components.find((one) => one.code === component)?.papers.push(paper);
      return [{ kind: "kept", paper }];
    },
    attach_dropped: () => [],
    replace_paper: () => null,
    open_payment: () => null,
    open_officer: () => null,
    open_letter_link: () => null,
    save_proof: () => "phieu-nop.pdf",
    save_receipt: () => "bien-lai.pdf",
    save_result: () => "ket-qua.pdf",
  };

  private timeline(id: string): Timeline {
    const row = this.rows.find((one) => one.id === id);
    if (!row) throw refuse("not_found", "Hồ sơ này không còn trên máy.");
    const at = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
    return {
      code: row.code ?? "000.00.12.H34-220401-0007",
      procedure_name: row.procedure_name,
      applicant_name: row.applicant_name,
      status: row.status ?? "registered",
      submitted_at: at(12),
      due_on: row.due_on,
      working_days_left: row.status === "supplement_requested" ? null : 2,
      events: [
        { at: at(12), status: "registered", actor: row.applicant_name, unit: "", text: "Nộp hồ sơ trực tuyến" },
        { at: at(11), status: "received", actor: "Trần Thị Mai", unit: "Trung tâm Phục vụ hành chính công tỉnh", text: "Tiếp nhận hồ sơ và hẹn trả kết quả" },
        { at: at(9), status: "processing", actor: "Lê Văn Bình", unit: "Sở Tài nguyên và Môi trường", text: "Thẩm định hồ sơ" },
      ],
      results: [],
      as_of: at(0.02),
    };
  }
}

function edition(id: string): PlacesEdition {
  const found = editions.find((one) => one.id === id) ?? editions[0];
  if (!found) throw refuse("not_found", "Không có danh mục địa bàn này.");
  return found;
}

function communes(places: PlacesEdition, province: string) {
  const districts = new Map((places.districts ?? []).filter((one) => one[2] === province).map(([code, name]) => [code, name]));
  return places.communes
    .filter(([, , parent]) => parent === province || districts.has(parent))
    .map(([code, name, parent]) => ({ code, name: districts.has(parent) ? `${name}, ${districts.get(parent) ?? ""}` : name }));
}

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
