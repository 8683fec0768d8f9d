//! Search and the procedure's page, on whatever catalogue is at hand.

use motcua_domain::language::Language;
use motcua_search::{Found, Hit, Query, why};

use super::shelf::{Edition, display_code, submittable};
use crate::{
    shared::words::pick,
    views::catalogue::{FacetCount, ProcedureView, SearchPage, SearchQuery, SearchRow},
};

/// Most rows of one answer.
const MOST_ROWS: u32 = 200;
/// Longest text searched, in characters: more is never typed, only pasted by mistake.
const LONGEST_TEXT: usize = 400;

/// Searches an edition; `usage` counts how often a procedure was used here.
pub(crate) fn search(
    edition: &Edition,
    query: &SearchQuery,
    usage: &dyn Fn(&str) -> u32,
    lang: Language,
) -> SearchPage {
    let asked = Query {
        text: query.text.chars().take(LONGEST_TEXT).collect(),
        agency: query.agency.clone(),
        sector: query.sector.clone(),
        level: query.level,
        limit: query.limit.min(MOST_ROWS) as usize,
        offset: query.offset as usize,
    };
    let Found {
        hits,
        total,
        facets,
        loosen,
    } = edition.index.search(&asked, usage);
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    // Name and what it stands under, by id.
    let named = |facets: Vec<motcua_search::FacetCount>, named: &dyn Fn(&str) -> (String, Option<String>)| {
        facets
            .into_iter()
            .map(|facet| {
                let (name, parent) = named(&facet.id);
                FacetCount {
                    name,
                    parent,
                    count: count(facet.count),
                    id: facet.id,
                }
            })
            .collect()
    };
    SearchPage {
        rows: hits.iter().filter_map(|hit| row(edition, hit, lang)).collect(),
        total: count(total),
        agencies: named(facets.agencies, &|id| {
            let agency = edition.agency(id);
            (agency.name, agency.parent)
        }),
        sectors: named(facets.sectors, &|id| (edition.sector(id).name, None)),
        levels: named(facets.levels, &|id| (level_name(id, lang), None)),
        loosen: loosen.map(|loosen| loosen.words(lang)),
        edition: edition.catalogue.edition.clone(),
    }
}

fn row(edition: &Edition, hit: &Hit, lang: Language) -> Option<SearchRow> {
    let procedure = edition.catalogue.procedures.get(hit.procedure_index)?;
    Some(SearchRow {
        code: procedure.code.clone(),
        display_code: display_code(procedure),
        name: procedure.name.clone(),
        highlights: hit.highlights.clone(),
        sector: edition.sector(&procedure.sector).name,
        agency: agency_text(edition, procedure),
        level: procedure.level,
        submittable: submittable(procedure),
        why: why::sentence(&hit.why, lang),
    })
}

/// The agency as the source words it: it may name two.
fn agency_text(edition: &Edition, procedure: &motcua_domain::catalogue::Procedure) -> String {
    if procedure.agency_text.trim().is_empty() {
        edition.agency(&procedure.agency).name
    } else {
        procedure.agency_text.clone()
    }
}

fn level_name(id: &str, lang: Language) -> String {
    match (id, lang) {
        ("0", _) => pick(lang, "Chưa rõ mức độ", "Level not known").to_owned(),
        (id, Language::Vi) => format!("Mức độ {id}"),
        (id, Language::En) => format!("Level {id}"),
    }
}

/// Thủ tục thường gặp: what was used here most, then the catalogue's own order of those that can
/// be submitted online.
pub(crate) fn common(
    edition: &Edition,
    usage: &dyn Fn(&str) -> u32,
    wanted: usize,
    lang: Language,
) -> Vec<SearchRow> {
    let mut order: Vec<usize> = (0..edition.catalogue.procedures.len()).collect();
    order.sort_by_key(|&at| {
        let procedure = &edition.catalogue.procedures[at];
        (
            std::cmp::Reverse(usage(&procedure.code)),
            !submittable(procedure),
            std::cmp::Reverse(procedure.level.unwrap_or(0)),
            at,
        )
    });
    order
        .into_iter()
        .take(wanted)
        .filter_map(|procedure_index| {
            row(
                edition,
                &Hit {
                    procedure_index,
                    score: 0.0,
                    why: Vec::new(),
                    highlights: Vec::new(),
                },
                lang,
            )
        })
        .collect()
}

/// The procedure's page.
pub(crate) fn procedure_view(
    edition: &Edition,
    code: &str,
    training: bool,
    lang: Language,
) -> Option<ProcedureView> {
    let procedure = edition.procedure(code)?;
    Some(ProcedureView {
        procedure: procedure.clone(),
        sector: edition.sector(&procedure.sector),
        agency: edition.agency(&procedure.agency),
        edition: edition.catalogue.edition.clone(),
        display_code: display_code(procedure),
        not_submittable: (!submittable(procedure)).then(|| not_submittable_words(lang).to_owned()),
        show_reference_fees: training,
    })
}

/// Why a procedure without known components cannot be submitted.
pub(crate) fn not_submittable_words(lang: Language) -> &'static str {
    pick(
        lang,
        "Danh mục chưa có thành phần hồ sơ của thủ tục này nên chỉ xem được, chưa nộp trực tuyến được. Hãy gọi đường dây hỗ trợ của cổng để hỏi.",
        "The catalogue does not know which papers this procedure asks for, so it can be read but not submitted. Call the portal's hotline to ask.",
    )
}
