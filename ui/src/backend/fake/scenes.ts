import type { DossierRow, OutboxItem, Paper, Proof, Transaction } from "../types";
import type { FakeDesk } from "./desk";
import { many } from "./lists";

/** Moments of the dossier's way that screens and their tests need, on top of how the desk stands at the start. */
const hour = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * hour).toISOString();
const on = (days: number) => new Date(Date.now() + days * 24 * hour).toISOString().slice(0, 10);

const drilling = "Cấp giấy phép thăm dò nước dưới đất đối với công trình có lưu lượng dưới 3.000m3/ngày đêm";

const pdf = (id: string, component: string, file_name: string, size: number, position = 0): Paper => ({
  id,
  component,
  file_name,
  size,
  sha256: `${id}0`.padEnd(64, "7c19e4").replace(/[^0-9a-f]/g, "b").slice(0, 64),
  media_type: file_name.endsWith("png") ? "image/png" : "application/pdf",
  position,
});

const papers = (id: string): Paper[] => [
  pdf(`${id}-1`, "1.004232-TP01", "don-de-nghi-tham-do.pdf", 1_204_000),
  pdf(`${id}-2`, "1.004232-TP02", "de-an-tham-do-nuoc-duoi-dat-xa-dak-ma.pdf", 7_120_000),
  pdf(`${id}-3`, "1.004232-TP02", "ban-do-khu-vuc-1-25000.png", 1_510_000, 1),
];

/** Every required answer of a groundwater exploration. */
const complete = {
  "applicant.email": "y.huong@example.vn",
  "applicant.birth_date": "1990-02-14",
  "applicant.gender": "female",
  "applicant.address.street": "Thôn Kon Rờ Bàng 2",
  "form.purpose": "sinh_hoat",
  "form.commune": "23500",
  "form.place_detail": "Thôn 3, thửa đất số 125, tờ bản đồ số 14",
  "form.flow_m3_per_day": 250,
  "form.well_count": 2,
  "form.well_depth_m": 80.5,
  "form.aquifer": "Tầng chứa nước khe nứt bazan (βn2-qp)",
  "form.works_start": "2022-07-01",
  "form.works_months": 3,
} as const;

const proof = (id: string, code: string): Proof => ({
  code,
  lookup_key: "7KQ4-MX2D",
  submitted_at: ago(20),
  papers: papers(id).map((paper) => ({
    component_name: paper.component.endsWith("01") ? "Đơn đề nghị cấp giấy phép thăm dò nước dưới đất" : "Đề án thăm dò nước dưới đất",
    file_name: paper.file_name,
    size: paper.size,
    sha256: paper.sha256,
  })),
});

function put(desk: FakeDesk, row: Partial<DossierRow> & { id: string }, filled = true): void {
  desk.rows.push({
    code: null,
    procedure_name: drilling,
    applicant_name: "Y Hương Đăk Rơ Wa",
    sync: "draft",
    status: null,
    money: "none",
    due_on: null,
    changed_at: ago(4),
    elsewhere: false,
    ...row,
  });
  if (!filled) return;
  const content = desk.content(row.id);
  Object.assign(content.answers, complete);
  content.papers = papers(row.id);
  if (row.code) content.proof = proof(row.id, row.code);
}

const item = (dossier: string, change: Partial<OutboxItem>): OutboxItem => ({
  dossier,
  procedure_name: drilling,
  applicant_name: "A Thui",
  kind: "submission",
  stage: "waiting",
  words: "Chưa nộp: đang chờ tới lượt.",
  bytes_done: 0,
  bytes_total: 9_834_000,
  seconds_left: null,
  tries: 0,
  next_try: null,
  queued_at: ago(0.4),
  can_recall: true,
  files: [],
  ...change,
});

