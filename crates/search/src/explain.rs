//! The reasons for a row, and what to highlight in its title.

use crate::{
    codes::CodeMatch,
    dictionary::How,
    documents::{AGENCY, DETAILS, Fields, SAID, SECTOR, TITLE},
    ranking::{Measured, Ranker, places},
    reading::{CodeEntry, Reading, Source},
    text::{Word, cut},
    why::{Place, Why},
};

/// Most reasons given of one kind.
const MOST: usize = 4;

/// Reasons and highlights of one row, from its ranker's last measuring.
pub(crate) struct Explanation<'q> {
    pub reading: &'q Reading,
    pub codes: &'q [CodeEntry],
    /// The title measured.
    pub title: &'q str,
    pub spelling: &'q dyn Fn(u32) -> String,
}

impl Explanation<'_> {
    /// Why the document is there.
    pub fn why(&self, ranker: &Ranker<'_>, measured: &Measured, document: u32) -> Vec<Why> {
        let words = cut(self.title, 400, usize::MAX);
        let spelt = |at: usize| {
            words
                .get(at)
                .and_then(|w| self.title.get(w.bytes.clone()))
                .unwrap_or_default()
        };
        let mut codes = Vec::new();
        let mut readings = Vec::new();
        let mut loose = Vec::new();
        let mut elsewhere: Vec<(Place, Vec<String>)> = Vec::new();
        let mut title_places = 0u128;
        for &number in &measured.units {
            let unit = &self.reading.units[number];
            let typed = || self.reading.typed(unit);
            if let Some(direct) = ranker.direct(number, document) {
                if let Source::Name(place) = unit.source {
                    note(&mut elsewhere, place, typed());
                } else if let Some((entry, m)) = direct.code {
                    let entry = &self.codes[entry as usize];
                    let whole = matches!(m, CodeMatch::Whole | CodeMatch::Number);
                    codes.push(Why::Code {
                        code: entry.code.clone(),
                        whole,
                    });
                    if entry.old {
                        codes.push(Why::OldName {
                            old: entry.code.clone(),
                        });
                    }
                } else {
                    let at = usize::from(direct.title.0);
                    let means: Vec<&str> = (at..at + usize::from(direct.title.1)).map(spelt).collect();
                    readings.push(Why::Shorthand {
                        typed: typed(),
                        means: means.join(" "),
                    });
                    title_places |= places(direct.title);
                }
                continue;
            }
            match &unit.source {
                Source::Phrase(means) => readings.push(Why::Shorthand {
                    typed: typed(),
                    means: means.clone(),
                }),
                Source::ReadAs(read) => readings.push(Why::ReadAs {
                    typed: typed(),
                    read: read.clone(),
                }),
                _ if self.reading.words[unit.start].glued => {
                    let read = self.glued(unit.start);
                    if !readings.contains(&read) {
                        readings.push(read);
                    }
                }
                _ => {}
            }
            for part in unit.parts.clone() {
                let meeting = ranker.meeting(measured, part);
                if meeting.quality == 0.0 {
                    continue;
                }
                let found = || (self.spelling)(meeting.exact);
                if meeting.fields & TITLE == 0 {
                    note(&mut elsewhere, place(meeting.fields), found());
                    continue;
                }
                match meeting.how {
                    How::Whole => title_places |= meeting.places,
                    How::Beginning => loose.push(Why::Beginning {
                        typed: typed(),
                        found: found(),
                    }),
                    How::Slip if matches!(unit.source, Source::ReadAs(_)) => {}
                    How::Slip => loose.push(Why::Slip {
                        typed: typed(),
                        found: found(),
                    }),
                }
            }
        }
        let mut out = codes;
        if title_places != 0 {
            out.push(title_words(title_places, &spelt));
        }
        readings.truncate(MOST);
        loose.truncate(MOST);
        elsewhere.sort_by_key(|e| e.0);
        out.extend(readings);
        out.extend(loose);
        out.extend(
            elsewhere
                .into_iter()
                .map(|(place, words)| Why::Elsewhere { place, words }),
        );
        out
    }

    fn glued(&self, at: usize) -> Why {
        let text = &self.reading.words[at].text;
        let pieces = self.reading.words.iter().filter(|w| w.glued && w.text == *text);
        let read: Vec<String> = pieces.map(|w| w.forms[0].spelt()).collect();
        Why::ReadAs {
            typed: text.clone(),
            read: read.join(" "),
        }
    }

    /// Matches in the title, in UTF-16 units.
    pub fn highlights(&self, ranker: &Ranker<'_>, measured: &Measured, document: u32) -> Vec<(u32, u32)> {
        let words = cut(self.title, 128, usize::MAX);
        let mut ends: Vec<Option<u32>> = vec![None; words.len()];
        for &number in &measured.units {
            let unit = &self.reading.units[number];
            if let Some(direct) = ranker.direct(number, document) {
                mark(&mut ends, &words, places(direct.title), |w| w.utf16.end);
            }
            for part in unit.parts.clone() {
                let meeting = ranker.meeting(measured, part);
                let typed = self.reading.words[unit.start]
                    .forms
                    .iter()
                    .map(|f| f.letters.len())
                    .min();
                let end = |w: &Word| match (meeting.how, typed) {
                    (How::Beginning, Some(n)) if n > 0 && n <= w.letters.len() => w.letters[n - 1].end,
                    _ => w.utf16.end,
                };
                mark(&mut ends, &words, meeting.places, end);
            }
        }
        self.join(&words, &ends)
    }

    /// Words next to each other become one stretch when nothing but blanks parts them.
    fn join(&self, words: &[Word], ends: &[Option<u32>]) -> Vec<(u32, u32)> {
        let mut out: Vec<(u32, u32)> = Vec::new();
        let mut whole_before: Option<usize> = None;
        for (word, end) in words.iter().zip(ends) {
            let Some(end) = *end else { continue };
            let blank = |from: usize| {
                self.title
                    .get(from..word.bytes.start)
                    .is_some_and(|gap| gap.chars().all(char::is_whitespace))
            };
            match (out.last_mut(), whole_before) {
                (Some(last), Some(from)) if blank(from) => last.1 = end - last.0,
                _ => out.push((word.utf16.start, end - word.utf16.start)),
            }
            whole_before = (end == word.utf16.end).then_some(word.bytes.end);
        }
        out
    }
}

