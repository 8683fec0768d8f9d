//! Search and the procedure's page, on whatever catalogue is at hand.

use std::cmp::Reverse;

use motcua_domain::{catalogue::Procedure, language::Language};
use motcua_search::{Found, Hit, LoosenChoice, NoHabits, Query, Why, why};

use super::{
    habits::Habits,
    shelf::{Edition, Shelf, display_code, submittable},
};
use crate::{
    shared::words::pick,
    views::catalogue::{
        AudienceChoice, Became, FacetCount, FeeChoice, ListChoice, NarrowKind, ProcedureView, SearchPage,
        SearchQuery, SearchRow,
    },
};

/// Most rows of one answer.
const MOST_ROWS: u32 = 200;
/// Longest text searched, in characters: more is never typed, only pasted by mistake.
const LONGEST_TEXT: usize = 400;

/// Searches an edition; `habits` is what this desk did so far, once its store is open.
pub(crate) fn search(
    edition: &Edition,
    query: &SearchQuery,
    habits: Option<&Habits>,
    lang: Language,
) -> SearchPage {
    let asked = Query {
        text: query.text.chars().take(LONGEST_TEXT).collect(),
        agency: query.agency.clone(),
        sector: query.sector.clone(),
        level: query.level,
        audience: query.audience.map(AudienceChoice::asked),
        fee: query.fee.map(FeeChoice::asked),
        list: query.list.map(ListChoice::asked),
        limit: query.limit.min(MOST_ROWS) as usize,
        offset: query.offset as usize,
    };
    let known: &dyn motcua_search::Habits = match habits {
        Some(habits) => habits,
        None => &NoHabits,
    };
    let found = match habits {
        Some(habits) if asked.list == Some(motcua_search::ListChoice::Common) => {
            often_used_first(edition, &asked, habits)
        }
        _ => edition.search.index.search(&asked, known),
    };
    let Found {
        hits,
        total,
        facets,
        loosen,
    } = found;
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
    let fixed = |(id, name): (&str, &str), n: usize| FacetCount {
        id: id.to_owned(),
        name: name.to_owned(),
        parent: None,
        count: count(n),
    };
    SearchPage {
        rows: hits
            .iter()
            .filter_map(|hit| row(edition, hit, habits, lang))
            .collect(),
        total: count(total),
        agencies: named(facets.agencies, &|id| {
            let agency = edition.agency(id);
            (agency.name, agency.parent)
        }),
        sectors: named(facets.sectors, &|id| (edition.sector(id).name, None)),
        levels: named(facets.levels, &|id| (level_name(id, lang), None)),
        audiences: (facets.audiences.iter())
            .map(|(choice, n)| fixed(audience_name(*choice, lang), *n))
            .collect(),
        fees: (facets.fees.iter())
            .map(|(choice, n)| fixed(fee_name(*choice, lang), *n))
            .collect(),
        lists: (facets.lists.iter())
            .map(|(choice, n)| fixed(list_name(*choice, lang), *n))
            .collect(),
        loosen_choices: loosen
            .iter()
            .flat_map(|loosen| loosen.choices.iter().map(|choice| narrow_kind(*choice)))
            .collect(),
        loosen: loosen.map(|loosen| loosen.words(lang)),
        edition: edition.catalogue.edition.clone(),
    }
}

/// The often used, in the order of their use as long as nothing is typed.
fn often_used_first(edition: &Edition, asked: &Query, habits: &Habits) -> Found {
    if !asked.text.trim().is_empty() {
        return edition.search.index.search(asked, habits);
    }
    let all = Query {
        limit: usize::MAX,
        offset: 0,
        ..asked.clone()
    };
    let mut found = edition.search.index.search(&all, habits);
    let procedures = &edition.catalogue.procedures;
    // those that are gone from this edition come last
    found.hits.sort_by_key(|hit| {
        let procedure = procedures.get(hit.procedure_index);
        procedure.map_or((Reverse(0), usize::MAX), |one| often_used(habits, &one.code))
    });
    found.hits = found
        .hits
        .into_iter()
        .skip(asked.offset)
        .take(asked.limit)
        .collect();
    found
}

