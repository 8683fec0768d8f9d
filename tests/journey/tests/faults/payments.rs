//! What banks do badly, in training: its own portal with its own bank simulator, beside the window.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use motcua_journey::{
    acts::{self, DRILLING, Part},
    browser::{Browser, SystemBrowser},
    papers, portal,
    scene::{self, DESIGN, REQUEST},
    wait,
    window::{Window, css},
};
use serde_json::{Value, json};

/// What training asks below 200 m³/day, "mức minh họa".
const FEE: &str = "300.000";

/// A window in training, a browser for the bank, and what the portal holds.
struct Till {
    window: Window,
    bank: Browser,
    system: SystemBrowser,
    held: PathBuf,
}

#[tokio::test(flavor = "multi_thread")]
async fn payment_notices() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let home = folder.path().join("home");
    let system = SystemBrowser::install(folder.path())?;
    let window = Window::open(&home, &system.environment()).await?;
    window.click("Vào tập huấn").await?;
    window.see("Hồ sơ ở đây chỉ để luyện tập").await?;
    let till = Till {
        window,
        bank: Browser::start().await?,
        system,
        held: home.join("training-portal"),
    };
    scene::enrol(&till.window, &till.held).await?;
    let request = papers::pdf(folder.path(), "don-de-nghi.pdf", "Don de nghi", 40_000)?;
    let design = papers::pdf(folder.path(), "thiet-ke-gieng.pdf", "Thiet ke gieng", 90_000)?;
    scene::prepare(&till.window, &request, &design).await?;
    till.send().await?;
    till.owed().await?;
    till.refused_tries().await?;
    till.by_vietqr().await?;
    till.late(&request, &design).await?;
    till.window.close().await
}

impl Till {
    async fn ledger(&self) -> Result<Value> {
        portal::ledger(&self.held).await
    }

    async fn send(&self) -> Result<()> {
        self.window.click("Nộp hồ sơ").await?;
        self.window.see("Cổng dịch vụ công đã nhận đủ").await
    }

    /// Goes to what is owed now.
    async fn owed(&self) -> Result<()> {
        self.window.go("Trang cá nhân").await?;
        self.window.click("Mở danh sách giao dịch").await?;
        self.window.click("Thanh toán phí/lệ phí").await?;
        self.window.see("Tài khoản nhận").await
    }

    async fn pay(&self) -> Result<()> {
        self.window.click_starting(&format!("Thanh toán {FEE}")).await?;
        self.window.see("Đang chờ xác nhận của ngân hàng").await
    }

    /// Nothing offers to pay, and every fee that is paid has one receipt.
    async fn nothing_to_pay(&self) -> Result<()> {
        let text = self.window.text().await?;
        let offered =
            text.contains(&format!("Thanh toán {FEE}")) || text.lines().any(|line| line == "Chưa thanh toán");
        ensure!(!offered, "a second payment is offered:\n{text}");
        let ledger = self.ledger().await?;
        let receipts = ledger["receipts"].as_array().context("receipts")?;
        let mut paid: Vec<_> = receipts.iter().map(|one| one["obligation"].as_str()).collect();
        paid.sort_unstable();
        paid.dedup();
        ensure!(paid.len() == receipts.len(), "one receipt a fee: {ledger:#}");
        Ok(())
    }

    /// Chooses on the bank's page what the bank is to do wrong.
    async fn trouble(&self, scenario: &str) -> Result<()> {
        self.bank.click_element("details:not([open]) > summary").await?;
        self.bank
            .click_element(&format!("input[name=scenario][value={scenario}]"))
            .await
    }

    /// Waits until the portal has judged `count` notices so.
    async fn notices(&self, field: &str, value: &str, count: usize) -> Result<()> {
        wait::until(&format!("{count} notices with {field} {value}"), || async {
            let ledger = self.ledger().await?;
            let all = ledger["bank_notices"].as_array().context("notices")?;
            Ok((all.iter().filter(|one| one[field] == value).count() == count).then_some(()))
        })
        .await
    }

