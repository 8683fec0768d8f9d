//! A dossier between the citizen's window and the officer's page in a real browser: several files for a component,
//! received with a due date, a supplement asked for item by item and answered, finished, its result opened;
//! then the account: signing out, looking up without it, a forgotten password.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use motcua_journey::{
    acts::{self, CITIZEN, DRILLING, Part},
    browser::Browser,
    notifications::Notifications,
    papers,
    scene::{self, DESIGN, Scene},
    wait,
    window::{ESCAPE, Window, css},
};
use serde_json::{Value, json};

const REASON: &str = "Thiết kế chưa có chữ ký của đơn vị thi công";
const NEW_PASSWORD: &str = "KonTum#2027";

#[tokio::test(flavor = "multi_thread")]
async fn supplement_and_result() -> Result<()> {
    let scene = Scene::start(json!({})).await?;
    let notifications = Notifications::start().await?;
    let window = scene.open().await?;
    scene.enrol(&window).await?;
    let code = send_several_files(&scene, &window).await?;
    let key = lookup_key(&window).await?;

    let officer = Officer::sign_in(&scene).await?;
    officer.browser.click(&code).await?;
    officer.browser.click("Tiếp nhận").await?;
    notifications.see(&code).await?;
    window.click("Xem tiến trình xử lý").await?;
    window.see("Được tiếp nhận").await?;
    let due = scene.portal.ledger().await?["dossiers"][0]["due_on"].clone();
    window.see(&day(&due)?).await?;
    window.picture("30-received").await?;

    officer.ask_supplement().await?;
    answer_supplement(&scene, &window).await?;

    officer.finish(&scene, &code).await?;
    open_result(&scene, &window, &code).await?;

    sign_out_and_look_up(&window, &code, &key).await?;
    forgotten_password(&scene, &window).await?;
    window.close().await
}

/// Several files for a component, in another order, one replaced, one removed and brought back, one removed.
async fn send_several_files(scene: &Scene, window: &Window) -> Result<String> {
    let folder = scene.folder();
    let file = |name: &str, title: &str| papers::pdf(folder, name, title, 40_000);
    let request = file("don-de-nghi.pdf", "Don de nghi")?;
    let drawing = file("ban-ve.pdf", "Ban ve")?;
    let design = file("thiet-ke.pdf", "Thiet ke gieng")?;
    scene::prepare(window, &request, &drawing).await?;
    window.part(Part::Papers).await?;
    acts::attach_more(window, DESIGN, &design).await?;
    let extra = file("nham.pdf", "Nham")?;
    acts::attach_more(window, DESIGN, &extra).await?;
    window.click("Gỡ nham.pdf").await?;
    window.see("Đã gỡ nham.pdf").await?;
    window.click("Hoàn tác").await?;
    window.see("Đã đưa lại nham.pdf").await?;
    let signed = file("ban-ve-co-dau.pdf", "Ban ve co dau")?;
    acts::replace(window, "nham.pdf", &signed).await?;
    window.click("Gỡ ban-ve.pdf").await?;
    window.see("Đã gỡ ban-ve.pdf").await?;
    window.click("Đưa ban-ve-co-dau.pdf lên trên").await?;
    window.see("ban-ve-co-dau.pdf nay ở vị trí 1").await?;
    window.picture("29-several-files").await?;
    window.part(Part::Review).await?;
    window.click("Nộp hồ sơ").await?;
    window.see("Cổng dịch vụ công đã nhận đủ").await?;

    let ledger = scene.submitted(1).await?;
    let code = scene::holds_exactly(&ledger, &[&request, &signed, &design], &[&drawing, &extra]).await?;
    let order: Vec<_> = names(&ledger["dossiers"][0]["papers"]);
    ensure!(
        order == ["don-de-nghi.pdf", "ban-ve-co-dau.pdf", "thiet-ke.pdf"],
        "in the order of the window: {order:?}"
    );
    window.see(&code).await?;
    Ok(code)
}

fn names(papers: &Value) -> Vec<String> {
    papers
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|paper| paper["file_name"].as_str().map(str::to_owned))
        .collect()
}

/// The key that stands beside the code.
async fn lookup_key(window: &Window) -> Result<String> {
    let text = window.text().await?;
    let (_, rest) = text.split_once("Mã tra cứu").context("a look-up key")?;
    Ok(rest.split_whitespace().next().context("a key")?.to_owned())
}

/// A day of the ledger, as the window writes it.
fn day(on: &Value) -> Result<String> {
    let text = on.as_str().context("a due date")?;
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    Ok(format!(
        "{}/{}/{}",
        day.context("a day")?,
        month.context("a month")?,
        year.context("a year")?
    ))
}

/// The officer's page.
struct Officer {
    browser: Browser,
}