/** Dossiers in every state, so that each has an address: `d-ready`, `d-queued`, `d-sent`, `d-supplement` … */
export function everyState(desk: FakeDesk): void {
  if (desk.rows.some((row) => row.id === "d-empty")) return;
  put(desk, { id: "d-empty", applicant_name: "" }, false);
  desk.content("d-empty").answers = {};
  put(desk, { id: "d-ready" });
  put(desk, { id: "d-queued", sync: "queued" });
  put(desk, { id: "d-sending", sync: "sending" });
  put(desk, { id: "d-held", sync: "held" });
  put(desk, { id: "d-sent", sync: "confirmed", status: "registered", money: "due", code: "000.00.12.H34-220401-0007", due_on: null });
  put(desk, { id: "d-supplement", sync: "confirmed", status: "supplement_requested", code: "000.00.12.H34-220401-0009", due_on: on(9) });
  put(desk, { id: "d-returned", sync: "confirmed", status: "returned", money: "paid", code: "000.00.12.H34-220228-0011", due_on: on(-3) });
  put(desk, { id: "d-late", sync: "confirmed", status: "processing", money: "paid", code: "000.00.12.H34-220228-0012", due_on: on(-2) });
  desk.content("d-ready").answers["delivery.wanted"] = true;
  Object.assign(desk.content("d-ready").answers, {
    "delivery.name": "Y Hương Đăk Rơ Wa",
    "delivery.phone": "0905123456",
    "delivery.address.province": "62",
    "delivery.address.commune": "23500",
    "delivery.address.street": "Thôn Kon Rờ Bàng 2",
  });
  desk.outboxView.items.push(
    item("d-sending", {
      applicant_name: "Y Hương Đăk Rơ Wa",
      stage: "uploading",
      words: "Chưa nộp: đang tải tệp lên cổng.",
      bytes_done: 3_400_000,
      seconds_left: 84,
      files: papers("d-sending").map((paper, at) => ({ file_name: paper.file_name, bytes_done: [1_204_000, 2_196_000, 0][at] ?? 0, bytes_total: paper.size })),
    }),
    item("d-queued", { words: "Chưa nộp: chưa kết nối được cổng; sẽ tự gửi khi có mạng.", tries: 3, next_try: new Date(Date.now() + 240_000).toISOString() }),
    item("d-held", { stage: "held", words: desk.content("d-held").heldReason ?? "", tries: 1 }),
    item("d-late", { kind: "withdrawal", bytes_total: 0, stage: "checking", words: "Chưa gửi yêu cầu rút: chưa rõ cổng đã nhận chưa, đang hỏi lại cổng; không gửi lần thứ hai.", can_recall: false }),
  );
  money(desk);
}

/** An obligation in every state: `t-pending`, `t-qr`, `t-failed`, `t-paid`, `t-late`, `t-refunded`. */
function money(desk: FakeDesk): void {
  const [due] = desk.transactions.rows;
  if (!due) return;
  const attempt = {
    uid: "a-1",
    reference: "MC220401000714",
    method: "Ngân hàng NCB",
    state: "pending" as const,
    pay_url: "http://127.0.0.1:4011/paymentv2/vpcpay.html",
    qr_svg: null,
    expires_at: new Date(Date.now() + 12 * 60_000).toISOString(),
    message: null,
  };
  const receipt = { id: "rc-1", number: "BL-2022-000118", issued_at: ago(5), amount: due.total, payer_name: "A Thui" };
  const more: (Partial<Transaction> & { id: string })[] = [
    { id: "t-pending", state: "pending", attempt },
    { id: "t-failed", state: "failed", attempt: { ...attempt, state: "failed", message: "Số dư tài khoản không đủ." } },
    { id: "t-late", state: "failed", attempt: { ...attempt, state: "late" } },
    { id: "t-paid", state: "paid", attempt: { ...attempt, state: "paid" }, receipt },
    { id: "t-settling", state: "paid", attempt: { ...attempt, state: "paid" } },
    { id: "t-refunded", state: "refunded", receipt },
  ];
  desk.transactions.rows.push(...more.map((change) => ({ ...structuredClone(due), ...change })));
}