fn row(edition: &Edition, hit: &Hit, habits: Option<&Habits>, lang: Language) -> Option<SearchRow> {
    let procedures = &edition.catalogue.procedures;
    let favourite = |code: &str| habits.is_some_and(|habits| habits.is_favourite(code));
    let Some(procedure) = procedures.get(hit.procedure_index) else {
        let gone = edition
            .search
            .lineage
            .gone()
            .get(hit.procedure_index - procedures.len())?;
        let procedure = &gone.procedure;
        return Some(SearchRow {
            code: procedure.code.clone(),
            display_code: display_code(procedure),
            name: procedure.name.clone(),
            highlights: hit.highlights.clone(),
            sector: gone.sector.clone(),
            agency: gone.agency.clone(),
            level: procedure.level,
            submittable: false,
            why: why::sentence(&hit.why, lang),
            favourite: favourite(&procedure.code),
            past: Some(gone.words(&edition.catalogue.edition, lang)),
            gone_to: Some(gone.edition.clone()),
        });
    };
    let under_old = hit.why.iter().any(|why| matches!(why, Why::OldName { .. }));
    Some(SearchRow {
        code: procedure.code.clone(),
        display_code: display_code(procedure),
        name: procedure.name.clone(),
        highlights: hit.highlights.clone(),
        sector: edition.sector(&procedure.sector).name,
        agency: edition.catalogue.agency_name(procedure).to_owned(),
        level: procedure.level,
        submittable: submittable(procedure),
        why: why::sentence(&hit.why, lang),
        favourite: favourite(&procedure.code),
        past: under_old
            .then(|| former(edition, &procedure.code, lang).join(" "))
            .filter(|words| !words.is_empty()),
        gone_to: None,
    })
}

/// What a procedure was before, in words.
fn former(edition: &Edition, code: &str, lang: Language) -> Vec<String> {
    let all = edition.search.lineage.former(code);
    all.iter().map(|former| former.words(lang)).collect()
}

fn level_name(id: &str, lang: Language) -> String {
    match (id, lang) {
        ("0", _) => pick(lang, "Chưa rõ mức độ", "Level not known").to_owned(),
        (id, Language::Vi) => format!("Mức độ {id}"),
        (id, Language::En) => format!("Level {id}"),
    }
}

fn audience_name(choice: motcua_search::AudienceChoice, lang: Language) -> (&'static str, &'static str) {
    use motcua_search::AudienceChoice as Choice;
    match choice {
        Choice::Citizens => ("citizens", pick(lang, "Công dân, hộ gia đình", "Citizens")),
        Choice::Organisations => (
            "organisations",
            pick(lang, "Tổ chức, doanh nghiệp", "Organisations"),
        ),
        Choice::Unknown => ("unknown", pick(lang, "Chưa rõ đối tượng", "Not known")),
    }
}

fn fee_name(choice: motcua_search::FeeChoice, lang: Language) -> (&'static str, &'static str) {
    use motcua_search::FeeChoice as Choice;
    match choice {
        Choice::With => ("with", pick(lang, "Có phí, lệ phí", "With a fee")),
        Choice::Without => ("without", pick(lang, "Không thu phí", "Free of charge")),
        Choice::Unknown => ("unknown", pick(lang, "Chưa rõ phí", "Fee not known")),
    }
}

fn list_name(choice: motcua_search::ListChoice, lang: Language) -> (&'static str, &'static str) {
    use motcua_search::ListChoice as Choice;
    match choice {
        Choice::Favourites => ("favourites", pick(lang, "Yêu thích", "Favourites")),
        Choice::Recent => ("recent", pick(lang, "Xem gần đây", "Looked at lately")),
        Choice::Common => ("common", pick(lang, "Thường gặp", "Often used")),
    }
}

fn narrow_kind(choice: LoosenChoice) -> NarrowKind {
    match choice {
        LoosenChoice::Agency => NarrowKind::Agency,
        LoosenChoice::Sector => NarrowKind::Sector,
        LoosenChoice::Level => NarrowKind::Level,
        LoosenChoice::Audience => NarrowKind::Audience,
        LoosenChoice::Fee => NarrowKind::Fee,
        LoosenChoice::List => NarrowKind::List,
    }
}

impl AudienceChoice {
    fn asked(self) -> motcua_search::AudienceChoice {
        match self {
            Self::Citizens => motcua_search::AudienceChoice::Citizens,
            Self::Organisations => motcua_search::AudienceChoice::Organisations,
            Self::Unknown => motcua_search::AudienceChoice::Unknown,
        }
    }
}

