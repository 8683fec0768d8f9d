//! How the errors of the rooms below become sentences.

use motcua_domain::language::Language;
use motcua_portal_api::problem::{Problem, ProblemCode};
use motcua_store::StoreError;
use motcua_sync::client::{ClientError, ProxyTrouble};
use uuid::Uuid;

use crate::{
    error::{DeskError, ErrorCode},
    shared::words::{Thing, size},
};

/// A store's error in words. `trace` is used only for what nobody foresaw.
pub(crate) fn store(lang: Language, trace: Uuid, error: &StoreError) -> DeskError {
    let say = |code, vi, en| DeskError::say(code, lang, vi, en);
    match error {
        StoreError::Busy => say(
            ErrorCode::StoreBusy,
            "Kho dữ liệu đang được một cửa sổ khác hoặc một lệnh motcua sử dụng. Hãy dùng cửa sổ đó, hoặc đóng nó (đợi lệnh xong) rồi mở lại.",
            "Another window, or a motcua command, is using the store. Use that window, or close it (let the command end) and start again.",
        ),
        StoreError::Newer { .. } => say(
            ErrorCode::StoreNewer,
            "Kho dữ liệu do phiên bản mới hơn tạo ra. Hãy cập nhật chương trình rồi mở lại; dữ liệu không bị thay đổi.",
            "The store was made by a newer version. Update the program and start again; nothing was changed.",
        ),
        StoreError::Vault(_) => say(
            ErrorCode::Locked,
            "Chưa lấy được khóa từ hệ điều hành. Hãy nhập mật khẩu kho hoặc mã khôi phục.",
            "The system's keyring did not give the key. Enter the passphrase or the recovery code.",
        ),
        StoreError::NoSuchSlot | StoreError::WrongKey => say(
            ErrorCode::WrongKey,
            "Mật khẩu kho hoặc mã khôi phục không đúng. Hãy kiểm tra và nhập lại.",
            "Wrong passphrase or recovery code. Check it and try again.",
        ),
        StoreError::MistypedCode => say(
            ErrorCode::WrongKey,
            "Mã khôi phục gõ chưa đúng (thiếu, thừa hoặc nhầm ký tự). Hãy đối chiếu lại với bản đã ghi.",
            "The recovery code has a typing error. Compare it with what you wrote down.",
        ),
        StoreError::LastSlot => say(
            ErrorCode::Refused,
            "Đây là cách cuối cùng để mở kho dữ liệu nên không bỏ được. Hãy đặt cách khác trước.",
            "This is the last way to open the store and cannot be removed. Set another one first.",
        ),
        StoreError::DiskFull => say(
            ErrorCode::DiskFull,
            "Ổ đĩa đã đầy nên chưa lưu được. Hãy xóa bớt tệp không cần rồi thử lại; những gì đã lưu trước đó vẫn còn.",
            "The disk is full, so this could not be saved. Free some space and try again; what was saved before is safe.",
        ),
        StoreError::ReadOnly => say(
            ErrorCode::Internal,
            "Không ghi được vào thư mục dữ liệu. Hãy kiểm tra quyền ghi của thư mục hoặc nhờ người quản trị máy.",
            "The data folder cannot be written to. Check its permissions or ask the administrator.",
        ),
        StoreError::Damaged { detail } => {
            log::error!("the store is damaged: {detail}");
            say(
                ErrorCode::StoreDamaged,
                "Kho dữ liệu bị hỏng. Đừng xóa gì; hãy sao lại thư mục dữ liệu và liên hệ người hỗ trợ.",
                "The store is damaged. Delete nothing; copy the data folder and ask for support.",
            )
        }
        StoreError::KeysMissing => say(
            ErrorCode::StoreDamaged,
            "Tệp khóa của kho (keys.json) bị mất hoặc hỏng và không có trong bản sao lưu nào trên máy này. Dữ liệu vẫn còn nguyên: hãy khôi phục từ bản sao lưu trên USB hoặc ổ đĩa khác bằng mã khôi phục; đừng xóa gì trong thư mục dữ liệu.",
            "The file with the store's keys (keys.json) is lost or damaged and in no backup on this computer. The data is whole: restore a backup from a USB stick or another disk with the recovery code, and delete nothing in the data folder.",
        ),
        StoreError::BadBackup(detail) => {
            log::warn!("a backup cannot be used: {detail}");
            say(
                ErrorCode::BadFile,
                "Bản sao lưu hoặc gói này không dùng được: bị hỏng, bị cắt cụt, bị sửa hoặc không phải của chương trình này. Chưa có gì thay đổi; hãy chép lại hoặc chọn bản khác.",
                "This backup or package cannot be used: damaged, cut short, altered, or not of this program. Nothing was changed; copy it again or choose another.",
            )
        }
        StoreError::OtherStore => say(
            ErrorCode::Refused,
            "Bản này là của một kho khác (kho thật và kho tập huấn không thay cho nhau). Chưa có gì thay đổi.",
            "This is of another store (the real store and training never stand in for each other). Nothing was changed.",
        ),
        StoreError::Stopped => say(
            ErrorCode::WrongState,
            "Việc đang làm đã được dừng; không có gì dở dang. Có thể làm lại bất cứ lúc nào.",
            "The work was stopped and nothing is left half done. It can be done again at any time.",
        ),
        StoreError::DamagedBlob => say(
            ErrorCode::BadFile,
            "Tệp đã lưu bị hỏng hoặc bị mất. Hãy đính kèm lại tệp này.",
            "The stored file is damaged or missing. Attach it again.",
        ),
        StoreError::SourceChanged => say(
            ErrorCode::BadFile,
            "Tệp thay đổi trong lúc sao chép (có thể đang được chép dở). Hãy đợi chép xong rồi đính kèm lại.",
            "The file changed while it was copied (perhaps it is still being written). Wait until it is complete and attach it again.",
        ),
        StoreError::Source(_) => say(
            ErrorCode::BadFile,
            "Không đọc được tệp. Hãy kiểm tra tệp còn ở đó, ổ đĩa hoặc USB còn cắm và bạn có quyền mở, rồi thử lại.",
            "The file could not be read. Check that it is still there, that the disk or USB stick is connected and that you may open it, then try again.",
        ),
        StoreError::TooLarge { limit } => DeskError {
            code: ErrorCode::BadFile,
            message: too_large(lang, *limit),
            fields: Vec::new(),
            trace: None,
        },
        StoreError::NotFound("paper") => DeskError::not_found(lang, Thing::Paper),
        StoreError::NotFound(_) => DeskError::not_found(lang, Thing::Dossier),
        StoreError::Conflict(what) => {
            log::warn!("store conflict: {what}");
            say(
                ErrorCode::WrongState,
                "Việc này không làm được ở trạng thái hiện tại. Hãy mở lại trang để xem trạng thái mới nhất.",
                "This cannot be done in the present state. Open the page again to see the latest state.",
            )
        }
        StoreError::WrongPortal => say(
            ErrorCode::Refused,
            "Kho dữ liệu này thuộc về một cổng khác nên không thể gửi tới cổng vừa chọn. Hãy nhập đúng địa chỉ của cổng cũ.",
            "This store belongs to another portal and never sends elsewhere. Enter the address of its own portal.",
        ),
        other => DeskError::internal(lang, trace, other),
    }
}

