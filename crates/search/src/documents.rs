//! What is searched: each procedure's words, by word and by document.
//!
//! A document is a title with what surrounds it. A procedure that had another name has a second
//! document with the old title, so that old names are found as well as new ones.

use std::{collections::HashMap, ops::Range};

use motcua_domain::catalogue::{Catalogue, Procedure};

use crate::{
    dictionary::{Dictionary, DictionaryBuilder, ExactId},
    index::Alias,
    sayings::Sayings,
    text::{Mark, Word, cut},
    why::Place,
};

/// Words of a title that are looked at.
const TITLE_WORDS: usize = 400;
/// What a word that people use for a thing is worth beside the title's own word for it.
const SAID_WORTH: f32 = 0.36;
/// Words of one detail that are looked at.
const DETAIL_WORDS: usize = 64;

/// Where a word stands in a document; several at once as bits.
pub(crate) type Fields = u8;
pub(crate) const TITLE: Fields = 1;
pub(crate) const SECTOR: Fields = 2;
pub(crate) const AGENCY: Fields = 4;
pub(crate) const DETAILS: Fields = 8;
pub(crate) const SAID: Fields = 16;

/// What a match is worth by the best field it stands in.
pub(crate) fn field_weight(fields: Fields) -> f32 {
    match fields {
        f if f & TITLE != 0 => 1.0,
        f if f & SECTOR != 0 => 0.6,
        f if f & AGENCY != 0 => 0.42,
        f if f & SAID != 0 => SAID_WORTH,
        _ => 0.3,
    }
}

/// A document that holds a word.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Posting {
    pub document: u32,
    pub fields: Fields,
}

/// Where a document leads.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    /// Position of the procedure.
    pub procedure: u32,
    /// The old name this document stands for.
    pub old_name: Option<Box<str>>,
}

/// All documents.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    /// By document; the first ones are the procedures in order, then the old names.
    pub origins: Vec<Origin>,
    /// By [`ExactId`], ascending by document.
    pub postings: Vec<Vec<Posting>>,
    titles: Vec<ExactId>,
    title_ends: Vec<u32>,
    others: Vec<(ExactId, Fields)>,
    other_ends: Vec<u32>,
    initials: Vec<u8>,
    /// Agencies and sectors.
    pub names: Vec<Name>,
}

/// The name of an agency or sector, and what belongs to it.
#[derive(Debug)]
pub(crate) struct Name {
    /// Folded.
    pub words: Vec<String>,
    pub place: Place,
    /// Ascending.
    pub documents: Vec<u32>,
}

impl Documents {
    /// Reads a catalogue.
    pub fn read(catalogue: &Catalogue, aliases: &[Alias], sayings: &Sayings) -> (Self, Dictionary) {
        let mut reader = Reader::new(catalogue, sayings);
        for (i, procedure) in catalogue.procedures.iter().enumerate() {
            reader.document(
                Origin {
                    procedure: i as u32,
                    old_name: None,
                },
                &procedure.name,
                procedure,
            );
        }
        let by_code: HashMap<&str, usize> = catalogue
            .procedures
            .iter()
            .enumerate()
            .map(|(i, p)| (p.code.as_str(), i))
            .collect();
        for alias in aliases {
            if let (Some(name), Some(&i)) = (&alias.old_name, by_code.get(alias.code.as_str())) {
                let origin = Origin {
                    procedure: i as u32,
                    old_name: Some(name.as_str().into()),
                };
                reader.document(origin, name, &catalogue.procedures[i]);
            }
        }
        reader.finish()
    }

    /// How many documents.
    pub fn len(&self) -> usize {
        self.origins.len()
    }

    /// The words of a title, in order.
    pub fn title(&self, document: usize) -> &[ExactId] {
        &self.titles[range(&self.title_ends, document)]
    }

    /// The words elsewhere, each once.
    pub fn others(&self, document: usize) -> &[(ExactId, Fields)] {
        &self.others[range(&self.other_ends, document)]
    }

