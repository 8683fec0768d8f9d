import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useImperativeHandle, useRef, useState, type FocusEvent, type KeyboardEvent, type MouseEvent, type ReactNode, type Ref } from "react";
import { classes } from "./classes";
import styles from "./DataTable.module.css";

export interface Column<Row> {
  id: string;
  header: ReactNode;
  /** CSS width (`4rem`, `22%`); none: shares what is left. */
  width?: string;
  align?: "start" | "end" | "center";
  /** The cell that names the row. */
  isRowHeader?: boolean;
  /**
   * Draws the cell. The one link or button that stands for the row takes `lead`: it is the tab stop, and arrows
   * move from one row's lead to the next.
   */
  cell: (row: Row, lead: Lead, index: number) => ReactNode;
}

/** What the control that stands for a row takes. */
export interface Lead {
  tabIndex: 0 | -1;
  "data-lead": "";
}

export interface DataTableHandle {
  /** Puts the focus on a row (brought into view first). */
  focusRow: (index: number) => void;
}

export interface DataTableProps<Row> {
  /** Name of the table. */
  label: string;
  /** The same list while the columns are the same: rows are drawn anew with another. */
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Mouse convenience: a click anywhere in the row. The keyboard uses the row's lead. */
  onOpen?: (row: Row) => void;
  /** Space on the row's lead: chooses the row, or lets it go. */
  onToggle?: (row: Row, index: number) => void;
  /** All rows there are, when not all are loaded. */
  total?: number;
  /** Called when the end comes near and more can be loaded. */
  onEndNear?: () => void;
  /** Said at the end while more is on its way. */
  more?: ReactNode;
  /** Shown in place of rows. */
  empty?: ReactNode;
  /** Up from the first row. */
  onLeaveTop?: () => void;
  /** A letter typed while in the table (goes back to the search field). */
  onType?: () => void;
  rowHeight?: number;
  ref?: Ref<DataTableHandle>;
  className?: string;
}

/** Rows above and below what is seen that are drawn too. */
const OVERSCAN = 8;

/**
 * A table that scrolls in its own frame under a fixed head. Only the rows in sight are in the page, so a hundred
 * thousand scroll like a hundred. A native table with native rows: screen readers read column heads and positions.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowKey, onOpen, onToggle, total = rows.length, onEndNear, more, empty, onLeaveTop, onType, rowHeight = 52, ref, className } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  /** A row that takes the focus as soon as it is drawn. */
  const wanted = useRef<number | null>(null);
  /** Where keys have led since the last frame. */
  const aim = useRef<number | null>(null);
  const moving = useRef(false);
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : rowKey(row);
    },
    overscan: OVERSCAN,
    scrollPaddingStart: 44,
    initialRect: { width: 1024, height: 720 },
  });
  const drawn = virtual.getVirtualItems();
  const first = drawn[0];
  const last = drawn[drawn.length - 1];

  useEffect(() => {
    if (onEndNear && last && last.index >= rows.length - 12 && rows.length < total) onEndNear();
  }, [last, rows.length, total, onEndNear]);

  function lead(index: number): HTMLElement | null {
    return frame.current?.querySelector<HTMLElement>(`tr[data-index="${index}"] [data-lead]`) ?? null;
  }

  useEffect(() => {
    if (wanted.current === null) return;
    if (wanted.current >= rows.length) return forgetMoves();
    const element = lead(wanted.current);
    if (element) {
      wanted.current = null;
      element.focus({ preventScroll: true });
    }
  });

  function focusRow(index: number) {
    const to = Math.max(0, Math.min(rows.length - 1, index));
    if (rows.length === 0) return;
    setActive(to);
    virtual.scrollToIndex(to, { align: "auto" });
    const element = lead(to);
    if (element) {
      wanted.current = null;
      element.focus({ preventScroll: true });
    } else {
      wanted.current = to;
      // The row left behind may go before that one comes: keys in between must still arrive here.
      frame.current?.focus({ preventScroll: true });
    }
  }

  useImperativeHandle(ref, () => ({ focusRow }));

  // A key that is held down comes faster than pages can be drawn: the first goes at once, those until the next frame together.
  function move(to: number) {
    if (moving.current) {
      aim.current = to;
      return;
    }
    moving.current = true;
    focusRow(to);
    requestAnimationFrame(() => {
      moving.current = false;
      const next = aim.current;
      aim.current = null;
      if (next !== null) latest.current(next);
    });
  }
  const latest = useRef(move);
  useEffect(() => {
    latest.current = move;
  });

  /** The hands have gone elsewhere: no row takes the focus from there. */
  function forgetMoves() {
    aim.current = null;
    wanted.current = null;
  }

  function onBlur(event: FocusEvent) {
    if (event.relatedTarget && !frame.current?.contains(event.relatedTarget)) forgetMoves();
  }

  function onKeyDown(event: KeyboardEvent) {
    const row = (event.target as Element).closest("tr[data-index]");
    if ((event.target as Element).matches("input") || event.altKey || event.ctrlKey || event.metaKey) return;
    const shown = row ? Number(row.getAttribute("data-index")) : null;
    const index = aim.current ?? wanted.current ?? shown;
    if (index === null) return;
    const page = Math.max(1, Math.floor((frame.current?.clientHeight ?? 480) / rowHeight) - 1);
    const to: Record<string, number> = { ArrowDown: index + 1, ArrowUp: index - 1, PageDown: index + page, PageUp: index - page, Home: 0, End: rows.length - 1 };
    const target = to[event.key];
    if (target !== undefined) {
      event.preventDefault();
      if (target < 0 && event.key === "ArrowUp") {
        forgetMoves();
        onLeaveTop?.();
      } else move(Math.max(0, Math.min(rows.length - 1, target)));
    } else if (onToggle && shown !== null && event.key === " " && (event.target as Element).matches("[data-lead]")) {
      const toggled = rows[shown];
      event.preventDefault();
      if (toggled !== undefined) onToggle(toggled, shown);
    } else if (onType && event.key.length === 1 && event.key !== " ") {
      forgetMoves();
      onType();
    }
  }

  const above = first ? first.start : 0;
  const below = last ? virtual.getTotalSize() - last.end : 0;
  const tabStop = Math.min(active, Math.max(0, rows.length - 1));
  const tabStopDrawn = drawn.some((item) => item.index === tabStop);

  return (
    // Arrow keys move between rows; everything in a row stays reachable by Tab.
    // eslint-disable-next-line jsx-a11y-x/no-static-element-interactions
    <div ref={frame} className={classes(styles.frame, className)} tabIndex={-1} onKeyDown={onKeyDown} onBlur={onBlur}>
      <table className={styles.table} aria-label={label} aria-rowcount={total + 1}>
        <colgroup>
          {columns.map((column) => (
            <col key={column.id} style={column.width ? { width: column.width } : undefined} />
          ))}
        </colgroup>
        <thead className={styles.head}>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={classes(styles.headCell, column.align && styles[column.align])}>
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 ? (
            <tr aria-hidden="true">
              <td colSpan={columns.length} style={{ height: above, padding: 0, border: 0 }} />
            </tr>
          ) : null}
          {drawn.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const stop = item.index === tabStop || (!tabStopDrawn && item.index === first?.index);
            return <TableRow key={item.key} row={row} index={item.index} stop={stop} columns={columns} onOpen={onOpen} onFocus={setActive} measure={virtual.measureElement} />;
          })}
          {below > 0 ? (
            <tr aria-hidden="true">
              <td colSpan={columns.length} style={{ height: below, padding: 0, border: 0 }} />
            </tr>
          ) : null}
        </tbody>
      </table>
      {rows.length === 0 ? empty : null}
      {more ? <div className={styles.more}>{more}</div> : null}
    </div>
  );
}

