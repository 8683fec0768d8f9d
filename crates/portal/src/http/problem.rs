//! Every refusal leaves as a problem document, in the language the client asked for.

use std::panic::AssertUnwindSafe;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;
use motcua_domain::language::Language;
use motcua_portal_api::problem::ProblemCode;

use crate::{
    error::{ApiError, Words},
    state::App,
};

/// Media type of problem documents.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Short title of a code.
pub fn title(code: ProblemCode) -> Words {
    let (vi, en) = match code {
        ProblemCode::BadRequest => ("Yêu cầu không đọc được", "Unreadable request"),
        ProblemCode::InvalidFields => ("Thông tin chưa đúng", "Some information is wrong"),
        ProblemCode::SignInNeeded => ("Cần đăng nhập", "Sign-in needed"),
        ProblemCode::SessionEnded => ("Phiên đăng nhập đã kết thúc", "Session ended"),
        ProblemCode::WrongCredentials => ("Sai tên đăng nhập hoặc mật khẩu", "Wrong name or password"),
        ProblemCode::NotConfirmed => ("Tài khoản chưa được xác nhận", "Account not confirmed"),
        ProblemCode::Forbidden => ("Không có quyền", "Not allowed"),
        ProblemCode::NotFound => ("Không tìm thấy", "Not found"),
        ProblemCode::AccountExists => ("Tài khoản đã tồn tại", "Account exists"),
        ProblemCode::InFlight => ("Yêu cầu đang được xử lý", "Request in progress"),
        ProblemCode::KeyReused => (
            "Khóa yêu cầu đã dùng cho nội dung khác",
            "Key used with another body",
        ),
        ProblemCode::WrongState => (
            "Không thực hiện được ở trạng thái này",
            "Not possible in this state",
        ),
        ProblemCode::AlreadySubmitted => ("Hồ sơ đã được nộp", "Dossier submitted already"),
        ProblemCode::BlobsMissing => ("Thiếu tệp trên Cổng", "Files missing at the portal"),
        ProblemCode::PaymentBlocked => ("Chưa thanh toán được", "Payment not possible now"),
        ProblemCode::Gone => ("Đã hết hiệu lực", "No longer valid"),
        ProblemCode::Changed => ("Nội dung đã thay đổi", "Changed meanwhile"),
        ProblemCode::TooLarge => ("Dung lượng quá lớn", "Too large"),
        ProblemCode::WrongMediaType => ("Định dạng không được nhận", "Format not accepted"),
        ProblemCode::HashMismatch => ("Tệp bị sai lệch khi truyền", "File damaged on its way"),
        ProblemCode::TooManyRequests => ("Thử quá nhiều lần", "Too many attempts"),
        ProblemCode::Unavailable => ("Cổng tạm thời gián đoạn", "Portal unavailable"),
        ProblemCode::Internal | ProblemCode::Other => ("Lỗi của Cổng", "Error of the portal"),
    };
    Words::new(vi, en)
}

/// The language asked for; Vietnamese unless English is preferred to it.
pub fn language(headers: &HeaderMap) -> Language {
    let wanted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or("");
    let (mut vi, mut en) = (0.0_f32, 0.0_f32);
    for range in wanted.split(',') {
        let mut parts = range.split(';');
        let tag = parts.next().unwrap_or("").trim().to_ascii_lowercase();
        let quality = parts
            .find_map(|p| p.trim().strip_prefix("q="))
            .and_then(|q| q.parse().ok())
            .unwrap_or(1.0);
        match tag.split('-').next() {
            Some("vi") => vi = vi.max(quality),
            Some("en") => en = en.max(quality),
            _ => {}
        }
    }
    if en > vi { Language::En } else { Language::Vi }
}

/// Names the request in log and problem documents; holds nothing of its content.
#[derive(Debug, Clone)]
pub struct TraceId(pub String);

/// The outermost layer: names the request, turns panics and bare refusals into problem documents,
/// and logs failures under their trace id, without bodies, addresses or names.
pub async fn render(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let mut bytes = [0u8; 8];
    app.random.fill(&mut bytes);
    let trace = hex::encode(bytes);
    let language = language(request.headers());
    let method = request.method().clone();
    request.extensions_mut().insert(TraceId(trace.clone()));
    let response = match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            let why = panic
                .downcast_ref::<&str>()
                .map(|s| (*s).to_owned())
                .or_else(|| panic.downcast_ref::<String>().cloned())
                .unwrap_or_else(|| "panic".to_owned());
            ApiError::internal(format!("panic: {why}")).into_response()
        }
    };
    let error = match response.extensions().get::<ApiError>() {
        Some(error) => error.clone(),
        None => match bare(&response) {
            Some(error) => error,
            None => return response,
        },
    };
    if error.status.is_server_error() {
        let cause = error.cause.as_deref().unwrap_or("-");
        log::error!("{trace} {method} {}: {cause}", error.status.as_u16());
    } else {
        log::debug!("{trace} {method} {} {:?}", error.status.as_u16(), error.code);
    }
    write(&error, language, &trace, response)
}

fn write(error: &ApiError, language: Language, trace: &str, refused: Response) -> Response {
    let document = error.document(language, trace);
    let body = serde_json::to_vec(&document).unwrap_or_default();
    let (mut parts, _) = refused.into_parts();
    parts.status = error.status;
    parts.headers.remove(header::CONTENT_LENGTH);
    parts
        .headers
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    parts
        .headers
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let tag = match language {
        Language::Vi => "vi",
        Language::En => "en",
    };
    parts
        .headers
        .insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(tag));
    if let Some(seconds) = error.retry_after {
        parts
            .headers
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if let Some(version) = error.version
        && let Ok(value) = HeaderValue::from_str(&super::etag(version))
    {
        parts.headers.insert(header::ETAG, value);
    }
    if error.status == StatusCode::UNAUTHORIZED {
        parts
            .headers
            .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    Response::from_parts(parts, Body::from(body))
}

/// Refusals of the framework itself: unknown path, wrong method, unreadable path or query.
fn bare(response: &Response) -> Option<ApiError> {
    let status = response.status();
    let written = response.headers().get(header::CONTENT_TYPE).is_some_and(|v| {
        let value = v.as_bytes();
        value.starts_with(MEDIA_TYPE.as_bytes()) || value.starts_with(b"text/html")
    });
    if written || !(status.is_client_error() || status.is_server_error()) {
        return None;
    }
    Some(match status {
        StatusCode::NOT_FOUND => ApiError::not_found(),
        StatusCode::METHOD_NOT_ALLOWED => ApiError::new(
            status,
            ProblemCode::BadRequest,
            "Địa chỉ này không nhận loại yêu cầu đó. Hãy cập nhật phần mềm.",
            "This address does not take that kind of request. Update the program.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::new(
            status,
            ProblemCode::TooLarge,
            "Nội dung gửi lên vượt quá dung lượng cho phép.",
            "What was sent is larger than the portal takes.",
        ),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ApiError::new(
            status,
            ProblemCode::WrongMediaType,
            "Cổng không nhận định dạng này.",
            "The portal does not take this format.",
        ),
        status if status.is_server_error() => ApiError::internal(format!("bare {status}")),
        status => {
            let mut error = ApiError::bad_request("path or query");
            error.status = status;
            error
        }
    })
}
