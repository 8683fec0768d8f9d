//! What handlers ask of a request: language, JSON body, peer, preconditions.

use std::{convert::Infallible, net::IpAddr, net::SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequest, FromRequestParts, Request},
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use motcua_domain::{language::Language, paper::PaperLimits};
use motcua_portal_api::problem::ProblemCode;
use serde::de::DeserializeOwned;

use crate::{error::ApiError, state::App};

/// The language of the request.
#[derive(Debug, Clone, Copy)]
pub struct Lang(pub Language);

impl<S: Sync> FromRequestParts<S> for Lang {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(super::problem::language(&parts.headers)))
    }
}

/// The address of the peer, for throttles.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

impl FromRequestParts<App> for Peer {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let connected = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::from([127, 0, 0, 1]), |info| info.0.ip());
        let forwarded = app
            .config
            .trust_forwarded_for
            .then(|| forwarded_for(&parts.headers))
            .flatten();
        Ok(Self(forwarded.unwrap_or(connected)))
    }
}

/// The last entry: the one that the trusted proxy itself wrote.
fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()?
        .to_str()
        .ok()?
        .rsplit(',')
        .next()?
        .trim()
        .parse()
        .ok()
}

/// A JSON body: 415 when it is called something else, 413 above the limit, 400 when it cannot be read.
#[derive(Debug, Clone)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = ApiError;
    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(not_json());
        }
        let bytes = body_within(request, app.config.limits.json).await?;
        read_json(&bytes).map(Self)
    }
}

/// Reads JSON, naming the place that is wrong but never its value.
///
/// # Errors
/// 400.
pub fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    serde_json::from_slice(bytes).map_err(|error| {
        let kind = match error.classify() {
            serde_json::error::Category::Data => "unexpected value",
            serde_json::error::Category::Eof => "cut off",
            _ => "no JSON",
        };
        ApiError::bad_request(format!("{kind}, line {} column {}", error.line(), error.column()))
    })
}

/// Whether the body calls itself JSON.
pub fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|value| {
            let essence = value.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
            essence == "application/json" || essence.ends_with("+json")
        })
}

/// 415 for a body that should be JSON.
pub fn not_json() -> ApiError {
    let mut error = ApiError::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ProblemCode::WrongMediaType,
        "Cổng chỉ nhận nội dung dạng application/json ở đây.",
        "The portal takes application/json only here.",
    );
    error.limits = Some(PaperLimits {
        media_types: vec!["application/json".into()],
        max_bytes: 0,
    });
    error
}

/// 413 that names the limit.
pub fn too_large(media_type: &str, limit: u64) -> ApiError {
    let mut error = ApiError::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        ProblemCode::TooLarge,
        format!("Nội dung gửi lên vượt quá {limit} byte mà Cổng nhận."),
        format!("What was sent is larger than the {limit} bytes that the portal takes."),
    );
    error.limits = Some(PaperLimits {
        media_types: vec![media_type.to_owned()],
        max_bytes: limit,
    });
    error
}

/// The whole body, or 413 as soon as it is larger than `limit`.
///
/// # Errors
/// 413, or 400 when the connection breaks.
pub async fn body_within(request: Request, limit: usize) -> Result<Bytes, ApiError> {
    let declared = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.parse::<u64>().ok());
    if declared.is_some_and(|length| length > limit as u64) {
        return Err(too_large("application/json", limit as u64));
    }
    let mut stream = request.into_body().into_data_stream();
    let mut bytes = BytesMut::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| ApiError::bad_request("the body was cut off"))?;
        if bytes.len() + chunk.len() > limit {
            return Err(too_large("application/json", limit as u64));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

/// The version named in `If-Match`.
#[derive(Debug, Clone, Copy)]
pub struct IfMatch(pub u32);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        parts
            .headers
            .get(header::IF_MATCH)
            .and_then(|v| v.to_str().ok())
            .and_then(|v| v.trim().trim_matches('"').parse().ok())
            .map(Self)
            .ok_or_else(|| ApiError::bad_request("If-Match with the version that was read is missing"))
    }
}
