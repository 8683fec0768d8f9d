import { desk, keys, useDo, type CatalogueChange, type DossierView, type NewerCatalogue } from "#/backend";
import { Banner } from "#/design/Banner";
import { Button } from "#/design/Button";
import { Disclosure } from "#/design/Disclosure";
import { toast } from "#/design/toasts";
import { m } from "#/messages/generated/messages.js";
import { useQueryClient } from "@tanstack/react-query";
import type { DraftWriter } from "./writer";
import styles from "./dossier.module.css";

/** More changes than this open on demand. */
const SHOWN = 4;

/** What the newer version of the catalogue changes for this draft; it keeps its own until the user moves it. */
export function NewerBanner({ dossier, newer, writer }: { dossier: DossierView; newer: NewerCatalogue; writer: DraftWriter }) {
  const client = useQueryClient();
  const move = useDo(
    async () => {
      if (!(await writer.flush())) throw new Error(m.dossier_submit_not_saved());
      const moved = await desk.moveDossier(dossier.id);
      client.setQueryData(keys.dossier(dossier.id), moved);
    },
    {
      onSuccess: () => toast({ text: m.dossier_newer_moved(), detail: m.dossier_newer_moved_detail(), tone: "good" }),
      onError: (error) => toast({ text: error.message, tone: "bad" }),
    },
  );
  const versions = { edition: newer.edition, from: String(newer.from), to: String(newer.to) };
  if (newer.gone) {
    return (
      <Banner tone="warn" title={m.dossier_newer_gone()}>
        {m.dossier_newer_gone_detail(versions)}
      </Banner>
    );
  }
  const [first, rest] = [newer.changes.slice(0, SHOWN), newer.changes.slice(SHOWN)];
  return (
    <Banner
      tone="info"
      title={m.dossier_newer_title(versions)}
      actions={
        <Button size="small" onPress={() => move.mutate(undefined)} busy={move.isPending && m.dossier_newer_moving()}>
          {m.dossier_newer_move()}
        </Button>
      }
    >
      <p>{m.dossier_newer_lead()}</p>
      <Changes changes={first} />
      {rest.length > 0 ? (
        <Disclosure title={m.dossier_newer_more({ count: rest.length })} level={2}>
          <Changes changes={rest} />
        </Disclosure>
      ) : null}
    </Banner>
  );
}

function Changes({ changes }: { changes: readonly CatalogueChange[] }) {
  return (
    <ul className={styles.asked}>
      {changes.map((change) => (
        <li key={`${change.about} ${change.name ?? ""} ${change.old ?? ""} ${change.new ?? ""}`}>
          <strong>{change.name === null ? aboutWords(change.about) : m.dossier_newer_one({ about: aboutWords(change.about), name: change.name })}</strong>: {changeWords(change)}
        </li>
      ))}
    </ul>
  );
}

function changeWords({ old, new: now }: CatalogueChange): string {
  if (old !== null && now !== null) return m.dossier_newer_from_to({ old, new: now });
  if (now !== null) return m.dossier_newer_added({ new: now });
  return m.dossier_newer_removed({ old: old ?? "" });
}

function aboutWords(about: CatalogueChange["about"]): string {
  switch (about) {
    case "name":
      return m.dossier_newer_about_name();
    case "agency":
      return m.dossier_newer_about_agency();
    case "deadline":
      return m.dossier_newer_about_deadline();
    case "result":
      return m.dossier_newer_about_result();
    case "legal_basis":
      return m.dossier_newer_about_legal_basis();
    case "case":
      return m.dossier_newer_about_case();
    case "component":
      return m.dossier_newer_about_component();
    case "fee":
      return m.dossier_newer_about_fee();
    case "form":
      return m.dossier_newer_about_form();
  }
}
