//! What went wrong, as it leaves the portal: a problem document (RFC 9457) in Vietnamese or English.

use std::{
    borrow::Cow,
    ops::{Deref, DerefMut},
};

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use motcua_domain::{language::Language, paper::PaperLimits, problem::FieldProblem};
use motcua_portal_api::problem::{Problem, ProblemCode};

/// Words in both languages.
#[derive(Debug, Clone)]
pub struct Words {
    /// Tiếng Việt.
    pub vi: Cow<'static, str>,
    /// English.
    pub en: Cow<'static, str>,
}

impl Words {
    /// Both at once.
    pub fn new(vi: impl Into<Cow<'static, str>>, en: impl Into<Cow<'static, str>>) -> Self {
        Self {
            vi: vi.into(),
            en: en.into(),
        }
    }

    /// In one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Vi => &self.vi,
            Language::En => &self.en,
        }
    }
}

/// A refused or failed request. Rendered by [`crate::http::problem`] in the language of the request.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{:?} ({}): {}", self.0.code, self.0.status, self.0.detail.en)]
pub struct ApiError(Box<Refusal>);

impl Deref for ApiError {
    type Target = Refusal;
    fn deref(&self) -> &Refusal {
        &self.0
    }
}

impl DerefMut for ApiError {
    fn deref_mut(&mut self) -> &mut Refusal {
        &mut self.0
    }
}

/// What an [`ApiError`] says.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// HTTP status.
    pub status: StatusCode,
    /// Stable code.
    pub code: ProblemCode,
    /// The sentence for the user.
    pub detail: Words,
    /// All wrong fields at once.
    pub field_errors: Vec<FieldProblem>,
    /// Whether the same request may succeed later without a change.
    pub retryable: bool,
    /// Seconds, for `Retry-After`.
    pub retry_after: Option<u64>,
    /// Version now, for `ETag` (412 and 409 of a dossier).
    pub version: Option<u32>,
    /// The limits that were broken (413, 415).
    pub limits: Option<PaperLimits>,
    /// For the log only; holds no personal data.
    pub cause: Option<String>,
}