impl Officer {
    async fn sign_in(scene: &Scene) -> Result<Self> {
        let browser = Browser::start().await?;
        browser.go(&scene.portal.addresses.officer).await?;
        browser
            .fill("password", &scene.portal.officer_password().await?)
            .await?;
        browser.click("Đăng nhập").await?;
        browser.see(DRILLING).await?;
        browser.picture("31-officer").await?;
        Ok(Self { browser })
    }

    async fn ask_supplement(&self) -> Result<()> {
        self.browser.click("Chuyển xử lý").await?;
        self.browser
            .click_element("details:has(form[action$='/supplement']) > summary")
            .await?;
        self.browser
            .fill_element("details[open] textarea[name='component:1.004232-TP03']", REASON)
            .await?;
        self.browser.picture("32-officer-asks").await?;
        self.browser.click("Gửi yêu cầu bổ sung").await?;
        self.browser.see("Đang chờ người nộp bổ sung").await
    }

    async fn finish(&self, scene: &Scene, code: &str) -> Result<()> {
        let result = papers::pdf(scene.folder(), "giay-phep.pdf", "Giay phep", 60_000)?;
        self.browser.go(&scene.portal.addresses.officer).await?;
        self.browser.click(code).await?;
        self.browser.see("đã bổ sung lúc").await?;
        self.browser
            .click_element("details:has(form[action$='/finish']) > summary")
            .await?;
        self.browser
            .fill_element("#result", &result.to_string_lossy())
            .await?;
        self.browser.click("Đã xử lý xong").await?;
        self.browser.click("Trả kết quả").await?;
        self.browser.see("giay-phep.pdf").await
    }
}

/// Each item that is asked for leads to its place; the answer goes as the first submission did.
async fn answer_supplement(scene: &Scene, window: &Window) -> Result<()> {
    window.see("Cơ quan yêu cầu bổ sung giấy tờ").await?;
    window.see(REASON).await?;
    window.picture("33-supplement-asked").await?;
    window.click("Bổ sung hồ sơ").await?;
    window.part(Part::Papers).await?;
    let signed = papers::pdf(scene.folder(), "thiet-ke-da-ky.pdf", "Thiet ke da ky", 50_000)?;
    acts::replace(window, "thiet-ke.pdf", &signed).await?;
    window.part(Part::Review).await?;
    window
        .refill("Lời nhắn cho cán bộ", "Đã ký và đóng dấu, xin xem trang cuối.")
        .await?;
    window.click("Gửi bổ sung").await?;
    let ledger = wait::until("the answer at the portal", || async {
        let ledger = scene.portal.ledger().await?;
        let sent = ledger["dossiers"][0]["submissions"].as_array().map(Vec::len);
        Ok((sent == Some(2)).then_some(ledger))
    })
    .await?;
    let dossier = &ledger["dossiers"][0];
    ensure!(
        ledger["dossiers"].as_array().map(Vec::len) == Some(1),
        "one dossier: {ledger:#}"
    );
    let papers = names(&dossier["papers"]);
    ensure!(
        papers.contains(&"thiet-ke-da-ky.pdf".to_owned()) && !papers.contains(&"thiet-ke.pdf".to_owned()),
        "the answer's papers: {papers:?}"
    );
    window.see_no_more("Chưa gửi bổ sung").await
}

/// The result is here as a file, byte for byte the officer's, and opens in the window.
async fn open_result(scene: &Scene, window: &Window, code: &str) -> Result<()> {
    window.go("Hồ sơ").await?;
    window.tab("Đã nộp").await?;
    window.open_row(code).await?;
    window.click("Xem tiến trình xử lý").await?;
    window.see("Đã trả kết quả").await?;
    window.click("Xem kết quả").await?;
    window
        .element("the first page of the result", css("canvas[role=img][height]"))
        .await?;
    window.picture("34-result-opened").await?;
    window.press(ESCAPE).await?;
    let saved = scene.folder().join("ket-qua.pdf");
    window.save_by("Lưu kết quả", &saved).await?;
    let same = std::fs::read(&saved)? == std::fs::read(scene.folder().join("giay-phep.pdf"))?;
    ensure!(same, "the result is the officer's file");
    let status = &scene.portal.ledger().await?["dossiers"][0]["status"];
    ensure!(*status == "returned", "the portal says {status}");
    Ok(())
}

/// Without an account: code and key of the acknowledgement tell where the dossier is; a wrong key tells nothing.
async fn sign_out_and_look_up(window: &Window, code: &str, key: &str) -> Result<()> {
    window.go("Trang cá nhân").await?;
    window.click("Đăng xuất").await?;
    window.see("Chưa đăng nhập").await?;
    window.go("Tra cứu hồ sơ").await?;
    window.refill("Mã hồ sơ", code).await?;
    window.refill("Mã tra cứu", "AAAA-BBBB-CCCC").await?;
    window.submit("Tra cứu").await?;
    window.see("Không tra cứu được").await?;
    window.refill("Mã tra cứu", key).await?;
    window.submit("Tra cứu").await?;
    window.see("Đã trả kết quả").await?;
    window.picture("35-looked-up").await
}

