import type { ProcedureView } from "#/backend";
import { Banner, Disclosure, Facts } from "#/design";
import { m } from "#/messages/generated/messages.js";
import styles from "./ProcedurePage.module.css";

/** Aspects of an entry whose origin the catalogue keeps. */
const aspects: Record<string, () => string> = {
  code: m.procedure_aspect_code,
  name: m.procedure_aspect_name,
  level: m.procedure_aspect_level,
  components: m.procedure_aspect_components,
  processing_days: m.procedure_aspect_days,
  fee: m.procedure_aspect_fee,
  legal_basis: m.procedure_aspect_law,
};

/** How far each piece of the page can be trusted, and where it was read. */
export function Sources({ view }: { view: ProcedureView }) {
  const { procedure, edition } = view;
  const year = procedure.details_as_of?.slice(0, 4);
  const addresses = [...new Set(Array.from(`${procedure.source} ${Object.values(procedure.verification).join(" ")}`.matchAll(/https?:\/\/[^\s;,()]+/g), ([address]) => address))];
  return (
    <>
      {procedure.verified ? null : <Banner tone="warn">{m.procedure_unverified()}</Banner>}
      {year && year !== edition ? <Banner tone="info">{m.procedure_as_of_other({ year })}</Banner> : null}
      <Disclosure title={m.procedure_sources()} level={2}>
        <Facts items={Object.entries(aspects).flatMap(([key, name]) => (procedure.verification[key] === undefined ? [] : [{ name: name(), value: origin(procedure.verification[key]) }]))} />
        {addresses.length > 0 ? (
          <>
            <p className={styles.casesTitle}>{m.procedure_source_open()}</p>
            <ul className={styles.addresses}>
              {addresses.map((address) => (
                <li key={address}>{address}</li>
              ))}
            </ul>
          </>
        ) : null}
      </Disclosure>
    </>
  );
}

function origin(verification: string): string {
  if (verification.startsWith("seed")) return m.procedure_source_letter();
  return verification.startsWith("background") ? m.procedure_source_background() : m.procedure_source_public();
}
