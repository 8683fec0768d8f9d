import { Panel } from "#/design/Panel";
import { m } from "#/messages/generated/messages.js";
import { useAnswer } from "./answers";
import { TickAnswer } from "./fields";
import { PersonFields } from "./PersonFields";
import styles from "./dossier.module.css";

/** Thông tin người nộp, and the owner of the dossier when that is somebody else. */
export function PeoplePart() {
  const same = useAnswer("owner.same_as_applicant").value !== false;
  // Another kind of person asks for other fields: they start anew with what is saved.
  const kind = useAnswer("applicant.kind").text;
  const ownerKind = useAnswer("owner.kind").text;
  return (
    <div className={styles.stack}>
      <Panel title={m.dossier_applicant()} lead={m.dossier_applicant_lead()}>
        <PersonFields key={kind} prefix="applicant" />
      </Panel>
      <Panel title={m.dossier_owner()} lead={m.dossier_owner_lead()}>
        <div className={styles.fields}>
          <TickAnswer path="owner.same_as_applicant" label={m.dossier_owner_same()} absent />
          {same ? null : <PersonFields key={ownerKind} prefix="owner" />}
        </div>
      </Panel>
    </div>
  );
}
