import { Download, FileDown, FileUp } from "lucide-react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { desk, errorOfLast, useDeskStatus, useDo, type BroughtCatalogue } from "#/backend";
import { Button, toast } from "#/design";
import { m } from "#/messages/generated/messages.js";
import styles from "./settings.module.css";

/** Newer catalogues from the portal, or on a stick from a machine that has them. */
export function CatalogueFile() {
  const { connection } = useDeskStatus();
  const update = useDo(desk.updateCatalogue, {
    onSuccess: (changed) => toast({ text: changed ? m.settings_catalogue_updated() : m.settings_catalogue_newest(), tone: "good" }),
  });
  const save = useDo(desk.saveCatalogue, {
    onSuccess: (name) => {
      if (name !== null) toast({ text: m.settings_catalogue_saved({ name }) });
    },
  });
  const bring = useDo(desk.bringCatalogue, {
    onSuccess: (brought) => {
      if (brought !== null) toast({ text: broughtWords(brought), tone: "good" });
    },
  });
  return (
    <>
      <ErrorBanner error={errorOfLast(update, save, bring)} />
      <div className={styles.row}>
        {connection.state === "no_portal" ? null : (
          <Button icon={Download} onPress={() => update.mutate(undefined)} busy={update.isPending && m.settings_catalogue_updating()}>
            {m.settings_catalogue_update()}
          </Button>
        )}
        <Button icon={FileDown} onPress={() => save.mutate(undefined)} busy={save.isPending && m.settings_catalogue_saving()}>
          {m.settings_catalogue_save()}
        </Button>
        <Button icon={FileUp} onPress={() => bring.mutate(undefined)} busy={bring.isPending && m.settings_catalogue_bringing()}>
          {m.settings_catalogue_bring()}
        </Button>
      </div>
    </>
  );
}

/** What a file brought, in a sentence. */
function broughtWords({ editions, places, holidays }: BroughtCatalogue): string {
  const parts = [...editions.map((edition) => m.settings_catalogue_brought_edition({ edition })), places ? m.settings_catalogue_brought_places() : null, holidays ? m.settings_catalogue_brought_holidays() : null].filter((part) => part !== null);
  return parts.length === 0 ? m.settings_catalogue_brought_nothing() : m.settings_catalogue_brought({ what: parts.join(", ") });
}
