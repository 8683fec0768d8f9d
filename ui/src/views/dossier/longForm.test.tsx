import { act, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import type { FormFieldView } from "#/backend";
import { dossierView } from "#/backend/fake/dossier";
import { openPlace } from "../testing/openPlace";

// Twelve of them do not end with a line.
const widths = [6, 6, 12, 4, 4, 4, 12] as const;

function fieldsOf(count: number, hidden?: number): FormFieldView[] {
  return Array.from({ length: count }, (_, at) => ({
    path: `form.q${at}`,
    field: { property: `q${at}`, label: `Câu ${at}`, widget: "text", columns: widths[at % widths.length] ?? 12 },
    required: false,
    max_length: null,
    visible: at !== hidden,
  }));
}

/** Opens a form of so many fields; one of them can be taken out of sight later, as an answer elsewhere does. */
async function openForm(count: number) {
  let hidden: number | undefined;
  const { client } = await openPlace("#/dossiers/d-0001/form", (desk) => {
    desk.instead.dossier = ({ id }: { id: string }) => {
      const row = desk.row(id);
      return { ...dossierView(row, null, desk.content(id)), form: [{ title: "Rất nhiều câu", fields: fieldsOf(count, hidden) }] };
    };
  });
  await waitFor(() => expect(input(0)).not.toBeNull());
  async function hide(at: number) {
    hidden = at;
    await act(() => client.invalidateQueries());
    await waitFor(() => expect(input(at)).toBeNull());
  }
  return { hide };
}

const input = (at: number) => document.getElementById(`f-form-q${at}`);

/** The numbers of the fields, by the block they stand in. */
function blocks(): number[][] {
  const found = new Map<Element, number[]>();
  for (const field of document.querySelectorAll("[id^='f-form-q']")) {
    const block = field.closest("[style*='--columns']")?.parentElement;
    if (!block) throw new Error(`${field.id} stands in no block`);
    found.set(block, [...(found.get(block) ?? []), Number(field.id.slice("f-form-q".length))]);
  }
  return [...found.values()];
}

test("a long form comes in blocks of whole lines, every field once and in order", async () => {
  await openForm(63);
  const all = blocks();
  expect(all.length).toBeGreaterThan(2);
  expect(all.flat()).toEqual(Array.from({ length: 63 }, (_, at) => at));
  for (const block of all.slice(0, -1)) {
    const columns = block.reduce((sum, at) => sum + (widths[at % widths.length] ?? 12), 0);
    expect(columns % 12, `block from ${block[0]}`).toBe(0);
  }
});

test("a form that fits in two blocks is one", async () => {
  await openForm(24);
  expect(blocks().length).toBe(1);
});

test("a field that is asked no more moves no other, and what is typed at stays under the hands", async () => {
  const { hide } = await openForm(63);
  const before = blocks();
  const held = input(40);
  act(() => held?.focus());
  await hide(13);
  expect(blocks()).toEqual(before.map((block) => block.filter((at) => at !== 13)));
  expect(input(40)).toBe(held);
  expect(document.activeElement).toBe(held);
});
