//! Why a dossier is held, in words that say what to do.

use motcua_domain::language::Language;
use motcua_sync::{
    engine::{Difference, HeldReason},
    ports::FileTrouble,
};

use crate::shared::words::pick;

/// The reason as the user reads it.
pub(crate) fn words(reason: &HeldReason, lang: Language) -> String {
    match reason {
        HeldReason::Refused { problem } => {
            let mut said = if problem.detail.trim().is_empty() { problem.title.clone() } else { problem.detail.clone() };
            for field in problem.field_errors.iter().take(5) {
                said.push_str("\n• ");
                said.push_str(&field.message);
            }
            match lang {
                Language::Vi => format!("Cổng chưa nhận: {said}\nHãy đưa về soạn tiếp để sửa, hoặc thử gửi lại."),
                Language::En => format!("The portal did not take it: {said}\nTake it back to draft and correct it, or try again."),
            }
        }
        HeldReason::ManifestDiffers { differences } => {
            let list = differences_words(differences, lang);
            match lang {
                Language::Vi => format!(
                    "CHƯA coi là đã nộp: những gì cổng lưu khác với hồ sơ đã gửi ({list}). Hãy gọi đường dây hỗ trợ của cổng và đừng nộp lại khi chưa được hướng dẫn."
                ),
                Language::En => format!(
                    "NOT counted as submitted: what the portal stored differs from what was sent ({list}). Call the portal's hotline before sending again."
                ),
            }
        }
        HeldReason::OtherSubmission { code, differences } => {
            let list = differences_words(differences, lang);
            match lang {
                Language::Vi => format!(
                    "Hồ sơ này đã được nộp từ một máy khác hoặc từ bản sao lưu, mã {code}, với nội dung khác ({list}). Cổng chỉ giữ một hồ sơ. Hãy bấm đưa về soạn tiếp: hồ sơ được ghi nhận là đã nộp, phần sửa trên máy này được giữ thành một hồ sơ chưa nộp riêng."
                ),
                Language::En => format!(
                    "This dossier was already submitted from another computer or an old backup as {code}, with other content ({list}). The portal keeps one dossier. Take it back to draft: the dossier is then shown as submitted, and what was changed here is kept as a draft of its own."
                ),
            }
        }
        HeldReason::File { trouble, .. } => match trouble {
            FileTrouble::Missing | FileTrouble::Damaged => pick(
                lang,
                "Một tệp đính kèm trên máy này bị mất hoặc bị hỏng. Hãy đưa hồ sơ về soạn tiếp, đính kèm lại tệp rồi nộp.",
                "An attached file is missing or damaged on this computer. Take the dossier back to draft, attach the file again and submit.",
            )
            .to_owned(),
            FileTrouble::Unreadable => pick(
                lang,
                "Chưa đọc được một tệp đính kèm trên máy này. Hãy kiểm tra ổ đĩa rồi bấm thử gửi lại.",
                "An attached file cannot be read at the moment. Check the disk, then try again.",
            )
            .to_owned(),
        },
        HeldReason::UploadDamaged { .. } => pick(
            lang,
            "Một tệp đến cổng bị sai lệch hai lần liền; có thể đường truyền hoặc thiết bị mạng làm hỏng dữ liệu. Hãy thử gửi lại bằng mạng khác.",
            "A file arrived damaged twice; the network may be corrupting data. Try again over another network.",
        )
        .to_owned(),
        HeldReason::Unreadable { .. } => pick(
            lang,
            "Không hiểu được câu trả lời của cổng về hồ sơ này. Hãy thử gửi lại; nếu vẫn vậy, hãy gọi đường dây hỗ trợ của cổng.",
            "The portal's answer about this dossier cannot be understood. Try again; if it persists, call the portal's hotline.",
        )
        .to_owned(),
    }
}

fn differences_words(differences: &[Difference], lang: Language) -> String {
    let mut words: Vec<String> = differences
        .iter()
        .take(5)
        .map(|difference| difference_words(difference, lang))
        .collect();
    if differences.len() > words.len() {
        words.push("…".to_owned());
    }
    words.join("; ")
}

fn difference_words(difference: &Difference, lang: Language) -> String {
    match (difference, lang) {
        (Difference::OtherDossier { .. }, Language::Vi) => "biên nhận là của hồ sơ khác".to_owned(),
        (Difference::OtherDossier { .. }, Language::En) => "the receipt is for another dossier".to_owned(),
        (Difference::NoCode, Language::Vi) => "không có mã hồ sơ".to_owned(),
        (Difference::NoCode, Language::En) => "there is no dossier code".to_owned(),
        (Difference::Answers, Language::Vi) => "thông tin khai khác".to_owned(),
        (Difference::Answers, Language::En) => "the answers differ".to_owned(),
        (Difference::PaperMissing { file_name, .. }, Language::Vi) => format!("thiếu tệp “{file_name}”"),
        (Difference::PaperMissing { file_name, .. }, Language::En) => format!("“{file_name}” is missing"),
        (Difference::PaperExtra { .. }, Language::Vi) => "có tệp không được gửi".to_owned(),
        (Difference::PaperExtra { .. }, Language::En) => "there is a file that was not sent".to_owned(),
        (Difference::PaperComponent { file_name, .. }, Language::Vi) => {
            format!("tệp “{file_name}” nằm ở thành phần khác")
        }
        (Difference::PaperComponent { file_name, .. }, Language::En) => {
            format!("“{file_name}” is under another component")
        }
        (Difference::PaperBytes { file_name, .. }, Language::Vi) => {
            format!("tệp “{file_name}” khác nội dung")
        }
        (Difference::PaperBytes { file_name, .. }, Language::En) => {
            format!("“{file_name}” has other content")
        }
    }
}
