import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { usePageKey } from "#/app/keys";
import { desk, keys, listenForFiles, type Attached, type Paper } from "#/backend";
import { Banner } from "#/design/Banner";
import { toast } from "#/design/toasts";
import { m } from "#/messages/generated/messages.js";
import { useShownDossier } from "./answers";
import { ComponentCard } from "./ComponentCard";
import { limitsWords, sameLimits } from "./limits";
import { controlId } from "./paths";
import { PaperViewer } from "./PaperViewer";
import styles from "./papers.module.css";

export type Refused = Extract<Attached, { kind: "refused" }>;

/** What the cards of the components do with papers. */
export interface PaperWork {
  attach: (component: string) => void;
  replace: (paper: Paper) => void;
  remove: (paper: Paper) => void;
  move: (paper: Paper, to: number, tool: "up" | "down") => void;
  view: (paper: Paper) => void;
  forget: (component: string, refused: Refused) => void;
}

/** Where the focus goes once the page has been drawn again: ids of elements, the first that is there and can take it. */
type FocusWish = readonly string[];

export const paperToolId = (paper: string, tool: string) => `p-${paper}-${tool}`;

/** Thành phần hồ sơ: what the procedure asks for, and the files attached for each. */
export function PapersPart() {
  const dossier = useShownDossier();
  const { id, editable, components } = dossier;
  const client = useQueryClient();
  const [refused, setRefused] = useState<Readonly<Record<string, readonly Refused[]>>>({});
  const [working, setWorking] = useState<string | null>(null);
  const [viewed, setViewed] = useState<Paper | null>(null);
  const [said, setSaid] = useState("");
  const [removed, setRemoved] = useState<readonly Paper[]>([]);
  const wish = useRef<FocusWish | null>(null);
  const refresh = useCallback(() => client.invalidateQueries({ queryKey: keys.dossier(id) }), [client, id]);

  // The papers changed: what had the focus may be gone or cannot take it any more.
  useEffect(() => {
    if (!wish.current) return;
    for (const one of wish.current) {
      const element = document.getElementById(one);
      if (element instanceof HTMLButtonElement && !element.disabled) {
        wish.current = null;
        element.focus();
        return;
      }
    }
  }, [components, working]);

  /** Takes files for a component; `next` is where the hands go on to once all of them are there. */
  async function take(component: string, taking: Promise<readonly (Attached | null)[]>, next?: string) {
    setWorking(component);
    let onward = false;
    try {
      const taken = (await taking).filter((one) => one !== null);
      const kept = taken.flatMap((one) => (one.kind === "kept" ? [one.paper.file_name] : []));
      if (taken.length > 0) setRefused((all) => ({ ...all, [component]: taken.filter((one) => one.kind === "refused") }));
      await refresh();
      if (kept.length > 0) setSaid(m.dossier_paper_kept({ names: kept.join(", ") }));
      onward = kept.length > 0 && kept.length === taken.length;
    } catch (error) {
      toast({ text: wordsOf(error), tone: "bad" });
    } finally {
      setWorking(null);
      const own = controlId(`papers.${component}`);
      // Whoever has gone elsewhere meanwhile stays there.
      const active = document.activeElement;
      if (active === document.body || active?.id === own) wish.current = onward && next ? [controlId(`papers.${next}`), own] : [own];
    }
  }

  async function restore(paper: Paper) {
    setRemoved((all) => all.filter((one) => one.id !== paper.id));
    try {
      await desk.restorePaper(id, paper.id);
      await refresh();
      setSaid(m.dossier_paper_restored({ name: paper.file_name }));
    } catch (error) {
      toast({ text: wordsOf(error), tone: "bad" });
    }
  }

  const work: PaperWork = {
    attach: (component) => {
      const at = components.findIndex((one) => one.code === component);
      // What was missing is there then: on to the next that is. Who adds to a paper stays with it.
      const missing = components[at]?.papers.length === 0;
      const next = missing ? components.slice(at + 1).find((one) => one.need === "required" && one.papers.length === 0) : undefined;
      void take(component, desk.chooseFiles(id, component), next?.code);
    },
    replace: (paper) => void take(paper.component, desk.replacePaper(id, paper.id).then((one) => [one])),
    remove: (paper) => {
      const siblings = components.find((one) => one.code === paper.component)?.papers ?? [];
      const at = siblings.findIndex((one) => one.id === paper.id);
      const next = siblings[at + 1] ?? siblings[at - 1];
      void (async () => {
        try {
          wish.current = [...(next ? [paperToolId(next.id, "remove")] : []), controlId(`papers.${paper.component}`)];
          await desk.removePaper(id, paper.id);
          await refresh();
          setRemoved((all) => [...all, paper]);
          toast({ text: m.dossier_paper_removed({ name: paper.file_name }), action: { label: m.dossier_undo(), run: () => void restore(paper) } });
        } catch (error) {
          toast({ text: wordsOf(error), tone: "bad" });
        }
      })();
    },
    move: (paper, to, tool) => {
      void (async () => {
        try {
          wish.current = [paperToolId(paper.id, tool), paperToolId(paper.id, tool === "up" ? "down" : "up")];
          await desk.movePaper(id, paper.id, to);
          await refresh();
          setSaid(m.dossier_paper_moved({ name: paper.file_name, place: to + 1 }));
        } catch (error) {
          toast({ text: wordsOf(error), tone: "bad" });
        }
      })();
    },
    view: setViewed,
    forget: (component, one) => setRefused((all) => ({ ...all, [component]: (all[component] ?? []).filter((other) => other !== one) })),
  };
  const last = removed.at(-1);
  usePageKey("Ctrl+Z", editable && last ? () => void restore(last) : null);

  const over = useDropped(editable, (component) => void take(component, desk.attachDropped(id, component)));
  const shared = useMemo(() => sameLimits(components), [components]);

  if (components.length === 0) return <Banner tone="warn">{m.dossier_components_unknown()}</Banner>;
  return (
    <>
      {editable ? (
        <p className={styles.lead}>
          {m.dossier_papers_lead()} {shared ? limitsWords(shared) : null} {m.dossier_drop_hint()}
        </p>
      ) : null}
      <p className="visually-hidden" role="status">
        {said}
      </p>
      <ol className={styles.components}>
        {components.map((component, index) => (
          <li key={component.code}>
            <ComponentCard
              number={index + 1}
              component={component}
              ownLimits={shared === null}
              drop={over === null ? null : over.component === component.code ? "here" : "elsewhere"}
              working={working === component.code}
              refused={refused[component.code] ?? []}
              work={work}
            />
          </li>
        ))}
      </ol>
      {viewed ? <PaperViewer dossier={id} paper={viewed} onClose={() => setViewed(null)} /> : null}
    </>
  );
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Files dragged over the window: over which component they are, and what happens when they are let go. */
function useDropped(editable: boolean, onDrop: (component: string) => void): { component: string | null } | null {
  const [over, setOver] = useState<{ component: string | null } | null>(null);
  // The listener is told once; it calls what is current.
  const drop = useRef(onDrop);
  useEffect(() => {
    drop.current = onDrop;
  });
  useEffect(() => {
    if (!editable) return;
    return listenForFiles(({ phase, x, y }) => {
      const component = phase === "left" ? null : componentAt(x ?? 0, y ?? 0);
      setOver((now) => (phase !== "over" ? null : now?.component === component ? now : { component }));
      if (phase !== "dropped") return;
      if (component) drop.current(component);
      else toast({ text: m.dossier_drop_where(), tone: "info" });
    });
  }, [editable]);
  return over;
}

/** The component under a point of the page; a component alone on the page takes every drop. */
function componentAt(x: number, y: number): string | null {
  const under = document.elementFromPoint(x, y)?.closest<HTMLElement>("[data-component]");
  if (under) return under.dataset.component ?? null;
  const all = document.querySelectorAll<HTMLElement>("[data-component]");
  return all.length === 1 ? (all[0]?.dataset.component ?? null) : null;
}
