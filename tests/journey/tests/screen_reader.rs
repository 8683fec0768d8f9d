//! What a screen reader hears of the real window: names, roles, states and what is announced.

use anyhow::{Result, ensure};
use motcua_journey::{
    acts::{DRILLING, Part},
    desktop, papers,
    scene::{self, REQUEST},
    screen_reader::{ENVIRONMENT, Heard, ScreenReader, State},
    wait,
    window::Window,
};

/// What can be used: without a name nobody would know for what.
const USED: [&str; 11] = [
    "button",
    "toggle button",
    "link",
    "entry",
    "password",
    "combo box",
    "check box",
    "radio button",
    "tab",
    "menu item",
    "table",
];

#[tokio::test(flavor = "multi_thread")]
async fn names_roles_states_and_announcements() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let reader = ScreenReader::start().await?;
    let window = Window::open(&folder.path().join("home"), &[ENVIRONMENT]).await?;
    let ear = Ear {
        process: window.pid()?,
        reader,
    };

    ear.hear(|heard| {
        heard.one("landmark", "Tập huấn")?;
        heard.one("button", "Vào tập huấn")?;
        heard.one_that_is(State::Focused, "heading", "Chào mừng đến với Một Cửa")
    })
    .await?;

    window.click("Bắt đầu soạn").await?;
    search(&window, &ear).await?;
    scene::begin(&window).await?;
    task_list(&window, &ear).await?;
    window.part(Part::Papers).await?;
    announcements(&window, &ear, folder.path()).await?;

    window.go("Hộp gửi").await?;
    ear.hear(|heard| {
        heard.one("heading", "Hộp gửi")?;
        let here = heard.one("link", "Hộp gửi")?.attribute("current");
        ensure!(here == "page", "where one is: {here:?}");
        heard.one("status", "Chưa chọn cổng dịch vụ công. Hộp gửi trống.")?;
        Ok(())
    })
    .await?;
    window.close().await
}

async fn search(window: &Window, ear: &Ear) -> Result<()> {
    window.go("Tìm thủ tục").await?;
    window
        .refill("Tên hoặc mã thủ tục", "cap phep tham do nuoc duoi dat")
        .await?;
    ear.hear(|heard| {
        heard.one("link", DRILLING)?;
        heard.one_that_is(State::Focused, "entry", "Tên hoặc mã thủ tục")?;
        let live = heard.one("status", "Có ")?.attribute("live");
        ensure!(live == "polite", "how many there are is told by itself: {live:?}");
        heard.one("table", "Kết quả tìm thủ tục")?;
        for column in ["STT", "Mã chuẩn", "Tên thủ tục", "Lĩnh vực", "Mức độ"] {
            heard.one("column header", column)?;
        }
        heard.one("button", &format!("Nộp trực tuyến: {DRILLING}"))?;
        heard.one_that_is(State::HasPopup, "combo box", "Tất cả đơn vị Đơn vị")
    })
    .await
}

async fn task_list(window: &Window, ear: &Ear) -> Result<()> {
    ear.hear(|heard| {
        heard.one("form", "Người nộp và chủ hồ sơ")?;
        heard.one("heading", DRILLING)?;
        let part = heard.one("link", "Người nộp và chủ hồ sơ")?.attribute("current");
        ensure!(part == "step", "which part is shown: {part:?}");
        for (role, name, state) in [
            ("radio button", "Công dân", State::Checked),
            ("entry", "Họ và tên", State::Required),
            ("combo box", "Tỉnh, thành phố", State::Required),
            ("check box", "Chủ hồ sơ là người nộp", State::Checked),
        ] {
            heard.one_that_is(state, role, name)?;
        }
        let name = heard.one("entry", "Họ và tên")?;
        ensure!(
            !name.is(State::Invalid),
            "wrong before anything was asked: {name}"
        );
        Ok(())
    })
    .await?;
    window.click_starting("Xem 5 mục cần sửa").await?;
    // What is wrong is told with the field, and the focus is there.
    ear.hear(|heard| {
        heard.one_that_is(State::Invalid, "entry", "Họ và tên")?;
        heard.one_that_is(State::Focused, "entry", "Họ và tên")?;
        let why = &heard.one("entry", "Họ và tên")?.description;
        ensure!(!why.is_empty(), "nothing says what is wrong with the name");
        Ok(())
    })
    .await
}

async fn announcements(window: &Window, ear: &Ear, folder: &std::path::Path) -> Result<()> {
    let fake = folder.join("gia.pdf");
    std::fs::write(&fake, "không phải PDF")?;
    window.open_dialog(&format!("Chọn tệp cho {REQUEST}")).await?;
    desktop::choose_file(&fake).await?;
    wait::until("the refusal to be announced", || async {
        let said = ear.reader.announced();
        Ok(said
            .iter()
            .any(|one| one.contains("Không nhận tệp “gia.pdf”"))
            .then_some(()))
    })
    .await?;
    ear.hear(|heard| {
        let live = heard
            .one("paragraph", "Không nhận tệp “gia.pdf”")?
            .attribute("container-live");
        ensure!(live == "assertive", "a refusal is told at once: {live:?}");
        Ok(())
    })
    .await?;
    let request = papers::pdf(folder, "don-de-nghi.pdf", "Don de nghi", 30_000)?;
    window.open_dialog(&format!("Chọn tệp cho {REQUEST}")).await?;
    desktop::choose_file(&request).await?;
    ear.hear(|heard| {
        heard.one("button", "Gỡ don-de-nghi.pdf")?;
        let said = heard.one("status", "Đã")?;
        ensure!(
            said.text.contains("don-de-nghi.pdf"),
            "which file is there: {said}"
        );
        Ok(())
    })
    .await
}

/// A screen reader on one window.
struct Ear {
    process: u32,
    reader: ScreenReader,
}

impl Ear {
    /// Reads until what is told is so, and everything that can be used has a name.
    async fn hear(&self, so: impl Fn(&Heard) -> Result<()>) -> Result<()> {
        self.reader
            .until(self.process, |heard| {
                so(heard)?;
                let nameless = heard
                    .0
                    .iter()
                    .find(|one| USED.contains(&one.role.as_str()) && one.name.is_empty());
                ensure!(nameless.is_none(), "{nameless:?} has no name");
                Ok(())
            })
            .await
    }
}
