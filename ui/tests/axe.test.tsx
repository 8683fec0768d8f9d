import { screen } from "@testing-library/react";
import axe from "axe-core";
import { expect, test } from "vitest";
import type { Scenario } from "#/backend/fake/desk";
import { openWindow } from "./window";

const here: readonly (readonly [string, Scenario])[] = [
  ["", "fresh"],
  ["", "locked"],
  ["#/", "training"],
  ["#/search?text=nuoc", "ready"],
  ["#/procedures/1.004232", "training"],
  ["#/register", "training"],
  ["#/registered?email=a@example.vn", "training"],
  ["#/sign-in", "ready"],
  ["#/forgotten", "training"],
  ["#/reset?email=a@example.vn", "training"],
  ["#/profile", "training"],
  ["#/mailbox", "training"],
  ["#/settings", "training"],
  ["#/settings/storage", "ready"],
  ["#/settings/keys", "ready"],
  ["#/settings/network", "ready"],
  ["#/recovery-code", "training"],
  ["#/help", "ready"],
  ["#/about", "training"],
];

/** Colours and sizes need a real engine: `npm run check` looks at every place in Chromium. */
test.each(here)("axe finds nothing at %s (%s)", async (place, scenario) => {
  const { view } = await openWindow(place, scenario);
  await screen.findByRole("heading", { level: 1 });
  const { violations } = await axe.run(view.container, { rules: { "color-contrast": { enabled: false } } });
  expect(violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)).toEqual([]);
});
