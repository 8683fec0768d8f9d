//! Problem documents (RFC 9457), media type `application/problem+json`.

use motcua_domain::problem::FieldProblem;
use serde::{Deserialize, Serialize};

/// What went wrong, in words for the user and a code for the program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Problem {
    /// Always `about:blank#<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Short title in Vietnamese.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// The stable code.
    pub code: ProblemCode,
    /// A sentence for the user, in the language of `Accept-Language` (Vietnamese by default).
    pub detail: String,
    /// All wrong fields at once.
    #[serde(default)]
    pub field_errors: Vec<FieldProblem>,
    /// Whether the same request may succeed later without a change.
    pub retryable: bool,
    /// Found again in the portal's log; holds no personal data.
    pub trace_id: String,
    /// Limits that were broken (413, 415).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<motcua_domain::paper::PaperLimits>,
}

/// Why, for the program. New codes may appear: unknown ones read as [`ProblemCode::Other`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// 400: unreadable request.
    BadRequest,
    /// 422: one or more fields are wrong.
    InvalidFields,
    /// 401: no or expired access token.
    SignInNeeded,
    /// 401: the refresh token is revoked or spent.
    SessionEnded,
    /// 401: wrong name or password.
    WrongCredentials,
    /// 403: the e-mail address has not been confirmed.
    NotConfirmed,
    /// 403: not this account's.
    Forbidden,
    /// 404.
    NotFound,
    /// 409: an account with this e-mail or identity number exists.
    AccountExists,
    /// 409: the same key is in flight.
    InFlight,
    /// 422: the key was used with another body.
    KeyReused,
    /// 409: the dossier is not in a state for this.
    WrongState,
    /// 409: the dossier was submitted already; the answer is at the dossier.
    AlreadySubmitted,
    /// 409: files the manifest names are not at the portal under this account.
    BlobsMissing,
    /// 409: a fee is paid, or an attempt is under way.
    PaymentBlocked,
    /// 410: the cursor, link or upload is too old.
    Gone,
    /// 412: somebody changed it; the current version is in the `ETag`.
    Changed,
    /// 413.
    TooLarge,
    /// 415.
    WrongMediaType,
    /// 422: stored bytes do not have the hash they were sent under.
    HashMismatch,
    /// 429.
    TooManyRequests,
    /// 503.
    Unavailable,
    /// 500.
    Internal,
    /// A code this program does not know.
    #[serde(other)]
    Other,
}
