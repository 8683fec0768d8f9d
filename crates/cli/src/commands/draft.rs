//! `motcua draft`.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use motcua_desk::{
    Desk,
    prelude::{Attached, DossierFilter, DossierRow, DossierView, PartState},
};
use motcua_domain::{content::FieldValue, language::Language};
use serde_json::json;
use uuid::Uuid;

use super::{
    elsewhere::{self, Switch, Whose},
    values,
};
use crate::{
    exit::{Exit, Failure},
    progress::Progress,
    session::{Need, Session},
    words,
};

/// What can be done with dossiers on this desk.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Bắt đầu một hồ sơ mới; in ra mã (ID) của hồ sơ trên máy này.
    New {
        /// Mã thủ tục, đầy đủ hay một phần, ví dụ 1.004232.
        #[arg(long, value_name = "CODE")]
        procedure: String,
        /// Danh mục của năm nào: 2022 hay 2026; không có thì theo cổng.
        #[arg(long)]
        edition: Option<String>,
    },
    /// Ghi câu trả lời: tên=giá-trị…; giá trị trống là xóa câu trả lời.
    Set {
        /// Hồ sơ.
        id: String,
        /// Ví dụ applicant.full_name="Nguyễn Văn An" flow_m3_per_day=150 delivery.wanted=false.
        #[arg(required_unless_present = "answers")]
        values: Vec<String>,
        /// Tệp JSON gồm tên và giá trị; "-" là đầu vào chuẩn.
        #[arg(long, value_name = "FILE")]
        answers: Option<PathBuf>,
    },
    /// Đính kèm tệp cho một thành phần hồ sơ.
    Attach {
        /// Hồ sơ.
        id: String,
        /// Mã thành phần, đầy đủ hay phần cuối, ví dụ TP01.
        component: String,
        /// Các tệp.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Bỏ một tệp đã đính kèm.
    Detach {
        /// Hồ sơ.
        id: String,
        /// Mã tệp (xem draft show).
        paper: Uuid,
    },
    /// Kiểm tra và kể hết những gì còn thiếu hoặc sai; mã thoát 3 khi chưa đủ.
    Check {
        /// Hồ sơ.
        id: String,
    },
    /// Liệt kê hồ sơ.
    List {
        /// Những hồ sơ nào.
        #[arg(long, value_enum, default_value_t = Filter::Unsent)]
        filter: Filter,
        /// Chỉ những hồ sơ có chữ này (tên, số điện thoại, mã).
        #[arg(long, default_value = "")]
        text: String,
        /// Nhiều nhất bao nhiêu hồ sơ.
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// Xem một hồ sơ.
    Show {
        /// Hồ sơ (ID hoặc mã hồ sơ).
        id: String,
    },
    /// Chuyển hồ sơ sang bản danh mục mới nhất; giữ nguyên những gì đã nhập và đính kèm.
    Move {
        /// Hồ sơ.
        id: String,
    },
    /// Hai máy sửa khác nhau: chọn giữ của máy này hay lấy của máy kia (xem draft show).
    Resolve {
        /// Hồ sơ.
        id: String,
        /// Chọn của máy nào.
        #[arg(value_enum)]
        side: Whose,
        /// Các mục, như draft show kể ra; không nêu thì mọi mục.
        fields: Vec<String>,
    },
    /// Giữ hồ sơ đã bị xóa trên máy khác, hoặc báo là đã xem tin từ máy khác.
    Keep {
        /// Hồ sơ.
        id: String,
    },
    /// Hồ sơ chưa nộp có được đồng bộ giữa các máy của bạn không; không nêu gì thì chỉ xem.
    Sharing {
        /// Bật hay tắt.
        #[arg(value_enum)]
        switch: Option<Switch>,
    },
    /// Tạo hồ sơ mới từ câu trả lời của một hồ sơ cũ (không kèm tệp).
    Copy {
        /// Hồ sơ cũ.
        id: String,
    },
    /// Xóa hồ sơ chưa nộp; trong 30 ngày còn lấy lại được bằng undelete.
    Delete {
        /// Hồ sơ.
        id: String,
    },
    /// Lấy lại hồ sơ đã xóa.
    Undelete {
        /// Hồ sơ.
        id: String,
    },
}

/// Which dossiers a list shows.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Filter {
    Unsent,
    Sent,
    Supplement,
    All,
}

