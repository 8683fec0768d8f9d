//! The index: built once from a catalogue, asked at every keystroke.

use motcua_domain::catalogue::Catalogue;

use crate::{
    codes::digits_of,
    dictionary::Dictionary,
    documents::Documents,
    explain::Explanation,
    found::{Found, Hit},
    lineage::Lineage,
    matching::match_documents,
    narrowing::{Choices, Lists},
    phrases::Phrases,
    query::{Habits, Query},
    ranking::{Measured, Ranker},
    reading::{CodeEntry, Reader, Reading},
    sayings::Sayings,
    segment::Segmenter,
    shorthand::Shorthand,
    why::Why,
};

/// Rows shown must be worth at least this much of the best one.
const ENOUGH: f32 = 0.5;
/// Documents that the second pass looks at.
const MEASURED: usize = 400;
/// What one doubling of the uses at this desk adds, of the best row's worth; and the most it adds.
const USED: (f32, f32) = (0.01, 0.06);

/// What an old name counts beside a name of today, and a procedure that is gone beside one of today.
const OLD_NAME: f32 = 0.95;
const GONE: f32 = 0.85;

/// Rows with nearly one title that make a crowd, kinds of rows then seen first, and what they must be
/// worth of the best.
const MANY: usize = 8;
const SEEN_FIRST: usize = 3;
const WORTH_A_LOOK: f32 = 0.7;

/// A former name or code that leads to a procedure of today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// National code of the procedure it leads to (in the catalogue indexed).
    pub code: String,
    /// Former code, where it changed.
    pub old_code: Option<String>,
    /// Former title, where it changed.
    pub old_name: Option<String>,
}

/// A searchable catalogue.
#[derive(Debug)]
pub struct Index {
    procedures: Vec<Entry>,
    documents: Documents,
    dictionary: Dictionary,
    phrases: Phrases,
    segmenter: Segmenter,
    /// What the segmenter knows from titles alone.
    title_pairs: Segmenter,
    codes: Vec<CodeEntry>,
    choices: Choices,
    /// Procedures from this position on are gone from the catalogue.
    gone_from: usize,
}

#[derive(Debug)]
struct Entry {
    code: String,
    name: String,
}

/// A procedure that passed, by its best document.
#[derive(Debug, Clone, Copy)]
struct Row {
    procedure: usize,
    document: usize,
    score: f32,
    times: u32,
}

impl Index {
    /// Builds the index; hits refer to positions in `catalogue.procedures`.
    pub fn build(catalogue: &Catalogue, shorthand: &Shorthand) -> Self {
        Self::build_with_aliases(catalogue, shorthand, &[])
    }

    /// [`Self::build`] with what procedures were before: old names and codes lead to those of today, and
    /// those that are gone are found after the others, by words or code only. Hits at `procedures.len()`
    /// and above are those of [`Lineage::gone`].
    pub fn build_with_lineage(catalogue: &Catalogue, shorthand: &Shorthand, lineage: &Lineage) -> Self {
        if lineage.gone().is_empty() {
            return Self::build_with_aliases(catalogue, shorthand, lineage.aliases());
        }
        let mut all = catalogue.clone();
        all.procedures
            .extend(lineage.gone().iter().map(|gone| gone.procedure.clone()));
        Self {
            gone_from: catalogue.procedures.len(),
            ..Self::build_with_aliases(&all, shorthand, lineage.aliases())
        }
    }

    /// [`Self::build`] with the old names and codes under which procedures must be found too.
    pub fn build_with_aliases(catalogue: &Catalogue, shorthand: &Shorthand, aliases: &[Alias]) -> Self {
        let phrases = Phrases::read(shorthand);
        let (documents, dictionary) = Documents::read(catalogue, aliases, &Sayings::read(&phrases));
        let mut segmenter = Segmenter::default();
        let folded = |&id: &u32| {
            let folded = dictionary.exact[id as usize].folded;
            &*dictionary.folded[folded as usize].text
        };
        for document in 0..documents.len() {
            segmenter.learn(documents.title(document).iter().map(folded));
        }
        let title_pairs = segmenter.clone();
        for row in phrases.rows() {
            segmenter.learn(row.iter().map(|w| w.folded.as_str()));
        }
        let procedures = catalogue.procedures.iter();
        Self {
            procedures: procedures
                .map(|p| Entry {
                    code: p.code.clone(),
                    name: p.name.clone(),
                })
                .collect(),
            codes: code_entries(catalogue, aliases),
            choices: Choices::read(catalogue),
            gone_from: catalogue.procedures.len(),
            documents,
            dictionary,
            phrases,
            segmenter,
            title_pairs,
        }
    }

