//! Uploads over tus 1.0 (core, creation, creation-with-upload, expiration, termination), and the
//! question which files are missing.

use axum::{
    Router,
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, head, post},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use motcua_portal_api::{
    blob::{MissingAnswer, MissingQuery},
    headers::{TUS_RESUMABLE, UPLOAD_EXPIRES, UPLOAD_LENGTH, UPLOAD_METADATA, UPLOAD_OFFSET},
    paths,
    problem::{Problem, ProblemCode},
};
use utoipa::OpenApi;

use super::{
    Ids,
    auth::SignedIn,
    extract::Json,
    idempotency::{self, Answer, Key, Mutation},
};
use crate::{
    blobs::{
        self, files,
        uploads::{self, Upload, Wanted},
    },
    error::{ApiError, ApiResult},
    state::App,
};

const VERSION: &str = "1.0.0";
const EXTENSIONS: &str = "creation,creation-with-upload,expiration,termination";
const BYTES: &str = "application/offset+octet-stream";

/// This area's part of the OpenAPI document.
#[derive(OpenApi)]
#[openapi(paths(missing, download, options, create, offset, append, terminate))]
pub struct Doc;

/// Routes of this area.
pub fn routes() -> Router<App> {
    Router::new()
        .route(paths::BLOBS_MISSING, post(missing))
        .route("/v1/blobs/{sha256}", get(download))
        .route(paths::UPLOADS, post(create).options(options))
        .route(
            "/v1/uploads/{id}",
            head(offset)
                .patch(append)
                .delete(terminate)
                .options(options)
                .post(overridden),
        )
}

/// Which files this account still has to upload. A stranger's file is always missing.
#[utoipa::path(post, path = "/v1/blobs/missing", tag = "files", request_body = MissingQuery,
    responses((status = 200, body = MissingAnswer), (status = 400, body = Problem), (status = 401, body = Problem)))]
async fn missing(
    State(app): State<App>,
    user: SignedIn,
    Json(body): Json<MissingQuery>,
) -> ApiResult<Response> {
    let missing = blobs::missing(&app, user.account, body.sha256).await?;
    super::private(StatusCode::OK, &MissingAnswer { missing })
}

/// The bytes of a file that this account uploaded, for a draft that is worked on from another computer.
/// A stranger's file is not found. Whoever takes it compares the hash.
#[utoipa::path(get, path = "/v1/blobs/{sha256}", tag = "files",
    params(("sha256" = String, Path, description = "Lower-case hex")),
    responses((status = 200, description = "The file", content_type = "application/octet-stream"),
        (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn download(State(app): State<App>, user: SignedIn, Path(sha256): Path<String>) -> ApiResult<Response> {
    if !blobs::is_sha256(&sha256) {
        return Err(ApiError::not_found());
    }
    let (state, hash) = (app.clone(), sha256.clone());
    app.db
        .read(move |db| blobs::stored_size(db, &state, user.account, &hash))
        .await?
        .ok_or_else(ApiError::not_found)?;
    let file = tokio::fs::File::open(files::blob_path(&app, user.account, &sha256)).await?;
    super::results::streamed(file, "application/octet-stream", &sha256, &sha256).await
}

/// What of tus this portal speaks.
#[utoipa::path(options, path = "/v1/uploads", tag = "files", security(()),
    responses((status = 204, headers(("Tus-Version" = String), ("Tus-Extension" = String), ("Tus-Max-Size" = u64)))))]
async fn options(State(app): State<App>) -> Response {
    let mut response = tus(StatusCode::NO_CONTENT);
    let headers = response.headers_mut();
    headers.insert("tus-version", HeaderValue::from_static(VERSION));
    headers.insert("tus-extension", HeaderValue::from_static(EXTENSIONS));
    headers.insert("tus-max-size", HeaderValue::from(app.config.limits.upload));
    response
}

/// Makes an upload; its address is in `Location`. With an `Idempotency-Key`, the same request again
/// gets the same address. A body of `application/offset+octet-stream` is taken as its first bytes.
#[utoipa::path(post, path = "/v1/uploads", tag = "files",
    params(("Tus-Resumable" = String, Header, description = "`1.0.0`"), ("Upload-Length" = u64, Header),
        ("Upload-Metadata" = String, Header, description = "`sha256 <base64 of the hex hash>`, optionally `,filename <base64>`"),
        ("Idempotency-Key" = Option<Uuid>, Header)),
    responses((status = 201, headers(("Location" = String), ("Upload-Expires" = String), ("Upload-Offset" = u64))),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 412, body = Problem),
        (status = 413, body = Problem), (status = 422, description = "`hash_mismatch`", body = Problem),
        (status = 429, body = Problem)))]