/// A file above its limit, in words.
pub(crate) fn too_large(lang: Language, limit: u64) -> String {
    let limit = size(lang, limit);
    match lang {
        Language::Vi => format!(
            "Tệp lớn hơn mức cho phép ({limit}). Hãy nén, quét lại với độ phân giải thấp hơn hoặc chia thành nhiều tệp."
        ),
        Language::En => format!(
            "The file is larger than allowed ({limit}). Compress it, scan it at a lower resolution or split it."
        ),
    }
}

/// An error on the way to the portal, in words; the portal's own words where it has any.
pub(crate) fn client(lang: Language, trace: Uuid, error: &ClientError) -> DeskError {
    let say = |code, vi, en| DeskError::say(code, lang, vi, en);
    match error {
        ClientError::Problem { problem, .. } => portal_problem(lang, problem),
        ClientError::SignInNeeded => DeskError::sign_in_needed(lang),
        ClientError::Address { .. } => say(
            ErrorCode::Refused,
            "Địa chỉ cổng không dùng được. Hãy nhập địa chỉ bắt đầu bằng https:// đúng như cổng công bố.",
            "The portal's address cannot be used. Enter it beginning with https:// as the portal publishes it.",
        ),
        ClientError::Unreachable { .. } => DeskError::offline(lang),
        ClientError::Tls { .. } => say(
            ErrorCode::Offline,
            "Chứng thư bảo mật của cổng không được tin cậy nên chưa gửi gì cả. Hãy kiểm tra ngày giờ của máy, hoặc gọi đường dây hỗ trợ của cổng.",
            "The portal's certificate is not trusted, so nothing was sent. Check this computer's date, or call the portal.",
        ),
        ClientError::Proxy { trouble } => proxy(lang, *trouble),
        ClientError::Captive { .. } => say(
            ErrorCode::Offline,
            "Mạng đang dùng đòi đăng nhập (Wi-Fi công cộng) hoặc có máy chủ khác trả lời thay cổng. Hãy mở trình duyệt để đăng nhập mạng rồi thử lại.",
            "The network asks for a sign-in of its own, or something else answers in the portal's place. Open a web page to sign in to the network and try again.",
        ),
        ClientError::OtherPortal { .. } => say(
            ErrorCode::Refused,
            "Địa chỉ này là của một cổng khác với cổng của kho dữ liệu. Hãy kiểm tra lại địa chỉ.",
            "Another portal answers at this address than the one this store belongs to. Check the address.",
        ),
        ClientError::TooNew { .. } => say(
            ErrorCode::Refused,
            "Cổng dùng phiên bản kết nối mới hơn. Hãy cập nhật chương trình; hồ sơ đã soạn vẫn được giữ nguyên.",
            "The portal speaks a newer version of the contract. Update the program; your drafts are kept.",
        ),
        ClientError::Contract { detail } => {
            let mut said = say(
                ErrorCode::Refused,
                "Không hiểu được câu trả lời của cổng. Hãy thử lại sau; nếu vẫn vậy, hãy báo cho đường dây hỗ trợ của cổng.",
                "The portal's answer cannot be understood. Try again later; if it persists, report it to the portal's hotline.",
            );
            let trace = trace.simple().to_string()[..12].to_owned();
            log::warn!("portal answer {trace}: {detail}");
            said.trace = Some(trace);
            said
        }
    }
}

