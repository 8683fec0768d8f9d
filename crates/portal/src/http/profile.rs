//! What the portal says of itself before anybody signs in.

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use motcua_portal_api::{
    paths,
    profile::{Hotline, PortalProfile, Question},
};
use utoipa::OpenApi;

use crate::{config::Config, error::ApiResult, money, state::App};

/// This area's part of the OpenAPI document.
#[derive(OpenApi)]
#[openapi(paths(profile))]
pub struct Doc;

/// Routes of this area.
pub fn routes() -> Router<App> {
    Router::new()
        .route(paths::PROFILE, get(profile))
        .route(paths::OPENAPI, get(document))
}

/// Who this portal is, what it offers and what time it is there.
#[utoipa::path(get, path = "/.well-known/motcua-portal", tag = "portal", security(()),
    responses((status = 200, body = PortalProfile)))]
async fn profile(State(app): State<App>) -> ApiResult<Response> {
    let config = &app.config;
    let profile = PortalProfile {
        contract: 1,
        portal_id: app.portal_id,
        name: config.name.clone(),
        training: config.training,
        default_edition: config.default_edition.clone(),
        default_limits: config.default_limits.clone(),
        hotlines: hotlines(config),
        questions: config
            .questions
            .clone()
            .unwrap_or_else(|| questions(config.training)),
        payment_methods: money::payment_methods(config),
        now: app.now(),
    };
    super::private(StatusCode::OK, &profile)
}

async fn document() -> ApiResult<Response> {
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "public, max-age=300"),
    ];
    Ok((headers, super::openapi::json()?).into_response())
}

/// The hotlines configured, or those of the circular.
pub fn hotlines(config: &Config) -> Vec<Hotline> {
    let of = |number: &str, owner: &str, hours: &str| Hotline {
        number: number.into(),
        owner: owner.into(),
        hours: hours.into(),
    };
    config.hotlines.clone().unwrap_or_else(|| {
        vec![
            of(
                "0260.3797799",
                "Trung tâm Phục vụ hành chính công tỉnh",
                "Lỗi phát sinh khi thực hiện; trong giờ hành chính, từ thứ 2 đến thứ 6",
            ),
            of(
                "0260.3958.789",
                "Viễn thông Kon Tum",
                "Lỗi phát sinh khi thực hiện; 24/7",
            ),
            of(
                "0260.3916028",
                "Sở Tài nguyên và Môi trường",
                "Ý kiến, kiến nghị về nội dung thủ tục hành chính",
            ),
        ]
    })
}

/// The common questions of a portal that has not been given its own.
fn questions(training: bool) -> Vec<Question> {
    let mut questions: Vec<Question> = QUESTIONS
        .iter()
        .map(|(question, answer)| Question {
            question: (*question).into(),
            answer: (*answer).into(),
        })
        .collect();
    if training {
        questions.insert(
            0,
            Question {
                question: "Đây có phải là cổng thật không?".into(),
                answer: "Không. Đây là cổng tập huấn chạy ngay trên máy này: hồ sơ, khoản thu và kết quả đều không có giá trị pháp lý và không được gửi đi đâu. Mức phí ghi “mức minh họa” chỉ để thực hành."
                    .into(),
            },
        );
    }
    questions
}

const QUESTIONS: [(&str, &str); 9] = [
    (
        "Làm thế nào để đăng ký tài khoản?",
        "Bấm “Đăng ký”, chọn Công dân, Doanh nghiệp hoặc Cơ quan/tổ chức, điền đầy đủ thông tin rồi bấm “Đăng ký”. Sau đó mở hộp thư đã đăng ký, tìm thư “Xác nhận đăng ký tài khoản sử dụng cổng dịch vụ công trực tuyến” và bấm vào đường liên kết trong thư để hoàn thành.",
    ),
    (
        "Tôi không nhận được thư xác nhận thì làm gì?",
        "Hãy xem cả mục thư rác. Nếu vẫn không có, chọn “Gửi lại thư xác nhận” ở màn hình đăng nhập; thư mới thường đến trong vài phút. Nếu địa chỉ thư nhập sai, hãy đăng ký lại với địa chỉ đúng hoặc gọi tổng đài.",
    ),
    (
        "Tôi quên mật khẩu thì làm gì?",
        "Chọn “Quên mật khẩu”, nhập địa chỉ thư điện tử của tài khoản. Cổng gửi một mã có hiệu lực trong 30 phút; nhập mã cùng mật khẩu mới. Mọi thiết bị đang đăng nhập sẽ được đăng xuất.",
    ),
    (
        "Có phải đăng nhập mới soạn được hồ sơ không?",
        "Không. Quý vị tìm thủ tục, soạn hồ sơ và đính kèm giấy tờ được ngay, kể cả khi không có mạng. Chỉ khi nộp hồ sơ mới cần đăng nhập.",
    ),
    (
        "Khi nào hồ sơ được coi là đã nộp?",
        "Khi Cổng đã cấp mã hồ sơ và thời điểm nhận. Thời điểm nộp tính theo giờ ghi nhận trên Cổng, không theo giờ bấm nút trên máy. Trước đó, hồ sơ trong Hộp gửi vẫn là “chưa nộp”.",
    ),
    (
        "Nộp phí, lệ phí trực tuyến như thế nào?",
        "Vào “Trang cá nhân”, chọn “Danh sách giao dịch”, chọn hồ sơ đã nộp rồi bấm “Thanh toán phí/lệ phí”. Kiểm tra khoản thu và tài khoản nhận, bấm “Thanh toán”, chọn ngân hàng hoặc ví điện tử đang dùng và làm theo hướng dẫn của ngân hàng, ví đó. Người nộp tiền có thể khác người nộp hồ sơ.",
    ),
    (
        "Tôi đã trả tiền nhưng chưa thấy “đã thanh toán”?",
        "Chỉ thông báo có chữ ký của ngân hàng gửi tới Cổng mới xác nhận đã thanh toán, thường trong vài giây. Nếu quá 15 phút chưa có, đừng trả lần nữa: bấm “Kiểm tra lại” ở giao dịch, hoặc gọi tổng đài kèm mã giao dịch.",
    ),
    (
        "Tra cứu tiến độ hồ sơ ở đâu?",
        "Đăng nhập và mở “Hồ sơ” để xem hồ sơ của mình. Nếu không đăng nhập, vào “Tra cứu hồ sơ”, nhập mã hồ sơ và mã tra cứu in trên giấy tiếp nhận hồ sơ và hẹn trả kết quả.",
    ),
    (
        "Gặp lỗi khi thực hiện thì liên hệ ai?",
        "Gọi 0260.3797799 (Trung tâm Phục vụ hành chính công tỉnh, trong giờ hành chính từ thứ 2 đến thứ 6) hoặc 0260.3958.789 (Viễn thông Kon Tum, 24/7). Ý kiến về nội dung thủ tục hành chính, gọi 0260.3916028 (Sở Tài nguyên và Môi trường).",
    ),
];