async fn create(
    State(app): State<App>,
    user: SignedIn,
    key: Result<Key, ApiError>,
    request: Request,
) -> ApiResult<Response> {
    speaks_tus(request.headers())?;
    let wanted = wanted(request.headers())?;
    let account = user.account;
    let id = match key {
        Ok(Key(key)) => {
            let mutation = Mutation::of_account(&app, account, key, "create_upload", &wanted)?;
            let state = app.clone();
            let answer = idempotency::run(&app, mutation, move |tx| {
                Answer::new(
                    StatusCode::CREATED,
                    &uploads::create(tx, &state, account, &wanted)?,
                )
            })
            .await?;
            serde_json::from_value(answer.body)?
        }
        Err(error)
            if request
                .headers()
                .contains_key(motcua_portal_api::headers::IDEMPOTENCY_KEY) =>
        {
            return Err(error);
        }
        Err(_) => {
            let state = app.clone();
            app.db
                .write(move |tx| uploads::create(tx, &state, account, &wanted))
                .await?
        }
    };
    let upload = uploads::find(&app, account, id).await?;
    let with_bytes = has_bytes(request.headers());
    let offset = if with_bytes || upload.length == 0 {
        let body = if with_bytes {
            request.into_body()
        } else {
            Body::empty()
        };
        // A repeated request whose bytes came before: what is there stays, the offset says how much.
        Some(take(&app, upload.clone(), None, body).await?)
    } else {
        None
    };
    let mut response = tus(StatusCode::CREATED);
    let headers = response.headers_mut();
    let place = format!("{}/{id}", paths::UPLOADS);
    headers.insert(
        header::LOCATION,
        HeaderValue::from_str(&place).unwrap_or(HeaderValue::from_static("")),
    );
    if let Some(offset) = offset {
        headers.insert(name(UPLOAD_OFFSET), HeaderValue::from(offset));
    }
    expires(headers, &upload);
    Ok(response)
}

/// How many bytes the portal holds.
#[utoipa::path(head, path = "/v1/uploads/{id}", tag = "files",
    params(("id" = Uuid, Path), ("Tus-Resumable" = String, Header)),
    responses((status = 200, headers(("Upload-Offset" = u64), ("Upload-Length" = u64), ("Upload-Expires" = String))),
        (status = 401), (status = 404), (status = 410, description = "Dropped or expired"), (status = 412)))]
async fn offset(
    State(app): State<App>,
    user: SignedIn,
    Ids([id]): Ids<1>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    speaks_tus(&headers)?;
    let state = app.clone();
    // In a task of its own: finishing a whole upload must not stop because the client went away.
    let (upload, offset) = tokio::spawn(async move {
        let holding = state.uploads.take(id).await;
        let upload = uploads::find(&state, user.account, id).await?;
        let offset = uploads::offset(&state, &upload, &holding).await?;
        Ok::<_, ApiError>((upload, offset))
    })
    .await??;
    let mut response = tus(StatusCode::OK);
    let answer = response.headers_mut();
    answer.insert(name(UPLOAD_OFFSET), HeaderValue::from(offset));
    answer.insert(name(UPLOAD_LENGTH), HeaderValue::from(upload.length));
    expires(answer, &upload);
    Ok(response)
}

/// Sends bytes from an offset on, as many as will go. The last byte makes the portal check the hash.
#[utoipa::path(patch, path = "/v1/uploads/{id}", tag = "files",
    params(("id" = Uuid, Path), ("Tus-Resumable" = String, Header), ("Upload-Offset" = u64, Header)),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses((status = 204, headers(("Upload-Offset" = u64), ("Upload-Expires" = String))),
        (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "The offset is another; ask for it", body = Problem),
        (status = 410, body = Problem), (status = 412, body = Problem), (status = 413, body = Problem),
        (status = 415, body = Problem),
        (status = 422, description = "`hash_mismatch`: the bytes were dropped", body = Problem),
        (status = 503, body = Problem)))]
async fn append(
    State(app): State<App>,
    user: SignedIn,
    Ids([id]): Ids<1>,
    request: Request,
) -> ApiResult<Response> {
    speaks_tus(request.headers())?;
    if !has_bytes(request.headers()) {
        return Err(ApiError::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ProblemCode::WrongMediaType,
            "Phần nội dung tệp phải có kiểu application/offset+octet-stream.",
            "Bytes of a file must come as application/offset+octet-stream.",
        ));
    }
    let offset = number(request.headers(), UPLOAD_OFFSET)?;
    let upload = uploads::find(&app, user.account, id).await?;
    let at = take(&app, upload.clone(), Some(offset), request.into_body()).await?;
    let mut response = tus(StatusCode::NO_CONTENT);
    response
        .headers_mut()
        .insert(name(UPLOAD_OFFSET), HeaderValue::from(at));
    expires(response.headers_mut(), &upload);
    Ok(response)
}

