//! What a desktop notification says. Nothing personal but the dossier's code: it may lie open on a
//! screen at the counter.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use motcua_domain::{language::Language, status::BusinessStatus};
use uuid::Uuid;

use crate::views::event::DeskEvent;

fn notice(dossier: Uuid, title: &str, body: String) -> DeskEvent {
    DeskEvent::Notice {
        title: title.to_owned(),
        body,
        dossier: Some(dossier),
    }
}

/// Hours and day in Việt Nam, e.g. `08:05 22/11/2026`.
pub(crate) fn local_time(at: DateTime<Utc>) -> String {
    match FixedOffset::east_opt(7 * 3600) {
        Some(zone) => at.with_timezone(&zone).format("%H:%M %d/%m/%Y").to_string(),
        None => at.format("%H:%M %d/%m/%Y").to_string(),
    }
}

/// The portal's receipt was compared and agrees.
pub(crate) fn submitted(dossier: Uuid, code: &str, at: DateTime<Utc>, lang: Language) -> DeskEvent {
    let at = local_time(at);
    match lang {
        Language::Vi => notice(
            dossier,
            "Đã nộp hồ sơ",
            format!("Hồ sơ {code}: cổng tiếp nhận lúc {at}. Giấy xác nhận đã sẵn sàng để in."),
        ),
        Language::En => notice(
            dossier,
            "Dossier submitted",
            format!("Dossier {code}: received by the portal at {at}. The proof is ready to print."),
        ),
    }
}

/// The answer to a request for supplements has arrived.
pub(crate) fn supplemented(dossier: Uuid, code: &str, lang: Language) -> DeskEvent {
    match lang {
        Language::Vi => notice(
            dossier,
            "Đã gửi bổ sung",
            format!("Hồ sơ {code}: cổng đã nhận phần bổ sung."),
        ),
        Language::En => notice(
            dossier,
            "Supplement sent",
            format!("Dossier {code}: the portal has received the supplement."),
        ),
    }
}

/// A draft was changed on two computers, each to something else.
pub(crate) fn disputed(dossier: Uuid, lang: Language) -> DeskEvent {
    match lang {
        Language::Vi => notice(
            dossier,
            "Hai máy sửa khác nhau",
            "Một hồ sơ chưa nộp được sửa trên hai máy. Không có gì bị ghi đè: hãy mở hồ sơ và chọn từng mục."
                .to_owned(),
        ),
        Language::En => notice(
            dossier,
            "Changed on two computers",
            "A draft was changed on two computers. Nothing was overwritten: open it and choose.".to_owned(),
        ),
    }
}

/// A draft was deleted here while another computer went on with it.
pub(crate) fn edited_there(dossier: Uuid, lang: Language) -> DeskEvent {
    match lang {
        Language::Vi => notice(
            dossier,
            "Hồ sơ đã xóa nay trở lại",
            "Một hồ sơ bạn đã xóa vẫn được sửa trên máy khác nên được giữ lại. Hãy mở ra xem; nếu không cần thì xóa lần nữa."
                .to_owned(),
        ),
        Language::En => notice(
            dossier,
            "A deleted draft is back",
            "A draft you deleted was still being changed on another computer, so it was kept. Open it, or delete it again."
                .to_owned(),
        ),
    }
}

/// A draft was deleted on another computer while it was changed here.
pub(crate) fn deleted_there(dossier: Uuid, lang: Language) -> DeskEvent {
    match lang {
        Language::Vi => notice(
            dossier,
            "Hồ sơ bị xóa trên máy khác",
            "Một hồ sơ bạn đang soạn đã bị xóa trên máy khác. Phần sửa trên máy này vẫn còn: hãy chọn giữ lại hoặc xóa."
                .to_owned(),
        ),
        Language::En => notice(
            dossier,
            "Deleted on another computer",
            "A draft you are working on was deleted on another computer. What you changed here is kept: choose to keep or delete it."
                .to_owned(),
        ),
    }
}

/// A draft was submitted from another computer; nothing of it was only here.
pub(crate) fn submitted_there(dossier: Uuid, code: &str, lang: Language) -> DeskEvent {
    match lang {
        Language::Vi => notice(
            dossier,
            "Đã nộp từ máy khác",
            format!("Hồ sơ này đã được nộp từ máy khác, mã {code}. Không cần nộp lại."),
        ),
        Language::En => notice(
            dossier,
            "Submitted from another computer",
            format!(
                "This dossier was submitted from another computer as {code}. There is no need to submit it again."
            ),
        ),
    }
}

