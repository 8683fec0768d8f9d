//! The outbox under a seeded schedule of drops, duplicates, delays, cuts, damage, refusals,
//! crashes of either side, full disks of both, clock jumps and ended sessions. Whatever happens: every
//! dossier that was queued is at the portal exactly once with exactly its files, nothing else is,
//! and the outbox drains when the faults stop.
//!
//! Dossiers owe fees. A simulated bank takes money, and tells the portal late, twice and in
//! another order; others tell it lies. Whatever happens: each fee is paid at most once, what
//! the bank took has exactly one receipt or goes back, and the desk says in the end what the portal
//! says.
//!
//! The desk's side is the engine itself. The portal's side is either a model in memory (thousands
//! of seeds a second) or the reference portal's own handlers on real SQLite, reached through the
//! desk's own client.

mod carrier;
mod checker;
mod faults;
mod files;
mod handlers;
mod model;
mod money;
mod network;
mod portal;
mod template;
mod user;
mod world;

use std::sync::{
    Mutex,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use world::World;

use crate::Finding;

/// Which portal the desks of a simulation talk to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// A model in memory that keeps the contract.
    Model,
    /// The reference portal's handlers on real SQLite.
    Handlers,
}

/// Deliberate mistakes, to show that the checker finds them.
#[derive(Debug, Clone, Default)]
pub struct Plant {
    /// Requests go without their idempotency keys.
    pub drops_keys: bool,
    /// The store says "written" before it has, and loses it in a crash.
    pub commits_after_send: bool,
    /// Uploads begin at the file's start, whatever the offset.
    pub forgets_offset: bool,
    /// The portal answers with the manifest it was sent, whatever its disk holds.
    pub echoes_manifest: bool,
    /// The portal forgets that an attempt was paid, and a repeated notice settles it again.
    pub settles_twice: bool,
    /// "Pay" is always a new attempt, and the portal lets one be started whatever became of the last.
    pub pays_anew: bool,
    /// The portal believes whoever tells it of a payment.
    pub believes_anybody: bool,
}

/// Runs one seed; what was wrong at its end. `trace` prints every event.
pub fn run(against: Against, seed: u64, plant: &Plant, trace: bool) -> Vec<String> {
    World::new(against, seed, plant.clone(), trace).run()
}

/// Everything that happened in a seed, as one number: the same seed has the same one every time.
pub fn history(against: Against, seed: u64, plant: &Plant) -> u64 {
    World::new(against, seed, plant.clone(), false).history()
}

/// Runs seeds on all cores. `found` is told of each that ends badly, and says whether to go on.
pub fn hunt(
    against: Against,
    from: u64,
    count: u64,
    plant: &Plant,
    found: impl FnMut(Finding) -> bool + Send,
) {
    let next = AtomicU64::new(from);
    let enough = AtomicBool::new(false);
    let found = Mutex::new(found);
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= from.saturating_add(count) || enough.load(Ordering::Relaxed) {
                        return;
                    }
                    let complaints = run(against, seed, plant, false);
                    if complaints.is_empty() {
                        continue;
                    }
                    let mut found = found.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                    if !found(Finding { seed, complaints }) {
                        enough.store(true, Ordering::Relaxed);
                    }
                }
            });
        }
    });
}

/// The first seed (of those running) that ends badly in a way that is wanted.
pub fn first(
    against: Against,
    from: u64,
    count: u64,
    plant: &Plant,
    wanted: impl Fn(&Finding) -> bool + Sync,
) -> Option<Finding> {
    let mut first = None;
    hunt(against, from, count, plant, |finding| {
        let found = wanted(&finding);
        if found {
            first.get_or_insert(finding);
        }
        !found
    });
    first
}
