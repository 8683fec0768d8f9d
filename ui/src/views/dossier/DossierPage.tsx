import { useState } from "react";
import { places, usePathParams } from "#/app/places";
import { useDossier, type DossierView, type Part } from "#/backend";
import { Banner } from "#/design/Banner";
import { Button } from "#/design/Button";
import { Page, PageHeader } from "#/design/Page";
import { Skeleton } from "#/design/Skeleton";
import { m } from "#/messages/generated/messages.js";
import { PartProvider } from "./answers";
import { useSaveState, useWriter } from "./autosave";
import { DeliveryPart } from "./DeliveryPart";
import { DossierHead } from "./DossierHead";
import { ElsewherePanel } from "./ElsewherePanel";
import { FormPart } from "./FormPart";
import { NewerBanner } from "./NewerBanner";
import { PapersPart } from "./PapersPart";
import { PartFrame, problemsOf } from "./PartFrame";
import { PartNav } from "./PartNav";
import { PartStore } from "./partStore";
import { partOf, parts } from "./paths";
import { PeoplePart } from "./PeoplePart";
import { ReviewPart } from "./ReviewPart";
import { SupplementBanner } from "./SupplementBanner";
import type { DraftWriter } from "./writer";
import styles from "./dossier.module.css";

/** A dossier: its task list, and one part of it at a time. */
export default function DossierPage() {
  const { id = "", part: word } = usePathParams();
  const { data, error } = useDossier(id);
  if (error && !data) {
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
  const writer = useWriter(dossier.id);
  const [store] = useState(() => new PartStore(dossier, writer));
  // Without a part in the address it opens where work is waiting, and stays there while that gets done.
  const [first] = useState(() => firstOpen(dossier));
  const shown = part ?? first;
  return (
    <Page width="wide" className={styles.page}>
      <DossierHead dossier={dossier} />
      <NotSaved writer={writer} />
      {dossier.elsewhere ? <ElsewherePanel dossier={dossier} elsewhere={dossier.elsewhere} writer={writer} /> : null}
      {dossier.newer ? <NewerBanner dossier={dossier} newer={dossier.newer} writer={writer} /> : null}
      {dossier.supplement ? <SupplementBanner dossier={dossier} supplement={dossier.supplement} /> : null}
      <PartProvider store={store}>
        <div className={styles.columns}>
          <PartNav dossier={dossier} current={shown} />
          <PartFrame key={shown} dossier={dossier} part={shown}>
            <PartFields part={shown} />
          </PartFrame>
        </div>
      </PartProvider>
    </Page>
  );
}

function PartFields({ part }: { part: Part }) {
  switch (part) {
    case "people":
      return <PeoplePart />;
    case "form":
      return <FormPart />;
    case "papers":
      return <PapersPart />;
    case "delivery":
      return <DeliveryPart />;
    case "review":
      return <ReviewPart />;
  }
}

/** The first part with something to do; the review when there is none, or nothing can be changed. */
function firstOpen(dossier: DossierView): Part {
  if (!dossier.editable) return "review";
  const asked = dossier.supplement?.items[0];
  if (asked) return asked.component === null ? "form" : "papers";
  return parts.find((part) => part !== "review" && problemsOf(dossier, part).length > 0) ?? "review";
}

/** What could not be saved, in the desk's words, with the way to try at once. */
function NotSaved({ writer }: { writer: DraftWriter }) {
  const state = useSaveState(writer);
  if (state.kind !== "failed") return null;
  return (
    <Banner tone="bad" announce="alert" title={m.dossier_save_failed_title()} actions={<Button onPress={() => void writer.flush()}>{m.dossier_save_again()}</Button>}>
      {state.message}
    </Banner>
  );
}
