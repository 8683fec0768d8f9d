//! Native dialogs and the system's browser. The page never passes a path or an address: it names a
//! dossier, a component, an attempt, and the rest comes from the desk and from the person.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    path::{Path, PathBuf},
};

use motcua_desk::{
    Desk, SavedFile,
    error::{DeskError, ErrorCode},
    prelude::*,
};
use motcua_domain::language::Language;
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath};
use tauri_plugin_opener::OpenerExt;
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::window;

async fn language(desk: &Desk) -> Language {
    desk.status()
        .await
        .map(|status| status.settings.language)
        .unwrap_or_default()
}

fn pick(language: Language, vi: &str, en: &str) -> String {
    match language {
        Language::Vi => vi,
        Language::En => en,
    }
    .to_owned()
}

fn error(language: Language, code: ErrorCode, vi: &str, en: &str) -> DeskError {
    DeskError {
        code,
        message: pick(language, vi, en),
        fields: Vec::new(),
        trace: None,
    }
}

fn file_dialog(app: &AppHandle) -> FileDialogBuilder<tauri::Wry> {
    let dialog = app.dialog().file();
    match app.get_webview_window(window::LABEL) {
        Some(window) => dialog.set_parent(&window),
        None => dialog,
    }
}

/// File-name endings of the media types that a component takes.
fn endings(media_types: &[String]) -> Vec<&'static str> {
    let endings: BTreeSet<&'static str> = media_types
        .iter()
        .flat_map(|media_type| match media_type.as_str() {
            "application/pdf" => &["pdf", "PDF"][..],
            "image/jpeg" => &["jpg", "jpeg", "JPG", "JPEG"],
            "image/png" => &["png", "PNG"],
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => &["docx", "DOCX"],
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => &["xlsx", "XLSX"],
            _ => &[],
        })
        .copied()
        .collect();
    endings.into_iter().collect()
}

async fn opening(
    app: &AppHandle,
    desk: &Desk,
    dossier: Uuid,
    component: &str,
) -> Result<FileDialogBuilder<tauri::Wry>, DeskError> {
    let language = language(desk).await;
    let view = desk.dossier(dossier).await?;
    let takes = view
        .components
        .into_iter()
        .find(|known| known.code == component)
        .map(|known| known.limits.media_types)
        .unwrap_or_default();
    let mut dialog =
        file_dialog(app).set_title(pick(language, "Chọn tệp đính kèm", "Choose files to attach"));
    let endings = endings(&takes);
    if !endings.is_empty() {
        dialog = dialog.add_filter(pick(language, "Tệp được nhận", "Accepted files"), &endings);
    }
    // a file with the wrong ending may be the right one; the bytes decide
    Ok(dialog.add_filter(pick(language, "Mọi tệp", "All files"), &["*"]))
}

fn paths(chosen: Option<Vec<FilePath>>) -> Vec<PathBuf> {
    chosen
        .unwrap_or_default()
        .into_iter()
        .filter_map(|path| path.into_path().ok())
        .collect()
}

/// Lets the person choose files for a component.
pub async fn choose_files(
    app: &AppHandle,
    desk: &Desk,
    dossier: Uuid,
    component: &str,
) -> Result<Vec<PathBuf>, DeskError> {
    let (sender, chosen) = oneshot::channel();
    opening(app, desk, dossier, component)
        .await?
        .pick_files(move |files| {
            let _ = sender.send(paths(files));
        });
    Ok(chosen.await.unwrap_or_default())
}

/// Lets the person choose one file in place of a paper.
pub async fn choose_file(
    app: &AppHandle,
    desk: &Desk,
    dossier: Uuid,
    paper: Uuid,
) -> Result<Option<PathBuf>, DeskError> {
    let component = desk
        .dossier(dossier)
        .await?
        .components
        .into_iter()
        .find(|component| component.papers.iter().any(|known| known.id == paper))
        .map(|component| component.code)
        .unwrap_or_default();
    let (sender, chosen) = oneshot::channel();
    opening(app, desk, dossier, &component)
        .await?
        .pick_file(move |file| {
            let _ = sender.send(paths(file.map(|file| vec![file])).pop());
        });
    Ok(chosen.await.unwrap_or_default())
}

