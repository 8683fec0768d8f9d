//! Dossiers by status and due date.

use axum::{
    extract::{Query, State},
    response::Response,
};
use maud::{Markup, html};
use motcua_domain::{calendar::local_day, language::Language, status::BusinessStatus};
use serde::Deserialize;

use super::{page, session::Officer};
use crate::{
    dossiers::{DossierRow, progress},
    state::App,
};

/// Rows of one page.
const LIMIT: u32 = 200;

/// Which dossiers.
#[derive(Debug, Default, Deserialize)]
pub struct Filter {
    /// Published code of a status.
    status: Option<u8>,
}

const OPEN: [BusinessStatus; 6] = [
    BusinessStatus::Registered,
    BusinessStatus::Received,
    BusinessStatus::Processing,
    BusinessStatus::SupplementRequested,
    BusinessStatus::PaymentRequested,
    BusinessStatus::Finished,
];

/// `GET /officer`.
pub async fn show(State(app): State<App>, officer: Officer, Query(filter): Query<Filter>) -> Response {
    let status = filter.status.and_then(BusinessStatus::from_code);
    let wanted: Vec<BusinessStatus> = status.map_or_else(|| OPEN.to_vec(), |status| vec![status]);
    let rows = app
        .db
        .read(move |db| progress::in_status(db, &wanted, LIMIT))
        .await;
    let mut rows = match rows {
        Ok(rows) => rows,
        Err(error) => return page::refusal(&app, Some(&officer), &error),
    };
    // What is due first stands first; what has no due date yet waits for its acceptance before all.
    rows.sort_by_key(|row| (row.due_on.is_some(), row.due_on, row.submitted_at));
    page::layout(
        &app,
        Some(&officer),
        "Hồ sơ",
        html! {
            (tabs(status))
            @if rows.is_empty() { p { "Không có hồ sơ nào." } } @else { (table(&app, &rows)) }
        },
    )
}

fn tabs(current: Option<BusinessStatus>) -> Markup {
    html! {
        ul.tabs {
            li { a href="/officer" aria-current=[current.is_none().then_some("page")] { "Đang giải quyết" } }
            @for status in BusinessStatus::ALL {
                li {
                    a href=(format!("/officer?status={}", status.code()))
                        aria-current=[(current == Some(status)).then_some("page")] { (status.name(Language::Vi)) }
                }
            }
        }
    }
}

fn table(app: &App, rows: &[DossierRow]) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { "Mã hồ sơ" } th scope="col" { "Thủ tục" } th scope="col" { "Người nộp" }
                th scope="col" { "Nộp lúc" } th scope="col" { "Hẹn trả" } th scope="col" { "Trạng thái" }
            } }
            tbody {
                @for row in rows {
                    tr {
                        td { a.code href=(format!("/officer/dossiers/{}", row.uid)) { (row.code.as_deref().unwrap_or("–")) } }
                        td { (row.procedure_name) }
                        td { (row.applicant_name) }
                        td { (row.submitted_at.map(page::when).unwrap_or_default()) }
                        td { (due(app, row)) }
                        td { (row.status.map(|s| s.name(Language::Vi)).unwrap_or_default()) }
                    }
                }
            }
        }
    }
}

/// The due day, with a word when it is near or over.
pub fn due(app: &App, row: &DossierRow) -> Markup {
    let Some(due_on) = row.due_on else {
        return html! { "–" };
    };
    let open = row.ended_at.is_none() && row.status.is_some_and(|s| !s.stops_clock() && !s.is_final());
    let left = app
        .catalogues
        .calendar
        .working_days_left(local_day(app.now()), due_on);
    html! {
        (page::day(due_on))
        @if open && left < 0 { " " span.late { "quá hạn " (left.unsigned_abs()) " ngày làm việc" } }
        @else if open && left <= 2 { " " span.soon { "còn " (left) " ngày làm việc" } }
    }
}
