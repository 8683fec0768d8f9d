//! What a chosen file is. Only what can be told without reading is looked at in place; the rest is
//! looked at in the copy, so that the bytes that were judged are the bytes that are kept.

use std::path::Path;

use motcua_documents::{FileProblem, inspect};
use motcua_domain::{language::Language, paper::PaperLimits};
use motcua_store::{Store, StoredBlob};

use crate::{
    error::{DeskError, ErrorCode},
    shared::{room::Stop, words::pick},
};

fn bad(message: String) -> DeskError {
    DeskError {
        code: ErrorCode::BadFile,
        message,
        fields: Vec::new(),
        trace: None,
    }
}

/// Refuses at once what is no file, is empty or is too large.
pub(crate) fn before(path: &Path, limits: &PaperLimits, lang: Language) -> Result<(), DeskError> {
    let said = |problem: FileProblem| bad(problem.message(lang));
    let about = std::fs::metadata(path).map_err(|_| said(FileProblem::Unreadable))?;
    if !about.is_file() {
        return Err(bad(pick(
            lang,
            "Đây không phải là tệp (có thể là thư mục). Hãy chọn từng tệp bên trong.",
            "This is not a file (perhaps a folder). Choose the files inside it.",
        )
        .to_owned()));
    }
    if about.len() == 0 {
        return Err(said(FileProblem::Empty));
    }
    if about.len() > limits.max_bytes {
        return Err(said(FileProblem::TooLarge {
            size: about.len(),
            max: limits.max_bytes,
        }));
    }
    Ok(())
}

/// The media type of the copy, by its bytes, or why it cannot be taken.
pub(crate) fn copy(
    store: &Store,
    blob: &StoredBlob,
    file_name: &str,
    limits: &PaperLimits,
    lang: Language,
) -> Result<String, Stop> {
    let mut reader = store.blobs().open(&blob.sha256())?;
    let found = inspect(&mut reader, file_name, limits).map_err(|problem| bad(problem.message(lang)))?;
    Ok(found.media_type.to_owned())
}