export const scenes: Record<string, (desk: FakeDesk) => void> = {
  states: everyState,
  /** Files that cannot be taken, one of each kind. */
  refused: (desk) => {
    everyState(desk);
    desk.instead.choose_files = () => [
      { kind: "refused", file_name: "de-an.docx", message: "Tệp “de-an.docx” không thuộc định dạng được nhận. Hãy dùng tệp PDF, JPG hoặc PNG: mở tệp rồi chọn Lưu thành PDF." },
      { kind: "refused", file_name: "ban-do.pdf", message: "Tệp này mang đuôi .pdf nhưng nội dung không phải PDF, có thể chép dở. Hãy mở thử tệp, chép lại từ nơi gốc rồi chọn lại." },
    ];
  },
  /** Ten thousand dossiers. */
  many: (desk) => {
    desk.rows.push(...many(10_000));
  },
  /** A draft whose catalogue has a newer version. */
  newer: (desk) => {
    everyState(desk);
    desk.content("d-ready").newer = {
      edition: "2022",
      from: 1,
      to: 2,
      gone: false,
      changes: [
        { about: "deadline", name: null, old: "45 ngày làm việc", new: "30 ngày làm việc" },
        { about: "component", name: "Sơ đồ vị trí giếng", old: null, new: "bắt buộc, 1 bản chính" },
        { about: "component", name: "Thiết kế giếng thăm dò", old: "bắt buộc khi Lưu lượng dưới 200 m³/ngày đêm, 1 bản chính, Mẫu 23", new: null },
        { about: "fee", name: "Phí thẩm định thiết kế giếng thăm dò, lưu lượng dưới 200 m3/ngày đêm", old: "chưa rõ mức thu", new: "400.000 ₫" },
        { about: "form", name: "Ý kiến chủ đất", old: null, new: "bắt buộc, chữ" },
        { about: "legal_basis", name: null, old: "17/2012/QH13; 60/2016/NĐ-CP", new: "28/2023/QH15" },
      ],
    };
  },
  /** A draft that another computer changed too. */
  elsewhere: (desk) => {
    everyState(desk);
    const row = desk.rows.find((one) => one.id === "d-ready");
    if (row) row.elsewhere = true;
    const mine = desk.content("d-ready").papers.find((paper) => paper.component.endsWith("01"));
    const said = (value: string) => ({ kind: "answer", value }) as const;
    desk.content("d-ready").elsewhere = {
      news: "edited",
      code: null,
      coming: ["ban-do-vi-tri.pdf"],
      disputes: [
        { field: "applicant.phone", mine: said("0905123456"), theirs: said("0987654321"), before: said("0905000000") },
        { field: "applicant.address.commune", mine: said("23500"), theirs: said("23503"), before: null },
        { field: "form.works_start", mine: said("2022-07-01"), theirs: null, before: said("2022-06-15") },
        ...(mine ? [{ field: `papers.${mine.id}`, mine: { kind: "paper", paper: mine } as const, theirs: { kind: "paper", paper: { ...mine, file_name: "don-da-ky.pdf", size: 812_000 } } as const, before: null }] : []),
      ],
    };
  },
  "outbox-empty": (desk) => {
    desk.outboxView.items = [];
    Object.assign(desk.status.outbox, { waiting: 0, held: 0, bytes_left: 0 });
  },
  "outbox-paused": (desk) => {
    everyState(desk);
    desk.outboxView.paused = desk.status.outbox.paused = true;
  },
  "outbox-sign-in": (desk) => {
    everyState(desk);
    desk.status.session_valid = false;
    desk.status.outbox.needs_sign_in = true;
    for (const one of desk.outboxView.items) if (one.stage !== "held") Object.assign(one, { stage: "needs_sign_in", words: "Chưa nộp: cần đăng nhập để gửi. Đăng nhập khi thuận tiện; hồ sơ vẫn được giữ trong hàng đợi.", seconds_left: null });
  },
  "outbox-no-portal": (desk) => {
    everyState(desk);
    desk.status.connection.state = "no_portal";
    desk.status.portal = null;
    for (const one of desk.outboxView.items) Object.assign(one, { stage: "waiting", words: "Chưa nộp: đang chờ kết nối tới cổng.", bytes_done: 0, seconds_left: null, files: [] });
  },
  "money-none": (desk) => {
    desk.transactions.rows = [];
  },
  /** The disk does not take what is typed. */
  "disk-full": (desk) => {
    everyState(desk);
    desk.instead.set_answers = () => {
      throw { code: "disk_full", message: "Đĩa đã đầy nên chưa lưu được. Hãy giải phóng ít nhất 200 MB; những gì vừa gõ vẫn còn trong cửa sổ này và sẽ được lưu ngay sau đó.", fields: [], trace: null };
    };
  },
};
