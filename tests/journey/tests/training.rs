//! The journey through training: from registering to the result, in the real window, as
//! `cargo xtask run` plays it on a machine without a display. Every step is asserted in what the user
//! sees and in what the portal holds.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use motcua_journey::{
    acts::{self, CITIZEN, DRILLING, DRILLING_PLACE, Part},
    browser::{Browser, SystemBrowser},
    desktop,
    notifications::Notifications,
    papers, portal, wait,
    window::Window,
};

#[tokio::test(flavor = "multi_thread")]
async fn training_from_registering_to_the_result() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let home = folder.path().join("home");
    let held = home.join("training-portal");
    let browser = SystemBrowser::install(folder.path())?;
    let notifications = Notifications::start().await?;
    let window = Window::open(&home, &browser.environment()).await?;

    // First start: three ways to begin.
    window.see("Bạn muốn bắt đầu thế nào?").await?;
    window.picture("01-first-start").await?;
    window.click("Vào tập huấn").await?;
    window.see("Hồ sơ ở đây chỉ để luyện tập").await?;
    window.picture("02-training").await?;

    search(&window).await?;
    let dossier_before_account = prepare_before_account(&window).await?;
    register(&window, &held).await?;
    sign_in_and_claim(&window).await?;
    prepare(&window, folder.path(), &dossier_before_account).await?;
    let code = submit(&window, folder.path(), &held).await?;
    pay(&window, &browser, folder.path(), &held).await?;
    follow(&window, &notifications, folder.path(), &code, &held).await?;
    help(&window).await?;
    window.close().await
}

/// Đơn vị, lĩnh vực, words without marks: the circular's three procedures come first.
async fn search(window: &Window) -> Result<()> {
    window.go("Tìm thủ tục").await?;
    window.choose("Đơn vị", "Sở Tài nguyên và Môi trường").await?;
    window.choose("Lĩnh vực", "Tài nguyên nước").await?;
    window
        .refill("Tên hoặc mã thủ tục", "cap phep tham do nuoc duoi dat")
        .await?;
    let wanted = [
        "1.004232.000.00.00.H34",
        "1.004228.000.00.00.H34",
        "1.004223.000.00.00.H34",
    ];
    wait::until("the three groundwater procedures first", || async {
        let text = window.text().await?;
        let places: Option<Vec<usize>> = wanted.iter().map(|code| text.find(code)).collect();
        Ok(places.filter(|places| places.is_sorted()).map(drop))
    })
    .await?;
    for column in [
        "STT",
        "Mã chuẩn",
        "Tên thủ tục",
        "Lĩnh vực",
        "Cơ quan thực hiện",
        "Mức độ",
        "Thao tác",
    ] {
        window.see(column).await?;
    }
    window.picture("03-search").await?;
    window.follow(DRILLING, DRILLING_PLACE).await?;
    window.see("Thành phần hồ sơ").await?;
    for known in [
        "45 ngày làm việc",
        "Thiết kế giếng thăm dò",
        "Giấy phép thăm dò nước dưới đất",
        "mức minh họa",
    ] {
        window.see(known).await?;
    }
    window.picture("04-procedure").await
}

/// Preparing needs no account: what is typed now is there after the program was killed… and after signing in.
async fn prepare_before_account(window: &Window) -> Result<String> {
    window.click("Nộp hồ sơ trực tuyến").await?;
    window.see("Người nộp và chủ hồ sơ").await?;
    window.picture("05-task-list").await?;
    window.part(Part::Form).await?;
    window
        .refill("Thôn, tổ dân phố, địa điểm", "Thôn 3, cạnh trường học")
        .await?;
    window.press("\t").await?;
    window.see("Đã lưu").await?;
    let place = window.read("return location.hash").await?;
    Ok(place.as_str().unwrap_or_default().to_owned())
}

