import { Download, Eye, RefreshCw, Undo2 } from "lucide-react";
import { useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { places, usePathParams } from "#/app/places";
import { desk, keys, resultAddress, useDo, useDossier, useTimeline, type ResultView } from "#/backend";
import { Banner } from "#/design/Banner";
import { Button, LinkButton } from "#/design/Button";
import { Dialog } from "#/design/Dialog";
import { Page, PageHeader } from "#/design/Page";
import { Panel } from "#/design/Panel";
import { Skeleton } from "#/design/Skeleton";
import { TextArea } from "#/design/TextField";
import { toast } from "#/design/Toast";
import { m } from "#/messages/generated/messages.js";
import { formatBytes, formatMoment } from "#/text/format";
import { FileViewer } from "../dossier/PaperViewer";
import { Progressed } from "./Progressed";
import styles from "./follow.module.css";

const failed = (error: Error) => toast({ text: error.message, tone: "bad" });

/** The timeline of one's own dossier. */
export default function TimelinePage() {
  const { id = "" } = usePathParams();
  const client = useQueryClient();
  const { data, error } = useTimeline(id);
  const dossier = useDossier(id);
  const refresh = useDo(() => desk.refreshDossier(id), { onSuccess: (answer) => client.setQueryData(keys.timeline(id), answer), onError: failed });
  return (
    <Page width="normal">
      <PageHeader
        title={data?.procedure_name ?? m.follow_title()}
        lead={data ? m.follow_as_of({ at: formatMoment(data.as_of) }) : undefined}
        back={{ href: places.dossier(id), label: m.follow_back_to_dossier() }}
        actions={
          <>
            <Button icon={RefreshCw} onPress={() => refresh.mutate(undefined)} busy={refresh.isPending && m.follow_refreshing()}>
              {m.follow_refresh()}
            </Button>
            {data && ["registered", "received", "processing", "supplement_requested", "payment_requested"].includes(data.status) ? <Withdraw id={id} /> : null}
          </>
        }
      />
      {error ? <Banner tone="bad">{error.message}</Banner> : null}
      {!data && !error ? <Skeleton words={m.follow_loading()} /> : null}
      {data ? (
        <div className={styles.stack}>
          {dossier.data?.supplement ? (
            <Banner tone="warn" title={m.follow_supplement()} actions={<LinkButton kind="primary" href={places.dossier(id)}>{m.follow_answer_supplement()}</LinkButton>}>
              {m.follow_supplement_hint()}
            </Banner>
          ) : null}
          {dossier.data?.money === "due" || dossier.data?.money === "failed" ? (
            <Banner tone="warn" title={m.follow_fee_due()} actions={<LinkButton kind="primary" href={places.transactions}>{m.payments_pay()}</LinkButton>}>
              {m.follow_fee_due_hint()}
            </Banner>
          ) : null}
          {data.results.length > 0 ? <Results dossier={id} results={data.results} /> : null}
          <Progressed timeline={data} />
        </div>
      ) : null}
    </Page>
  );
}

function Results({ dossier, results }: { dossier: string; results: readonly ResultView[] }) {
  const [viewed, setViewed] = useState<ResultView | null>(null);
  const save = useDo((result: string) => desk.saveResult(dossier, result), {
    onSuccess: (name) => {
      if (name) toast({ text: m.follow_result_saved({ name }) });
    },
    onError: failed,
  });
  return (
    <Panel title={m.follow_results()} className={styles.results}>
      <ul className={styles.files}>
        {results.map((result) => (
          <li key={result.id} className={styles.file}>
            <span className={styles.fileName}>{result.file_name}</span>
            <span className={styles.size}>{formatBytes(result.size)}</span>
            <Button icon={Eye} onPress={() => setViewed(result)} isDisabled={!result.downloaded}>
              {m.follow_result_view()}
            </Button>
            <Button icon={Download} onPress={() => save.mutate(result.id)} busy={save.isPending && m.follow_result_saving()}>
              {m.follow_result_save()}
            </Button>
            {result.downloaded ? null : <span className={styles.size}>{m.follow_result_not_here()}</span>}
          </li>
        ))}
      </ul>
      {viewed ? (
        <FileViewer address={resultAddress(dossier, viewed.id)} name={viewed.file_name} mediaType="application/pdf" size={viewed.size} onClose={() => setViewed(null)} />
      ) : null}
    </Panel>
  );
}

function Withdraw({ id }: { id: string }) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const withdraw = useDo(() => desk.withdraw(id, reason), {
    onSuccess: () => {
      setOpen(false);
      toast({ text: m.follow_withdraw_queued() });
    },
  });
  return (
    <>
      <Button kind="quiet" icon={Undo2} onPress={() => setOpen(true)}>
        {m.follow_withdraw()}
      </Button>
      <Dialog
        title={m.follow_withdraw_title()}
        open={open}
        onClose={() => setOpen(false)}
        size="small"
        actions={
          <>
            <Button kind="danger" onPress={() => withdraw.mutate(undefined)} isDisabled={reason.trim() === ""} busy={withdraw.isPending && m.follow_withdrawing()}>
              {m.follow_withdraw_confirm()}
            </Button>
            <Button onPress={() => setOpen(false)}>{m.follow_withdraw_keep()}</Button>
          </>
        }
      >
        <p>{m.follow_withdraw_lead()}</p>
        {withdraw.error ? (
          <Banner tone="bad" announce="alert">
            {withdraw.error.message}
          </Banner>
        ) : null}
        <TextArea label={m.follow_withdraw_reason()} required maxLength={1000} onValue={setReason} />
      </Dialog>
    </>
  );
}
