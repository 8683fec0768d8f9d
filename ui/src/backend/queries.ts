import { keepPreviousData, QueryClient, queryOptions, useInfiniteQuery, useMutation, useQuery, useQueryClient, type UseMutationOptions } from "@tanstack/react-query";
import { useMemo } from "react";
import { desk } from "./desk";
import type { DeskStatus, DossierFilter, DossierNarrow, NetworkSettings, SearchQuery } from "./types";

/**
 * What the window has asked for, kept until the desk says that it changed (`events.ts`). Nothing is asked again by
 * time, and nothing waits for the browser's idea of being online: the desk is always there.
 */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: Infinity, gcTime: 10 * 60_000, retry: false, networkMode: "always", refetchOnWindowFocus: false, refetchOnReconnect: false },
      mutations: { networkMode: "always", retry: false },
    },
  });
}

/** The first word of every key names what an event invalidates. */
export const keys = {
  status: ["status"] as const,
  mailbox: ["mailbox"] as const,
  unclaimed: ["unclaimed"] as const,
  search: ["search"] as const,
  procedure: ["procedure"] as const,
  places: ["places"] as const,
  dossiers: ["dossiers"] as const,
  dossier: (id: string) => ["dossier", id] as const,
  timeline: (id: string) => ["timeline", id] as const,
  outbox: ["outbox"] as const,
  transactions: ["transactions"] as const,
  backups: ["backups"] as const,
  network: ["network"] as const,
};

export const statusQuery = queryOptions({
  queryKey: keys.status,
  queryFn: async ({ client }) => {
    const status = (await firstStatus()) ?? (await desk.status());
    forgetOtherStore(client, status);
    return status;
  },
});

declare global {
  interface Window {
    /** The answer to the page's first question (public/first-question.js), until it is taken. */
    firstStatus?: Promise<DeskStatus> | undefined;
  }
}

/** The first question was asked before this program was read. What went wrong with it is found by asking again. */
function firstStatus(): Promise<DeskStatus | undefined> | undefined {
  const asked = window.firstStatus;
  window.firstStatus = undefined;
  return asked?.catch(() => undefined);
}

/** What was asked of the real store is not shown in training, nor the other way round. */
function forgetOtherStore(client: QueryClient, now: DeskStatus): void {
  const before = client.getQueryData<DeskStatus>(keys.status);
  if (before && (before.mode === "training") !== (now.mode === "training")) forgetStore(client);
}

function forgetStore(client: QueryClient): void {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.status[0] });
}

/** Forgets what was asked of the store that was in use; another one is now. */
export function useOtherStore(): () => void {
  const client = useQueryClient();
  return () => {
    forgetStore(client);
    void client.invalidateQueries({ queryKey: keys.status });
  };
}

/** What the frame always shows. */
export function useStatus() {
  // While the store is being opened the desk has nothing to tell by; then its events are enough.
  return useQuery({ ...statusQuery, refetchInterval: ({ state }) => (state.data?.store.kind === "opening" ? 500 : false) });
}

/** The status, in places that are shown only when it is there. */
export function useDeskStatus(): DeskStatus {
  const { data } = useStatus();
  if (!data) throw new Error("shown before the desk answered");
  return data;
}

export const PAGE_OF_RESULTS = 60;

/** Search; the rows of the last question stay until the next answer is there. */
export function useSearch(query: Omit<SearchQuery, "limit" | "offset">) {
  return useInfiniteQuery({
    queryKey: [...keys.search, "page", query],
    queryFn: ({ pageParam }) => desk.search({ ...query, limit: PAGE_OF_RESULTS, offset: pageParam }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const loaded = pages.reduce((sum, page) => sum + page.rows.length, 0);
      return loaded < last.total && last.rows.length > 0 ? loaded : undefined;
    },
    placeholderData: keepPreviousData,
    gcTime: 30_000,
  });
}

export function useCommonProcedures() {
  return useQuery({ queryKey: [...keys.search, "common"], queryFn: () => desk.commonProcedures() });
}

export function useProcedure(code: string, edition: string | null) {
  return useQuery({ queryKey: [...keys.procedure, code, edition], queryFn: () => desk.procedure(code, edition) });
}

export function useProvinces(placesEdition: string) {
  return useQuery({ queryKey: [...keys.places, placesEdition, "provinces"], queryFn: () => desk.provinces(placesEdition) });
}

