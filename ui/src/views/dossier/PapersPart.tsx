import { ArrowDown, ArrowUp, Eye, FileUp, RefreshCw, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { desk, keys, listenForFiles, type Attached, type ComponentView, type Paper } from "#/backend";
import { Banner } from "#/design/Banner";
import { Button, IconButton } from "#/design/Button";
import { Panel } from "#/design/Panel";
import { StatusBadge, type Tone } from "#/design/Tag";
import { toast } from "#/design/Toast";
import { m } from "#/messages/generated/messages.js";
import { formatBytes } from "#/text/format";
import { usePart } from "./answers";
import { controlId } from "./paths";
import { PaperViewer } from "./PaperViewer";
import styles from "./papers.module.css";

type Refused = Extract<Attached, { kind: "refused" }>;

/** Thành phần hồ sơ: what the procedure asks for, and the files attached for each. */
export function PapersPart() {
  const { dossier } = usePart();
  const [over, setOver] = useState<string | null>(null);
  const [viewed, setViewed] = useState<Paper | null>(null);
  const [refused, setRefused] = useState<Record<string, readonly Refused[]>>({});
  const [working, setWorking] = useState<string | null>(null);
  const client = useQueryClient();

  async function take(component: string, taking: Promise<readonly (Attached | null)[]>) {
    setWorking(component);
    try {
      const taken = (await taking).filter((one) => one !== null);
      setRefused((all) => ({ ...all, [component]: taken.filter((one) => one.kind === "refused") }));
    } catch (error) {
      toast({ text: error instanceof Error ? error.message : String(error), tone: "bad" });
    } finally {
      setWorking(null);
      await client.invalidateQueries({ queryKey: keys.dossier(dossier.id) });
    }
  }

  // The listener is told once; it reads what is current.
  const drop = useRef<(component: string) => void>(() => undefined);
  useEffect(() => {
    drop.current = (component) => void take(component, desk.attachDropped(dossier.id, component));
  });
  const editable = dossier.editable;
  useEffect(() => {
    if (!editable) return;
    return listenForFiles(({ phase, x, y }) => {
      const component = phase === "left" ? null : componentAt(x ?? 0, y ?? 0);
      setOver(phase === "over" ? component : null);
      if (phase === "dropped" && component) drop.current(component);
    });
  }, [editable]);

  if (dossier.components.length === 0) return <Banner tone="warn">{m.dossier_components_unknown()}</Banner>;
  return (
    <div className={styles.stack}>
      {editable ? <p className={styles.lead}>{m.dossier_papers_lead()}</p> : null}
      {dossier.components.map((component, index) => (
        <Component
          key={component.code}
          number={index + 1}
          component={component}
          over={over === component.code}
          working={working === component.code}
          refused={refused[component.code] ?? []}
          onTake={(taking) => void take(component.code, taking)}
          onView={setViewed}
          onForget={() => setRefused((all) => ({ ...all, [component.code]: [] }))}
        />
      ))}
      {viewed ? <PaperViewer dossier={dossier.id} paper={viewed} onClose={() => setViewed(null)} /> : null}
    </div>
  );
}

/** The component under a point of the page; a component alone on the page takes every drop. */
function componentAt(x: number, y: number): string | null {
  const under = document.elementFromPoint(x, y)?.closest<HTMLElement>("[data-component]");
  if (under) return under.dataset.component ?? null;
  const all = document.querySelectorAll<HTMLElement>("[data-component]");
  return all.length === 1 ? (all[0]?.dataset.component ?? null) : null;
}

interface ComponentProps {
  number: number;
  component: ComponentView;
  over: boolean;
  working: boolean;
  refused: readonly Refused[];
  onTake: (taking: Promise<readonly (Attached | null)[]>) => void;
  onView: (paper: Paper) => void;
  onForget: () => void;
}

function Component({ number, component, over, working, refused, onTake, onView, onForget }: ComponentProps) {
  const { dossier, problems, showAll } = usePart();
  const client = useQueryClient();
  const need = needOf(component);
  const problem = showAll ? problems.find((one) => one.path === `papers.${component.code}`) : undefined;
  const refresh = () => client.invalidateQueries({ queryKey: keys.dossier(dossier.id) });

  async function remove(paper: Paper) {
    await desk.removePaper(dossier.id, paper.id);
    await refresh();
    toast({ text: m.dossier_paper_removed({ name: paper.file_name }), action: { label: m.dossier_undo(), run: () => void desk.restorePaper(dossier.id, paper.id).then(refresh) } });
  }

  async function move(paper: Paper, to: number) {
    await desk.movePaper(dossier.id, paper.id, to);
    await refresh();
  }

  return (
    <div data-component={component.code} className={styles.component} data-over={over || undefined}>
      <Panel
        title={`${number}. ${component.name}`}
        level={3}
        lead={
          <>
            {[component.form, counts(component), limitsOf(component)].filter(Boolean).join(" · ")}
            {component.note ? <span className={styles.note}>{component.note}</span> : null}
          </>
        }
        actions={<StatusBadge tone={need.tone}>{need.words}</StatusBadge>}
      >
        {problem ? (
          <Banner tone="bad" announce="alert">
            {problem.message}
          </Banner>
        ) : null}
        {component.papers.length > 0 ? (
          <ul className={styles.papers} aria-label={m.dossier_papers_of({ name: component.name })}>
            {component.papers.map((paper, index) => (
              <li key={paper.id} className={styles.paper}>
                <span className={styles.name}>{paper.file_name}</span>
                <span className={styles.size}>{formatBytes(paper.size)}</span>
                <span className={styles.tools}>
                  <IconButton label={m.dossier_paper_view({ name: paper.file_name })} icon={Eye} onPress={() => onView(paper)} />
                  {dossier.editable ? (
                    <>
                      <IconButton label={m.dossier_paper_up({ name: paper.file_name })} icon={ArrowUp} isDisabled={index === 0} onPress={() => void move(paper, index - 1)} />
                      <IconButton
                        label={m.dossier_paper_down({ name: paper.file_name })}
                        icon={ArrowDown}
                        isDisabled={index === component.papers.length - 1}
                        onPress={() => void move(paper, index + 1)}
                      />
                      <IconButton
                        label={m.dossier_paper_replace({ name: paper.file_name })}
                        icon={RefreshCw}
                        onPress={() => onTake(desk.replacePaper(dossier.id, paper.id).then((one) => [one]))}
                      />
                      <IconButton label={m.dossier_paper_remove({ name: paper.file_name })} icon={X} kind="danger" onPress={() => void remove(paper)} />
                    </>
                  ) : null}
                </span>
              </li>
            ))}
          </ul>
        ) : null}
        {refused.map((one) => (
          <Banner key={one.file_name} tone="bad" announce="alert" title={m.dossier_file_refused({ name: one.file_name })} onClose={onForget}>
            {one.message}
          </Banner>
        ))}
        {dossier.editable ? (
          <div className={styles.attach}>
            <Button
              id={controlId(`papers.${component.code}`)}
              icon={FileUp}
              busy={working && m.dossier_attaching()}
              onPress={() => onTake(desk.chooseFiles(dossier.id, component.code))}
              aria-label={m.dossier_attach_for({ name: component.name })}
            >
              {m.dossier_attach()}
            </Button>
            <span className={styles.hint}>{over ? m.dossier_drop_now() : m.dossier_drop_hint()}</span>
          </div>
        ) : component.papers.length === 0 ? (
          <p className={styles.hint}>{m.dossier_no_papers()}</p>
        ) : null}
      </Panel>
    </div>
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

const extensions: Record<string, string> = {
  "application/pdf": "PDF",
  "image/jpeg": "JPG",
  "image/png": "PNG",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
  "application/vnd.oasis.opendocument.text": "ODT",
};

function limitsOf(component: ComponentView): string {
  const formats = component.limits.media_types.map((type) => extensions[type] ?? type).join(", ");
  return m.dossier_limits({ formats, size: formatBytes(component.limits.max_bytes) });
}
