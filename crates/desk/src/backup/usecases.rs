//! Listing and making backups and packages; the slots.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use motcua_store::backup::{BackupInfo, BackupKind, Keep, Stop, list};
use uuid::Uuid;

use super::folder;
use crate::{
    error::{DeskError, ErrorCode},
    error_convert,
    house::House,
    shared::{Shared, room::Room},
    views::{
        backup::{BackupRow, Backups, Package},
        event::DeskEvent,
    },
};

fn row(backup: BackupInfo, store: Option<Uuid>) -> BackupRow {
    BackupRow {
        other_store: store != Some(backup.store),
        id: backup.id,
        made_at: backup.made_at,
        automatic: backup.kind == BackupKind::Automatic,
        dossiers: backup.dossiers,
        files: backup.files,
        bytes: backup.bytes,
        missing: backup.missing,
        path: backup.path.display().to_string(),
    }
}

/// A store's error outside of a room.
pub(crate) fn say(shared: &Shared, error: &motcua_store::StoreError) -> DeskError {
    error_convert::store(shared.lang(), shared.id(), error)
}

/// The store's own id, if it is open.
pub(crate) fn store_id(room: Option<&Arc<Room>>) -> Option<Uuid> {
    room.and_then(|room| room.store.identity().ok())
        .map(|identity| identity.id)
}

/// What there is in a folder; without one, in that of the automatic backups. Needs no open store.
pub(crate) async fn backups(house: &Arc<House>, from: Option<PathBuf>) -> Result<Backups, DeskError> {
    let shared = Arc::clone(&house.shared);
    let room = house.room_now();
    let listed = tokio::task::spawn_blocking(move || {
        let from = from.unwrap_or_else(|| folder(&shared.home));
        let store = store_id(room.as_ref());
        let rows: Vec<BackupRow> = list(&from)
            .map_err(|error| say(&shared, &error))?
            .into_iter()
            .map(|backup| row(backup, store))
            .collect();
        let second = shared.config.second_backup_folder();
        Ok(Backups {
            folder: from.display().to_string(),
            second_folder: second.map(|folder| folder.display().to_string()),
            newest: rows.iter().find(|row| !row.other_store).map(|row| row.made_at),
            backups: rows,
            problem: room.as_ref().and_then(|room| room.upkeep.problem()),
            damaged_files: room.as_ref().map_or(0, |room| room.upkeep.damaged_files()),
        })
    });
    listed
        .await
        .unwrap_or_else(|error| Err(house.shared.internal(&error)))
}

/// Makes one now. Work goes on beside it.
pub(crate) async fn back_up(room: &Arc<Room>, to: Option<PathBuf>) -> Result<BackupRow, DeskError> {
    let here = Arc::clone(room);
    room.blocking(move || {
        let to = to.unwrap_or_else(|| folder(&here.shared.home));
        let store = store_id(Some(&here));
        here.store
            .back_up(
                &to,
                BackupKind::Manual,
                Keep::default(),
                here.shared.now(),
                &here.upkeep.stop,
            )
            .map(|made| row(made.backup, store))
            .map_err(|error| here.store_error(&error))
    })
    .await
}

/// Writes everything into one file for another computer.
pub(crate) async fn export(room: &Arc<Room>, file: PathBuf) -> Result<Package, DeskError> {
    let here = Arc::clone(room);
    let lang = room.lang();
    if inside(&room.shared.home, &file) {
        return Err(DeskError::say(
            ErrorCode::Refused,
            lang,
            "Không ghi gói vào trong thư mục dữ liệu của chương trình. Hãy chọn nơi khác, ví dụ USB.",
            "A package is not written into the program's own data folder. Choose another place, e.g. a USB stick.",
        ));
    }
    room.blocking(move || {
        here.store
            .export(&file, here.shared.now(), &Stop::default())
            .map(|made| Package {
                path: made.path.display().to_string(),
                bytes: made.bytes,
                dossiers: made.dossiers,
                files: made.files,
                missing: made.missing,
            })
            .map_err(|error| here.store_error(&error))
    })
    .await
}

fn inside(home: &Path, file: &Path) -> bool {
    let folder = |path: &Path| path.canonicalize().ok();
    match (folder(home), file.parent().and_then(folder)) {
        (Some(home), Some(parent)) => parent.starts_with(home),
        _ => false,
    }
}

/// Another disk that automatic backups go to as well.
pub(crate) async fn set_second_folder(house: &Arc<House>, second: Option<PathBuf>) -> Result<(), DeskError> {
    let shared = Arc::clone(&house.shared);
    tokio::task::spawn_blocking(move || {
        if let Some(second) = &second
            && !second.is_dir()
        {
            return Err(DeskError::say(
                ErrorCode::NotFound,
                shared.lang(),
                "Không thấy thư mục này. Hãy kiểm tra ổ đĩa hoặc USB còn cắm rồi chọn lại.",
                "There is no such folder. Check that the disk or USB stick is connected and choose again.",
            ));
        }
        shared
            .config
            .set_second_backup_folder(second)
            .map_err(|error| say(&shared, &motcua_store::StoreError::from(error)))
    })
    .await
    .unwrap_or_else(|error| Err(house.shared.internal(&error)))
}

/// A new recovery code; the old one stops working, and opens only older backups and packages.
pub(crate) async fn renew_recovery_code(room: &Arc<Room>) -> Result<String, DeskError> {
    let here = Arc::clone(room);
    let code = room
        .blocking(move || {
            here.store
                .renew_recovery_code(here.shared.now())
                .map_err(|error| here.store_error(&error))
        })
        .await?;
    room.emit(DeskEvent::Status);
    Ok(code)
}

/// Puts the key into the system's keyring, or takes it out.
pub(crate) async fn set_keyring(room: &Arc<Room>, used: bool) -> Result<(), DeskError> {
    let here = Arc::clone(room);
    room.blocking(move || {
        let vault = &*here.shared.deps.vault;
        let done = if used {
            here.store.add_keyring(vault, here.shared.now())
        } else {
            here.store.remove_keyring(vault)
        };
        done.map_err(|error| here.store_error(&error))
    })
    .await?;
    room.emit(DeskEvent::Status);
    Ok(())
}

/// The user has read what happened to the store.
pub(crate) async fn notice_seen(room: &Arc<Room>) -> Result<(), DeskError> {
    let here = Arc::clone(room);
    room.blocking(move || super::notice::seen(&here.store).map_err(|error| here.store_error(&error)))
        .await?;
    room.emit(DeskEvent::Status);
    Ok(())
}
