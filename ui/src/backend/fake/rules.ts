import type { ComponentView, Condition, FeeEstimate, FieldProblem, FieldValue, FormSectionView, Need, PartView, Procedure, Requirement } from "../types";

/** What follows from answers, as far as screens and their tests need it; the desk's own rules are in `crates/domain`. */
export type Answers = Record<string, FieldValue>;

type AnyOf = { any_of?: readonly FieldValue[] };

/** Whether a condition holds; an answer not given fails it. */
export function holds(condition: Condition & AnyOf, answers: Answers): boolean {
  const value = answers[condition.field];
  if (value === undefined) return false;
  const number = Number(value);
  return (
    (condition.at_least == null || number >= condition.at_least) &&
    (condition.below == null || number < condition.below) &&
    (condition.at_most == null || number <= condition.at_most) &&
    (condition.above == null || number > condition.above) &&
    (condition.equals == null || value === condition.equals) &&
    (!condition.any_of?.length || condition.any_of.includes(value)) &&
    (condition.and ?? []).every((one) => holds(one, answers))
  );
}

const asksFor = (condition: Condition): string[] => [condition.field, ...(condition.and ?? []).flatMap(asksFor)];

export function needOf(requirement: Requirement, answers: Answers): Need {
  if (requirement.kind === "always") return "required";
  if (requirement.kind === "optional") return "optional";
  if (holds(requirement.condition, answers)) return "required";
  return asksFor(requirement.condition).every((path) => answers[path] !== undefined) ? "not_needed" : "undecided";
}

export function feesOf(procedure: Procedure, answers: Answers): FeeEstimate {
  if (procedure.fees === null) return { known: false, lines: [] };
  const owed = procedure.fees.filter((fee) => !fee.when || holds(fee.when, answers));
  return { known: true, lines: owed.map((fee) => ({ name: fee.name, amount: fee.amount ?? fee.reference_amount, illustrative: fee.amount === null && fee.reference_amount !== null })) };
}

/** Everything wrong, in the order of the parts, in the desk's own words. */
export function problemsOf(answers: Answers, form: readonly FormSectionView[], components: readonly ComponentView[]): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const add = (path: string, code: string, message: string) => problems.push({ path, code, message });
  const given = (path: string) => String(answers[path] ?? "").trim() !== "";
  const need = (path: string, label: string, verb = "nhập") => {
    if (!given(path)) add(path, "required", `Hãy ${verb} “${label}”.`);
  };
  const place = (prefix: string) => {
    need(`${prefix}.province`, "Tỉnh, thành phố", "chọn");
    need(`${prefix}.commune`, "Xã, phường", "chọn");
  };
  const phone = (path: string, required: boolean) => {
    if (!given(path) && required) need(path, "Số điện thoại");
    else if (given(path) && !/^0\d{9}$/.test(String(answers[path]).replace(/[\s.]/g, ""))) {
      add(path, "phone_form", "Số điện thoại phải có 10 chữ số và bắt đầu bằng số 0. Hãy nhập lại, ví dụ 0912345678.");
    }
  };
  for (const who of ["applicant", ...(answers["owner.same_as_applicant"] === false ? ["owner"] : [])]) {
    if ((answers[`${who}.kind`] ?? "citizen") !== "citizen") need(`${who}.organisation_name`, answers[`${who}.kind`] === "business" ? "Tên doanh nghiệp" : "Tên cơ quan, tổ chức");
    need(`${who}.full_name`, "Họ và tên");
    const number = String(answers[`${who}.id_number`] ?? "");
    if (number === "") need(`${who}.id_number`, "Số giấy tờ");
    else if (answers[`${who}.id_kind`] === "cccd" && !/^\d{12}$/.test(number)) add(`${who}.id_number`, "personal_id_length", "Số định danh cá nhân phải có đúng 12 chữ số. Hãy nhập lại như trên thẻ căn cước.");
    phone(`${who}.phone`, who === "applicant");
    place(`${who}.address`);
  }
  for (const { path, field, required, visible } of form.flatMap((section) => section.fields)) {
    if (visible && required) need(path, field.label, field.widget === "choice" || field.widget === "commune" ? "chọn" : "nhập");
    if (visible && given(path) && (field.widget === "number" || field.widget === "integer") && Number.isNaN(Number(answers[path]))) {
      add(path, "not_a_number", `“${field.label}” phải là số. Hãy nhập bằng chữ số, ví dụ 150 hoặc 12,5.`);
    }
  }
  for (const component of components) {
    if (component.need === "required" && component.papers.length === 0) {
      add(`papers.${component.code}`, "paper_missing", `Còn thiếu “${component.name}”. Hãy đính kèm tệp cho thành phần này.`);
    }
  }
  for (const side of ["collection", "delivery"]) {
    if (answers[`${side}.wanted`] !== true) continue;
    need(`${side}.name`, side === "collection" ? "Họ và tên người giao hồ sơ" : "Họ và tên người nhận");
    phone(`${side}.phone`, true);
    place(`${side}.address`);
    need(`${side}.address.street`, "Số nhà, đường, thôn");
  }
  return problems;
}

const prefixes = { people: ["applicant.", "owner."], form: ["form."], papers: ["papers."], delivery: ["collection.", "delivery."] } as const;

/** The state of each part: nobody is told off for a part not come to yet; the review says it all. */
export function partsOf(problems: readonly FieldProblem[], answers: Answers, hasPapers: boolean): PartView[] {
  const parts = (["people", "form", "papers", "delivery"] as const).map((part): PartView => {
    const under = (path: string) => prefixes[part].some((prefix) => path.startsWith(prefix));
    const entered = part === "papers" ? hasPapers : Object.keys(answers).some(under);
    const own = problems.filter((problem) => under(problem.path));
    return { part, state: !entered ? "not_started" : own.length > 0 ? "needs_attention" : "done", problems: entered ? own : [] };
  });
  return [...parts, { part: "review", state: problems.length > 0 ? "needs_attention" : "done", problems: [...problems] }];
}
