import type { OutboxKind, OutboxRules, OutboxStage } from "#/backend";
import type { Tone } from "#/design/Tag";
import { m } from "#/messages/generated/messages.js";

/** How a dossier on its way stands. */
export function stageTold(stage: OutboxStage): { tone: Tone; words: string } {
  switch (stage) {
    case "waiting":
      return { tone: "waiting", words: m.outbox_stage_waiting() };
    case "needs_sign_in":
      return { tone: "warn", words: m.outbox_stage_needs_sign_in() };
    case "registering":
      return { tone: "active", words: m.outbox_stage_registering() };
    case "uploading":
      return { tone: "active", words: m.outbox_stage_uploading() };
    case "submitting":
      return { tone: "active", words: m.outbox_stage_submitting() };
    case "checking":
      return { tone: "active", words: m.outbox_stage_checking() };
    case "held":
      return { tone: "bad", words: m.outbox_stage_held() };
  }
}

/** A minute of the day as people write it. */
export function clock(minute: number): string {
  const two = (figure: number) => String(figure).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** When and how fast, in a line. */
export function rulesWords({ hours, kib_per_second: cap }: OutboxRules): string {
  const when = hours ? m.outbox_rules_between({ from: clock(hours.from), until: clock(hours.until) }) : m.outbox_rules_any().toLowerCase();
  return cap ? `${when}, ${m.outbox_rules_at_most({ kb: cap })}` : when;
}

export function kindWords(kind: OutboxKind): string {
  switch (kind) {
    case "submission":
      return m.outbox_kind_submission();
    case "supplement":
      return m.outbox_kind_supplement();
    case "withdrawal":
      return m.outbox_kind_withdrawal();
  }
}