    /// Documents whose title has words in a row with these initials, with the first such place.
    /// Without a bar `d` means `đ` too.
    pub fn with_initials(&self, word: &Word, mut found: impl FnMut(usize, usize)) {
        let wanted: Vec<(u8, bool)> = word
            .letters
            .iter()
            .map(|l| initial_wanted(l.base, l.mark))
            .collect();
        let fits = |have: u8, (want, or_d): (u8, bool)| have == want || (or_d && have == b'D');
        for document in 0..self.len() {
            let title = &self.initials[range(&self.title_ends, document)];
            let at = title
                .windows(wanted.len().max(1))
                .position(|w| w.iter().zip(&wanted).all(|(&have, &want)| fits(have, want)));
            if let Some(at) = at {
                found(document, at);
            }
        }
    }

    /// Bytes held, roughly, for the benchmark.
    pub fn bytes(&self) -> usize {
        self.postings
            .iter()
            .map(|p| p.len() * size_of::<Posting>() + size_of::<Vec<Posting>>())
            .sum::<usize>()
            + self.titles.len() * size_of::<ExactId>()
            + self.others.len() * size_of::<(ExactId, Fields)>()
            + self.initials.len()
            + (self.title_ends.len() + self.other_ends.len()) * size_of::<u32>()
            + self.origins.len() * size_of::<Origin>()
    }
}

fn range(ends: &[u32], document: usize) -> Range<usize> {
    let start = if document == 0 { 0 } else { ends[document - 1] };
    start as usize..ends[document] as usize
}

/// `đ` is kept apart from `d` as `D`: initials with a bar mean it.
fn initial(word: &Word) -> u8 {
    match word.letters.first() {
        Some(l) if l.base == 'd' && l.mark == Mark::Bar => b'D',
        Some(l) if l.base.is_ascii() => l.base as u8,
        _ => 0,
    }
}

fn initial_wanted(base: char, mark: Mark) -> (u8, bool) {
    match (base, mark) {
        ('d', Mark::Bar) => (b'D', false),
        ('d', _) => (b'd', true),
        (base, _) if base.is_ascii() => (base as u8, false),
        _ => (1, false),
    }
}

struct Reader<'c> {
    out: Documents,
    words: DictionaryBuilder,
    /// Folded name and words, by id.
    sectors: HashMap<&'c str, (Vec<String>, Vec<ExactId>)>,
    agencies: HashMap<String, Vec<ExactId>>,
    agency_names: HashMap<&'c str, &'c str>,
    sayings: &'c Sayings,
}

impl<'c> Reader<'c> {
    fn new(catalogue: &'c Catalogue, sayings: &'c Sayings) -> Self {
        let mut words = DictionaryBuilder::default();
        let sectors = catalogue
            .sectors
            .iter()
            .map(|s| {
                let name = cut(&s.name, DETAIL_WORDS, usize::MAX)
                    .into_iter()
                    .map(|w| w.folded)
                    .collect();
                (
                    s.id.as_str(),
                    (name, numbers(&mut words, &s.name, DETAIL_WORDS, true)),
                )
            })
            .collect();
        let agency_names = catalogue
            .agencies
            .iter()
            .map(|a| (a.id.as_str(), a.name.as_str()))
            .collect();
        Self {
            out: Documents::default(),
            words,
            sectors,
            agencies: HashMap::new(),
            agency_names,
            sayings,
        }
    }

