import { useMonth, type MonthCounts } from "#/backend";
import { Panel, Skeleton } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { formatCount } from "#/text/format";
import styles from "./MonthPanel.module.css";

type Kind = "on_time" | "open" | "late" | "ended";

/** In the order of the bar; each has a pattern beside its colour. */
const kinds: readonly { kind: Kind; words: () => string }[] = [
  { kind: "on_time", words: m.desk_month_on_time },
  { kind: "open", words: m.desk_month_open },
  { kind: "late", words: m.desk_month_late },
  { kind: "ended", words: m.desk_month_ended },
];

/** As many agencies as are read at a glance. */
const AGENCIES = 5;

/** A picture of the month: what the portal received, and how far it has come, by agency. */
export function MonthPanel() {
  const { data } = useMonth();
  const [year, month] = (data?.month ?? "").split("-");
  return (
    <Panel title={data ? m.desk_month({ month: `${month ?? ""}/${year ?? ""}` }) : m.desk_month_lead()} lead={data ? m.desk_month_lead() : null} id="desk-month">
      {!data ? (
        <Skeleton words={m.desk_loading()} />
      ) : data.total.received === 0 ? (
        <p className={styles.none}>{m.desk_month_none()}</p>
      ) : (
        <div className={styles.month}>
          <p className={styles.received}>
            <strong>{formatCount(data.total.received)}</strong> {m.desk_month_received()}
          </p>
          <Bar counts={data.total} />
          <dl className={styles.legend}>
            {kinds.map(({ kind, words }) =>
              kind === "ended" && data.total.ended === 0 ? null : (
                <div key={kind} className={styles.entry}>
                  <dt>
                    <span className={styles.swatch} data-kind={kind} aria-hidden="true" />
                    {words()}
                  </dt>
                  <dd>{formatCount(data.total[kind])}</dd>
                </div>
              ),
            )}
          </dl>
          <h3 className={styles.title}>{m.desk_month_agencies()}</h3>
          <ul className={styles.agencies}>
            {data.agencies.slice(0, AGENCIES).map(({ name, counts }) => (
              <li key={name}>
                <span className={styles.agency}>
                  <span>{name || m.desk_month_agency_unknown()}</span>
                  <span className={styles.count}>{formatCount(counts.received)}</span>
                </span>
                <Bar counts={counts} />
                <span className="visually-hidden">
                  {kinds
                    .filter(({ kind }) => counts[kind] > 0)
                    .map(({ kind, words }) => `${words()}: ${formatCount(counts[kind])}`)
                    .join(", ")}
                </span>
              </li>
            ))}
          </ul>
          {data.agencies.length > AGENCIES ? <p className={styles.none}>{m.desk_month_more({ count: data.agencies.length - AGENCIES })}</p> : null}
        </div>
      )}
    </Panel>
  );
}

/** The counts as lengths; the figures stand beside it as text. */
function Bar({ counts }: { counts: MonthCounts }) {
  return (
    <span className={styles.bar} aria-hidden="true">
      {kinds.map(({ kind }) => (counts[kind] > 0 ? <span key={kind} data-kind={kind} style={{ flexGrow: counts[kind] }} /> : null))}
    </span>
  );
}