/// All errors at once; a letter by SMTP; signing in before confirming says why not.
async fn register(window: &Window, held: &Path) -> Result<()> {
    window.go("Đăng nhập").await?;
    window.follow("Đăng ký", "/register").await?;
    window.see("Mật khẩu cần có").await?;
    window.refill("Số định danh cá nhân", "999999999999").await?;
    window.submit("Đăng ký").await?;
    window.see("chỗ cần sửa").await?;
    window.picture("06-register-errors").await?;
    acts::register(window, &CITIZEN).await?;
    window.see("Hãy xác nhận thư điện tử").await?;
    window.picture("07-registered").await?;
    let ledger = portal::ledger(held).await?;
    ensure!(
        ledger["accounts"].as_array().map(Vec::len) == Some(1),
        "one account: {ledger:#}"
    );

    window.go("Đăng nhập").await?;
    acts::sign_in(window, &CITIZEN).await?;
    window.see("Tài khoản chưa được xác nhận").await?;
    window.picture("08-not-confirmed").await?;

    window.go("Hộp thư tập huấn").await?;
    window
        .click("Xác nhận đăng ký tài khoản sử dụng cổng dịch vụ công trực tuyến")
        .await?;
    window.picture("09-mailbox").await?;
    window.click("Xác nhận tài khoản").await?;
    window.see("Đã xác nhận tài khoản").await
}

/// The draft made before is kept and goes to whom the user says.
async fn sign_in_and_claim(window: &Window) -> Result<()> {
    window.go("Đăng nhập").await?;
    window.picture("10-sign-in").await?;
    acts::sign_in(window, &CITIZEN).await?;
    window.see("Hồ sơ nào là của bạn?").await?;
    window.picture("11-claim").await?;
    window.tick_starting(DRILLING).await?;
    window.click("Đưa 1 hồ sơ vào tài khoản của tôi").await?;
    window.see("Đã đưa 1 hồ sơ vào tài khoản").await
}

async fn prepare(window: &Window, folder: &Path, place: &str) -> Result<()> {
    window.go("Hồ sơ").await?;
    window.see(DRILLING).await?;
    window.picture("12-dossiers").await?;
    window.click("Chưa ghi người nộp").await?;

    let dossier = place.split('/').nth(2).context("a dossier in the address")?;
    wait::until("the draft made before signing in", || async {
        let hash = window.read("return location.hash").await?;
        Ok(hash.as_str().unwrap_or_default().contains(dossier).then_some(()))
    })
    .await?;

    window.part(Part::People).await?;
    acts::fill_people(window, &CITIZEN).await?;
    window.picture("13-people").await?;
    window.part(Part::Form).await?;
    ensure!(
        window
            .value("Thôn, tổ dân phố, địa điểm")
            .await?
            .contains("trường học"),
        "what was typed before signing in is there"
    );
    acts::fill_form(window, "250").await?;
    window.see("800.000").await?;
    window.picture("14-form").await?;

    window.part(Part::Papers).await?;
    let text = folder.join("don.txt");
    std::fs::write(&text, "không phải PDF")?;
    let fake = folder.join("gia.pdf");
    std::fs::write(&fake, "không phải PDF")?;
    window
        .click("Chọn tệp cho Đơn đề nghị cấp giấy phép thăm dò nước dưới đất")
        .await?;
    desktop::choose_file(&fake).await?;
    window.see("Không nhận tệp").await?;
    window.picture("15-refused-file").await?;
    let form = papers::pdf(folder, "don-de-nghi.pdf", "Don de nghi", 30_000)?;
    acts::attach(window, "Đơn đề nghị cấp giấy phép thăm dò nước dưới đất", &form).await?;
    let plan = papers::pdf(folder, "de-an-tham-do.pdf", "De an tham do", 600_000)?;
    acts::drop_on(window, "1.004232-TP02", &plan).await?;
    // Later changes of the original do not reach the dossier.
    std::fs::write(&plan, "đã sửa")?;
    window.picture("16-papers").await?;
    window.click("Xem don-de-nghi.pdf").await?;
    window
        .element(
            "the first page of the PDF",
            motcua_journey::window::css("canvas[role=img][height]"),
        )
        .await?;
    window.picture("17-viewer").await?;
    window.press(motcua_journey::window::ESCAPE).await?;

    window.part(Part::Delivery).await?;
    window.tick_starting("Gửi kết quả giấy").await?;
    window.refill("Người nhận kết quả", CITIZEN.name).await?;
    window.refill("Số điện thoại", CITIZEN.phone).await?;
    acts::fill_address(window, "Số 12, thôn 3").await?;
    window.picture("18-delivery").await?;
    window.part(Part::Review).await?;
    window.picture("19-review").await
}

