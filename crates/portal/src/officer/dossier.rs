//! One dossier on the officer's desk.

use std::path::PathBuf;

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use maud::{Markup, html};
use motcua_domain::{
    answers::{ComponentNeed, component_need},
    language::Language,
    status::BusinessStatus,
};
use tokio_util::io::ReaderStream;
use uuid::Uuid;

use super::{
    labels, list, page, printed,
    reading::{self, Reading},
    session::Officer,
};
use crate::{
    blobs::files,
    error::{ApiError, ApiResult, Words},
    state::App,
};

/// `GET /officer/dossiers/{uid}`.
pub async fn show(State(app): State<App>, officer: Officer, Path(uid): Path<Uuid>) -> Response {
    view(&app, &officer, uid, None).await
}

/// The page, with what went wrong before it.
pub async fn view(app: &App, officer: &Officer, uid: Uuid, problem: Option<&ApiError>) -> Response {
    let app_in = app.clone();
    let dossier = match app.db.read(move |db| reading::read(db, &app_in, uid)).await {
        Ok(dossier) => dossier,
        Err(error) => return page::refusal(app, Some(officer), &error),
    };
    let row = &dossier.row;
    let status = row.status.map(|s| s.name(Language::Vi)).unwrap_or_default();
    let groups = labels::groups(
        &row.content.answers,
        dossier.found.form(),
        &app.catalogues.places,
        &dossier.found.catalogue.places_edition,
    );
    let body = html! {
        @if let Some(problem) = problem { p.problem role="alert" { (problem.detail.vi) } }
        div.panel {
            dl {
                dt { "Thủ tục" } dd { (row.procedure_name) " (" (row.procedure) ")" }
                dt { "Trạng thái" } dd { strong { (status) } }
                dt { "Nộp lúc" } dd { (row.submitted_at.map(page::when).unwrap_or_default()) }
                dt { "Tiếp nhận lúc" } dd { (row.received_at.map_or_else(|| "chưa".to_owned(), page::when)) }
                dt { "Thời hạn theo quy định" } dd { (processing(&dossier)) }
                dt { "Hẹn trả" } dd { (list::due(app, row)) }
                @if row.received_at.is_some() {
                    dt { "Giấy tiếp nhận" }
                    dd { a href=(format!("/officer/dossiers/{uid}/acknowledgement")) { "Giấy tiếp nhận hồ sơ và hẹn trả kết quả (Mẫu 01)" } }
                }
                @for pause in &dossier.pauses {
                    dt { "Tạm dừng tính hạn" }
                    dd { "từ " (page::when(pause.from)) " đến " (pause.to.map_or_else(|| "nay".to_owned(), page::when)) }
                }
            }
        }
        (actions(app, officer, &dossier))
        @for group in &groups {
            h2 { (group.title) }
            div.panel { dl { @for line in &group.lines { dt { (line.label) } dd { (line.value) } } } }
        }
        h2 { "Thành phần hồ sơ" }
        (papers(&dossier))
        @if !dossier.shown.obligations.is_empty() { h2 { "Phí, lệ phí" } (money(officer, &dossier)) }
        @if !dossier.shown.supplements.is_empty() { h2 { "Yêu cầu bổ sung" } (supplements(&dossier)) }
        @if !dossier.shown.results.is_empty() {
            h2 { "Kết quả" }
            ul { @for file in &dossier.shown.results {
                li { a href=(format!("/officer/dossiers/{}/results/{}", row.uid, file.id)) { (file.file_name) } " (" (page::bytes(file.size)) ")" }
            } }
        }
        h2 { "Quá trình" }
        table {
            thead { tr { th scope="col" { "Lúc" } th scope="col" { "Trạng thái" } th scope="col" { "Nội dung" } th scope="col" { "Người thực hiện" } } }
            tbody { @for event in &dossier.shown.events { tr {
                td { (page::when(event.at)) } td { (event.status.name(Language::Vi)) } td { (event.text) } td { (event.actor) br; span.quiet { (event.unit) } }
            } } }
        }
    };
    let title = format!("Hồ sơ {}", row.code.as_deref().unwrap_or_default());
    page::layout(app, Some(officer), &title, body)
}

