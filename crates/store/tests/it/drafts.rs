//! Drafts against a simple twin in memory, and what may be seen of others'.

use std::collections::BTreeMap;

use motcua_domain::{
    content::{Answers, FieldValue, Paper},
    status::SyncState,
};
use motcua_store::{AnswerChange, NewDossier, StoreError, Whose};
use proptest::prelude::*;
use uuid::Uuid;

use crate::support::{at, bench, draft, new_draft, paper, put, set, text};

#[derive(Debug, Clone)]
enum Step {
    Create,
    Answer {
        dossier: usize,
        changes: Vec<(u8, Option<String>)>,
    },
    Add {
        dossier: usize,
        component: u8,
        bytes: u8,
    },
    Replace {
        dossier: usize,
        paper: usize,
        bytes: u8,
    },
    Remove {
        dossier: usize,
        paper: usize,
    },
    Restore {
        dossier: usize,
        paper: usize,
    },
    Move {
        dossier: usize,
        paper: usize,
        position: u32,
    },
    Delete {
        dossier: usize,
    },
    Undelete {
        dossier: usize,
    },
    Sweep,
    Reopen,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let dossier = 0..4usize;
    let paper = 0..6usize;
    let changes = prop::collection::vec((0..12u8, prop::option::of("\\PC{0,12}")), 1..4);
    let step = prop_oneof![
        2 => Just(Step::Create),
        8 => (dossier.clone(), changes).prop_map(|(dossier, changes)| Step::Answer { dossier, changes }),
        5 => (dossier.clone(), 0..2u8, 0..5u8)
            .prop_map(|(dossier, component, bytes)| Step::Add { dossier, component, bytes }),
        2 => (dossier.clone(), paper.clone(), 0..5u8)
            .prop_map(|(dossier, paper, bytes)| Step::Replace { dossier, paper, bytes }),
        3 => (dossier.clone(), paper.clone()).prop_map(|(dossier, paper)| Step::Remove { dossier, paper }),
        2 => (dossier.clone(), paper.clone()).prop_map(|(dossier, paper)| Step::Restore { dossier, paper }),
        3 => (dossier.clone(), paper, 0..5u32)
            .prop_map(|(dossier, paper, position)| Step::Move { dossier, paper, position }),
        1 => dossier.clone().prop_map(|dossier| Step::Delete { dossier }),
        1 => dossier.prop_map(|dossier| Step::Undelete { dossier }),
        1 => Just(Step::Sweep),
        1 => Just(Step::Reopen),
    ];
    prop::collection::vec(step, 1..40)
}

/// The twin of a dossier.
#[derive(Debug, Clone, Default)]
struct Twin {
    id: Uuid,
    answers: Answers,
    /// Per component, in order: paper and what is in it.
    papers: BTreeMap<String, Vec<(Uuid, u8)>>,
    removed: Vec<(String, Uuid, u8)>,
    /// In the order they were added.
    known: Vec<Uuid>,
    deleted: bool,
}

impl Twin {
    fn place(&self, id: Uuid) -> Option<(String, usize)> {
        self.papers.iter().find_map(|(component, papers)| {
            papers
                .iter()
                .position(|(paper, _)| *paper == id)
                .map(|at| (component.clone(), at))
        })
    }
}

fn bytes_of(seed: u8) -> Vec<u8> {
    vec![seed; 100 + usize::from(seed)]
}

fn expected_papers(twin: &Twin) -> Vec<(Uuid, String, u64, u32)> {
    let mut papers = Vec::new();
    for (component, members) in &twin.papers {
        for (position, (id, seed)) in members.iter().enumerate() {
            papers.push((
                *id,
                component.clone(),
                bytes_of(*seed).len() as u64,
                position as u32,
            ));
        }
    }
    papers
}

