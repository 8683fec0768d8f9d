//! First pass: what each document is worth at most, by walking the postings of the words.

use crate::{
    documents::{Documents, Fields, field_weight},
    reading::{Part, Reading, Unit},
};

/// For each document the worth of its best reading, without phrases and order.
pub(crate) fn match_documents(reading: &Reading, documents: &Documents) -> Vec<f32> {
    let n = documents.len();
    let by_fields: Vec<f32> = (0..=Fields::MAX).map(field_weight).collect();
    let mut layers: Vec<Vec<f32>> = vec![vec![0.0; n]];
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
            for (d, worth) in with_all_parts(unit, reading, documents, &by_fields) {
                let d = d as usize;
                layer[d] = layer[d].max(base[d] + worth);
            }
        }
        layers.push(layer);
    }
    layers.pop().unwrap_or_default()
}

/// Documents that hold all parts of a unit, with their worth: those of the rarest part, looked up in
/// the postings of the others.
fn with_all_parts(
    unit: &Unit,
    reading: &Reading,
    documents: &Documents,
    by_fields: &[f32],
) -> Vec<(u32, f32)> {
    let (parts, between) = reading.parts[unit.parts.clone()].split_at(unit.required);
    let postings = |part: &Part| -> usize {
        part.candidates
            .iter()
            .map(|c| documents.postings[c.exact as usize].len())
            .sum()
    };
    let Some((rarest, part)) = parts.iter().enumerate().min_by_key(|(_, p)| postings(p)) else {
        return Vec::new();
    };
    let mut found: Vec<(u32, f32)> = Vec::new();
    for candidate in &part.candidates {
        let worth = part.weight * candidate.quality;
        let held = documents.postings[candidate.exact as usize].iter();
        found.extend(held.map(|p| (p.document, worth * by_fields[usize::from(p.fields)])));
    }
    found.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    found.dedup_by_key(|f| f.0);
    let best = |part: &Part, document: u32| {
        let best = part.candidates.iter().map(|candidate| {
            let held = &documents.postings[candidate.exact as usize];
            match held.binary_search_by_key(&document, |p| p.document) {
                Ok(i) => part.weight * candidate.quality * by_fields[usize::from(held[i].fields)],
                Err(_) => 0.0,
            }
        });
        best.fold(0.0, f32::max)
    };
    for (_, part) in parts.iter().enumerate().filter(|&(i, _)| i != rarest) {
        found.retain_mut(|(document, sum)| {
            let best = best(part, *document);
            *sum += best;
            best > 0.0
        });
    }
    for part in between {
        for (document, sum) in &mut found {
            *sum += best(part, *document);
        }
    }
    found
}
