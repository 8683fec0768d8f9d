//! The journey by keyboard alone, from the first start to the portal's receipt: no pointer, the focus always shown,
//! no trap on the way.

use anyhow::{Context as _, Result, ensure};
use motcua_journey::{
    acts::{CITIZEN, Part},
    desktop,
    keyboard::Keyboard,
    papers, portal,
    scene::{self, DESIGN, REQUEST},
    wait,
    window::Window,
};
use thirtyfour::Key;

#[tokio::test(flavor = "multi_thread")]
async fn by_keyboard_alone() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let home = folder.path().join("home");
    let window = Window::open(&home, &[]).await?;
    let keyboard = Keyboard::of(&window);
    window.see("Bạn muốn bắt đầu thế nào?").await?;
    keyboard.enter("Vào tập huấn").await?;
    window.see("Hồ sơ ở đây chỉ để luyện tập").await?;

    account(&window, &keyboard).await?;
    let before = keyboard.count();
    find(&window, &keyboard).await?;
    people_and_form(&window, &keyboard).await?;

    let request = papers::pdf(folder.path(), "don-de-nghi.pdf", "Don de nghi", 30_000)?;
    let design = papers::pdf(folder.path(), "thiet-ke-gieng.pdf", "Thiet ke gieng", 50_000)?;
    keyboard.enter("Tiếp tục: Thành phần hồ sơ").await?;
    keyboard.enter(&format!("Chọn tệp cho {REQUEST}")).await?;
    desktop::choose_file(&request).await?;
    window.see("don-de-nghi.pdf").await?;
    keyboard.enter(&format!("Chọn tệp cho {DESIGN}")).await?;
    desktop::choose_file(&design).await?;
    window.see("thiet-ke-gieng.pdf").await?;
    keyboard.enter("Xem thiet-ke-gieng.pdf").await?;
    window
        .element(
            "the first page of the PDF",
            motcua_journey::window::css("canvas[role=img][height]"),
        )
        .await?;
    keyboard.press(Key::Escape).await?;
    keyboard
        .to("Xem thiet-ke-gieng.pdf")
        .await
        .context("the focus comes back")?;
    keyboard.enter("Tiếp tục: Nhận và trả").await?;
    keyboard.enter("Tiếp tục: Kiểm tra và nộp").await?;
    window.at_part(Part::Review).await?;
    keyboard.press(Key::F9).await?;
    window.see("Cổng dịch vụ công đã nhận đủ").await?;
    eprintln!(
        "keys from the search to the receipt, text not counted: {}",
        keyboard.count() - before
    );
    let ledger = portal::ledger(&home.join("training-portal")).await?;
    let dossiers = ledger["dossiers"].as_array().context("dossiers")?;
    ensure!(dossiers.len() == 1, "one dossier: {ledger:#}");
    ensure!(
        dossiers[0]["papers"].as_array().map(Vec::len) == Some(2),
        "with its papers: {ledger:#}"
    );
    window.close().await
}

async fn command(window: &Window, keyboard: &Keyboard<'_>, words: &str, name: &str) -> Result<()> {
    keyboard.control("k").await?;
    keyboard.text(words).await?;
    wait::until(&format!("“{name}” to be what Enter does"), || async {
        let first = window
            .read("return document.querySelector('[role=menuitem][data-focused]')?.innerText ?? ''")
            .await?;
        Ok(first
            .as_str()
            .is_some_and(|text| text.starts_with(name))
            .then_some(()))
    })
    .await?;
    keyboard.press(Key::Enter).await
}

async fn account(window: &Window, keyboard: &Keyboard<'_>) -> Result<()> {
    command(window, keyboard, "dang ky", "Đăng ký").await?;
    window.see("Mật khẩu cần có").await?;
    keyboard.fill("Họ và tên", CITIZEN.name).await?;
    keyboard.fill("Số định danh cá nhân", CITIZEN.identity).await?;
    keyboard.fill("Số điện thoại", CITIZEN.phone).await?;
    keyboard.fill("Thư điện tử", CITIZEN.email).await?;
    keyboard.fill("Mật khẩu", CITIZEN.password).await?;
    keyboard.to("Tôi đã đọc và đồng ý").await?;
    keyboard.text(" ").await?;
    keyboard.press(Key::Enter).await?;
    window.see("Hãy xác nhận thư điện tử").await?;
    keyboard.enter("Mở hộp thư tập huấn").await?;
    keyboard
        .enter("Xác nhận đăng ký tài khoản sử dụng cổng dịch vụ công trực tuyến")
        .await?;
    keyboard.enter("Xác nhận tài khoản").await?;
    window.see("Đã xác nhận tài khoản").await?;
    command(window, keyboard, "dang nhap", "Đăng nhập").await?;
    keyboard
        .fill("Thư điện tử hoặc số định danh", CITIZEN.email)
        .await?;
    keyboard.fill("Mật khẩu", CITIZEN.password).await?;
    keyboard.press(Key::Enter).await?;
    window.see(&format!("Đã đăng nhập: {}", CITIZEN.name)).await
}

async fn find(window: &Window, keyboard: &Keyboard<'_>) -> Result<()> {
    keyboard.press(Key::F2).await?;
    keyboard.arrives_at("Tên hoặc mã thủ tục").await?;
    keyboard.text("cap phep tham do nuoc duoi dat").await?;
    scene::found(window, "cap phep tham do nuoc duoi dat").await?;
    keyboard.press(Key::Down).await?;
    keyboard.press(Key::Enter).await?;
    window.see("45 ngày làm việc").await?;
    keyboard.press(Key::F9).await?;
    window.see("Người nộp và chủ hồ sơ").await
}

async fn people_and_form(window: &Window, keyboard: &Keyboard<'_>) -> Result<()> {
    keyboard.to("Họ và tên").await?;
    ensure!(
        window.value("Họ và tên").await? == CITIZEN.name,
        "the account's name is there already"
    );
    keyboard
        .pick("Tỉnh, thành phố", "kon tum", "Tỉnh Kon Tum")
        .await?;
    keyboard
        .pick("Phường, xã, thị trấn", "quang trung", "Phường Quang Trung")
        .await?;
    keyboard.fill("Số nhà, đường, thôn, tổ", "Số 12, thôn 3").await?;
    keyboard.enter("Tiếp tục: Biểu mẫu").await?;
    keyboard.choose("Mục đích thăm dò", "Cấp nước sinh hoạt").await?;
    keyboard
        .pick(
            "Xã, phường, thị trấn nơi có công trình",
            "quang trung kon tum",
            "Phường Quang Trung",
        )
        .await?;
    for (label, text) in [
        ("Thôn, tổ dân phố, địa điểm", "Thôn 3, thửa 125"),
        ("Lưu lượng nước dưới đất cần thăm dò", "150"),
        ("Số giếng thăm dò", "2"),
        ("Chiều sâu giếng dự kiến", "60"),
        ("Tầng chứa nước thăm dò", "Bazan Pleistocen"),
        ("Dự kiến bắt đầu thi công", "05/01/2027"),
        ("Thời gian thi công", "3"),
    ] {
        keyboard.fill(label, text).await?;
    }
    Ok(())
}
