//! The outbox under a seeded schedule of drops, duplicates, delays, cuts, damage, refusals,
//! crashes, full disks and ended sessions. Whatever happens: every dossier that was queued is at
//! the portal exactly once with exactly its files, and the outbox drains when the faults stop.
//!
//! `MOTCUA_SEED=n cargo test -p motcua-sync --test simulation replay -- --nocapture` replays one
//! seed with every event; `MOTCUA_SEEDS=n` sets how many are run.

#![allow(clippy::unwrap_used)]

mod checker;
mod faults;
mod network;
mod portal;
mod rng;
mod user;
mod world;

use std::sync::{
    Mutex,
    atomic::{AtomicU64, Ordering},
};

use world::{Plant, World};

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|value| value.parse().ok())
}

/// Runs seeds on all cores; the first that finds something, and what.
fn hunt(from: u64, count: u64, plant: &Plant) -> Option<(u64, Vec<String>)> {
    let next = AtomicU64::new(from);
    let found: Mutex<Option<(u64, Vec<String>)>> = Mutex::new(None);
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= from + count || found.lock().unwrap().is_some() {
                        return;
                    }
                    let complaints = World::new(seed, plant.clone(), false).run();
                    if !complaints.is_empty() {
                        found.lock().unwrap().get_or_insert((seed, complaints));
                    }
                }
            });
        }
    });
    found.into_inner().unwrap()
}

#[test]
fn every_dossier_arrives_exactly_once_with_exactly_its_files() {
    let count = number("MOTCUA_SEEDS").unwrap_or(10_000);
    if let Some((seed, complaints)) = hunt(0, count, &Plant::default()) {
        panic!(
            "seed {seed}: {complaints:#?}\nreplay: MOTCUA_SEED={seed} cargo test -p motcua-sync --test simulation replay -- --nocapture"
        );
    }
}

#[test]
fn replay() {
    if let Some(seed) = number("MOTCUA_SEED") {
        let complaints = World::new(seed, Plant::default(), true).run();
        assert!(complaints.is_empty(), "seed {seed}: {complaints:#?}");
    }
}

/// Each planted mistake must be found, or the simulation proves nothing.
fn must_be_found(plant: &Plant, by: &str) {
    let found = hunt(0, 2_000, plant);
    let Some((_, complaints)) = found else {
        panic!("{plant:?} was not found")
    };
    assert!(
        complaints.iter().any(|text| text.contains(by)),
        "{plant:?} was found as {complaints:#?}"
    );
}

#[test]
fn finds_dropped_idempotency_keys() {
    must_be_found(
        &Plant {
            drops_keys: true,
            ..Plant::default()
        },
        "DOUBLED",
    );
}

#[test]
fn finds_a_commit_after_the_send() {
    must_be_found(
        &Plant {
            commits_after_send: true,
            ..Plant::default()
        },
        "DOUBLED",
    );
}

#[test]
fn finds_a_forgotten_offset() {
    must_be_found(
        &Plant {
            forgets_offset: true,
            ..Plant::default()
        },
        "SPOILT",
    );
}

#[test]
fn finds_an_echoed_manifest() {
    must_be_found(
        &Plant {
            echoes_manifest: true,
            ..Plant::default()
        },
        "damaged",
    );
}
