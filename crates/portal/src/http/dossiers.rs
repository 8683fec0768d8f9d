//! Dossiers over HTTP: drafts, submissions, supplements, withdrawal, batch, look-up.

use axum::{
    Extension, Router,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
    routing::{get, post},
};
use motcua_portal_api::{
    batch::{Action, Batch, BatchAnswer, StoredAnswer},
    dossier::{
        AnswerSupplement, Dossier, DossierPage, DossierSummary, Lookup, LookupAnswer, RegisterDossier,
        Submission, Submit, Withdraw,
    },
    paths,
    problem::Problem,
};
use utoipa::OpenApi;

use super::{
    Ids, Paging, Query,
    auth::SignedIn,
    extract::{self, IfMatch, Json, Lang, Peer},
    idempotency::{self, Answer, Key},
    problem::TraceId,
};
use crate::{
    dossiers::{self, batch, lookup, view},
    error::{ApiError, ApiResult},
    state::App,
};

/// This area's part of the OpenAPI document.
#[derive(OpenApi)]
#[openapi(paths(
    list, create, read, replace, remove, restore, submit, supplement, withdraw, run_batch, operation, look_up
))]
pub struct Doc;

/// Routes of this area.
pub fn routes() -> Router<App> {
    Router::new()
        .route(paths::DOSSIERS, get(list).post(create))
        .route("/v1/dossiers/{uid}", get(read).put(replace).delete(remove))
        .route("/v1/dossiers/{uid}/restoration", post(restore))
        .route("/v1/dossiers/{uid}/submission", post(submit))
        .route(
            "/v1/dossiers/{uid}/supplements/{supplement}/answer",
            post(supplement),
        )
        .route("/v1/dossiers/{uid}/withdrawal", post(withdraw))
        .route(paths::BATCH, post(run_batch))
        .route("/v1/operations/{key}", get(operation))
        .route(paths::LOOKUP, post(look_up))
}

/// One's own dossiers, newest first.
#[utoipa::path(get, path = "/v1/dossiers", tag = "dossiers", params(Paging),
    responses((status = 200, body = DossierPage), (status = 400, body = Problem), (status = 401, body = Problem)))]
async fn list(State(app): State<App>, user: SignedIn, Query(paging): Query<Paging>) -> ApiResult<Response> {
    let page = app
        .db
        .read(move |db| {
            view::page(
                db,
                user.account,
                paging.cursor.as_deref(),
                paging.limit.map_or(50, std::num::NonZeroU32::get),
            )
        })
        .await?;
    super::private(StatusCode::OK, &page)
}

/// Registers a draft under the desk's uid, which stays taken for ever. The same content again gets
/// the same answer.
#[utoipa::path(post, path = "/v1/dossiers", tag = "dossiers", request_body = RegisterDossier,
    params(("Idempotency-Key" = Uuid, Header)),
    responses((status = 201, body = Dossier), (status = 401, body = Problem),
        (status = 403, description = "The uid is another account's", body = Problem),
        (status = 409, description = "`already_submitted`, `wrong_state`, `in_flight`", body = Problem),
        (status = 410, description = "Deleted earlier", body = Problem), (status = 422, body = Problem)))]
async fn create(
    State(app): State<App>,
    user: SignedIn,
    Lang(language): Lang,
    Key(key): Key,
    Json(body): Json<RegisterDossier>,
) -> ApiResult<Answer> {
    batch::alone(&app, user.account, key, Action::Register { body }, language).await
}

/// One dossier with everything that belongs to it.
#[utoipa::path(get, path = "/v1/dossiers/{uid}", tag = "dossiers", params(("uid" = Uuid, Path)),
    responses((status = 200, body = Dossier), (status = 304, description = "Not changed"),
        (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn read(
    State(app): State<App>,
    user: SignedIn,
    Ids([uid]): Ids<1>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let state = app.clone();
    let dossier = app
        .db
        .read(move |db| view::dossier(db, &state, &dossiers::own(db, user.account, uid)?))
        .await?;
    super::versioned(&headers, dossier.summary.version, &dossier)
}

/// Replaces a draft.
#[utoipa::path(put, path = "/v1/dossiers/{uid}", tag = "dossiers", request_body = RegisterDossier,
    params(("uid" = Uuid, Path), ("Idempotency-Key" = Uuid, Header), ("If-Match" = String, Header)),
    responses((status = 200, body = Dossier), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "`already_submitted`", body = Problem),
        (status = 412, description = "`changed`; the version now is in the `ETag`", body = Problem),
        (status = 422, body = Problem)))]
