//! The page that a browser comes back to from the bank. It shows what the portal holds at that
//! moment and decides nothing: the address in the browser is anybody's to type.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use maud::{DOCTYPE, Markup, html};
use motcua_domain::payment::vnpay;
use motcua_portal_api::money::AttemptState;

use super::{config::Banks, rows};
use crate::state::App;

/// The stylesheet of the portal's plain pages.
pub async fn stylesheet() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/css; charset=utf-8")],
        include_str!("../officer/page.css"),
    )
}

/// A plain page with the headers that keep it plain: no scripts, no frames, nothing from elsewhere.
pub fn plain(markup: Markup) -> Response {
    let mut response = markup.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

struct Shown {
    reference: String,
    amount: String,
    state: AttemptState,
}

/// The page for a return address.
pub async fn returned(app: &App, query: &str) -> Response {
    let params = vnpay::parse_query(query);
    let banks = Banks::of(app).await;
    let signed = banks
        .terminal
        .as_ref()
        .is_some_and(|terminal| vnpay::verify(&params, &terminal.hash_secret));
    let reference = params.get("vnp_TxnRef").cloned().unwrap_or_default();
    let said_paid = params.get("vnp_ResponseCode").is_some_and(|code| code == "00");
    let attempt = if signed {
        app.db
            .read(move |db| rows::attempt_by_reference(db, &reference))
            .await
            .ok()
            .flatten()
    } else {
        None
    };
    let shown = attempt.map(|attempt| Shown {
        reference: attempt.reference,
        amount: attempt.amount.to_string(),
        state: attempt.state,
    });
    plain(markup(
        &app.config.name,
        app.config.training,
        shown.as_ref(),
        said_paid,
    ))
}

fn markup(portal: &str, training: bool, shown: Option<&Shown>, said_paid: bool) -> Markup {
    let (title, text) = match shown.map(|shown| shown.state) {
        None => (
            "Không đọc được kết quả từ trình duyệt",
            "Hãy xem kết quả thanh toán trong phần mềm Một Cửa. Nếu tài khoản đã bị trừ tiền, đừng thanh toán lại.",
        ),
        Some(AttemptState::Paid) => (
            "Đã thanh toán",
            "Ngân hàng đã báo cho Cổng là khoản phí này đã được trả. Biên lai có trong phần mềm Một Cửa.",
        ),
        Some(AttemptState::Pending) if said_paid => (
            "Đang chờ thông báo của ngân hàng",
            "Ngân hàng cho biết giao dịch đã thực hiện. Cổng ghi nhận đã thanh toán khi nhận được thông báo riêng của ngân hàng, thường trong vài giây. Đừng thanh toán lại.",
        ),
        Some(AttemptState::Pending) => (
            "Đang chờ thông báo của ngân hàng",
            "Cổng chưa nhận được kết quả của lần thanh toán này. Hãy theo dõi trong phần mềm Một Cửa.",
        ),
        Some(AttemptState::Failed) => (
            "Thanh toán không thành công",
            "Ngân hàng đã từ chối giao dịch. Có thể thanh toán lại trong phần mềm Một Cửa.",
        ),
        Some(AttemptState::Cancelled) => (
            "Đã hủy lần thanh toán",
            "Có thể thanh toán lại trong phần mềm Một Cửa.",
        ),
        Some(AttemptState::Expired) => (
            "Đã quá thời gian thanh toán",
            "Có thể thanh toán lại trong phần mềm Một Cửa. Nếu tài khoản đã bị trừ tiền, hãy chờ đối soát, đừng thanh toán lại.",
        ),
        Some(AttemptState::Late) => (
            "Khoản tiền đang được đối soát",
            "Ngân hàng báo đã thu tiền sau khi lần thanh toán kết thúc. Cơ quan đang đối soát; đừng thanh toán lại.",
        ),
    };
    html! {
        (DOCTYPE)
        html lang="vi" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " – " (portal) }
                link rel="stylesheet" href="/payments/page.css";
            }
            body.narrow {
                header { p.portal { (portal) } @if training { p.mark { "Tập huấn – không có giá trị pháp lý" } } }
                main {
                    h1 { (title) }
                    p role="status" { (text) }
                    @if let Some(shown) = shown {
                        dl { dt { "Số tiền" } dd { (shown.amount) } dt { "Mã giao dịch" } dd.code { (shown.reference) } }
                    }
                    p.quiet { "Trang này chỉ hiển thị. Kết quả do thông báo có chữ ký của ngân hàng gửi cho Cổng quyết định. Có thể đóng trang và trở về phần mềm Một Cửa." }
                }
            }
        }
    }
}
