import catalogue2022 from "../../../../data/catalogue/2022.json";
import { fold } from "../../text/fold";
import type { Agency, NarrowKind, Procedure, ProcedureView, SearchPage, SearchQuery, SearchRow, Sector } from "../types";

/** A plain search over the real catalogue: enough for screens and their tests, not the desk's ranking. */
const procedures = catalogue2022.procedures as unknown as Procedure[];
const agencies = catalogue2022.agencies as unknown as Agency[];
const sectors = catalogue2022.sectors as unknown as Sector[];

const favourites = new Set<string>();
const recent: string[] = [];
const common = ["1.004232", "1.004223", "1.000943", "1.004228", "1.004237"];

/** Marks a favourite, or lets it go. */
export function setFavourite(code: string, on: boolean): void {
  if (on) favourites.add(code);
  else favourites.delete(code);
}

/** Notes a look at a procedure. */
export function noteSeen(code: string): void {
  recent.unshift(code);
}

const audienceFits: Record<string, (one: Procedure) => boolean> = {
  citizens: (one) => one.audience === "citizens" || one.audience === "both",
  organisations: (one) => one.audience === "organisations" || one.audience === "both",
  unknown: (one) => !one.audience,
};
const feeFits: Record<string, (one: Procedure) => boolean> = {
  with: (one) => (one.fees?.length ?? 0) > 0,
  without: (one) => one.fees?.length === 0,
  unknown: (one) => one.fees === null,
};
const listFits: Record<string, (one: Procedure) => boolean> = {
  favourites: (one) => favourites.has(one.code),
  recent: (one) => recent.includes(one.code),
  common: (one) => common.includes(one.code),
};
const choiceNames: Record<string, string> = {
  citizens: "Công dân, hộ gia đình",
  organisations: "Tổ chức, doanh nghiệp",
  with: "Có phí, lệ phí",
  without: "Không thu phí",
  favourites: "Yêu thích",
  recent: "Xem gần đây",
  common: "Thường gặp",
};

function above(id: string | null): string[] {
  const agency = agencies.find((one) => one.id === id);
  return agency ? [agency.id, ...above(agency.parent ?? null)] : [];
}

function highlights(name: string, words: readonly string[]): [number, number][] {
  const found: [number, number][] = [];
  for (const match of name.matchAll(/[\p{L}\p{N}]+/gu)) {
    if (words.some((word) => fold(match[0]).startsWith(word))) found.push([match.index, match[0].length]);
  }
  return found;
}

function row(procedure: Procedure, words: readonly string[]): SearchRow {
  return {
    code: procedure.code,
    display_code: procedure.portal_code ?? procedure.code,
    name: procedure.name,
    highlights: highlights(procedure.name, words),
    sector: sectors.find((one) => one.id === procedure.sector)?.name ?? procedure.sector,
    agency: procedure.agency_text || (agencies.find((one) => one.id === procedure.agency)?.name ?? procedure.agency),
    level: procedure.level,
    submittable: procedure.components !== null,
    favourite: favourites.has(procedure.code),
    past: null,
    gone_to: null,
    why: words.length > 0 ? `Tên thủ tục có các chữ “${words.join(" ")}”, không tính dấu` : "Thủ tục được dùng nhiều",
  };
}

