import { waitFor } from "@testing-library/react";
import axe from "axe-core";
import { expect, test } from "vitest";
import type { FakeDesk } from "#/backend/fake/desk";
import { scenes } from "#/backend/fake/scenes";
import { openPlace } from "../testing/openPlace";

const places: [place: string, settled: string, prepare?: (desk: FakeDesk) => void][] = [
  ["#/dossiers", "tbody tr"],
  ["#/dossiers?filter=all", "tbody tr"],
  ["#/dossiers/d-empty/people?check=1", "[aria-invalid=true]"],
  ["#/dossiers/d-0001/form?check=1", "[aria-invalid=true]"],
  ["#/dossiers/d-ready/papers", "[data-component] li"],
  ["#/dossiers/d-ready/delivery", "#f-delivery-name"],
  ["#/dossiers/d-0001/review", "[role=group] li a"],
  ["#/dossiers/d-sending", "[role=progressbar]"],
  ["#/dossiers/d-held", "dl"],
  ["#/dossiers/d-sent", "dl"],
  ["#/dossiers/d-supplement/review", "textarea"],
  ["#/outbox", "article"],
  ["#/outbox", "article", scenes["outbox-paused"]],
  ["#/outbox", "h1", scenes["outbox-empty"]],
  ["#/profile/transactions", "tbody tr"],
  ["#/profile/transactions/t-failed", "[role=radiogroup]"],
  ["#/profile/transactions/t-pending", "[role=status]"],
  ["#/profile/transactions/t-paid", "dl"],
  ["#/dossiers/d-returned/timeline", "ol li"],
  ["#/lookup", "form"],
];

/** Colours, sizes and the second language need more than this: `npm run check` looks at the same places in Chromium. */
test.each(places.map(([place, settled, prepare]) => ({ place, settled, prepare })))("axe finds nothing at $place", async ({ place, settled, prepare }) => {
  const { view } = await openPlace(place, prepare);
  await waitFor(() => expect(document.querySelector(`main ${settled}`)).not.toBeNull());
  const { violations } = await axe.run(view.container, { rules: { "color-contrast": { enabled: false } } });
  expect(violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)).toEqual([]);
});
