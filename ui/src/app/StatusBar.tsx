import { Cable, CircleCheck, CloudOff, Inbox, LoaderCircle, Pause, Send, TriangleAlert, Wifi, type LucideIcon } from "lucide-react";
import { Button } from "react-aria-components";
import { desk, useDeskStatus, useDo, type DeskStatus, type LinkState } from "#/backend";
import { classes, KeyHint } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { formatBytes, formatTime } from "#/text/format";
import { PALETTE_KEYS } from "./keys";
import { places } from "./places";
import styles from "./StatusBar.module.css";

const links: Record<LinkState, { icon: LucideIcon; words: () => string; tone?: "good" | "warn" }> = {
  no_portal: { icon: Cable, words: m.shell_link_no_portal },
  checking: { icon: LoaderCircle, words: m.shell_link_checking },
  online: { icon: CircleCheck, words: m.shell_link_online, tone: "good" },
  offline: { icon: CloudOff, words: m.shell_link_offline, tone: "warn" },
  captive: { icon: Wifi, words: m.shell_link_captive, tone: "warn" },
};

/** The same in two words, where large text leaves no room; the live region always has the whole. */
const shortLinks: Record<LinkState, () => string> = {
  no_portal: m.shell_short_no_portal,
  checking: m.shell_short_checking,
  online: m.shell_short_online,
  offline: m.shell_short_offline,
  captive: m.shell_short_captive,
};

interface Said {
  icon: LucideIcon;
  words: string;
  short: string;
  tone?: "good" | "warn";
}

function outboxWords({ outbox }: DeskStatus): Said {
  if (outbox.held > 0) return { icon: TriangleAlert, words: m.shell_outbox_held({ count: outbox.held }), short: m.shell_short_held({ count: outbox.held }), tone: "warn" };
  if (outbox.needs_sign_in && outbox.waiting > 0) return { icon: TriangleAlert, words: m.shell_outbox_sign_in(), short: m.shell_outbox_sign_in(), tone: "warn" };
  if (outbox.stuck) return { icon: TriangleAlert, words: m.shell_outbox_stuck({ count: outbox.stuck }), short: m.shell_short_stuck({ count: outbox.stuck }), tone: "warn" };
  if (outbox.paused) return { icon: Pause, words: m.shell_outbox_paused(), short: m.shell_short_paused(), tone: "warn" };
  if (outbox.waiting > 0) {
    const words = m.shell_outbox_waiting({ count: outbox.waiting });
    const left = outbox.bytes_left > 0 ? `, ${m.shell_outbox_bytes({ size: formatBytes(outbox.bytes_left) })}` : "";
    return { icon: Send, words: words + left, short: m.shell_short_waiting({ count: outbox.waiting }) };
  }
  return { icon: Inbox, words: m.shell_outbox_empty(), short: m.shell_outbox_empty() };
}

function Words({ full, short }: { full: string; short: string }) {
  return (
    <>
      <span className={classes(styles.text, styles.full)}>{full}</span>
      <span className={classes(styles.text, styles.short)}>{short}</span>
    </>
  );
}

/** Connection, outbox and keys, at the foot of the window: always in sight, in words. */
export function StatusBar({ onPalette }: { onPalette: () => void }) {
  const status = useDeskStatus();
  const check = useDo(desk.checkConnection);
  const { state, next_try } = status.connection;
  const link = links[check.isPending ? "checking" : state];
  const outbox = outboxWords(status);
  const LinkIcon = link.icon;
  const OutboxIcon = outbox.icon;
  const short = shortLinks[check.isPending ? "checking" : state]();
  const words = state === "online" && status.portal ? `${link.words()}: ${status.portal.name}` : link.words();
  const next = state === "offline" && next_try ? `, ${m.shell_link_next_try({ time: formatTime(next_try) })}` : "";

  return (
    <footer className={styles.bar} data-frame="status" aria-label={m.shell_status_label()}>
      <span className="visually-hidden" role="status">
        {words}. {outbox.words}.
      </span>
      {state === "no_portal" ? (
        <a href={places.settings} className={styles.part}>
          <LinkIcon aria-hidden="true" />
          <Words full={words} short={short} />
        </a>
      ) : (
        <Button className={classes(styles.part, link.tone && styles[link.tone])} onPress={() => check.mutate()}>
          <LinkIcon aria-hidden="true" />
          <Words full={words + next} short={short} />
          <span className="visually-hidden">. {m.shell_do_check()}</span>
        </Button>
      )}
      <a href={places.outbox} className={classes(styles.part, outbox.tone && styles[outbox.tone])} id="status-outbox">
        <OutboxIcon aria-hidden="true" />
        <Words full={outbox.words} short={outbox.short} />
      </a>
      <span className={styles.space} />
      <Button className={classes(styles.part, styles.palette)} onPress={onPalette} aria-keyshortcuts="Control+K">
        <KeyHint keys={PALETTE_KEYS} onDark />
        <span className={styles.commandWord}>{m.shell_command()}</span>
      </Button>
    </footer>
  );
}
