//! The real programs: `motcua` and `motcua-portal` as processes, a bad link between them, either
//! killed with SIGKILL at moments that follow from a seed; some fees are paid at the bank simulator, which dies
//! with the portal. In the end the portal's ledger is compared with what the desk believes.
//!
//! What a run does follows from its seed; how the processes' threads interleave does not. A seed
//! that fails is run again with the same plan, and mostly fails again.

mod desk;
mod dossier;
mod link;
mod payment;
mod portal;
mod programs;
mod run;

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use anyhow::{Context as _, Result};

use crate::Finding;
use desk::Desk;
use link::Link;
use portal::Portal;
use run::Counter;

/// Runs that share a portal; then comes a fresh one.
const TERM: u64 = 100;

/// What was done.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    /// Runs.
    pub runs: u64,
    /// Times the portal was killed.
    pub portal_kills: u64,
    /// Times a desk was killed.
    pub desk_kills: u64,
    /// Dossiers submitted a second time from an old backup.
    pub from_backup: u64,
    /// Fees paid at the bank.
    pub payments: u64,
}

/// What is to be run.
#[derive(Debug, Clone, Copy)]
pub struct Campaign {
    /// The first seed.
    pub from: u64,
    /// How many.
    pub runs: u64,
    /// How many desks at a time share a portal.
    pub desks: u64,
    /// Prints every command with its outcome.
    pub trace: bool,
}

/// Runs seeds. `found` is told of each that ends badly.
///
/// # Errors
/// When the programs are not built, or a desk cannot be set up at all.
pub async fn campaign(campaign: Campaign, found: impl FnMut(Finding) + Send) -> Result<Tally> {
    let Campaign {
        from,
        runs,
        desks,
        trace,
    } = campaign;
    let found = Mutex::new(found);
    let mut tally = Tally::default();
    let mut next = from;
    while next < from + runs {
        let count = TERM.min(from + runs - next);
        let done = term(next, count, desks.clamp(1, count), trace, &found).await?;
        tally.runs += count;
        tally.portal_kills += done.portal_kills;
        tally.desk_kills += done.desk_kills;
        tally.from_backup += done.from_backup;
        tally.payments += done.payments;
        next += count;
    }
    Ok(tally)
}

/// What desks of one portal share.
struct Shared {
    portal: Portal,
    /// Ids of everything that was ever submitted.
    submitted: Mutex<BTreeSet<String>>,
    desk_kills: AtomicU64,
    from_backup: AtomicU64,
    payments: AtomicU64,
}

async fn term(
    from: u64,
    count: u64,
    desks: u64,
    trace: bool,
    found: &Mutex<impl FnMut(Finding) + Send>,
) -> Result<Tally> {
    let folder = crate::folder()?;
    let shared = Arc::new(Shared {
        portal: Portal::start(folder.path()).await?,
        submitted: Mutex::default(),
        desk_kills: AtomicU64::new(0),
        from_backup: AtomicU64::new(0),
        payments: AtomicU64::new(0),
    });
    let next = AtomicU64::new(from);
    let work = (0..desks).map(|number| {
        let (shared, next, folder) = (shared.clone(), &next, folder.path());
        async move {
            let place = folder.join(format!("desk-{number}"));
            let counter = set_up(&shared, place, number, trace)
                .await
                .context("a desk cannot be set up")?;
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed >= from + count {
                    return anyhow::Ok(());
                }
                let complaints = match counter.run(&shared, seed).await {
                    Ok(complaints) => complaints,
                    Err(error) => vec![format!("STUCK: {error:#}")],
                };
                if !complaints.is_empty() {
                    let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                    found(Finding { seed, complaints });
                }
            }
        }
    });
    for ended in futures_util::future::join_all(work).await {
        ended?;
    }
    Ok(Tally {
        runs: count,
        portal_kills: shared.portal.kills(),
        desk_kills: shared.desk_kills.load(Ordering::Relaxed),
        from_backup: shared.from_backup.load(Ordering::Relaxed),
        payments: shared.payments.load(Ordering::Relaxed),
    })
}

/// A desk whose citizen is signed in, on a link of its own.
async fn set_up(shared: &Shared, place: PathBuf, number: u64, trace: bool) -> Result<Counter> {
    let address: SocketAddr = shared.portal.address;
    let link = Link::start(address).await?;
    std::fs::create_dir_all(&place)?;
    let mut desk = Desk::new(place.join("home"), &link.address, number, trace);
    let id_number = format!("062099{number:06}");
    desk.done(&[
        "account",
        "register",
        "--full-name",
        "Nguyễn Văn An",
        "--id-number",
        &id_number,
        "--phone",
        "0912345678",
        "--email",
        &desk.email,
        "--accept-terms",
    ])
    .await?;
    let token = shared.portal.token(&desk.email).await?;
    desk.note_recovery_code().await?;
    desk.done(&["account", "confirm", &token]).await?;
    desk.sign_in(&shared.portal).await?;
    Ok(Counter { desk, link, place })
}
