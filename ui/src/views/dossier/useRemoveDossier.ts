import { useQueryClient } from "@tanstack/react-query";
import { places, useGo } from "#/app/places";
import { desk, keys, useDo } from "#/backend";
import { toast } from "#/design/toasts";
import { m } from "#/messages/generated/messages.js";

const failed = (error: unknown) => toast({ text: error instanceof Error ? error.message : String(error), tone: "bad" });

/** Moves a draft to the bin and goes to the list, with the way back at hand. */
export function useRemoveDossier(id: string) {
  const go = useGo();
  const client = useQueryClient();
  async function undo() {
    try {
      await desk.restoreDossier(id);
      await client.invalidateQueries({ queryKey: keys.dossiers });
      go(places.dossier(id));
    } catch (error) {
      failed(error);
    }
  }
  return useDo(() => desk.deleteDossier(id), {
    onSuccess: () => {
      go(places.dossiers);
      toast({ text: m.dossier_deleted(), action: { label: m.dossier_undo(), run: () => void undo() } });
    },
    onError: failed,
  });
}
