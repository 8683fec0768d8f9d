import { Panel } from "#/design/Panel";
import { m } from "#/messages/generated/messages.js";
import { useValue } from "./answers";
import { TickAnswer } from "./fields";
import { PersonFields } from "./PersonFields";
import styles from "./dossier.module.css";

/** Thông tin người nộp, and the owner of the dossier when that is somebody else. */
export function PeoplePart() {
  const same = useValue("owner.same_as_applicant") !== false;
  return (
    <>
      <Panel title={m.dossier_applicant()} lead={m.dossier_applicant_lead()}>
        <PersonFields prefix="applicant" />
      </Panel>
      <Panel title={m.dossier_owner()} lead={m.dossier_owner_lead()}>
        <div className={styles.fields}>
          <TickAnswer path="owner.same_as_applicant" label={m.dossier_owner_same()} absent />
          {same ? null : <PersonFields prefix="owner" />}
        </div>
      </Panel>
    </>
  );
}
