//! `motcua outbox`.

use std::time::Duration;

use clap::{Args, Subcommand};
use motcua_desk::{
    Desk,
    prelude::{OutboxItem, OutboxRules, OutboxStage, OutboxView, SendingHours},
};
use motcua_domain::language::Language;
use serde_json::json;
use uuid::Uuid;

use crate::{
    exit::{Exit, Failure},
    session::{Need, Session},
    words,
};

/// How long the outbox may take to accept a wish; it only has to be written down.
const LONGEST_WISH: Duration = Duration::from_secs(30);

/// What can be done with the outbox.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Những gì chờ gửi, và vì sao còn chờ.
    List,
    /// Tạm dừng gửi, cho tới khi resume.
    Pause,
    /// Tiếp tục gửi (ở lần sync sau).
    Resume,
    /// Xem hoặc đặt giờ gửi và tốc độ gửi tối đa; cửa sổ cũng theo.
    Settings(Settings),
    /// Đưa hồ sơ đang bị giữ lại vào hàng đợi để gửi lại.
    Retry {
        /// Các hồ sơ; không có thì mọi hồ sơ đang bị giữ.
        #[arg(value_name = "ID")]
        dossiers: Vec<String>,
    },
    /// Lấy hồ sơ ra khỏi Hộp gửi, về lại bản đang soạn; không mất gì.
    Discard {
        /// Các hồ sơ.
        #[arg(required = true, value_name = "ID")]
        dossiers: Vec<String>,
    },
}

/// When and how fast to send. Without options: what is set.
#[derive(Debug, Args)]
pub struct Settings {
    /// Chỉ tự gửi trong giờ này (giờ Việt Nam), ví dụ 22:00-05:00.
    #[arg(long, value_name = "HH:MM-HH:MM", value_parser = hours)]
    between: Option<SendingHours>,
    /// Gửi vào bất cứ giờ nào.
    #[arg(long, conflicts_with = "between")]
    any_time: bool,
    /// Gửi nhanh nhất chừng này KB mỗi giây (từ 8).
    #[arg(long, value_name = "KB")]
    limit: Option<u32>,
    /// Không giới hạn tốc độ.
    #[arg(long, conflicts_with = "limit")]
    no_limit: bool,
}

/// Runs a command.
pub async fn run(session: &Session, command: Command) -> Result<Exit, Failure> {
    match command {
        Command::List => {
            let desk = session.desk(Need::Store).await?;
            let view = look(session, &desk).await?;
            session.print(&view, |out| {
                if view.paused {
                    writeln!(
                        out,
                        "{}",
                        session.pick("Đang tạm dừng gửi.", "Sending is paused.")
                    )?;
                }
                if view.rules != OutboxRules::default() {
                    writeln!(out, "{}", rules_words(session, view.rules))?;
                }
                if view.items.is_empty() {
                    writeln!(out, "{}", session.pick("Hộp gửi trống.", "The outbox is empty."))?;
                }
                view.items.iter().try_for_each(|item| line(out, item))
            })?;
            Ok(Exit::Done)
        }
        Command::Settings(wanted) => settings(session, wanted).await,
        Command::Pause => pause(session, true).await,
        Command::Resume => pause(session, false).await,
        Command::Retry { dossiers } => retry(session, dossiers).await,
        Command::Discard { dossiers } => discard(session, dossiers).await,
    }
}

/// `22:00-05:00` as hours.
fn hours(text: &str) -> Result<SendingHours, String> {
    let minute = |text: &str| {
        let (hour, minute) = text.trim().split_once(':')?;
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
        (hour < 24 && minute < 60).then_some(hour * 60 + minute)
    };
    let times = text.split_once(['-', '–']);
    match times.map(|(from, until)| (minute(from), minute(until))) {
        Some((Some(from), Some(until))) if from != until => Ok(SendingHours { from, until }),
        _ => Err("HH:MM-HH:MM, 22:00-05:00".to_owned()),
    }
}

async fn settings(session: &Session, wanted: Settings) -> Result<Exit, Failure> {
    let desk = session.desk(Need::Store).await?;
    let before = look(session, &desk).await?.rules;
    let rules = OutboxRules {
        hours: match wanted.any_time {
            true => None,
            false => wanted.between.or(before.hours),
        },
        kib_per_second: match wanted.no_limit {
            true => None,
            false => wanted.limit.or(before.kib_per_second),
        },
    };
    if rules != before {
        desk.set_outbox_rules(rules)
            .await
            .map_err(|error| session.failure(error))?;
    }
    session.print(&rules, |out| writeln!(out, "{}", rules_words(session, rules)))?;
    Ok(Exit::Done)
}

