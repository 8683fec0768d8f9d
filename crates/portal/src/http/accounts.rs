//! Accounts and sessions over HTTP.

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{delete, get, post},
};
use motcua_portal_api::{
    account::{
        Account, AccountDetails, ConfirmEmail, EmailOnly, Refresh, Registered, Registration, ResetPassword,
        Session, SignIn,
    },
    paths,
    problem::Problem,
};
use utoipa::OpenApi;

use super::{
    auth::SignedIn,
    extract::{IfMatch, Json, Lang, Peer},
    idempotency::{Answer, Key},
};
use crate::{
    accounts::{self, details, register, reset, sessions},
    error::ApiResult,
    state::App,
};

/// This area's part of the OpenAPI document.
#[derive(OpenApi)]
#[openapi(paths(
    create,
    confirm,
    resend,
    forgot,
    set_password,
    sign_in,
    sign_out_everywhere,
    refresh,
    sign_out,
    me,
    change
))]
pub struct Doc;

/// Routes of this area.
pub fn routes() -> Router<App> {
    Router::new()
        .route(paths::ACCOUNTS, post(create))
        .route(paths::ACCOUNT_CONFIRM, post(confirm))
        .route(paths::ACCOUNT_RESEND, post(resend))
        .route(paths::PASSWORD_FORGOT, post(forgot))
        .route(paths::PASSWORD_RESET, post(set_password))
        .route(paths::SESSIONS, post(sign_in).delete(sign_out_everywhere))
        .route(paths::SESSION_REFRESH, post(refresh))
        .route(paths::SESSION_CURRENT, delete(sign_out))
        .route(paths::ME, get(me).put(change))
}

/// Registers an account. A letter with a link goes to the address; signing in works once the link
/// has been confirmed.
#[utoipa::path(post, path = "/v1/accounts", tag = "accounts", security(()), request_body = Registration,
    params(("Idempotency-Key" = uuid::Uuid, Header)),
    responses((status = 201, body = Registered), (status = 409, description = "`account_exists`, `in_flight`", body = Problem),
        (status = 422, description = "`invalid_fields`, all at once", body = Problem), (status = 429, body = Problem)))]
async fn create(
    State(app): State<App>,
    Lang(language): Lang,
    Peer(peer): Peer,
    Key(key): Key,
    Json(registration): Json<Registration>,
) -> ApiResult<Answer> {
    register::register(&app, key, registration, peer, language).await
}

/// Confirms the e-mail address by the token of the letter.
#[utoipa::path(post, path = "/v1/accounts/confirmation", tag = "accounts", security(()), request_body = ConfirmEmail,
    responses((status = 204), (status = 404, body = Problem),
        (status = 410, description = "The link has expired", body = Problem), (status = 429, body = Problem)))]
async fn confirm(
    State(app): State<App>,
    Peer(peer): Peer,
    Json(body): Json<ConfirmEmail>,
) -> ApiResult<StatusCode> {
    register::confirm(&app, body.token, peer).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends the letter of confirmation again. Tells nobody whether the address is known.
#[utoipa::path(post, path = "/v1/accounts/confirmation/resend", tag = "accounts", security(()), request_body = EmailOnly,
    responses((status = 202), (status = 429, body = Problem)))]
async fn resend(
    State(app): State<App>,
    Peer(peer): Peer,
    Json(body): Json<EmailOnly>,
) -> ApiResult<StatusCode> {
    register::resend(&app, body.email, peer).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Sends a letter with a code for a new password. Tells nobody whether the address is known.
#[utoipa::path(post, path = "/v1/accounts/password/forgot", tag = "accounts", security(()), request_body = EmailOnly,
    responses((status = 202), (status = 429, body = Problem)))]
async fn forgot(
    State(app): State<App>,
    Peer(peer): Peer,
    Json(body): Json<EmailOnly>,
) -> ApiResult<StatusCode> {
    reset::forgot(&app, body.email, peer).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Sets a new password by the code of the letter; ends every session.
#[utoipa::path(post, path = "/v1/accounts/password/reset", tag = "accounts", security(()), request_body = ResetPassword,
    responses((status = 204), (status = 404, body = Problem), (status = 410, body = Problem),
        (status = 422, body = Problem), (status = 429, body = Problem)))]
async fn set_password(
    State(app): State<App>,
    Peer(peer): Peer,
    Lang(language): Lang,
    Json(body): Json<ResetPassword>,
) -> ApiResult<StatusCode> {
    reset::reset(&app, body.token, body.password, peer, language).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Signs in.
#[utoipa::path(post, path = "/v1/sessions", tag = "sessions", security(()), request_body = SignIn,
    responses((status = 201, body = Session), (status = 401, description = "`wrong_credentials`", body = Problem),
        (status = 403, description = "`not_confirmed`", body = Problem), (status = 429, body = Problem)))]
async fn sign_in(State(app): State<App>, Peer(peer): Peer, Json(body): Json<SignIn>) -> ApiResult<Response> {
    super::private(StatusCode::CREATED, &sessions::sign_in(&app, body, peer).await?)
}

/// Signs out everywhere.
#[utoipa::path(delete, path = "/v1/sessions", tag = "sessions", responses((status = 204), (status = 401, body = Problem)))]
async fn sign_out_everywhere(State(app): State<App>, user: SignedIn) -> ApiResult<StatusCode> {
    let state = app.clone();
    app.db
        .write(move |tx| sessions::end_all(tx, &state, user.account, "signed_out_everywhere"))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Changes a refresh token for the next pair of tokens.
#[utoipa::path(post, path = "/v1/sessions/refresh", tag = "sessions", security(()), request_body = Refresh,
    responses((status = 200, body = Session), (status = 401, description = "`session_ended`", body = Problem)))]
async fn refresh(State(app): State<App>, Json(body): Json<Refresh>) -> ApiResult<Response> {
    super::private(StatusCode::OK, &sessions::refresh(&app, body).await?)
}

/// Signs out here.
#[utoipa::path(delete, path = "/v1/sessions/current", tag = "sessions",
    responses((status = 204), (status = 401, body = Problem)))]
async fn sign_out(State(app): State<App>, user: SignedIn) -> ApiResult<StatusCode> {
    let state = app.clone();
    app.db
        .write(move |tx| sessions::end(tx, &state, user.session, "signed_out"))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The account that is signed in.
#[utoipa::path(get, path = "/v1/me", tag = "accounts",
    responses((status = 200, body = Account), (status = 304, description = "Not changed"), (status = 401, body = Problem)))]
async fn me(State(app): State<App>, user: SignedIn, headers: HeaderMap) -> ApiResult<Response> {
    let row = app.db.read(move |db| accounts::by_id(db, user.account)).await?;
    super::versioned(&headers, row.version, &row.account())
}

/// Changes name, telephone and day of issue. Kind, number and e-mail address stay.
#[utoipa::path(put, path = "/v1/me", tag = "accounts", request_body = AccountDetails,
    params(("Idempotency-Key" = uuid::Uuid, Header), ("If-Match" = String, Header, description = "`ETag` that was read")),
    responses((status = 200, body = Account), (status = 401, body = Problem), (status = 412, body = Problem),
        (status = 422, body = Problem)))]
async fn change(
    State(app): State<App>,
    user: SignedIn,
    Lang(language): Lang,
    Key(key): Key,
    IfMatch(version): IfMatch,
    Json(wanted): Json<AccountDetails>,
) -> ApiResult<Response> {
    let answer = details::change(&app, user.account, key, version, wanted, language).await?;
    Ok(answer.into_response())
}
