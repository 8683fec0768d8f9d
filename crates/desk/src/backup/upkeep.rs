//! Beside the work, while a window is open: files nobody names are swept, pages and files are checked,
//! and backups are made when they are due.

use std::{
    path::PathBuf,
    sync::{
        Mutex, PoisonError, Weak,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use motcua_store::{
    StoreError,
    backup::{BackupInfo, BackupKind, Keep, Stop, list},
};

use super::{folder, mending, notice};
use crate::{error::DeskError, shared::room::Room, views::event::DeskEvent};

/// After opening, so that the first screen has the disk to itself.
const FIRST: Duration = Duration::from_secs(5);
/// Between two looks at whether a backup is due.
const BETWEEN: Duration = Duration::from_secs(10 * 60);
/// A backup of every day that the desk is opened, also when it is opened a little earlier than yesterday.
const DUE: TimeDelta = TimeDelta::hours(20);

/// How the looking after goes.
#[derive(Default)]
pub(crate) struct Upkeep {
    /// Ends what is under way.
    pub stop: Stop,
    problem: Mutex<Option<String>>,
    damaged_files: AtomicU64,
}

impl Upkeep {
    /// Why the last automatic backup was not made.
    pub fn problem(&self) -> Option<String> {
        self.problem
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn set_problem(&self, problem: Option<String>) {
        *self.problem.lock().unwrap_or_else(PoisonError::into_inner) = problem;
    }

    /// Files that are damaged or missing and in no backup.
    pub fn damaged_files(&self) -> u64 {
        self.damaged_files.load(Ordering::Relaxed)
    }
}

/// Whether a backup is due: none was made within the last hours. Those that a wrong clock dated
/// into the future do not count.
fn is_due(backups: &[BackupInfo], now: DateTime<Utc>) -> bool {
    !backups
        .iter()
        .filter(|backup| backup.kind == BackupKind::Automatic)
        .any(|backup| backup.made_at <= now && now - backup.made_at < DUE)
}

/// Looks after the store of a room as long as the room is there.
pub(crate) async fn run(room: Weak<Room>) {
    tokio::time::sleep(FIRST).await;
    if !step(&room, check).await {
        return;
    }
    while step(&room, back_up_if_due).await {
        tokio::time::sleep(BETWEEN).await;
    }
}

/// One piece of work on a thread for that; `false` when it is time to end.
async fn step(room: &Weak<Room>, work: fn(&Room)) -> bool {
    let Some(room) = room.upgrade() else {
        return false;
    };
    let done = tokio::task::spawn_blocking(move || {
        work(&room);
        !room.upkeep.stop.is_stopped()
    });
    done.await.unwrap_or(false)
}

/// Sweeps, then checks every page and whether every file is there.
fn check(room: &Room) {
    match room.store.sweep_blobs() {
        Ok(0) => {}
        Ok(swept) => log::info!("{swept} files that nothing named were swept"),
        Err(error) => log::warn!("files could not be swept: {error}"),
    }
    match room.store.verify(&room.upkeep.stop) {
        Ok(()) | Err(StoreError::Stopped) => {}
        Err(StoreError::Damaged { detail }) => {
            log::error!("the store is damaged: {detail}");
            mending::mark_damaged(room.store.dir());
            let said = match room.lang() {
                motcua_domain::language::Language::Vi => (
                    "Kho dữ liệu bị hỏng một phần",
                    "Hãy đóng và mở lại chương trình: kho sẽ được cứu, những gì còn nguyên được giữ lại.",
                ),
                motcua_domain::language::Language::En => (
                    "The store is damaged in part",
                    "Close the program and start it again: the store will be salvaged and what is whole is kept.",
                ),
            };
            room.emit(DeskEvent::Notice {
                title: said.0.into(),
                body: said.1.into(),
                dossier: None,
            });
        }
        Err(error) => log::warn!("the store could not be checked: {error}"),
    }
    match room
        .store
        .check_files(Some(&folder(&room.shared.home)), &room.upkeep.stop)
    {
        Ok(checked) => {
            if checked.mended > 0 {
                log::info!("{} damaged files were mended from a backup", checked.mended);
            }
            let before = room.upkeep.damaged_files.swap(checked.damaged, Ordering::Relaxed);
            if let Err(error) = notice::tell_damaged_files(&room.store, checked.damaged) {
                log::warn!("a notice could not be kept: {error}");
            }
            if checked.damaged != before {
                room.emit(DeskEvent::Status);
            }
        }
        Err(StoreError::Stopped) => {}
        Err(error) => log::warn!("the files could not be checked: {error}"),
    }
}

fn back_up_if_due(room: &Room) {
    if room.is_training() {
        return; // nothing of it has any effect
    }
    let mut folders = vec![folder(&room.shared.home)];
    // One that is not connected now is not made: it would be a folder on this disk under its name.
    let second = room.shared.config.second_backup_folder();
    folders.extend(second.filter(|folder| folder.is_dir()));
    let mut problem = None;
    for folder in folders {
        if let Err(error) = back_up_into(room, folder) {
            log::warn!("no backup was made: {:?}", error.code);
            problem = Some(error.message);
        }
    }
    if room.upkeep.problem() != problem {
        room.upkeep.set_problem(problem);
        room.emit(DeskEvent::Status);
    }
}

fn back_up_into(room: &Room, folder: PathBuf) -> Result<(), DeskError> {
    let words = |error: &StoreError| room.store_error(error);
    let now = room.shared.now();
    let store = room.store.identity().map_err(|error| words(&error))?.id;
    let mut made = list(&folder).map_err(|error| words(&error))?;
    made.retain(|backup| backup.store == store);
    if !is_due(&made, now) {
        return Ok(());
    }
    let empty = made.is_empty()
        && room
            .store
            .read(|tx| tx.count_dossiers(motcua_store::Whose::Everyone))
            .is_ok_and(|counts| counts.unsent + counts.sent == 0);
    if empty {
        return Ok(()); // nothing to lose yet
    }
    let backed_up = room.store.back_up(
        &folder,
        BackupKind::Automatic,
        Keep::default(),
        now,
        &room.upkeep.stop,
    );
    match backed_up {
        Ok(_) | Err(StoreError::Stopped | StoreError::Busy) => Ok(()),
        Err(error) => Err(words(&error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use motcua_store::StoreMode;

    #[test]
    fn once_a_day_whatever_the_clock_did() {
        let now = DateTime::from_timestamp(1_760_000_000, 0).unwrap();
        let at = |hours: i64, kind| BackupInfo {
            id: hours.to_string(),
            store: uuid::Uuid::nil(),
            mode: StoreMode::Real,
            kind,
            made_at: now + TimeDelta::hours(hours),
            schema: 1,
            dossiers: 1,
            files: 0,
            bytes: 0,
            missing: 0,
            path: "x".into(),
        };
        assert!(is_due(&[], now));
        assert!(!is_due(&[at(-1, BackupKind::Automatic)], now));
        assert!(is_due(&[at(-21, BackupKind::Automatic)], now));
        assert!(
            is_due(&[at(-1, BackupKind::Manual)], now),
            "a person's own is another matter"
        );
        let ahead = at(24 * 400, BackupKind::Automatic);
        assert!(
            is_due(std::slice::from_ref(&ahead), now),
            "the clock was wrong then"
        );
        assert!(
            !is_due(&[ahead, at(-1, BackupKind::Automatic)], now),
            "and not every ten minutes"
        );
    }
}
