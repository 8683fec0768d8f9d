import type { ErrorComponentProps } from "@tanstack/react-router";
import { Banner, Button, LinkButton, Page, PageHeader } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { places } from "./places";

/** A screen that failed: what was typed is safe, and there is a way on. */
export function Crash({ reset }: ErrorComponentProps) {
  return (
    <Page width="narrow">
      <PageHeader title={m.shell_crash_title()} />
      <Banner
        tone="bad"
        announce="alert"
        actions={
          <>
            <Button onPress={reset}>{m.shell_crash_again()}</Button>
            <LinkButton href={places.desk}>{m.shell_to_desk()}</LinkButton>
          </>
        }
      >
        {m.shell_crash_text()}
      </Banner>
    </Page>
  );
}
