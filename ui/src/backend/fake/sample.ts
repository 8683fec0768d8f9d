import type { Account, DeskStatus, DossierRow, Letter, OutboxView, PortalProfile, Transactions, UnclaimedDraft } from "../types";

const hour = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * hour).toISOString();
const on = (days: number) => new Date(Date.now() + days * 24 * hour).toISOString().slice(0, 10);

export const profile: PortalProfile = {
  contract: 1,
  portal_id: "0192f0c0-0000-7000-8000-000000000001",
  name: "Cổng dịch vụ công tỉnh Kon Tum (tập huấn)",
  training: true,
  default_edition: "2022",
  default_limits: { media_types: ["application/pdf", "image/jpeg", "image/png"], max_bytes: 20_000_000 },
  hotlines: [
    { number: "0260.3797799", owner: "Trung tâm Phục vụ hành chính công tỉnh", hours: "Giờ hành chính, thứ Hai đến thứ Sáu" },
    { number: "0260.3958.789", owner: "Viễn thông Kon Tum", hours: "Hỗ trợ kỹ thuật 24/7" },
    { number: "0260.3916028", owner: "Sở Tài nguyên và Môi trường", hours: "Nội dung thủ tục hành chính" },
  ],
  questions: [
    { question: "Tôi chưa nhận được thư xác nhận đăng ký?", answer: "Hãy xem cả mục Thư rác. Sau vài phút vẫn chưa có, bấm “Gửi lại thư xác nhận”." },
    { question: "Nộp hồ sơ xong tôi thanh toán ở đâu?", answer: "Vào Trang cá nhân, Danh sách giao dịch, chọn hồ sơ rồi bấm “Thanh toán phí/lệ phí”." },
  ],
  payment_methods: [
    { id: "vnpay:NCB", kind: "bank", name: "Ngân hàng NCB" },
    { id: "vnpay:VNPAYEWALLET", kind: "wallet", name: "Ví VNPAY" },
    { id: "vietqr", kind: "qr", name: "Mã VietQR" },
  ],
  now: new Date().toISOString(),
};

export const account: Account = {
  id: "0192f0c0-0000-7000-8000-0000000000aa",
  details: { kind: "citizen", full_name: "Y Hương Đăk Rơ Wa", organisation_name: null, id_number: "062190001234", id_issued_on: "2021-05-19", phone: "0905123456", email: "y.huong@example.vn" },
  version: 1,
};

export const status: DeskStatus = {
  version: "0.1.0",
  mode: "unset",
  store: { kind: "open", slots: ["keyring", "recovery"] },
  portal: null,
  portal_address: null,
  account: null,
  session_valid: false,
  connection: { state: "no_portal", since: ago(1), last_contact: null, next_try: null },
  outbox: { waiting: 0, held: 0, bytes_left: 0, paused: false, needs_sign_in: false },
  training: null,
  settings: { language: "vi", theme: "light", text_percent: 100, compact: false, edition: null },
  last_place: null,
  recovery_code_unseen: true,
};

const drilling = "Cấp giấy phép thăm dò nước dưới đất đối với công trình có lưu lượng dưới 3.000m3/ngày đêm";
const taking = "Cấp giấy phép khai thác, sử dụng nước dưới đất đối với công trình có lưu lượng dưới 3.000m3/ngày đêm";

const row = (change: Partial<DossierRow> & { id: string }): DossierRow => ({
  code: null,
  procedure_name: drilling,
  applicant_name: "Y Hương Đăk Rơ Wa",
  sync: "draft",
  status: null,
  money: "none",
  due_on: null,
  changed_at: ago(2),
  elsewhere: false,
  ...change,
});