    /// Searches; `habits` is what the desk knows of procedures, or only a count of uses by code.
    pub fn search(&self, query: &Query, habits: &dyn Habits) -> Found {
        let reader = Reader {
            dictionary: &self.dictionary,
            documents: &self.documents,
            phrases: &self.phrases,
            segmenter: &self.segmenter,
            title_pairs: &self.title_pairs,
            codes: &self.codes,
        };
        let reading = reader.read(&query.text);
        if reading.words.is_empty() {
            return self.everything(query, habits);
        }
        let scores = match_documents(&reading, &self.documents);
        let (mut rows, mut found) = self.narrow(query, habits, |procedure, document| {
            let score = scores[document] * self.standing(procedure, document);
            Some((procedure, score)).filter(|_| score > 0.0)
        });
        let mut ranker = Ranker::new(&reading, &self.documents, &self.dictionary);
        self.measure(&mut rows, &mut ranker, habits);
        let shown = rows.iter().skip(query.offset).take(query.limit);
        found.hits = shown.map(|row| self.hit(row, &reading, &mut ranker)).collect();
        found
    }

    /// What a document counts beside one of today.
    fn standing(&self, procedure: usize, document: usize) -> f32 {
        if procedure >= self.gone_from {
            GONE
        } else if document >= self.procedures.len() {
            OLD_NAME
        } else {
            1.0
        }
    }

    /// No text: all that the choices leave, most used first.
    fn everything(&self, query: &Query, habits: &dyn Habits) -> Found {
        let (mut rows, mut found) = self.narrow(query, habits, |procedure, document| {
            (document < self.gone_from).then_some((procedure, 1.0))
        });
        for row in &mut rows {
            row.times = habits.uses(&self.procedures[row.procedure].code);
        }
        rows.sort_by(|a, b| b.times.cmp(&a.times).then(a.procedure.cmp(&b.procedure)));
        let shown = rows.iter().skip(query.offset).take(query.limit);
        found.hits = shown
            .map(|row| Hit {
                procedure_index: row.procedure,
                score: row.times as f32,
                why: used(row.times).into_iter().collect(),
                highlights: Vec::new(),
            })
            .collect();
        found
    }

    /// The rows good enough that pass the choices, in catalogue order, and all counts.
    fn narrow(
        &self,
        query: &Query,
        habits: &dyn Habits,
        score: impl Fn(usize, usize) -> Option<(usize, f32)>,
    ) -> (Vec<Row>, Found) {
        let mut best: Vec<Option<Row>> = vec![None; self.procedures.len()];
        let mut most = 0.0f32;
        for (document, origin) in self.documents.origins.iter().enumerate() {
            if let Some((procedure, score)) = score(origin.procedure as usize, document)
                && best[procedure].is_none_or(|b| b.score < score)
            {
                best[procedure] = Some(Row {
                    procedure,
                    document,
                    score,
                    times: 0,
                });
                most = most.max(score);
            }
        }
        let chosen = self.choices.chosen(query);
        let mut counter = self.choices.counter();
        let mut rows = Vec::new();
        for row in best.into_iter().flatten().filter(|r| r.score >= ENOUGH * most) {
            let code = &self.procedures[row.procedure].code;
            let lists = Lists::of(|list| habits.is_in(list, code));
            let fails = self.choices.fails(&chosen, row.procedure, lists);
            counter.count(row.procedure, fails, lists);
            if fails.none() {
                rows.push(row);
            }
        }
        let found = Found {
            total: counter.total(),
            facets: counter.facets(),
            loosen: counter.loosen(query, &chosen),
            ..Found::default()
        };
        (rows, found)
    }

