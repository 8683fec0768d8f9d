import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { act, fireEvent, render, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { I18nProvider } from "react-aria-components";
import { expect, onTestFinished } from "vitest";
import { makeRouter } from "#/app/router";
import { listen, makeQueryClient, statusQuery } from "#/backend";
import type { FakeDesk, Scenario } from "#/backend/fake/desk";
import { installFakeDesk } from "#/backend/fake/install";
import { everyState } from "#/backend/fake/scenes";
import { ToastRegion } from "#/design/Toast";
import { setLanguage, type WindowLanguage } from "#/text/language";

export interface Opened {
  desk: FakeDesk;
  user: ReturnType<typeof userEvent.setup>;
  view: ReturnType<typeof render>;
  client: QueryClient;
}

/** Opens a place of the window on an invented desk of its own, with a dossier in every state. */
export async function openPlace(place: string, prepare?: (desk: FakeDesk) => void, scenario: Scenario = "training", language: WindowLanguage = "vi"): Promise<Opened> {
  const desk = installFakeDesk(scenario);
  everyState(desk);
  prepare?.(desk);
  setLanguage(language);
  window.location.hash = place;
  const client = makeQueryClient();
  onTestFinished(listen(client, () => undefined));
  onTestFinished(() => setLanguage("vi"));
  await client.prefetchQuery(statusQuery);
  const user = userEvent.setup();
  const view = render(
    <QueryClientProvider client={client}>
      <I18nProvider locale={language === "vi" ? "vi-VN" : "en-GB"}>
        <RouterProvider router={makeRouter()} />
        <ToastRegion />
      </I18nProvider>
    </QueryClientProvider>,
  );
  // By tag: asking by role computes styles of the whole page.
  await waitFor(() => expect(document.querySelector("h1")).not.toBeNull());
  return { desk, user, view, client };
}

/** Text put into a field as typing puts it there, without a clock of its own; the focus is in the field then. */
export function typeInto(field: HTMLInputElement | HTMLTextAreaElement, value: string): void {
  act(() => field.focus());
  field.value = value;
  fireEvent.input(field);
}

/** The place's title, once it is this. */
export async function arriveAt(title: string): Promise<void> {
  await waitFor(() => expect(document.querySelector("h1")?.textContent).toBe(title));
}

/** What was asked of the desk by one command, in order. */
export function asked<T = Record<string, unknown>>(desk: FakeDesk, command: string): T[] {
  return desk.asked.filter((one) => one.command === command).map((one) => one.args as T);
}
