import { useCallback } from "react";
import { useParams, useRouter, useSearch } from "@tanstack/react-router";
import type { FunctionComponent } from "react";

/** A place of an area of the window: its path (TanStack Router's syntax) and its page. */
export interface AreaRoute {
  path: string;
  page: FunctionComponent;
}

/** Where things are, as `href`s. Every link of the window is made here. */
export const places = {
  welcome: "#/welcome",
  desk: "#/",
  search: "#/search",
  searchFor: (text: string) => `#/search?text=${encodeURIComponent(text)}`,
  procedure: (code: string, edition?: string | null) => `#/procedures/${encodeURIComponent(code)}${edition ? `?edition=${encodeURIComponent(edition)}` : ""}`,
  dossiers: "#/dossiers",
  dossiersOf: (filter: string) => `#/dossiers?filter=${encodeURIComponent(filter)}`,
  dossier: (id: string) => `#/dossiers/${id}`,
  dossierPart: (id: string, part: string) => `#/dossiers/${id}/${part}`,
  timeline: (id: string) => `#/dossiers/${id}/timeline`,
  outbox: "#/outbox",
  lookup: "#/lookup",
  profile: "#/profile",
  transactions: "#/profile/transactions",
  pay: (obligation: string) => `#/profile/transactions/${obligation}`,
  register: "#/register",
  registered: (email: string) => `#/registered?email=${encodeURIComponent(email)}`,
  signIn: "#/sign-in",
  forgotten: "#/forgotten",
  reset: "#/reset",
  claim: "#/claim",
  mailbox: "#/mailbox",
  recoveryCode: "#/recovery-code",
  settings: "#/settings",
  storage: "#/settings/storage",
  network: "#/settings/network",
  storeKeys: "#/settings/keys",
  help: "#/help",
  guide: (chapter = "") => (chapter ? `#/help/guide/${chapter}` : "#/help/guide"),
  about: "#/about",
} as const;

let working: string = places.desk;

/** The last place where work was done: where one goes back to after signing in. */
export function workingPlace(): string {
  return working;
}

export function setWorkingPlace(href: string): void {
  working = href;
}

/** Goes to a place by its `href`. */
export function useGo(): (href: string, options?: { replace?: boolean }) => void {
  const { history } = useRouter();
  return useCallback(
    (href, options) => {
      const path = href.replace(/^#/, "");
      if (options?.replace) history.replace(path);
      else history.push(path);
    },
    [history],
  );
}

/**
 * Goes on from where something was asked for (`here`, when it was), unless the person has gone elsewhere meanwhile: the
 * answer may come late.
 */
export function useGoOn(): { here: () => string; goOn: (from: unknown, href: string) => void } {
  const go = useGo();
  return {
    here: () => window.location.hash,
    goOn: (from, href) => {
      if (window.location.hash === from) go(href, { replace: true });
    },
  };
}

/** The parameters in the path of the place shown. */
export function usePathParams(): Readonly<Record<string, string>> {
  return useParams({ strict: false });
}

/** The parameters behind the question mark of the place shown. */
export function useQueryParams(): Readonly<Record<string, string | undefined>> {
  return useSearch({ strict: false });
}