export const dossiers: DossierRow[] = [
  row({ id: "d-0001", changed_at: ago(0.2), applicant_name: "A Thui" }),
  row({ id: "d-0002", changed_at: ago(26), procedure_name: taking }),
  row({ id: "d-0003", sync: "held", changed_at: ago(3) }),
  row({ id: "d-0004", sync: "sending", changed_at: ago(0.1), procedure_name: taking }),
  row({ id: "d-0005", sync: "confirmed", status: "supplement_requested", code: "000.00.12.H34-220401-0007", due_on: on(3), changed_at: ago(20) }),
  row({ id: "d-0006", sync: "confirmed", status: "processing", code: "000.00.12.H34-220328-0002", due_on: on(-1), changed_at: ago(90) }),
  row({ id: "d-0007", sync: "confirmed", status: "finished", code: "000.00.12.H34-220228-0011", due_on: on(-6), changed_at: ago(130), procedure_name: taking }),
];

export const transactions: Transactions = {
  as_of: ago(1),
  methods: profile.payment_methods,
  rows: [
    {
      id: "t-0001",
      dossier: "d-0006",
      dossier_code: "000.00.12.H34-220328-0002",
      procedure_name: drilling,
      lines: [{ fee: "tham-dinh-tu-200-den-duoi-500", name: "Phí thẩm định đề án thăm dò nước dưới đất, lưu lượng từ 200 đến dưới 500 m3/ngày đêm", amount: 800_000, illustrative: true }],
      total: 800_000,
      illustrative: true,
      beneficiary: { name: "Sở Tài nguyên và Môi trường tỉnh Kon Tum", account: "3713.0.1054321", bank: "Kho bạc Nhà nước Kon Tum", bank_bin: "970436" },
      state: "due",
      attempt: null,
      receipt: null,
      created_at: ago(80),
    },
  ],
};

export const outbox: OutboxView = {
  paused: false,
  items: [
    {
      dossier: "d-0004",
      procedure_name: taking,
      applicant_name: "Y Hương Đăk Rơ Wa",
      kind: "submission",
      stage: "uploading",
      words: "Đang gửi tệp 2 trên 3",
      bytes_done: 3_400_000,
      bytes_total: 9_800_000,
      seconds_left: 84,
      tries: 1,
      next_try: null,
      queued_at: ago(0.3),
      can_recall: true,
      files: [
        { file_name: "don-de-nghi.pdf", bytes_done: 1_200_000, bytes_total: 1_200_000 },
        { file_name: "de-an-tham-do.pdf", bytes_done: 2_200_000, bytes_total: 7_100_000 },
        { file_name: "ban-do.png", bytes_done: 0, bytes_total: 1_500_000 },
      ],
    },
    {
      dossier: "d-0003",
      procedure_name: drilling,
      applicant_name: "Y Hương Đăk Rơ Wa",
      kind: "submission",
      stage: "held",
      words: "Cổng trả lời: số giấy tờ của người nộp không đúng định dạng. Hãy sửa rồi nộp lại.",
      bytes_done: 0,
      bytes_total: 2_400_000,
      seconds_left: null,
      tries: 1,
      next_try: null,
      queued_at: ago(3),
      can_recall: true,
      files: [],
    },
  ],
};

export const letters: Letter[] = [
  {
    id: "l-2",
    at: ago(0.5),
    to: "y.huong@example.vn",
    subject: "Xác nhận đăng ký tài khoản sử dụng cổng dịch vụ công trực tuyến",
    body: "Kính gửi bà Y Hương Đăk Rơ Wa,\n\nBà vừa đăng ký tài khoản trên Cổng dịch vụ công tỉnh Kon Tum (tập huấn). Để hoàn thành việc đăng ký, hãy bấm vào đường dẫn sau trong 48 giờ:\n\nhttp://127.0.0.1:4010/confirm?token=6b1f…c2\n\nNếu bà không đăng ký, hãy bỏ qua thư này.",
    links: ["http://127.0.0.1:4010/confirm?token=6b1f…c2"],
  },
  { id: "l-1", at: ago(30), to: "y.huong@example.vn", subject: "Đặt lại mật khẩu", body: "Mã đặt lại mật khẩu của bà là 482913. Mã có hiệu lực trong 15 phút.", links: [] },
];

export const unclaimed: UnclaimedDraft[] = [
  { id: "d-0001", procedure_name: drilling, applicant_name: "A Thui" },
  { id: "d-0002", procedure_name: taking, applicant_name: null },
];
