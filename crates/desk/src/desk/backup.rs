//! Backups, restoring, moving to another computer; the key slots; papers in other programs.

use std::path::PathBuf;

use uuid::Uuid;

use super::{Answer, Desk};
use crate::{
    backup::{private, restoring, usecases as backup},
    files,
    views::{
        backup::{BackupRow, Backups, Package, Restored},
        start::{DeskStatus, KeySlot},
    },
};

impl Desk {
    /// Which backups there are in a folder (a USB stick, say); without one, the automatic ones. Works
    /// without an open store.
    pub async fn backups(&self, folder: Option<PathBuf>) -> Answer<Backups> {
        backup::backups(&self.house, folder).await
    }

    /// Makes a backup now, beside the work. It stays until a person deletes it. Without a folder it goes to the
    /// automatic ones; with one it has bytes of its own there.
    ///
    /// # Errors
    /// [`crate::error::ErrorCode::DiskFull`], before the disk is full.
    pub async fn back_up(&self, folder: Option<PathBuf>) -> Answer<BackupRow> {
        backup::back_up(&self.house.room().await?, folder).await
    }

    /// A folder on another disk that automatic backups go to as well, once a day while it is there.
    pub async fn set_backup_folder(&self, folder: Option<PathBuf>) -> Answer<Backups> {
        backup::set_second_folder(&self.house, folder).await?;
        self.backups(None).await
    }

    /// Puts a backup in the place of the store in use, which is set aside, whole. `folder` as in
    /// [`Desk::backups`]. `secret` is needed for another store's backup, or when the store in use is not
    /// open: the recovery code or passphrase of the store that was backed up. One has to sign in again
    /// afterwards; what was submitted since the backup stays one dossier at the portal.
    ///
    /// # Errors
    /// [`crate::error::ErrorCode::Locked`]: a secret is needed; [`crate::error::ErrorCode::WrongKey`]. Nothing
    /// was changed then.
    pub async fn restore_backup(
        &self,
        folder: Option<PathBuf>,
        id: String,
        secret: Option<(KeySlot, String)>,
    ) -> Answer<Restored> {
        self.house
            .restore(restoring::From::Backup { folder, id }, secret)
            .await
    }

    /// Writes everything into one file for another computer; the recovery code opens it there.
    pub async fn export_package(&self, file: PathBuf) -> Answer<Package> {
        backup::export(&self.house.room().await?, file).await
    }

    /// Puts a package in the place of the store in use, which is set aside, whole. Otherwise as
    /// [`Desk::restore_backup`]; a package of this very store needs no secret.
    pub async fn import_package(&self, file: PathBuf, secret: Option<(KeySlot, String)>) -> Answer<Restored> {
        self.house.restore(restoring::From::Package(file), secret).await
    }

    /// A new recovery code to write down; the old one stops working (it still opens older backups).
    pub async fn renew_recovery_code(&self) -> Answer<String> {
        backup::renew_recovery_code(&self.house.room().await?).await
    }

    /// Puts the store's key into the system's keyring, or takes it out: then a person has to unlock it at
    /// every start.
    pub async fn set_keyring(&self, used: bool) -> Answer<DeskStatus> {
        backup::set_keyring(&self.house.room().await?, used).await?;
        self.status().await
    }

    /// The user has read [`DeskStatus::store_notice`].
    pub async fn store_notice_seen(&self) -> Answer<DeskStatus> {
        backup::notice_seen(&self.house.room().await?).await?;
        self.status().await
    }

    /// A private copy of a paper, for another program to open. Say so to the user: it lies unencrypted, readable
    /// by them alone, until the desk closes (or, after a crash, until its next start).
    pub async fn private_copy(&self, dossier: Uuid, paper: Uuid) -> Answer<PathBuf> {
        let room = self.house.room().await?;
        let file = files::paper(&room, dossier, paper).await?;
        let here = room.clone();
        room.blocking(move || {
            private::make(&here.shared, &file).map_err(|error| here.store_error(&error.into()))
        })
        .await
    }
}