fn processing(dossier: &Reading) -> String {
    use motcua_domain::catalogue::TimeUnit;
    dossier.found.procedure().processing.map_or_else(
        || "chưa rõ trong danh mục".to_owned(),
        |time| {
            let unit = match time.unit {
                TimeUnit::WorkingDays => "ngày làm việc",
                TimeUnit::Days => "ngày",
                TimeUnit::Hours => "giờ làm việc",
            };
            format!("{} {unit}", time.value)
        },
    )
}

fn component_name(dossier: &Reading, code: &str) -> String {
    dossier
        .found
        .procedure()
        .components
        .iter()
        .flatten()
        .find(|component| component.code == code)
        .map_or_else(|| code.to_owned(), |component| component.name.clone())
}

fn papers(dossier: &Reading) -> Markup {
    html! {
        @if dossier.papers.is_empty() { p { "Không có tệp nào." } } @else {
            table {
                thead { tr { th scope="col" { "Thành phần" } th scope="col" { "Tệp" } th scope="col" { "Dung lượng" } th scope="col" { "SHA-256 khi tiếp nhận" } } }
                tbody { @for (paper, entry) in &dossier.papers { tr {
                    td { (component_name(dossier, &paper.component)) }
                    td { a href=(format!("/officer/dossiers/{}/papers/{}", dossier.row.uid, paper.id)) { (paper.file_name) } }
                    td.number { (page::bytes(entry.size)) }
                    td.code { (entry.sha256) }
                } } }
            }
            p.quiet { "Mỗi lần tải, Cổng tính lại SHA-256 từ tệp đang lưu và chỉ gửi tệp khi khớp." }
        }
    }
}

fn money(officer: &Officer, dossier: &Reading) -> Markup {
    use motcua_domain::money::MoneyState;
    html! {
        @for owed in &dossier.shown.obligations {
            div.panel {
                dl {
                    @for line in &owed.lines { dt { (line.name) } dd { (line.amount) @if line.illustrative { " (mức minh họa)" } } }
                    dt { "Tổng" } dd { strong { (owed.total) } }
                    dt { "Tình trạng" } dd { (match owed.state {
                        MoneyState::None => "không còn phải nộp",
                        MoneyState::Due => "chưa nộp",
                        MoneyState::Pending => "chờ kết quả của ngân hàng hoặc đối soát",
                        MoneyState::Paid => "đã nộp",
                        MoneyState::Failed => "chưa nộp; lần thanh toán gần nhất không thành công",
                        MoneyState::Refunded => "đã hoàn lại",
                    }) }
                    @if let Some(receipt) = &owed.receipt { dt { "Biên lai" } dd { (receipt.number) ", " (page::when(receipt.issued_at)) ", " (receipt.payer_name) } }
                }
                @if owed.state == MoneyState::Paid {
                    details {
                        summary { "Ghi nhận đã hoàn phí" }
                        form method="post" action=(format!("/officer/refunds/{}", owed.id)) {
                            (page::csrf(officer))
                            p { "Chỉ ghi nhận; việc chuyển trả tiền do kế toán thực hiện." }
                            button type="submit" { "Đã hoàn lại" }
                        }
                    }
                }
            }
        }
    }
}

fn supplements(dossier: &Reading) -> Markup {
    html! {
        @for request in &dossier.shown.supplements {
            div.panel {
                p { (page::when(request.asked_at)) ", " (request.officer)
                    @if let Some(until) = request.until { ", hạn " (page::day(until)) }
                    " – " @match request.answered_at { Some(at) => { "đã bổ sung lúc " (page::when(at)) } None => { "chưa bổ sung" } }
                }
                ol { @for item in &request.items {
                    li { @if let Some(code) = &item.component { strong { (component_name(dossier, code)) } ": " } @else { strong { "Biểu mẫu" } ": " } (item.reason) }
                } }
            }
        }
    }
}

fn simple(officer: &Officer, uid: Uuid, action: &str, label: &str, primary: bool) -> Markup {
    html! {
        form method="post" action=(format!("/officer/dossiers/{uid}/{action}")) {
            (page::csrf(officer))
            button.primary[primary] type="submit" { (label) }
        }
    }
}

