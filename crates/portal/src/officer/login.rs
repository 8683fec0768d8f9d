//! The officer's sign-in.

use axum::{
    Form,
    extract::{ConnectInfo, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use maud::html;
use serde::Deserialize;
use std::net::{IpAddr, SocketAddr};

use super::{
    page,
    session::{self, Officer, THROTTLE},
};
use crate::{accounts::throttle::Bucket, error::ApiResult, state::App};

/// The peer as connected, never as forwarded: decides about the door of training.
pub struct Connected(Option<IpAddr>);

impl axum::extract::FromRequestParts<App> for Connected {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        _: &App,
    ) -> Result<Self, Self::Rejection> {
        Ok(Self(
            parts
                .extensions
                .get::<ConnectInfo<SocketAddr>>()
                .map(|info| info.0.ip()),
        ))
    }
}

/// In training, whoever sits at this machine may come in without a password: nothing there counts.
fn open_door(app: &App, peer: &Connected) -> bool {
    app.config.training && peer.0.is_some_and(|ip| ip.is_loopback())
}

/// `GET /officer/login`.
pub async fn show(State(app): State<App>, peer: Connected) -> Response {
    form(&app, open_door(&app, &peer), None)
}

fn form(app: &App, open: bool, problem: Option<&str>) -> Response {
    page::layout(
        app,
        None,
        "Bàn làm việc cán bộ",
        html! {
            @if let Some(problem) = problem { p.problem role="alert" { (problem) } }
            @if open {
                form method="post" action="/officer/login" {
                    input type="hidden" name="training" value="1";
                    p { "Đây là cổng tập huấn trên máy này; không cần mật khẩu." }
                    button.primary type="submit" { "Vào bàn làm việc" }
                }
            } @else {
                form method="post" action="/officer/login" {
                    label for="password" { "Mật khẩu cán bộ" }
                    input #password name="password" type="password" autocomplete="current-password" required autofocus;
                    p.quiet { "Người quản trị tạo mật khẩu bằng lệnh " span.code { "motcua-portal officer-password" } "." }
                    button.primary type="submit" { "Đăng nhập" }
                }
            }
        },
    )
}

/// The sign-in form.
#[derive(Deserialize)]
pub struct SignInForm {
    #[serde(default)]
    password: String,
    #[serde(default)]
    training: String,
}

/// `POST /officer/login`.
pub async fn sign_in(State(app): State<App>, peer: Connected, Form(form_sent): Form<SignInForm>) -> Response {
    let open = open_door(&app, &peer);
    match check(&app, &peer, open, form_sent).await {
        Ok(Some(cookie)) => ([(header::SET_COOKIE, cookie)], Redirect::to("/officer")).into_response(),
        Ok(None) => {
            let problem = "Mật khẩu không đúng. Hãy kiểm tra rồi nhập lại.";
            (StatusCode::UNAUTHORIZED, form(&app, open, Some(problem))).into_response()
        }
        Err(error) => page::refusal(&app, None, &error),
    }
}

async fn check(app: &App, peer: &Connected, open: bool, sent: SignInForm) -> ApiResult<Option<HeaderValue>> {
    if open && sent.training == "1" {
        return session::begin(app).await.map(Some);
    }
    let address = peer.0.map(|ip| ip.to_string()).unwrap_or_default();
    let bucket = Bucket::new(app, "officer", &address, THROTTLE);
    let now = app.now();
    let counted = bucket.clone();
    app.db.write(move |tx| counted.take(tx, now)).await?;
    if !session::right_password(app, &sent.password).await? {
        return Ok(None);
    }
    app.db.write(move |tx| bucket.clear(tx)).await?;
    session::begin(app).await.map(Some)
}

/// `POST /officer/logout`.
pub async fn sign_out(State(app): State<App>, officer: Officer, Form(sent): Form<CsrfForm>) -> Response {
    if !officer.sent(&sent.csrf) {
        return page::foreign_form(&app, &officer);
    }
    match session::end(&app, officer).await {
        Ok(cookie) => ([(header::SET_COOKIE, cookie)], Redirect::to("/officer/login")).into_response(),
        Err(error) => page::refusal(&app, None, &error),
    }
}

/// A form with nothing but its token.
#[derive(Deserialize)]
pub struct CsrfForm {
    /// The token.
    #[serde(default)]
    pub csrf: String,
}