interface TableRowProps<Row> {
  row: Row;
  index: number;
  /** Its lead is where Tab comes in. */
  stop: boolean;
  columns: readonly Column<Row>[];
  onOpen: ((row: Row) => void) | undefined;
  onFocus: (index: number) => void;
  /** Takes the element, whose height it wants. */
  measure: (element: HTMLTableRowElement | null) => void;
}

function PlainRow<Row>({ row, index, stop, columns, onOpen, onFocus, measure }: TableRowProps<Row>) {
  const lead: Lead = { tabIndex: stop ? 0 : -1, "data-lead": "" };

  function onClick(event: MouseEvent) {
    if (!onOpen || (event.target as Element).closest("a, button, input, label")) return;
    if (window.getSelection()?.toString()) return;
    onOpen(row);
  }

  return (
    // The keyboard's way into a row is its lead.
    <tr ref={measure} data-index={index} aria-rowindex={index + 2} className={classes(styles.row, onOpen && styles.opens)} onClick={onClick} onFocus={() => onFocus(index)}>
      {columns.map((column) =>
        column.isRowHeader ? (
          <th key={column.id} scope="row" className={classes(styles.cell, styles.rowHead, column.align && styles[column.align])}>
            {column.cell(row, lead, index)}
          </th>
        ) : (
          <td key={column.id} className={classes(styles.cell, column.align && styles[column.align])}>
            {column.cell(row, lead, index)}
          </td>
        ),
      )}
    </tr>
  );
}

/** Drawn anew only when something of it changed: scrolling and typing pass over the rows that stay. */
const TableRow = memo(PlainRow) as typeof PlainRow;

/** A short table that is all there (fees, papers). */
export function PlainTable({ label, head, children, className }: { label: string; head: readonly ReactNode[]; children: ReactNode; className?: string }) {
  const frame = useRef<HTMLDivElement>(null);
  const [scrolls, setScrolls] = useState(false);
  // Large text may make it wider than the page: then it scrolls, and the keyboard must reach it to do so.
  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const look = new ResizeObserver(() => setScrolls(element.scrollWidth > element.clientWidth + 1));
    look.observe(element);
    return () => look.disconnect();
  }, []);
  return (
    <div ref={frame} className={classes(styles.plainFrame, className)} {...(scrolls ? { tabIndex: 0, role: "group", "aria-label": label } : {})}>
      <table className={styles.table} aria-label={label}>
        <thead className={styles.head}>
          <tr>
            {head.map((cell, index) => (
              <th key={index} scope="col" className={styles.headCell}>
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className={styles.plainBody}>{children}</tbody>
      </table>
    </div>
  );
}
