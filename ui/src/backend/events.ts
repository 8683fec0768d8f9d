import type { QueryClient } from "@tanstack/react-query";
import { onNewDay } from "#/text/day";
import { events } from "./bindings";
import { desk } from "./desk";
import { keys } from "./queries";
import type { DeskEvent, FilesDropped } from "./types";

/** Something the desk tells the person, beside the desktop notification. */
export type Notice = Extract<DeskEvent, { kind: "notice" }>;

/** What each event makes stale. */
function stale(event: DeskEvent): readonly (readonly unknown[])[] {
  switch (event.kind) {
    case "status":
      return [keys.status, keys.unclaimed];
    case "dossier":
      return [keys.dossier(event.id), keys.timeline(event.id), keys.dossiers, keys.unclaimed];
    case "outbox":
      return [keys.outbox, keys.status];
    case "transactions":
      return [keys.transactions];
    case "mailbox":
      return [keys.mailbox];
    case "catalogue":
      return [keys.search, keys.procedure, keys.places];
    case "notice":
      return [];
  }
}

/** Keeps what the window shows in step with the desk. Answers with a function that stops listening. */
export function listen(client: QueryClient, onNotice: (notice: Notice) => void): () => void {
  const hearing = events.deskEvents.listen(({ payload }) => {
    for (const key of stale(payload)) void client.invalidateQueries({ queryKey: key });
    if (payload.kind === "notice") onNotice(payload);
  });
  // What changed between the first answer and the first word that is heard.
  void hearing.then(() => client.invalidateQueries({ queryKey: keys.status }));
  const stops = [
    until(hearing),
    until(events.closing.listen(() => void close(client))),
    // What is late, due today or left until then is counted by the day.
    onNewDay(() => void client.invalidateQueries()),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** What must be on the disk before the window closes. */
const lastWords = new WeakMap<QueryClient, (() => Promise<unknown>)[]>();

/** Has something done before the window closes, for as long as the window lives. */
export function beforeClosing(client: QueryClient, save: () => Promise<unknown>): void {
  lastWords.set(client, [...(lastWords.get(client) ?? []), save]);
}

/** Everything to the disk, then the shell may close the window; it does not wait for a page that cannot. */
async function close(client: QueryClient): Promise<void> {
  await Promise.allSettled((lastWords.get(client) ?? []).map((save) => save()));
  await desk.leave().catch(() => undefined);
}

/** A function that stops listening, also when the listening had not begun yet. */
function until(listening: Promise<() => void>): () => void {
  let stopped = false;
  let stop: (() => void) | undefined;
  void listening.then((unlisten) => {
    if (stopped) unlisten();
    else stop = unlisten;
  });
  return () => {
    stopped = true;
    stop?.();
  };
}

/** Files dragged over the window; the shell keeps the paths. Answers with a function that stops listening. */
export function listenForFiles(onFiles: (files: FilesDropped) => void): () => void {
  return until(events.filesDropped.listen(({ payload }) => onFiles(payload)));
}
