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