async fn replace(
    State(app): State<App>,
    user: SignedIn,
    Ids([uid]): Ids<1>,
    Lang(language): Lang,
    Key(key): Key,
    IfMatch(version): IfMatch,
    Json(body): Json<RegisterDossier>,
) -> ApiResult<Answer> {
    if body.uid != uid {
        return Err(ApiError::bad_request(
            "the uid of the body is not that of the address",
        ));
    }
    batch::alone(
        &app,
        user.account,
        key,
        Action::Replace { body, version },
        language,
    )
    .await
}

/// Deletes a draft. Its uid stays taken.
#[utoipa::path(delete, path = "/v1/dossiers/{uid}", tag = "dossiers",
    params(("uid" = Uuid, Path), ("Idempotency-Key" = Uuid, Header), ("If-Match" = String, Header)),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "`already_submitted`", body = Problem), (status = 412, body = Problem)))]
async fn remove(
    State(app): State<App>,
    user: SignedIn,
    Ids([uid]): Ids<1>,
    Lang(language): Lang,
    Key(key): Key,
    IfMatch(version): IfMatch,
) -> ApiResult<Answer> {
    batch::alone(&app, user.account, key, Action::Delete { uid, version }, language).await
}

/// Takes up a draft again that was deleted, under its uid: somebody has gone on with it on another
/// computer. One that is there is answered as when it is registered.
#[utoipa::path(post, path = "/v1/dossiers/{uid}/restoration", tag = "dossiers", request_body = RegisterDossier,
    params(("uid" = Uuid, Path), ("Idempotency-Key" = Uuid, Header)),
    responses((status = 200, body = Dossier), (status = 201, description = "It was there with this content", body = Dossier),
        (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "`already_submitted`, `wrong_state`, `in_flight`", body = Problem),
        (status = 422, body = Problem)))]
async fn restore(
    State(app): State<App>,
    user: SignedIn,
    Ids([uid]): Ids<1>,
    Lang(language): Lang,
    Key(key): Key,
    Json(body): Json<RegisterDossier>,
) -> ApiResult<Answer> {
    if body.uid != uid {
        return Err(ApiError::bad_request(
            "the uid of the body is not that of the address",
        ));
    }
    batch::alone(&app, user.account, key, Action::Restore { body }, language).await
}

/// Submits: the content is checked and frozen, every file is read again from the disk, and the
/// answer holds the code and a manifest of what the portal stores.
#[utoipa::path(post, path = "/v1/dossiers/{uid}/submission", tag = "dossiers", request_body = Submit,
    params(("uid" = Uuid, Path), ("Idempotency-Key" = Uuid, Header)),
    responses((status = 201, body = Submission), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "`already_submitted`: see the dossier; `blobs_missing`: `field_errors` name them as `blobs.<sha256>`; `in_flight`", body = Problem),
        (status = 422, description = "`invalid_fields`, all at once", body = Problem)))]
async fn submit(
    State(app): State<App>,
    user: SignedIn,
    Ids([uid]): Ids<1>,
    Lang(language): Lang,
    Key(key): Key,
    Json(body): Json<Submit>,
) -> ApiResult<Answer> {
    batch::alone(&app, user.account, key, Action::Submit { uid, body }, language).await
}

/// Answers a request for supplements with the whole corrected content.
#[utoipa::path(post, path = "/v1/dossiers/{uid}/supplements/{supplement}/answer", tag = "dossiers",
    request_body = AnswerSupplement,
    params(("uid" = Uuid, Path), ("supplement" = Uuid, Path), ("Idempotency-Key" = Uuid, Header)),
    responses((status = 201, body = Submission), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn supplement(
    State(app): State<App>,
    user: SignedIn,
    Ids([uid, supplement]): Ids<2>,
    Lang(language): Lang,
    Key(key): Key,
    Json(body): Json<AnswerSupplement>,
) -> ApiResult<Answer> {
    let action = Action::AnswerSupplement {
        uid,
        supplement,
        body,
    };
    batch::alone(&app, user.account, key, action, language).await
}

/// Withdraws a dossier.
#[utoipa::path(post, path = "/v1/dossiers/{uid}/withdrawal", tag = "dossiers", request_body = Withdraw,
    params(("uid" = Uuid, Path), ("Idempotency-Key" = Uuid, Header)),
    responses((status = 200, body = DossierSummary), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "`wrong_state`", body = Problem), (status = 422, body = Problem)))]
