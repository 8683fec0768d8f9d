//! What a user does again and again, as clicks and keys.

use std::path::Path;

use anyhow::Result;

use crate::{
    desktop::{self, Drag},
    wait,
    window::Window,
};

/// A citizen of Kon Tum, invented.
pub struct Citizen {
    /// Họ và tên.
    pub name: &'static str,
    /// Twelve digits: Kon Tum, a woman born in 1990.
    pub identity: &'static str,
    /// Ten digits.
    pub phone: &'static str,
    /// E-mail.
    pub email: &'static str,
    /// Password that keeps the rule.
    pub password: &'static str,
}

/// Who the journeys are about.
pub const CITIZEN: Citizen = Citizen {
    name: "Y Hương Đăk Rơ Wa",
    identity: "062190001234",
    phone: "0905123456",
    email: "y.huong@example.vn",
    password: "MotCua@2026",
};

/// The groundwater procedure of the circular.
pub const DRILLING: &str =
    "Cấp giấy phép thăm dò nước dưới đất đối với công trình có lưu lượng dưới 3.000m3/ngày đêm";

/// Where the window shows it.
pub const DRILLING_PLACE: &str = "/procedures/1.004232";

/// A part of a dossier, as the window shows one at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Who files, and for whom.
    People,
    /// The electronic form.
    Form,
    /// The papers.
    Papers,
    /// How papers and result travel.
    Delivery,
    /// The last look, from where it is submitted.
    Review,
}

impl Part {
    /// What it is called in the window.
    pub fn name(self) -> &'static str {
        match self {
            Self::People => "Người nộp và chủ hồ sơ",
            Self::Form => "Biểu mẫu",
            Self::Papers => "Thành phần hồ sơ",
            Self::Delivery => "Nhận và trả",
            Self::Review => "Kiểm tra và nộp",
        }
    }

    /// How its address ends.
    pub fn address(self) -> &'static str {
        match self {
            Self::People => "/people",
            Self::Form => "/form",
            Self::Papers => "/papers",
            Self::Delivery => "/delivery",
            Self::Review => "/review",
        }
    }
}

/// Fills in the registration of a citizen and sends it.
///
/// # Errors
/// When a field is not there.
pub async fn register(window: &Window, who: &Citizen) -> Result<()> {
    window.refill("Họ và tên", who.name).await?;
    window.refill("Số định danh cá nhân", who.identity).await?;
    window.refill("Số điện thoại", who.phone).await?;
    window.refill("Thư điện tử", who.email).await?;
    window.refill("Mật khẩu", who.password).await?;
    window.tick_starting("Tôi đã đọc và đồng ý").await?;
    window.submit("Đăng ký").await
}

/// Signs in on the page for it.
///
/// # Errors
/// When a field is not there.
pub async fn sign_in(window: &Window, who: &Citizen) -> Result<()> {
    window.refill("Thư điện tử hoặc số định danh", who.email).await?;
    window.refill("Mật khẩu", who.password).await?;
    window.submit("Đăng nhập").await
}

/// Fills in the groundwater form with a flow in m³/day.
///
/// # Errors
/// When a field is not there.
pub async fn fill_form(window: &Window, flow: &str) -> Result<()> {
    window.choose("Mục đích thăm dò", "Cấp nước sinh hoạt").await?;
    window
        .choose_typed(
            "Xã, phường, thị trấn nơi có công trình",
            "quang trung kon tum",
            "Phường Quang Trung",
        )
        .await?;
    window
        .refill("Thôn, tổ dân phố, địa điểm", "Thôn 3, thửa 125")
        .await?;
    window.refill("Lưu lượng nước dưới đất cần thăm dò", flow).await?;
    window.refill("Số giếng thăm dò", "2").await?;
    window.refill("Chiều sâu giếng dự kiến", "60").await?;
    window
        .refill("Tầng chứa nước thăm dò", "Bazan Pleistocen")
        .await?;
    window.refill("Dự kiến bắt đầu thi công", "05/01/2027").await?;
    window.refill("Thời gian thi công", "3").await?;
    window.press("\t").await
}

/// Chooses a file for a component in the system's dialog.
///
/// # Errors
/// When the dialog does not come.
pub async fn attach(window: &Window, component: &str, file: &Path) -> Result<()> {
    window.open_dialog(&format!("Chọn tệp cho {component}")).await?;
    desktop::choose_file(file).await?;
    window
        .see(&file.file_name().unwrap_or_default().to_string_lossy())
        .await
}

/// Chooses one more file for a component that has one.
///
/// # Errors
/// When the dialog does not come.
pub async fn attach_more(window: &Window, component: &str, file: &Path) -> Result<()> {
    window.open_dialog(&format!("Thêm tệp cho {component}")).await?;
    desktop::choose_file(file).await?;
    window
        .see(&file.file_name().unwrap_or_default().to_string_lossy())
        .await
}

/// Puts another file in the place of one.
///
/// # Errors
/// When the dialog does not come.
pub async fn replace(window: &Window, old: &str, file: &Path) -> Result<()> {
    window.open_dialog(&format!("Thay {old} bằng tệp khác")).await?;
    desktop::choose_file(file).await?;
    window
        .see(&file.file_name().unwrap_or_default().to_string_lossy())
        .await?;
    window.see_no_more(old).await
}

/// Fills in the person's part: who files, and where they live.
///
/// # Errors
/// When a field is not there.
pub async fn fill_people(window: &Window, who: &Citizen) -> Result<()> {
    window.tick_starting("Công dân").await?;
    window.refill("Họ và tên", who.name).await?;
    window.refill("Số giấy tờ", who.identity).await?;
    window.refill("Số điện thoại", who.phone).await?;
    fill_address(window, "Số 12, thôn 3").await
}

/// Fills in an address in Kon Tum, as the first fields of their kind on the page.
///
/// # Errors
/// When a field is not there.
pub async fn fill_address(window: &Window, street: &str) -> Result<()> {
    window
        .choose_typed("Tỉnh, thành phố", "kon tum", "Tỉnh Kon Tum")
        .await?;
    window
        .choose_typed("Phường, xã, thị trấn", "quang trung", "Phường Quang Trung")
        .await?;
    window.refill("Số nhà, đường, thôn, tổ", street).await?;
    window.press("\t").await
}

/// Drags a file from another program onto a component.
///
/// # Errors
/// When the component is not shown or the drop is not taken.
pub async fn drop_on(window: &Window, component: &str, file: &Path) -> Result<()> {
    let (x, y) = window
        .on_screen(&format!("[data-component='{component}']"))
        .await?;
    let drag = Drag::over(file, x, y).await?;
    let offered =
        format!("return document.querySelector('[data-component=\"{component}\"][data-drop=here]') !== null");
    wait::until("the component to offer itself for the drop", || async {
        if window.read(&offered).await? == true {
            return Ok(Some(()));
        }
        drag.nudge().await?;
        Ok(None)
    })
    .await?;
    drag.drop().await?;
    window
        .see(&file.file_name().unwrap_or_default().to_string_lossy())
        .await
}
