import { ArrowLeft, Copy, Trash2 } from "lucide-react";
import { useEffect, useRef } from "react";
import { places, useGo } from "#/app/places";
import { desk, useDo, type DossierView } from "#/backend";
import { Button, LinkButton } from "#/design/Button";
import { StatusBadge } from "#/design/Tag";
import { toast } from "#/design/toasts";
import { m } from "#/messages/generated/messages.js";
import { useRemoveDossier } from "./useRemoveDossier";
import { dossierState, moneyState } from "./words";
import styles from "./dossier.module.css";

/** Which dossier this is and how it stands, in three lines, so that its fields begin high on a small screen. */
export function DossierHead({ dossier }: { dossier: DossierView }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${dossier.procedure_name} – ${m.app_name()}`;
  }, [dossier.procedure_name]);
  useEffect(() => {
    // A field that asked for the focus keeps it.
    const active = document.activeElement;
    if (!active || active === document.body || active.closest("[data-frame]")) heading.current?.focus({ preventScroll: true });
  }, []);
  const state = dossierState(dossier);
  const money = moneyState(dossier.money);
  return (
    <header className={styles.head}>
      <div className={styles.headTop}>
        <LinkButton kind="quiet" size="small" icon={ArrowLeft} href={places.dossiers} keys="Esc" className={styles.back} data-esc="true">
          {m.dossier_back_to_list()}
        </LinkButton>
        <DossierActions dossier={dossier} />
      </div>
      <h1 ref={heading} tabIndex={-1} className={styles.title}>
        {dossier.procedure_name}
      </h1>
      <div className={styles.properties}>
        <StatusBadge tone={state.tone}>{state.words}</StatusBadge>
        {money && dossier.status ? <StatusBadge tone={money.tone}>{money.words}</StatusBadge> : null}
        {dossier.code ? <strong className={styles.property}>{m.dossier_code({ code: dossier.code })}</strong> : null}
        {dossier.code ? null : <span className={styles.property}>{m.dossier_procedure_code({ code: dossier.display_code })}</span>}
        <span className={styles.property}>{dossier.agency_name}</span>
      </div>
    </header>
  );
}

function DossierActions({ dossier }: { dossier: DossierView }) {
  const go = useGo();
  const failed = (error: Error) => toast({ text: error.message, tone: "bad" });
  const copy = useDo(() => desk.copyDossier(dossier.id), { onSuccess: (id) => go(places.dossier(id)), onError: failed });
  const remove = useRemoveDossier(dossier.id);
  return (
    <div className={styles.headActions} role="group" aria-label={m.dossier_actions()}>
      <Button kind="quiet" size="small" icon={Copy} onPress={() => copy.mutate(undefined)} busy={copy.isPending && m.dossier_copying()}>
        {m.dossier_copy()}
      </Button>
      {dossier.sync === "draft" || dossier.sync === "ready" ? (
        <Button kind="quiet" size="small" icon={Trash2} onPress={() => remove.mutate(undefined)} busy={remove.isPending && m.dossier_deleting()}>
          {m.dossier_delete()}
        </Button>
      ) : null}
    </div>
  );
}
