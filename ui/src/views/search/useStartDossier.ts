import { places, useGo } from "#/app/places";
import { desk, useDo } from "#/backend";
import { toast } from "#/design";

/** Makes a draft for a procedure and opens it. */
export function useStartDossier() {
  const go = useGo();
  return useDo(({ code, edition }: { code: string; edition: string | null }) => desk.createDossier(code, edition), {
    onSuccess: (id) => go(places.dossier(id)),
    onError: (error) => toast({ text: error.message, tone: "bad" }),
  });
}
