import { useQuery } from "@tanstack/react-query";
import { ErrorBanner } from "#/app/ErrorBanner";
import { places, useGo, useQueryParams } from "#/app/places";
import { desk, useDeskStatus, useDo } from "#/backend";
import { Button, Page, PageHeader, Panel, Skeleton } from "#/design";
import { m } from "#/messages/generated/messages.js";
import styles from "./start.module.css";

/** The code that opens the store when everything else is lost. Shown to be written down, kept nowhere in the window. */
export default function RecoveryCodePage() {
  const go = useGo();
  const status = useDeskStatus();
  const { next } = useQueryParams();
  const code = useQuery({ queryKey: ["recovery-code"], queryFn: () => desk.recoveryCode(), gcTime: 0, staleTime: 0 });
  const on = () => go(next ?? places.settings, { replace: true });
  const noted = useDo(desk.recoveryCodeNoted, { onSuccess: on });
  return (
    <Page width="narrow">
      <PageHeader title={m.recovery_title()} lead={m.recovery_lead()} back={next ? undefined : { href: places.settings, label: m.shell_place_settings() }} />
      <ErrorBanner error={code.error ?? noted.error} retry={code.error ? () => void code.refetch() : undefined} />
      <Panel>
        {code.data ? (
          <>
            <p className={styles.codeLabel} id="recovery-code-label">
              {m.recovery_code()}
            </p>
            <p className={styles.code} id="recovery-code" aria-labelledby="recovery-code-label recovery-code">
              {groups(code.data).map((group, index) => (
                <span key={index} className={styles.codeGroup}>
                  {group}
                </span>
              ))}
            </p>
          </>
        ) : code.isPending ? (
          <Skeleton words={m.recovery_loading()} lines={2} />
        ) : null}
        <p>{m.recovery_why()}</p>
        <div className={styles.row}>
          {status.recovery_code_unseen ? (
            <>
              <Button kind="primary" onPress={() => noted.mutate()} busy={noted.isPending && m.recovery_noting()} isDisabled={!code.data}>
                {m.recovery_noted()}
              </Button>
              <Button kind="quiet" onPress={on}>
                {m.recovery_later()}
              </Button>
            </>
          ) : (
            <Button onPress={on}>{m.design_close()}</Button>
          )}
        </div>
      </Panel>
    </Page>
  );
}

const groups = (code: string): string[] => code.split(/[\s-]+/).filter(Boolean);
