//! The desk's own sentences in the two languages. Each says what to do next.

use motcua_domain::language::Language;

use crate::error::{DeskError, ErrorCode};

/// Picks a sentence.
pub(crate) fn pick<'a>(lang: Language, vi: &'a str, en: &'a str) -> &'a str {
    match lang {
        Language::Vi => vi,
        Language::En => en,
    }
}

impl DeskError {
    /// An error with a sentence in the desk's language.
    pub(crate) fn say(code: ErrorCode, lang: Language, vi: &str, en: &str) -> Self {
        Self {
            code,
            message: pick(lang, vi, en).to_owned(),
            fields: Vec::new(),
            trace: None,
        }
    }

    pub(crate) fn not_found(lang: Language, what: Thing) -> Self {
        let (vi, en) = match what {
            Thing::Dossier => (
                "Không tìm thấy hồ sơ này. Hãy quay lại danh sách hồ sơ và chọn lại.",
                "This dossier was not found. Go back to the list and choose again.",
            ),
            Thing::Paper => (
                "Không tìm thấy tệp này trong hồ sơ. Hãy tải lại trang hồ sơ.",
                "This file was not found in the dossier. Open the dossier again.",
            ),
            Thing::Procedure => (
                "Không tìm thấy thủ tục này trong danh mục đang dùng. Hãy tìm lại hoặc đổi danh mục trong Cài đặt.",
                "This procedure is not in the catalogue in use. Search again or change the catalogue in Settings.",
            ),
            Thing::Obligation => (
                "Không tìm thấy khoản phí, lệ phí này. Hãy làm mới danh sách giao dịch.",
                "This fee was not found. Refresh the list of transactions.",
            ),
            Thing::Result => (
                "Không tìm thấy tệp kết quả này. Hãy làm mới hồ sơ.",
                "This result file was not found. Refresh the dossier.",
            ),
            Thing::Letter => (
                "Không tìm thấy thư này trong hộp thư tập huấn. Hãy làm mới hộp thư.",
                "This letter is not in the training mailbox. Refresh the mailbox.",
            ),
        };
        Self::say(ErrorCode::NotFound, lang, vi, en)
    }

    pub(crate) fn no_portal(lang: Language) -> Self {
        Self::say(
            ErrorCode::NoPortal,
            lang,
            "Chưa chọn cổng dịch vụ công. Hãy vào Cài đặt để kết nối cổng, hoặc chọn Tập huấn; hồ sơ đã soạn vẫn được giữ nguyên.",
            "No portal has been chosen. Connect one in Settings, or choose Training; your drafts are kept.",
        )
    }

    pub(crate) fn sign_in_needed(lang: Language) -> Self {
        Self::say(
            ErrorCode::SignInNeeded,
            lang,
            "Cần đăng nhập để gửi. Hãy đăng nhập rồi bấm lại; những gì đã nhập vẫn được giữ nguyên.",
            "Sign in to send. Sign in and press again; everything you typed is kept.",
        )
    }

    pub(crate) fn offline(lang: Language) -> Self {
        Self::say(
            ErrorCode::Offline,
            lang,
            "Chưa kết nối được cổng dịch vụ công. Hãy kiểm tra mạng rồi thử lại; những gì đã nhập vẫn được giữ nguyên.",
            "The portal cannot be reached now. Check the network and try again; everything you typed is kept.",
        )
    }

    pub(crate) fn not_editable(lang: Language) -> Self {
        Self::say(
            ErrorCode::WrongState,
            lang,
            "Hồ sơ đã xếp hàng hoặc đã nộp nên không sửa được. Nếu chưa gửi đi, hãy bấm “Đưa về soạn tiếp” trong Hộp gửi.",
            "The dossier is queued or submitted and cannot be changed. If it has not left yet, take it back to draft in the Outbox.",
        )
    }

    /// Something that should not happen: logged under a trace that the user can quote.
    pub(crate) fn internal(lang: Language, trace: uuid::Uuid, detail: &dyn std::fmt::Display) -> Self {
        let trace = trace.simple().to_string()[..12].to_owned();
        log::error!("internal error {trace}: {detail}");
        Self {
            code: ErrorCode::Internal,
            message: match lang {
                Language::Vi => format!(
                    "Có lỗi ngoài dự kiến; dữ liệu đã lưu không bị ảnh hưởng. Hãy thử lại, nếu vẫn lỗi hãy khởi động lại chương trình và báo mã {trace}."
                ),
                Language::En => format!(
                    "Something unexpected went wrong; what was saved is safe. Try again; if it persists, restart the program and report code {trace}."
                ),
            },
            fields: Vec::new(),
            trace: Some(trace),
        }
    }
}

/// What was not found.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Thing {
    Dossier,
    Paper,
    Procedure,
    Obligation,
    Result,
    Letter,
}

/// A size as people read it: `1,5 MB` (`1.5 MB` in English).
pub(crate) fn size(lang: Language, bytes: u64) -> String {
    let (value, unit) = match bytes {
        0..1024 => return format!("{bytes} byte"),
        1024..1_048_576 => (bytes as f64 / 1024.0, "KB"),
        1_048_576..1_073_741_824 => (bytes as f64 / 1_048_576.0, "MB"),
        _ => (bytes as f64 / 1_073_741_824.0, "GB"),
    };
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    match lang {
        Language::Vi => format!("{} {unit}", text.replace('.', ",")),
        Language::En => format!("{text} {unit}"),
    }
}

/// Text that may be part of a file's name on every system.
pub(crate) fn file_part(text: &str) -> String {
    let part: String = text
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') {
                c
            } else {
                '-'
            }
        })
        .collect();
    part.trim_matches(['.', '-']).chars().take(80).collect()
}
