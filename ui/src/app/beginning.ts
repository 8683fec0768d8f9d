import type { QueryClient } from "@tanstack/react-query";
import { makeQueryClient, statusQuery, type DeskStatus } from "#/backend";
import { applyAppearance } from "./appearance";
import { openRouter, type WindowRouter } from "./router";

/** A desk that takes longer to say how it stands is waited for in sight of the person. In milliseconds. */
const LONGEST = 300;

/** What is known before anything is drawn. */
export interface Beginning {
  client: QueryClient;
  /** The first place, its page loaded, and what the desk said when it was chosen. */
  first?: { status: DeskStatus; router: WindowRouter };
}

/**
 * Asks how the desk stands and loads the place where the person was, so that the window draws it at once and not a
 * waiting page before it. A desk that is slow, locked or failing is left to the window itself.
 */
export async function begin(): Promise<Beginning> {
  const client = makeQueryClient();
  let late = false;
  const first = async (): Promise<Beginning> => {
    const status = await client.fetchQuery(statusQuery);
    if (late || status.store.kind !== "open") return { client };
    applyAppearance(status.settings);
    const router = openRouter(status);
    await router.load();
    return { client, first: { status, router } };
  };
  const waited = new Promise<Beginning>((resolve) => {
    setTimeout(() => {
      late = true;
      resolve({ client });
    }, LONGEST);
  });
  return Promise.race([first().catch(() => ({ client })), waited]);
}
