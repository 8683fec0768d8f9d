import type { CaseQuestion, Condition } from "#/backend";
import { m } from "#/messages/generated/messages.js";
import { formatNumber } from "#/text/format";

/** Fields that conditions of the catalogue speak of, with their units. */
const fields: Record<string, { name: () => string; unit: () => string }> = {
  "form.flow_m3_per_day": { name: m.procedure_when_flow, unit: m.procedure_when_flow_unit },
  "form.area_ha": { name: m.procedure_when_area, unit: m.procedure_when_area_unit },
};

/** What the answer that decides a case is called, and its unit: in short where it is known, else as the form asks it. */
export const fieldWords = ({ field, label, unit }: CaseQuestion): { name: string; unit: string } => ({ name: fields[field]?.name() ?? label, unit: fields[field]?.unit() ?? unit ?? "" });

/** A condition in words: "Lưu lượng từ 200 đến dưới 500 m³/ngày đêm". */
export function conditionWords(condition: Condition): string {
  const field = fields[condition.field];
  const bounds = boundWords(condition);
  if (!field || !bounds) return m.procedure_when_answer();
  return `${field.name()} ${bounds} ${field.unit()}`;
}

function boundWords({ at_least, above, below, at_most }: Condition): string | null {
  const low = at_least ?? above ?? null;
  const high = below ?? at_most ?? null;
  const from = low === null ? "" : formatNumber(low);
  const to = high === null ? "" : formatNumber(high);
  const closedLow = at_least != null;
  const openHigh = below != null;
  if (low === null && high === null) return null;
  if (low === null) return openHigh ? m.procedure_when_below({ below: to }) : m.procedure_when_to({ to });
  if (high === null) return closedLow ? m.procedure_when_from({ from }) : m.procedure_when_above({ from });
  if (closedLow) return openHigh ? m.procedure_when_between({ from, below: to }) : m.procedure_when_from_to({ from, to });
  return openHigh ? m.procedure_when_above_below({ from, below: to }) : m.procedure_when_above_to({ from, to });
}
