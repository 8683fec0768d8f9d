import type { NarrowKind, SearchQuery } from "#/backend";
import { m } from "#/messages/generated/messages.js";

/** What is asked on the page, without how much of it is shown. */
export type Asked = Omit<SearchQuery, "limit" | "offset">;

type Params = Readonly<Record<string, string | undefined>>;

const nothing = { agency: null, sector: null, level: null, audience: null, fee: null, list: null } satisfies Record<NarrowKind, null>;

/** The question whose answer knows every choice by name. */
export const everything: Asked = { text: "", ...nothing };

/** The same words, without narrowing. */
export const cleared = (asked: Asked): Asked => ({ ...asked, ...nothing });

/** Whether anything narrows. */
export const narrowed = (asked: Asked): boolean => kinds.some((kind) => asked[kind] != null);

const kinds = Object.keys(nothing) as NarrowKind[];

const names: Record<NarrowKind, () => string> = {
  agency: m.search_agency,
  sector: m.search_sector,
  level: m.search_level,
  audience: m.search_audience,
  fee: m.search_fee,
  list: m.search_list,
};

/** What the page calls these choices: "Lĩnh vực, Danh sách". */
export const narrowNames = (some: readonly NarrowKind[]): string => some.map((kind) => names[kind]()).join(", ");

const audiences: Asked["audience"][] = ["citizens", "organisations", "unknown"];
const fees: Asked["fee"][] = ["with", "without", "unknown"];
const lists: Asked["list"][] = ["favourites", "recent", "common"];

/** Of the address; a word that it should not have narrows nothing. */
const one = <Choice>(known: readonly Choice[], word: string | undefined): Choice | null => known.find((choice) => choice === word) ?? null;

/** What an address asks. */
export function readAsked(params: Params): Asked {
  const level = params.level === undefined ? null : Number(params.level);
  return {
    text: params.text ?? "",
    agency: params.agency ?? null,
    sector: params.sector ?? null,
    level: Number.isInteger(level) ? level : null,
    audience: one(audiences, params.audience),
    fee: one(fees, params.fee),
    list: one(lists, params.list),
  };
}

/** The address of a question. */
export function writeAsked(asked: Asked): string {
  const params = new URLSearchParams();
  if (asked.text.trim()) params.set("text", asked.text.trim());
  for (const kind of kinds) {
    const chosen = asked[kind];
    if (chosen != null && chosen !== "") params.set(kind, String(chosen));
  }
  const text = params.toString();
  return text ? `?${text}` : "";
}
