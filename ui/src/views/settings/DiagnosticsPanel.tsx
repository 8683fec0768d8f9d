import { ClipboardList, FileDown } from "lucide-react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { desk, errorOfLast, useDo } from "#/backend";
import { Button, Panel, toast } from "#/design";
import { m } from "#/messages/generated/messages.js";
import styles from "./settings.module.css";

/** What support needs to know: shown before it is saved, so that one sees that nobody is in it. */
export function DiagnosticsPanel() {
  const look = useDo(desk.diagnostics);
  const save = useDo(desk.saveDiagnostics, {
    onSuccess: (name) => {
      if (name !== null) toast({ text: m.settings_diagnostics_saved({ name }) });
    },
  });
  return (
    <Panel title={m.settings_diagnostics()} lead={m.settings_diagnostics_text()} id="settings-diagnostics">
      <ErrorBanner error={errorOfLast(look, save)} />
      {look.data ? (
        // Scrolls by keyboard too.
        // eslint-disable-next-line jsx-a11y-x/no-noninteractive-tabindex
        <pre className={styles.diagnostics} tabIndex={0} role="group" aria-label={m.settings_diagnostics()}>
          {look.data}
        </pre>
      ) : null}
      <div className={styles.row}>
        {look.data ? null : (
          <Button icon={ClipboardList} onPress={() => look.mutate(undefined)} busy={look.isPending && m.settings_diagnostics_making()}>
            {m.settings_diagnostics_look()}
          </Button>
        )}
        <Button icon={FileDown} onPress={() => save.mutate(undefined)} busy={save.isPending && m.settings_diagnostics_making()}>
          {m.settings_diagnostics_save()}
        </Button>
      </div>
    </Panel>
  );
}