    /// Sorts the rows: the best by a closer look, the rest as they are.
    fn measure(&self, rows: &mut [Row], ranker: &mut Ranker<'_>, habits: &dyn Habits) {
        let by_score = |a: &Row, b: &Row| b.score.total_cmp(&a.score).then(a.procedure.cmp(&b.procedure));
        if rows.len() > MEASURED {
            rows.select_nth_unstable_by(MEASURED, by_score);
            rows[MEASURED..].sort_unstable_by(by_score);
        }
        let close = rows.len().min(MEASURED);
        let mut most = 0.0f32;
        for row in &mut rows[..close] {
            row.score = ranker.score(row.document) * self.standing(row.procedure, row.document);
            row.times = habits.uses(&self.procedures[row.procedure].code);
            most = most.max(row.score);
        }
        for row in &mut rows[..close] {
            let doublings = (1.0 + row.times as f32).log2();
            row.score += most * (USED.0 * doublings).min(USED.1);
        }
        rows[..close].sort_unstable_by(by_score);
        self.take_turns(&mut rows[..close]);
    }

    /// Where many of the best rows have nearly one title, the first of the next kinds of titles are not
    /// left behind all of them.
    fn take_turns(&self, rows: &mut [Row]) {
        let Some(best) = rows.first().map(|r| r.score) else {
            return;
        };
        let alike = |a: &Row, b: &Row| {
            let (a, b) = (self.documents.title(a.document), self.documents.title(b.document));
            a.len() == b.len() && a.iter().zip(b).filter(|(x, y)| x != y).count() <= 2
        };
        let crowd = rows.iter().take(4 * MANY).filter(|r| alike(&rows[0], r)).count();
        if crowd < MANY {
            return;
        }
        for to in 1..SEEN_FIRST {
            let (first, rest) = rows.split_at(to);
            let other = rest.iter().position(|r| !first.iter().any(|f| alike(f, r)));
            match other.filter(|&at| rest[at].score >= best * WORTH_A_LOOK) {
                Some(at) => rows[to..=to + at].rotate_right(1),
                None => return,
            }
        }
    }

    fn hit(&self, row: &Row, reading: &Reading, ranker: &mut Ranker<'_>) -> Hit {
        let name = &self.procedures[row.procedure].name;
        let spelling = |id: u32| self.dictionary.exact[id as usize].spelt.to_string();
        let explain = |title| Explanation {
            reading,
            codes: &self.codes,
            title,
            spelling: &spelling,
        };
        let old_name = self.documents.origins[row.document].old_name.as_deref();
        let mut why = Vec::new();
        if let Some(old) = old_name {
            let measured = ranker.measure(row.document);
            why.push(Why::OldName { old: old.to_owned() });
            why.extend(explain(old).why(ranker, &measured, row.document as u32));
        }
        // highlights are always those of the title of today
        let measured: Measured = ranker.measure(row.procedure);
        let today = explain(name);
        if old_name.is_none() {
            why = today.why(ranker, &measured, row.document as u32);
        }
        why.extend(used(row.times));
        Hit {
            procedure_index: row.procedure,
            score: row.score,
            why,
            highlights: today.highlights(ranker, &measured, row.procedure as u32),
        }
    }

    /// Bytes held by the postings and documents, roughly; for the benchmark.
    pub fn bytes(&self) -> usize {
        self.documents.bytes() + self.dictionary.bytes()
    }
}

fn used(times: u32) -> Option<Why> {
    (times > 0).then_some(Why::Used { times })
}

fn code_entries(catalogue: &Catalogue, aliases: &[Alias]) -> Vec<CodeEntry> {
    let mut out = Vec::new();
    for (i, procedure) in catalogue.procedures.iter().enumerate() {
        let code = procedure.code.clone();
        if let Some(digits) = digits_of(&code) {
            out.push(CodeEntry {
                digits,
                document: i as u32,
                code,
                old: false,
            });
        }
    }
    for alias in aliases {
        let Some(code) = &alias.old_code else { continue };
        let to = catalogue.procedures.iter().position(|p| p.code == alias.code);
        if let (Some(digits), Some(i)) = (digits_of(code), to) {
            out.push(CodeEntry {
                digits,
                document: i as u32,
                code: code.clone(),
                old: true,
            });
        }
    }
    out
}
