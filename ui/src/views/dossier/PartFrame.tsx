import { Check, CircleAlert, LoaderCircle } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { useGo, useQueryParams } from "#/app/places";
import type { DossierView, Part } from "#/backend";
import { Button } from "#/design/Button";
import { m } from "#/messages/generated/messages.js";
import { formatTime } from "#/text/format";
import { usePart, useShownDossier } from "./answers";
import { useSaveState } from "./autosave";
import { goToAnswer } from "./goToAnswer";
import { partHref, parts } from "./paths";
import { partTitle } from "./words";
import styles from "./dossier.module.css";

export interface PartFrameProps {
  dossier: DossierView;
  part: Part;
  children: ReactNode;
}

/** One part: its fields, and below them, always in sight, the way on and that everything is saved. */
export function PartFrame({ dossier, part, children }: PartFrameProps) {
  const store = usePart();
  const go = useGo();
  const query = useQueryParams();
  const form = useRef<HTMLFormElement>(null);
  const [checked, setChecked] = useState(false);
  const showAll = checked || query.check === "1";
  useLayoutEffect(() => store.update(dossier, showAll), [store, dossier, showAll]);

  const open = problemsOf(dossier, part);
  const first = open[0]?.path;
  const { field } = query;
  const arrived = useRef(false);
  useEffect(() => {
    if (field) {
      if (!goToAnswer(field)) form.current?.focus({ preventScroll: true });
    } else if (!arrived.current && !focusIsElsewhere()) {
      // Led here by the part before: the hands are on the keyboard, and the first thing to do takes the focus.
      if (!store.arrive() || !first || !goToAnswer(first)) form.current?.focus({ preventScroll: true });
    }
    arrived.current = true;
    // Once for each way in: later problems must not take the focus away.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [field]);

  const next = parts[parts.indexOf(part) + 1];
  async function goOn() {
    await store.writer.flush();
    if (!next) return;
    store.leadOn();
    go(partHref(dossier.id, next));
  }
  function check() {
    setChecked(true);
    if (first) goToAnswer(first);
  }
  function onKeyDown(event: KeyboardEvent) {
    // From several lines of text, where Enter begins a new one, and from a button, which Enter presses. It is heard on
    // its way down: a button lets nothing of it by.
    if (event.key === "Enter" && event.ctrlKey && next && dossier.editable) {
      event.preventDefault();
      event.stopPropagation();
      void goOn();
    }
  }
  return (
    // What is typed in a field comes by here on its way down.
    <form
      ref={form}
      tabIndex={-1}
      className={styles.part}
      noValidate
      autoComplete="off"
      aria-label={partTitle(part)}
      onKeyDownCapture={onKeyDown}
      onSubmit={(event) => {
        // Enter in a field goes on.
        event.preventDefault();
        if (next && dossier.editable) void goOn();
      }}
    >
      {children}
      {next && dossier.editable ? (
        <Bar>
          <Button type="submit" kind="primary" keys="Enter">
            {m.dossier_go_on({ part: partTitle(next) })}
          </Button>
          {open.length > 0 ? (
            <Button kind="quiet" icon={CircleAlert} onPress={check}>
              {m.dossier_check_part({ count: open.length })}
            </Button>
          ) : null}
        </Bar>
      ) : null}
    </form>
  );
}

/** What is wrong in a part, also while its part does not say so yet because nothing was entered. */
export function problemsOf(dossier: DossierView, part: Part) {
  const prefixes: Record<Part, readonly string[]> = { people: ["applicant", "owner"], form: ["form"], papers: ["papers"], delivery: ["collection", "delivery"], review: [] };
  const all = dossier.parts.find((one) => one.part === "review")?.problems ?? [];
  return all.filter((problem) => prefixes[part].includes(problem.path.split(".", 1)[0] ?? ""));
}

/** On the way in the title of the page, or a dialog, may have the focus. */
function focusIsElsewhere(): boolean {
  const active = document.activeElement;
  return active instanceof HTMLElement && active.tagName === "H1";
}

/** The foot of a part: stays at the lower edge while its fields scroll. */
export function Bar({ children }: { children: ReactNode }) {
  const dossier = useShownDossier();
  return (
    <div className={styles.bar}>
      <div className={styles.barActions}>{children}</div>
      {dossier.editable ? <Saved /> : null}
    </div>
  );
}

/** That what was typed is on the disk, and since when. */
function Saved() {
  const { writer } = usePart();
  const dossier = useShownDossier();
  const state = useSaveState(writer);
  switch (state.kind) {
    case "failed":
      return (
        <span className={`${styles.saved} ${styles.unsaved}`}>
          <CircleAlert aria-hidden="true" />
          {m.dossier_save_failed()}
        </span>
      );
    case "saving":
      return (
        <span className={styles.saved}>
          <LoaderCircle aria-hidden="true" />
          {m.dossier_saving()}
        </span>
      );
    case "saved":
      return (
        <span className={styles.saved}>
          <Check aria-hidden="true" />
          {m.dossier_saved({ time: formatTime(state.at ?? dossier.saved_at) })}
        </span>
      );
  }
}
