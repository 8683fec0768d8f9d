//! What the officer does with a dossier. The table of statuses decides what is possible; a form of
//! an old page that asks for what is not possible any more is refused in words.

use axum::{
    Form,
    extract::{Multipart, Path, State},
    response::{IntoResponse, Redirect, Response},
};
use motcua_domain::status::BusinessStatus;
use motcua_portal_api::dossier::SupplementItem;
use uuid::Uuid;

use super::{
    dossier, page,
    printed::{self, Printed},
    session::Officer,
};
use crate::{
    dossiers::progress::{self, Actor},
    error::{ApiError, ApiResult},
    state::App,
};

/// The officer as events name him or her.
pub fn actor(app: &App) -> Actor {
    Actor {
        name: "Cán bộ tiếp nhận và trả kết quả".to_owned(),
        unit: app.config.unit_name.clone(),
    }
}

type Fields = Vec<(String, String)>;

fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields
        .iter()
        .find(|(n, _)| n == name)
        .map(|(_, value)| value.trim())
        .unwrap_or_default()
}

/// `POST /officer/dossiers/{uid}/{action}`.
pub async fn act(
    State(app): State<App>,
    officer: Officer,
    Path((uid, action)): Path<(Uuid, String)>,
    Form(fields): Form<Fields>,
) -> Response {
    if !officer.sent(field(&fields, "csrf")) {
        return page::foreign_form(&app, &officer);
    }
    let done = if action == "supplement" {
        supplement(&app, uid, fields).await
    } else {
        advance(&app, uid, &action, field(&fields, "reason").to_owned()).await
    };
    back(&app, &officer, uid, done).await
}

async fn back(app: &App, officer: &Officer, uid: Uuid, done: ApiResult<()>) -> Response {
    match done {
        Ok(()) => {
            app.dossiers_changed.notify_one();
            Redirect::to(&format!("/officer/dossiers/{uid}")).into_response()
        }
        Err(error) => (error.status, dossier::view(app, officer, uid, Some(&error)).await).into_response(),
    }
}

fn reason_missing() -> ApiError {
    let mut error = ApiError::bad_request("reason");
    error.detail = crate::error::Words::new(
        "Hãy ghi lý do để người nộp biết cần làm gì.",
        "Give the reason, so that the applicant knows what to do.",
    );
    error
}

async fn advance(app: &App, uid: Uuid, action: &str, reason: String) -> ApiResult<()> {
    use BusinessStatus::{PaymentRequested, Processing, Received, Refused, Returned, Stopped};
    let (from, to, text, wants_reason) = match action {
        "receive" => (
            BusinessStatus::Registered,
            Received,
            "Hồ sơ được tiếp nhận.",
            false,
        ),
        "refuse" => (BusinessStatus::Registered, Refused, "Không tiếp nhận hồ sơ", true),
        "process" => (
            Received,
            Processing,
            "Chuyển hồ sơ đến bộ phận chuyên môn để xử lý.",
            false,
        ),
        "payment" => (
            Processing,
            PaymentRequested,
            "Yêu cầu thực hiện nghĩa vụ tài chính",
            true,
        ),
        "resume" => (PaymentRequested, Processing, "Tiếp tục xử lý", true),
        "stop" => (Processing, Stopped, "Dừng xử lý", true),
        "return" => (BusinessStatus::Finished, Returned, "Đã trả kết quả.", false),
        _ => return Err(ApiError::not_found()),
    };
    if wants_reason && reason.is_empty() {
        return Err(reason_missing());
    }
    let text = if wants_reason {
        format!("{text}: {reason}")
    } else {
        text.to_owned()
    };
    let app_in = app.clone();
    app.db
        .write(move |tx| {
            // 4 can be reached from several statuses: an old page must not take another way.
            if progress::dossier(tx, uid)?.status != Some(from) {
                return Err(moved_on());
            }
            progress::advance(tx, &app_in, uid, to, &actor(&app_in), &text).map(drop)
        })
        .await
}

fn moved_on() -> ApiError {
    ApiError::wrong_state(
        "Hồ sơ đã chuyển sang trạng thái khác nên không làm được việc này nữa. Trạng thái hiện nay ở bên dưới.",
        "The dossier has moved on, so this is not possible any more. Its status now is shown below.",
    )
}