fn with_reason(officer: &Officer, uid: Uuid, action: &str, label: &str) -> Markup {
    let id = format!("reason-{action}");
    html! {
        details {
            summary { (label) }
            form method="post" action=(format!("/officer/dossiers/{uid}/{action}")) {
                (page::csrf(officer))
                label for=(id) { "Lý do (gửi cho người nộp)" }
                textarea id=(id) name="reason" rows="3" required {}
                button type="submit" { (label) }
            }
        }
    }
}

/// What the table of statuses lets the officer do now.
fn actions(app: &App, officer: &Officer, dossier: &Reading) -> Markup {
    let uid = dossier.row.uid;
    let Some(status) = dossier.row.status else {
        return html! {};
    };
    let may = |to: BusinessStatus| status.may_become(to);
    let waiting = matches!(
        status,
        BusinessStatus::SupplementRequested | BusinessStatus::Withdrawn
    ) || status.is_final();
    html! {
        @if !waiting {
            div.panel {
                @if status == BusinessStatus::Registered { (simple(officer, uid, "receive", "Tiếp nhận", true)) }
                @if may(BusinessStatus::Refused) { (with_reason(officer, uid, "refuse", "Không tiếp nhận")) }
                @if status == BusinessStatus::Received { (simple(officer, uid, "process", "Chuyển xử lý", true)) }
                @if status == BusinessStatus::PaymentRequested { (with_reason(officer, uid, "resume", "Tiếp tục xử lý không chờ thanh toán trực tuyến")) }
                @if may(BusinessStatus::Finished) { (finish(app, officer, uid)) }
                @if may(BusinessStatus::SupplementRequested) { (ask_supplement(officer, dossier)) }
                @if may(BusinessStatus::PaymentRequested) { (with_reason(officer, uid, "payment", "Yêu cầu thực hiện nghĩa vụ tài chính")) }
                @if may(BusinessStatus::Stopped) { (with_reason(officer, uid, "stop", "Dừng xử lý")) }
                @if may(BusinessStatus::Returned) { (simple(officer, uid, "return", "Trả kết quả", true)) }
            }
        }
        @if status == BusinessStatus::SupplementRequested { p.warning { "Đang chờ người nộp bổ sung; thời hạn giải quyết tạm dừng." } }
    }
}

fn finish(app: &App, officer: &Officer, uid: Uuid) -> Markup {
    html! {
        details {
            summary { "Xử lý xong, ban hành kết quả" }
            form method="post" enctype="multipart/form-data" action=(format!("/officer/dossiers/{uid}/finish")) {
                (page::csrf(officer))
                label for="result" { "Tệp kết quả (PDF)" }
                input #result type="file" name="result" accept="application/pdf" required[!app.config.training];
                @if app.config.training { p.quiet { "Để trống thì Cổng tập huấn tạo một kết quả mẫu." } }
                button.primary type="submit" { "Đã xử lý xong" }
            }
        }
    }
}

fn ask_supplement(officer: &Officer, dossier: &Reading) -> Markup {
    let uid = dossier.row.uid;
    let asked = dossier.shown.supplements.len();
    // Papers that this case does not need are not asked for, unless some were handed in.
    let components = dossier
        .found
        .procedure()
        .components
        .iter()
        .flatten()
        .filter(|component| {
            component_need(component, &dossier.row.content.answers) != ComponentNeed::NotNeeded
                || dossier
                    .papers
                    .iter()
                    .any(|(paper, _)| paper.component == component.code)
        });
    html! {
        details {
            summary { "Yêu cầu bổ sung" }
            form method="post" action=(format!("/officer/dossiers/{uid}/supplement")) {
                (page::csrf(officer))
                p.quiet { "Ghi lý do ở từng mục cần sửa; nêu đủ một lần. Mục để trống thì không yêu cầu." }
                @for (at, component) in components.enumerate() {
                    label for=(format!("reason-{at}")) { (component.name) }
                    textarea id=(format!("reason-{at}")) name=(format!("component:{}", component.code)) rows="2" {}
                }
                label for="reason-form" { "Nội dung biểu mẫu" }
                textarea #reason-form name="component:" rows="2" {}
                label for="until" { "Hạn bổ sung (có thể để trống)" }
                input #until type="date" name="until";
                @if asked > 0 {
                    p.warning { "Hồ sơ này đã được yêu cầu bổ sung " (asked) " lần. Yêu cầu từ lần thứ hai bị tính là trễ hạn theo quy tắc đánh giá của Cổng Dịch vụ công quốc gia." }
                    label.tick { input type="checkbox" name="again" value="1" required; " Tôi vẫn yêu cầu bổ sung thêm" }
                }
                button type="submit" { "Gửi yêu cầu bổ sung" }
            }
        }
    }
}

