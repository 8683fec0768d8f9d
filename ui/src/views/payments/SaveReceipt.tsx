import { ReceiptText } from "lucide-react";
import { desk, useDo } from "#/backend";
import { Button, type ButtonKind } from "#/design/Button";
import { toast } from "#/design/toasts";
import { m } from "#/messages/generated/messages.js";

/** Saves the receipt where the user says. */
export function SaveReceipt({ id, kind = "secondary", size = "normal" }: { id: string; kind?: ButtonKind; size?: "normal" | "small" }) {
  const save = useDo(() => desk.saveReceipt(id), {
    onSuccess: (name) => {
      if (name) toast({ text: m.payments_receipt_saved({ name }) });
    },
    onError: (error) => toast({ text: error.message, tone: "bad" }),
  });
  return (
    <Button kind={kind} size={size} icon={ReceiptText} onPress={() => save.mutate(undefined)} busy={save.isPending && m.payments_receipt_saving()}>
      {m.payments_receipt()}
    </Button>
  );
}
