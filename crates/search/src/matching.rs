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
    let mut worths = Vec::new();
    for (_, part) in parts.iter().enumerate().filter(|&(i, _)| i != rarest) {
        worth_to(&found, part, documents, by_fields, &mut worths);
        let mut worths = worths.iter();
        found.retain_mut(|(_, sum)| {
            let worth = worths.next().copied().unwrap_or_default();
            *sum += worth;
            worth > 0.0
        });
    }
    for part in between {
        worth_to(&found, part, documents, by_fields, &mut worths);
        for ((_, sum), worth) in found.iter_mut().zip(&worths) {
            *sum += worth;
        }
    }
    found
}

/// What a part is worth to each of these documents, which ascend as postings do; nothing to those without it.
fn worth_to(
    found: &[(u32, f32)],
    part: &Part,
    documents: &Documents,
    by_fields: &[f32],
    worths: &mut Vec<f32>,
) {
    worths.clear();
    worths.resize(found.len(), 0.0);
    for candidate in &part.candidates {
        let worth = part.weight * candidate.quality;
        let mut held = documents.postings[candidate.exact as usize].iter().peekable();
        for ((document, _), best) in found.iter().zip(worths.iter_mut()) {
            while held.next_if(|posting| posting.document < *document).is_some() {}
            match held.peek() {
                Some(posting) if posting.document == *document => {
                    *best = best.max(worth * by_fields[usize::from(posting.fields)]);
                }
                Some(_) => {}
                None => break,
            }
        }
    }
}
