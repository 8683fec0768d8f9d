//! Journeys through faults, in the real window against a real portal: no network, a cut link, killed
//! programs, lost answers, an ended session, banks that misbehave. Asserted in what the user sees and in
//! what the portal holds.

#[path = "faults/payments.rs"]
mod payments;

use std::time::Duration;

use anyhow::{Result, ensure};
use motcua_journey::{
    acts::{self, CITIZEN, DRILLING, Part},
    desktop, papers,
    scene::{self, DESIGN, REQUEST, Scene},
    wait,
    window::{Window, css},
};
use serde_json::json;
use tokio::time::Instant;

const PLACE: &str = "Thôn, tổ dân phố, địa điểm";

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
    window.part(Part::Form).await?;
    window.refill(PLACE, typed).await?;
    let place = hash(&window).await?;
    // I1: what the window calls saved is on the disk.
    window.see_no_more("Đang lưu").await?;
    window.see("Đã lưu").await?;
    window.kill().await?;

    let window = scene.open().await?;
    back_at(&window, &place).await?;
    let found = window.value(PLACE).await?;
    ensure!(found == typed, "typed {typed:?}, found {found:?}");
    window.see("Hộp gửi: 1 hồ sơ đang chờ gửi").await?;
    window.picture("f02-back-after-power-cut").await?;

    // And again while a large file is being copied.
    let map = papers::pdf(scene.folder(), "ban-do-vi-tri.pdf", "Ban do", 19_000_000)?;
    window.part(Part::Papers).await?;
    window.open_dialog(&format!("Chọn tệp cho {REQUEST}")).await?;
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
    // The second draft may be kept at the portal by now.
    let code = scene::holds_exactly(&ledger, &[&request, &design], &[&map]).await?;
    window.see("Hộp gửi trống").await?;
    scene::see_submitted(&window, &code).await?;
    window.picture("f03-sent-after-offline").await?;
    window.go("Hồ sơ").await?;
    window.see("Đang soạn").await?;
    window.click(DRILLING).await?;
    window.part(Part::Form).await?;
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
    // Nothing of the draft goes to the portal before it is submitted: it is the submission that is cut.
    scene.link.cut();
    scene::prepare(&window, &request, &design).await?;
    let before = scene.link.forwarded();

    // The link is cut in the middle of the upload.
    scene.link.mend();
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
    let code = scene::holds_exactly(&ledger, &[&request, &design], &[]).await?;
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
    let again = scene::holds_exactly(&ledger, &[&request, &design], &[]).await?;
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
    let code = scene::holds_exactly(&ledger, &[&request, &design], &[]).await?;
    window.see("Hộp gửi trống").await?;
    scene::see_submitted(&window, &code).await?;
    window.close().await
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
