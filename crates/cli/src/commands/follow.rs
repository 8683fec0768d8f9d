//! `motcua follow`: what the agency has done so far.

use std::path::PathBuf;

use clap::Args;
use motcua_desk::{Desk, error::ErrorCode, prelude::Timeline};
use motcua_domain::language::Language;
use serde::Serialize;
use uuid::Uuid;

use crate::{
    exit::{Exit, Failure},
    secrets,
    session::{Need, Session},
    words,
};

/// The look-up key printed on the acknowledgement.
const LOOKUP_KEY: &str = "MOTCUA_LOOKUP_KEY";

/// Whose progress is shown.
#[derive(Debug, Args)]
pub struct Follow {
    /// Mã hồ sơ (hoặc ID trên máy này).
    code: String,
    /// Chỉ xem tin đã có trên máy, không hỏi cổng.
    #[arg(long)]
    cached: bool,
    /// Tra cứu hồ sơ của người khác: tệp có mã tra cứu in trên giấy tiếp nhận; "-" là đầu vào chuẩn.
    #[arg(long, value_name = "FILE", conflicts_with = "cached")]
    key_file: Option<PathBuf>,
    /// Lưu các tệp kết quả vào thư mục này.
    #[arg(long, value_name = "DIR")]
    save_results: Option<PathBuf>,
}

#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    timeline: &'a Timeline,
    /// Whether the portal was asked just now.
    fresh: bool,
    /// Files of the result that were saved.
    saved: Vec<PathBuf>,
}

/// Runs the command.
pub async fn run(session: &Session, follow: Follow) -> Result<Exit, Failure> {
    let by_key = follow.key_file.is_some() || std::env::var_os(LOOKUP_KEY).is_some();
    if by_key {
        let prompt = ("Mã tra cứu", "Look-up key");
        let key = secrets::ask(follow.key_file.as_deref(), LOOKUP_KEY, prompt, session.lang)?;
        let desk = session.desk(Need::Portal).await?;
        let timeline = desk
            .lookup(follow.code, key)
            .await
            .map_err(|error| session.failure(error))?;
        return show(session, &timeline, true, Vec::new());
    }
    let desk = session
        .desk(if follow.cached { Need::Store } else { Need::Portal })
        .await?;
    let id = session.dossier(&desk, follow.code.trim()).await?;
    let (timeline, fresh) = ask(session, &desk, id, follow.cached).await?;
    let saved = match &follow.save_results {
        Some(dir) => save(session, &desk, id, &timeline, dir).await?,
        None => Vec::new(),
    };
    show(session, &timeline, fresh, saved)
}

/// The portal's word now, or its last one.
async fn ask(session: &Session, desk: &Desk, id: Uuid, cached: bool) -> Result<(Timeline, bool), Failure> {
    if !cached {
        match desk.refresh_dossier(id).await {
            Ok(timeline) => return Ok((timeline, true)),
            Err(error) if matches!(error.code, ErrorCode::Offline | ErrorCode::SignInNeeded) => {
                session.note(session.pick(
                    "chưa hỏi được cổng; dưới đây là tin lần trước.",
                    "the portal could not be asked; this is its last word.",
                ))
            }
            Err(error) => return Err(session.failure(error)),
        }
    }
    let timeline = desk.timeline(id).await.map_err(|error| session.failure(error))?;
    Ok((timeline, false))
}

/// Saves the result; what is there under the same name is never written over.
async fn save(
    session: &Session,
    desk: &Desk,
    id: Uuid,
    timeline: &Timeline,
    dir: &std::path::Path,
) -> Result<Vec<PathBuf>, Failure> {
    let mut saved = Vec::new();
    for result in &timeline.results {
        let file = desk
            .result_bytes(id, result.id)
            .await
            .map_err(|error| session.failure(error))?;
        saved.push(super::files::save(
            session,
            &dir.join(super::files::plain_name(&file.file_name)),
            &file.bytes,
        )?);
    }
    Ok(saved)
}

fn show(session: &Session, timeline: &Timeline, fresh: bool, saved: Vec<PathBuf>) -> Result<Exit, Failure> {
    let shown = Shown {
        timeline,
        fresh,
        saved,
    };
    session.print(&shown, |out| {
        let pick = |vi, en| session.pick(vi, en);
        writeln!(out, "{}  {}", timeline.code, timeline.status.name(session.lang))?;
        writeln!(out, "{}", timeline.procedure_name)?;
        writeln!(
            out,
            "{}: {}",
            pick("Cổng nhận lúc", "Received by the portal"),
            words::moment(timeline.submitted_at)
        )?;
        if let Some(day) = timeline.due_on {
            write!(out, "{}: {}", pick("Ngày hẹn trả", "Due"), words::day(day))?;
            match (timeline.working_days_left, session.lang) {
                (Some(left), Language::Vi) => writeln!(out, " (còn {left} ngày làm việc)")?,
                (Some(left), Language::En) => writeln!(out, " ({left} working days left)")?,
                (None, _) => writeln!(out)?,
            }
        }
        for event in &timeline.events {
            writeln!(
                out,
                "  {}  {}  {}",
                words::moment(event.at),
                event.status.name(session.lang),
                event.text
            )?;
        }
        for result in &timeline.results {
            writeln!(
                out,
                "{}: {} ({})",
                pick("Kết quả", "Result"),
                result.file_name,
                words::size(result.size)
            )?;
        }
        for path in &shown.saved {
            writeln!(out, "{}: {}", pick("Đã lưu", "Saved"), path.display())?;
        }
        writeln!(
            out,
            "{}: {}",
            pick("Theo tin của cổng lúc", "As of"),
            words::moment(timeline.as_of)
        )
    })?;
    Ok(Exit::Done)
}
