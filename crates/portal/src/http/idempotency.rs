//! Idempotency keys: what a mutation did and what it answered are committed together.
//!
//! Only answers that had an effect are kept. A refusal changed nothing; the same key may be tried
//! again, and is judged anew. An answer is found again under (scope, key); the scope is the account,
//! or for a registration the e-mail address, so that nobody meets somebody else's key.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
};

use axum::{
    Json,
    extract::FromRequestParts,
    http::{HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use motcua_portal_api::{
    batch::StoredAnswer,
    headers::{IDEMPOTENCY_KEY, IDEMPOTENT_REPLAY},
    problem::ProblemCode,
};
use rusqlite::{Connection, OptionalExtension, Transaction};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    db::convert::ms,
    error::{ApiError, ApiResult},
    state::App,
};

/// The key of a mutation, from its header.
#[derive(Debug, Clone, Copy)]
pub struct Key(pub Uuid);

impl<S: Sync> FromRequestParts<S> for Key {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        parts
            .headers
            .get(IDEMPOTENCY_KEY)
            .and_then(|v| v.to_str().ok())
            .and_then(|v| Uuid::parse_str(v.trim().trim_matches('"')).ok())
            .map(Self)
            .ok_or_else(|| ApiError::bad_request("Idempotency-Key with a UUID is missing"))
    }
}

/// A mutation that is asked for.
#[derive(Debug, Clone)]
pub struct Mutation {
    scope: String,
    key: Uuid,
    action: String,
    body_mac: [u8; 32],
}

impl Mutation {
    /// A mutation of an account. `action` names what and on which thing, e.g. `submit:<uid>`; the
    /// same in a batch as alone, so that a lost batch can be asked again one by one.
    ///
    /// # Errors
    /// When the body cannot be serialised.
    pub fn of_account(
        app: &App,
        account: Uuid,
        key: Uuid,
        action: impl Into<String>,
        body: &impl Serialize,
    ) -> ApiResult<Self> {
        Self::scoped(app, format!("account:{account}"), key, action.into(), body)
    }

    /// A mutation in a scope of its own.
    ///
    /// # Errors
    /// When the body cannot be serialised.
    pub fn scoped(
        app: &App,
        scope: String,
        key: Uuid,
        action: String,
        body: &impl Serialize,
    ) -> ApiResult<Self> {
        let mut bytes = action.clone().into_bytes();
        bytes.push(0);
        bytes.extend(serde_json::to_vec(body)?);
        let body_mac = app.secrets.mac("idempotency-body", &bytes);
        Ok(Self {
            scope,
            key,
            action,
            body_mac,
        })
    }
}

/// What a mutation answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// HTTP status, 2xx.
    pub status: u16,
    /// Body; `Null`: none.
    pub body: Value,
    /// For the `ETag`.
    pub version: Option<u32>,
    /// Whether it was given before.
    pub replayed: bool,
}

impl Answer {
    /// An answer with a body.
    ///
    /// # Errors
    /// When the body cannot be serialised.
    pub fn new(status: StatusCode, body: &impl Serialize) -> ApiResult<Self> {
        let body = serde_json::to_value(body)?;
        Ok(Self {
            status: status.as_u16(),
            body,
            version: None,
            replayed: false,
        })
    }

    /// 204.
    pub fn empty() -> Self {
        Self {
            status: 204,
            body: Value::Null,
            version: None,
            replayed: false,
        }
    }

