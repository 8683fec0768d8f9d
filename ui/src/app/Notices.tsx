import { useState } from "react";
import { desk, useDeskStatus, useDo, useUnclaimedDrafts } from "#/backend";
import { Banner, Button, LinkButton } from "#/design";
import { m } from "#/messages/generated/messages.js";
import styles from "./Frame.module.css";
import { places } from "./places";
import { useLocation } from "@tanstack/react-router";

/** What the person should know wherever they are; one line each, with what to do. */
export function Notices() {
  const status = useDeskStatus();
  const unclaimed = useUnclaimedDrafts();
  const { pathname } = useLocation();
  const [later, setLater] = useState<readonly string[]>([]);
  const seen = useDo(desk.storeNoticeSeen);
  const put = (id: string) => () => setLater((all) => [...all, id]);
  const here = (href: string) => pathname === href.slice(1);

  const drafts = status.account ? (unclaimed.data?.length ?? 0) : 0;
  const session = status.account !== null && !status.session_valid && !here(places.signIn);
  const recovery = status.recovery_code_unseen && status.mode !== "training" && !here(places.recoveryCode);
  const claim = drafts > 0 && !here(places.claim);

  const shown = [
    status.store_notice ? (
      <Banner
        key="store"
        tone="warn"
        title={m.storage_notice_title()}
        actions={
          <>
            <Button size="small" onPress={() => seen.mutate(undefined)}>
              {m.storage_notice_seen()}
            </Button>
            {here(places.storage) || status.mode === "training" ? null : (
              <LinkButton size="small" href={places.storage}>
                {m.storage_title()}
              </LinkButton>
            )}
          </>
        }
      >
        <p className={styles.told}>{status.store_notice}</p>
      </Banner>
    ) : null,
    session && !later.includes("session") ? (
      <Banner
        key="session"
        tone="warn"
        title={m.shell_session_title()}
        onClose={put("session")}
        actions={
          <LinkButton size="small" href={places.signIn}>
            {m.shell_sign_in()}
          </LinkButton>
        }
      >
        {m.shell_session_text()}
      </Banner>
    ) : null,
    recovery && !later.includes("recovery") ? (
      <Banner
        key="recovery"
        tone="warn"
        title={m.shell_recovery_title()}
        onClose={put("recovery")}
        actions={
          <LinkButton size="small" href={places.recoveryCode}>
            {m.shell_recovery_action()}
          </LinkButton>
        }
      >
        {m.shell_recovery_text()}
      </Banner>
    ) : null,
    claim && !later.includes("claim") ? (
      <Banner
        key="claim"
        tone="info"
        title={m.shell_unclaimed_title({ count: drafts })}
        onClose={put("claim")}
        actions={
          <LinkButton size="small" href={places.claim}>
            {m.shell_unclaimed_action()}
          </LinkButton>
        }
      >
        {m.shell_unclaimed_text()}
      </Banner>
    ) : null,
  ].filter(Boolean);

  return shown.length > 0 ? <div className={styles.notices}>{shown}</div> : null;
}
