//! Withdrawing a dossier (status 7).

use axum::http::StatusCode;
use motcua_domain::{language::Language, problem::FieldProblem, rule::Rule, status::BusinessStatus};
use motcua_portal_api::dossier::Withdraw;
use rusqlite::Transaction;
use uuid::Uuid;

use super::{own, progress, progress::Actor, view};
use crate::{
    error::{ApiError, ApiResult},
    http::idempotency::Answer,
    state::App,
};

/// Longest reason, in characters.
const MAX_REASON: u64 = 2000;

/// Withdraws a dossier, where the table of statuses allows it.
///
/// # Errors
/// 404, 409 `wrong_state`, 422 without a reason.
pub fn withdraw(
    tx: &Transaction<'_>,
    app: &App,
    account: Uuid,
    uid: Uuid,
    body: &Withdraw,
    language: Language,
) -> ApiResult<Answer> {
    let row = own(tx, account, uid)?;
    let reason = body.reason.trim();
    let label = || match language {
        Language::Vi => "Lý do rút hồ sơ".to_owned(),
        Language::En => "Reason".to_owned(),
    };
    let broken = if reason.is_empty() {
        Some(Rule::Required { label: label() })
    } else if reason.chars().count() as u64 > MAX_REASON {
        Some(Rule::TextTooLong {
            label: label(),
            limit: MAX_REASON,
        })
    } else {
        None
    };
    if let Some(rule) = broken {
        return Err(ApiError::invalid_fields(vec![FieldProblem::new(
            "reason", &rule, language,
        )]));
    }
    if row.status.is_none() {
        return Err(ApiError::wrong_state(
            "Hồ sơ chưa nộp thì không cần rút. Hãy xóa hồ sơ nếu không dùng nữa.",
            "A dossier that was not submitted need not be withdrawn. Delete it if it is not needed.",
        )
        .with_version(row.version));
    }
    let actor = Actor {
        name: row.applicant_name.clone(),
        unit: String::new(),
    };
    let text = format!("Người nộp yêu cầu rút hồ sơ. Lý do: {reason}");
    let row = progress::advance(tx, app, uid, BusinessStatus::Withdrawn, &actor, &text)?;
    Ok(Answer::new(StatusCode::OK, &view::summary(&row))?.with_version(row.version))
}
