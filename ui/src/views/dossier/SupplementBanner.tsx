import { LinkButton } from "#/design/Button";
import { Banner } from "#/design/Banner";
import type { DossierView, SupplementView } from "#/backend";
import { m } from "#/messages/generated/messages.js";
import { formatDate, formatDateTime } from "#/text/format";
import { partHref } from "./paths";
import styles from "./dossier.module.css";

/** What the agency wants corrected, item by item; each leads to its place, and the answer is sent from the last part. */
export function SupplementBanner({ dossier, supplement }: { dossier: DossierView; supplement: SupplementView }) {
  return (
    <Banner
      tone="warn"
      title={m.dossier_supplement_title({ officer: supplement.officer, at: formatDateTime(supplement.asked_at) })}
      actions={
        dossier.editable ? (
          <LinkButton size="small" href={partHref(dossier.id, "review")}>
            {m.dossier_supplement_review()}
          </LinkButton>
        ) : null
      }
    >
      <ol className={styles.asked}>
        {supplement.items.map((item) => (
          <li key={`${item.component ?? ""} ${item.reason}`}>
            <a href={item.component === null ? partHref(dossier.id, "form") : partHref(dossier.id, "papers", false, `papers.${item.component}`)}>{item.component_name}</a>: {item.reason}
          </li>
        ))}
      </ol>
      {supplement.until ? <p>{m.dossier_supplement_until({ date: formatDate(supplement.until) })}</p> : null}
    </Banner>
  );
}