fn seen(papers: Vec<Paper>) -> Vec<(Uuid, String, u64, u32)> {
    papers
        .into_iter()
        .map(|paper| (paper.id, paper.component, paper.size, paper.position))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, failure_persistence: None, ..Default::default() })]

    #[test]
    fn the_store_behaves_like_its_twin(steps in steps()) {
        let mut bench = bench();
        let mut twins: Vec<Twin> = Vec::new();
        for (second, step) in steps.into_iter().enumerate() {
            let now = at(second as i64);
            match step {
                Step::Create => {
                    let id = new_draft(&bench.store, None, second as i64);
                    twins.push(Twin { id, ..Twin::default() });
                }
                Step::Reopen => bench = bench.reopen(),
                Step::Sweep => {
                    bench.store.sweep_blobs().unwrap();
                }
                Step::Answer { dossier, changes } => {
                    let Some(twin) = twins.get_mut(dossier) else { continue };
                    let changes: Vec<AnswerChange> = changes
                        .into_iter()
                        .map(|(path, value)| AnswerChange {
                            path: match path { 0 => "applicant.full_name".into(), path => format!("form.f{path}") },
                            value: value.map(FieldValue::Text),
                        })
                        .collect();
                    bench.store.write(|tx| tx.set_answers(twin.id, &changes, now)).unwrap();
                    for change in changes {
                        match change.value {
                            Some(value) => twin.answers.insert(change.path, value),
                            None => twin.answers.remove(&change.path),
                        };
                    }
                }
                Step::Add { dossier, component, bytes } => {
                    let Some(twin) = twins.get_mut(dossier) else { continue };
                    let component = format!("TP{component:02}");
                    let blob = put(&bench.store, &bytes_of(bytes));
                    let id = Uuid::new_v4();
                    bench.store.write(|tx| tx.add_paper(twin.id, &paper(id, &component, &blob), now)).unwrap();
                    twin.papers.entry(component).or_default().push((id, bytes));
                    twin.known.push(id);
                }
                Step::Replace { dossier, paper: which, bytes } => {
                    let Some(twin) = twins.get_mut(dossier) else { continue };
                    let Some(id) = twin.known.get(which).copied() else { continue };
                    let blob = put(&bench.store, &bytes_of(bytes));
                    let done = bench.store.write(|tx| tx.replace_paper(twin.id, &paper(id, "", &blob), now));
                    match twin.place(id) {
                        Some((component, at)) => {
                            done.unwrap();
                            twin.papers.get_mut(&component).unwrap()[at].1 = bytes;
                        }
                        None => prop_assert!(matches!(done, Err(StoreError::NotFound("paper")))),
                    }
                }
                Step::Remove { dossier, paper } => {
                    let Some(twin) = twins.get_mut(dossier) else { continue };
                    let Some(id) = twin.known.get(paper).copied() else { continue };
                    let done = bench.store.write(|tx| tx.remove_paper(twin.id, id, now));
                    match twin.place(id) {
                        Some((component, at)) => {
                            done.unwrap();
                            let (id, bytes) = twin.papers.get_mut(&component).unwrap().remove(at);
                            twin.removed.push((component, id, bytes));
                        }
                        None => prop_assert!(matches!(done, Err(StoreError::NotFound("paper")))),
                    }
                }
                Step::Restore { dossier, paper } => {
                    let Some(twin) = twins.get_mut(dossier) else { continue };
                    let Some(id) = twin.known.get(paper).copied() else { continue };
                    bench.store.write(|tx| tx.restore_paper(twin.id, id, now)).unwrap();
                    if let Some(at) = twin.removed.iter().position(|(_, removed, _)| *removed == id) {
                        let (component, id, bytes) = twin.removed.remove(at);
                        twin.papers.entry(component).or_default().push((id, bytes));
                    }
                }
                Step::Move { dossier, paper, position } => {
                    let Some(twin) = twins.get_mut(dossier) else { continue };
                    let Some(id) = twin.known.get(paper).copied() else { continue };
                    let done = bench.store.write(|tx| tx.move_paper(twin.id, id, position, now));
                    match twin.place(id) {
                        Some((component, at)) => {
                            done.unwrap();
                            let members = twin.papers.get_mut(&component).unwrap();
                            let moved = members.remove(at);
                            members.insert((position as usize).min(members.len()), moved);
                        }
                        None => prop_assert!(done.is_err()),
                    }
                }
                Step::Delete { dossier } => {
                    let Some(twin) = twins.get_mut(dossier) else { continue };
                    bench.store.write(|tx| tx.delete_dossier(twin.id, now)).unwrap();
                    twin.deleted = true;
                }
                Step::Undelete { dossier } => {
                    let Some(twin) = twins.get_mut(dossier) else { continue };
                    bench.store.write(|tx| tx.restore_dossier(twin.id, now)).unwrap();
                    twin.deleted = false;
                }
            }
        }

        for twin in &twins {
            let content = bench.store.read(|tx| tx.content(twin.id)).unwrap();
            prop_assert_eq!(&content.answers, &twin.answers);
            prop_assert_eq!(seen(content.papers.clone()), expected_papers(twin));
            for paper in &content.papers {
                bench.store.blobs().verify(&paper.sha256).unwrap();
            }
            for removed in bench.store.read(|tx| tx.removed_papers(twin.id)).unwrap() {
                prop_assert!(twin.removed.iter().any(|(_, id, _)| *id == removed.paper.id));
                bench.store.blobs().verify(&removed.paper.sha256).unwrap();
            }
            let record = bench.store.read(|tx| tx.dossier(twin.id, Whose::Everyone)).unwrap().unwrap();
            prop_assert_eq!(record.deleted_at.is_some(), twin.deleted);
            let name = match twin.answers.get("applicant.full_name") { Some(FieldValue::Text(name)) => name, _ => "" };
            prop_assert_eq!(record.applicant_name, name);
        }
        let counts = bench.store.read(|tx| tx.count_dossiers(Whose::Account(None))).unwrap();
        prop_assert_eq!(counts.unsent as usize, twins.iter().filter(|twin| !twin.deleted).count());
    }
}

