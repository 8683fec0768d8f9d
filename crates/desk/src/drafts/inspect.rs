//! What a chosen file is, by its bytes, before and after it is copied.

use std::{io::Read, path::Path};

use motcua_domain::{language::Language, paper::PaperLimits};
use motcua_store::{Store, StoredBlob};

use crate::{
    error::{DeskError, ErrorCode},
    error_convert::too_large,
    files::media_type,
    shared::room::Stop,
};

fn bad(lang: Language, vi: &str, en: &str) -> DeskError {
    DeskError::say(ErrorCode::BadFile, lang, vi, en)
}

/// The media type of a file that may be attached, or why it may not.
pub(crate) fn file(path: &Path, limits: &PaperLimits, lang: Language) -> Result<String, DeskError> {
    let unreadable = |_| {
        bad(
            lang,
            "Không đọc được tệp. Hãy kiểm tra tệp còn ở đó, ổ đĩa hoặc USB còn cắm và bạn có quyền mở, rồi thử lại.",
            "The file could not be read. Check that it is still there, that the disk or USB stick is connected and that you may open it, then try again.",
        )
    };
    let about = std::fs::metadata(path).map_err(unreadable)?;
    if !about.is_file() {
        return Err(bad(
            lang,
            "Đây không phải là tệp (có thể là thư mục). Hãy chọn từng tệp bên trong.",
            "This is not a file (perhaps a folder). Choose the files inside it.",
        ));
    }
    if about.len() == 0 {
        return Err(bad(
            lang,
            "Tệp rỗng, không có nội dung. Hãy quét hoặc lưu lại tệp rồi đính kèm.",
            "The file is empty. Scan or save it again, then attach it.",
        ));
    }
    if about.len() > limits.max_bytes {
        return Err(DeskError {
            code: ErrorCode::BadFile,
            message: too_large(lang, limits.max_bytes),
            fields: Vec::new(),
            trace: None,
        });
    }
    let mut head = [0; 16];
    let read = std::fs::File::open(path)
        .and_then(|mut file| file.read(&mut head))
        .map_err(unreadable)?;
    Ok(media_type(&head[..read]).to_owned())
}

/// Looks at the copy: it must be what the original was.
pub(crate) fn copy(store: &Store, blob: &StoredBlob, expected: &str, lang: Language) -> Result<(), Stop> {
    let mut head = [0; 16];
    let mut reader = store.blobs().open(&blob.sha256())?;
    let read = reader.read(&mut head).map_err(motcua_store::StoreError::from)?;
    if media_type(&head[..read]) == expected {
        return Ok(());
    }
    Err(bad(
        lang,
        "Tệp thay đổi trong lúc sao chép. Hãy đợi tệp được lưu xong rồi đính kèm lại.",
        "The file changed while it was copied. Wait until it is saved and attach it again.",
    )
    .into())
}