/// Runs a command.
pub async fn run(session: &Session, command: Command) -> Result<Exit, Failure> {
    let desk = session.desk(Need::Store).await?;
    match command {
        Command::New { procedure, edition } => new(session, &desk, procedure, edition).await,
        Command::Set { id, values, answers } => set(session, &desk, &id, values, answers).await,
        Command::Attach { id, component, files } => attach(session, &desk, &id, &component, files).await,
        Command::Detach { id, paper } => {
            let id = session.dossier(&desk, &id).await?;
            desk.remove_paper(id, paper)
                .await
                .map_err(|error| session.failure(error))?;
            done(
                session,
                &json!({ "id": id, "removed": paper }),
                "Đã bỏ tệp.",
                "The file was taken away.",
            )
        }
        Command::Check { id } => check(session, &desk, &id).await,
        Command::List { filter, text, limit } => list(session, &desk, filter, &text, limit).await,
        Command::Show { id } => {
            let view = view(session, &desk, &id).await?;
            session.print(&view, |out| page(out, session, &view))?;
            Ok(Exit::Done)
        }
        Command::Move { id } => super::newer::move_draft(session, &desk, &id).await,
        Command::Resolve { id, side, fields } => elsewhere::resolve(session, &desk, &id, fields, side).await,
        Command::Keep { id } => elsewhere::keep(session, &desk, &id).await,
        Command::Sharing { switch } => elsewhere::sharing(session, &desk, switch).await,
        Command::Copy { id } => {
            let old = session.dossier(&desk, &id).await?;
            let id = desk
                .copy_dossier(old)
                .await
                .map_err(|error| session.failure(error))?;
            session.print(&json!({ "id": id }), |out| writeln!(out, "{id}"))?;
            Ok(Exit::Done)
        }
        Command::Delete { id } => {
            let id = session.dossier(&desk, &id).await?;
            desk.delete_dossier(id)
                .await
                .map_err(|error| session.failure(error))?;
            done(
                session,
                &json!({ "id": id, "deleted": true }),
                "Đã xóa; lấy lại bằng motcua draft undelete.",
                "Deleted; motcua draft undelete brings it back.",
            )
        }
        Command::Undelete { id } => {
            let id = session.dossier(&desk, &id).await?;
            desk.restore_dossier(id)
                .await
                .map_err(|error| session.failure(error))?;
            done(
                session,
                &json!({ "id": id, "deleted": false }),
                "Đã lấy lại hồ sơ.",
                "The draft is back.",
            )
        }
    }
}

fn done(session: &Session, value: &serde_json::Value, vi: &str, en: &str) -> Result<Exit, Failure> {
    session.print(value, |out| writeln!(out, "{}", session.pick(vi, en)))?;
    Ok(Exit::Done)
}

async fn view(session: &Session, desk: &Desk, id: &str) -> Result<DossierView, Failure> {
    let id = session.dossier(desk, id).await?;
    desk.dossier(id).await.map_err(|error| session.failure(error))
}

async fn new(
    session: &Session,
    desk: &Desk,
    procedure: String,
    edition: Option<String>,
) -> Result<Exit, Failure> {
    let code = match desk.procedure(procedure.clone(), edition.clone()).await {
        Ok(view) => view.procedure.code,
        Err(_) => super::catalogue::code_of(&procedure, edition.as_deref()).unwrap_or(procedure),
    };
    let id = desk
        .create_dossier(code.clone(), edition)
        .await
        .map_err(|error| session.failure(error))?;
    session.print(&json!({ "id": id, "procedure": code }), |out| {
        writeln!(out, "{id}")
    })?;
    Ok(Exit::Done)
}

