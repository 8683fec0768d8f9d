import form from "../../../../data/forms/tham-do-nuoc-duoi-dat.json";
import type { DossierRow, DossierView, FormFieldView, FormSectionView, ProcedureView } from "../types";

/** A dossier as its parts show it, made from the real catalogue and the real form. */
export function dossierView(row: DossierRow, view: ProcedureView | null): DossierView {
  const layout = (form as unknown as { layout: { title: string; fields: FormFieldView["field"][] }[] }).layout;
  const sections: FormSectionView[] = layout.map((section) => ({
    title: section.title,
    fields: section.fields.map((field) => ({ path: `form.${field.property}`, field: { ...field, options: field.options ?? [] }, required: true, max_length: null, visible: true })),
  }));
  const editable = row.sync === "draft" || row.sync === "held" || row.status === "supplement_requested";
  return {
    id: row.id,
    procedure: view?.procedure.code ?? "1.004232",
    display_code: view?.display_code ?? "1.004232.000.00.00.H34",
    procedure_name: row.procedure_name,
    agency_name: view?.agency.name ?? "Sở Tài nguyên và Môi trường",
    edition: "2022",
    places_edition: "2025-06",
    sync: row.sync,
    held_reason: row.sync === "held" ? "Cổng trả lời: số giấy tờ của người nộp không đúng định dạng." : null,
    status: row.status,
    code: row.code,
    money: row.money,
    editable,
    answers: { "applicant.kind": "citizen", "applicant.full_name": row.applicant_name, "applicant.id_number": "062190001234", "form.flow_m3_per_day": 250 },
    form: sections,
    case_name: "Công trình từ 200 đến dưới 3.000 m³/ngày đêm: lập đề án thăm dò",
    components: (view?.procedure.components ?? []).map((component, at) => ({
      code: component.code,
      name: component.name,
      form: component.form,
      note: component.note,
      need: at === 2 ? "not_needed" : "required",
      condition: null,
      originals: component.originals,
      copies: component.copies,
      limits: { media_types: ["application/pdf", "image/jpeg"], max_bytes: 20_000_000 },
      papers: [],
    })),
    fees: { known: true, lines: [{ name: "Phí thẩm định đề án thăm dò nước dưới đất", amount: 800_000, illustrative: true }] },
    parts: [
      { part: "people", state: "done", problems: [] },
      { part: "form", state: "needs_attention", problems: [{ path: "form.purpose", code: "required", message: "Hãy cho biết mục đích thăm dò." }] },
      { part: "papers", state: "needs_attention", problems: [{ path: "papers.1.004232-TP01", code: "required", message: "Chưa có Đơn đề nghị cấp giấy phép thăm dò nước dưới đất." }] },
      { part: "delivery", state: "not_started", problems: [] },
      { part: "review", state: "not_started", problems: [] },
    ],
    saved_at: row.changed_at,
    created_at: row.changed_at,
    submitted_at: row.sync === "confirmed" ? row.changed_at : null,
    due_on: row.due_on,
    proof: null,
    supplement:
      row.status === "supplement_requested"
        ? { id: "s-1", asked_at: row.changed_at, until: row.due_on, officer: "Trần Thị Mai", items: [{ component: "1.004232-TP02", component_name: "Đề án thăm dò nước dưới đất", reason: "Thiếu bản đồ khu vực thăm dò tỷ lệ 1:25.000." }] }
        : null,
  };
}
