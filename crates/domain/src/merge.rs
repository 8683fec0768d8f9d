//! One draft on two desks: what both did to it, put together field by field.
//!
//! A *field* is one answer or one paper. The merge is three-way: against `base`, the last content that
//! both sides knew. What only one side changed is taken from it; what both changed to the same is taken
//! once; what they changed to different things is a [`Dispute`]: this side's value stays where it was,
//! the other's is shown beside it, and a person decides. Nothing is decided by clocks.
//!
//! Places within a component are a matter of order, not of content: they never dispute.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::content::{DossierContent, FieldValue, Paper};

/// What papers' fields begin with; no path of an answer does.
const PAPERS: &str = "papers.";

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DraftValue {
    /// An answer.
    Answer {
        /// Its value.
        value: FieldValue,
    },
    /// A paper.
    Paper {
        /// Its description; the place in it says nothing.
        paper: Paper,
    },
}

/// A field that both sides changed, each to something else. `None`: not there (cleared, removed).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dispute {
    /// What both sides last agreed on.
    pub before: Option<DraftValue>,
    /// This side's.
    pub ours: Option<DraftValue>,
    /// The other's.
    pub theirs: Option<DraftValue>,
}

/// What came of a merge.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Merged {
    /// Everything that is agreed, and this side's value of what is not.
    pub content: DossierContent,
    /// What is not.
    pub disputes: BTreeMap<String, Dispute>,
}

/// The name of a paper's field.
pub fn paper_field(id: Uuid) -> String {
    format!("{PAPERS}{id}")
}

/// The paper that a field is about; `None`: an answer.
pub fn paper_of(field: &str) -> Option<Uuid> {
    field.strip_prefix(PAPERS)?.parse().ok()
}

/// What a content holds in a field.
pub fn field_of(content: &DossierContent, field: &str) -> Option<DraftValue> {
    match paper_of(field) {
        Some(id) => content.papers.iter().find(|paper| paper.id == id).map(placeless),
        None => content
            .answers
            .get(field)
            .map(|value| DraftValue::Answer { value: value.clone() }),
    }
}

/// Puts a value in a field, or takes it away.
pub fn set_field(content: &mut DossierContent, field: &str, value: Option<DraftValue>) {
    match (paper_of(field), value) {
        (None, Some(DraftValue::Answer { value })) => {
            content.answers.insert(field.to_owned(), value);
        }
        (None, _) => {
            content.answers.remove(field);
        }
        (Some(id), Some(DraftValue::Paper { paper })) => {
            match content.papers.iter_mut().find(|known| known.id == id) {
                Some(known) => {
                    *known = Paper {
                        position: known.position,
                        ..paper
                    }
                }
                None => content.papers.push(Paper {
                    position: u32::MAX,
                    ..paper
                }),
            }
        }
        (Some(id), _) => content.papers.retain(|paper| paper.id != id),
    }
    put_in_order(content);
}

/// Gives papers the places 0, 1, 2 … within their component, in the order they have.
pub fn put_in_order(content: &mut DossierContent) {
    content
        .papers
        .sort_by(|a, b| (&a.component, a.position, a.id).cmp(&(&b.component, b.position, b.id)));
    let mut place = 0;
    for at in 0..content.papers.len() {
        if at > 0 && content.papers[at].component != content.papers[at - 1].component {
            place = 0;
        }
        content.papers[at].position = place;
        place += 1;
    }
}

/// The fields of a content.
pub fn fields(content: &DossierContent) -> BTreeSet<String> {
    let papers = content.papers.iter().map(|paper| paper_field(paper.id));
    content.answers.keys().cloned().chain(papers).collect()
}

fn placeless(paper: &Paper) -> DraftValue {
    DraftValue::Paper {
        paper: Paper {
            position: 0,
            ..paper.clone()
        },
    }
}

/// Puts two contents together that came from `base`. A field of `open` was disputed before and stays so
/// until both sides hold the same, whatever they came from.
pub fn merge(
    base: &DossierContent,
    ours: &DossierContent,
    theirs: &DossierContent,
    open: &BTreeSet<String>,
) -> Merged {
    let mut merged = Merged::default();
    let all: BTreeSet<String> = [base, ours, theirs].into_iter().flat_map(fields).collect();
    for field in all {
        let [before, o, t] = [base, ours, theirs].map(|content| field_of(content, &field));
        let value = if o == t || (t == before && !open.contains(&field)) {
            o
        } else if open.contains(&field) || (o != before && t != before) {
            let dispute = Dispute {
                before,
                ours: o.clone(),
                theirs: t,
            };
            merged.disputes.insert(field.clone(), dispute);
            o
        } else {
            t
        };
        match value {
            Some(DraftValue::Answer { value }) => {
                merged.content.answers.insert(field, value);
            }
            Some(DraftValue::Paper { paper }) => {
                let position = place(paper.id, base, ours, theirs);
                merged.content.papers.push(Paper { position, ..paper });
            }
            None => {}
        }
    }
    put_in_order(&mut merged.content);
    merged
}

