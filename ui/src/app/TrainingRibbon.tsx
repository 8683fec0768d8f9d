import { GraduationCap, LogOut, Mail, UserRoundCog } from "lucide-react";
import { desk, useDo } from "#/backend";
import { Button, LinkButton, toast } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { places, useGoOn } from "./places";
import styles from "./TrainingRibbon.module.css";

/** Loud and always: nobody may take a practice dossier for a real one. */
export function TrainingRibbon() {
  const { here, goOn } = useGoOn();
  const leave = useDo(desk.leaveTraining, { onMutate: here, onSuccess: (_status, _asked, from) => goOn(from, places.welcome) });
  const officer = useDo(desk.openOfficer, { onError: (error) => toast({ text: error.message, tone: "bad" }) });
  return (
    <div className={styles.ribbon} data-frame="training" role="region" aria-label={m.shell_training_region()}>
      <span className={styles.mark}>
        <GraduationCap aria-hidden="true" />
        {m.shell_training_mark()}
      </span>
      <span className={styles.text}>{m.shell_training_text()}</span>
      <span className={styles.actions}>
        <LinkButton kind="quiet" size="small" icon={Mail} href={places.mailbox} className={styles.action}>
          {m.shell_training_mailbox()}
        </LinkButton>
        <Button kind="quiet" size="small" icon={UserRoundCog} onPress={() => officer.mutate()} className={styles.action}>
          {m.shell_training_officer()}
        </Button>
        <Button kind="quiet" size="small" icon={LogOut} onPress={() => leave.mutate()} className={styles.action}>
          {m.shell_training_leave()}
        </Button>
      </span>
    </div>
  );
}
