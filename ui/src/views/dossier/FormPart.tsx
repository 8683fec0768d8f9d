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

/** Biểu mẫu: the electronic form of the procedure, and what the answers lead to. */
export function FormPart() {
  const dossier = useShownDossier();
  return (
    <>
      {dossier.form.map((section) => (
        <Panel key={section.title} title={section.title}>
          <Grid>
            {section.fields
              .filter((field) => field.visible)
              .map((field) => (
                <FormAnswer key={field.path} field={field} />
              ))}
          </Grid>
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

/** One field as its layout asks; drawn again only when its own wiring changes. */
const FormAnswer = memo(function FormAnswer({ field: { path, field, required, max_length } }: { field: FormFieldView }) {
  const asked = { path, label: field.label, hint: field.hint ?? undefined, required };
  // Nothing pasted is cut off in silence: what is too long is kept, and the check says so.
  const limit = max_length === null ? undefined : Math.max(LONGEST_LINE, 2 * max_length);
  const unit = field.unit ?? undefined;
  const options = field.options ?? [];
  const columns = field.columns ?? (field.widget === "multiline" ? 12 : 6);
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
