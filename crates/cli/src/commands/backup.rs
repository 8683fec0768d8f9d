//! `motcua backup` and `motcua restore`.

use std::path::PathBuf;

use clap::Args;
use motcua_desk::{
    error::ErrorCode,
    prelude::{BackupRow, KeySlot, Restored},
};
use motcua_domain::language::Language;

use crate::{
    exit::{Exit, Failure},
    progress::Progress,
    secrets,
    session::{Need, Session},
    words,
};

/// Passphrase of the store that was backed up.
const BACKUP_PASSPHRASE: &str = "MOTCUA_BACKUP_PASSPHRASE";
/// Recovery code of the store that was backed up.
const BACKUP_RECOVERY_CODE: &str = "MOTCUA_BACKUP_RECOVERY_CODE";

/// Where the backup goes.
#[derive(Debug, Args)]
pub struct Backup {
    /// Thư mục nhận bản sao (ổ USB chẳng hạn); không có thì vào thư mục sao lưu của kho dữ liệu.
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// Chỉ liệt kê các bản sao lưu đã có.
    #[arg(long, conflicts_with = "package")]
    list: bool,
    /// Gói tất cả vào một tệp để chuyển sang máy khác; mở bằng mã khôi phục.
    #[arg(long, value_name = "FILE", conflicts_with = "to")]
    package: Option<PathBuf>,
}

/// What is restored.
#[derive(Debug, Args)]
pub struct Restore {
    /// Bản sao lưu (xem motcua backup --list), hoặc "latest".
    #[arg(required_unless_present = "package", conflicts_with = "package")]
    backup: Option<String>,
    /// Thư mục có bản sao lưu; không có thì thư mục sao lưu của kho dữ liệu.
    #[arg(long, value_name = "DIR", conflicts_with = "package")]
    from: Option<PathBuf>,
    /// Khôi phục từ một gói chuyển máy.
    #[arg(long, value_name = "FILE")]
    package: Option<PathBuf>,
    /// Tệp có mật khẩu của kho đã sao lưu, khi đó là kho khác; "-" là đầu vào chuẩn.
    #[arg(long, value_name = "FILE")]
    backup_passphrase_file: Option<PathBuf>,
    /// Tệp có mã khôi phục của kho đã sao lưu, khi đó là kho khác; "-" là đầu vào chuẩn.
    #[arg(long, value_name = "FILE", conflicts_with = "backup_passphrase_file")]
    backup_recovery_code_file: Option<PathBuf>,
}

/// Makes a backup or a package, or lists what there is.
pub async fn backup(session: &Session, backup: Backup) -> Result<Exit, Failure> {
    let failed = |error| session.failure(error);
    if backup.list {
        let desk = session.desk_in_any_state().await?;
        let list = desk.backups(backup.to).await.map_err(failed)?;
        session.print(&list, |out| {
            writeln!(out, "{}", list.folder)?;
            list.backups.iter().try_for_each(|row| line(out, session, row))
        })?;
        return Ok(Exit::Done);
    }
    let desk = session.desk(Need::Store).await?;
    let progress = Progress::spinner(session, session.pick("Đang sao lưu…", "Backing up…"));
    if let Some(file) = backup.package {
        let package = desk.export_package(file).await.map_err(failed)?;
        drop(progress);
        session.print(&package, |out| match session.lang {
            Language::Vi => writeln!(
                out,
                "Đã gói {} hồ sơ và {} tệp vào {} ({}). Máy kia mở bằng mã khôi phục.",
                package.dossiers,
                package.files,
                package.path,
                words::size(package.bytes)
            ),
            Language::En => writeln!(
                out,
                "{} dossiers and {} files are in {} ({}). The recovery code opens it on the other computer.",
                package.dossiers,
                package.files,
                package.path,
                words::size(package.bytes)
            ),
        })?;
        return Ok(if package.missing > 0 {
            Exit::Unsent
        } else {
            Exit::Done
        });
    }
    let row = desk.back_up(backup.to).await.map_err(failed)?;
    drop(progress);
    session.print(&row, |out| line(out, session, &row))?;
    Ok(Exit::Done)
}

