//! When and how fast the outbox may send: the user's choice, kept with the store.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use motcua_domain::language::Language;
use motcua_sync::engine::{Hours, Rules};

use crate::{
    error::{DeskError, ErrorCode},
    shared::room::Room,
    views::{
        event::DeskEvent,
        outbox::{OutboxRules, SendingHours},
    },
};

/// Setting under which the rules are kept.
pub(crate) const RULES: &str = "outbox.rules";
/// Least cap, in KiB a second: below it a piece of a file takes so long that the portal gives up.
const SLOWEST: u32 = 8;
/// Largest cap, in KiB a second; more is no cap at all.
const FASTEST: u32 = 1 << 20;

/// The rules as the engine takes them. What is no rule (from a newer program, say) asks for nothing.
pub(crate) fn rules(kept: Option<OutboxRules>) -> Rules {
    let kept = kept.unwrap_or_default();
    Rules {
        hours: kept.hours.and_then(|hours| Hours::new(hours.from, hours.until)),
        bytes_per_second: kept
            .kib_per_second
            .map(|kib| kib.clamp(SLOWEST, FASTEST).saturating_mul(1 << 10)),
    }
}

/// Keeps the rules and lets the running outbox know.
pub(crate) async fn set(room: &Arc<Room>, wanted: OutboxRules) -> Result<(), DeskError> {
    let lang = room.lang();
    if wanted
        .hours
        .is_some_and(|hours| Hours::new(hours.from, hours.until).is_none())
    {
        return Err(DeskError::say(
            ErrorCode::InvalidFields,
            lang,
            "Giờ bắt đầu và giờ kết thúc phải khác nhau và nằm trong một ngày.",
            "The first and the last time must differ and be times of a day.",
        ));
    }
    if wanted
        .kib_per_second
        .is_some_and(|kib| !(SLOWEST..=FASTEST).contains(&kib))
    {
        return Err(DeskError::say(
            ErrorCode::InvalidFields,
            lang,
            "Tốc độ gửi tối đa đặt được từ 8 KB mỗi giây trở lên.",
            "The top speed can be set from 8 KB a second up.",
        ));
    }
    room.write(move |tx| Ok(tx.set_setting(RULES, &wanted)?)).await?;
    if let Some(link) = room.link() {
        link.sync.set_rules(rules(Some(wanted)));
        link.look().await;
    }
    room.emit(DeskEvent::Outbox);
    room.emit(DeskEvent::Status);
    Ok(())
}

/// Why something waits for its hours.
pub(crate) fn words(hours: Option<Hours>, lang: Language) -> String {
    let Some(Hours { from, until }) = hours else {
        return String::new();
    };
    let (from, until) = (clock(from), clock(until));
    match lang {
        Language::Vi => {
            format!("chỉ gửi từ {from} đến {until} như bạn đã chọn. Bấm “Gửi ngay” nếu cần gửi luôn.")
        }
        Language::En => {
            format!(
                "sent between {from} and {until} only, as you chose. Press “Send now” to send it at once."
            )
        }
    }
}

fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// When the hours next begin, if it is not their time: for an outbox that does not run.
pub(crate) fn opens_at(kept: Option<OutboxRules>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let hours = rules(kept).hours.filter(|hours| !hours.hold(now))?;
    Some(hours.next_change(now))
}

impl SendingHours {
    /// For people: `22:00–05:00`, on Việt Nam's clock.
    pub fn clock(&self) -> String {
        format!("{}–{}", clock(self.from), clock(self.until))
    }
}