#[test]
fn a_failed_change_leaves_nothing_behind() {
    let bench = bench();
    let dossier = new_draft(&bench.store, None, 0);
    let failed: Result<(), _> = bench.store.write(|tx| {
        tx.set_answers(dossier, &[set("form.note", "một nửa")], at(1))?;
        Err(StoreError::Conflict("the second half failed"))
    });
    assert!(failed.is_err());
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        bench.store.write(|tx| {
            tx.set_answers(dossier, &[set("form.note", "một nửa")], at(1))?;
            assert!(tx.answers(dossier)?.is_empty(), "a test's planted panic");
            Ok(())
        })
    }));
    assert!(panicked.is_err());
    assert!(bench.store.read(|tx| tx.answers(dossier)).unwrap().is_empty());
    // And the store goes on working.
    bench
        .store
        .write(|tx| tx.set_answers(dossier, &[set("form.note", "cả")], at(2)))
        .unwrap();
    assert_eq!(
        bench.store.read(|tx| tx.answers(dossier)).unwrap()["form.note"],
        text("cả")
    );
}

#[test]
fn nobody_sees_anothers_dossiers() {
    let bench = bench();
    let (an, binh) = (Uuid::new_v4(), Uuid::new_v4());
    let before = new_draft(&bench.store, None, 1);
    let of_an = new_draft(&bench.store, Some(an), 2);
    let of_binh = new_draft(&bench.store, Some(binh), 3);
    let visible = |whose| -> Vec<Uuid> {
        let page = bench
            .store
            .read(|tx| tx.list_dossiers(whose, motcua_store::ListFilter::All, "", None, 10))
            .unwrap();
        page.rows.into_iter().map(|row| row.id).collect()
    };
    assert_eq!(visible(Whose::Account(Some(an))), [of_an, before]);
    assert_eq!(visible(Whose::Account(Some(binh))), [of_binh, before]);
    assert_eq!(visible(Whose::Account(None)), [before]);
    assert_eq!(visible(Whose::Everyone), [of_binh, of_an, before]);
    assert!(
        bench
            .store
            .read(|tx| tx.dossier(of_binh, Whose::Account(Some(an))))
            .unwrap()
            .is_none()
    );

    // Claiming takes only what is nobody's.
    let claimed = bench
        .store
        .write(|tx| tx.claim(&[before, of_binh], an, at(4)))
        .unwrap();
    assert_eq!(claimed, 1);
    assert_eq!(visible(Whose::Account(Some(an))), [before, of_an]);
    assert_eq!(visible(Whose::Account(Some(binh))), [of_binh]);
    assert!(bench.store.read(|tx| tx.unclaimed(10)).unwrap().is_empty());
    let counts = bench
        .store
        .read(|tx| tx.count_dossiers(Whose::Account(Some(an))))
        .unwrap();
    assert_eq!((counts.unsent, counts.sent), (2, 0));
}

#[test]
fn an_id_is_never_used_twice() {
    let bench = bench();
    let id = new_draft(&bench.store, None, 1);
    let again = bench.store.write(|tx| tx.create_dossier(&draft(id, None), at(2)));
    assert!(matches!(again, Err(StoreError::Conflict(_))));
    let answers = Answers::from([("owner.same_as_applicant".into(), FieldValue::Flag(true))]);
    let copy = NewDossier {
        id: Uuid::new_v4(),
        answers: answers.clone(),
        ..draft(id, None)
    };
    bench.store.write(|tx| tx.create_dossier(&copy, at(3))).unwrap();
    assert_eq!(bench.store.read(|tx| tx.answers(copy.id)).unwrap(), answers);
    let record = bench
        .store
        .read(|tx| tx.dossier(copy.id, Whose::Account(None)))
        .unwrap()
        .unwrap();
    assert_eq!(record.sync, SyncState::Draft);
    assert_eq!(record.created_at, at(3));
}
