import { desk, useDo } from "#/backend";
import { toast } from "#/design";
import { m } from "#/messages/generated/messages.js";

/** Marks a procedure as a favourite of this desk, or lets it go; the lists follow by the desk's event. */
export function useFavourite() {
  return useDo(({ code, on }: { code: string; on: boolean }) => desk.setFavourite(code, on), {
    onSuccess: (_, { on }) => toast({ text: on ? m.search_favourite_added() : m.search_favourite_removed() }),
    onError: (error) => toast({ text: error.message, tone: "bad" }),
  });
}
