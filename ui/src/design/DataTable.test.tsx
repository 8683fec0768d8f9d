import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { DataTable, type Column } from "./DataTable";

afterEach(cleanup);

interface Row {
  id: string;
}

const rows: readonly Row[] = Array.from({ length: 40 }, (_, at) => ({ id: `row ${at}` }));
const columns: readonly Column<Row>[] = [
  {
    id: "name",
    header: "Name",
    isRowHeader: true,
    cell: (row, lead) => (
      <a {...lead} href={`#${row.id}`}>
        {row.id}
      </a>
    ),
  },
];

function List({ rows }: { rows: readonly Row[] }) {
  return (
    <>
      <input aria-label="Find" />
      <DataTable label="Rows" columns={columns} rows={rows} rowKey={(row) => row.id} />
    </>
  );
}

test("a key that is held down counts from where it has led, also while nothing was drawn since", async () => {
  render(<List rows={rows} />);
  screen.getByRole("link", { name: "row 0" }).focus();
  // All within one frame, told to the row that has the focus when they come.
  for (let key = 0; key < 4; key += 1) fireEvent.keyDown(document.activeElement ?? document.body, { key: "ArrowDown" });
  await waitFor(() => expect(document.activeElement?.textContent).toBe("row 4"));
  fireEvent.keyDown(screen.getByRole("link", { name: "row 4" }), { key: "ArrowUp" });
  await waitFor(() => expect(document.activeElement?.textContent).toBe("row 3"));
});

/** Jsdom scrolls nothing by itself: the last row is drawn when this has happened. */
async function scrollToEnd() {
  const frame = screen.getByRole("table").parentElement;
  if (!frame) throw new Error("a table stands in its frame");
  frame.scrollTop = 40 * 52;
  fireEvent.scroll(frame);
  return screen.findByRole("link", { name: "row 39" });
}

test("a row that was asked for takes the focus when it is drawn; keys before that are not lost", async () => {
  render(<List rows={rows} />);
  screen.getByRole("link", { name: "row 0" }).focus();
  fireEvent.keyDown(document.activeElement ?? document.body, { key: "End" });
  fireEvent.keyDown(document.activeElement ?? document.body, { key: "ArrowUp" });
  await scrollToEnd();
  await waitFor(() => expect(document.activeElement?.textContent).toBe("row 38"));
});

test("a row that was asked for does not take the focus back from where the hands went", async () => {
  render(<List rows={rows} />);
  screen.getByRole("link", { name: "row 0" }).focus();
  fireEvent.keyDown(document.activeElement ?? document.body, { key: "End" });
  screen.getByRole("textbox").focus();
  await scrollToEnd();
  expect(document.activeElement).toBe(screen.getByRole("textbox"));
});

test("a row that has gone before it was drawn is not waited for", async () => {
  const { rerender } = render(<List rows={rows} />);
  screen.getByRole("link", { name: "row 0" }).focus();
  fireEvent.keyDown(document.activeElement ?? document.body, { key: "End" });
  rerender(<List rows={rows.slice(0, 10)} />);
  rerender(<List rows={rows} />);
  await scrollToEnd();
  expect(document.activeElement?.textContent).not.toBe("row 39");
});