/// The rules in a sentence.
fn rules_words(session: &Session, rules: OutboxRules) -> String {
    let when = match (rules.hours, session.lang) {
        (None, Language::Vi) => "Gửi vào bất cứ giờ nào".to_owned(),
        (None, Language::En) => "Sent at any time".to_owned(),
        (Some(hours), Language::Vi) => format!("Chỉ tự gửi trong giờ {}", hours.clock()),
        (Some(hours), Language::En) => format!("Sent between {} only", hours.clock()),
    };
    match (rules.kib_per_second, session.lang) {
        (None, Language::Vi) => format!("{when}, không giới hạn tốc độ."),
        (None, Language::En) => format!("{when}, as fast as the link goes."),
        (Some(kib), Language::Vi) => format!("{when}, nhanh nhất {kib} KB mỗi giây."),
        (Some(kib), Language::En) => format!("{when}, {kib} KB a second at most."),
    }
}

async fn look(session: &Session, desk: &Desk) -> Result<OutboxView, Failure> {
    desk.outbox().await.map_err(|error| session.failure(error))
}

/// One dossier on its way, for people.
pub fn line(out: &mut dyn std::io::Write, item: &OutboxItem) -> std::io::Result<()> {
    writeln!(out, "{}  {}", item.dossier, item.procedure_name)?;
    if item.bytes_total > 0 {
        writeln!(
            out,
            "    {} / {}",
            words::size(item.bytes_done),
            words::size(item.bytes_total)
        )?;
    }
    item.words
        .lines()
        .try_for_each(|words| writeln!(out, "    {words}"))
}

async fn pause(session: &Session, paused: bool) -> Result<Exit, Failure> {
    let desk = session.desk(Need::Store).await?;
    desk.outbox_pause(paused)
        .await
        .map_err(|error| session.failure(error))?;
    session.print(&json!({ "paused": paused }), |out| {
        writeln!(
            out,
            "{}",
            if paused {
                session.pick("Đã tạm dừng gửi.", "Sending is paused.")
            } else {
                session.pick(
                    "Sẽ gửi tiếp ở lần sync sau.",
                    "Sending goes on with the next sync.",
                )
            }
        )
    })?;
    Ok(Exit::Done)
}

async fn retry(session: &Session, dossiers: Vec<String>) -> Result<Exit, Failure> {
    let names = super::values::names(session, dossiers)?;
    let desk = session.desk(Need::Portal).await?;
    let mut wanted: Vec<Uuid> = Vec::new();
    for name in &names {
        wanted.push(session.dossier(&desk, name).await?);
    }
    let held = |view: &OutboxView| -> Vec<Uuid> {
        let held = view.items.iter().filter(|item| item.stage == OutboxStage::Held);
        held.map(|item| item.dossier).collect()
    };
    if names.is_empty() {
        wanted = held(&look(session, &desk).await?);
    }
    for id in &wanted {
        desk.outbox_retry(*id)
            .await
            .map_err(|error| session.failure(error))?;
    }
    // the wish is kept once the outbox shows it, even when it is held again the next moment
    let mut events = desk.subscribe();
    let kept = async {
        while held(&desk.outbox().await?).iter().any(|id| wanted.contains(id)) {
            let _ = tokio::time::timeout(Duration::from_millis(200), events.recv()).await;
        }
        Ok(())
    };
    if let Ok(kept) = tokio::time::timeout(LONGEST_WISH, kept).await {
        kept.map_err(|error| session.failure(error))?;
    }
    session.print(&json!({ "retried": wanted }), |out| match session.lang {
        Language::Vi => writeln!(
            out,
            "{} hồ sơ trở lại hàng đợi; motcua sync gửi tiếp.",
            wanted.len()
        ),
        Language::En => writeln!(
            out,
            "{} dossiers are queued again; motcua sync sends them.",
            wanted.len()
        ),
    })?;
    Ok(Exit::Done)
}

async fn discard(session: &Session, dossiers: Vec<String>) -> Result<Exit, Failure> {
    let names = super::values::names(session, dossiers)?;
    let desk = session.desk(Need::Store).await?;
    let mut taken = Vec::new();
    for name in &names {
        let id = session.dossier(&desk, name).await?;
        desk.recall(id).await.map_err(|error| session.failure(error))?;
        taken.push(id);
    }
    session.print(&json!({ "discarded": taken }), |out| {
        writeln!(
            out,
            "{}",
            session.pick(
                "Đã lấy ra khỏi Hộp gửi; hồ sơ trở về bản đang soạn.",
                "Taken out of the outbox; it is a draft again."
            )
        )
    })?;
    Ok(Exit::Done)
}
