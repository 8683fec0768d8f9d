import { ArrowDown, ArrowUp, FileImage, FileText, FileUp, RefreshCw, X } from "lucide-react";
import { useId, useSyncExternalStore } from "react";
import { Button as PlainButton } from "react-aria-components";
import type { ComponentView, Paper } from "#/backend";
import { Banner } from "#/design/Banner";
import { Button, IconButton } from "#/design/Button";
import { StatusBadge, ToneIcon, type Tone } from "#/design/Tag";
import { m } from "#/messages/generated/messages.js";
import { formatBytes } from "#/text/format";
import { usePart } from "./answers";
import { limitsWords } from "./limits";
import { paperToolId, type PaperWork, type Refused } from "./PapersPart";
import { controlId, partHref } from "./paths";
import styles from "./papers.module.css";

export interface ComponentCardProps {
  number: number;
  component: ComponentView;
  /** Its limits differ from those of the others and are said here. */
  ownLimits: boolean;
  /** Files are dragged over the window, over this component or not. */
  drop: "here" | "elsewhere" | null;
  working: boolean;
  refused: readonly Refused[];
  work: PaperWork;
}

/** One paper that the procedure asks for, with the files attached for it. */
export function ComponentCard({ number, component, ownLimits, drop, working, refused, work }: ComponentCardProps) {
  const store = usePart();
  const { dossier } = store;
  const { editable } = dossier;
  const path = `papers.${component.code}`;
  const problem = useSyncExternalStore(store.subscribe, () => store.problem(path, false));
  const own = useId();
  const need = needOf(component);
  const aside = component.need === "not_needed" && component.papers.length === 0;
  const facts = [component.form, counts(component), component.note, ownLimits ? limitsWords(component.limits) : null].filter(Boolean);
  return (
    <section data-component={component.code} className={styles.component} data-drop={drop ?? undefined} data-aside={aside || undefined} aria-labelledby={own}>
      <div className={styles.top}>
        <div className={styles.what}>
          <h2 id={own} className={styles.title}>
            {m.dossier_component_title({ number, name: component.name })}
          </h2>
          {facts.length > 0 ? <p className={styles.facts}>{facts.join(" · ")}</p> : null}
          {component.need === "undecided" && component.condition && editable ? (
            <p className={styles.facts}>
              <a href={partHref(dossier.id, "form", false, component.condition.field)}>{m.dossier_need_decide()}</a>
            </p>
          ) : null}
        </div>
        <div className={styles.side}>
          <StatusBadge tone={need.tone}>{need.words}</StatusBadge>
          {editable ? (
            <Button
              id={controlId(path)}
              icon={FileUp}
              size="small"
              kind={aside ? "quiet" : "secondary"}
              busy={working && m.dossier_attaching()}
              onPress={() => work.attach(component.code)}
              aria-label={component.papers.length > 0 ? m.dossier_attach_more_for({ name: component.name }) : m.dossier_attach_for({ name: component.name })}
              aria-describedby={problem ? `${own}-problem` : undefined}
            >
              {component.papers.length > 0 ? m.dossier_attach_more() : m.dossier_attach()}
            </Button>
          ) : null}
        </div>
      </div>
      {problem ? (
        <p id={`${own}-problem`} className={styles.problem}>
          <ToneIcon tone="bad" />
          {problem}
        </p>
      ) : null}
      {component.papers.length > 0 ? (
        <ul className={styles.papers} aria-label={m.dossier_papers_of({ name: component.name })}>
          {component.papers.map((paper, index) => (
            <PaperRow key={paper.id} paper={paper} index={index} count={component.papers.length} editable={editable} work={work} />
          ))}
        </ul>
      ) : null}
      {refused.map((one, index) => (
        <Banner key={`${index} ${one.file_name}`} tone="bad" announce="alert" title={m.dossier_file_refused({ name: one.file_name })} onClose={() => work.forget(component.code, one)}>
          {one.message}
        </Banner>
      ))}
      {drop === "here" ? <p className={styles.hint}>{m.dossier_drop_now()}</p> : null}
      {!editable && component.papers.length === 0 ? <p className={styles.hint}>{m.dossier_no_papers()}</p> : null}
    </section>
  );
}

function PaperRow({ paper, index, count, editable, work }: { paper: Paper; index: number; count: number; editable: boolean; work: PaperWork }) {
  const name = paper.file_name;
  const Shape = paper.media_type.startsWith("image/") ? FileImage : FileText;
  return (
    <li className={styles.paper}>
      <Shape aria-hidden="true" className={styles.shape} />
      <PlainButton className={styles.name} onPress={() => work.view(paper)} aria-label={m.dossier_paper_view({ name })}>
        {name}
      </PlainButton>
      <span className={styles.size}>{formatBytes(paper.size)}</span>
      {editable ? (
        <span className={styles.tools}>
          {count > 1 ? (
            <>
              <IconButton id={paperToolId(paper.id, "up")} label={m.dossier_paper_up({ name })} icon={ArrowUp} isDisabled={index === 0} onPress={() => work.move(paper, index - 1, "up")} />
              <IconButton id={paperToolId(paper.id, "down")} label={m.dossier_paper_down({ name })} icon={ArrowDown} isDisabled={index === count - 1} onPress={() => work.move(paper, index + 1, "down")} />
            </>
          ) : null}
          <IconButton id={paperToolId(paper.id, "replace")} label={m.dossier_paper_replace({ name })} icon={RefreshCw} onPress={() => work.replace(paper)} />
          <IconButton id={paperToolId(paper.id, "remove")} label={m.dossier_paper_remove({ name })} icon={X} kind="danger" onPress={() => work.remove(paper)} />
        </span>
      ) : null}
    </li>
  );
}

function needOf(component: ComponentView): { tone: Tone; words: string } {
  if (component.papers.length > 0) return { tone: "good", words: m.dossier_need_attached({ count: component.papers.length }) };
  switch (component.need) {
    case "required":
      return { tone: "warn", words: m.dossier_need_required() };
    case "optional":
      return { tone: "idle", words: m.dossier_need_optional() };
    case "not_needed":
      return { tone: "idle", words: m.dossier_need_not_needed() };
    case "undecided":
      return { tone: "info", words: m.dossier_need_undecided() };
  }
}

function counts(component: ComponentView): string {
  const originals = component.originals ? m.dossier_originals({ count: component.originals }) : "";
  const copies = component.copies ? m.dossier_copies({ count: component.copies }) : "";
  return [originals, copies].filter(Boolean).join(", ");
}
