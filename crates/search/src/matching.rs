//! First pass: what each document is worth at most, by walking the postings of the words.

use crate::{
    documents::{Documents, Fields, field_weight},
    reading::{Reading, Source, Unit},
};

/// For each document the worth of its best reading, without phrases and order.
pub(crate) fn match_documents(reading: &Reading, documents: &Documents) -> Vec<f32> {
    let n = documents.len();
    let by_fields: Vec<f32> = (0..=Fields::MAX).map(field_weight).collect();
    let mut layers: Vec<Vec<f32>> = vec![vec![0.0; n]];
    let mut gather = Gather::default();
    for end in 1..=reading.words.len() {
        let mut layer = layers[end - 1].clone();
        for unit in reading.units.iter().filter(|u| u.end == end) {
            let base = &layers[unit.start];
            if !unit.found.is_empty() {
                for direct in &unit.found {
                    let d = direct.document as usize;
                    layer[d] = layer[d].max(base[d] + direct.score);
                }
                continue;
            }
            if unit.parts.len() == 1 {
                let part = &reading.parts[unit.parts.start];
                for candidate in &part.candidates {
                    let worth = part.weight * candidate.quality;
                    for posting in &documents.postings[candidate.exact as usize] {
                        let d = posting.document as usize;
                        layer[d] = layer[d].max(base[d] + worth * by_fields[usize::from(posting.fields)]);
                    }
                }
                continue;
            }
            gather.unit(unit, reading, documents, &by_fields);
            for &(d, worth) in &gather.whole {
                let d = d as usize;
                layer[d] = layer[d].max(base[d] + worth);
            }
        }
        layers.push(layer);
    }
    layers.pop().unwrap_or_default()
}

/// Adds up the parts of a unit that has several.
#[derive(Default)]
struct Gather {
    best: Vec<f32>,
    sum: Vec<f32>,
    parts: Vec<u16>,
    touched: Vec<u32>,
    whole: Vec<(u32, f32)>,
}

impl Gather {
    fn unit(&mut self, unit: &Unit, reading: &Reading, documents: &Documents, by_fields: &[f32]) {
        self.best.resize(documents.len(), 0.0);
        self.sum.resize(documents.len(), 0.0);
        self.parts.resize(documents.len(), 0);
        let mut all_touched: Vec<u32> = Vec::new();
        for part in &reading.parts[unit.parts.clone()] {
            for candidate in &part.candidates {
                let worth = part.weight * candidate.quality;
                for posting in &documents.postings[candidate.exact as usize] {
                    let d = posting.document as usize;
                    if self.best[d] == 0.0 {
                        self.touched.push(posting.document);
                    }
                    self.best[d] = self.best[d].max(worth * by_fields[usize::from(posting.fields)]);
                }
            }
            for d in self.touched.drain(..) {
                let at = d as usize;
                if self.parts[at] == 0 {
                    all_touched.push(d);
                }
                self.parts[at] += 1;
                self.sum[at] += self.best[at];
                self.best[at] = 0.0;
            }
        }
        let needed = if matches!(unit.source, Source::Phrase(_)) {
            unit.parts.len()
        } else {
            1
        };
        self.whole.clear();
        for d in all_touched {
            let at = d as usize;
            if usize::from(self.parts[at]) >= needed {
                self.whole.push((d, self.sum[at]));
            }
            self.parts[at] = 0;
            self.sum[at] = 0.0;
        }
    }
}