async fn submit(window: &Window, folder: &Path, held: &Path) -> Result<String> {
    window.click("Nộp hồ sơ").await?;
    window.see("Cổng dịch vụ công đã nhận đủ").await?;
    window.picture("20-submitted").await?;
    let ledger = portal::ledger(held).await?;
    let dossiers = ledger["dossiers"].as_array().context("dossiers")?;
    ensure!(dossiers.len() == 1, "one dossier at the portal: {ledger:#}");
    let code = dossiers[0]["code"].as_str().context("a code")?.to_owned();
    window.see(&code).await?;
    let held = dossiers[0]["papers"].as_array().context("papers")?;
    window
        .click(&format!("Giấy tờ cổng đang giữ ({} tệp)", held.len()))
        .await?;
    for paper in held {
        let hash = paper["stored"]["sha256"]
            .as_str()
            .context("a hash recomputed by the ledger")?;
        window.see(hash).await?;
    }
    let proof = folder.join("xac-nhan.pdf");
    window.save_by("Lưu giấy xác nhận (PDF)", &proof).await?;
    let text = pdf_text(&proof).await?;
    ensure!(text.contains(&code), "the proof names the code: {text}");
    Ok(code)
}

/// The bank's page opens in the system's browser; only its signed notice makes the fee paid.
async fn pay(window: &Window, system: &SystemBrowser, folder: &Path, held: &Path) -> Result<()> {
    window.go("Trang cá nhân").await?;
    window.picture("21-profile").await?;
    window.click("Mở danh sách giao dịch").await?;
    window.see("Chưa thanh toán").await?;
    window.picture("22-transactions").await?;
    window.click("Thanh toán phí/lệ phí").await?;
    window.see("Tài khoản nhận").await?;
    window.picture("23-payment").await?;
    let chromium = Browser::start().await?;
    window.click_starting("Thanh toán 800.000").await?;
    window.see("Đang chờ xác nhận của ngân hàng").await?;
    chromium.go(&system.asked(0).await?).await?;
    chromium.see("mô phỏng").await?;
    chromium.picture("24-bank").await?;
    chromium.click("Thanh toán").await?;
    window.see("Đã thanh toán, biên lai số").await?;
    window.picture("25-paid").await?;
    let ledger = portal::ledger(held).await?;
    ensure!(
        ledger["receipts"].as_array().map(Vec::len) == Some(1),
        "one receipt: {ledger:#}"
    );
    let receipt = folder.join("bien-lai.pdf");
    window.save_by("Lưu biên lai", &receipt).await?;
    let text = pdf_text(&receipt).await?;
    ensure!(text.contains("800.000"), "the receipt names the amount: {text}");
    Ok(())
}

async fn follow(
    window: &Window,
    notifications: &Notifications,
    folder: &Path,
    code: &str,
    held: &Path,
) -> Result<()> {
    notifications.see(code).await?;
    window.go("Hồ sơ").await?;
    window.tab("Đã nộp").await?;
    window.open_row(code).await?;
    window.click("Xem tiến trình xử lý").await?;
    window.see("Đã trả kết quả").await?;
    window.picture("26-result").await?;
    let result = folder.join("ket-qua.pdf");
    window.save_by("Lưu kết quả", &result).await?;
    ensure!(
        std::fs::read(&result)?.starts_with(b"%PDF-"),
        "the result is a PDF"
    );
    let ledger = portal::ledger(held).await?;
    let status = &ledger["dossiers"][0]["status"];
    ensure!(*status == "returned", "the portal returned the result: {status}");
    Ok(())
}

async fn help(window: &Window) -> Result<()> {
    window.go("Trợ giúp").await?;
    for number in ["0260.3797799", "0260.3958.789", "0260.3916028"] {
        window.see(number).await?;
    }
    window.picture("27-help").await
}

async fn pdf_text(path: &Path) -> Result<String> {
    let output = tokio::process::Command::new("pdftotext")
        .arg("-layout")
        .arg(path)
        .arg("-")
        .output()
        .await?;
    ensure!(output.status.success(), "pdftotext {}", path.display());
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
