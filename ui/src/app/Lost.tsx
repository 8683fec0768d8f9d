import { LinkButton, Page, PageHeader } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { places } from "./places";

/** An address that leads nowhere. */
export function Lost() {
  return (
    <Page width="narrow">
      <PageHeader title={m.shell_lost_title()} lead={m.shell_lost_text()} />
      <div>
        <LinkButton kind="primary" href={places.desk}>
          {m.shell_to_desk()}
        </LinkButton>
      </div>
    </Page>
  );
}
