import { X } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore, type RefObject } from "react";
import { UNSTABLE_Toast as AriaToast, UNSTABLE_ToastContent as AriaToastContent, UNSTABLE_ToastRegion as AriaToastRegion, Text } from "./toastParts";
import { m } from "#/messages/generated/messages.js";
import { Button, IconButton } from "./Button";
import { classes } from "./classes";
import { ToneIcon } from "./Tag";
import styles from "./Toast.module.css";
import { closeToast, isInTheWay, seeToast, SEEN_AFTER, subscribeToasts, toastQueue } from "./toasts";

/** Where toasts appear: once, in the frame. F6 reaches it. */
export function ToastRegion() {
  const region = useRef<HTMLDivElement>(null);
  const high = useClearOfFocus(region);
  return (
    <AriaToastRegion ref={region} queue={toastQueue} className={classes(styles.region, high && styles.high)} aria-label={m.design_toasts()}>
      {({ toast: item }) => {
        const tone = item.content.tone ?? "good";
        const { action } = item.content;
        return (
          <AriaToast toast={item} className={classes(styles.toast, styles[tone])}>
            <Seen id={item.key} />
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
                  closeToast(item.key);
                  action.run();
                }}
              >
                {action.label}
              </Button>
            ) : null}
            <IconButton label={m.design_close()} icon={X} onPress={() => closeToast(item.key)} />
          </AriaToast>
        );
      }}
    </AriaToastRegion>
  );
}

/** Notes that a message has stood before somebody: in a window that had the focus all the while. */
function Seen({ id }: { id: string }) {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      if (document.hasFocus()) timer = setTimeout(() => seeToast(id), SEEN_AFTER);
    };
    const away = () => clearTimeout(timer);
    look();
    window.addEventListener("focus", look);
    window.addEventListener("blur", away);
    return () => {
      away();
      window.removeEventListener("focus", look);
      window.removeEventListener("blur", away);
    };
  }, [id]);
  return null;
}

/** Whether the messages stand at the upper edge: they give way to what has the focus (WCAG 2.4.11). */
function useClearOfFocus(region: RefObject<HTMLDivElement | null>): boolean {
  const shown = useSyncExternalStore(subscribeToasts, () => toastQueue.visibleToasts);
  const [high, setHigh] = useState(false);
  useLayoutEffect(() => {
    if (shown.length === 0) return undefined;
    const check = () => {
      if (region.current && isInTheWay(region.current)) setHigh((before) => !before);
    };
    check();
    document.addEventListener("focusin", check);
    document.addEventListener("scroll", check, { capture: true, passive: true });
    window.addEventListener("resize", check);
    return () => {
      document.removeEventListener("focusin", check);
      document.removeEventListener("scroll", check, { capture: true });
      window.removeEventListener("resize", check);
    };
  }, [region, shown]);
  return high && shown.length > 0;
}
