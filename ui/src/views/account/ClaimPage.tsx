import { FolderCheck } from "lucide-react";
import { useState } from "react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { places, useGo, useQueryParams } from "#/app/places";
import { desk, useDeskStatus, useDo, useUnclaimedDrafts, type UnclaimedDraft } from "#/backend";
import { Button, Checkbox, EmptyState, LinkButton, Page, PageHeader, Panel, Skeleton, toast } from "#/design";
import { m } from "#/messages/generated/messages.js";
import styles from "./account.module.css";

/** Drafts made before anybody signed in belong to whom the user says, and to nobody by themselves. */
export default function ClaimPage() {
  const { account } = useDeskStatus();
  const drafts = useUnclaimedDrafts();
  const { next } = useQueryParams();
  const after = next ?? places.desk;
  if (!account || drafts.data?.length === 0) {
    return (
      <Page width="narrow">
        <PageHeader title={m.claim_title()} />
        <Panel>
          <EmptyState
            icon={FolderCheck}
            title={account ? m.claim_none_title() : m.claim_needs_account()}
            actions={account ? <LinkButton href={after}>{m.shell_to_desk()}</LinkButton> : <LinkButton href={places.signIn}>{m.shell_sign_in()}</LinkButton>}
          />
        </Panel>
      </Page>
    );
  }
  return (
    <Page width="narrow">
      <PageHeader title={m.claim_title()} lead={m.claim_lead({ name: account.details.full_name })} />
      <ErrorBanner error={drafts.error} retry={() => void drafts.refetch()} />
      {drafts.data ? <Choose drafts={drafts.data} after={after} /> : drafts.isPending ? <Skeleton words={m.shell_loading()} /> : null}
    </Page>
  );
}

function Choose({ drafts, after }: { drafts: readonly UnclaimedDraft[]; after: string }) {
  const go = useGo();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [none, setNone] = useState(false);
  const claim = useDo((ids: string[]) => desk.claimDrafts(ids), {
    onSuccess: (_, ids) => {
      toast({ text: m.claim_done({ count: ids.length }) });
      go(after, { replace: true });
    },
  });
  const all = chosen.length === drafts.length;
  function set(ids: readonly string[]) {
    setChosen(ids);
    setNone(false);
  }
  return (
    <Panel title={m.claim_list()}>
      <ErrorBanner error={claim.error} />
      {drafts.length > 1 ? (
        <Checkbox id="claim-all" selected={all} indeterminate={!all && chosen.length > 0} onChange={(now) => set(now ? drafts.map((draft) => draft.id) : [])}>
          <strong>{m.claim_all()}</strong>
        </Checkbox>
      ) : null}
      <ul className={styles.claims}>
        {drafts.map((draft) => (
          <li key={draft.id}>
            <Checkbox selected={chosen.includes(draft.id)} onChange={(now) => set(now ? [...chosen, draft.id] : chosen.filter((id) => id !== draft.id))}>
              {draft.procedure_name}
              <span className={styles.claimName}>{draft.applicant_name ?? m.claim_no_name()}</span>
            </Checkbox>
          </li>
        ))}
      </ul>
      {none ? (
        <p role="alert" className={styles.problem}>
          {m.claim_pick()}
        </p>
      ) : null}
      <div className={styles.row}>
        <Button
          kind="primary"
          busy={claim.isPending && m.claim_busy()}
          onPress={() => {
            if (chosen.length === 0) setNone(true);
            else claim.mutate([...chosen]);
          }}
        >
          {chosen.length === 0 ? m.claim_submit_none() : m.claim_submit({ count: chosen.length })}
        </Button>
        <LinkButton kind="quiet" href={after}>
          {m.claim_later()}
        </LinkButton>
      </div>
    </Panel>
  );
}
