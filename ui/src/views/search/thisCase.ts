import type { Condition, Procedure } from "#/backend";

/** The answer that a procedure's fees, papers and cases turn on, as entered for the person at the counter. */
export interface ThisCase {
  field: string;
  value: number | null;
}

/** Whether a condition holds for this case; `null` while that cannot be told: not entered, or it asks for something else. */
export function holdsFor({ field, value }: ThisCase, condition: Condition): boolean | null {
  const further = condition.and ?? [];
  if (condition.field !== field || value === null || condition.equals != null || (condition.any_of?.length ?? 0) > 0) return null;
  const own =
    (condition.at_least == null || value >= condition.at_least) &&
    (condition.above == null || value > condition.above) &&
    (condition.below == null || value < condition.below) &&
    (condition.at_most == null || value <= condition.at_most);
  if (!own) return false;
  const rest = further.map((one) => holdsFor({ field, value }, one));
  return rest.includes(false) ? false : rest.includes(null) ? null : true;
}

/** The field that decides most of a procedure's fees, papers and cases, of those that can be asked for here. */
export function decidingField(procedure: Procedure, askable: readonly string[]): string | null {
  const conditions = [
    ...(procedure.fees ?? []).flatMap((fee) => fee.when ?? []),
    ...procedure.cases.map((one) => one.when),
    ...(procedure.components ?? []).flatMap((component) => (component.required.kind === "when" ? component.required.condition : [])),
  ];
  const times = (field: string) => conditions.filter((condition) => condition.field === field).length;
  const [most] = askable.filter((field) => times(field) > 0).sort((a, b) => times(b) - times(a));
  return most ?? null;
}
