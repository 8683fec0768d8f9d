import type { BusinessStatus, DossierRow, ResultView, Timeline, TimelineEvent } from "../types";

const at = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

const counter = "Trung tâm Phục vụ hành chính công tỉnh";
const department = "Sở Tài nguyên và Môi trường";

/** The way to each status, oldest first, as an agency would have gone it. */
const ways: Record<BusinessStatus, readonly [BusinessStatus, string, string, string][]> = (() => {
  const registered: [BusinessStatus, string, string, string] = ["registered", "", "", "Nộp hồ sơ trực tuyến"];
  const received: [BusinessStatus, string, string, string] = ["received", "Trần Thị Mai", counter, "Tiếp nhận hồ sơ và hẹn trả kết quả"];
  const processing: [BusinessStatus, string, string, string] = ["processing", "Lê Văn Bình", department, "Thẩm định hồ sơ"];
  const finished: [BusinessStatus, string, string, string] = ["finished", "Lê Văn Bình", department, "Đã ký giấy phép số 14/GP-UBND"];
  const begun = [registered, received, processing] as const;
  return {
    registered: [registered],
    received: [registered, received],
    refused: [registered, ["refused", "Trần Thị Mai", counter, "Không thuộc thẩm quyền giải quyết của tỉnh: công trình nằm trên địa bàn hai tỉnh"]],
    processing: begun,
    supplement_requested: [...begun, ["supplement_requested", "Trần Thị Mai", counter, "Yêu cầu bổ sung: thiếu bản đồ khu vực thăm dò tỷ lệ 1:25.000"]],
    payment_requested: [...begun, ["payment_requested", "Lê Văn Bình", department, "Đề nghị nộp phí thẩm định đề án"]],
    withdrawn: [registered, received, ["withdrawn", "", "", "Chủ đầu tư thay đổi vị trí công trình"]],
    stopped: [...begun, ["stopped", "Lê Văn Bình", department, "Quá hạn bổ sung hồ sơ"]],
    finished: [...begun, finished],
    returned: [...begun, finished, ["returned", "Trần Thị Mai", counter, "Đã trả kết quả điện tử"]],
  };
})();

const result: ResultView = { id: "r-1", file_name: "Giay-phep-14-GP-UBND.pdf", size: 412_000, downloaded: true };

/** The timeline of a dossier that has been sent. */
export function timelineOf(row: DossierRow): Timeline {
  const status = row.status ?? "registered";
  const way = ways[status];
  const events: TimelineEvent[] = way.map(([state, actor, unit, text], index) => ({ at: at(2 + (way.length - index) * 2.3), status: state, actor: actor || row.applicant_name, unit, text }));
  const standing = ["supplement_requested", "payment_requested", "stopped", "finished", "returned", "withdrawn", "refused", "registered"].includes(status);
  return {
    code: row.code ?? "000.00.12.H34-220401-0007",
    procedure_name: row.procedure_name,
    applicant_name: row.applicant_name,
    status,
    submitted_at: events[0]?.at ?? at(12),
    due_on: row.due_on,
    working_days_left: standing || !row.due_on ? null : Date.parse(row.due_on) < Date.now() ? -1 : 4,
    events,
    results: status === "finished" || status === "returned" ? [result] : [],
    as_of: at(0.01),
  };
}
