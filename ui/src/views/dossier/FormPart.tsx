import { memo } from "react";
import { Banner } from "#/design/Banner";
import { Panel } from "#/design/Panel";
import type { FormFieldView } from "#/backend";
import { m } from "#/messages/generated/messages.js";
import { useShownDossier } from "./answers";
import { Fees } from "./Fees";
import { AreaAnswer, DateAnswer, NumberAnswer, RadioAnswer, SelectAnswer, TextAnswer, TickAnswer } from "./fields";
import { Cell, Grid } from "./Grid";
import { CommuneAnswer } from "./places";

/** More options than this open as a list. */
const VISIBLE_OPTIONS = 3;
/** What the desk keeps of a line at most, in characters. */
const LONGEST_LINE = 500;

/** What a line of the grid is divided into. */
const COLUMNS = 12;
/** Fields that are laid out and painted together. */
const BLOCK = 12;

/** Biểu mẫu: the electronic form of the procedure, and what the answers lead to. */
export function FormPart() {
  const dossier = useShownDossier();
  return (
    <>
      {dossier.form.map((section) => (
        <Panel key={section.title} title={section.title}>
          {blocksOf(section.fields).map((fields, _, blocks) => (
            <Grid key={fields[0]?.path} restsUnseen={blocks.length > 1}>
              {fields
                .filter((field) => field.visible)
                .map((field) => (
                  <FormAnswer key={field.path} field={field} />
                ))}
            </Grid>
          ))}
        </Panel>
      ))}
      <Panel title={m.dossier_fees()} lead={m.dossier_fees_lead()}>
        {dossier.case_name ? (
          <Banner tone="info" title={m.dossier_case({ name: dossier.case_name })}>
            {m.dossier_case_hint()}
          </Banner>
        ) : null}
        <Fees fees={dossier.fees} />
      </Panel>
    </>
  );
}

/**
 * The fields of a section in blocks of whole lines: a key costs what is in sight, not what is in the form. A section of
 * two blocks or less stays as one. Fields that are not asked now count, so that none moves from block to block under
 * the hands.
 */
function blocksOf(fields: readonly FormFieldView[]): (readonly FormFieldView[])[] {
  if (fields.length <= 2 * BLOCK) return [fields];
  const blocks: FormFieldView[][] = [];
  let block: FormFieldView[] = [];
  let line = 0;
  for (const field of fields) {
    const columns = columnsOf(field);
    if (line + columns > COLUMNS) line = 0;
    if (line === 0 && block.length >= BLOCK) {
      blocks.push(block);
      block = [];
    }
    block.push(field);
    line = (line + columns) % COLUMNS;
  }
  return [...blocks, block];
}

function columnsOf({ field }: FormFieldView): number {
  return field.columns ?? (field.widget === "multiline" ? COLUMNS : COLUMNS / 2);
}

/** One field as its layout asks; drawn again only when its own wiring changes. */
const FormAnswer = memo(function FormAnswer({ field: view }: { field: FormFieldView }) {
  const { path, field, required, max_length } = view;
  const asked = { path, label: field.label, hint: field.hint ?? undefined, required };
  // Nothing pasted is cut off in silence: what is too long is kept, and the check says so.
  const limit = max_length === null ? undefined : Math.max(LONGEST_LINE, 2 * max_length);
  const unit = field.unit ?? undefined;
  const options = field.options ?? [];
  const columns = columnsOf(view);
  switch (field.widget) {
    case "text":
      return (
        <Cell columns={columns}>
          <TextAnswer {...asked} maxLength={limit} unit={unit} />
        </Cell>
      );
    case "multiline":
      return (
        <Cell columns={columns}>
          <AreaAnswer {...asked} maxLength={limit} />
        </Cell>
      );
    case "number":
    case "integer":
      return (
        <Cell columns={columns}>
          <NumberAnswer {...asked} unit={unit} whole={field.widget === "integer"} />
        </Cell>
      );
    case "date":
      return (
        <Cell columns={columns}>
          <DateAnswer {...asked} />
        </Cell>
      );
    case "choice":
      return (
        <Cell columns={columns}>{options.length <= VISIBLE_OPTIONS ? <RadioAnswer {...asked} options={options} /> : <SelectAnswer {...asked} options={options} />}</Cell>
      );
    case "checkbox":
      return (
        <Cell columns={columns} kind="bare">
          <TickAnswer {...asked} />
        </Cell>
      );
    case "commune":
      return <CommuneAnswer {...asked} columns={columns} />;
  }
});
