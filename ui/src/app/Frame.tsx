import { Outlet, useLocation } from "@tanstack/react-router";
import { Suspense, useEffect, useState } from "react";
import { useDeskStatus } from "#/backend";
import { leavePage, Page, Skeleton } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { CommandPalette } from "./CommandPalette";
import styles from "./Frame.module.css";
import { useFrameKeys } from "./keys";
import { Navigation } from "./Navigation";
import { Notices } from "./Notices";
import { useGo } from "./places";
import { StatusBar } from "./StatusBar";
import { TrainingRibbon } from "./TrainingRibbon";

/** What surrounds every place: where one is, who one is, and how the outside stands. */
export function Frame() {
  const status = useDeskStatus();
  const go = useGo();
  const [palette, setPalette] = useState(false);
  const { pathname } = useLocation();
  useEffect(leavePage, [pathname]);
  useFrameKeys(go, () => setPalette(true));
  return (
    <div className={styles.frame}>
      <a
        href="#main"
        className={styles.skip}
        onClick={(event) => {
          // The address belongs to the router.
          event.preventDefault();
          document.getElementById("main")?.focus();
        }}
      >
        {m.shell_skip()}
      </a>
      {status.mode === "training" ? <TrainingRibbon /> : null}
      <div className={styles.middle}>
        <Navigation />
        <main id="main" className={styles.main} tabIndex={-1}>
          <Notices />
          <Suspense
            fallback={
              <Page>
                <Skeleton words={m.shell_loading()} />
              </Page>
            }
          >
            <Outlet />
          </Suspense>
        </main>
      </div>
      <StatusBar onPalette={() => setPalette(true)} />
      {palette ? <CommandPalette onClose={() => setPalette(false)} /> : null}
    </div>
  );
}
