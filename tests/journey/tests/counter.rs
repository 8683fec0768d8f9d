//! At the counter: a citizen's chip card under the scanner, and the whole dossier by keys, each counted.

use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use motcua_journey::{
    acts::Part,
    desktop,
    keyboard::Keyboard,
    papers, portal,
    scene::{self, DESIGN, REQUEST},
    wait,
    window::Window,
};
use thirtyfour::Key;

/// The bar of the design: key presses and clicks beyond text and the choice of files.
const BAR: usize = 25;
const CARD: &str =
    "062099000123|233123456|Nguyễn Văn An|15011999|Nam|Thôn 1, Đăk La, Đăk Hà, Kon Tum|10052021";
/// The same card when the scanner's letters came as the keys of Telex.
const TELEX: &str =
    "062099000123|233123456|Nguyeenx Vawn An|15011999|Nam|Thoon 1, DDawk La, DDawk Haf, Kon Tum|10052021";

#[tokio::test(flavor = "multi_thread")]
async fn a_card_scanned_into_a_field_is_understood() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let window = Window::open(&folder.path().join("home"), &[]).await?;
    window.click("Bắt đầu soạn").await?;
    scene::begin(&window).await?;

    // Tab after what was typed: hands are not as near to the scanner's keys as these.
    window.refill("Nơi cấp", "Bộ Công an").await?;
    window.press(Key::Tab).await?;
    Keyboard::of(&window).trigger(CARD).await?;
    window.see("Đã điền từ thẻ căn cước").await?;
    says_the_card(&window).await?;
    window.holds("Nơi cấp", "Bộ Công an").await?;
    window
        .holds("Số điện thoại", "")
        .await
        .context("the field has what it had")?;
    window.picture("60-card-scanned").await?;
    window.click("Hoàn tác").await?;
    window.holds("Họ và tên", "").await?;

    // Raw Telex, as it comes where the scanner's layout has no Vietnamese letters.
    window.refill("Số điện thoại", "0912345678").await?;
    window.press(Key::Tab).await?;
    Keyboard::of(&window).trigger(TELEX).await?;
    says_the_card(&window).await?;
    window.holds("Số điện thoại", "0912345678").await?;
    window.holds("Thư điện tử", "").await?;

    // Another code is told as such, and nothing is lost.
    window.refill("Họ và tên", "Y Hương").await?;
    window.press(Key::Tab).await?;
    Keyboard::of(&window)
        .trigger("https://dichvucong.kontum.gov.vn/hs/000.09.23.H34-220401-0007")
        .await?;
    window.see("không phải mã QR của thẻ căn cước").await?;
    window.holds("Họ và tên", "Y Hương").await?;
    window.holds("Số giấy tờ", "062099000123").await?;
    window.close().await
}

async fn says_the_card(window: &Window) -> Result<()> {
    for (label, said) in [
        ("Họ và tên", "Nguyễn Văn An"),
        ("Số giấy tờ", "062099000123"),
        ("Ngày sinh", "15/01/1999"),
        ("Ngày cấp", "10/05/2021"),
        ("Tỉnh, thành phố", "Tỉnh Kon Tum"),
    ] {
        window.holds(label, said).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_groundwater_dossier_for_a_citizen_with_a_chip_card() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let home = folder.path().join("home");
    let request = papers::pdf(folder.path(), "don-de-nghi.pdf", "Don de nghi", 30_000)?;
    let design = papers::pdf(folder.path(), "thiet-ke-gieng.pdf", "Thiet ke gieng", 50_000)?;
    let window = Window::open(&home, &[]).await?;
    window.click("Vào tập huấn").await?;
    window.see("Hồ sơ ở đây chỉ để luyện tập").await?;
    scene::enrol(&window, &home.join("training-portal")).await?;

    let keyboard = Keyboard::of(&window);
    let began = Instant::now();
    keyboard.press(Key::F2).await?;
    keyboard.arrives_at("Tên hoặc mã thủ tục").await?;
    keyboard.text("tham do nuoc duoi dat").await?;
    scene::found(&window, "tham do nuoc duoi dat").await?;
    keyboard.press(Key::Down).await?;
    keyboard.press(Key::Enter).await?;
    window.see("45 ngày làm việc").await?;
    keyboard.press(Key::F9).await?;
    window.see("Người nộp và chủ hồ sơ").await?;

    keyboard.trigger(CARD).await?;
    keyboard
        .arrives_at("Số điện thoại")
        .await
        .context("the card does not say it")?;
    keyboard.text("0912345678").await?;
    keyboard.press(Key::Enter).await?;

    keyboard.arrives_at("Mục đích thăm dò").await?;
    keyboard.choose("Mục đích thăm dò", "Cấp nước sinh hoạt").await?;
    keyboard.arrives_at("Mục đích thăm dò").await?;
    keyboard.to("Xã, phường, thị trấn nơi có công trình").await?;
    keyboard.text("dak la").await?;
    wait::until("the commune offered", || async {
        let offered = window
            .read("return document.querySelector('[role=option]')?.innerText ?? ''")
            .await?;
        Ok(offered
            .as_str()
            .is_some_and(|text| text.contains("Đăk La"))
            .then_some(()))
    })
    .await?;
    keyboard.press(Key::Enter).await?;
    for (label, text) in [
        ("Thôn, tổ dân phố, địa điểm", "Thôn 1"),
        ("Lưu lượng nước dưới đất cần thăm dò", "150"),
        ("Số giếng thăm dò", "2"),
        ("Chiều sâu giếng dự kiến", "60"),
        ("Tầng chứa nước thăm dò", "Bazan"),
        ("Dự kiến bắt đầu thi công", "05/01/2027"),
        ("Thời gian thi công", "3"),
    ] {
        keyboard.to(label).await?;
        keyboard.text(text).await?;
    }
    keyboard.press(Key::Enter).await?;

    // The choice of files is not counted, the way from paper to paper would be.
    for (paper, file) in [(REQUEST, &request), (DESIGN, &design)] {
        keyboard.arrives_at(&format!("Chọn tệp cho {paper}")).await?;
        window.press(Key::Enter).await?;
        desktop::choose_file(file).await?;
        window
            .see(&file.file_name().unwrap_or_default().to_string_lossy())
            .await?;
    }
    keyboard.arrives_at("Thêm tệp cho").await?;
    keyboard.control(&Key::Enter.value().to_string()).await?;
    window.at_part(Part::Delivery).await?;
    keyboard.control(&Key::Enter.value().to_string()).await?;
    window.at_part(Part::Review).await?;
    keyboard.press(Key::F9).await?;
    window.see("Cổng dịch vụ công đã nhận đủ").await?;

    let seconds = began.elapsed().as_secs_f64();
    let (keys, letters) = (keyboard.count(), keyboard.letters());
    eprintln!(
        "at the counter: {keys} keys, {letters} letters, {seconds:.1} s from the search to the receipt"
    );
    ensure!(keys <= BAR, "{keys} keys of {BAR}");
    let ledger = portal::ledger(&home.join("training-portal")).await?;
    let dossiers = ledger["dossiers"].as_array().context("dossiers")?;
    ensure!(dossiers.len() == 1, "one dossier: {ledger:#}");
    window.picture("61-counter").await?;
    window.close().await
}
