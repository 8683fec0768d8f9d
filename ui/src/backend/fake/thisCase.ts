import type { CaseView, Condition, Procedure } from "../types";

/** Enough of the desk's weighing for screens and their tests: one number, and tiers of it. */
export function caseOf(procedure: Procedure, value: number | null): CaseView {
  const conditions = [...(procedure.fees ?? []).flatMap((fee) => fee.when ?? []), ...procedure.cases.map((one) => one.when)];
  const field = conditions[0]?.field;
  const holds = (condition: Condition): boolean | null => {
    if (value === null || condition.field !== field) return null;
    return value >= (condition.at_least ?? 0) && value < (condition.below ?? Infinity);
  };
  const fees = (procedure.fees ?? []).map((fee) => ({ id: fee.id, holds: fee.when ? holds(fee.when) : true })).filter((fee) => fee.holds !== false);
  return {
    ask: field === undefined ? null : { field, label: "Lưu lượng", unit: "m³/ngày đêm" },
    case: procedure.cases.find((one) => holds(one.when))?.name ?? null,
    papers: (procedure.components ?? []).map(({ code, required }) => {
      if (required.kind !== "when") return { code, need: required.kind === "always" ? ("required" as const) : ("optional" as const) };
      const needed = holds(required.condition);
      return { code, need: needed === null ? ("undecided" as const) : needed ? ("required" as const) : ("not_needed" as const) };
    }),
    fees: fees.map((fee) => ({ id: fee.id, applies: fee.holds === true })),
    fees_open: fees.some((fee) => fee.holds === null),
  };
}
