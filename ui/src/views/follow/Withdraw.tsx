import { Undo2 } from "lucide-react";
import { useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { desk, keys, useDo } from "#/backend";
import { Banner } from "#/design/Banner";
import { Button } from "#/design/Button";
import { Dialog } from "#/design/Dialog";
import { TextArea } from "#/design/TextField";
import { toast } from "#/design/toasts";
import { m } from "#/messages/generated/messages.js";

/** Asks for the dossier back; it cannot be undone, so the reason is asked for first. */
export function Withdraw({ id }: { id: string }) {
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const withdraw = useDo(() => desk.withdraw(id, reason.trim()), {
    onSuccess: async () => {
      setOpen(false);
      toast({ text: m.follow_withdraw_queued(), tone: "info", about: id });
      await client.invalidateQueries({ queryKey: keys.outbox });
    },
  });
  function confirm() {
    setTried(true);
    if (reason.trim() !== "") withdraw.mutate(undefined);
  }
  return (
    <>
      <Button kind="quiet" icon={Undo2} onPress={() => setOpen(true)}>
        {m.follow_withdraw()}
      </Button>
      <Dialog
        title={m.follow_withdraw_title()}
        open={open}
        onClose={() => setOpen(false)}
        size="small"
        actions={
          <>
            <Button kind="danger" onPress={confirm} busy={withdraw.isPending && m.follow_withdrawing()}>
              {m.follow_withdraw_confirm()}
            </Button>
            <Button onPress={() => setOpen(false)}>{m.follow_withdraw_keep()}</Button>
          </>
        }
      >
        <p>{m.follow_withdraw_lead()}</p>
        {withdraw.error ? (
          <Banner tone="bad" announce="alert">
            {withdraw.error.message}
          </Banner>
        ) : null}
        <TextArea
          label={m.follow_withdraw_reason()}
          required
          maxLength={2000}
          defaultValue={reason}
          error={tried && reason.trim() === "" ? m.follow_withdraw_reason_missing() : null}
          onValue={setReason}
        />
      </Dialog>
    </>
  );
}
