//! A backup or package takes the place of the store in use.

use std::{path::PathBuf, sync::Arc};

use motcua_store::{
    Store, StoreError, StoreMode, Unlock,
    backup::{Brought, Stop, Way, list},
};

use super::{
    folder,
    notice::{self, Notice},
    usecases::say,
};
use crate::{
    error::{DeskError, ErrorCode},
    shared::{Shared, room::Room},
    views::{backup::Restored, start::KeySlot},
};

/// What is to be restored.
#[derive(Debug, Clone)]
pub(crate) enum From {
    /// A backup by its name, in a folder or in that of the automatic ones.
    Backup {
        /// `None`: the automatic ones, and those of the second folder.
        folder: Option<PathBuf>,
        /// As listed.
        id: String,
    },
    /// A package.
    Package(PathBuf),
}

/// What a person typed to open it.
pub(crate) type Typed = (KeySlot, String);

/// The path that it stands for.
pub(crate) fn find(shared: &Shared, from: &From) -> Result<PathBuf, DeskError> {
    let (wanted, folders) = match from {
        From::Package(file) => return Ok(file.clone()),
        From::Backup {
            folder: Some(one),
            id,
        } => (id, vec![one.clone()]),
        From::Backup { folder: None, id } => {
            let mut both = vec![folder(&shared.home)];
            both.extend(shared.config.second_backup_folder());
            (id, both)
        }
    };
    for folder in folders {
        let listed = list(&folder).map_err(|error| say(shared, &error))?;
        if let Some(backup) = listed.into_iter().find(|backup| backup.id == *wanted) {
            return Ok(backup.path);
        }
    }
    Err(DeskError::say(
        ErrorCode::NotFound,
        shared.lang(),
        "Không tìm thấy bản sao lưu này. Hãy kiểm tra thư mục hoặc USB còn cắm rồi xem lại danh sách.",
        "There is no such backup. Check that the folder or USB stick is there and list them again.",
    ))
}

fn way<'p>(from: &From, path: &'p std::path::Path) -> Way<'p> {
    match from {
        From::Backup { .. } => Way::Backup(path),
        From::Package(_) => Way::Package(path),
    }
}

/// Prepares it with the store that is open, if it is the same one; `None` when what was typed is needed.
pub(crate) fn stage_same(
    room: &Arc<Room>,
    from: &From,
    path: &std::path::Path,
) -> Result<Option<Brought>, DeskError> {
    match room
        .store
        .stage(way(from, path), room.shared.now(), &Stop::default())
    {
        Ok(brought) => Ok(Some(brought)),
        Err(StoreError::OtherStore) => Ok(None),
        Err(error) => Err(room.store_error(&error)),
    }
}

/// Prepares it in a folder where no store is open.
pub(crate) fn stage_typed(
    shared: &Shared,
    dir: &std::path::Path,
    mode: StoreMode,
    from: &From,
    path: &std::path::Path,
    typed: &Typed,
) -> Result<Brought, StoreError> {
    let unlock = match typed {
        (KeySlot::Recovery, code) => Unlock::RecoveryCode(code),
        (KeySlot::Passphrase, passphrase) => Unlock::Passphrase(passphrase),
        (KeySlot::Keyring, _) => Unlock::Keyring(&*shared.deps.vault),
    };
    Store::stage_in(dir, mode, way(from, path), unlock, shared.now(), &Stop::default())
}

/// That it is another store's, and what opens it.
pub(crate) fn needs_secret(shared: &Shared) -> DeskError {
    DeskError::say(
        ErrorCode::Locked,
        shared.lang(),
        "Bản này là của một kho khác, hoặc kho đang dùng chưa mở được. Hãy nhập mã khôi phục (hoặc mật khẩu kho) của kho đã sao lưu.",
        "This is another store's, or the store in use is not open. Enter the recovery code (or the passphrase) of the store that was backed up.",
    )
}

/// As the window sees it; the notice stays until it was read.
pub(crate) fn restored(room: Option<&Arc<Room>>, brought: &Brought) -> Restored {
    if let Some(room) = room
        && let Err(error) = notice::keep(&room.store, &Notice::from(brought))
    {
        log::warn!("a notice could not be kept: {error}");
    }
    Restored {
        made_at: brought.made_at,
        dossiers: brought.dossiers,
        files: brought.files,
        missing: brought.missing,
        set_aside: brought.aside.display().to_string(),
    }
}