export function useCommunes(placesEdition: string, province: string | null) {
  return useQuery({
    queryKey: [...keys.places, placesEdition, province],
    queryFn: () => desk.communes(placesEdition, province ?? ""),
    enabled: province !== null && province !== "",
  });
}

/** All communes of an edition, each with its province in its name; ten thousand, so only when `wanted`. */
export function useAllCommunes(placesEdition: string, wanted: boolean) {
  return useQuery({ queryKey: [...keys.places, placesEdition, "communes"], queryFn: () => desk.communes(placesEdition, ""), enabled: wanted });
}

export function useDossier(id: string) {
  return useQuery({ queryKey: keys.dossier(id), queryFn: () => desk.dossier(id) });
}

/** Narrows nothing. */
export const everything: DossierNarrow = { sync: [], status: [], money: [], due_from: null, due_to: null };

/** A list of dossiers, page by page. */
export function useDossiers(filter: DossierFilter, text: string, narrow: DossierNarrow = everything) {
  return useInfiniteQuery({
    queryKey: [...keys.dossiers, filter, text, narrow],
    queryFn: ({ pageParam }) => desk.dossiers(filter, narrow, text, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    // While one types or narrows, what was found so far stays; another list's rows are never shown under this one's name.
    placeholderData: (before, query) => (query?.queryKey[keys.dossiers.length] === filter ? before : undefined),
  });
}

/** What stands open at the portal, the earliest due day first. */
export function useOpenDossiers() {
  return useQuery({ queryKey: [...keys.dossiers, "open"], queryFn: () => desk.openDossiers() });
}

/** The month that is on, by agency. */
export function useMonth() {
  return useQuery({ queryKey: [...keys.dossiers, "month"], queryFn: () => desk.month() });
}

export function useTimeline(id: string) {
  return useQuery({ queryKey: keys.timeline(id), queryFn: () => desk.timeline(id) });
}

export function useOutbox() {
  return useQuery({ queryKey: keys.outbox, queryFn: () => desk.outbox() });
}

/** The desk's own list at once; `desk.transactions(true)` asks the portal. */
export function useTransactions() {
  return useQuery({ queryKey: keys.transactions, queryFn: () => desk.transactions(false) });
}

export function useMailbox() {
  return useQuery({ queryKey: keys.mailbox, queryFn: () => desk.mailbox() });
}

export function useUnclaimedDrafts() {
  return useQuery({ queryKey: keys.unclaimed, queryFn: () => desk.unclaimedDrafts() });
}

/** The automatic backups and those made beside them. They come and go by themselves, so that each look is a new one. */
export function useBackups() {
  return useQuery({ queryKey: keys.backups, queryFn: () => desk.backups(), staleTime: 0 });
}

/** Has the backups looked at again. */
export function useForgetBackups(): () => void {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: keys.backups });
}

/** How the portal is reached. */
export function useNetwork() {
  return useQuery({ queryKey: keys.network, queryFn: () => desk.networkSettings() });
}

/** Puts in place what a change of the network answered with. */
export function useKeepNetwork(): (now: NetworkSettings) => void {
  const client = useQueryClient();
  return (now) => client.setQueryData(keys.network, now);
}

/** All rows of an infinite list as one array. */
export function useRows<Row>(pages: readonly { rows: readonly Row[] }[] | undefined): readonly Row[] {
  return useMemo(() => pages?.flatMap((page) => page.rows) ?? [], [pages]);
}

/**
 * Does something at the desk. A command that answers with the desk's status puts it in place at once; the rest
 * is told by events.
 */
export function useDo<Arguments, Answer>(action: (argument: Arguments) => Promise<Answer>, options?: Omit<UseMutationOptions<Answer, Error, Arguments>, "mutationFn">) {
  const client = useQueryClient();
  return useMutation<Answer, Error, Arguments>({
    ...options,
    mutationFn: async (argument) => {
      const answer = await action(argument);
      if (isStatus(answer)) {
        forgetOtherStore(client, answer);
        client.setQueryData(keys.status, answer);
      }
      return answer;
    },
  });
}

/**
 * What failed when of several things beside each other the last one was tried. What an earlier one said is over then,
 * whether or not this one succeeds.
 */
export function errorOfLast(...tried: { error: Error | null; submittedAt: number }[]): Error | null {
  return tried.reduce((last, one) => (one.submittedAt > last.submittedAt ? one : last)).error;
}

function isStatus(answer: unknown): answer is DeskStatus {
  return typeof answer === "object" && answer !== null && "session_valid" in answer && "store" in answer;
}
