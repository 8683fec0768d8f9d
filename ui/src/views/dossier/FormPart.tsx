import type { CSSProperties } from "react";
import { Banner } from "#/design/Banner";
import { Panel } from "#/design/Panel";
import type { FormFieldView } from "#/backend";
import { m } from "#/messages/generated/messages.js";
import { usePart } from "./answers";
import { Fees } from "./Fees";
import { AreaAnswer, DateAnswer, NumberAnswer, PlaceAnswer, RadioAnswer, SelectAnswer, TextAnswer, TickAnswer } from "./fields";
import styles from "./dossier.module.css";

/** Biểu mẫu: the electronic form of the procedure, and what the answers lead to. */
export function FormPart() {
  const { dossier } = usePart();
  return (
    <div className={styles.stack}>
      {dossier.form.map((section) => (
        <Panel key={section.title} title={section.title}>
          <div className={styles.grid}>
            {section.fields
              .filter((field) => field.visible)
              .map((field) => (
                <div key={field.path} className={styles.cell} style={{ "--columns": field.field.columns ?? 12 } as CSSProperties}>
                  <FormAnswer field={field} />
                </div>
              ))}
          </div>
        </Panel>
      ))}
      {dossier.case_name ? (
        <Banner tone="info" title={m.dossier_case({ name: dossier.case_name })}>
          {m.dossier_case_hint()}
        </Banner>
      ) : null}
      <Panel title={m.dossier_fees()} lead={m.dossier_fees_lead()}>
        <Fees fees={dossier.fees} />
      </Panel>
    </div>
  );
}

function FormAnswer({ field: { path, field, required, max_length } }: { field: FormFieldView }) {
  const asked = { path, label: field.label, hint: field.hint ?? undefined, required, optional: !required };
  const limit = max_length ?? undefined;
  switch (field.widget) {
    case "text":
      return <TextAnswer {...asked} maxLength={limit} unit={field.unit ?? undefined} />;
    case "multiline":
      return <AreaAnswer {...asked} maxLength={limit} />;
    case "number":
      return <NumberAnswer {...asked} unit={field.unit ?? undefined} />;
    case "integer":
      return <NumberAnswer {...asked} unit={field.unit ?? undefined} whole />;
    case "date":
      return <DateAnswer {...asked} />;
    case "choice": {
      const options = field.options ?? [];
      return options.length <= 4 ? <RadioAnswer {...asked} options={options} /> : <SelectAnswer {...asked} options={options} />;
    }
    case "checkbox":
      return <TickAnswer {...asked} />;
    case "commune":
      return <PlaceAnswer prefix={path} required={required} />;
  }
}