async fn set(
    session: &Session,
    desk: &Desk,
    id: &str,
    given: Vec<String>,
    answers: Option<PathBuf>,
) -> Result<Exit, Failure> {
    let view = view(session, desk, id).await?;
    let mut changes = Vec::new();
    if let Some(path) = answers {
        let text = values::read_text(session, &path)?;
        changes.extend(values::changes_of_json(session, &view, &text)?);
    }
    changes.extend(values::changes(session, &view, &given)?);
    let count = changes.len();
    let saved = desk
        .set_answers(view.id, changes)
        .await
        .map_err(|error| session.failure(error))?;
    session.print(
        &json!({ "id": view.id, "saved": count, "saved_at": saved.saved_at }),
        |out| match session.lang {
            Language::Vi => writeln!(out, "Đã lưu {count} câu trả lời."),
            Language::En => writeln!(out, "{count} answers saved."),
        },
    )?;
    Ok(Exit::Done)
}

async fn attach(
    session: &Session,
    desk: &Desk,
    id: &str,
    component: &str,
    files: Vec<PathBuf>,
) -> Result<Exit, Failure> {
    let view = view(session, desk, id).await?;
    let suffix = format!("-{component}");
    let code = view
        .components
        .iter()
        .map(|known| &known.code)
        .find(|code| {
            code.eq_ignore_ascii_case(component) || code.to_lowercase().ends_with(&suffix.to_lowercase())
        })
        .cloned();
    let Some(code) = code else {
        let known: Vec<&str> = view.components.iter().map(|known| known.code.as_str()).collect();
        return Err(Failure::not_found(match session.lang {
            Language::Vi => format!(
                "Thủ tục này không có thành phần “{component}”. Hãy chọn: {}.",
                known.join(", ")
            ),
            Language::En => format!(
                "This procedure has no component “{component}”. Choose: {}.",
                known.join(", ")
            ),
        }));
    };
    let progress = Progress::spinner(session, "");
    let mut attached = Vec::new();
    for path in files {
        progress.say(path.display().to_string());
        attached.push(
            desk.attach(view.id, code.clone(), path)
                .await
                .map_err(|error| session.failure(error))?,
        );
    }
    drop(progress);
    session.print(&attached, |out| {
        for one in &attached {
            match one {
                Attached::Kept { paper } => writeln!(
                    out,
                    "{}: {} ({}, SHA-256 {})",
                    paper.file_name,
                    session.pick("đã lưu", "kept"),
                    words::size(paper.size),
                    paper.sha256
                )?,
                Attached::Refused { file_name, message } => writeln!(out, "{file_name}: {message}")?,
            }
        }
        Ok(())
    })?;
    let refused = attached.iter().any(|one| matches!(one, Attached::Refused { .. }));
    Ok(if refused { Exit::Invalid } else { Exit::Done })
}

