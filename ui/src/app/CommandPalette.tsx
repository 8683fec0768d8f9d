import { FileText, FolderOpen, type LucideIcon, Navigation2, Zap } from "lucide-react";
import { useState } from "react";
import { Autocomplete, Dialog, Header, Heading, Menu, MenuItem, MenuSection, Modal, ModalOverlay, SearchField } from "react-aria-components";
import { desk, useDeskStatus, useDo, useDossiers, useSearch, type Settings } from "#/backend";
import { KeyHint, toast } from "#/design";
import { FollowingInput } from "#/design/UncontrolledInput";
import { m } from "#/messages/generated/messages.js";
import { fold } from "#/text/fold";
import styles from "./CommandPalette.module.css";
import { placeKeys } from "./keys";
import { places, useGo } from "./places";

interface Command {
  id: string;
  label: string;
  detail?: string;
  keys?: string;
  icon: LucideIcon;
  run: () => void;
}

/** Ctrl+K: places, actions, procedures and dossiers by name. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const groups = useCommands(text);
  const all = groups.flatMap((group) => group.commands);
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(open) => (open ? undefined : onClose())} className={styles.overlay}>
      <Modal className={styles.modal}>
        <Dialog className={styles.dialog}>
          <Heading slot="title" className="visually-hidden">
            {m.shell_palette_title()}
          </Heading>
          <Autocomplete inputValue={text} onInputChange={setText}>
            <SearchField aria-label={m.shell_palette_title()} className={styles.field}>
              <FollowingInput autoFocus className={styles.input} placeholder={m.shell_palette_title()} />
            </SearchField>
            <Menu
              aria-label={m.shell_palette_title()}
              className={styles.list}
              onAction={(key) => {
                onClose();
                all.find((command) => command.id === key)?.run();
              }}
              renderEmptyState={() => <p className={styles.nothing}>{m.shell_palette_nothing()}</p>}
            >
              {groups.map((group) => (
                <MenuSection key={group.title} id={group.title}>
                  <Header className={styles.group}>{group.title}</Header>
                  {group.commands.map(({ id, label, detail, keys, icon: Icon }) => (
                    <MenuItem key={id} id={id} textValue={label} className={styles.item}>
                      <Icon aria-hidden="true" className={styles.icon} />
                      <span className={styles.words}>
                        {label}
                        {detail ? <span className={styles.detail}>{detail}</span> : null}
                      </span>
                      {keys ? <KeyHint keys={keys} /> : null}
                    </MenuItem>
                  ))}
                </MenuSection>
              ))}
            </Menu>
          </Autocomplete>
          <p className={styles.hint}>{m.shell_palette_hint()}</p>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function useCommands(text: string): { title: string; commands: Command[] }[] {
  const go = useGo();
  const status = useDeskStatus();
  const failed = { onError: (error: Error) => toast({ text: error.message, tone: "bad" as const }) };
  const check = useDo(desk.checkConnection, { ...failed, onSuccess: () => toast({ text: m.shell_done_check(), tone: "info" }) });
  const pause = useDo(desk.outboxPause, failed);
  const send = useDo(desk.outboxSendNow, failed);
  const settings = useDo(desk.saveSettings, failed);
  const signOut = useDo(desk.signOut, failed);
  const wanted = text.trim();
  const search = useSearch({ text: wanted, agency: null, sector: null, level: null });
  const dossiers = useDossiers("all", wanted);

  const set = (change: Partial<Settings>) => () => settings.mutate({ ...status.settings, ...change });
  const place = (id: string, label: string, href: string, keys?: string): Command => ({ id, label, keys, icon: Navigation2, run: () => go(href) });
  const action = (id: string, label: string, run: () => void): Command => ({ id, label, icon: Zap, run });
  const percent = status.settings.text_percent;

  const known: Command[] = [
    ...placeKeys.map((shortcut) => place(`place ${shortcut.keys}`, shortcut.label(), shortcut.href ?? places.desk, shortcut.keys)),
    place("profile", m.shell_place_profile(), places.profile),
    place("transactions", m.shell_place_transactions(), places.transactions),
    ...(status.mode === "training" ? [place("mailbox", m.shell_place_mailbox(), places.mailbox)] : []),
    place("settings", m.shell_place_settings(), places.settings),
    place("storage", m.storage_title(), places.storage),
    place("network", m.network_title(), places.network),
    place("keys", m.keys_title(), places.storeKeys),
    place("about", m.shell_place_about(), places.about),
    ...(status.account ? [] : [place("sign-in", m.shell_sign_in(), places.signIn), place("register", m.shell_register(), places.register)]),
  ];
  const actions: Command[] = [
    ...(status.connection.state === "no_portal" ? [] : [action("check", m.shell_do_check(), () => check.mutate())]),
    ...(status.outbox.paused ? [action("resume", m.shell_do_resume(), () => pause.mutate(false))] : [action("pause", m.shell_do_pause(), () => pause.mutate(true))]),
    ...(status.outbox.waiting > 0 ? [action("send", m.shell_do_send(), () => send.mutate())] : []),
    action("light", m.shell_do_light(), set({ theme: "light" })),
    action("dark", m.shell_do_dark(), set({ theme: "dark" })),
    action("contrast", m.shell_do_contrast(), set({ theme: "contrast" })),
    ...(percent < 200 ? [action("bigger", m.shell_do_bigger(), set({ text_percent: Math.min(200, percent + 25) }))] : []),
    ...(percent > 100 ? [action("smaller", m.shell_do_smaller(), set({ text_percent: Math.max(100, percent - 25) }))] : []),
    action("language", m.shell_do_language(), set({ language: status.settings.language === "vi" ? "en" : "vi" })),
    ...(status.account ? [action("sign-out", m.shell_sign_out(), () => signOut.mutate(false))] : []),
  ];

  const words = fold(wanted).split(/\s+/).filter(Boolean);
  const fits = (command: Command) => words.every((word) => fold(command.label).includes(word));
  const procedures: Command[] =
    wanted.length < 2
      ? []
      : (search.data?.pages[0]?.rows ?? []).slice(0, 6).map((row) => ({ id: `procedure ${row.code}`, label: row.name, detail: row.display_code, icon: FileText, run: () => go(places.procedure(row.code, row.gone_to)) }));
  const found: Command[] =
    wanted.length < 2
      ? []
      : (dossiers.data?.pages[0]?.rows ?? [])
          .slice(0, 6)
          .map((row) => ({ id: `dossier ${row.id}`, label: row.procedure_name, detail: [row.code, row.applicant_name].filter(Boolean).join(" · "), icon: FolderOpen, run: () => go(places.dossier(row.id)) }));

  return [
    { title: m.shell_palette_places(), commands: known.filter(fits) },
    { title: m.shell_palette_procedures(), commands: procedures },
    { title: m.shell_palette_dossiers(), commands: found },
    { title: m.shell_palette_actions(), commands: actions.filter(fits) },
  ].filter((group) => group.commands.length > 0);
}