    /// With an `ETag`.
    pub fn with_version(mut self, version: u32) -> Self {
        self.version = Some(version);
        self
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let mut response = match self.body {
            Value::Null => status.into_response(),
            body => (status, Json(body)).into_response(),
        };
        let headers = response.headers_mut();
        if let Some(version) = self.version
            && let Ok(value) = HeaderValue::from_str(&super::etag(version))
        {
            headers.insert(header::ETAG, value);
        }
        if self.replayed {
            headers.insert(
                HeaderName::from_static(IDEMPOTENT_REPLAY),
                HeaderValue::from_static("true"),
            );
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

/// Keys that a request of this process is working on.
#[derive(Debug, Clone, Default)]
pub struct InFlight(Arc<Mutex<HashSet<(String, Uuid)>>>);

/// Holds a key while it is worked on.
#[derive(Debug)]
pub struct Held {
    keys: InFlight,
    mutation: Mutation,
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut keys = self.keys.0.lock().unwrap_or_else(|e| e.into_inner());
        keys.remove(&(self.mutation.scope.clone(), self.mutation.key));
    }
}

/// How a mutation begins.
pub enum Begun {
    /// It was answered before.
    Answered(Answer),
    /// It is this request's to do; give it to [`commit`].
    Fresh(Held),
}

/// Takes a mutation's key for this request.
///
/// # Errors
/// 409 `in_flight` while another request works on it.
pub fn hold(app: &App, mutation: Mutation) -> ApiResult<Held> {
    let mut keys = app.in_flight.0.lock().unwrap_or_else(|e| e.into_inner());
    if !keys.insert((mutation.scope.clone(), mutation.key)) {
        return Err(in_flight());
    }
    Ok(Held {
        keys: app.in_flight.clone(),
        mutation,
    })
}

fn in_flight() -> ApiError {
    ApiError::new(
        StatusCode::CONFLICT,
        ProblemCode::InFlight,
        "Yêu cầu này đang được xử lý. Hãy chờ giây lát rồi hỏi lại kết quả.",
        "This request is being worked on. Wait a moment, then ask for its result.",
    )
    .retry_in(1)
}

/// Takes a mutation's key, or finds its earlier answer.
///
/// # Errors
/// 409 `in_flight` while another request works on it, 422 `key_reused` when it had another body.
pub async fn begin(app: &App, mutation: Mutation) -> ApiResult<Begun> {
    let held = hold(app, mutation)?;
    let asked = held.mutation.clone();
    match app.db.read(move |db| earlier(db, &asked)).await? {
        Some(answer) => Ok(Begun::Answered(answer)),
        None => Ok(Begun::Fresh(held)),
    }
}

/// Does a mutation: `work` and the record of its answer are one transaction.
///
/// # Errors
/// Those of `work`; then nothing has happened.
pub async fn commit<F>(app: &App, held: Held, work: F) -> ApiResult<Answer>
where
    F: FnOnce(&Transaction<'_>) -> ApiResult<Answer> + Send + 'static,
{
    let state = app.clone();
    // The key is held until the commit is through, also when the client has gone away meanwhile.
    let held = Arc::new(held);
    let inside = held.clone();
    let answer = app.db.write(move |tx| within(tx, &state, &inside, work)).await;
    drop(held);
    answer
}

/// [`commit`] inside a transaction of the caller's.
///
/// # Errors
/// Those of `work`; the caller rolls back.
pub fn within(
    tx: &Transaction<'_>,
    app: &App,
    held: &Held,
    work: impl FnOnce(&Transaction<'_>) -> ApiResult<Answer>,
) -> ApiResult<Answer> {
    let mutation = &held.mutation;
    if let Some(answer) = earlier(tx, mutation)? {
        return Ok(answer);
    }
    let answer = work(tx)?;
    let body = match &answer.body {
        Value::Null => None,
        body => Some(serde_json::to_string(body)?),
    };
    tx.prepare_cached(
        "INSERT INTO idempotency (scope, key, action, body_mac, status, version, body, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute((
        &mutation.scope,
        mutation.key.to_string(),
        &mutation.action,
        &mutation.body_mac[..],
        answer.status,
        answer.version,
        body,
        ms(app.now()),
    ))?;
    Ok(answer)
}

/// [`begin`] and [`commit`] for a mutation that needs nothing between.
///
/// # Errors
/// Those of both.
pub async fn run<F>(app: &App, mutation: Mutation, work: F) -> ApiResult<Answer>
where
    F: FnOnce(&Transaction<'_>) -> ApiResult<Answer> + Send + 'static,
{
    match begin(app, mutation).await? {
        Begun::Answered(answer) => Ok(answer),
        Begun::Fresh(held) => commit(app, held, work).await,
    }
}

fn earlier(db: &Connection, mutation: &Mutation) -> ApiResult<Option<Answer>> {
    let row = db
        .prepare_cached(
            "SELECT body_mac, status, version, body FROM idempotency WHERE scope = ?1 AND key = ?2",
        )?
        .query_row((&mutation.scope, mutation.key.to_string()), |row| {
            Ok((
                row.get::<_, Vec<u8>>(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get::<_, Option<String>>(3)?,
            ))
        })
        .optional()?;
    let Some((body_mac, status, version, body)) = row else {
        return Ok(None);
    };
    if body_mac != mutation.body_mac {
        return Err(ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            ProblemCode::KeyReused,
            "Khóa của yêu cầu này đã được dùng cho một nội dung khác.",
            "The key of this request was used with another body.",
        ));
    }
    let body = body.map_or(Ok(Value::Null), |text| serde_json::from_str(&text))?;
    Ok(Some(Answer {
        status,
        body,
        version,
        replayed: true,
    }))
}

/// What became of an account's mutation; 404 when nothing did.
///
/// # Errors
/// 404, or 409 while it is being worked on.
pub async fn find(app: &App, account: Uuid, key: Uuid) -> ApiResult<StoredAnswer> {
    let scope = format!("account:{account}");
    let busy = {
        let keys = app.in_flight.0.lock().unwrap_or_else(|e| e.into_inner());
        keys.contains(&(scope.clone(), key))
    };
    let row = app
        .db
        .read(move |db| {
            Ok(db
                .query_row(
                    "SELECT status, body FROM idempotency WHERE scope = ?1 AND key = ?2",
                    (&scope, key.to_string()),
                    |row| Ok((row.get::<_, u16>(0)?, row.get::<_, Option<String>>(1)?)),
                )
                .optional()?)
        })
        .await?;
    match row {
        Some((status, body)) => {
            let body = body.map_or(Ok(Value::Null), |text| serde_json::from_str(&text))?;
            Ok(StoredAnswer { key, status, body })
        }
        None if busy => Err(in_flight()),
        None => Err(ApiError::not_found()),
    }
}