    fn document(&mut self, origin: Origin, title: &str, procedure: &Procedure) {
        let document = self.out.origins.len() as u32;
        self.out.origins.push(origin);
        let mut fields: Vec<(ExactId, Fields)> = Vec::new();
        let words = cut(title, TITLE_WORDS, usize::MAX);
        for said in self.sayings.of(&words) {
            fields.push((self.words.intern(said, false), SAID));
        }
        for word in words {
            let id = self.words.intern(&word, true);
            self.out.titles.push(id);
            self.out.initials.push(initial(&word));
            fields.push((id, TITLE));
        }
        self.out.title_ends.push(self.out.titles.len() as u32);
        if let Some((name, words)) = self.sectors.get(procedure.sector.as_str()) {
            fields.extend(words.iter().map(|&id| (id, SECTOR)));
            let name = name.clone();
            self.name(name, Place::Sector, document);
        }
        fields.extend(self.agency(document, procedure).iter().map(|&id| (id, AGENCY)));
        for detail in details(procedure) {
            let ids = numbers(&mut self.words, detail, DETAIL_WORDS, false);
            fields.extend(ids.into_iter().map(|id| (id, DETAILS)));
        }
        fields.sort_unstable();
        for group in fields.chunk_by(|a, b| a.0 == b.0) {
            let id = group[0].0;
            let all = group.iter().fold(0, |all, &(_, field)| all | field);
            if self.out.postings.len() <= id as usize {
                self.out.postings.resize_with(id as usize + 1, Vec::new);
            }
            self.out.postings[id as usize].push(Posting {
                document,
                fields: all,
            });
            if all & !TITLE != 0 {
                self.out.others.push((id, all & !TITLE));
            }
        }
        self.out.other_ends.push(self.out.others.len() as u32);
    }

    fn name(&mut self, words: Vec<String>, place: Place, document: u32) {
        match self
            .out
            .names
            .iter_mut()
            .find(|n| n.place == place && n.words == words)
        {
            Some(name) => name.documents.push(document),
            None => self.out.names.push(Name {
                words,
                place,
                documents: vec![document],
            }),
        }
    }

    fn agency(&mut self, document: u32, procedure: &Procedure) -> Vec<ExactId> {
        let name = self
            .agency_names
            .get(procedure.agency.as_str())
            .copied()
            .unwrap_or_default();
        let mut names: Vec<Vec<String>> = Vec::new();
        for part in std::iter::once(name).chain(procedure.agency_text.split(" - ")) {
            let words: Vec<String> = cut(part, DETAIL_WORDS, usize::MAX)
                .into_iter()
                .map(|w| w.folded)
                .collect();
            if !words.is_empty() && !names.contains(&words) {
                names.push(words);
            }
        }
        for words in names {
            self.name(words, Place::Agency, document);
        }
        let text = format!("{name} {}", procedure.agency_text);
        if let Some(known) = self.agencies.get(&text) {
            return known.clone();
        }
        let ids = numbers(&mut self.words, &text, DETAIL_WORDS, true);
        self.agencies.insert(text, ids.clone());
        ids
    }

    fn finish(mut self) -> (Documents, Dictionary) {
        self.out.postings.resize_with(self.words.len(), Vec::new);
        for postings in &mut self.out.postings {
            postings.shrink_to_fit();
        }
        let postings = &self.out.postings;
        let dictionary = self.words.build(|ids| {
            let count = |wanted: Fields| {
                let holding = |id: &ExactId| {
                    postings[*id as usize]
                        .iter()
                        .filter(|p| p.fields & wanted != 0)
                        .map(|p| p.document)
                };
                match ids {
                    [only] => holding(only).count(),
                    several => {
                        let mut all: Vec<u32> = several.iter().flat_map(holding).collect();
                        all.sort_unstable();
                        all.dedup();
                        all.len()
                    }
                }
            };
            let in_titles = count(TITLE);
            (if in_titles > 0 {
                in_titles
            } else {
                count(Fields::MAX)
            }) as u32
        });
        (self.out, dictionary)
    }
}

fn numbers(words: &mut DictionaryBuilder, text: &str, max: usize, main: bool) -> Vec<ExactId> {
    let mut ids: Vec<ExactId> = cut(text, max, usize::MAX)
        .iter()
        .map(|word| words.intern(word, main))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// What a procedure says beside its title: papers, cases, result.
fn details(procedure: &Procedure) -> impl Iterator<Item = &str> {
    let components = procedure.components.iter().flatten().map(|c| c.name.as_str());
    let cases = procedure.cases.iter().map(|c| c.name.as_str());
    components.chain(cases).chain(procedure.result.as_deref())
}
