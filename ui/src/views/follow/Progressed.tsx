import type { Timeline } from "#/backend";
import { Facts, Panel } from "#/design/Panel";
import { StatusBadge, ToneIcon } from "#/design/Tag";
import { m } from "#/messages/generated/messages.js";
import { formatDate, formatDateTime } from "#/text/format";
import { businessStatus } from "../dossier/words";
import styles from "./follow.module.css";

/** Where a dossier stands, and everything that happened, newest first. */
export function Progressed({ timeline }: { timeline: Timeline }) {
  const status = businessStatus(timeline.status);
  return (
    <>
      <Panel title={m.follow_where()} actions={<StatusBadge tone={status.tone} size="large">{status.words}</StatusBadge>}>
        <Facts
          items={[
            { name: m.follow_code(), value: <strong className={styles.code}>{timeline.code}</strong> },
            { name: m.follow_applicant(), value: timeline.applicant_name },
            { name: m.follow_submitted(), value: formatDateTime(timeline.submitted_at) },
            { name: m.follow_due(), value: timeline.due_on ? <Due timeline={timeline} day={timeline.due_on} /> : m.follow_due_unknown() },
          ]}
        />
      </Panel>
      <Panel title={m.follow_timeline()}>
        <ol className={styles.events}>
          {[...timeline.events].reverse().map((event, index) => {
            const told = businessStatus(event.status);
            return (
              <li key={`${event.at} ${event.text}`} className={styles.event} data-now={index === 0 || undefined}>
                <span className={styles.mark} data-tone={told.tone}>
                  <ToneIcon tone={told.tone} />
                </span>
                <div>
                  <p className={styles.eventTitle}>
                    {told.words}
                    <time dateTime={event.at} className={styles.time}>
                      {formatDateTime(event.at)}
                    </time>
                  </p>
                  <p className={styles.eventText}>{event.text}</p>
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

function Due({ timeline, day }: { timeline: Timeline; day: string }) {
  const left = timeline.working_days_left;
  const words = left == null ? m.follow_clock_stopped() : left < 0 ? m.follow_days_late({ count: -left }) : m.follow_days_left({ count: left });
  const over = timeline.status === "returned" || timeline.status === "finished" || timeline.status === "withdrawn" || timeline.status === "refused";
  return (
    <>
      {formatDate(day)}
      {over ? null : <span className={left != null && left < 0 ? styles.late : styles.left}> ({words})</span>}
    </>
  );
}