/// Attaches one after the other, so that their order stays; what cannot be taken is said beside
/// what was.
pub async fn attach_all(
    desk: &Desk,
    dossier: Uuid,
    component: &str,
    paths: Vec<PathBuf>,
) -> Result<Vec<Attached>, DeskError> {
    let mut attached = Vec::with_capacity(paths.len());
    for path in paths {
        attached.push(desk.attach(dossier, component.to_owned(), path).await?);
    }
    Ok(attached)
}

/// Lets the person choose where to save, and saves. The name of the file, or none when cancelled.
pub async fn save(app: &AppHandle, desk: &Desk, file: SavedFile) -> Result<Option<String>, DeskError> {
    let language = language(desk).await;
    let (sender, chosen) = oneshot::channel();
    file_dialog(app)
        .set_title(pick(language, "Lưu tệp", "Save file"))
        .set_file_name(safe_name(&file.file_name))
        .save_file(move |path| {
            let _ = sender.send(path.and_then(|path| path.into_path().ok()));
        });
    let Some(path) = chosen.await.ok().flatten() else {
        return Ok(None);
    };
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let written = tokio::task::spawn_blocking(move || write(&path, &file.bytes)).await;
    match written {
        Ok(Ok(())) => Ok(Some(name)),
        Ok(Err(trouble)) if trouble.kind() == std::io::ErrorKind::StorageFull => Err(error(
            language,
            ErrorCode::DiskFull,
            "Ổ đĩa đã đầy nên chưa lưu được tệp. Hãy chọn nơi khác hoặc xóa bớt tệp không cần.",
            "The disk is full. Choose another place or free some space.",
        )),
        _ => Err(error(
            language,
            ErrorCode::Internal,
            "Không lưu được tệp vào nơi đã chọn. Hãy chọn thư mục khác mà bạn có quyền ghi.",
            "The file could not be saved there. Choose another folder that you may write to.",
        )),
    }
}

/// Writes beside, then renames: whoever looks finds the old file or the whole new one.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    let mut beside: OsString = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let mut file = std::fs::File::create(&beside)?;
    let done = file
        .write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| std::fs::rename(&beside, path));
    if done.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    done
}

/// A name to propose: no folders, nothing that a file system refuses.
fn safe_name(name: &str) -> String {
    let refused =
        |c: char| c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let name: String = name
        .chars()
        .map(|c| if refused(c) { '-' } else { c })
        .take(150)
        .collect();
    let name = name.trim_matches(['.', ' ']);
    if name.is_empty() {
        "tep".to_owned()
    } else {
        name.to_owned()
    }
}

/// Lets the person choose a folder.
pub async fn choose_folder(app: &AppHandle, desk: &Desk) -> Option<PathBuf> {
    let language = language(desk).await;
    let (sender, chosen) = oneshot::channel();
    file_dialog(app)
        .set_title(pick(
            language,
            "Chọn thư mục sao lưu",
            "Choose a folder for backups",
        ))
        .pick_folder(move |folder| {
            let _ = sender.send(folder.and_then(|folder| folder.into_path().ok()));
        });
    chosen.await.ok().flatten()
}

/// The ending of packages.
const PACKAGE: &str = "motcua";

/// Lets the person choose where a package goes.
pub async fn choose_package_to_write(app: &AppHandle, desk: &Desk) -> Option<PathBuf> {
    let language = language(desk).await;
    let (sender, chosen) = oneshot::channel();
    file_dialog(app)
        .set_title(pick(
            language,
            "Lưu gói để chuyển sang máy khác",
            "Save a package for another computer",
        ))
        .set_file_name(format!("mot-cua-chuyen-may.{PACKAGE}"))
        .save_file(move |file| {
            let _ = sender.send(file.and_then(|file| file.into_path().ok()));
        });
    chosen.await.ok().flatten()
}

