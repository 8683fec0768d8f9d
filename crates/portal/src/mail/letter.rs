//! What the letters say.

use super::outbox::{Due, Letter};

/// Subject of the letter of confirmation, word for word as the circular names it.
pub const CONFIRM_SUBJECT: &str = "Xác nhận đăng ký tài khoản sử dụng cổng dịch vụ công trực tuyến";
/// Subject of the letter with a code for a new password.
pub const RESET_SUBJECT: &str = "Mã đặt lại mật khẩu tài khoản cổng dịch vụ công trực tuyến";
/// Subject of the letter that says that the password was changed.
pub const CHANGED_SUBJECT: &str = "Mật khẩu tài khoản cổng dịch vụ công trực tuyến đã được đổi";

/// What a letter needs to know of the portal.
pub struct Setting<'a> {
    /// Name of the portal.
    pub portal: &'a str,
    /// Its address, without a slash at the end.
    pub url: &'a str,
    /// Minutes that a code works.
    pub reset_minutes: i64,
    /// Hours that a link works.
    pub confirm_hours: i64,
    /// Number to call.
    pub hotline: &'a str,
}

/// Subject and text.
pub fn write(due: &Due, set: &Setting<'_>) -> (&'static str, String) {
    let Setting {
        portal,
        url,
        reset_minutes,
        confirm_hours,
        hotline,
    } = set;
    let (name, token) = (&due.name, &due.token);
    let sign = format!(
        "Trân trọng,\n{portal}\nThư này được gửi tự động, quý vị không cần trả lời. Cần hỗ trợ, xin gọi {hotline}.\n"
    );
    match due.letter {
        Letter::Confirm => (
            CONFIRM_SUBJECT,
            format!(
                "Kính gửi {name},\n\n\
                 Quý vị vừa đăng ký tài khoản tại {portal}. Để hoàn thành việc đăng ký, xin mở đường liên kết sau \
                 và bấm nút “Xác nhận”:\n\n{url}/confirm?token={token}\n\n\
                 Đường liên kết có hiệu lực trong {confirm_hours} giờ. Nếu quý vị không đăng ký tài khoản này, \
                 xin bỏ qua thư; tài khoản sẽ không được dùng.\n\n{sign}\n\
                 -- \nYou registered an account. Open the link above and press “Xác nhận” (Confirm) within \
                 {confirm_hours} hours. If it was not you, ignore this letter.\n"
            ),
        ),
        Letter::Reset => (
            RESET_SUBJECT,
            format!(
                "Kính gửi {name},\n\n\
                 Có yêu cầu đặt lại mật khẩu cho tài khoản của quý vị tại {portal}. Mã đặt lại mật khẩu:\n\n    {}\n\n\
                 Xin nhập mã này vào ô “Mã trong thư” cùng mật khẩu mới. Mã có hiệu lực trong {reset_minutes} phút \
                 và chỉ dùng được một lần. Khi đổi mật khẩu, mọi thiết bị đang đăng nhập sẽ được đăng xuất.\n\n\
                 Nếu quý vị không yêu cầu, xin bỏ qua thư này; mật khẩu vẫn như cũ. Không cho bất kỳ ai biết mã, \
                 kể cả người tự xưng là cán bộ.\n\n{sign}\n\
                 -- \nThe code above sets a new password within {reset_minutes} minutes. If you did not ask for it, \
                 ignore this letter.\n",
                grouped(token)
            ),
        ),
        Letter::PasswordChanged => (
            CHANGED_SUBJECT,
            format!(
                "Kính gửi {name},\n\n\
                 Mật khẩu tài khoản của quý vị tại {portal} vừa được đổi, và mọi thiết bị đã được đăng xuất.\n\n\
                 Nếu không phải do quý vị thực hiện, xin đặt lại mật khẩu ngay và gọi {hotline}.\n\n{sign}\n\
                 -- \nThe password of your account was changed and every device was signed out. If it was not you, \
                 set a new password at once and call {hotline}.\n"
            ),
        ),
    }
}

/// `ABCDEFGHJKMN` as `ABCD-EFGH-JKMN`.
fn grouped(code: &str) -> String {
    let characters: Vec<char> = code.chars().collect();
    characters
        .chunks(4)
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join("-")
}
