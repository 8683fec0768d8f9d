//! The two languages of the command line, and states in words.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use motcua_domain::{
    language::Language,
    money::MoneyState,
    status::{BusinessStatus, SyncState},
};

/// The sentence in the language.
pub fn pick<'a>(lang: Language, vi: &'a str, en: &'a str) -> &'a str {
    match lang {
        Language::Vi => vi,
        Language::En => en,
    }
}

/// What the environment asks for (`LC_ALL`, `LC_MESSAGES`, `LANG`, in this order); nothing when it
/// asks for neither language.
pub fn of_environment() -> Option<Language> {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))?;
    let tag = locale.split(['_', '.', '-', '@']).next()?;
    match tag.to_ascii_lowercase().as_str() {
        "vi" => Some(Language::Vi),
        "en" => Some(Language::En),
        _ => None,
    }
}

/// Where a dossier stands, for a list.
pub fn state(sync: SyncState, status: Option<BusinessStatus>, lang: Language) -> &'static str {
    match (sync, status) {
        (SyncState::Confirmed, Some(status)) => status.name(lang),
        (SyncState::Draft, _) => pick(lang, "Đang soạn", "Draft"),
        (SyncState::Ready, _) => pick(lang, "Sẵn sàng nộp", "Ready"),
        (SyncState::Queued, _) => pick(lang, "Chưa nộp: chờ gửi", "Not submitted yet: queued"),
        (SyncState::Sending, _) => pick(lang, "Chưa nộp: đang gửi", "Not submitted yet: being sent"),
        (SyncState::Confirmed, None) => pick(lang, "Đã nộp", "Submitted"),
        (SyncState::Held, _) => pick(lang, "Chưa nộp: cần bạn xử lý", "Not submitted: needs you"),
    }
}

/// Money in a word.
pub fn money(state: MoneyState, lang: Language) -> &'static str {
    match state {
        MoneyState::None => pick(lang, "không có phí", "no fee"),
        MoneyState::Due => pick(lang, "chưa nộp", "due"),
        MoneyState::Pending => pick(lang, "đang chờ ngân hàng", "waiting for the bank"),
        MoneyState::Paid => pick(lang, "đã nộp", "paid"),
        MoneyState::Failed => pick(lang, "chưa thành công", "failed"),
        MoneyState::Refunded => pick(lang, "đã hoàn", "refunded"),
    }
}

/// A day as people read it.
pub fn day(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

/// A moment as people in Việt Nam read it.
pub fn moment(at: DateTime<Utc>) -> String {
    match FixedOffset::east_opt(7 * 3600) {
        Some(zone) => at.with_timezone(&zone).format("%d/%m/%Y %H:%M").to_string(),
        None => at.to_rfc3339(),
    }
}

/// Bytes as people read them.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["B", "KiB", "MiB", "GiB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1024.0 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    if unit == 0 {
        format!("{bytes} B")
    } else {
        format!("{value:.1} {}", UNITS[unit])
    }
}
