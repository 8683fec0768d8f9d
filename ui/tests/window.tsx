import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import type { Scenario } from "#/backend/fake/desk";
import { installFakeDesk } from "#/backend/fake/install";
import { App } from "#/app/App";
import { begin } from "#/app/beginning";

/** Opens the whole window on an invented desk, at a place, as a person would find it. */
export async function openWindow(place: string, scenario: Scenario = "training") {
  const desk = installFakeDesk(scenario);
  window.location.hash = place;
  const user = userEvent.setup();
  const view = render(<App {...(await begin())} />);
  await screen.findByRole("heading", { level: 1 });
  return { desk, user, view };
}
