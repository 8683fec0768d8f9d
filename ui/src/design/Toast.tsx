import { X } from "lucide-react";
import { UNSTABLE_Toast as AriaToast, UNSTABLE_ToastContent as AriaToastContent, UNSTABLE_ToastQueue as ToastQueue, UNSTABLE_ToastRegion as AriaToastRegion, Text } from "./toastParts";
import { m } from "#/messages/generated/messages.js";
import { Button, IconButton } from "./Button";
import { classes } from "./classes";
import { ToneIcon, type Tone } from "./Tag";
import styles from "./Toast.module.css";

export interface ToastContent {
  text: string;
  detail?: string;
  tone?: Extract<Tone, "info" | "good" | "warn" | "bad">;
  /** What it is about, e.g. a dossier: what is said next about the same takes its place. */
  about?: string;
  /** Undoes or leads on, e.g. "Hoàn tác". */
  action?: { label: string; run: () => void };
}

const queue = new ToastQueue<ToastContent>({ maxVisibleToasts: 3 });
const latest = new Map<string, string>();

/**
 * Says what was done, at the edge of the window, with a way back. Stays 10 s, 20 s when it can be undone;
 * what needs an answer is never said by a toast.
 */
export function toast(content: ToastContent): void {
  const { about } = content;
  const earlier = about ? latest.get(about) : undefined;
  if (earlier) queue.close(earlier);
  const key = queue.add(content, { timeout: content.action ? 20_000 : 10_000 });
  if (about) latest.set(about, key);
}

/** Where toasts appear: once, in the frame. F6 reaches it. */
export function ToastRegion() {
  return (
    <AriaToastRegion queue={queue} className={styles.region} aria-label={m.design_toasts()}>
      {({ toast: item }) => {
        const tone = item.content.tone ?? "good";
        const { action } = item.content;
        return (
          <AriaToast toast={item} className={classes(styles.toast, styles[tone])}>
            <ToneIcon tone={tone} className={styles.icon} />
            <AriaToastContent className={styles.text}>
              <Text slot="title" className={styles.title}>
                {item.content.text}
              </Text>
              {item.content.detail ? <Text slot="description">{item.content.detail}</Text> : null}
            </AriaToastContent>
            {action ? (
              <Button
                kind="quiet"
                size="small"
                onPress={() => {
                  queue.close(item.key);
                  action.run();
                }}
              >
                {action.label}
              </Button>
            ) : null}
            <IconButton label={m.design_close()} icon={X} onPress={() => queue.close(item.key)} />
          </AriaToast>
        );
      }}
    </AriaToastRegion>
  );
}
