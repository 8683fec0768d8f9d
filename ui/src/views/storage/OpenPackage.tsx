import { PackageOpen } from "lucide-react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { desk, useDo } from "#/backend";
import { Button, type ButtonKind } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { setRestoring } from "./restoring";

/** Chooses a package from another computer; what comes of it is asked on a page of its own. */
export function OpenPackage({ children, kind, id }: { children: string; kind?: ButtonKind; id?: string }) {
  const choose = useDo(desk.choosePackage, {
    onSuccess: (name) => {
      if (name !== null) setRestoring({ from: "package", name });
    },
  });
  return (
    <>
      <ErrorBanner error={choose.error} />
      <Button id={id} kind={kind} icon={PackageOpen} onPress={() => choose.mutate(undefined)} busy={choose.isPending && m.storage_opening()}>
        {children}
      </Button>
    </>
  );
}
