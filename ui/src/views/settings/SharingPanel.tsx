import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ErrorBanner } from "#/app/ErrorBanner";
import { desk, useDeskStatus, useDo } from "#/backend";
import { Checkbox, Panel, toast } from "#/design";
import { m } from "#/messages/generated/messages.js";

const key = ["drafts-shared"] as const;

/** Whether drafts are kept the same on the person's other computers. A training portal lives on this one alone. */
export function SharingPanel() {
  const { mode, store } = useDeskStatus();
  const client = useQueryClient();
  const shared = useQuery({ queryKey: key, queryFn: () => desk.draftSync(), enabled: store.kind === "open" });
  const set = useDo((on: boolean) => desk.setDraftSync(on), {
    onSuccess: async (_, on) => {
      client.setQueryData(key, on);
      await client.invalidateQueries({ queryKey: key });
      toast({ text: m.settings_saved() });
    },
  });
  if (mode === "training" || shared.data === undefined) return null;
  return (
    <Panel title={m.settings_sharing()} lead={m.settings_sharing_text()} id="settings-sharing">
      <ErrorBanner error={set.error} />
      <Checkbox selected={shared.data} onChange={(on) => set.mutate(on)}>
        {m.settings_sharing_on()}
      </Checkbox>
    </Panel>
  );
}
