import { useQueryClient } from "@tanstack/react-query";
import { Copy, Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import { places, useGo, usePathParams, useQueryParams } from "#/app/places";
import { desk, keys, useDo, useDossier, type DossierView, type Part } from "#/backend";
import { Banner } from "#/design/Banner";
import { Button } from "#/design/Button";
import { goToField } from "#/design/ErrorSummary";
import { Page, PageHeader } from "#/design/Page";
import { Skeleton } from "#/design/Skeleton";
import { StatusBadge } from "#/design/Tag";
import { TaskList, type Task } from "#/design/TaskList";
import { toast } from "#/design/Toast";
import { m } from "#/messages/generated/messages.js";
import { formatTime } from "#/text/format";
import { PartProvider } from "./answers";
import { useAutosave, type Autosave } from "./autosave";
import { DeliveryPart } from "./DeliveryPart";
import { FormPart } from "./FormPart";
import { PapersPart } from "./PapersPart";
import { controlId, partHref, partOf, parts } from "./paths";
import { PeoplePart } from "./PeoplePart";
import { ReviewPart } from "./ReviewPart";
import { SupplementBanner } from "./SupplementBanner";
import { dossierState, partHint, partState, partTitle } from "./words";
import styles from "./dossier.module.css";

/** A dossier: its task list, and one part of it at a time. */
export default function DossierPage() {
  const { id = "", part: word } = usePathParams();
  const { data, error } = useDossier(id);
  if (error) {
    return (
      <Page width="narrow">
        <PageHeader title={m.dossier_not_found()} back={{ href: places.dossiers, label: m.dossier_back_to_list() }} />
        <Banner tone="bad">{error.message}</Banner>
      </Page>
    );
  }
  if (!data) {
    return (
      <Page>
        <Skeleton words={m.dossier_loading()} />
      </Page>
    );
  }
  return <OpenDossier key={data.id} dossier={data} part={partOf(word)} />;
}

function OpenDossier({ dossier, part }: { dossier: DossierView; part: Part | null }) {
  const autosave = useAutosave(dossier.id);
  const state = dossierState(dossier);
  const shown = part ?? firstOpen(dossier);
  return (
    <Page width="wide">
      <PageHeader
        title={dossier.procedure_name}
        back={{ href: places.dossiers, label: m.dossier_back_to_list() }}
        tags={
          <>
            <StatusBadge tone={state.tone}>{state.words}</StatusBadge>
            <span className={styles.property}>{dossier.code ? m.dossier_code({ code: dossier.code }) : m.dossier_procedure_code({ code: dossier.display_code })}</span>
            <span className={styles.property}>{dossier.agency_name}</span>
            {dossier.editable ? <Saved dossier={dossier} autosave={autosave} /> : null}
          </>
        }
        actions={<DossierActions dossier={dossier} />}
      />
      {autosave.state.kind === "failed" ? (
        <Banner tone="bad" announce="alert" title={m.dossier_save_failed()} actions={<Button onPress={() => void autosave.flush()}>{m.dossier_save_again()}</Button>}>
          {autosave.state.message}
        </Banner>
      ) : null}
      {dossier.held_reason ? (
        <Banner tone="bad" title={m.dossier_held()}>
          {dossier.held_reason}
        </Banner>
      ) : null}
      {dossier.supplement ? <SupplementBanner dossier={dossier} supplement={dossier.supplement} /> : null}
      <div className={styles.columns}>
        <aside className={styles.tasks}>
          <TaskList label={m.dossier_tasks()} tasks={tasksOf(dossier)} current={shown} />
        </aside>
        <PartShown key={shown} dossier={dossier} part={shown} autosave={autosave} />
      </div>
    </Page>
  );
}

/** Without a part in the address: the first one that is not done, so that a dossier opens where work is waiting. */
function firstOpen(dossier: DossierView): Part {
  if (!dossier.editable) return "review";
  return dossier.parts.find((part) => part.state !== "done")?.part ?? "review";
}

function tasksOf(dossier: DossierView): Task[] {
  return parts.map((part) => {
    const view = dossier.parts.find((one) => one.part === part);
    const state = partState(view?.state ?? "not_started");
    return { id: part, title: partTitle(part), hint: partHint(part), href: partHref(dossier.id, part), tone: state.tone, state: state.words };
  });
}

function PartShown({ dossier, part, autosave }: { dossier: DossierView; part: Part; autosave: Autosave }) {
  const go = useGo();
  const query = useQueryParams();
  const [checked, setChecked] = useState(false);
  const showAll = checked || query.check === "1";
  const field = query.field;
  useEffect(() => {
    if (field) goToField(controlId(field));
  }, [field]);
  const problems = dossier.parts.find((one) => one.part === part)?.problems ?? [];
  const next = parts[parts.indexOf(part) + 1];

  async function goOn() {
    await autosave.flush();
    if (next) go(partHref(dossier.id, next));
  }

  return (
    <PartProvider value={{ dossier, autosave, problems, showAll }}>
      <form
        className={styles.part}
        noValidate
        aria-label={partTitle(part)}
        onSubmit={(event) => {
          // Enter in a field goes on.
          event.preventDefault();
          void goOn();
        }}
        onBlur={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget)) void autosave.flush();
        }}
      >
        {part === "people" ? <PeoplePart /> : null}
        {part === "form" ? <FormPart /> : null}
        {part === "papers" ? <PapersPart /> : null}
        {part === "delivery" ? <DeliveryPart /> : null}
        {part === "review" ? <ReviewPart /> : null}
        {next && dossier.editable ? (
          <div className={styles.onward}>
            <Button type="submit" kind="primary">
              {m.dossier_go_on({ part: partTitle(next) })}
            </Button>
            {problems.length > 0 ? (
              <Button kind="quiet" onPress={() => setChecked(true)}>
                {m.dossier_check_part({ count: problems.length })}
              </Button>
            ) : null}
          </div>
        ) : null}
      </form>
    </PartProvider>
  );
}

/** That what was typed is on the disk, and since when. */
function Saved({ dossier, autosave }: { dossier: DossierView; autosave: Autosave }) {
  if (autosave.state.kind === "failed") return null;
  const words = autosave.state.kind === "saving" ? m.dossier_saving() : m.dossier_saved({ time: formatTime(autosave.state.at ?? dossier.saved_at) });
  return (
    <span className={styles.saved} role="status">
      {words}
    </span>
  );
}

function DossierActions({ dossier }: { dossier: DossierView }) {
  const go = useGo();
  const client = useQueryClient();
  const copy = useDo(() => desk.copyDossier(dossier.id), { onSuccess: (id) => go(places.dossier(id)) });
  const remove = useDo(() => desk.deleteDossier(dossier.id), {
    onSuccess: () => {
      go(places.dossiers);
      toast({
        text: m.dossier_deleted(),
        action: {
          label: m.dossier_undo(),
          run: () =>
            void desk.restoreDossier(dossier.id).then(async () => {
              await client.invalidateQueries({ queryKey: keys.dossiers });
              go(places.dossier(dossier.id));
            }),
        },
      });
    },
    onError: (error) => toast({ text: error.message, tone: "bad" }),
  });
  return (
    <>
      <Button kind="quiet" icon={Copy} onPress={() => copy.mutate(undefined)} busy={copy.isPending && m.dossier_copying()}>
        {m.dossier_copy()}
      </Button>
      {dossier.sync === "draft" || dossier.sync === "ready" ? (
        <Button kind="quiet" icon={Trash2} onPress={() => remove.mutate(undefined)}>
          {m.dossier_delete()}
        </Button>
      ) : null}
    </>
  );
}
