import type { BusinessStatus, MoneyState, Part, PartState, SyncState } from "#/backend";
import type { Tone } from "#/design/Tag";
import { m } from "#/messages/generated/messages.js";

/** States in words, with the tone that goes with each. */
export interface Told {
  tone: Tone;
  words: string;
}

export function partTitle(part: Part): string {
  switch (part) {
    case "people":
      return m.dossier_part_people();
    case "form":
      return m.dossier_part_form();
    case "papers":
      return m.dossier_part_papers();
    case "delivery":
      return m.dossier_part_delivery();
    case "review":
      return m.dossier_part_review();
  }
}

export function partState(state: PartState): Told {
  switch (state) {
    case "not_started":
      return { tone: "idle", words: m.dossier_state_not_started() };
    case "needs_attention":
      return { tone: "warn", words: m.dossier_state_needs_attention() };
    case "done":
      return { tone: "good", words: m.dossier_state_done() };
  }
}

export function syncState(state: SyncState): Told {
  switch (state) {
    case "draft":
      return { tone: "idle", words: m.dossier_sync_draft() };
    case "ready":
      return { tone: "info", words: m.dossier_sync_ready() };
    case "queued":
      return { tone: "waiting", words: m.dossier_sync_queued() };
    case "sending":
      return { tone: "active", words: m.dossier_sync_sending() };
    case "confirmed":
      return { tone: "good", words: m.dossier_sync_confirmed() };
    case "held":
      return { tone: "bad", words: m.dossier_sync_held() };
  }
}

/** The ten national statuses. */
export function businessStatus(status: BusinessStatus): Told {
  switch (status) {
    case "registered":
      return { tone: "info", words: m.follow_status_registered() };
    case "received":
      return { tone: "info", words: m.follow_status_received() };
    case "refused":
      return { tone: "bad", words: m.follow_status_refused() };
    case "processing":
      return { tone: "active", words: m.follow_status_processing() };
    case "supplement_requested":
      return { tone: "warn", words: m.follow_status_supplement_requested() };
    case "payment_requested":
      return { tone: "warn", words: m.follow_status_payment_requested() };
    case "withdrawn":
      return { tone: "idle", words: m.follow_status_withdrawn() };
    case "stopped":
      return { tone: "bad", words: m.follow_status_stopped() };
    case "finished":
      return { tone: "good", words: m.follow_status_finished() };
    case "returned":
      return { tone: "good", words: m.follow_status_returned() };
  }
}

/** What a list says of a dossier: the portal's status once there is one, the desk's state before. */
export function dossierState(row: { sync: SyncState; status?: BusinessStatus | null }): Told {
  return row.status && row.sync !== "held" ? businessStatus(row.status) : syncState(row.sync);
}

export function moneyState(state: MoneyState): Told | null {
  switch (state) {
    case "none":
      return null;
    case "due":
      return { tone: "warn", words: m.payments_state_due() };
    case "pending":
      return { tone: "waiting", words: m.payments_state_pending() };
    case "paid":
      return { tone: "good", words: m.payments_state_paid() };
    case "failed":
      return { tone: "bad", words: m.payments_state_failed() };
    case "refunded":
      return { tone: "info", words: m.payments_state_refunded() };
  }
}
