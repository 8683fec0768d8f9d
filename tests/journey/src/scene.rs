//! What the journeys through faults begin with: a province's portal behind a link that can be cut, and a
//! citizen's desk that was told the link's address.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use tokio::process::Command;

use crate::{
    acts::{self, CITIZEN, DRILLING, DRILLING_PLACE, Part},
    browser::SystemBrowser,
    link::Link,
    portal::Portal,
    programs, wait,
    window::Window,
};

/// The first paper of the groundwater procedure.
pub const REQUEST: &str = "Đơn đề nghị cấp giấy phép thăm dò nước dưới đất";
/// The paper that a flow below 200 m³/day asks for.
pub const DESIGN: &str = "Thiết kế giếng thăm dò";

/// A portal, the link to it, and a folder for everything.
pub struct Scene {
    folder: tempfile::TempDir,
    /// The desk's data folder.
    pub home: PathBuf,
    /// The portal.
    pub portal: Portal,
    /// What lies between.
    pub link: Link,
    /// What the desk opens in a browser.
    pub system: SystemBrowser,
}

impl Scene {
    /// Starts a portal whose configuration differs from the usual one by `changes`, table by table.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start(changes: Value) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        // Ports of their own, so that a portal that was killed comes back where it was.
        let mut config = json!({
            "listen": format!("127.0.0.1:{}", programs::free_port()?),
            "mailbox": { "enabled": true },
            "smtp": { "retry_seconds": 1 },
            "bank_simulator": { "enabled": true, "listen": format!("127.0.0.1:{}", programs::free_port()?), "retry_seconds": 1 },
            "officer": { "enabled": true, "automatic": false },
        });
        if let (Value::Object(config), Value::Object(changes)) = (&mut config, changes) {
            config.extend(changes);
        }
        let file = folder.path().join("portal.json");
        std::fs::write(&file, serde_json::to_vec_pretty(&config)?)?;
        let portal = Portal::start(&folder.path().join("portal"), &file).await?;
        let target = portal
            .addresses
            .portal
            .strip_prefix("http://")
            .context("the portal's address")?;
        Ok(Self {
            home: folder.path().join("home"),
            link: Link::open(target.to_owned()).await?,
            system: SystemBrowser::install(folder.path())?,
            portal,
            folder,
        })
    }

    /// Where files of the journey go.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Opens the desk, the first time or again.
    ///
    /// # Errors
    /// When no window comes up.
    pub async fn open(&self) -> Result<Window> {
        Window::open(&self.home, &self.system.environment()).await
    }

    /// First start: connects to the portal through the link, registers, confirms by the letter, signs in.
    ///
    /// # Errors
    /// When a step is not offered.
    pub async fn enrol(&self, window: &Window) -> Result<()> {
        self.connect(window).await?;
        enrol(window, &self.folder().join("portal")).await
    }

    /// First start: connects to the portal through the link.
    ///
    /// # Errors
    /// When a step is not offered.
    pub async fn connect(&self, window: &Window) -> Result<()> {
        window.click("Nhập địa chỉ cổng").await?;
        window
            .refill("Địa chỉ cổng dịch vụ công", &self.link.address)
            .await?;
        window.click("Thử địa chỉ").await?;
        window.click("Kết nối với cổng này").await?;
        window.click("Tôi đã ghi lại mã").await?;
        window.see("Cần bạn xử lý").await
    }

    /// Waits until the portal has taken `count` submissions.
    ///
    /// # Errors
    /// When it has not within two minutes: the outbox may be waiting for its next try.
    pub async fn submitted(&self, count: usize) -> Result<Value> {
        let patience = std::time::Duration::from_secs(120);
        wait::until_within(
            patience,
            &format!("{count} submissions at the portal"),
            || async {
                let ledger = self.portal.ledger().await?;
                let dossiers = ledger["dossiers"].as_array().context("dossiers")?;
                let taken = dossiers
                    .iter()
                    .filter(|one| !one["submitted_at"].is_null())
                    .count();
                Ok((taken == count).then_some(ledger))
            },
        )
        .await
    }
}

/// Registers, confirms by the letter that the portal on `data` has sent, signs in.
///
/// # Errors
/// When a step is not offered.
pub async fn enrol(window: &Window, data: &Path) -> Result<()> {
    window.go("Đăng nhập").await?;
    window.follow("Đăng ký", "/register").await?;
    acts::register(window, &CITIZEN).await?;
    window.see("Hãy xác nhận thư điện tử").await?;
    let link = wait::until("the letter of confirmation", || letter_link(data)).await?;
    window
        .refill("Hoặc dán đường dẫn trong thư vào đây", &link)
        .await?;
    window.submit("Xác nhận").await?;
    window.see("Vào tài khoản của bạn").await?;
    acts::sign_in(window, &CITIZEN).await?;
    window.see("Trang cá nhân").await
}

/// The link of the newest letter that the portal on `data` has sent, if there is one.
///
/// # Errors
/// When its mailbox cannot be read.
pub async fn letter_link(data: &Path) -> Result<Option<String>> {
    let letters = letters(data).await?;
    Ok(letters[0]["links"][0].as_str().map(str::to_owned))
}

