//! What all of the officer's pages share.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDate, Utc};
use maud::{DOCTYPE, Markup, html};

use super::session::Officer;
use crate::{clock::viet_nam, error::ApiError, money::page::plain, state::App};

/// A page with header and navigation; without an officer, without the latter.
pub fn layout(app: &App, officer: Option<&Officer>, title: &str, body: Markup) -> Response {
    plain(html! {
        (DOCTYPE)
        html lang="vi" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " – Bàn làm việc cán bộ" }
                link rel="stylesheet" href="/payments/page.css";
            }
            body class=[officer.is_none().then_some("narrow")] {
                header {
                    p.portal { (app.config.name) }
                    @if app.config.training { p.mark { "Tập huấn – không có giá trị pháp lý" } }
                    @if let Some(officer) = officer {
                        nav aria-label="Chính" {
                            a href="/officer" { "Hồ sơ" }
                            a href="/officer/money" { "Đối soát" }
                            form method="post" action="/officer/logout" {
                                (csrf(officer))
                                button type="submit" { "Đăng xuất" }
                            }
                        }
                    }
                }
                main { h1 { (title) } (body) }
            }
        }
    })
}

/// The token that every form carries.
pub fn csrf(officer: &Officer) -> Markup {
    html! { input type="hidden" name="csrf" value=(officer.csrf); }
}

/// A refusal as a page.
pub fn refusal(app: &App, officer: Option<&Officer>, error: &ApiError) -> Response {
    if error.status.is_server_error() {
        log::error!("officer's page: {}", error.cause.as_deref().unwrap_or("-"));
    }
    let page = layout(
        app,
        officer,
        "Không thực hiện được",
        html! { p.problem role="alert" { (error.detail.vi) } p { a href="/officer" { "Về danh sách hồ sơ" } } },
    );
    (error.status, page).into_response()
}

/// The refusal of a form that none of our pages sent.
pub fn foreign_form(app: &App, officer: &Officer) -> Response {
    let page = layout(
        app,
        Some(officer),
        "Không thực hiện được",
        html! { p.problem role="alert" { "Biểu mẫu đã cũ hoặc không do trang này gửi. Hãy mở lại trang rồi thao tác lại." } },
    );
    (StatusCode::FORBIDDEN, page).into_response()
}

/// A moment for people: `14:05 22/11/2026`, Viet Nam time.
pub fn when(at: DateTime<Utc>) -> String {
    at.with_timezone(&viet_nam()).format("%H:%M %d/%m/%Y").to_string()
}

/// A day for people: `22/11/2026`.
pub fn day(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

/// Bytes for people.
pub fn bytes(size: u64) -> String {
    match size {
        0..1024 => format!("{size} byte"),
        1024..1_048_576 => format!("{} KB", size.div_ceil(1024)),
        _ => format!("{},{} MB", size / 1_048_576, size % 1_048_576 * 10 / 1_048_576),
    }
}