async fn withdraw(
    State(app): State<App>,
    user: SignedIn,
    Ids([uid]): Ids<1>,
    Lang(language): Lang,
    Key(key): Key,
    Json(body): Json<Withdraw>,
) -> ApiResult<Answer> {
    batch::alone(&app, user.account, key, Action::Withdraw { uid, body }, language).await
}

/// Many small mutations in one request, at most 1 MiB after decompression. Each has its own key and
/// its own answer; one that fails holds up only those that depend on it (424).
#[utoipa::path(post, path = "/v1/batch", tag = "dossiers", request_body = Batch,
    params(("Content-Encoding" = Option<String>, Header, description = "`zstd` or none")),
    responses((status = 200, body = BatchAnswer), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 413, body = Problem), (status = 415, body = Problem)))]
async fn run_batch(
    State(app): State<App>,
    user: SignedIn,
    Lang(language): Lang,
    Extension(TraceId(trace)): Extension<TraceId>,
    request: Request,
) -> ApiResult<Response> {
    let batch: Batch = read_batch(&app, request).await?;
    let answer = batch::run(&app, user.account, batch, language, &trace).await?;
    super::private(StatusCode::OK, &answer)
}

async fn read_batch(app: &App, request: Request) -> ApiResult<Batch> {
    if !extract::is_json(request.headers()) {
        return Err(extract::not_json());
    }
    let limit = app.config.limits.batch;
    let encoding = request
        .headers()
        .get(header::CONTENT_ENCODING)
        .and_then(|v| v.to_str().ok())
        .map(str::to_owned);
    let bytes = extract::body_within(request, limit).await?;
    match encoding.as_deref() {
        None | Some("identity") => extract::read_json(&bytes),
        Some("zstd") => extract::read_json(&unpack(&bytes, limit)?),
        Some(_) => Err(extract::not_json()),
    }
}

/// Decompresses, and stops as soon as it is larger than `limit`.
fn unpack(bytes: &[u8], limit: usize) -> ApiResult<Vec<u8>> {
    use std::io::Read;
    let bad = |_| ApiError::bad_request("the body is no zstd");
    let mut reader = zstd::Decoder::new(bytes).map_err(bad)?;
    // 8 MiB, as RFC 8878 §3.1.1.1.2 asks decoders to support at least.
    reader.window_log_max(23).map_err(bad)?;
    let mut plain = Vec::new();
    reader
        .take(limit as u64 + 1)
        .read_to_end(&mut plain)
        .map_err(bad)?;
    if plain.len() > limit {
        return Err(extract::too_large("application/json", limit as u64));
    }
    Ok(plain)
}

/// What became of a mutation whose answer was lost.
#[utoipa::path(get, path = "/v1/operations/{key}", tag = "dossiers", params(("key" = Uuid, Path)),
    responses((status = 200, body = StoredAnswer), (status = 401, body = Problem),
        (status = 404, description = "Nothing was done under this key", body = Problem),
        (status = 409, description = "`in_flight`", body = Problem)))]
async fn operation(State(app): State<App>, user: SignedIn, Ids([key]): Ids<1>) -> ApiResult<Response> {
    super::private(StatusCode::OK, &idempotency::find(&app, user.account, key).await?)
}

/// Looks a dossier up by code and key, without signing in; nothing personal is shown.
#[utoipa::path(post, path = "/v1/lookup", tag = "dossiers", security(()), request_body = Lookup,
    responses((status = 200, body = LookupAnswer), (status = 404, body = Problem), (status = 429, body = Problem)))]
async fn look_up(
    State(app): State<App>,
    Peer(peer): Peer,
    Lang(language): Lang,
    Json(asked): Json<Lookup>,
) -> ApiResult<Response> {
    super::private(
        StatusCode::OK,
        &lookup::lookup(&app, asked, peer, language).await?,
    )
}