/// The letters that the portal on `data` has sent, the newest first.
///
/// # Errors
/// When its mailbox cannot be read.
pub async fn letters(data: &Path) -> Result<Value> {
    let answer = Command::new(programs::built("motcua-portal"))
        .args(["mailbox", "--data"])
        .arg(data)
        .output()
        .await?;
    ensure!(
        answer.status.success(),
        "motcua-portal mailbox: {}",
        String::from_utf8_lossy(&answer.stderr)
    );
    Ok(serde_json::from_slice(&answer.stdout)?)
}

/// Searches the groundwater procedure and begins a dossier.
///
/// # Errors
/// When a step is not offered.
pub async fn begin(window: &Window) -> Result<()> {
    window.go("Tìm thủ tục").await?;
    window
        .refill("Tên hoặc mã thủ tục", "cap phep tham do nuoc duoi dat")
        .await?;
    found(window, "cap phep tham do nuoc duoi dat").await?;
    window.follow(DRILLING, DRILLING_PLACE).await?;
    window.click("Nộp hồ sơ trực tuyến").await?;
    window.see("Người nộp và chủ hồ sơ").await
}

/// Waits until the rows are those of this text, the groundwater procedure first: rows move while it is typed.
///
/// # Errors
/// When another is first.
pub async fn found(window: &Window, typed: &str) -> Result<()> {
    let first = json!([typed, true]);
    let shown = format!(
        "const asked = new URLSearchParams(location.hash.split('?')[1] ?? '').get('text');
         const row = document.querySelector('tbody tr[data-index=\"0\"]');
         return [asked, row?.innerText.includes({}) ?? false]",
        json!(DRILLING)
    );
    wait::until(&format!("“{DRILLING}” first for “{typed}”"), || async {
        Ok((window.read(&shown).await? == first).then_some(()))
    })
    .await
}

/// Prepares a dossier of 150 m³/day with its two papers and stops before "Nộp hồ sơ".
///
/// # Errors
/// When a step is not offered.
pub async fn prepare(window: &Window, request: &Path, design: &Path) -> Result<()> {
    begin(window).await?;
    window.part(Part::People).await?;
    acts::fill_people(window, &CITIZEN).await?;
    window.part(Part::Form).await?;
    acts::fill_form(window, "150").await?;
    window.see("lập thiết kế giếng").await?;
    window.part(Part::Papers).await?;
    acts::attach(window, REQUEST, request).await?;
    acts::attach(window, DESIGN, design).await?;
    window.part(Part::Review).await
}

/// Opens the newest dossier that is submitted; it must say so, with its code.
///
/// # Errors
/// When there is none or the window says less.
pub async fn see_submitted(window: &Window, code: &str) -> Result<()> {
    window.go("Hồ sơ").await?;
    window.tab("Đã nộp").await?;
    window.open_row(code).await?;
    window.see("Cổng dịch vụ công đã nhận đủ").await?;
    window.see(&format!("Mã hồ sơ: {code}")).await
}

/// Asserts that the portal holds one dossier, submitted once, with exactly these files, byte for byte, and no other
/// file but what was in the draft `once`: drafts are kept at the portal too. Gives the code.
///
/// # Errors
/// When it holds anything else.
pub async fn holds_exactly(ledger: &Value, papers: &[&Path], once: &[&Path]) -> Result<String> {
    let submissions = |dossier: &Value| dossier["submissions"].as_array().map_or(0, Vec::len);
    let dossiers = ledger["dossiers"].as_array().context("dossiers")?;
    let mut submitted = dossiers.iter().filter(|dossier| submissions(dossier) > 0);
    let dossier = submitted.next().context("nothing was submitted")?;
    ensure!(submitted.next().is_none(), "one dossier: {ledger:#}");
    ensure!(submissions(dossier) == 1, "submitted once: {dossier:#}");
    let mut wanted = Vec::new();
    for paper in papers {
        let name = paper
            .file_name()
            .context("a file name")?
            .to_string_lossy()
            .into_owned();
        wanted.push((name, sha256(paper).await?));
    }
    wanted.sort();
    let mut held = Vec::new();
    for paper in dossier["papers"].as_array().context("papers")? {
        ensure!(
            paper["stored"]["sha256"] == paper["sha256"],
            "what is stored is what is named: {paper:#}"
        );
        let text = |name: &str| paper[name].as_str().unwrap_or_default().to_owned();
        held.push((text("file_name"), text("sha256")));
    }
    held.sort();
    ensure!(held == wanted, "held {held:?}, wanted {wanted:?}");
    let manifest = dossier["submissions"][0]["manifest"].as_array().map(Vec::len);
    ensure!(
        manifest == Some(papers.len()),
        "the manifest names each paper once: {dossier:#}"
    );
    let mut known = Vec::new();
    for paper in papers.iter().chain(once) {
        known.push(sha256(paper).await?);
    }
    for file in ledger["files"].as_array().context("files")? {
        let hash = file["sha256"].as_str().unwrap_or_default();
        ensure!(
            known.iter().any(|one| one == hash),
            "another file at the portal: {file:#}"
        );
    }
    Ok(dossier["code"].as_str().context("a code")?.to_owned())
}

async fn sha256(file: &Path) -> Result<String> {
    let output = Command::new("sha256sum").arg(file).output().await?;
    ensure!(output.status.success(), "sha256sum {}", file.display());
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(text.split_whitespace().next().context("a hash")?.to_owned())
}