/// `GET /officer/dossiers/{uid}/papers/{paper}`.
pub async fn paper(
    State(app): State<App>,
    officer: Officer,
    Path((uid, paper)): Path<(Uuid, Uuid)>,
) -> Response {
    let app_in = app.clone();
    let found = app
        .db
        .read(move |db| {
            let dossier = reading::read(db, &app_in, uid)?;
            let account = dossier.row.account;
            let found = dossier
                .papers
                .into_iter()
                .find(|(p, _)| p.id == paper)
                .ok_or_else(ApiError::not_found)?;
            Ok((account, found))
        })
        .await;
    let sent = match found {
        Ok((account, (paper, entry))) => {
            let path = files::blob_path(&app, account, &entry.sha256);
            checked_file(path, entry.sha256, &paper.file_name, &paper.media_type).await
        }
        Err(error) => Err(error),
    };
    sent.unwrap_or_else(|error| page::refusal(&app, Some(&officer), &error))
}

/// `GET /officer/dossiers/{uid}/results/{file}`.
pub async fn result(
    State(app): State<App>,
    officer: Officer,
    Path((uid, file)): Path<(Uuid, Uuid)>,
) -> Response {
    let app_in = app.clone();
    let found = app
        .db
        .read(move |db| {
            let dossier = reading::read(db, &app_in, uid)?;
            dossier
                .shown
                .results
                .into_iter()
                .find(|result| result.id == file)
                .ok_or_else(ApiError::not_found)
        })
        .await;
    let sent = match found {
        Ok(result) => {
            let path = files::result_path(&app, result.id);
            checked_file(path, result.sha256, &result.file_name, "application/pdf").await
        }
        Err(error) => Err(error),
    };
    sent.unwrap_or_else(|error| page::refusal(&app, Some(&officer), &error))
}

/// A stored file as a download, after its hash was recomputed from the bytes on disk.
async fn checked_file(path: PathBuf, sha256: String, name: &str, media_type: &str) -> ApiResult<Response> {
    let look = path.clone();
    let seen = tokio::task::spawn_blocking(move || files::look_at(&look)).await??;
    if seen.sha256 != sha256 {
        let mut error = ApiError::internal(format!("stored file {sha256}: its bytes have another hash"));
        error.detail = Words::new(
            "Tệp đang lưu không còn đúng với lúc tiếp nhận. Không mở được; hãy báo quản trị hệ thống.",
            "The stored file is not what was received. Tell the administrator.",
        );
        return Err(error);
    }
    let file = tokio::fs::File::open(&path).await?;
    let mut response = Body::from_stream(ReaderStream::new(file)).into_response();
    let headers = response.headers_mut();
    let media_type =
        HeaderValue::from_str(media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_TYPE, media_type);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(seen.size));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("sandbox; default-src 'none'"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::from_str(&disposition(name)) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// `GET /officer/dossiers/{uid}/acknowledgement`: Mẫu 01 as PDF.
pub async fn acknowledgement(State(app): State<App>, officer: Officer, Path(uid): Path<Uuid>) -> Response {
    match printed::acknowledgement(&app, uid).await {
        Ok(paper) => {
            let headers = [
                (header::CONTENT_TYPE, "application/pdf".to_owned()),
                (header::CONTENT_DISPOSITION, disposition(&paper.name)),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ];
            (headers, paper.bytes).into_response()
        }
        Err(error) => page::refusal(&app, Some(&officer), &error),
    }
}

/// RFC 6266: the name in UTF-8, percent-encoded.
fn disposition(name: &str) -> String {
    let mut encoded = String::from("attachment; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
