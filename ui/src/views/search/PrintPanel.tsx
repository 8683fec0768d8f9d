import { FileText, Printer } from "lucide-react";
import { usePageKey } from "#/app/keys";
import { desk, useDo, type ProcedureView } from "#/backend";
import { Button, Panel, toast } from "#/design";
import { m } from "#/messages/generated/messages.js";
import styles from "./ProcedurePage.module.css";

/** Saves the sheet about the procedure. */
const PRINT_KEY = "Ctrl+P";

/** The procedure on one A5 sheet, for the case entered, and its electronic form to be filled by hand. */
export function PrintPanel({ view, value }: { view: ProcedureView; value: number | null }) {
  const { code } = view.procedure;
  const told = {
    onSuccess: (name: string | null) => {
      if (name !== null) toast({ text: m.procedure_print_saved({ name }) });
    },
    onError: (error: Error) => toast({ text: error.message, tone: "bad" }),
  };
  const sheet = useDo(() => desk.saveProcedureSheet(code, view.edition, value), told);
  const form = useDo(() => desk.saveBlankForm(code, view.edition), told);
  const print = () => sheet.mutate(undefined);
  usePageKey(PRINT_KEY, sheet.isPending ? null : print);
  return (
    <Panel title={m.procedure_print()} lead={m.procedure_print_text()}>
      <div className={styles.prints}>
        <Button icon={Printer} keys={PRINT_KEY} onPress={print} busy={sheet.isPending && m.procedure_print_busy()}>
          {m.procedure_print_sheet()}
        </Button>
        <Button icon={FileText} onPress={() => form.mutate(undefined)} busy={form.isPending && m.procedure_print_busy()}>
          {m.procedure_print_form()}
        </Button>
      </div>
    </Panel>
  );
}
