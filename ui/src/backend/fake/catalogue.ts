import catalogue2022 from "../../../../data/catalogue/2022.json";
import { fold } from "../../text/fold";
import type { Agency, Procedure, ProcedureView, SearchPage, SearchQuery, SearchRow, Sector } from "../types";

/** A plain search over the real catalogue: enough for screens and their tests, not the desk's ranking. */
const procedures = catalogue2022.procedures as unknown as Procedure[];
const agencies = catalogue2022.agencies as unknown as Agency[];
const sectors = catalogue2022.sectors as unknown as Sector[];

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
    why: words.length > 0 ? `Tên thủ tục có các chữ “${words.join(" ")}”, không tính dấu` : "Thủ tục được dùng nhiều",
  };
}

export function search(query: SearchQuery): SearchPage {
  const words = fold(query.text).split(/\s+/).filter(Boolean);
  const inText = (one: Procedure) => words.every((word) => fold(`${one.name} ${one.code} ${one.portal_code ?? ""}`).includes(word));
  const inAgency = (one: Procedure) => !query.agency || above(one.agency).includes(query.agency);
  const inSector = (one: Procedure) => !query.sector || one.sector === query.sector;
  const inLevel = (one: Procedure) => query.level == null || (one.level ?? 0) === query.level;
  const hits = procedures.filter((one) => inText(one) && inAgency(one) && inSector(one) && inLevel(one));
  const first = ["1.004232", "1.004228", "1.004223"];
  hits.sort((a, b) => rank(first, a.code) - rank(first, b.code));
  const count = (fits: (one: Procedure) => boolean) => procedures.filter(fits).length;
  return {
    rows: hits.slice(query.offset, query.offset + query.limit).map((one) => row(one, words)),
    total: hits.length,
    agencies: agencies
      .map((agency) => ({ id: agency.id, name: agency.name, parent: agency.parent ?? null, count: count((one) => inText(one) && inSector(one) && inLevel(one) && above(one.agency).includes(agency.id)) }))
      .filter((facet) => facet.count > 0),
    sectors: sectors.map((sector) => ({ id: sector.id, name: sector.name, parent: null, count: count((one) => inText(one) && inAgency(one) && inLevel(one) && one.sector === sector.id) })).filter((facet) => facet.count > 0),
    levels: [4, 3, 0]
      .map((level) => ({ id: String(level), name: level === 0 ? "Chưa rõ mức độ" : `Mức độ ${level}`, parent: null, count: count((one) => inText(one) && inAgency(one) && inSector(one) && (one.level ?? 0) === level) }))
      .filter((facet) => facet.count > 0),
    loosen: hits.length === 0 ? (query.sector ? "Bỏ chọn Lĩnh vực sẽ có 3 thủ tục khớp." : "Hãy gõ ít chữ hơn, hoặc chỉ gõ mã thủ tục.") : null,
    edition: "2022",
  };
}

function rank(first: readonly string[], code: string): number {
  const at = first.indexOf(code);
  return at < 0 ? first.length : at;
}

export function common(): SearchRow[] {
  return ["1.004232", "1.004223", "1.000943", "1.004228", "1.004237"].flatMap((code) => procedures.filter((one) => one.code === code)).map((one) => row(one, []));
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
  };
}
