import { Star } from "lucide-react";
import { useState } from "react";
import { places } from "#/app/places";
import type { SearchRow } from "#/backend";
import { Button, type Column } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { Marked } from "./Marked";
import styles from "./SearchPage.module.css";

/** What can be done in a row, and what is known of all of them. */
interface ColumnWork {
  mark: (row: SearchRow) => void;
  asked: boolean;
  start: (row: SearchRow) => void;
  starting: string | null;
  edition: string | null | undefined;
}

/** The columns of the rows found. */
export function columns({ mark, asked, start, starting, edition }: ColumnWork): Column<SearchRow>[] {
  return [
    {
      id: "number",
      header: m.search_col_number(),
      width: "3.125rem",
      align: "end",
      cell: (row, _lead, index) => (
        <>
          <span className={styles.number}>{index + 1}</span>
          <button type="button" tabIndex={-1} className={styles.star} aria-pressed={row.favourite} aria-label={m.search_favourite_of({ name: row.name })} title={m.search_favourite()} onClick={() => mark(row)}>
            <Star aria-hidden="true" />
          </button>
        </>
      ),
    },
    { id: "code", header: m.search_col_code(), width: "7.875rem", cell: (row) => <Code code={row.display_code} /> },
    {
      id: "name",
      header: m.search_col_name(),
      isRowHeader: true,
      cell: (row, lead) => (
        <>
          {/* Named in one piece: WebKit gives screen readers marked words without the spaces between them. */}
          <a href={places.procedure(row.code, row.gone_to ?? edition)} className={styles.name} aria-label={row.name} {...lead}>
            <Marked text={row.name} ranges={row.highlights} />
          </a>
          {row.past ? <span className={styles.past}>{row.past}</span> : null}
          {asked ? <Why row={row} /> : null}
        </>
      ),
    },
    { id: "sector", header: m.search_col_sector(), width: "7.5rem", cell: (row) => row.sector },
    { id: "agency", header: m.search_col_agency(), width: "11rem", cell: (row) => row.agency },
    { id: "level", header: m.search_col_level(), width: "5.75rem", cell: (row) => (row.level === null ? <span className={styles.unknown}>{m.search_unknown()}</span> : m.search_level_of({ level: row.level })) },
    {
      id: "action",
      header: m.search_col_action(),
      width: "9.375rem",
      cell: (row) =>
        row.submittable ? (
          <Button size="small" onPress={() => start(row)} busy={starting === row.code && m.search_starting()} aria-label={m.search_submit_of({ name: row.name })}>
            {m.search_submit()}
          </Button>
        ) : (
          <span className={styles.unknown}>{row.gone_to === null ? m.search_components_unknown() : m.search_not_submittable()}</span>
        ),
    },
  ];
}

/** A code, broken where its national part ends. */
function Code({ code }: { code: string }) {
  const national = /^\d+\.\d+(?=\.)/.exec(code)?.[0] ?? code;
  return (
    <span className={styles.code}>
      {national}
      <wbr />
      <span className={styles.codeRest}>{code.slice(national.length)}</span>
    </span>
  );
}

/** Why a row is here, for who asks. */
function Why({ row }: { row: SearchRow }) {
  const [open, setOpen] = useState(false);
  return (
    <span className={styles.why}>
      <button type="button" className={styles.whyButton} aria-expanded={open} aria-label={m.search_why_of({ name: row.name })} onClick={() => setOpen(!open)}>
        {m.search_why()}
      </button>
      {open ? <span className={styles.whyText}>{row.why}</span> : null}
    </span>
  );
}
