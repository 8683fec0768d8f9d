//! The bank's pages: Vietnamese, readable without a script, and never to be taken for a real bank.

use maud::{DOCTYPE, Markup, html};

use super::{
    Scenario,
    forms::TransferForm,
    store::{Decision, Payment},
};
use crate::money::vnd_text;

fn layout(title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="vi" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " – Ngân hàng mô phỏng" }
                link rel="stylesheet" href="/bank.css";
            }
            body {
                header {
                    p.mark { "Ngân hàng mô phỏng – tập huấn" }
                    p.small { "Trang này không thuộc ngân hàng nào. Không có tiền thật được chuyển." }
                }
                main { h1 { (title) } (body) }
            }
        }
    }
}

fn details(payment: &Payment, merchant: &str) -> Markup {
    html! {
        dl {
            @if !merchant.is_empty() { dt { "Đơn vị nhận tiền" } dd { (merchant) } }
            dt { "Số tiền" } dd.amount { (vnd_text(payment.amount_x100 / 100)) }
            dt { "Nội dung" } dd { (payment.order_info) }
            dt { "Mã giao dịch" } dd.code { (payment.txn_ref) }
            @if !payment.bank_code.is_empty() { dt { "Ngân hàng, ví" } dd { (payment.bank_code) } }
        }
    }
}

/// Radio buttons of what can go wrong.
fn troubles() -> Markup {
    html! {
        details {
            summary { "Tình huống thử" }
            fieldset {
                legend { "Ngân hàng báo kết quả cho Cổng như thế nào?" }
                @for scenario in Scenario::ALL {
                    label.choice {
                        input type="radio" name="scenario" value=(scenario.id()) checked[scenario == Scenario::Normal];
                        " " (scenario.label())
                    }
                }
                label for="seconds" { "Số giây báo chậm" }
                input #seconds name="seconds" inputmode="numeric" value="10" size="6";
            }
        }
    }
}

/// The page where the payer decides.
pub fn pay(payment: &Payment, merchant: &str) -> Markup {
    layout(
        "Thanh toán phí, lệ phí",
        &html! {
            (details(payment, merchant))
            form method="post" action="/paymentv2/decide" {
                input type="hidden" name="txn_ref" value=(payment.txn_ref);
                input type="hidden" name="ticket" value=(payment.ticket);
                div.actions {
                    button.primary type="submit" name="action" value="pay" { "Thanh toán" }
                    button type="submit" name="action" value="insufficient" { "Không đủ tiền" }
                    button type="submit" name="action" value="cancel" { "Hủy" }
                }
                (troubles())
            }
        },
    )
}

/// The page of a payment that was decided before.
pub fn decided(payment: &Payment, decision: Decision, back: &str) -> Markup {
    let said = match decision {
        Decision::Paid => "Giao dịch này đã được thanh toán. Không cần trả thêm lần nữa.",
        Decision::InsufficientFunds => "Giao dịch này đã bị từ chối: tài khoản không đủ tiền.",
        Decision::Cancelled => "Giao dịch này đã được hủy.",
        Decision::TimedOut => "Giao dịch này đã quá thời gian chờ thanh toán.",
    };
    layout(
        "Giao dịch đã kết thúc",
        &html! { p role="status" { (said) } (details(payment, "")) p { a.button href=(back) { "Trở về Cổng dịch vụ công" } } },
    )
}

/// The page of a payment that was opened too late.
pub fn lapsed(payment: &Payment) -> Markup {
    layout(
        "Quá thời gian thanh toán",
        &html! {
            p role="alert" { "Giao dịch đã quá thời gian chờ. Hãy trở về phần mềm và tạo lần thanh toán mới; chưa có khoản tiền nào được trừ." }
            (details(payment, ""))
        },
    )
}

/// A refusal with the gateway's code.
pub fn refused(code: &str, message: &str) -> Markup {
    layout(
        "Không thực hiện được",
        &html! { p role="alert" { (message) } p.small { "Mã lỗi: " (code) } },
    )
}

/// Front page.
pub async fn home() -> Markup {
    layout(
        "Chọn giao dịch",
        &html! {
            p { "Dùng để tập huấn thanh toán phí, lệ phí của hồ sơ. Trang thanh toán mở từ phần mềm Một Cửa." }
            p { a.button href="/transfer" { "Chuyển khoản theo mã VietQR" } }
        },
    )
}

/// The transfer form, with what was typed before and what is wrong with it.
pub fn transfer(form: &TransferForm, problem: Option<&str>) -> Markup {
    layout(
        "Chuyển khoản",
        &html! {
            @if let Some(problem) = problem { p.problem role="alert" { (problem) } }
            form method="post" action="/transfer" {
                label for="payload" { "Nội dung mã VietQR (dán vào, hoặc dùng máy quét)" }
                textarea #payload name="payload" rows="4" spellcheck="false" autocomplete="off" { (form.payload) }
                p.small { "Hoặc nhập tay:" }
                label for="account" { "Tài khoản nhận" }
                input #account name="account" inputmode="numeric" autocomplete="off" value=(form.account);
                label for="amount" { "Số tiền (đồng)" }
                input #amount name="amount" inputmode="numeric" autocomplete="off" value=(form.amount);
                label for="content" { "Nội dung chuyển khoản" }
                input #content name="content" autocomplete="off" value=(form.content);
                div.actions { button.primary type="submit" { "Chuyển tiền" } }
                (troubles())
            }
        },
    )
}

/// What follows a transfer.
pub fn transferred(number: i64, account: &str, amount: i64, content: &str, told: bool) -> Markup {
    layout(
        "Đã chuyển tiền",
        &html! {
            p role="status" { "Giao dịch chuyển khoản mô phỏng đã hoàn thành." }
            dl {
                dt { "Số giao dịch" } dd.code { (number) }
                dt { "Tài khoản nhận" } dd.code { (account) }
                dt { "Số tiền" } dd.amount { (vnd_text(amount)) }
                dt { "Nội dung" } dd { (content) }
            }
            @if !told { p { "Tài khoản nhận không phải tài khoản thu phí của Cổng, nên Cổng không được báo." } }
            p { a.button href="/transfer" { "Chuyển khoản khác" } }
        },
    )
}