/// The same, and what had been changed here is a draft of its own.
pub(crate) fn left_behind(draft: Uuid, code: &str, lang: Language) -> DeskEvent {
    match lang {
        Language::Vi => notice(
            draft,
            "Đã nộp từ máy khác",
            format!(
                "Hồ sơ {code} đã được nộp từ máy khác. Phần sửa trên máy này không có trong đó nên được giữ thành một hồ sơ chưa nộp riêng."
            ),
        ),
        Language::En => notice(
            draft,
            "Submitted from another computer",
            format!(
                "Dossier {code} was submitted from another computer. What was changed here is not in it and is kept as a draft of its own."
            ),
        ),
    }
}

/// A job is held for the user.
pub(crate) fn held(dossier: Uuid, lang: Language) -> DeskEvent {
    match lang {
        Language::Vi => notice(
            dossier,
            "Hồ sơ cần bạn xem lại",
            "Một hồ sơ trong Hộp gửi chưa gửi được và đang chờ bạn. Hãy mở Hộp gửi để xem lý do.".to_owned(),
        ),
        Language::En => notice(
            dossier,
            "A dossier needs you",
            "A dossier in the Outbox could not be sent and waits for you. Open the Outbox to see why."
                .to_owned(),
        ),
    }
}

/// A dossier has not got through for long, and nobody was asked anything about it.
pub(crate) fn stuck(dossier: Uuid, lang: Language) -> DeskEvent {
    match lang {
        Language::Vi => notice(
            dossier,
            "Đã lâu chưa gửi được",
            "Một hồ sơ trong Hộp gửi đã lâu chưa gửi được. Chương trình vẫn tự thử lại và không mất gì; hãy mở Hộp gửi để xem.".to_owned(),
        ),
        Language::En => notice(
            dossier,
            "Not sent for a long time",
            "A dossier in the Outbox has not got through for long. It goes on trying and nothing is lost; open the Outbox to see."
                .to_owned(),
        ),
    }
}

/// A fee was paid, by the bank's signed word.
pub(crate) fn paid(dossier: Uuid, code: &str, lang: Language) -> DeskEvent {
    match lang {
        Language::Vi => notice(
            dossier,
            "Đã thanh toán",
            format!("Hồ sơ {code}: đã nhận thanh toán phí, lệ phí. Biên lai đã sẵn sàng."),
        ),
        Language::En => notice(
            dossier,
            "Paid",
            format!("Dossier {code}: the fees are paid. The receipt is ready."),
        ),
    }
}

/// The portal changed the status.
pub(crate) fn status(
    dossier: Uuid,
    code: &str,
    status: BusinessStatus,
    due_on: Option<NaiveDate>,
    lang: Language,
) -> DeskEvent {
    let day = due_on.map(|day| day.format("%d/%m/%Y").to_string());
    let name = status.name(lang);
    let body = match (lang, status) {
        (Language::Vi, BusinessStatus::Received) => match day {
            Some(day) => format!("Hồ sơ {code} đã được tiếp nhận. Hẹn trả kết quả: {day}."),
            None => format!("Hồ sơ {code} đã được tiếp nhận."),
        },
        (Language::En, BusinessStatus::Received) => match day {
            Some(day) => format!("Dossier {code} was accepted. Result due on {day}."),
            None => format!("Dossier {code} was accepted."),
        },
        (Language::Vi, BusinessStatus::Refused) => {
            format!("Hồ sơ {code} không được tiếp nhận. Hãy mở hồ sơ để xem lý do.")
        }
        (Language::En, BusinessStatus::Refused) => {
            format!("Dossier {code} was not accepted. Open it to see why.")
        }
        (Language::Vi, BusinessStatus::SupplementRequested) => {
            format!(
                "Hồ sơ {code}: cơ quan giải quyết yêu cầu bổ sung. Hãy mở hồ sơ để xem từng mục cần bổ sung."
            )
        }
        (Language::En, BusinessStatus::SupplementRequested) => {
            format!("Dossier {code}: the agency asks for a supplement. Open it to see each item.")
        }
        (Language::Vi, BusinessStatus::PaymentRequested) => {
            format!("Hồ sơ {code}: có phí, lệ phí cần nộp. Hãy mở Danh sách giao dịch để thanh toán.")
        }
        (Language::En, BusinessStatus::PaymentRequested) => {
            format!("Dossier {code}: fees are to be paid. Open the list of transactions.")
        }
        (Language::Vi, BusinessStatus::Finished | BusinessStatus::Returned) => {
            format!(
                "Hồ sơ {code}: {}. Hãy mở hồ sơ để xem kết quả.",
                lower_first(name)
            )
        }
        (Language::En, BusinessStatus::Finished | BusinessStatus::Returned) => {
            format!(
                "Dossier {code}: {}. Open it to see the result.",
                lower_first(name)
            )
        }
        (Language::Vi, _) => format!("Hồ sơ {code}: {}.", lower_first(name)),
        (Language::En, _) => format!("Dossier {code}: {}.", lower_first(name)),
    };
    notice(dossier, name, body)
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