fn line(out: &mut dyn std::io::Write, session: &Session, row: &BackupRow) -> std::io::Result<()> {
    let (at, size) = (words::moment(row.made_at), words::size(row.bytes));
    match session.lang {
        Language::Vi => writeln!(
            out,
            "{}  {at}  {} hồ sơ, {} tệp, {size}",
            row.id, row.dossiers, row.files
        )?,
        Language::En => writeln!(
            out,
            "{}  {at}  {} dossiers, {} files, {size}",
            row.id, row.dossiers, row.files
        )?,
    }
    if row.other_store {
        writeln!(
            out,
            "    {}",
            session.pick("(của kho dữ liệu khác)", "(of another store)")
        )?;
    }
    if row.missing > 0 {
        match session.lang {
            Language::Vi => writeln!(out, "    thiếu {} tệp", row.missing)?,
            Language::En => writeln!(out, "    {} files missing", row.missing)?,
        }
    }
    Ok(())
}

/// Puts a backup or package in the place of the store, which is set aside, whole.
pub async fn restore(session: &Session, restore: Restore) -> Result<Exit, Failure> {
    let failed = |error| session.failure(error);
    let secret = secret(session, &restore)?;
    let desk = session.desk_in_any_state().await?;
    let progress = Progress::spinner(session, session.pick("Đang khôi phục…", "Restoring…"));
    let restored = match (restore.package, restore.backup) {
        (Some(file), _) => desk.import_package(file, secret).await,
        (None, wanted) => {
            let list = desk.backups(restore.from.clone()).await.map_err(failed)?;
            let id = match wanted.as_deref() {
                None | Some("latest") => list.backups.first().map(|row| row.id.clone()),
                Some(id) => Some(id.to_owned()),
            };
            let Some(id) = id else {
                return Err(Failure::not_found(match session.lang {
                    Language::Vi => format!("Không có bản sao lưu nào trong {}.", list.folder),
                    Language::En => format!("There is no backup in {}.", list.folder),
                }));
            };
            desk.restore_backup(restore.from, id, secret).await
        }
    };
    drop(progress);
    let restored = restored.map_err(|error| match error.code {
        ErrorCode::Locked => Failure {
            message: session
                .pick(
                    "Bản này của một kho dữ liệu khác. Hãy cho mật khẩu hoặc mã khôi phục của kho đó: --backup-passphrase-file hoặc --backup-recovery-code-file. Chưa có gì bị thay đổi.",
                    "This is of another store. Give that store's passphrase or recovery code: --backup-passphrase-file or --backup-recovery-code-file. Nothing was changed.",
                )
                .to_owned(),
            ..session.failure(error)
        },
        _ => session.failure(error),
    })?;
    tell(session, &restored)?;
    Ok(Exit::Done)
}

fn secret(session: &Session, restore: &Restore) -> Result<Option<(KeySlot, String)>, Failure> {
    if let Some(path) = &restore.backup_passphrase_file {
        return Ok(Some((KeySlot::Passphrase, secrets::file(path, session.lang)?)));
    }
    if let Some(path) = &restore.backup_recovery_code_file {
        return Ok(Some((KeySlot::Recovery, secrets::file(path, session.lang)?)));
    }
    if let Some(secret) = secrets::environment(BACKUP_PASSPHRASE) {
        return Ok(Some((KeySlot::Passphrase, secret)));
    }
    Ok(secrets::environment(BACKUP_RECOVERY_CODE).map(|secret| (KeySlot::Recovery, secret)))
}

fn tell(session: &Session, restored: &Restored) -> Result<(), Failure> {
    session.print(restored, |out| {
        let at = words::moment(restored.made_at);
        match session.lang {
            Language::Vi => writeln!(
                out,
                "Đã khôi phục bản lúc {at}: {} hồ sơ, {} tệp. Kho trước đó được cất nguyên vẹn ở {}. Hãy đăng nhập lại.",
                restored.dossiers, restored.files, restored.set_aside
            )?,
            Language::En => writeln!(
                out,
                "Restored the state of {at}: {} dossiers, {} files. The store before is kept, whole, in {}. Sign in again.",
                restored.dossiers, restored.files, restored.set_aside
            )?,
        }
        if restored.missing > 0 {
            match session.lang {
                Language::Vi => writeln!(out, "Thiếu {} tệp; hãy đính kèm lại.", restored.missing)?,
                Language::En => writeln!(out, "{} files are missing; attach them again.", restored.missing)?,
            }
        }
        Ok(())
    })
}