async fn supplement(app: &App, uid: Uuid, fields: Fields) -> ApiResult<()> {
    let until = match field(&fields, "until") {
        "" => None,
        text => Some(text.parse().map_err(|_| ApiError::bad_request("until"))?),
    };
    let again = field(&fields, "again") == "1";
    let items: Vec<SupplementItem> = fields
        .into_iter()
        .filter_map(|(name, reason)| {
            let component = name.strip_prefix("component:")?.to_owned();
            let reason = reason.trim().to_owned();
            let component = (!component.is_empty()).then_some(component);
            (!reason.is_empty()).then(|| SupplementItem {
                id: app.random.uuid(),
                component,
                reason,
            })
        })
        .collect();
    if items.is_empty() {
        return Err(reason_missing());
    }
    let app_in = app.clone();
    app.db
        .write(move |tx| {
            let asked: u32 = tx.query_row(
                "SELECT count(*) FROM supplements WHERE dossier = ?1",
                [uid.to_string()],
                |row| row.get(0),
            )?;
            if asked > 0 && !again {
                return Err(ApiError::wrong_state(
                    "Hồ sơ đã được yêu cầu bổ sung trước đây. Hãy đánh dấu xác nhận nếu vẫn yêu cầu thêm; lần này bị tính là trễ hạn.",
                    "A supplement was asked for before. Confirm that another is wanted; it counts as late.",
                ));
            }
            let supplement = progress::request_supplement(tx, &app_in, uid, &actor(&app_in), items, until);
            supplement.map(drop)
        })
        .await
}

/// `POST /officer/dossiers/{uid}/finish`: a form with a file.
pub async fn finish(
    State(app): State<App>,
    officer: Officer,
    Path(uid): Path<Uuid>,
    form: Multipart,
) -> Response {
    let (csrf, file) = match read_file(form).await {
        Ok(read) => read,
        Err(error) => return back(&app, &officer, uid, Err(error)).await,
    };
    if !officer.sent(&csrf) {
        return page::foreign_form(&app, &officer);
    }
    let done = hand_in(&app, uid, file).await;
    back(&app, &officer, uid, done).await
}

async fn read_file(mut form: Multipart) -> ApiResult<(String, Option<Printed>)> {
    let broken = |_| {
        let mut error = ApiError::bad_request("multipart");
        error.detail = crate::error::Words::new(
            "Không nhận được trọn tệp kết quả, hoặc tệp lớn hơn 50 MB. Hãy gửi lại.",
            "The result did not arrive whole, or is larger than 50 MB. Send it again.",
        );
        error
    };
    let (mut csrf, mut file) = (String::new(), None);
    while let Some(part) = form.next_field().await.map_err(broken)? {
        match part.name() {
            Some("csrf") => csrf = part.text().await.map_err(broken)?,
            Some("result") => {
                let name = part.file_name().unwrap_or_default().to_owned();
                let bytes = part.bytes().await.map_err(broken)?;
                if !bytes.is_empty() {
                    file = Some(Printed {
                        name: safe_name(&name),
                        bytes: bytes.to_vec(),
                    });
                }
            }
            _ => {}
        }
    }
    Ok((csrf, file))
}

/// The last part of a name, without what a file system or a header minds.
fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .filter(|c| !c.is_control() && !r#"<>:"|?*"#.contains(*c))
        .take(150)
        .collect();
    let clean = clean.trim_matches(['.', ' ']).to_owned();
    if clean.is_empty() {
        "ket-qua.pdf".to_owned()
    } else {
        clean
    }
}

async fn hand_in(app: &App, uid: Uuid, file: Option<Printed>) -> ApiResult<()> {
    let file = match file {
        Some(file) if file.bytes.starts_with(b"%PDF-") => file,
        None if app.config.training => printed::training_licence(app, uid).await?,
        _ => {
            let mut error = ApiError::bad_request("result");
            error.detail = crate::error::Words::new(
                "Hãy chọn tệp kết quả dạng PDF.",
                "Choose the result as a PDF file.",
            );
            return Err(error);
        }
    };
    let app_in = app.clone();
    app.db
        .write(move |tx| {
            if progress::dossier(tx, uid)?.status != Some(BusinessStatus::Processing) {
                return Err(moved_on());
            }
            progress::add_result(tx, &app_in, uid, &file.name, "application/pdf", &file.bytes)?;
            let text = "Đã giải quyết xong; kết quả đã được ban hành.";
            progress::advance(tx, &app_in, uid, BusinessStatus::Finished, &actor(&app_in), text).map(drop)
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::safe_name;

    #[test]
    fn names_of_results_stay_names() {
        assert_eq!(safe_name("Giấy phép số 1.pdf"), "Giấy phép số 1.pdf");
        assert_eq!(safe_name("../../etc/passwd"), "passwd");
        assert_eq!(safe_name("C:\\Users\\a\\kq.pdf"), "kq.pdf");
        assert_eq!(safe_name(".."), "ket-qua.pdf");
        assert_eq!(safe_name("a\r\nb\".pdf"), "ab.pdf");
    }
}
