import { useLocation } from "@tanstack/react-router";
import { CircleHelp, CircleUserRound, FolderOpen, LayoutDashboard, LogIn, Mail, ScanSearch, Search, Send, Settings as SettingsIcon, type LucideIcon } from "lucide-react";
import { useDeskStatus } from "#/backend";
import { classes, KeyHint } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { BrandMark } from "./BrandMark";
import styles from "./Navigation.module.css";
import { places } from "./places";

interface Entry {
  href: string;
  label: string;
  icon: LucideIcon;
  keys?: string;
  /** Paths that belong to it. */
  under: readonly string[];
  figure?: { count: number; tone: "held" | "waiting" } | null;
}

/** The places of the window, at the left, always. */
export function Navigation() {
  const status = useDeskStatus();
  const { pathname } = useLocation();
  const { outbox, account, mode } = status;

  const main: Entry[] = [
    { href: places.desk, label: m.shell_place_desk(), icon: LayoutDashboard, keys: "Alt+1", under: ["/"] },
    { href: places.search, label: m.shell_place_search(), icon: Search, keys: "F2", under: ["/search", "/procedures"] },
    { href: places.dossiers, label: m.shell_place_dossiers(), icon: FolderOpen, keys: "F4", under: ["/dossiers"] },
    {
      href: places.outbox,
      label: m.shell_place_outbox(),
      icon: Send,
      keys: "F8",
      under: ["/outbox"],
      figure: outbox.held > 0 ? { count: outbox.held, tone: "held" } : outbox.waiting > 0 ? { count: outbox.waiting, tone: "waiting" } : null,
    },
    { href: places.lookup, label: m.shell_place_lookup(), icon: ScanSearch, keys: "F3", under: ["/lookup"] },
  ];
  const own: Entry[] = [
    ...(mode === "training" ? [{ href: places.mailbox, label: m.shell_place_mailbox(), icon: Mail, under: ["/mailbox"] }] : []),
    { href: places.settings, label: m.shell_place_settings(), icon: SettingsIcon, under: ["/settings", "/recovery-code"] },
    { href: places.help, label: m.shell_place_help(), icon: CircleHelp, keys: "F1", under: ["/help", "/about"] },
  ];

  const inside = (entry: Entry) => entry.under.some((path) => (path === "/" ? pathname === "/" : pathname === path || pathname.startsWith(`${path}/`)));

  return (
    <nav className={styles.nav} aria-label={m.shell_places()} data-frame="nav">
      <a href={places.desk} className={styles.brand} aria-label={m.app_name()}>
        <BrandMark />
        <span className={styles.brandName}>{m.app_name()}</span>
      </a>
      <ul className={styles.list}>
        {main.map((entry) => (
          <NavigationEntry key={entry.href} entry={entry} current={inside(entry)} />
        ))}
      </ul>
      <ul className={classes(styles.list, styles.own)}>
        {account ? (
          <NavigationEntry
            entry={{ href: places.profile, label: m.shell_place_profile(), icon: CircleUserRound, under: [] }}
            current={pathname.startsWith("/profile")}
            under={account.details.organisation_name ?? account.details.full_name}
          />
        ) : (
          <NavigationEntry entry={{ href: places.signIn, label: m.shell_sign_in(), icon: LogIn, under: [] }} current={["/sign-in", "/register", "/registered", "/forgotten", "/reset"].includes(pathname)} under={m.shell_not_signed_in()} />
        )}
        {own.map((entry) => (
          <NavigationEntry key={entry.href} entry={entry} current={inside(entry)} />
        ))}
      </ul>
    </nav>
  );
}

function NavigationEntry({ entry, current, under }: { entry: Entry; current: boolean; under?: string }) {
  const Icon = entry.icon;
  return (
    <li>
      <a href={entry.href} className={styles.entry} aria-current={current ? "page" : undefined} aria-keyshortcuts={entry.keys}>
        <Icon aria-hidden="true" className={styles.icon} />
        <span className={styles.words}>
          <span className={styles.label}>{entry.label}</span>
          {under ? <span className={styles.under}>{under}</span> : null}
        </span>
        {entry.figure ? (
          <span className={classes(styles.figure, entry.figure.tone === "held" && styles.held)}>
            {entry.figure.count}
            <span className="visually-hidden">{entry.figure.tone === "held" ? m.shell_outbox_held({ count: entry.figure.count }) : m.shell_outbox_waiting({ count: entry.figure.count })}</span>
          </span>
        ) : null}
        {entry.keys ? <KeyHint keys={entry.keys} onDark className={styles.keys} /> : null}
      </a>
    </li>
  );
}

