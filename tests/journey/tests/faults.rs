//! Journeys through faults, in the real window against a real portal: no network, a cut link, killed
//! programs, lost answers, an ended session, banks that misbehave. Asserted in what the user sees and in
//! what the portal holds.

use std::{path::Path, time::Duration};

use anyhow::{Context as _, Result, ensure};
use motcua_journey::{
    acts::{self, CITIZEN, DRILLING},
    browser::Browser,
    desktop, papers,
    scene::{self, DESIGN, REQUEST, Scene},
    wait,
    window::{Window, css},
};
use serde_json::{Value, json};
use tokio::time::Instant;

const PLACE: &str = "Thôn, tổ dân phố, địa điểm";
/// Its fee of 4.000.000 ₫ is the same whatever is answered.
const EXTENSION: &str = "Gia hạn giấy phép thăm dò khoáng sản (cấp Tỉnh)";
/// I1: what is typed is on the disk at the latest a second after the first key that is not.
const COMMITTED: Duration = Duration::from_millis(1_200);

#[tokio::test(flavor = "multi_thread")]
async fn offline_then_sent() -> Result<()> {
    let scene = Scene::start(json!({})).await?;
    let window = scene.open().await?;
    scene.enrol(&window).await?;
    scene.link.cut();

    let request = papers::pdf(scene.folder(), "don-de-nghi.pdf", "Don de nghi", 40_000)?;
    let design = papers::pdf(scene.folder(), "thiet-ke-gieng.pdf", "Thiet ke gieng", 2_000_000)?;
    scene::prepare(&window, &request, &design).await?;
    window.click("Nộp hồ sơ").await?;
    window.see("Chưa nộp: hồ sơ đang").await?;
    window.go("Hộp gửi").await?;
    window.see("Chưa nộp: chưa kết nối được cổng").await?;
    window.see("Hộp gửi: 1 hồ sơ đang chờ gửi").await?;
    window.picture("f01-queued-offline").await?;
    let ledger = scene.portal.ledger().await?;
    ensure!(
        ledger["dossiers"] == json!([]),
        "nothing at the portal: {ledger:#}"
    );

    // The power goes while a second draft is being typed, the caret still in the field.
    let typed = "Thôn 5, cạnh nhà rông, đường vào rẫy cà phê";
    scene::begin(&window).await?;
    window.click("Biểu mẫu").await?;
    window.refill(PLACE, typed).await?;
    let last_key = Instant::now();
    let place = hash(&window).await?;
    tokio::time::sleep_until(last_key + COMMITTED).await;
    window.kill().await?;

    let window = scene.open().await?;
    back_at(&window, &place).await?;
    let found = window.value(PLACE).await?;
    ensure!(found == typed, "typed {typed:?}, found {found:?}");
    window.see("Hộp gửi: 1 hồ sơ đang chờ gửi").await?;
    window.picture("f02-back-after-power-cut").await?;

    // And again while a large file is being copied.
    let map = papers::pdf(scene.folder(), "ban-do-vi-tri.pdf", "Ban do", 19_000_000)?;
    window.click("Thành phần hồ sơ").await?;
    window.click(&format!("Chọn tệp cho {REQUEST}")).await?;
    desktop::choose_file(&map).await?;
    let place = hash(&window).await?;
    window.kill().await?;

    let window = scene.open().await?;
    back_at(&window, &place).await?;
    window.see(DESIGN).await?;
    if !window.text().await?.contains("ban-do-vi-tri.pdf") {
        acts::attach(&window, REQUEST, &map).await?;
    }
    // Whole: the viewer reads its bytes, checked against their hash, from the first to the last.
    window.click("Xem ban-do-vi-tri.pdf").await?;
    window
        .element("the first page of the file", css("canvas[role=img][height]"))
        .await?;
    window.press(motcua_journey::window::ESCAPE).await?;
    window.see("Hộp gửi: 1 hồ sơ đang chờ gửi").await?;

    // The link returns: nobody presses anything.
    scene.link.mend();
    let ledger = scene.submitted(1).await?;
    let code = scene::holds_exactly(&ledger, &[&request, &design]).await?;
    window.see("Hộp gửi trống").await?;
    scene::see_submitted(&window, &code).await?;
    window.picture("f03-sent-after-offline").await?;
    window.go("Hồ sơ").await?;
    window.see("Đang soạn").await?;
    window.click(DRILLING).await?;
    window.click("Biểu mẫu").await?;
    let found = window.value(PLACE).await?;
    ensure!(found == typed, "the second draft is still a draft: {found:?}");
    window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn cut_and_killed_while_sending() -> Result<()> {
    const MEGABYTE: i64 = 1_000_000;
    let mut scene = Scene::start(json!({})).await?;
    let window = scene.open().await?;
    scene.enrol(&window).await?;
    let request = papers::pdf(scene.folder(), "don-de-nghi.pdf", "Don de nghi", 200_000)?;
    let design = papers::pdf(scene.folder(), "thiet-ke-gieng.pdf", "Thiet ke gieng", 12_000_000)?;
    scene::prepare(&window, &request, &design).await?;
    let before = scene.link.forwarded();

    // The link is cut in the middle of the upload.
    scene.link.cut_after(3 * MEGABYTE);
    window.click("Nộp hồ sơ").await?;
    wait::until("the link to be cut", || async {
        Ok(scene.link.is_down().then_some(()))
    })
    .await?;
    window.see("Chưa nộp: hồ sơ đang").await?;
    window.go("Hộp gửi").await?;
    window.see("Chưa nộp: ").await?;
    window.picture("f04-cut-while-sending").await?;

    // The portal is killed in the middle of the upload.
    scene.link.mend();
    scene.link.hold_after(3 * MEGABYTE);
    still(&scene, &window).await?;
    scene.portal.kill().await?;
    scene.link.mend();
    scene.link.hold_after(3 * MEGABYTE);
    scene.portal.restart().await?;

    // The desk is killed in the middle of the upload.
    still(&scene, &window).await?;
    window.see("Chưa nộp: đang tải tệp lên cổng").await?;
    window.picture("f05-sending").await?;
    window.kill().await?;

    // The portal takes the submission, and its answer is lost.
    scene.link.mend();
    scene.link.lose_answers_from_submission();
    let window = scene.open().await?;
    let ledger = scene.submitted(1).await?;
    let code = scene::holds_exactly(&ledger, &[&request, &design]).await?;
    window.go("Hộp gửi").await?;
    window.see("Chưa nộp: ").await?;
    ensure!(
        !window.text().await?.contains(&code),
        "submitted only once the portal's answer is here"
    );
    scene.link.cut();
    scene.link.mend();
    window.see("Hộp gửi trống").await?;
    scene::see_submitted(&window, &code).await?;
    window.picture("f06-sent-after-cuts").await?;

    let ledger = scene.portal.ledger().await?;
    let again = scene::holds_exactly(&ledger, &[&request, &design]).await?;
    ensure!(again == code, "one dossier, one code");
    ensure!(ledger["open_uploads"] == 0, "no upload is left over: {ledger:#}");
    let files = std::fs::metadata(&request)?.len() + std::fs::metadata(&design)?.len();
    let sent = scene.link.forwarded() - before;
    ensure!(
        sent * 2 <= files * 3,
        "{sent} bytes sent for {files} bytes of files"
    );
    window.close().await
}

/// Waits until the link stands still in the middle of an upload; asks the desk to try at once meanwhile.
async fn still(scene: &Scene, window: &Window) -> Result<()> {
    window.click("Gửi ngay").await?;
    wait::until("the link to stand still", || async {
        Ok(scene.link.is_still().then_some(()))
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn session_expired() -> Result<()> {
    const REFRESH: Duration = Duration::from_secs(25);
    let lifetimes = json!({ "access": 2, "refresh": REFRESH.as_secs(), "refresh_grace": 5 });
    let scene = Scene::start(json!({ "lifetimes": lifetimes })).await?;
    let window = scene.open().await?;
    scene.enrol(&window).await?;
    scene.link.cut();
    let last_contact = Instant::now();
    let request = papers::pdf(scene.folder(), "don-de-nghi.pdf", "Don de nghi", 40_000)?;
    let design = papers::pdf(scene.folder(), "thiet-ke-gieng.pdf", "Thiet ke gieng", 500_000)?;
    scene::prepare(&window, &request, &design).await?;
    tokio::time::sleep_until(last_contact + REFRESH + Duration::from_secs(1)).await;
    window.click("Nộp hồ sơ").await?;
    window.see("Chưa nộp: hồ sơ đang").await?;

    scene.link.mend();
    window.go("Hộp gửi").await?;
    window.see("Cần đăng nhập để gửi").await?;
    window.see("Chưa nộp: cần đăng nhập để gửi").await?;
    window.picture("f07-session-ended").await?;
    let ledger = scene.portal.ledger().await?;
    ensure!(
        ledger["files"] == json!([]),
        "nothing was taken without a session: {ledger:#}"
    );

    window.click("Đăng nhập").await?;
    acts::sign_in(&window, &CITIZEN).await?;
    let ledger = scene.submitted(1).await?;
    let code = scene::holds_exactly(&ledger, &[&request, &design]).await?;
    window.see("Hộp gửi trống").await?;
    scene::see_submitted(&window, &code).await?;
    window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn payment_notices() -> Result<()> {
    // A procedure of 2026 whose fee is known from the law, so that it is owed outside training.
    let beneficiary = json!({
        "name": "KHO BAC NHA NUOC KHU VUC", "account": "3949010999", "bank": "Agribank", "bank_bin": "970405",
    });
    let scene =
        Scene::start(json!({ "default_edition": "2026", "money": { "beneficiary": beneficiary } })).await?;
    let window = scene.open().await?;
    scene.enrol(&window).await?;
    let bank = Browser::start().await?;
    let request = papers::pdf(scene.folder(), "van-ban-de-nghi.pdf", "Van ban de nghi", 40_000)?;
    let report = papers::pdf(scene.folder(), "bao-cao.pdf", "Bao cao", 90_000)?;
    window.go("Tìm thủ tục").await?;
    window
        .refill("Tên hoặc mã thủ tục", "gia han giay phep tham do khoang san")
        .await?;
    window.click(EXTENSION).await?;
    window.click("Nộp hồ sơ trực tuyến").await?;
    window.click("Người nộp và chủ hồ sơ").await?;
    window
        .choose_typed("Tỉnh, thành phố", "quang ngai", "Tỉnh Quảng Ngãi")
        .await?;
    window
        .choose_typed("Phường, xã, thị trấn", "kon tum", "Phường Kon Tum")
        .await?;
    window.refill("Số nhà, đường, thôn, tổ", "Số 12, thôn 3").await?;
    window.click("Biểu mẫu").await?;
    window
        .refill(
            "Nội dung yêu cầu giải quyết",
            "Gia hạn giấy phép thăm dò số 12/GP-UBND",
        )
        .await?;
    send(&window, &request, &report).await?;
    owed(&window).await?;

    refused_tries(&scene, &window, &bank).await?;
    by_vietqr(&scene, &window, &bank).await?;
    late(&scene, &window, &bank, &request, &report).await?;
    window.close().await
}

/// Forged, cancelled, refused: never paid, and each can be tried again.
async fn refused_tries(scene: &Scene, window: &Window, bank: &Browser) -> Result<()> {
    window.click_starting("Thanh toán 4.000.000").await?;
    window.see("Đang chờ xác nhận của ngân hàng").await?;
    bank.go(&scene.system.asked(0).await?).await?;
    trouble(bank, "forged").await?;
    bank.click("Thanh toán").await?;
    bank.see("Không đọc được kết quả từ trình duyệt").await?;
    notice(scene, "forged").await?;
    window.click("Hỏi lại cổng").await?;
    window.see("Đang chờ xác nhận của ngân hàng").await?;
    ensure!(
        !window.text().await?.contains("Đã thanh toán"),
        "a forged notice pays nothing"
    );
    let ledger = scene.portal.ledger().await?;
    ensure!(ledger["attempts"][0]["state"] == "pending", "{ledger:#}");
    ensure!(ledger["receipts"] == json!([]), "{ledger:#}");
    window.picture("f08-forged").await?;

    bank.go(&scene.system.asked(0).await?).await?;
    bank.click("Hủy").await?;
    window.see("Lần thanh toán trước đã hủy").await?;

    window.click_starting("Thanh toán 4.000.000").await?;
    bank.go(&scene.system.asked(1).await?).await?;
    bank.click("Không đủ tiền").await?;
    window.see("Lần thanh toán trước không thành").await?;
    window.picture("f09-try-again").await
}

/// A VietQR, paid at the bank with what it says; the bank tells the portal twice.
async fn by_vietqr(scene: &Scene, window: &Window, bank: &Browser) -> Result<()> {
    window.tick_starting("Mã VietQR").await?;
    window.click_starting("Thanh toán 4.000.000").await?;
    window
        .element(
            "the VietQR",
            css("svg[aria-label='Mã VietQR để quét bằng điện thoại'] path"),
        )
        .await?;
    window.picture("f10-vietqr").await?;
    let text = window.text().await?;
    let reference = text
        .split_once("Mã giao dịch: ")
        .and_then(|(_, rest)| rest.split_whitespace().next())
        .with_context(|| format!("a reference in:\n{text}"))?;
    let ledger = scene.portal.ledger().await?;
    ensure!(ledger["attempts"][2]["reference"] == *reference, "{ledger:#}");
    bank.go(&format!("{}/transfer", scene.portal.addresses.bank))
        .await?;
    bank.fill("account", "3949010999").await?;
    bank.fill("amount", "4000000").await?;
    bank.fill("content", reference).await?;
    trouble(bank, "duplicate").await?;
    bank.click("Chuyển tiền").await?;
    bank.see("đã hoàn thành").await?;
    window.see("Đã thanh toán, biên lai số").await?;
    wait::until("both notices", || async {
        let ledger = scene.portal.ledger().await?;
        Ok((notices(&ledger, "transfer") == 2).then_some(()))
    })
    .await?;
    let ledger = scene.portal.ledger().await?;
    ensure!(
        ledger["receipts"].as_array().map(Vec::len) == Some(1),
        "one receipt: {ledger:#}"
    );
    let number = ledger["receipts"][0]["number"].as_str().context("a number")?;
    window
        .see(&format!("Đã thanh toán, biên lai số {number}"))
        .await?;
    nothing_to_pay(window).await?;
    window.go("Trang cá nhân").await?;
    window.click("Mở danh sách giao dịch").await?;
    window.see("Lưu biên lai").await?;
    nothing_to_pay(window).await
}

/// Given up in the window and yet paid at the bank: the money waits for an officer, nobody pays twice.
async fn late(scene: &Scene, window: &Window, bank: &Browser, request: &Path, report: &Path) -> Result<()> {
    window.go("Hồ sơ").await?;
    window.tab("Đã nộp").await?;
    window.click(EXTENSION).await?;
    window.click("Tạo hồ sơ tương tự").await?;
    window.see("Đang soạn").await?;
    send(window, request, report).await?;
    owed(window).await?;
    window.click_starting("Thanh toán 4.000.000").await?;
    window.see("Đang chờ xác nhận của ngân hàng").await?;
    bank.go(&scene.system.asked(2).await?).await?;
    window.click("Hủy lần thanh toán này").await?;
    window.see("Lần thanh toán trước đã hủy").await?;
    trouble(bank, "reorder").await?;
    bank.click("Thanh toán").await?;
    window.see("Tiền đến muộn, đang được đối soát").await?;
    window.picture("f11-late").await?;
    nothing_to_pay(window).await?;
    let ledger = scene.portal.ledger().await?;
    ensure!(ledger["attempts"][3]["state"] == "late", "{ledger:#}");
    ensure!(
        ledger["receipts"].as_array().map(Vec::len) == Some(1),
        "{ledger:#}"
    );
    Ok(())
}

/// Attaches the two papers and sends the dossier.
async fn send(window: &Window, request: &Path, report: &Path) -> Result<()> {
    window.click("Thành phần hồ sơ").await?;
    acts::attach(
        window,
        "Văn bản đề nghị gia hạn giấy phép thăm dò khoáng sản",
        request,
    )
    .await?;
    acts::attach(
        window,
        "Báo cáo kết quả thăm dò và kế hoạch thăm dò tiếp theo",
        report,
    )
    .await?;
    window.click("Kiểm tra và nộp").await?;
    window.click("Nộp hồ sơ").await?;
    window.see("Cổng dịch vụ công đã nhận đủ").await
}

/// Goes to what is owed now.
async fn owed(window: &Window) -> Result<()> {
    window.go("Trang cá nhân").await?;
    window.click("Mở danh sách giao dịch").await?;
    window.click("Thanh toán phí/lệ phí").await?;
    window.see("Tài khoản nhận").await
}

async fn nothing_to_pay(window: &Window) -> Result<()> {
    let text = window.text().await?;
    ensure!(
        !text.contains("Thanh toán 4.000.000") && !text.contains("Thanh toán phí/lệ phí\n4"),
        "a second payment is offered:\n{text}"
    );
    Ok(())
}

/// Chooses on the bank's page what the bank is to do wrong.
async fn trouble(bank: &Browser, scenario: &str) -> Result<()> {
    bank.click_element("details:not([open]) > summary").await?;
    bank.click_element(&format!("input[name=scenario][value={scenario}]"))
        .await
}

/// Waits for a notice of the bank with this effect.
async fn notice(scene: &Scene, effect: &str) -> Result<()> {
    wait::until(&format!("a notice that is {effect}"), || async {
        let ledger = scene.portal.ledger().await?;
        let all = ledger["bank_notices"].as_array().context("notices")?;
        Ok(all.iter().any(|one| one["effect"] == effect).then_some(()))
    })
    .await
}

fn notices(ledger: &Value, kind: &str) -> usize {
    let all = ledger["bank_notices"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    all.iter().filter(|one| one["kind"] == kind).count()
}

/// Where the window is.
async fn hash(window: &Window) -> Result<String> {
    let hash = window.read("return location.hash").await?;
    Ok(hash.as_str().unwrap_or_default().to_owned())
}

/// Waits until the window is where it was.
async fn back_at(window: &Window, place: &str) -> Result<()> {
    wait::until(&format!("the window at {place}"), || async {
        Ok((hash(window).await? == place).then_some(()))
    })
    .await
}
