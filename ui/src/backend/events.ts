import type { QueryClient } from "@tanstack/react-query";
import { events } from "./bindings";
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
  let stopped = false;
  let stop: (() => void) | undefined;
  void events.deskEvents
    .listen(({ payload }) => {
      for (const key of stale(payload)) void client.invalidateQueries({ queryKey: key });
      if (payload.kind === "notice") onNotice(payload);
    })
    .then((unlisten) => {
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
  let stopped = false;
  let stop: (() => void) | undefined;
  void events.filesDropped.listen(({ payload }) => onFiles(payload)).then((unlisten) => {
    if (stopped) unlisten();
    else stop = unlisten;
  });
  return () => {
    stopped = true;
    stop?.();
  };
}
