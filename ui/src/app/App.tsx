import { QueryClientProvider, useQueryClient } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useLayoutEffect, useState, type ReactNode } from "react";
import { I18nProvider } from "react-aria-components";
import { desk, listen, makeQueryClient, useDo, useStatus, type DeskStatus } from "#/backend";
import { Banner, Button, toast, ToastRegion, Working } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { LockedPage } from "#/views/start/LockedPage";
import { setRestoring, useRestoring } from "#/views/storage/restoring";
import { applyAppearance, onSystemLook } from "./appearance";
import type { Beginning } from "./beginning";
import { BrandMark } from "./BrandMark";
import { ErrorBanner } from "./ErrorBanner";
import styles from "./Frame.module.css";
import { places } from "./places";
import { openRouter, rememberPlaces, warm } from "./router";

const RestorePage = lazy(() => import("#/views/storage/RestorePage"));

applyAppearance(undefined);

/** The window: opens the desk, then shows the place where the person was. */
export function App({ client: given, first }: Partial<Beginning>) {
  const [client] = useState(() => given ?? makeQueryClient());
  return (
    <QueryClientProvider client={client}>
      <Start first={first} />
    </QueryClientProvider>
  );
}

function Start({ first }: Pick<Beginning, "first">) {
  const queryClient = useQueryClient();
  const status = useStatus();
  const settings = status.data?.settings;
  const restoring = useRestoring();

  useEffect(
    () =>
      listen(queryClient, (notice) => {
        const { dossier } = notice;
        toast({
          text: notice.title,
          detail: notice.body,
          tone: "info",
          about: dossier ?? undefined,
          everywhere: true,
          action: dossier ? { label: m.shell_notice_open(), run: () => (window.location.hash = places.dossier(dossier)) } : undefined,
        });
      }),
    [queryClient],
  );

  // Before anything is painted: no flash of the wrong look or language.
  useLayoutEffect(() => applyAppearance(settings), [settings]);
  useEffect(() => onSystemLook(() => applyAppearance(settings)), [settings]);

  const language = settings?.language ?? "vi";
  return (
    <I18nProvider locale={language === "vi" ? "vi-VN" : "en-GB"}>
      {status.isError ? (
        <Centre>
          <h1 className={styles.failed}>{m.shell_failed_title()}</h1>
          <ErrorBanner error={status.error} retry={() => void status.refetch()} />
        </Centre>
      ) : status.data && restoring ? (
        <Suspense fallback={<Opening />}>
          <RestorePage key={language} restoring={restoring} />
        </Suspense>
      ) : status.data ? (
        // Another language draws everything anew; another store is another desk.
        <Opened key={`${language} ${status.data.mode === "training"}`} status={status.data} first={first} retry={() => void status.refetch()} />
      ) : (
        <Opening />
      )}
      <ToastRegion />
    </I18nProvider>
  );
}

function Opened({ status, first, retry }: { status: DeskStatus; first: Beginning["first"]; retry: () => void }) {
  switch (status.store.kind) {
    case "opening":
      return <Opening />;
    case "failed":
      return (
        <Centre>
          <Failed message={status.store.message} retry={retry} />
        </Centre>
      );
    case "locked":
      return <LockedPage slots={status.store.slots} />;
    case "open":
      return <Places status={status} first={first} />;
  }
}

function Opening() {
  return (
    <Centre>
      <Working>{m.shell_opening()}</Working>
    </Centre>
  );
}

function Failed({ message, retry }: { message: string; retry: () => void }) {
  const again = useDo(desk.status, { onSettled: retry });
  return (
    <>
      <h1 className={styles.failed}>{m.shell_failed_title()}</h1>
      <Banner
        tone="bad"
        announce="alert"
        actions={
          <>
            <Button onPress={() => again.mutate()}>{m.shell_failed_retry()}</Button>
            <Button onPress={() => setRestoring({ from: "choose" })}>{m.restore_ways()}</Button>
          </>
        }
      >
        {message}
      </Banner>
    </>
  );
}

function Places({ status, first }: { status: DeskStatus; first: Beginning["first"] }) {
  // What was made ready holds for the answer it was made for, not for another language or another store.
  const [{ router, loaded }] = useState(() => (first?.status === status ? { router: first.router, loaded: true } : { router: openRouter(status), loaded: false }));
  // The first place comes whole. Shown piece by piece, React would hold back the second piece for a third of a second.
  const [here, setHere] = useState(loaded);
  useEffect(() => {
    if (loaded) return;
    let left = false;
    void router.load().finally(() => {
      if (!left) setHere(true);
    });
    return () => {
      left = true;
    };
  }, [router, loaded]);
  useEffect(() => rememberPlaces(router), [router]);
  useEffect(warm, []);
  return here ? <RouterProvider router={router} /> : <Opening />;
}

function Centre({ children }: { children: ReactNode }) {
  return (
    <main className={styles.centre}>
      <BrandMark size="4rem" />
      {children}
    </main>
  );
}
