import { RefreshCw } from "lucide-react";
import { useQueryClient } from "@tanstack/react-query";
import { places, usePathParams } from "#/app/places";
import { desk, keys, useDo, useDossier, useTimeline, useTransactions, type BusinessStatus } from "#/backend";
import { Banner } from "#/design/Banner";
import { Button, LinkButton } from "#/design/Button";
import { Page, PageHeader } from "#/design/Page";
import { Skeleton } from "#/design/Skeleton";
import { toast } from "#/design/toasts";
import { m } from "#/messages/generated/messages.js";
import { formatMoment } from "#/text/format";
import { Progressed } from "./Progressed";
import { Results } from "./Results";
import { Withdraw } from "./Withdraw";
import styles from "./follow.module.css";

/** From these the applicant may ask for the dossier back (design.md §4). */
const withdrawable: readonly BusinessStatus[] = ["registered", "received", "processing", "supplement_requested", "payment_requested"];

/** The timeline of one's own dossier. */
export default function TimelinePage() {
  const { id = "" } = usePathParams();
  const client = useQueryClient();
  const { data, error } = useTimeline(id);
  const refresh = useDo(() => desk.refreshDossier(id), {
    onSuccess: (answer) => client.setQueryData(keys.timeline(id), answer),
    onError: (failure) => toast({ text: failure.message, tone: "bad" }),
  });
  return (
    <Page width="normal" className={styles.page}>
      <PageHeader
        title={m.follow_title()}
        lead={data?.procedure_name}
        tags={data ? <span className={styles.asOf}>{m.follow_as_of({ at: formatMoment(data.as_of) })}</span> : undefined}
        back={{ href: places.dossier(id), label: m.follow_back_to_dossier() }}
        actions={
          <>
            {data && withdrawable.includes(data.status) ? <Withdraw id={id} /> : null}
            <Button icon={RefreshCw} onPress={() => refresh.mutate(undefined)} busy={refresh.isPending && m.follow_refreshing()}>
              {m.follow_refresh()}
            </Button>
          </>
        }
      />
      {error ? <Banner tone="bad">{error.message}</Banner> : null}
      {!data && !error ? <Skeleton words={m.follow_loading()} /> : null}
      {data ? (
        <>
          <ToDo id={id} />
          {data.results.length > 0 ? <Results dossier={id} results={data.results} /> : null}
          <Progressed timeline={data} />
        </>
      ) : null}
    </Page>
  );
}

/** What the agency waits for: papers, or the fee. */
function ToDo({ id }: { id: string }) {
  const dossier = useDossier(id).data;
  const owed = dossier?.money === "due" || dossier?.money === "failed";
  const obligation = useTransactions().data?.rows.find((row) => row.dossier === id && (row.state === "due" || row.state === "failed"));
  return (
    <>
      {dossier?.supplement ? (
        <Banner
          tone="warn"
          title={m.follow_supplement()}
          actions={
            <LinkButton kind="primary" href={places.dossier(id)}>
              {m.follow_answer_supplement()}
            </LinkButton>
          }
        >
          <ul className={styles.asked}>
            {dossier.supplement.items.map((item) => (
              <li key={`${item.component ?? ""} ${item.reason}`}>{m.follow_supplement_item({ name: item.component_name, reason: item.reason })}</li>
            ))}
          </ul>
          {m.follow_supplement_hint()}
        </Banner>
      ) : null}
      {owed ? (
        <Banner
          tone="warn"
          title={m.follow_fee_due()}
          actions={
            <LinkButton kind="primary" href={obligation ? places.pay(obligation.id) : places.transactions}>
              {m.payments_pay()}
            </LinkButton>
          }
        >
          {m.follow_fee_due_hint()}
        </Banner>
      ) : null}
    </>
  );
}
