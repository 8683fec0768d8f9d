import type { BusinessStatus, Timeline } from "#/backend";
import { Panel } from "#/design/Panel";
import { StatusBadge, ToneIcon } from "#/design/Tag";
import { m } from "#/messages/generated/messages.js";
import { formatDate, formatDateTime } from "#/text/format";
import { Summary } from "../dossier/summaries";
import { businessStatus } from "../dossier/words";
import styles from "./follow.module.css";

/** Where a dossier stands, and everything that happened, newest first. */
export function Progressed({ timeline }: { timeline: Timeline }) {
  const status = businessStatus(timeline.status);
  return (
    <>
      <Panel title={m.follow_where()} actions={<StatusBadge tone={status.tone} size="large">{status.words}</StatusBadge>}>
        <Summary
          items={[
            { name: m.follow_code(), value: <strong className={styles.code}>{timeline.code}</strong> },
            { name: m.follow_applicant(), value: timeline.applicant_name },
            { name: m.follow_submitted(), value: formatDateTime(timeline.submitted_at) },
            { name: m.follow_due(), value: timeline.due_on ? <Due timeline={timeline} day={timeline.due_on} /> : m.follow_due_unknown(), columns: 12 },
          ]}
        />
      </Panel>
      <Panel title={m.follow_timeline()}>
        <ol className={styles.events}>
          {[...timeline.events].reverse().map((event, index) => {
            const told = businessStatus(event.status);
            return (
              <li key={`${event.at} ${event.status} ${event.text}`} className={styles.event} data-now={index === 0 || undefined}>
                <span className={styles.mark} data-tone={told.tone}>
                  <ToneIcon tone={told.tone} />
                </span>
                <div>
                  <p className={styles.eventTitle}>
                    <span>{told.words}</span>
                    <time dateTime={event.at} className={styles.time}>
                      {formatDateTime(event.at)}
                    </time>
                  </p>
                  {event.text && event.text !== told.words ? <p>{event.text}</p> : null}
                  <p className={styles.actor}>{[event.actor, event.unit].filter(Boolean).join(" – ")}</p>
                </div>
              </li>
            );
          })}
        </ol>
      </Panel>
    </>
  );
}

/** After these no day counts any more. */
const over: readonly BusinessStatus[] = ["refused", "withdrawn", "finished", "returned"];

/** The day of the result, and how far it is in working days; while the clock stands still that is said. */
function Due({ timeline, day }: { timeline: Timeline; day: string }) {
  const left = timeline.working_days_left;
  if (over.includes(timeline.status)) return formatDate(day);
  const late = left !== null && left < 0;
  const words = left === null ? m.follow_clock_stopped() : late ? m.follow_days_late({ count: -left }) : left === 0 ? m.follow_days_today() : m.follow_days_left({ count: left });
  return (
    <span className={styles.due}>
      <strong>{formatDate(day)}</strong>
      <StatusBadge tone={left === null ? "waiting" : late ? "bad" : left <= 1 ? "warn" : "info"}>{words}</StatusBadge>
    </span>
  );
}