/// What every door of the portal answers with.
pub type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    /// A problem with a status, a code and words in both languages.
    pub fn new(
        status: StatusCode,
        code: ProblemCode,
        vi: impl Into<Cow<'static, str>>,
        en: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self(Box::new(Refusal {
            status,
            code,
            detail: Words::new(vi, en),
            field_errors: Vec::new(),
            retryable: false,
            retry_after: None,
            version: None,
            limits: None,
            cause: None,
        }))
    }

    /// 400: the request cannot be read. `why` is for programmers.
    pub fn bad_request(why: impl Into<String>) -> Self {
        let why = why.into();
        Self::new(
            StatusCode::BAD_REQUEST,
            ProblemCode::BadRequest,
            format!("Cổng không đọc được yêu cầu này. Hãy cập nhật phần mềm rồi thử lại. ({why})"),
            format!("The portal cannot read this request. Update the program and try again. ({why})"),
        )
    }

    /// 422: wrong fields, all at once.
    pub fn invalid_fields(errors: Vec<FieldProblem>) -> Self {
        let count = errors.len();
        let mut error = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            ProblemCode::InvalidFields,
            format!("Có {count} mục cần sửa. Hãy sửa từng mục được nêu rồi gửi lại."),
            format!("{count} item(s) need correction. Correct each one named, then send again."),
        );
        error.field_errors = errors;
        error
    }

    /// 401: no access token, or one that has expired.
    pub fn sign_in_needed() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            ProblemCode::SignInNeeded,
            "Cần đăng nhập để thực hiện việc này.",
            "Sign in to do this.",
        )
    }

    /// 404. Also said of what belongs to another account, so that nothing is revealed.
    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            ProblemCode::NotFound,
            "Không tìm thấy nội dung này trên Cổng, hoặc nội dung này không thuộc tài khoản đang đăng nhập.",
            "There is no such thing at the portal, or it does not belong to the account that is signed in.",
        )
    }

    /// 403: not this account's.
    pub fn forbidden() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            ProblemCode::Forbidden,
            "Tài khoản đang đăng nhập không có quyền thực hiện việc này.",
            "The account that is signed in may not do this.",
        )
    }

    /// 409: not in a state for this.
    pub fn wrong_state(vi: impl Into<Cow<'static, str>>, en: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::CONFLICT, ProblemCode::WrongState, vi, en)
    }

    /// 412: somebody changed it; the version now travels in the `ETag`.
    pub fn changed(version: u32) -> Self {
        let mut error = Self::new(
            StatusCode::PRECONDITION_FAILED,
            ProblemCode::Changed,
            "Nội dung này đã được thay đổi ở nơi khác. Hãy tải bản mới nhất rồi sửa lại.",
            "This was changed elsewhere. Fetch the current version and apply your change again.",
        );
        error.version = Some(version);
        error
    }

    /// 410: too old.
    pub fn gone(vi: impl Into<Cow<'static, str>>, en: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::GONE, ProblemCode::Gone, vi, en)
    }

    /// 429 with `Retry-After`.
    pub fn too_many_requests(seconds: u64) -> Self {
        let seconds = seconds.max(1);
        let minutes = seconds.div_ceil(60);
        let mut error = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            ProblemCode::TooManyRequests,
            format!("Đã thử quá nhiều lần. Hãy thử lại sau khoảng {minutes} phút."),
            format!("Too many attempts. Try again in about {minutes} minute(s)."),
        );
        error.retryable = true;
        error.retry_after = Some(seconds);
        error
    }

    /// 503 with `Retry-After`.
    pub fn unavailable(cause: impl Into<String>) -> Self {
        let mut error = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            ProblemCode::Unavailable,
            "Cổng tạm thời chưa phục vụ được. Hãy thử lại sau ít phút.",
            "The portal is unavailable for a moment. Try again in a few minutes.",
        );
        error.retryable = true;
        error.retry_after = Some(10);
        error.cause = Some(cause.into());
        error
    }

    /// 500. The cause goes to the log under the trace id, never to the client.
    pub fn internal(cause: impl Into<String>) -> Self {
        let mut error = Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            ProblemCode::Internal,
            "Cổng gặp lỗi ngoài dự kiến. Hãy thử lại; nếu vẫn lỗi, hãy báo mã tra cứu cho đơn vị hỗ trợ.",
            "The portal met an unexpected error. Try again; if it stays, tell the helpdesk the trace id.",
        );
        error.retryable = true;
        error.cause = Some(cause.into());
        error
    }

    /// With the version that the resource has now.
    pub fn with_version(mut self, version: u32) -> Self {
        self.version = Some(version);
        self
    }

    /// With wrong fields beside the sentence.
    pub fn with_fields(mut self, errors: Vec<FieldProblem>) -> Self {
        self.field_errors = errors;
        self
    }

    /// With a `Retry-After` of so many seconds; makes it retryable.
    pub fn retry_in(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self.retryable = true;
        self
    }

    /// The document as it is sent.
    pub fn document(&self, language: Language, trace_id: &str) -> Problem {
        let code = serde_json::to_value(self.code)
            .ok()
            .and_then(|v| v.as_str().map(str::to_owned))
            .unwrap_or_else(|| "other".to_owned());
        Problem {
            kind: format!("about:blank#{code}"),
            title: crate::http::problem::title(self.code).get(language).to_owned(),
            status: self.status.as_u16(),
            code: self.code,
            detail: self.detail.get(language).to_owned(),
            field_errors: self.field_errors.clone(),
            retryable: self.retryable,
            trace_id: trace_id.to_owned(),
            limits: self.limits.clone(),
        }
    }
}

impl IntoResponse for ApiError {
    /// Carries the error in the response's extensions; [`crate::http::problem::render`], which
    /// knows the language asked for, writes the document.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<rusqlite::Error> for ApiError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked, DiskFull};
        match error.sqlite_error_code() {
            Some(DatabaseBusy | DatabaseLocked | DiskFull) => Self::unavailable(format!("database: {error}")),
            _ => Self::internal(format!("database: {error}")),
        }
    }
}

impl From<std::io::Error> for ApiError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                Self::unavailable(format!("disk: {error}"))
            }
            _ => Self::internal(format!("disk: {error}")),
        }
    }
}

impl From<serde_json::Error> for ApiError {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(format!("stored JSON: {error}"))
    }
}

impl From<tokio::task::JoinError> for ApiError {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::internal(format!("task: {error}"))
    }
}