export function search(query: SearchQuery): SearchPage {
  const words = fold(query.text).split(/\s+/).filter(Boolean);
  const fits: Record<NarrowKind | "text", (one: Procedure) => boolean> = {
    text: (one) => words.every((word) => fold(`${one.name} ${one.code} ${one.portal_code ?? ""}`).includes(word)),
    agency: (one) => !query.agency || above(one.agency).includes(query.agency),
    sector: (one) => !query.sector || one.sector === query.sector,
    level: (one) => query.level == null || (one.level ?? 0) === query.level,
    audience: (one) => !query.audience || Boolean(audienceFits[query.audience]?.(one)),
    fee: (one) => !query.fee || Boolean(feeFits[query.fee]?.(one)),
    list: (one) => !query.list || Boolean(listFits[query.list]?.(one)),
  };
  const kinds = ["agency", "sector", "level", "audience", "fee", "list"] as const;
  /** All that pass every choice but one. */
  const without = (kind: NarrowKind | null) => procedures.filter((one) => fits.text(one) && kinds.every((each) => each === kind || fits[each](one)));
  const hits = without(null);
  const first = ["1.004232", "1.004228", "1.004223"];
  hits.sort((a, b) => rank(first, a.code) - rank(first, b.code));
  const facets = <Choice extends { id: string; name: string; parent?: string | null }>(kind: NarrowKind, all: readonly Choice[], has: (one: Procedure, id: string) => boolean) => {
    const open = without(kind);
    return all.map(({ id, name, parent }) => ({ id, name, parent: parent ?? null, count: open.filter((one) => has(one, id)).length })).filter((facet) => facet.count > 0);
  };
  const fixed = (fitting: Record<string, (one: Procedure) => boolean>, unknown: string) => Object.keys(fitting).map((id) => ({ id, name: choiceNames[id] ?? unknown }));
  const loosen = hits.length > 0 ? [] : kinds.filter((kind) => query[kind] != null && without(kind).length > 0).slice(0, 1);
  const named = { agency: "Đơn vị", sector: "Lĩnh vực", level: "Mức độ", audience: "Đối tượng", fee: "Phí, lệ phí", list: "Danh sách" };
  return {
    rows: hits.slice(query.offset, query.offset + query.limit).map((one) => row(one, words)),
    total: hits.length,
    agencies: facets("agency", agencies, (one, id) => above(one.agency).includes(id)),
    sectors: facets("sector", sectors, (one, id) => one.sector === id),
    levels: facets("level", [4, 3, 0].map((level) => ({ id: String(level), name: level === 0 ? "Chưa rõ mức độ" : `Mức độ ${level}` })), (one, id) => String(one.level ?? 0) === id),
    audiences: facets("audience", fixed(audienceFits, "Chưa rõ đối tượng"), (one, id) => Boolean(audienceFits[id]?.(one))),
    fees: facets("fee", fixed(feeFits, "Chưa rõ phí"), (one, id) => Boolean(feeFits[id]?.(one))),
    lists: facets("list", fixed(listFits, ""), (one, id) => Boolean(listFits[id]?.(one))),
    loosen: hits.length > 0 ? null : loosen[0] ? `Bỏ chọn ${named[loosen[0]]} để thấy ${without(loosen[0]).length} thủ tục.` : "Hãy gõ ít chữ hơn, hoặc chỉ gõ mã thủ tục.",
    loosen_choices: loosen,
    edition: "2022",
  };
}

function rank(first: readonly string[], code: string): number {
  const at = first.indexOf(code);
  return at < 0 ? first.length : at;
}

export function commonRows(): SearchRow[] {
  return common.flatMap((code) => procedures.filter((one) => one.code === code)).map((one) => row(one, []));
}

export function procedure(code: string): ProcedureView | null {
  const found = procedures.find((one) => one.code === code);
  const agency = agencies.find((one) => one.id === found?.agency);
  const sector = sectors.find((one) => one.id === found?.sector);
  if (!found || !agency || !sector) return null;
  return {
    procedure: found,
    sector,
    agency,
    edition: "2022",
    display_code: found.portal_code ?? found.code,
    not_submittable: found.components === null ? "Chưa rõ thành phần hồ sơ của thủ tục này nên chưa nộp trực tuyến được. Hãy hỏi bộ phận một cửa." : null,
    show_reference_fees: true,
    favourite: favourites.has(code),
    former: [],
    became: found.successor ? { words: found.successor.code ? `Từ danh mục 2026, thủ tục này theo mã ${found.successor.code}.` : `${found.successor.note ?? ""} (chưa kiểm chứng)`, code: null, edition: null } : null,
  };
}
