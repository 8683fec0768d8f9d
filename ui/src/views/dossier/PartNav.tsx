import { Link } from "react-aria-components";
import type { DossierView, Part, PartState } from "#/backend";
import { ToneIcon } from "#/design/Tag";
import { m } from "#/messages/generated/messages.js";
import { partHref, parts } from "./paths";
import { partState, partTitle, syncState, type Told } from "./words";
import styles from "./nav.module.css";

/** What was sent stands as it was sent; the last part tells how the sending goes. */
function toldOf(dossier: DossierView, part: Part, state: PartState): Told {
  if (dossier.editable) return part === "delivery" && state === "not_started" ? { tone: "idle", words: m.dossier_state_if_wanted() } : partState(state);
  return part === "review" ? syncState(dossier.sync) : partState("done");
}

/** The parts of a dossier, to be done in any order; each says by shape and word how it stands. */
export function PartNav({ dossier, current }: { dossier: DossierView; current: Part }) {
  return (
    <nav aria-label={m.dossier_tasks()} className={styles.nav}>
      <ol className={styles.list}>
        {parts.map((part) => {
          const view = dossier.parts.find((one) => one.part === part);
          const state = toldOf(dossier, part, view?.state ?? "not_started");
          const open = dossier.editable && part !== "review" ? (view?.problems.length ?? 0) : 0;
          return (
            <li key={part}>
              <Link href={partHref(dossier.id, part)} className={styles.link} aria-current={part === current ? "step" : undefined}>
                <ToneIcon tone={state.tone} className={`${styles.mark} ${styles[state.tone] ?? ""}`} />
                <span className={styles.words}>
                  <span className={styles.title}>{partTitle(part)}</span>
                  {dossier.editable || part === "review" ? <span className={`${styles.state} ${styles[state.tone] ?? ""}`}>{open > 0 ? m.dossier_state_open({ count: open }) : state.words}</span> : null}
                </span>
              </Link>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
