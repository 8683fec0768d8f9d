//! The two pages that people reach from a letter: the link of the letter of confirmation shows a
//! button, and only the button confirms, so that programs that follow links in letters do not.

use axum::{
    Form, Router,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use maud::{DOCTYPE, Markup, html};
use serde::Deserialize;

use super::extract::{Lang, Peer};
use crate::{accounts::register, error::ApiResult, state::App};

/// Routes of this area.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home))
        .route("/confirm", get(ask).post(confirm))
        .route("/portal.css", get(stylesheet))
}

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    token: String,
}

fn page(app: &App, status: StatusCode, title: &str, body: &Markup) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="vi" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " – " (app.config.name) }
                link rel="stylesheet" href="/portal.css";
            }
            body {
                header { p { (app.config.name) } }
                main { h1 { (title) } (body) }
                footer {
                    @if app.config.training { p { "Cổng tập huấn: mọi hồ sơ ở đây không có giá trị pháp lý." } }
                    @if let Some(hotline) = super::profile::hotlines(&app.config).first() {
                        p { "Hỗ trợ: " (hotline.number) " (" (hotline.owner) ")" }
                    }
                }
            }
        }
    };
    let mut response = (status, page).into_response();
    let headers = response.headers_mut();
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    // The token stands in the address: it must not travel on.
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::CACHE_CONTROL, "no-store");
    response
}

async fn home(State(app): State<App>) -> Response {
    let body = html! {
        p { "Đây là máy chủ của cổng dịch vụ công. Hãy dùng chương trình Một Cửa để tìm thủ tục, nộp và theo dõi hồ sơ." }
        p lang="en" { "This is the portal's server. Use the Một Cửa program to find procedures and to file and follow dossiers." }
        p { a href="/openapi.json" { "OpenAPI" } }
    };
    page(&app, StatusCode::OK, "Cổng dịch vụ công", &body)
}

async fn ask(
    State(app): State<App>,
    axum::extract::Query(Token { token }): axum::extract::Query<Token>,
) -> Response {
    let body = html! {
        p { "Bấm nút dưới đây để xác nhận địa chỉ thư điện tử và hoàn thành việc đăng ký tài khoản." }
        p lang="en" { "Press the button to confirm your e-mail address and finish registering." }
        form method="post" action="/confirm" {
            input type="hidden" name="token" value=(token);
            button type="submit" id="confirm" { "Xác nhận" }
        }
    };
    page(&app, StatusCode::OK, "Xác nhận đăng ký tài khoản", &body)
}

async fn confirm(
    State(app): State<App>,
    Peer(peer): Peer,
    Lang(language): Lang,
    Form(Token { token }): Form<Token>,
) -> ApiResult<Response> {
    Ok(match register::confirm(&app, token, peer).await {
        Ok(()) => {
            let body = html! {
                p id="confirmed" { "Tài khoản đã được xác nhận. Quý vị có thể đóng trang này và đăng nhập trong chương trình." }
                p lang="en" { "The account is confirmed. Close this page and sign in." }
            };
            page(&app, StatusCode::OK, "Đã xác nhận", &body)
        }
        Err(error) if error.status.is_client_error() => {
            let body = html! { p id="refused" { (error.detail.get(language)) } };
            page(&app, error.status, "Chưa xác nhận được", &body)
        }
        Err(error) => return Err(error),
    })
}

async fn stylesheet() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
    ];
    (headers, include_str!("portal.css"))
}
