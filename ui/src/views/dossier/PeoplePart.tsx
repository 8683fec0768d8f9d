import { Panel } from "#/design/Panel";
import { m } from "#/messages/generated/messages.js";
import { useValue } from "./answers";
import { TickAnswer } from "./fields";
import { PersonFields } from "./PersonFields";
import { useCardScanner } from "./useCardScanner";
import styles from "./dossier.module.css";

/** Thông tin người nộp, and the owner of the dossier when that is somebody else. */
export function PeoplePart() {
  useCardScanner();
  const same = useValue("owner.same_as_applicant") !== false;
  return (
    <>
      <Panel title={m.dossier_applicant()} lead={`${m.dossier_applicant_lead()} ${m.card_hint()}`}>
        <div data-person="applicant">
          <PersonFields prefix="applicant" />
        </div>
      </Panel>
      <Panel title={m.dossier_owner()} lead={m.dossier_owner_lead()}>
        <div className={styles.fields}>
          <TickAnswer path="owner.same_as_applicant" label={m.dossier_owner_same()} absent />
          {same ? null : (
            <div data-person="owner">
              <PersonFields prefix="owner" />
            </div>
          )}
        </div>
      </Panel>
    </>
  );
}