fn mark(ends: &mut [Option<u32>], words: &[Word], places: u128, end: impl Fn(&Word) -> u32) {
    for (at, word) in words.iter().enumerate().filter(|(at, _)| places >> at & 1 == 1) {
        ends[at] = ends[at].max(Some(end(word)));
    }
}

/// The words met, those next to each other as one.
fn title_words<'w>(places: u128, spelt: &impl Fn(usize) -> &'w str) -> Why {
    let mut words: Vec<String> = Vec::new();
    for at in (0..128).filter(|p| places >> p & 1 == 1) {
        match words.last_mut() {
            Some(last) if at > 0 && places >> (at - 1) & 1 == 1 => {
                last.push(' ');
                last.push_str(spelt(at));
            }
            _ => words.push(spelt(at).to_owned()),
        }
    }
    let phrase = words.len() == 1 && places.count_ones() > 1;
    let mut seen: Vec<String> = Vec::new();
    words.retain(|w| {
        let new = !seen.contains(&w.to_lowercase());
        seen.push(w.to_lowercase());
        new
    });
    Why::TitleWords { words, phrase }
}

fn place(fields: Fields) -> Place {
    debug_assert!(fields & (SECTOR | AGENCY | DETAILS | SAID) != 0);
    match fields {
        f if f & SECTOR != 0 => Place::Sector,
        f if f & AGENCY != 0 => Place::Agency,
        f if f & SAID != 0 => Place::Sayings,
        _ => Place::Details,
    }
}

fn note(elsewhere: &mut Vec<(Place, Vec<String>)>, place: Place, word: String) {
    match elsewhere.iter_mut().find(|(p, _)| *p == place) {
        Some((_, words)) if words.contains(&word) || words.len() >= MOST => {}
        Some((_, words)) => words.push(word),
        None => elsewhere.push((place, vec![word])),
    }
}
