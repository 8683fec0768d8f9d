import exploration from "../../../../data/forms/tham-do-nuoc-duoi-dat.json";
import extraction from "../../../../data/forms/khai-thac-nuoc-duoi-dat.json";
import general from "../../../../data/forms/chung.json";
import type { DossierRow, DossierView, FormField, FormSectionView, Paper, Procedure, ProcedureView, Proof, Side } from "../types";
import { feesOf, holds, needOf, partsOf, problemsOf, type Answers } from "./rules";

interface Form {
  id: string;
  schema: { required: string[]; properties: Record<string, { maxLength?: number }> };
  layout: { title: string; fields: FormField[] }[];
}

const forms = [exploration, extraction, general] as unknown as Form[];

/** What the invented desk keeps of a dossier; everything shown is compiled from it. */
export interface FakeDossier {
  answers: Answers;
  papers: Paper[];
  removed: Paper[];
  savedAt: string;
  proof: Proof | null;
  heldReason: string | null;
  /** What a newer version of the catalogue changes. */
  newer?: DossierView["newer"];
  /** What another computer did to it. */
  elsewhere?: DossierView["elsewhere"];
}

/** Settles what two computers changed differently; all of it when nothing is named. */
export function settle(content: FakeDossier, fields: readonly string[], side: Side): void {
  const { elsewhere } = content;
  if (!elsewhere) return;
  const chosen = elsewhere.disputes.filter((dispute) => fields.length === 0 || fields.includes(dispute.field));
  for (const { field, theirs } of side === "theirs" ? chosen : []) {
    if (field.startsWith("papers.")) {
      content.papers = content.papers.filter((paper) => `papers.${paper.id}` !== field);
      if (theirs?.kind === "paper") content.papers.push(theirs.paper);
    } else if (theirs?.kind === "answer") content.answers[field] = theirs.value;
    else Reflect.deleteProperty(content.answers, field);
  }
  elsewhere.disputes = elsewhere.disputes.filter((dispute) => !chosen.includes(dispute));
}

/** What a draft holds at first: who files, and for the groundwater procedures the flow. */
export function newContent(row: DossierRow, procedure: Procedure | undefined): FakeDossier {
  const answers: Answers = {
    "applicant.kind": "citizen",
    "applicant.id_kind": "cccd",
    "applicant.id_number": "062190001234",
    "applicant.phone": "0905123456",
    "applicant.address.province": "62",
    "applicant.address.commune": "23500",
  };
  if (row.applicant_name) answers["applicant.full_name"] = row.applicant_name;
  if (procedure?.form.endsWith("nuoc-duoi-dat")) answers["form.flow_m3_per_day"] = 250;
  return {
    answers,
    papers: [],
    removed: [],
    savedAt: row.changed_at,
    proof: null,
    heldReason: "Cổng chưa nhận: Số giấy tờ của người nộp không khớp với tài khoản.\nHãy đưa về soạn tiếp để sửa, hoặc thử gửi lại.",
  };
}

/** A dossier as its parts show it, made from the real catalogue and the real forms. */
export function dossierView(row: DossierRow, view: ProcedureView | null, content: FakeDossier): DossierView {
  const { answers, papers } = content;
  const procedure = view?.procedure;
  const form = forms.find((one) => one.id === procedure?.form) ?? (general as unknown as Form);
  const sections: FormSectionView[] = form.layout.map((section) => ({
    title: section.title,
    fields: section.fields.map((field) => ({
      path: `form.${field.property}`,
      field: { ...field, options: field.options ?? [] },
      required: form.schema.required.includes(field.property),
      max_length: form.schema.properties[field.property]?.maxLength ?? null,
      visible: !field.visible_when || holds(field.visible_when, answers),
    })),
  }));
  const components = (procedure?.components ?? []).map((component) => ({
    code: component.code,
    name: component.name,
    form: component.form,
    note: component.note,
    need: needOf(component.required, answers),
    condition: component.required.kind === "when" ? component.required.condition : null,
    originals: component.originals,
    copies: component.copies,
    limits: component.limits ?? { media_types: ["application/pdf", "image/jpeg", "image/png"], max_bytes: 20_000_000 },
    papers: papers.filter((paper) => paper.component === component.code).sort((a, b) => a.position - b.position),
  }));
  const supplementAsked = row.status === "supplement_requested";
  const editable = row.sync === "draft" || row.sync === "ready" || (row.sync === "confirmed" && supplementAsked);
  const problems = editable ? problemsOf(answers, sections, components) : [];
  const parts = partsOf(problems, answers, papers.length > 0);
  return {
    id: row.id,
    procedure: procedure?.code ?? "1.004232",
    display_code: view?.display_code ?? "1.004232.000.00.00.H34",
    procedure_name: row.procedure_name,
    agency_name: view?.agency.name ?? "Sở Tài nguyên và Môi trường",
    edition: "2022",
    places_edition: "2025-06",
    sync: row.sync === "draft" && problems.length === 0 ? "ready" : row.sync,
    held_reason: row.sync === "held" ? content.heldReason : null,
    status: row.status,
    code: row.code,
    money: row.money,
    editable,
    answers,
    form: sections,
    case_name: procedure?.cases.find((one) => holds(one.when, answers))?.name ?? null,
    components,
    fees: procedure ? feesOf(procedure, answers) : { known: false, lines: [] },
    parts: editable ? parts : parts.map((part) => ({ ...part, state: "done" as const })),
    saved_at: content.savedAt,
    created_at: row.changed_at,
    submitted_at: row.sync === "confirmed" ? row.changed_at : null,
    due_on: row.due_on,
    proof: content.proof,
    supplement: supplementAsked
      ? {
          id: "s-1",
          asked_at: row.changed_at,
          until: row.due_on,
          officer: "Trần Thị Mai",
          items: [
            { component: "1.004232-TP02", component_name: "Đề án thăm dò nước dưới đất", reason: "Thiếu bản đồ khu vực thăm dò tỷ lệ 1:25.000." },
            { component: null, component_name: "Biểu mẫu điện tử", reason: "Ghi rõ tầng chứa nước dự kiến thăm dò." },
          ],
        }
      : null,
    newer: content.newer ?? null,
    elsewhere: content.elsewhere && (content.elsewhere.disputes.length > 0 || content.elsewhere.news !== null || content.elsewhere.coming.length > 0) ? content.elsewhere : null,
  };
}