    /// Forged, cancelled, refused: never paid, and each can be tried again.
    async fn refused_tries(&self) -> Result<()> {
        let (window, bank) = (&self.window, &self.bank);
        self.pay().await?;
        bank.go(&self.system.asked(0).await?).await?;
        self.trouble("forged").await?;
        bank.click("Thanh toán").await?;
        bank.see("Không đọc được kết quả từ trình duyệt").await?;
        self.notices("effect", "forged", 1).await?;
        window.click("Hỏi lại cổng").await?;
        window.see("Đang chờ xác nhận của ngân hàng").await?;
        ensure!(
            !window.text().await?.contains("Đã thanh toán"),
            "a forged notice pays nothing"
        );
        let ledger = self.ledger().await?;
        ensure!(ledger["attempts"][0]["state"] == "pending", "{ledger:#}");
        ensure!(ledger["receipts"] == json!([]), "{ledger:#}");
        window.picture("f08-forged").await?;

        bank.go(&self.system.asked(0).await?).await?;
        bank.click("Hủy").await?;
        window.see("Lần thanh toán trước đã hủy").await?;

        self.pay().await?;
        bank.go(&self.system.asked(1).await?).await?;
        bank.click("Không đủ tiền").await?;
        window.see("Lần thanh toán trước không thành").await?;
        window.picture("f09-try-again").await
    }

    /// A VietQR, paid at the bank with what the window shows; the bank tells the portal twice.
    async fn by_vietqr(&self) -> Result<()> {
        let (window, bank) = (&self.window, &self.bank);
        window.arrow_to("Mã VietQR").await?;
        self.pay().await?;
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
        let ledger = self.ledger().await?;
        ensure!(ledger["attempts"][2]["reference"] == *reference, "{ledger:#}");

        let ports: Value = serde_json::from_slice(&std::fs::read(self.held.join("ports.json"))?)?;
        bank.go(&format!("http://127.0.0.1:{}/transfer", ports["bank"]))
            .await?;
        bank.fill("account", "0000000000").await?;
        bank.fill("amount", FEE).await?;
        bank.fill("content", reference).await?;
        self.trouble("duplicate").await?;
        bank.click("Chuyển tiền").await?;
        bank.see("đã hoàn thành").await?;
        window.see("Đã thanh toán, biên lai số").await?;
        self.notices("kind", "transfer", 2).await?;
        let ledger = self.ledger().await?;
        ensure!(
            ledger["receipts"].as_array().map(Vec::len) == Some(1),
            "one receipt: {ledger:#}"
        );
        let number = ledger["receipts"][0]["number"].as_str().context("a number")?;
        window
            .see(&format!("Đã thanh toán, biên lai số {number}"))
            .await?;
        self.nothing_to_pay().await?;
        window.go("Trang cá nhân").await?;
        window.click("Mở danh sách giao dịch").await?;
        window.see("Lưu biên lai").await?;
        self.nothing_to_pay().await
    }

    /// Given up in the window and yet paid at the bank, whose older refusal comes after: the money is kept
    /// as late, an officer (automatic here) counts it, nobody is asked to pay twice.
    async fn late(&self, request: &Path, design: &Path) -> Result<()> {
        let (window, bank) = (&self.window, &self.bank);
        window.go("Hồ sơ").await?;
        window.tab("Đã nộp").await?;
        window.click(DRILLING).await?;
        window.click("Tạo hồ sơ tương tự").await?;
        window.see("Đang soạn").await?;
        window.part(Part::Papers).await?;
        acts::attach(window, REQUEST, request).await?;
        acts::attach(window, DESIGN, design).await?;
        window.part(Part::Review).await?;
        self.send().await?;
        self.owed().await?;
        self.pay().await?;
        bank.go(&self.system.asked(2).await?).await?;
        window.click("Hủy lần thanh toán này").await?;
        window.see("Lần thanh toán trước đã hủy").await?;
        self.trouble("reorder").await?;
        bank.click("Thanh toán").await?;
        window.see("Đã thanh toán, biên lai số").await?;
        window.picture("f11-late").await?;
        self.nothing_to_pay().await?;
        let ledger = self.ledger().await?;
        ensure!(ledger["attempts"][3]["state"] == "late", "{ledger:#}");
        ensure!(
            ledger["attempts"].as_array().map(Vec::len) == Some(4),
            "{ledger:#}"
        );
        Ok(())
    }
}
