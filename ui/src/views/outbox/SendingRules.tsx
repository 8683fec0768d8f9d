import { useQueryClient } from "@tanstack/react-query";
import { desk, keys, useDo, type OutboxRules } from "#/backend";
import { Disclosure } from "#/design/Disclosure";
import { Select } from "#/design/Select";
import { toast } from "#/design/toasts";
import { m } from "#/messages/generated/messages.js";
import { clock, rulesWords } from "./words";
import styles from "./outbox.module.css";

/** Offered caps, in KB a second. */
const CAPS = [16, 32, 64, 128, 256, 512, 1024];
/** Times of day are offered by the half hour. */
const STEP = 30;
const DAY = 24 * 60;
/** What "only between" begins with: the night. */
const NIGHT = { from: 22 * 60, until: 5 * 60 };

/** The offered values, and whatever else is set already. */
const withSet = (offered: number[], set: number) => (offered.includes(set) ? offered : [...offered, set].sort((a, b) => a - b));

const times = Array.from({ length: DAY / STEP }, (_, index) => index * STEP);

/** When and how fast the outbox sends by itself. Kept as it is chosen. */
export function SendingRules({ rules }: { rules: OutboxRules }) {
  const client = useQueryClient();
  const keep = useDo((wanted: OutboxRules) => desk.setOutboxRules(wanted), {
    onError: (error: Error) => toast({ text: error.message, tone: "bad" }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.outbox }),
  });
  const { hours, kib_per_second: cap } = rules;
  const set = (change: Partial<OutboxRules>) => keep.mutate({ ...rules, ...change });
  const time = (end: "from" | "until", label: string) =>
    hours ? (
      <Select
        label={label}
        // the same time twice would leave none
        options={withSet(times, hours[end])
          .filter((minute) => minute !== hours[end === "from" ? "until" : "from"])
          .map((minute) => ({ value: String(minute), label: clock(minute) }))}
        value={String(hours[end])}
        onChange={(minute) => set({ hours: { ...hours, [end]: Number(minute) } })}
      />
    ) : null;
  return (
    <Disclosure level={2} title={`${m.outbox_rules()}: ${rulesWords(rules)}`}>
      <div className={styles.rules}>
        <Select
          label={m.outbox_rules_when()}
          options={[
            { value: "any", label: m.outbox_rules_any() },
            { value: "hours", label: m.outbox_rules_hours() },
          ]}
          value={hours ? "hours" : "any"}
          onChange={(when) => set({ hours: when === "hours" ? (hours ?? NIGHT) : null })}
        />
        {time("from", m.outbox_rules_from())}
        {time("until", m.outbox_rules_until())}
        <Select
          label={m.outbox_rules_speed()}
          options={[
            { value: "0", label: m.outbox_rules_unlimited() },
            ...withSet(CAPS, cap ?? 64).map((kb) => ({ value: String(kb), label: m.outbox_rules_cap({ kb }) })),
          ]}
          value={String(cap ?? 0)}
          onChange={(kb) => set({ kib_per_second: Number(kb) || null })}
        />
      </div>
      <p className={styles.what}>{m.outbox_rules_hint()}</p>
    </Disclosure>
  );
}
