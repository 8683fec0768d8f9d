//! `motcua draft show`, `resolve`, `keep` and `sync`: drafts that are worked on from several computers.

use std::io::Write;

use clap::ValueEnum;
use motcua_desk::{
    Desk,
    prelude::{DisputeView, ElsewhereNews, ElsewhereView, Side},
};
use motcua_domain::{content::FieldValue, language::Language, merge::DraftValue};
use serde_json::json;

use crate::{
    exit::{Exit, Failure},
    session::Session,
};

/// Whose value is kept.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Whose {
    /// Của máy này.
    Mine,
    /// Của máy kia.
    Theirs,
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    On,
    Off,
}

/// What other computers did, line by line.
pub fn tell(out: &mut dyn Write, session: &Session, seen: &ElsewhereView) -> std::io::Result<()> {
    match seen.news {
        Some(ElsewhereNews::Deleted) => writeln!(
            out,
            "{}",
            session.pick(
                "Hồ sơ này đã bị xóa trên máy khác; phần sửa trên máy này vẫn còn. Giữ lại: motcua draft keep. Xóa: motcua draft delete.",
                "This draft was deleted on another computer; what you changed here is kept. Keep it: motcua draft keep. Delete it: motcua draft delete.",
            )
        )?,
        Some(ElsewhereNews::Edited) => writeln!(
            out,
            "{}",
            session.pick(
                "Bạn đã xóa hồ sơ này nhưng máy khác vẫn sửa nên hồ sơ được giữ lại. Đã xem: motcua draft keep. Vẫn xóa: motcua draft delete.",
                "You deleted this draft, but another computer went on with it, so it was kept. Seen: motcua draft keep. Delete it all the same: motcua draft delete.",
            )
        )?,
        Some(ElsewhereNews::Submitted) => {
            let code = seen.code.as_deref().unwrap_or("-");
            let words = match session.lang {
                Language::Vi => format!(
                    "Hồ sơ gốc đã được nộp từ máy khác, mã {code}. Đây là phần sửa trên máy này không có trong đó. Đã xem: motcua draft keep."
                ),
                Language::En => format!(
                    "The original was submitted from another computer as {code}. This is what was changed here and is not in it. Seen: motcua draft keep."
                ),
            };
            writeln!(out, "{words}")?;
        }
        None => {}
    }
    if !seen.disputes.is_empty() {
        writeln!(
            out,
            "{}:",
            session.pick(
                "Hai máy sửa khác nhau (chọn bằng motcua draft resolve)",
                "Changed differently on two computers (choose with motcua draft resolve)",
            )
        )?;
        for DisputeView {
            field, mine, theirs, ..
        } in &seen.disputes
        {
            writeln!(out, "  {field}")?;
            writeln!(
                out,
                "    {}: {}",
                session.pick("máy này", "mine"),
                value(session, mine.as_ref())
            )?;
            writeln!(
                out,
                "    {}: {}",
                session.pick("máy kia", "theirs"),
                value(session, theirs.as_ref())
            )?;
        }
    }
    for name in &seen.coming {
        let words = session.pick(
            "Tệp từ máy khác chưa tải về",
            "File from another computer, not here yet",
        );
        writeln!(out, "{words}: {name}")?;
    }
    Ok(())
}

fn value(session: &Session, value: Option<&DraftValue>) -> String {
    match value {
        None => session.pick("(không có)", "(nothing)").to_owned(),
        Some(DraftValue::Answer { value }) => match value {
            FieldValue::Flag(flag) => flag.to_string(),
            FieldValue::Number(number) => number.to_string(),
            FieldValue::Text(text) => text.clone(),
        },
        Some(DraftValue::Paper { paper }) => {
            format!("{} ({})", paper.file_name, crate::words::size(paper.size))
        }
    }
}

/// `motcua draft resolve`.
pub async fn resolve(
    session: &Session,
    desk: &Desk,
    id: &str,
    fields: Vec<String>,
    whose: Whose,
) -> Result<Exit, Failure> {
    let id = session.dossier(desk, id).await?;
    let side = match whose {
        Whose::Mine => Side::Mine,
        Whose::Theirs => Side::Theirs,
    };
    desk.settle_draft(id, fields, side)
        .await
        .map_err(|error| session.failure(error))?;
    let left = desk
        .dossier(id)
        .await
        .map_err(|error| session.failure(error))?
        .elsewhere
        .map_or(0, |seen| seen.disputes.len());
    session.print(&json!({ "id": id, "left": left }), |out| {
        let words = match session.lang {
            Language::Vi => format!("Đã chọn; còn {left} mục khác nhau."),
            Language::En => format!("Chosen; {left} still differ."),
        };
        writeln!(out, "{words}")
    })?;
    Ok(Exit::Done)
}

/// `motcua draft keep`.
pub async fn keep(session: &Session, desk: &Desk, id: &str) -> Result<Exit, Failure> {
    let id = session.dossier(desk, id).await?;
    desk.keep_draft(id)
        .await
        .map_err(|error| session.failure(error))?;
    session.print(&json!({ "id": id, "kept": true }), |out| {
        writeln!(
            out,
            "{}",
            session.pick("Hồ sơ được giữ lại.", "The draft is kept.")
        )
    })?;
    Ok(Exit::Done)
}

/// `motcua draft sharing`.
pub async fn sharing(session: &Session, desk: &Desk, wanted: Option<Switch>) -> Result<Exit, Failure> {
    if let Some(wanted) = wanted {
        desk.set_draft_sync(wanted == Switch::On)
            .await
            .map_err(|error| session.failure(error))?;
    }
    let on = desk.draft_sync().await.map_err(|error| session.failure(error))?;
    session.print(&json!({ "sharing": on }), |out| {
        let words = if on {
            session.pick(
                "Hồ sơ chưa nộp được đồng bộ qua tài khoản của bạn trên cổng.",
                "Drafts are kept the same on your computers through your account at the portal.",
            )
        } else {
            session.pick(
                "Hồ sơ chưa nộp chỉ nằm trên máy này.",
                "Drafts stay on this computer.",
            )
        };
        writeln!(out, "{words}")
    })?;
    Ok(Exit::Done)
}
