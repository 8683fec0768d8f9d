//! The catalogues, the judged queries, and generated neighbours: shared by tests and the benchmark.
#![allow(dead_code, clippy::unwrap_used)]

use std::collections::{BTreeMap, HashSet};

use motcua_domain::{catalogue::Catalogue, fold::fold};
use motcua_search::{Found, Index, Query, Shorthand};

/// One query with the codes that answer it.
pub struct Judged {
    pub kind: String,
    pub query: String,
    pub codes: Vec<String>,
    pub sector: Option<String>,
}

pub const JUDGED_2022: &str = include_str!("../../../../tests/search/2022.tsv");
/// Batches written later, each before anything was changed for it.
pub const COUNTER: [&str; 5] = [
    include_str!("../../../../tests/search/2022-counter-1.tsv"),
    include_str!("../../../../tests/search/2022-counter-2.tsv"),
    include_str!("../../../../tests/search/2022-counter-3.tsv"),
    include_str!("../../../../tests/search/2022-counter-4.tsv"),
    include_str!("../../../../tests/search/2022-counter-5.tsv"),
];
pub const JUDGED_2026: &str = include_str!("../../../../tests/search/2026.tsv");

pub fn judged(tsv: &str) -> Vec<Judged> {
    tsv.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| {
            let mut cells = line.split('\t');
            let mut cell = || cells.next().unwrap_or_default().to_owned();
            let (kind, query, codes, sector) = (cell(), cell(), cell(), cell());
            Judged {
                kind,
                query,
                codes: codes.split(',').map(str::to_owned).collect(),
                sector: Some(sector).filter(|s| !s.is_empty()),
            }
        })
        .collect()
}

/// Everything judged over the catalogue of 2022.
pub fn judged_2022() -> Vec<Judged> {
    std::iter::once(JUDGED_2022)
        .chain(COUNTER)
        .flat_map(judged)
        .collect()
}

pub fn catalogue(json: &str) -> Catalogue {
    serde_json::from_str(json).unwrap()
}

pub fn catalogue_2022() -> Catalogue {
    catalogue(motcua_data::CATALOGUE_2022)
}

pub fn index(catalogue: &Catalogue) -> Index {
    Index::build(catalogue, &Shorthand::bundled())
}

pub fn unused(_: &str) -> u32 {
    0
}

pub fn ask(index: &Index, text: &str, sector: Option<&str>) -> Found {
    let query = Query {
        text: text.to_owned(),
        sector: sector.map(str::to_owned),
        limit: 20,
        ..Query::default()
    };
    index.search(&query, &unused)
}

pub fn codes<'c>(catalogue: &'c Catalogue, found: &Found) -> Vec<&'c str> {
    found
        .hits
        .iter()
        .map(|h| catalogue.procedures[h.procedure_index].code.as_str())
        .collect()
}

/// Words of other offices, to make neighbours with; those that a title or a judged query has too are
/// left out, since a neighbour with such a word may be the better answer.
const OTHER_OFFICES: &str = "thuốc dược bệnh viện khám chữa vắc xin trường lớp học sinh giáo viên mầm non văn bằng \
    ô tô lái tàu thuyền vận tải cảng hàng hải đường bộ cầu phà sân bay bưu chính viễn thông tần báo chí \
    xuất bản phim quảng karaoke rượu bia lá xăng dầu gas hóa chất nổ mìn phân bón giống trồng thú y \
    kiểm dịch cháy lửa súng vũ khí con dấu hộ tịch khai sinh tử kết hôn luật sư công chứng giám \
    lao việc làm lương bảo hiểm xã hội thương binh liệt sĩ trẻ em già khuyết tật nghèo cứu trợ \
    du lịch lữ hành khách sạn thể thao sân golf võ thuật múa hát tượng đài di tích lễ \
    ngân sách thuế hải quan chứng khoán kế toán kiểm giá thẻ ví tiền ảo vàng bạc đá quý kim cương";

/// The real procedures and, up to `size`, neighbours of theirs: one word of the title is another.
pub fn with_neighbours(mut catalogue: Catalogue, size: usize) -> Catalogue {
    let real = catalogue.procedures.len();
    let mut taken: HashSet<String> = HashSet::new();
    let sets = [JUDGED_2022, JUDGED_2026].into_iter().chain(COUNTER);
    let asked: Vec<Judged> = sets.flat_map(judged).collect();
    let titles = catalogue.procedures.iter().map(|p| p.name.as_str());
    for text in titles.chain(asked.iter().map(|j| j.query.as_str())) {
        taken.extend(
            fold(text)
                .split(|c: char| !c.is_alphanumeric())
                .map(str::to_owned),
        );
    }
    let words: Vec<&str> = OTHER_OFFICES
        .split_whitespace()
        .filter(|w| !taken.contains(&fold(w)))
        .collect();
    let mut seed = 0x9e37_79b9_7f4a_7c15u64;
    let mut next = move |below: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    while catalogue.procedures.len() < size {
        let mut neighbour = catalogue.procedures[next(real)].clone();
        let mut title: Vec<&str> = neighbour.name.split_whitespace().collect();
        let at = next(title.len());
        if !title[at].chars().all(char::is_alphabetic) {
            continue; // 3.000m3/ngày is several words
        }
        title[at] = words[next(words.len())];
        neighbour.name = title.join(" ");
        neighbour.code = format!("9.{:06}", catalogue.procedures.len());
        neighbour.portal_code = None;
        catalogue.procedures.push(neighbour);
    }
    catalogue
}

/// How many of a kind there are, and how many have an answer first and among the first three.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    pub all: usize,
    pub first: usize,
    pub third: usize,
}

impl Tally {
    pub fn at1(&self) -> f64 {
        100.0 * self.first as f64 / self.all.max(1) as f64
    }
    pub fn at3(&self) -> f64 {
        100.0 * self.third as f64 / self.all.max(1) as f64
    }
}

/// Judges a ranking by kind; the last row is all together.
pub fn tally(set: &[Judged], rank: &mut dyn FnMut(&Judged) -> Vec<String>) -> BTreeMap<String, Tally> {
    let mut out: BTreeMap<String, Tally> = BTreeMap::new();
    for judged in set {
        let ranked = rank(judged);
        let place = ranked.iter().position(|c| judged.codes.contains(c));
        for kind in [judged.kind.as_str(), "\u{2211} all"] {
            let row = out.entry(kind.to_owned()).or_default();
            row.all += 1;
            row.first += usize::from(place == Some(0));
            row.third += usize::from(place.is_some_and(|p| p < 3));
        }
        if place != Some(0) && std::env::var_os("SHOW_MISSES").is_some() {
            let top: Vec<&str> = ranked.iter().take(4).map(String::as_str).collect();
            println!(
                "{} [{}] {:?} wants {:?} got {top:?}",
                place.map_or("miss".to_owned(), |p| format!("at {}", p + 1)),
                judged.kind,
                judged.query,
                judged.codes
            );
        }
    }
    out
}

/// The table by kind.
pub fn table(title: &str, rows: &BTreeMap<String, Tally>) -> String {
    let mut out = format!(
        "{title}\n{:<24} {:>7} {:>10} {:>10}\n",
        "kind", "queries", "first", "first 3"
    );
    for (kind, row) in rows {
        out.push_str(&format!(
            "{kind:<24} {:>7} {:>8.1} % {:>8.1} %\n",
            row.all,
            row.at1(),
            row.at3()
        ));
    }
    out
}