async fn check(session: &Session, desk: &Desk, id: &str) -> Result<Exit, Failure> {
    let view = view(session, desk, id).await?;
    // each problem once: the last part repeats those of the others
    let mut problems = Vec::new();
    for problem in view.parts.iter().flat_map(|part| &part.problems) {
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
    let complete = problems.is_empty();
    session.print(
        &json!({ "id": view.id, "complete": complete, "problems": problems }),
        |out| {
            if complete {
                return writeln!(
                    out,
                    "{}",
                    session.pick("Hồ sơ đã đủ, có thể nộp.", "Complete, ready to be submitted.")
                );
            }
            match session.lang {
                Language::Vi => writeln!(out, "Còn {} mục cần bổ sung hoặc sửa:", problems.len())?,
                Language::En => writeln!(out, "{} to be put right:", problems.len())?,
            }
            for problem in &problems {
                writeln!(out, "  {}: {}", problem.path, problem.message)?;
            }
            Ok(())
        },
    )?;
    Ok(if complete { Exit::Done } else { Exit::Invalid })
}

async fn list(
    session: &Session,
    desk: &Desk,
    filter: Filter,
    text: &str,
    limit: usize,
) -> Result<Exit, Failure> {
    let filter = match filter {
        Filter::Unsent => DossierFilter::Unsent,
        Filter::Sent => DossierFilter::Sent,
        Filter::Supplement => DossierFilter::Supplement,
        Filter::All => DossierFilter::All,
    };
    let mut rows: Vec<DossierRow> = Vec::new();
    let mut cursor = None;
    let counts = loop {
        let page = desk
            .dossiers(filter, text.to_owned(), cursor)
            .await
            .map_err(|error| session.failure(error))?;
        rows.extend(page.rows);
        match page.next_cursor {
            Some(next) if rows.len() < limit => cursor = Some(next),
            _ => break page.counts,
        }
    };
    rows.truncate(limit);
    session.print(&json!({ "dossiers": rows, "counts": counts }), |out| {
        for row in &rows {
            let code = row.code.clone().unwrap_or_else(|| row.id.to_string());
            writeln!(
                out,
                "{code}  {}",
                words::state(row.sync, row.status, session.lang)
            )?;
            writeln!(out, "    {}", row.procedure_name)?;
            if !row.applicant_name.is_empty() {
                writeln!(out, "    {}", row.applicant_name)?;
            }
        }
        match session.lang {
            Language::Vi => writeln!(
                out,
                "Chưa nộp {}, đã nộp {}, cần bổ sung {}.",
                counts.unsent, counts.sent, counts.supplement
            ),
            Language::En => writeln!(
                out,
                "{} unsent, {} sent, {} to supplement.",
                counts.unsent, counts.sent, counts.supplement
            ),
        }
    })?;
    Ok(Exit::Done)
}

/// One dossier for people.
fn page(out: &mut dyn std::io::Write, session: &Session, view: &DossierView) -> std::io::Result<()> {
    let pick = |vi, en| session.pick(vi, en);
    writeln!(out, "{}", view.procedure_name)?;
    writeln!(out, "ID: {}", view.id)?;
    if let Some(code) = &view.code {
        writeln!(out, "{}: {code}", pick("Mã hồ sơ", "Dossier code"))?;
    }
    writeln!(
        out,
        "{}: {}",
        pick("Trạng thái", "State"),
        words::state(view.sync, view.status, session.lang)
    )?;
    if let Some(reason) = &view.held_reason {
        writeln!(out, "  {reason}")?;
    }
    if let Some(at) = view.submitted_at {
        writeln!(
            out,
            "{}: {}",
            pick("Cổng nhận lúc", "Received by the portal"),
            words::moment(at)
        )?;
    }
    if let Some(day) = view.due_on {
        writeln!(out, "{}: {}", pick("Ngày hẹn trả", "Due"), words::day(day))?;
    }
    if let Some(seen) = &view.elsewhere {
        elsewhere::tell(out, session, seen)?;
    }
    if let Some(newer) = &view.newer {
        super::newer::tell(out, session, newer)?;
    }
    if let Some(case) = &view.case_name {
        writeln!(out, "{}: {case}", pick("Trường hợp", "Case"))?;
    }
    writeln!(out, "{}:", pick("Câu trả lời", "Answers"))?;
    for (path, value) in &view.answers {
        match value {
            FieldValue::Flag(flag) => writeln!(out, "  {path} = {flag}")?,
            FieldValue::Number(number) => writeln!(out, "  {path} = {number}")?,
            FieldValue::Text(text) => writeln!(out, "  {path} = {text}")?,
        }
    }
    writeln!(out, "{}:", pick("Thành phần hồ sơ", "Components"))?;
    for component in &view.components {
        writeln!(out, "  {}  {}", component.code, component.name)?;
        for paper in &component.papers {
            writeln!(
                out,
                "    {}  {} ({})",
                paper.id,
                paper.file_name,
                words::size(paper.size)
            )?;
        }
    }
    let left = view
        .parts
        .iter()
        .filter(|part| part.state != PartState::Done)
        .count();
    if view.editable && left > 0 {
        writeln!(
            out,
            "{}",
            pick(
                "Chưa đủ; xem motcua draft check.",
                "Not complete; see motcua draft check."
            )
        )?;
    }
    Ok(())
}
