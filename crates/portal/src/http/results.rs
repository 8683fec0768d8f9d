//! Files of a result, streamed from the disk.

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use motcua_portal_api::problem::Problem;
use rusqlite::OptionalExtension;
use tokio_util::io::ReaderStream;
use utoipa::OpenApi;

use super::{Ids, auth::SignedIn};
use crate::{
    blobs::files,
    dossiers,
    error::{ApiError, ApiResult},
    state::App,
};

/// This area's part of the OpenAPI document.
#[derive(OpenApi)]
#[openapi(paths(file))]
pub struct Doc;

/// Routes of this area.
pub fn routes() -> Router<App> {
    Router::new().route("/v1/dossiers/{uid}/results/{file}", get(file))
}

/// A file of the result of one's own dossier.
#[utoipa::path(get, path = "/v1/dossiers/{uid}/results/{file}", tag = "dossiers",
    params(("uid" = Uuid, Path), ("file" = Uuid, Path)),
    responses((status = 200, description = "The file", content_type = "application/octet-stream"),
        (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn file(State(app): State<App>, user: SignedIn, Ids([uid, id]): Ids<2>) -> ApiResult<Response> {
    let (name, media_type, sha256) = app
        .db
        .read(move |db| {
            dossiers::own(db, user.account, uid)?;
            db.query_row(
                "SELECT file_name, media_type, sha256 FROM results WHERE id = ?1 AND dossier = ?2",
                (id.to_string(), uid.to_string()),
                |row| {
                    Ok((
                        row.get::<_, String>(0)?,
                        row.get::<_, String>(1)?,
                        row.get::<_, String>(2)?,
                    ))
                },
            )
            .optional()?
            .ok_or_else(ApiError::not_found)
        })
        .await?;
    let file = tokio::fs::File::open(files::result_path(&app, id)).await?;
    streamed(file, &media_type, &name, &sha256).await
}

/// A file from the disk, as an attachment.
pub(super) async fn streamed(
    file: tokio::fs::File,
    media_type: &str,
    name: &str,
    sha256: &str,
) -> ApiResult<Response> {
    let length = file.metadata().await?.len();
    let mut response = Body::from_stream(ReaderStream::with_capacity(file, 64 * 1024)).into_response();
    let headers = response.headers_mut();
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, media_type);
    set(header::CONTENT_LENGTH, &length.to_string());
    set(header::CONTENT_DISPOSITION, &disposition(name));
    set(header::ETAG, &format!("\"{sha256}\""));
    set(header::CACHE_CONTROL, "private, no-cache");
    Ok(response)
}

/// `attachment` with the name as RFC 6266 wants it for names beyond ASCII.
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || ".-_ ".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b".-_~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}