/// A code by letter sets a new password; the old one opens nothing any more.
async fn forgotten_password(scene: &Scene, window: &Window) -> Result<()> {
    window.go("Đăng nhập").await?;
    window.follow("Quên mật khẩu?", "/forgotten").await?;
    window.refill("Thư điện tử", CITIZEN.email).await?;
    window.submit("Gửi mã").await?;
    window.see("Mã trong thư").await?;
    let letter = wait::until("the letter with the code", || async {
        let letters = scene::letters(&scene.folder().join("portal")).await?;
        Ok(letters[0]["body"]
            .as_str()
            .and_then(|body| body.split_once("Mã đặt lại mật khẩu:"))
            .and_then(|(_, rest)| rest.split_whitespace().next())
            .map(str::to_owned))
    })
    .await?;
    window.refill("Mã trong thư", &letter).await?;
    window.refill("Mật khẩu mới", NEW_PASSWORD).await?;
    window.picture("36-new-password").await?;
    window.submit("Đặt mật khẩu").await?;
    window.see("Đã đặt mật khẩu mới").await?;
    acts::sign_in(window, &CITIZEN).await?;
    window.see("không đúng").await?;
    let renewed = acts::Citizen {
        password: NEW_PASSWORD,
        ..CITIZEN
    };
    acts::sign_in(window, &renewed).await?;
    window.see("Trang cá nhân").await?;
    window.go("Hồ sơ").await?;
    window.tab("Đã nộp").await?;
    window.see(DRILLING).await
}

/// Businesses and organisations have fields and checks of their own; a letter that did not come is sent again.
#[tokio::test(flavor = "multi_thread")]
async fn businesses_and_organisations_register() -> Result<()> {
    let scene = Scene::start(json!({})).await?;
    let data = scene.folder().join("portal");
    let window = scene.open().await?;
    scene.connect(&window).await?;

    window.go("Đăng nhập").await?;
    window.follow("Đăng ký", "/register").await?;
    window.tab("Doanh nghiệp").await?;
    window.refill("Mã số thuế", "0100109107").await?;
    window.refill("Thư điện tử", "khong-phai-thu").await?;
    window.submit("Đăng ký").await?;
    window.see("chỗ cần sửa").await?;
    window.picture("37-business-errors").await?;
    fill_registration(
        &window,
        &[
            ("Tên doanh nghiệp", "Công ty TNHH Nước Ngầm Đăk Bla"),
            ("Họ và tên người đại diện", "Đặng Thị Hường"),
            ("Mã số thuế", "0100109106-001"),
            ("Thư điện tử", "lienhe@dakbla.example.vn"),
        ],
    )
    .await?;
    window.see("Hãy xác nhận thư điện tử").await?;
    wait::until("the first letter", || async { count_letters(&data, 1).await }).await?;
    window.click("Gửi lại thư xác nhận").await?;
    window.see("Đã gửi lại thư xác nhận").await?;
    wait::until("the second letter", || async { count_letters(&data, 2).await }).await?;

    window.go("Đăng nhập").await?;
    window.follow("Đăng ký", "/register").await?;
    window.tab("Cơ quan, tổ chức").await?;
    fill_registration(
        &window,
        &[
            ("Tên cơ quan, tổ chức", "Ủy ban nhân dân xã Đăk Rơ Wa"),
            ("Họ và tên người liên hệ", "A Thủy"),
            ("Mã định danh cơ quan, tổ chức", "000.12.31.H34"),
            ("Thư điện tử", "dakrowa@example.vn"),
        ],
    )
    .await?;
    window.see("Hãy xác nhận thư điện tử").await?;
    wait::until("the third letter", || async { count_letters(&data, 3).await }).await?;

    let ledger = scene.portal.ledger().await?;
    let mut kinds: Vec<_> = ledger["accounts"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|account| account["kind"].as_str())
        .collect();
    kinds.sort_unstable();
    ensure!(kinds == ["business", "organisation"], "{ledger:#}");
    window.close().await
}

async fn fill_registration(window: &Window, fields: &[(&str, &str)]) -> Result<()> {
    for (label, text) in fields {
        window.refill(label, text).await?;
    }
    window.refill("Số điện thoại", CITIZEN.phone).await?;
    window.refill("Mật khẩu", CITIZEN.password).await?;
    window.tick_starting("Tôi đã đọc và đồng ý").await?;
    window.submit("Đăng ký").await
}

async fn count_letters(data: &Path, count: usize) -> Result<Option<()>> {
    let letters = scene::letters(data).await?;
    Ok((letters.as_array().map(Vec::len) == Some(count)).then_some(()))
}
