import { SearchX } from "lucide-react";
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { usePageKey } from "#/app/keys";
import { places, useGo, useQueryParams } from "#/app/places";
import { useDeskStatus, useRows, useSearch, type NarrowKind, type SearchRow } from "#/backend";
import { Button, DataTable, EmptyState, Page, PageHeader, Skeleton, Tag, type DataTableHandle } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { Narrowing } from "./Narrowing";
import { SearchField } from "./SearchField";
import { cleared, everything, narrowed, narrowNames, readAsked, writeAsked, type Asked } from "./asked";
import { columns } from "./columns";
import styles from "./SearchPage.module.css";
import { useFavourite } from "./useFavourite";
import { useStartDossier } from "./useStartDossier";

/**
 * Tìm thủ tục. What is asked stands in the address, so that it is there again after a look at a procedure and at the
 * next start; the address follows the typing, and another address from outside starts a new question.
 */
export default function SearchPage() {
  const address = writeAsked(readAsked(useQueryParams()));
  const [seen, setSeen] = useState(address);
  const [written, setWritten] = useState(address);
  const [start, setStart] = useState(address);
  if (address !== seen) {
    setSeen(address);
    // Not our own writing: somebody came here with another question.
    if (address !== written) setStart(address);
  }
  return <Search key={start} start={readAsked(Object.fromEntries(new URLSearchParams(start)))} onWrite={setWritten} />;
}

function Search({ start, onWrite }: { start: Asked; onWrite: (address: string) => void }) {
  const go = useGo();
  const status = useDeskStatus();
  const [asked, setAsked] = useState(start);
  const field = useRef<HTMLInputElement>(null);
  const table = useRef<DataTableHandle>(null);
  const result = useSearch(asked);
  const first = result.data?.pages[0];
  const rows = useRows(result.data?.pages);
  // Rows first; the counts beside the choices a moment later.
  const counted = useDeferredValue(first);
  const all = useSearch(everything).data?.pages[0];
  const startDossier = useStartDossier();
  const favourite = useFavourite();
  const set = narrowed(asked);

  // The address is for coming back, not for each key: it follows when the typing rests.
  useEffect(() => {
    const timer = setTimeout(() => {
      const address = writeAsked(asked);
      // Who has opened a row meanwhile is on the way to another place and is not called back.
      if (address === writeAsked(start) || !window.location.hash.startsWith(places.search)) return;
      onWrite(address);
      go(`${places.search}${address}`, { replace: true });
    }, 400);
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the address follows what is asked, nothing else
  }, [asked]);

  const focusField = () => {
    field.current?.focus();
    field.current?.select();
  };
  usePageKey("F2", focusField);

  const { edition } = status.settings;
  const { mutate: mark } = favourite;
  const { mutate: begin } = startDossier;
  const starting = startDossier.isPending ? startDossier.variables.code : null;
  const hasWords = asked.text.trim() !== "";
  const shown = useMemo(
    () => columns({ mark: (row) => mark({ code: row.code, on: !row.favourite }), asked: hasWords, start: (row) => begin({ code: row.code, edition: edition ?? null }), starting, edition }),
    [mark, begin, hasWords, starting, edition],
  );
  const open = useCallback((row: SearchRow) => go(places.procedure(row.code, row.gone_to ?? edition)), [go, edition]);
  const change = useCallback((part: Partial<Asked>) => setAsked((before) => ({ ...before, ...part })), []);
  const loosen = (kinds: readonly NarrowKind[]) => change(Object.fromEntries(kinds.map((kind) => [kind, null])));

  return (
    <Page fill>
      <PageHeader title={m.search_title()} actions={
          <span className={styles.about}>
            {m.search_lead()} {first ? <Tag>{m.search_edition({ edition: first.edition })}</Tag> : null}
          </span>
        }
      />
      <div className={styles.ask} role="search" aria-label={m.search_title()}>
        <SearchField
          ref={field}
          defaultValue={start.text}
          onValue={(text) => change({ text })}
          onDown={() => table.current?.focusRow(0)}
          onEnter={() => {
            const best = rows[0];
            if (best) open(best);
          }}
        />
        <Narrowing agency={asked.agency} sector={asked.sector} level={asked.level} audience={asked.audience} fee={asked.fee} list={asked.list} all={all} now={counted} onChange={change} />
      </div>
      <ErrorBanner error={result.error} retry={() => void result.refetch()} />
      {first ? (
        <>
          <div className={styles.summary}>
            <p role="status" className={styles.count}>
              {m.search_count({ count: first.total })}
            </p>
            {set ? (
              <Button kind="quiet" size="small" onPress={() => setAsked(cleared)}>
                {m.search_loosen()}
              </Button>
            ) : null}
            <span className={styles.hint}>{m.search_keys_hint()}</span>
          </div>
          <DataTable
            ref={table}
            label={m.search_table()}
            rows={rows}
            rowKey={codeOf}
            columns={shown}
            onOpen={open}
            onToggle={(row) => mark({ code: row.code, on: !row.favourite })}
            total={first.total}
            onEndNear={() => {
              if (result.hasNextPage && !result.isFetchingNextPage) void result.fetchNextPage();
            }}
            more={result.isFetchingNextPage ? m.search_more() : null}
            onLeaveTop={focusField}
            onType={() => field.current?.focus()}
            rowHeight={60}
            empty={
              <EmptyState
                icon={SearchX}
                title={m.search_none_title()}
                actions={
                  first.loosen_choices.length > 0 ? (
                    <Button onPress={() => loosen(first.loosen_choices)}>{m.search_loosen_only({ names: narrowNames(first.loosen_choices) })}</Button>
                  ) : set ? (
                    <Button onPress={() => setAsked(cleared)}>{m.search_loosen()}</Button>
                  ) : (
                    <Button onPress={focusField}>{m.search_field()}</Button>
                  )
                }
              >
                {first.loosen ?? m.search_none_text()}
              </EmptyState>
            }
          />
        </>
      ) : result.isPending ? (
        <Skeleton words={m.search_searching()} lines={6} />
      ) : null}
    </Page>
  );
}

const codeOf = (row: SearchRow) => row.code;
