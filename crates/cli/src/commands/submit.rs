//! `motcua submit`: checks everything, freezes and queues. Nothing here waits for the network.

use clap::Args;
use motcua_desk::error::ErrorCode;
use motcua_domain::{language::Language, status::SyncState};
use serde::Serialize;
use uuid::Uuid;

use crate::{
    exit::{Exit, Failure},
    session::{Need, Session},
};

/// What is submitted.
#[derive(Debug, Args)]
pub struct Submit {
    /// Các hồ sơ; "-" đọc thêm từ đầu vào chuẩn, mỗi dòng một hồ sơ.
    #[arg(required = true, value_name = "ID")]
    dossiers: Vec<String>,
}

/// What became of one.
#[derive(Debug, Serialize)]
struct Outcome {
    id: String,
    /// `queued`: now in the outbox; `already`: it was there, or at the portal; `failed`.
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Failure>,
}

/// Runs the command. One dossier that cannot be queued does not hold up the others.
pub async fn run(session: &Session, submit: Submit) -> Result<Exit, Failure> {
    let names = super::values::names(session, submit.dossiers)?;
    let desk = session.desk(Need::Bound).await?;
    let mut outcomes = Vec::with_capacity(names.len());
    for name in names {
        let outcome = match session.dossier(&desk, &name).await {
            Ok(id) => queue(session, &desk, id).await,
            Err(failure) => Err(failure),
        };
        outcomes.push(match outcome {
            Ok(state) => Outcome {
                id: name,
                state,
                error: None,
            },
            Err(failure) => Outcome {
                id: name,
                state: "failed",
                error: Some(failure),
            },
        });
    }
    session.print(&outcomes, |out| {
        for outcome in &outcomes {
            let id = &outcome.id;
            match (&outcome.error, outcome.state) {
                (Some(error), _) => {
                    writeln!(out, "{id}: {}", error.message)?;
                    for field in &error.fields {
                        writeln!(out, "  {}: {}", field.path, field.message)?;
                    }
                }
                (None, "already") => writeln!(
                    out,
                    "{id}: {}",
                    session.pick(
                        "đã ở trong Hộp gửi hoặc đã nộp",
                        "in the outbox or submitted already"
                    )
                )?,
                (None, _) => writeln!(
                    out,
                    "{id}: {}",
                    session.pick(
                        "đã vào Hộp gửi (chưa nộp; chạy motcua sync để gửi)",
                        "queued (not submitted yet; motcua sync sends it)"
                    )
                )?,
            }
        }
        Ok(())
    })?;
    // the first thing that went wrong decides
    let failed: Vec<&Failure> = outcomes
        .iter()
        .filter_map(|outcome| outcome.error.as_ref())
        .collect();
    let Some(first) = failed.first() else {
        return Ok(Exit::Done);
    };
    if !session.common.json && outcomes.len() > 1 {
        session.note(&match session.lang {
            Language::Vi => format!("{}/{} hồ sơ chưa vào được Hộp gửi.", failed.len(), outcomes.len()),
            Language::En => format!(
                "{} of {} dossiers could not be queued.",
                failed.len(),
                outcomes.len()
            ),
        });
    }
    Ok(Exit::from_code(first.exit))
}

/// Queues one. Asking twice is the same as asking once.
async fn queue(session: &Session, desk: &motcua_desk::Desk, id: Uuid) -> Result<&'static str, Failure> {
    match desk.submit(id).await {
        Ok(()) => Ok("queued"),
        Err(error) if error.code == ErrorCode::WrongState => {
            let view = desk.dossier(id).await.map_err(|error| session.failure(error))?;
            match view.sync {
                SyncState::Queued | SyncState::Sending | SyncState::Confirmed => Ok("already"),
                SyncState::Held => Err(Failure {
                    message: view.held_reason.unwrap_or(error.message.clone()),
                    ..session.failure(error)
                }),
                SyncState::Draft | SyncState::Ready => Err(session.failure(error)),
            }
        }
        Err(error) => Err(session.failure(error)),
    }
}