/// Writes what comes in a task of its own: when the connection breaks, the server drops the request
/// at once, but what has arrived by then must still reach the disk.
async fn take(app: &App, upload: Upload, offset: Option<u64>, body: Body) -> ApiResult<u64> {
    let app = app.clone();
    tokio::spawn(async move {
        let holding = app.uploads.take(upload.id).await;
        // It may have been finished or dropped while this request waited for its turn.
        let upload = uploads::find(&app, upload.account, upload.id).await?;
        let at = match offset {
            Some(offset) => offset,
            None => match uploads::offset(&app, &upload, &holding).await? {
                0 => 0,
                at => return Ok(at),
            },
        };
        uploads::append(&app, &upload, &holding, at, body.into_data_stream()).await
    })
    .await?
}

/// Ends an upload and drops what came.
#[utoipa::path(delete, path = "/v1/uploads/{id}", tag = "files",
    params(("id" = Uuid, Path), ("Tus-Resumable" = String, Header)),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 410, body = Problem), (status = 412, body = Problem)))]
async fn terminate(
    State(app): State<App>,
    user: SignedIn,
    Ids([id]): Ids<1>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    speaks_tus(&headers)?;
    let holding = app.uploads.take(id).await;
    let upload = uploads::find(&app, user.account, id).await?;
    uploads::terminate(&app, &upload, &holding).await?;
    Ok(tus(StatusCode::NO_CONTENT))
}

/// `X-HTTP-Method-Override`, for clients behind something that lets only POST through.
async fn overridden(state: State<App>, user: SignedIn, ids: Ids<1>, request: Request) -> ApiResult<Response> {
    let method = request
        .headers()
        .get("x-http-method-override")
        .and_then(|v| Method::from_bytes(v.as_bytes()).ok());
    match method {
        Some(Method::PATCH) => append(state, user, ids, request).await,
        Some(Method::HEAD) => offset(state, user, ids, request.headers().clone()).await,
        Some(Method::DELETE) => terminate(state, user, ids, request.headers().clone()).await,
        // Answered as the framework answers a method that is not there.
        _ => Ok((
            StatusCode::METHOD_NOT_ALLOWED,
            [(header::ALLOW, "HEAD, PATCH, DELETE")],
        )
            .into_response()),
    }
}

fn tus(status: StatusCode) -> Response {
    let mut response = status.into_response();
    let headers = response.headers_mut();
    headers.insert(name(TUS_RESUMABLE), HeaderValue::from_static(VERSION));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn name(text: &'static str) -> HeaderName {
    HeaderName::from_static(text)
}

fn speaks_tus(headers: &HeaderMap) -> ApiResult<()> {
    if headers.get(TUS_RESUMABLE).is_some_and(|v| v == VERSION) {
        return Ok(());
    }
    let mut error = ApiError::bad_request("Tus-Resumable must be 1.0.0");
    error.status = StatusCode::PRECONDITION_FAILED;
    Err(error)
}

fn has_bytes(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|v| v == BYTES)
}

fn number(headers: &HeaderMap, header: &str) -> ApiResult<u64> {
    headers
        .get(header)
        .and_then(|v| v.to_str().ok())
        .filter(|v| v.bytes().all(|b| b.is_ascii_digit()))
        .and_then(|v| v.parse().ok())
        .ok_or_else(|| ApiError::bad_request(format!("{header} must be a number of bytes")))
}

fn wanted(headers: &HeaderMap) -> ApiResult<Wanted> {
    let length = number(headers, UPLOAD_LENGTH)?;
    let metadata = headers
        .get(UPLOAD_METADATA)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let value = |wanted: &str| -> Option<String> {
        metadata.split(',').find_map(|pair| {
            let (key, value) = pair.trim().split_once(' ')?;
            let bytes = (key == wanted).then(|| STANDARD.decode(value.trim()).ok())??;
            String::from_utf8(bytes).ok()
        })
    };
    let sha256 = value("sha256").ok_or_else(|| ApiError::bad_request("Upload-Metadata needs sha256"))?;
    Ok(Wanted {
        sha256,
        length,
        file_name: value("filename"),
    })
}

fn expires(headers: &mut HeaderMap, upload: &Upload) {
    if let Ok(value) = HeaderValue::from_str(&http_date(upload.expires_at)) {
        headers.insert(name(UPLOAD_EXPIRES), value);
    }
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
fn http_date(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
