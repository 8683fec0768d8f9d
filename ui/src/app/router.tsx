import { createHashHistory, createRootRoute, createRoute, createRouter, Outlet, type AnyRoute } from "@tanstack/react-router";
import { desk, type DeskStatus } from "#/backend";
import { accountRoutes } from "#/views/account/routes";
import { deskRoutes } from "#/views/desk/routes";
import { dossierRoutes } from "#/views/dossier/routes";
import { followRoutes } from "#/views/follow/routes";
import { networkRoutes } from "#/views/network/routes";
import { outboxRoutes } from "#/views/outbox/routes";
import { paymentsRoutes } from "#/views/payments/routes";
import { searchRoutes } from "#/views/search/routes";
import { settingsRoutes } from "#/views/settings/routes";
import { storageRoutes } from "#/views/storage/routes";
import { startRoutes } from "#/views/start/routes";
import { Crash } from "./Crash";
import { Frame } from "./Frame";
import { Lost } from "./Lost";
import { places, setWorkingPlace, type AreaRoute } from "./places";

const root = createRootRoute({ component: Outlet });
const framed = createRoute({ getParentRoute: () => root, id: "framed", component: Frame });

const children = (parent: AnyRoute, areas: readonly (readonly AreaRoute[])[]): AnyRoute[] =>
  areas.flat().map(({ path, page }) => createRoute({ getParentRoute: () => parent, path, component: page }));

/** Whatever no area knows. */
const lostRoutes: readonly AreaRoute[] = [{ path: "$", page: Lost }];

/** Places that are not worth coming back to: they belong to one moment. */
const passing = /^\/(welcome|sign-in|register|registered|confirm|forgotten|reset|claim|recovery-code)/;

/** The places of the window, in the hash of its address. */
export function makeRouter() {
  const router = createRouter({
    routeTree: root.addChildren([
      framed.addChildren(children(framed, [deskRoutes, searchRoutes, dossierRoutes, followRoutes, outboxRoutes, paymentsRoutes, accountRoutes, settingsRoutes, storageRoutes, networkRoutes, lostRoutes])),
      ...children(root, [startRoutes]),
    ]),
    history: createHashHistory(),
    // Parameters are text: an edition "2022" stays one.
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const text = new URLSearchParams(Object.entries(search as Record<string, unknown>).filter((entry): entry is [string, string] => typeof entry[1] === "string" && entry[1] !== "")).toString();
      return text ? `?${text}` : "";
    },
    defaultNotFoundComponent: Lost,
    defaultErrorComponent: Crash,
    defaultPendingMinMs: 0,
    scrollRestoration: false,
    trailingSlash: "never",
  });
  return router;
}

export type WindowRouter = ReturnType<typeof makeRouter>;

/** The router, at the place where the window opens. */
export function openRouter(status: DeskStatus): WindowRouter {
  const first = firstPlace(status);
  if (first) window.history.replaceState(null, "", first);
  return makeRouter();
}

/** Where the window opens: where the person was; the first time, the three choices. */
function firstPlace(status: DeskStatus): string | null {
  const { hash } = window.location;
  // Training has been chosen: its desk may stand here before the choice has led away from the first run.
  const chosen = status.mode === "training" && hash.startsWith(places.welcome);
  if (hash.length > 2 && !chosen) return null;
  if (status.last_place) return `#${status.last_place.replace(/^#/, "")}`;
  return status.mode === "unset" ? places.welcome : places.desk;
}

/** Brings the places that are gone to most, while nothing else is to be done. */
export function warm(): () => void {
  const timer = setTimeout(() => {
    void import("#/views/search/SearchPage");
    void import("#/views/search/ProcedurePage");
    void import("#/views/dossier/DossierPage");
  }, 1500);
  return () => clearTimeout(timer);
}

/** Keeps where the person is, for the next start and for after signing in. Answers with a function that stops. */
export function rememberPlaces(router: WindowRouter): () => void {
  const remember = ({ pathname, href }: { pathname: string; href: string }) => {
    if (passing.test(pathname)) return;
    setWorkingPlace(`#${href}`);
    void desk.rememberPlace(href).catch(() => undefined);
  };
  remember(router.history.location);
  return router.subscribe("onResolved", ({ toLocation }) => remember(toLocation));
}
