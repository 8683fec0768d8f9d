import { Download, Eye } from "lucide-react";
import { useState } from "react";
import { desk, resultAddress, useDo, type ResultView } from "#/backend";
import { Button } from "#/design/Button";
import { Panel } from "#/design/Panel";
import { toast } from "#/design/toasts";
import { m } from "#/messages/generated/messages.js";
import { formatBytes } from "#/text/format";
import { FileViewer, mediaTypeOf } from "../dossier/PaperViewer";
import styles from "./follow.module.css";

/** The files of the result: to look at here, and to keep. */
export function Results({ dossier, results }: { dossier: string; results: readonly ResultView[] }) {
  const [viewed, setViewed] = useState<ResultView | null>(null);
  return (
    <Panel title={m.follow_results()} className={styles.results}>
      <ul className={styles.files}>
        {results.map((result) => (
          <li key={result.id}>
            <ResultFile dossier={dossier} result={result} onView={() => setViewed(result)} />
          </li>
        ))}
      </ul>
      {viewed ? (
        <FileViewer address={resultAddress(dossier, viewed.id)} name={viewed.file_name} mediaType={mediaTypeOf(viewed.file_name)} size={viewed.size} onClose={() => setViewed(null)} />
      ) : null}
    </Panel>
  );
}

function ResultFile({ dossier, result, onView }: { dossier: string; result: ResultView; onView: () => void }) {
  const save = useDo(() => desk.saveResult(dossier, result.id), {
    onSuccess: (name) => {
      if (name) toast({ text: m.follow_result_saved({ name }) });
    },
    onError: (error) => toast({ text: error.message, tone: "bad" }),
  });
  return (
    <div className={styles.file}>
      <span className={styles.fileName}>
        {result.file_name}
        <span className={styles.size}>{result.downloaded ? formatBytes(result.size) : m.follow_result_not_here({ size: formatBytes(result.size) })}</span>
      </span>
      {result.downloaded ? (
        <Button kind="primary" icon={Eye} onPress={onView}>
          {m.follow_result_view()}
        </Button>
      ) : null}
      <Button icon={Download} onPress={() => save.mutate(undefined)} busy={save.isPending && m.follow_result_saving()}>
        {m.follow_result_save()}
      </Button>
    </div>
  );
}
