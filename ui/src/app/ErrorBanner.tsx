import { DeskError } from "#/backend";
import { Banner, Button } from "#/design";
import { m } from "#/messages/generated/messages.js";

/** What the desk said could not be done, with its reference and, where it makes sense, a second try. */
export function ErrorBanner({ error, retry, title }: { error: Error | null | undefined; retry?: () => void; title?: string }) {
  if (!error) return null;
  const trace = error instanceof DeskError ? error.trace : null;
  return (
    <Banner tone="bad" title={title ?? m.shell_error_title()} announce="alert" actions={retry ? <Button onPress={retry}>{m.shell_error_retry()}</Button> : undefined}>
      <p>{error.message}</p>
      {trace ? <p>{m.shell_error_trace({ trace })}</p> : null}
    </Banner>
  );
}
