import { GraduationCap, LogOut } from "lucide-react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { places, useGoOn } from "#/app/places";
import { desk, errorOfLast, useDeskStatus, useDo } from "#/backend";
import { Button, Panel } from "#/design";
import { m } from "#/messages/generated/messages.js";

/** Into training and out of it. */
export function TrainingPanel() {
  const { mode } = useDeskStatus();
  const { here, goOn } = useGoOn();
  const enter = useDo(desk.chooseTraining, { onMutate: here, onSuccess: (_status, _asked, from) => goOn(from, places.desk) });
  const leave = useDo(desk.leaveTraining, { onMutate: here, onSuccess: (now, _asked, from) => goOn(from, now.mode === "unset" ? places.welcome : places.desk) });
  return (
    <Panel title={m.settings_training()} lead={m.settings_training_text()}>
      <ErrorBanner error={errorOfLast(enter, leave)} />
      <div>
        {mode === "training" ? (
          <Button icon={LogOut} onPress={() => leave.mutate()} busy={leave.isPending && m.settings_training_leaving()}>
            {m.settings_training_leave()}
          </Button>
        ) : (
          <Button icon={GraduationCap} onPress={() => enter.mutate()} busy={enter.isPending && m.start_training_busy()}>
            {m.settings_training_enter()}
          </Button>
        )}
      </div>
    </Panel>
  );
}
