//! Words written together: `giayphepmoitruong`, `nướcdướiđất`.

use std::collections::HashSet;

use crate::text::{Letter, Word};

/// Longest syllable, in letters (`nghieng`).
const LONGEST: usize = 7;

/// Knows which words follow each other somewhere.
#[derive(Debug, Default, Clone)]
pub(crate) struct Segmenter {
    words: HashSet<Box<str>>,
    pairs: HashSet<(Box<str>, Box<str>)>,
}

impl Segmenter {
    /// Learns words in a row.
    pub fn learn<'w>(&mut self, row: impl Iterator<Item = &'w str>) {
        let mut before: Option<&str> = None;
        for word in row {
            if !self.words.contains(word) {
                self.words.insert(word.into());
            }
            if let Some(before) = before {
                self.pairs.insert((before.into(), word.into()));
            }
            before = Some(word);
        }
    }

    /// Whether it was learnt.
    pub fn knows(&self, folded: &str) -> bool {
        self.words.contains(folded)
    }

    /// The words that a glued one is made of, at least two, mostly ones that follow each other
    /// somewhere; of an `unfinished` one the last may be a beginning.
    pub fn split(&self, word: &Word, unfinished: bool) -> Option<Vec<Word>> {
        let letters: Vec<char> = word.letters.iter().map(|l| l.base).collect();
        if letters.len() < 4 || !letters.iter().all(char::is_ascii_alphanumeric) {
            return None;
        }
        let text: String = letters.iter().collect();
        // best[end] holds, for each word ending there, the cost of the cheapest way to it
        let mut best: Vec<Vec<Step>> = vec![Vec::new(); text.len() + 1];
        for end in 2..=text.len() {
            for start in end.saturating_sub(LONGEST)..=end - 2 {
                let piece = normalised(&text[start..end]);
                let whole = self.words.contains(piece.as_str());
                let last_begun = unfinished && end == text.len() && !whole && self.begins(&piece);
                if !whole && !last_begun {
                    continue;
                }
                let own = if whole { 1.0 } else { 1.6 };
                let step = if start == 0 {
                    Some((own, usize::MAX))
                } else {
                    self.cheapest(&best[start], &piece)
                        .map(|(cost, i)| (cost + own, i))
                };
                if let Some((cost, from)) = step {
                    best[end].push(Step {
                        start,
                        piece,
                        cost,
                        from,
                    });
                }
            }
        }
        let glued = best[text.len()].iter().filter(|s| s.start > 0);
        let mut step = glued.min_by(|a, b| a.cost.total_cmp(&b.cost))?;
        let mut cuts = vec![text.len()];
        let mut strange = 0;
        while step.start > 0 {
            let before = &best[step.start][step.from];
            strange += usize::from(!self.follows(&before.piece, &step.piece));
            cuts.push(step.start);
            step = before;
        }
        let pieces = cuts.len();
        if strange * 3 > pieces - 1 + usize::from(pieces > 2) {
            return None;
        }
        cuts.push(0);
        cuts.reverse();
        Some(cuts.windows(2).map(|c| part(word, c[0], c[1])).collect())
    }

    /// Whether the second was learnt right after the first.
    pub fn follows(&self, before: &str, word: &str) -> bool {
        self.pairs.contains(&(before.into(), word.into()))
    }

    fn begins(&self, piece: &str) -> bool {
        self.words.iter().any(|w| w.starts_with(piece))
    }

    fn cheapest(&self, before: &[Step], piece: &str) -> Option<(f32, usize)> {
        let cost = |s: &Step| s.cost + if self.follows(&s.piece, piece) { 0.0 } else { 2.5 };
        before
            .iter()
            .map(cost)
            .enumerate()
            .map(|(i, c)| (c, i))
            .min_by(|a, b| a.0.total_cmp(&b.0))
    }
}

#[derive(Debug, Clone)]
struct Step {
    start: usize,
    piece: String,
    cost: f32,
    from: usize,
}

fn normalised(piece: &str) -> String {
    let letters: Vec<Letter> = piece.chars().map(Letter::plain).collect();
    Word::from_letters(&letters, 0..0, 0..0).folded
}

fn part(word: &Word, from: usize, to: usize) -> Word {
    let start = if from == 0 {
        word.utf16.start
    } else {
        word.letters[from - 1].end
    };
    let end = word.letters[to - 1].end;
    Word::from_letters(&word.letters[from..to], start..end, word.bytes.clone())
}