impl FeeChoice {
    fn asked(self) -> motcua_search::FeeChoice {
        match self {
            Self::With => motcua_search::FeeChoice::With,
            Self::Without => motcua_search::FeeChoice::Without,
            Self::Unknown => motcua_search::FeeChoice::Unknown,
        }
    }
}

impl ListChoice {
    fn asked(self) -> motcua_search::ListChoice {
        match self {
            Self::Favourites => motcua_search::ListChoice::Favourites,
            Self::Recent => motcua_search::ListChoice::Recent,
            Self::Common => motcua_search::ListChoice::Common,
        }
    }
}

/// How a procedure stands among the often used: by its uses here, then by its place among what the portal's people
/// file most.
fn often_used(habits: &Habits, code: &str) -> (Reverse<u32>, usize) {
    let place = habits.portal_rank(code).unwrap_or(usize::MAX);
    (Reverse(habits.uses(code)), place)
}

/// Thủ tục thường gặp: what was used here most, then what the portal's people file most; nothing that neither does.
pub(crate) fn common(edition: &Edition, habits: &Habits, wanted: usize, lang: Language) -> Vec<SearchRow> {
    const NEITHER: (Reverse<u32>, usize) = (Reverse(0), usize::MAX);
    let procedures = edition.catalogue.procedures.iter().enumerate();
    let mut order: Vec<_> = procedures
        .map(|(at, procedure)| (often_used(habits, &procedure.code), at))
        .filter(|(use_, _)| *use_ != NEITHER)
        .collect();
    order.sort_unstable();
    let hit = |procedure_index| Hit {
        procedure_index,
        score: 0.0,
        why: Vec::new(),
        highlights: Vec::new(),
    };
    let first = order.into_iter().take(wanted);
    first
        .filter_map(|(_, at)| row(edition, &hit(at), Some(habits), lang))
        .collect()
}

/// The procedure's page.
pub(crate) fn procedure_view(
    shelf: &Shelf,
    edition: &Edition,
    code: &str,
    habits: Option<&Habits>,
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
        favourite: habits.is_some_and(|habits| habits.is_favourite(code)),
        former: former(edition, code, lang),
        became: became(shelf, edition, procedure, lang),
    })
}

/// What became of a procedure, as the newest edition that has it or its successor tells, else in the
/// words of its own edition.
fn became(shelf: &Shelf, edition: &Edition, procedure: &Procedure, lang: Language) -> Option<Became> {
    let successor = procedure.successor.as_ref();
    let next = successor.and_then(|s| s.code.as_deref()).and_then(|code| {
        let later = shelf.after(edition);
        later.into_iter().rev().find_map(|later| {
            later
                .procedure(code)
                .map(|found| (later.catalogue.edition.clone(), found.clone()))
        })
    });
    match (next, successor) {
        (Some((edition, found)), _) => Some(Became {
            words: match lang {
                Language::Vi => format!(
                    "Từ danh mục {edition}, thủ tục này theo mã {}: {}.",
                    found.code, found.name
                ),
                Language::En => format!(
                    "From the catalogue {edition} on it is under code {}: {}.",
                    found.code, found.name
                ),
            },
            code: Some(found.code),
            edition: Some(edition),
        }),
        (None, Some(successor)) => {
            let mut words = successor.note.clone().unwrap_or_default();
            if let (true, Some(code)) = (words.is_empty(), &successor.code) {
                words = match lang {
                    Language::Vi => format!("Sau này theo mã {code}."),
                    Language::En => format!("Later under code {code}."),
                };
            }
            (!words.is_empty()).then(|| Became {
                words: words + successor.doubt(lang),
                code: None,
                edition: None,
            })
        }
        (None, None) => None,
    }
}

/// Why a procedure without known components cannot be submitted.
pub(crate) fn not_submittable_words(lang: Language) -> &'static str {
    pick(
        lang,
        "Danh mục chưa có thành phần hồ sơ của thủ tục này nên chỉ xem được, chưa nộp trực tuyến được. Hãy gọi đường dây hỗ trợ của cổng để hỏi.",
        "The catalogue does not know which papers this procedure asks for, so it can be read but not submitted. Call the portal's hotline to ask.",
    )
}