/// Lets the person choose a package.
pub async fn choose_package_to_read(app: &AppHandle, desk: &Desk) -> Option<PathBuf> {
    let language = language(desk).await;
    let (sender, chosen) = oneshot::channel();
    file_dialog(app)
        .set_title(pick(
            language,
            "Chọn gói từ máy khác",
            "Choose a package from another computer",
        ))
        .add_filter(pick(language, "Gói Một Cửa", "Một Cửa package"), &[PACKAGE])
        .add_filter(pick(language, "Mọi tệp", "All files"), &["*"])
        .pick_file(move |file| {
            let _ = sender.send(file.and_then(|file| file.into_path().ok()));
        });
    chosen.await.ok().flatten()
}

/// Lets the person choose a catalogue file.
pub async fn choose_catalogue(app: &AppHandle, desk: &Desk) -> Option<PathBuf> {
    let language = language(desk).await;
    let (sender, chosen) = oneshot::channel();
    file_dialog(app)
        .set_title(pick(language, "Chọn tệp danh mục", "Choose a catalogue file"))
        .add_filter(pick(language, "Tệp danh mục", "Catalogue files"), &["json"])
        .add_filter(pick(language, "Mọi tệp", "All files"), &["*"])
        .pick_file(move |file| {
            let _ = sender.send(file.and_then(|file| file.into_path().ok()));
        });
    chosen.await.ok().flatten()
}

/// Lets the person choose a file of certificates.
pub async fn choose_certificate(app: &AppHandle, desk: &Desk) -> Option<PathBuf> {
    let language = language(desk).await;
    let (sender, chosen) = oneshot::channel();
    file_dialog(app)
        .set_title(pick(language, "Chọn tệp chứng thư", "Choose a certificate file"))
        .add_filter(
            pick(language, "Chứng thư", "Certificates"),
            &["pem", "crt", "cer", "der"],
        )
        .add_filter(pick(language, "Mọi tệp", "All files"), &["*"])
        .pick_file(move |file| {
            let _ = sender.send(file.and_then(|file| file.into_path().ok()));
        });
    chosen.await.ok().flatten()
}

/// Opens a file that the desk itself made in the system's program for it.
pub async fn open_file(app: &AppHandle, desk: &Desk, path: PathBuf) -> Result<(), DeskError> {
    let language = language(desk).await;
    app.opener()
        .open_path(path.to_string_lossy(), None::<&str>)
        .map_err(|trouble| {
            log::warn!("no program opened the file: {trouble}");
            error(
                language,
                ErrorCode::Internal,
                "Máy chưa có chương trình mở loại tệp này. Hãy xem tệp ngay trong Một Cửa, hoặc cài chương trình phù hợp rồi thử lại.",
                "No program on this computer opens such a file. View it inside Một Cửa, or install a program for it and try again.",
            )
        })
}

/// Opens an address that the desk itself handed out in the system's browser.
pub async fn browse(app: &AppHandle, desk: &Desk, address: String) -> Result<(), DeskError> {
    let language = language(desk).await;
    app.opener().open_url(address, None::<&str>).map_err(|trouble| {
        log::warn!("the system's browser could not be opened: {trouble}");
        error(
            language,
            ErrorCode::Internal,
            "Không mở được trình duyệt của máy. Hãy đặt một trình duyệt mặc định trong cài đặt hệ điều hành rồi thử lại.",
            "The system's browser could not be opened. Set a default browser in the system's settings and try again.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_outside_cannot_leave_the_folder() {
        assert_eq!(safe_name("../../etc/passwd"), "-..-etc-passwd");
        assert_eq!(
            safe_name("Giấy phép số 12/GP-UBND.pdf"),
            "Giấy phép số 12-GP-UBND.pdf"
        );
        assert_eq!(safe_name(".."), "tep");
    }

    #[test]
    fn a_saved_file_is_whole_or_the_old_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bien-lai.pdf");
        write(&path, b"first").unwrap();
        write(&path, b"second").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"second");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
