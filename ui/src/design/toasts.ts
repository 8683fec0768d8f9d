import { UNSTABLE_ToastQueue as ToastQueue } from "./toastParts";
import type { Tone } from "./Tag";

export interface ToastContent {
  text: string;
  detail?: string;
  tone?: Extract<Tone, "info" | "good" | "warn" | "bad">;
  /** What it is about, e.g. a dossier: what is said next about the same takes its place. */
  about?: string;
  /** Undoes or leads on, e.g. "Hoàn tác". */
  action?: { label: string; run: () => void };
  /** Came from outside, e.g. from a portal: it is about no page. */
  everywhere?: boolean;
}

/** As many as stand at once; what comes on top of them sends the oldest away. */
const SHOWN = 3;

/** What went wrong has been seen when it stood this long before somebody, in ms. */
export const SEEN_AFTER = 5000;

interface Standing {
  content: ToastContent;
  /** The page it is about; `null` when that is none. */
  page: string | null;
  seen: boolean;
}

export const toastQueue = new ToastQueue<ToastContent>({ maxVisibleToasts: SHOWN });
/** Oldest first. */
const standing = new Map<string, Standing>();

export const subscribeToasts = (listener: () => void): (() => void) => toastQueue.subscribe(listener);

export function closeToast(key: string): void {
  toastQueue.close(key);
}

/** Somebody has had the time to read it. */
export function seeToast(key: string): void {
  const one = standing.get(key);
  if (one) one.seen = true;
}

/**
 * Says what was done, at the edge of the window, with a way back. Stays 10 s, 20 s when it can be undone; what went
 * wrong stays until it has been seen. What is about the page it was said on goes when the page is left. What needs an
 * answer is never said by a toast.
 */
export function toast(content: ToastContent): void {
  for (const [key, { content: earlier }] of [...standing]) if (takesItsPlace(content, earlier)) closeToast(key);
  const one: Standing = { content, page: null, seen: false };
  const timeout = content.tone === "bad" ? undefined : content.action ? 20_000 : 10_000;
  const key = toastQueue.add(content, { timeout, onClose: () => standing.delete(key) });
  standing.set(key, one);
  // Who says it and leads on in the same breath says it on the page that is led to.
  if (!content.action && !content.about && !content.everywhere) setTimeout(() => (one.page = here()));
  while (standing.size > SHOWN) {
    const [oldest] = [...standing].find(([id, { content: other }]) => id !== key && other.tone !== "bad") ?? [];
    if (oldest === undefined) break;
    closeToast(oldest);
  }
}

/** Another page is shown: what was about the one before goes with it, except what went wrong and was not seen yet. */
export function leavePage(): void {
  for (const [key, { content, page, seen }] of [...standing]) {
    if (page !== null && page !== here() && (content.tone !== "bad" || seen)) closeToast(key);
  }
}

/** The page shown, whatever is asked of it behind the question mark. */
function here(): string {
  return window.location.hash.split("?", 1)[0] ?? "";
}

/** The same again, or the next about the same: one of them is enough. */
function takesItsPlace(next: ToastContent, earlier: ToastContent): boolean {
  if (next.about !== undefined && next.about === earlier.about) return true;
  return next.text === earlier.text && next.detail === earlier.detail && next.tone === earlier.tone && !next.action && !earlier.action;
}

/** Whether messages lie over the control that has the focus. What is as large as a place is no control. */
export function isInTheWay(messages: Element): boolean {
  const focused = document.activeElement;
  if (!focused || focused === document.body || messages.contains(focused)) return false;
  const at = focused.getBoundingClientRect();
  const over = messages.getBoundingClientRect();
  if (at.height > window.innerHeight / 2) return false;
  return at.left < over.right && over.left < at.right && at.top < over.bottom && over.top < at.bottom;
}
