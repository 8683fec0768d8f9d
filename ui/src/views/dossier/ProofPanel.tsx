import { ListChecks, Printer, Wallet } from "lucide-react";
import { places } from "#/app/places";
import { desk, useDo, type DossierView, type Proof } from "#/backend";
import { Button, LinkButton } from "#/design/Button";
import { PlainTable } from "#/design/DataTable";
import { Disclosure } from "#/design/Disclosure";
import { Panel } from "#/design/Panel";
import { ToneIcon } from "#/design/Tag";
import { toast } from "#/design/toasts";
import { m } from "#/messages/generated/messages.js";
import { formatBytes, formatDateTime } from "#/text/format";
import { Summary } from "./summaries";
import styles from "./dossier.module.css";

/** What the portal holds, as it said itself and as the desk compared, and where to go from here. */
export function ProofPanel({ dossier, proof }: { dossier: DossierView; proof: Proof }) {
  const save = useDo(() => desk.saveProof(dossier.id), {
    onSuccess: (name) => {
      if (name) toast({ text: m.dossier_proof_saved({ name }) });
    },
    onError: (error) => toast({ text: error.message, tone: "bad" }),
  });
  const owes = dossier.money === "due" || dossier.money === "failed";
  return (
    <Panel className={styles.proof} title={m.dossier_proof()} lead={m.dossier_proof_lead()} actions={<ToneIcon tone="good" className={styles.proofMark} />}>
      <Summary
        items={[
          { name: m.dossier_proof_code(), value: <strong className={styles.proofCode}>{proof.code}</strong>, columns: 6 },
          { name: m.dossier_proof_time(), value: formatDateTime(proof.submitted_at), columns: 3 },
          { name: m.dossier_proof_key(), value: <strong className={styles.proofKey}>{proof.lookup_key}</strong>, columns: 3 },
        ]}
      />
      <div className={styles.actions}>
        <LinkButton kind={owes ? "secondary" : "primary"} icon={ListChecks} href={places.timeline(dossier.id)}>
          {m.dossier_follow()}
        </LinkButton>
        {owes ? (
          <LinkButton kind="primary" icon={Wallet} href={places.transactions}>
            {m.payments_pay()}
          </LinkButton>
        ) : null}
        <Button icon={Printer} onPress={() => save.mutate(undefined)} busy={save.isPending && m.dossier_proof_saving()}>
          {m.dossier_proof_save()}
        </Button>
      </div>
      <Disclosure title={m.dossier_proof_papers({ count: proof.papers.length })}>
        <PlainTable label={m.dossier_proof_papers({ count: proof.papers.length })} head={[m.dossier_proof_component(), m.dossier_proof_file(), m.dossier_proof_hash()]}>
          {proof.papers.map((paper) => (
            <tr key={`${paper.component_name} ${paper.file_name} ${paper.sha256}`}>
              <th scope="row">{paper.component_name}</th>
              <td>
                {paper.file_name}
                <span className={styles.under}>{formatBytes(paper.size)}</span>
              </td>
              <td>
                <code className={styles.hash}>{paper.sha256}</code>
              </td>
            </tr>
          ))}
        </PlainTable>
      </Disclosure>
    </Panel>
  );
}
