import { places } from "#/app/places";
import { useDeskStatus } from "#/backend";
import { Banner, LinkButton } from "#/design";
import { m } from "#/messages/generated/messages.js";

/** Accounts live at a portal: says so where there is none, or where it cannot be reached now. */
export function NeedsPortal() {
  const { connection } = useDeskStatus();
  if (connection.state === "no_portal") {
    return (
      <Banner
        tone="warn"
        title={m.account_no_portal_title()}
        actions={
          <>
            <LinkButton kind="primary" href={places.settings}>
              {m.account_choose_portal()}
            </LinkButton>
            <LinkButton href={places.welcome}>{m.start_training_title()}</LinkButton>
          </>
        }
      >
        {m.account_no_portal_text()}
      </Banner>
    );
  }
  return connection.state === "offline" || connection.state === "captive" ? <Banner tone="info">{m.account_offline()}</Banner> : null;
}

/** The portal's name for sentences. */
export function usePortalName(): string {
  const { portal } = useDeskStatus();
  return portal?.name ?? m.account_portal_unnamed();
}