/// A proxy that lets nothing through, in words.
fn proxy(lang: Language, trouble: ProxyTrouble) -> DeskError {
    let (vi, en) = match trouble {
        ProxyTrouble::Credentials => (
            "Máy chủ proxy đòi tên và mật khẩu, hoặc không nhận tên và mật khẩu đã đặt. Hãy xem lại trong Cài đặt, mục Mạng, hoặc hỏi người quản trị mạng.",
            "The proxy asks for a name and a password, or does not take those that were set. Check them under Settings, Network, or ask whoever looks after the network.",
        ),
        ProxyTrouble::Unreachable => (
            "Không tới được máy chủ proxy. Hãy xem lại địa chỉ proxy trong Cài đặt, mục Mạng, hoặc chọn không dùng proxy.",
            "The proxy does not answer. Check its address under Settings, Network, or choose no proxy.",
        ),
        ProxyTrouble::Refused => (
            "Máy chủ proxy không cho đi tới cổng này, hoặc chính nó không tới được cổng. Hãy kiểm tra địa chỉ cổng, rồi hỏi người quản trị mạng.",
            "The proxy does not let anything through to this portal, or cannot reach it itself. Check the portal's address, then ask whoever looks after the network.",
        ),
    };
    DeskError::say(ErrorCode::Offline, lang, vi, en)
}

/// The portal's refusal; its detail is already a sentence in the language asked for.
pub(crate) fn portal_problem(lang: Language, problem: &Problem) -> DeskError {
    let code = match problem.code {
        ProblemCode::InvalidFields => ErrorCode::InvalidFields,
        ProblemCode::SignInNeeded | ProblemCode::SessionEnded => ErrorCode::SignInNeeded,
        ProblemCode::WrongCredentials => ErrorCode::WrongCredentials,
        ProblemCode::NotConfirmed => ErrorCode::NotConfirmed,
        ProblemCode::NotFound => ErrorCode::NotFound,
        ProblemCode::WrongState
        | ProblemCode::AlreadySubmitted
        | ProblemCode::PaymentBlocked
        | ProblemCode::Changed => ErrorCode::WrongState,
        ProblemCode::TooLarge | ProblemCode::WrongMediaType => ErrorCode::BadFile,
        ProblemCode::Unavailable => ErrorCode::Offline,
        _ => ErrorCode::Refused,
    };
    let message = if problem.detail.trim().is_empty() {
        match lang {
            Language::Vi => format!(
                "Cổng từ chối: {}. Hãy thử lại sau hoặc gọi đường dây hỗ trợ của cổng.",
                problem.title
            ),
            Language::En => format!(
                "The portal refused: {}. Try again later or call its hotline.",
                problem.title
            ),
        }
    } else {
        problem.detail.clone()
    };
    DeskError {
        code,
        message,
        fields: problem.field_errors.clone(),
        trace: (!problem.trace_id.is_empty()).then(|| problem.trace_id.clone()),
    }
}