/// Where a paper goes: where the side put it that moved it; where both did, the place further ahead.
fn place(id: Uuid, base: &DossierContent, ours: &DossierContent, theirs: &DossierContent) -> u32 {
    let place = |content: &DossierContent| content.papers.iter().find(|p| p.id == id).map(|p| p.position);
    match (place(base), place(ours), place(theirs)) {
        (before, Some(ours), Some(theirs)) if before == Some(ours) => theirs,
        (before, Some(ours), Some(theirs)) if before == Some(theirs) => ours,
        (_, Some(ours), Some(theirs)) => ours.min(theirs),
        (_, ours, theirs) => ours.or(theirs).unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection, prelude::*};

    use super::*;

    /// Few fields, few values: so that the sides meet often.
    fn content() -> impl Strategy<Value = DossierContent> {
        let answers = collection::btree_map(
            prop_oneof![
                "applicant.phone",
                "form.note",
                "owner.address.street",
                "form.flow"
            ],
            prop_oneof![
                "[abc]".prop_map(FieldValue::Text),
                any::<bool>().prop_map(FieldValue::Flag),
                (0u8..3).prop_map(|n| FieldValue::Number(f64::from(n))),
            ],
            0..4,
        );
        let papers = collection::btree_map(0u128..5, ("[ab]", "[xyz]", 0u32..4), 0..5);
        (answers, papers).prop_map(|(answers, papers)| {
            let mut content = DossierContent {
                answers,
                papers: papers
                    .into_iter()
                    .map(|(id, (component, sha256, position))| Paper {
                        id: Uuid::from_u128(id),
                        component,
                        file_name: format!("{sha256}.pdf"),
                        size: 1,
                        sha256,
                        media_type: "application/pdf".into(),
                        position,
                    })
                    .collect(),
            };
            put_in_order(&mut content);
            content
        })
    }

    fn none() -> BTreeSet<String> {
        BTreeSet::new()
    }

    /// Everything settled in favour of one side.
    fn settled(mut merged: Merged, theirs: bool) -> DossierContent {
        for (field, dispute) in merged.disputes {
            let value = if theirs { dispute.theirs } else { dispute.ours };
            set_field(&mut merged.content, &field, value);
        }
        merged.content
    }

    fn values(content: &DossierContent) -> BTreeMap<String, DraftValue> {
        fields(content)
            .into_iter()
            .filter_map(|field| field_of(content, &field).map(|value| (field, value)))
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]

        #[test]
        fn it_does_not_matter_who_merges(base in content(), a in content(), b in content()) {
            let (here, there) = (merge(&base, &a, &b, &none()), merge(&base, &b, &a, &none()));
            let mirrored: BTreeMap<_, _> = there.disputes.iter().map(|(field, d)| {
                let Dispute { before, ours, theirs } = d.clone();
                (field.clone(), Dispute { before, ours: theirs, theirs: ours })
            }).collect();
            prop_assert_eq!(&here.disputes, &mirrored);
            prop_assert_eq!(values(&settled(here.clone(), false)), values(&settled(there.clone(), true)));
            prop_assert_eq!(values(&settled(here, true)), values(&settled(there, false)));
        }

        #[test]
        fn without_disputes_both_sides_end_with_the_same(base in content(), a in content(), b in content()) {
            let (here, there) = (merge(&base, &a, &b, &none()), merge(&base, &b, &a, &none()));
            if here.disputes.is_empty() {
                prop_assert_eq!(here.content, there.content);
            }
        }

        #[test]
        fn what_changed_on_one_side_only_is_taken(base in content(), a in content()) {
            for merged in [merge(&base, &base, &a, &none()), merge(&base, &a, &base, &none()), merge(&base, &a, &a, &none())] {
                prop_assert_eq!(&merged.content, &a);
                prop_assert!(merged.disputes.is_empty());
            }
        }

        #[test]
        fn merging_again_changes_nothing(base in content(), a in content(), b in content()) {
            let once = merge(&base, &a, &b, &none());
            let open = once.disputes.keys().cloned().collect();
            let twice = merge(&b, &once.content, &b, &open);
            prop_assert_eq!(&twice.content, &once.content);
            prop_assert!(twice.disputes.keys().eq(once.disputes.keys()));
        }

        #[test]
        fn nothing_that_anybody_did_is_lost(base in content(), a in content(), b in content()) {
            let merged = merge(&base, &a, &b, &none());
            for side in [&a, &b] {
                for field in fields(side).union(&fields(&base)) {
                    let now = field_of(side, field);
                    if now == field_of(&base, field) {
                        continue; // this side did nothing to it
                    }
                    let kept = field_of(&merged.content, field) == now
                        || merged.disputes.get(field).is_some_and(|d| d.ours == now || d.theirs == now);
                    prop_assert!(kept, "{} of {:?}", field, now);
                }
            }
        }

        #[test]
        fn what_is_disputed_stays_so_until_both_hold_the_same(base in content(), a in content(), b in content()) {
            let open: BTreeSet<String> = fields(&a).into_iter().chain(fields(&b)).collect();
            let merged = merge(&base, &a, &b, &open);
            for field in open {
                prop_assert_eq!(merged.disputes.contains_key(&field), field_of(&a, &field) != field_of(&b, &field));
            }
        }

        #[test]
        fn places_are_counted_without_gaps(base in content(), a in content(), b in content()) {
            let merged = merge(&base, &a, &b, &none()).content;
            let mut ordered = merged.clone();
            put_in_order(&mut ordered);
            prop_assert_eq!(merged, ordered);
        }
    }

    #[test]
    fn a_paper_removed_here_and_replaced_there_is_disputed() {
        let paper = |sha: &str| Paper {
            id: Uuid::from_u128(1),
            component: "TP01".into(),
            file_name: "don.pdf".into(),
            size: 1,
            sha256: sha.into(),
            media_type: "application/pdf".into(),
            position: 0,
        };
        let with = |papers: Vec<Paper>| DossierContent {
            papers,
            ..DossierContent::default()
        };
        let merged = merge(
            &with(vec![paper("a")]),
            &with(Vec::new()),
            &with(vec![paper("b")]),
            &none(),
        );
        let dispute = &merged.disputes[&paper_field(Uuid::from_u128(1))];
        assert_eq!(dispute.ours, None);
        assert!(matches!(&dispute.theirs, Some(DraftValue::Paper { paper }) if paper.sha256 == "b"));
        assert!(merged.content.papers.is_empty());
    }
}
