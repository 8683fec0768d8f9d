import { Tag } from "#/design/Tag";
import type { FeeEstimate } from "#/backend";
import { m } from "#/messages/generated/messages.js";
import { formatMoney } from "#/text/format";
import styles from "./dossier.module.css";

/** Fees as far as they can be told before the portal decides; what is not known is said to be so. */
export function Fees({ fees }: { fees: FeeEstimate }) {
  if (!fees.known) return <p>{m.dossier_fees_unknown()}</p>;
  if (fees.lines.length === 0) return <p>{m.dossier_fees_none_yet()}</p>;
  return (
    <ul className={styles.fees}>
      {fees.lines.map((line) => (
        <li key={line.name} className={styles.fee}>
          <span>{line.name}</span>
          <span className={styles.amount}>
            {line.amount == null ? m.dossier_amount_unknown() : formatMoney(line.amount)}
            {line.illustrative ? <Tag tone="gold">{m.dossier_illustrative()}</Tag> : null}
          </span>
        </li>
      ))}
    </ul>
  );
}
