//! What people say of a procedure: the words of all everyday phrases that stand for what its title says.
//!
//! A phrase of the list is met as it stands ([`crate::phrases`]); people seldom say it just so. Its words
//! are therefore kept beside each title that it may mean, as a weak field, so that `mấy công ruộng nhà
//! tôi` still leans towards what `đất ruộng` stands for.

use std::collections::{HashMap, HashSet};

use crate::{phrases::Phrases, text::Word};

/// The words said, by what a title must hold.
#[derive(Debug, Default)]
pub(crate) struct Sayings {
    meanings: Vec<Meaning>,
    /// Meanings by one of their words, the one that fewest meanings have.
    by_word: HashMap<String, Vec<usize>>,
}

#[derive(Debug)]
struct Meaning {
    /// Words that the title must hold, marks and all.
    needs: Vec<String>,
    said: Vec<Word>,
}

impl Sayings {
    /// Reads the everyday entries.
    pub fn read(phrases: &Phrases) -> Self {
        let mut out = Self::default();
        let mut met: HashMap<String, usize> = HashMap::new();
        for (phrases, meanings) in phrases.everyday() {
            let mut seen = HashSet::new();
            let said: Vec<Word> = phrases
                .into_iter()
                .flatten()
                .filter(|w| seen.insert(w.exact_key()))
                .cloned()
                .collect();
            for meaning in &meanings.means {
                let mut needs: Vec<String> = meaning.words.iter().map(Word::exact_key).collect();
                needs.sort_unstable();
                needs.dedup();
                for word in &needs {
                    *met.entry(word.clone()).or_default() += 1;
                }
                out.meanings.push(Meaning {
                    needs,
                    said: said.clone(),
                });
            }
        }
        for (number, meaning) in out.meanings.iter().enumerate() {
            let rarest = meaning.needs.iter().min_by_key(|w| (met[*w], *w));
            if let Some(word) = rarest {
                out.by_word.entry(word.clone()).or_default().push(number);
            }
        }
        out
    }

    /// The words said of a title.
    pub fn of(&self, title: &[Word]) -> Vec<&Word> {
        let keys: HashSet<String> = title.iter().map(Word::exact_key).collect();
        let near = keys.iter().filter_map(|key| self.by_word.get(key)).flatten();
        let mut meant: Vec<usize> = near
            .copied()
            .filter(|&m| self.meanings[m].needs.iter().all(|w| keys.contains(w)))
            .collect();
        meant.sort_unstable();
        meant.iter().flat_map(|&m| &self.meanings[m].said).collect()
    }
}
