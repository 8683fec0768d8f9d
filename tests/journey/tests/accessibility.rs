//! Every place of the real window under axe, in both languages, light and dark: nothing is found.

use std::{cell::RefCell, path::Path, time::Duration};

use anyhow::{Context as _, Result, ensure};
use motcua_journey::{papers, scene, wait, window::Window};
use serde_json::{Value, json};
use thirtyfour::By;

/// Languages and looks in which every place is shown.
const LOOKS: [(&str, &str); 4] = [("vi", "light"), ("en", "dark"), ("vi", "dark"), ("en", "light")];

/// Places that need nothing but a desk in training and an account.
const PLACES: [&str; 25] = [
    "/",
    "/search?text=cap%20phep%20nuoc%20duoi%20dat",
    "/search?text=xe%20may%20bay",
    "/procedures/1.004232",
    "/dossiers",
    "/dossiers?filter=sent",
    "/dossiers/khong-co",
    "/outbox",
    "/lookup",
    "/profile",
    "/profile/transactions",
    "/register",
    "/registered?email=y.huong@example.vn",
    "/sign-in",
    "/forgotten",
    "/reset?email=y.huong@example.vn",
    "/claim",
    "/mailbox",
    "/settings",
    "/settings/storage",
    "/settings/network",
    "/settings/keys",
    "/help",
    "/help/guide/03",
    "/about",
];

/// The page stands: it has its title, nothing is being loaded, nothing moves.
const STANDS: &str = "
const stands = [...document.querySelectorAll('h1')].some((h) => h.offsetParent)
  && !document.querySelector('main [class*=skeleton]')
  && document.getAnimations().every((one) => one.playState !== 'running' || one.effect?.getComputedTiming().endTime === Infinity);
return stands ? location.hash + document.body.innerText : null;
";

/// A page that is the same after this long stays so.
const BETWEEN: Duration = Duration::from_millis(120);

/// What axe finds, each with where and why. While a list is open the library hides the rest from screen readers.
const FIND: &str = "
const done = arguments[0];
const open = document.querySelector('input[aria-expanded=true]') ? document.querySelector('[role=listbox]') : null;
axe.run(open ?? document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] }).then(
  ({ violations }) => done(violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(' ')}: ${(node.any[0] ?? node.all[0])?.message ?? node.failureSummary}`))),
  (error) => done([`axe: ${error}`]),
);
";

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_at_any_place() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let home = folder.path().join("home");
    let window = Window::open(&home, &[]).await?;
    let mut axe = Axe {
        window: &window,
        found: Vec::new(),
        looked: 0,
    };
    window.see("Bạn muốn bắt đầu thế nào?").await?;
    axe.look("first start").await?;
    window.click("Nhập địa chỉ cổng").await?;
    axe.look("first start, address of the portal").await?;
    window.click("Vào tập huấn").await?;
    window.see("Hồ sơ ở đây chỉ để luyện tập").await?;
    scene::enrol(&window, &home.join("training-portal")).await?;
    let places = places(folder.path(), &window).await?;
    for (language, theme) in &LOOKS {
        choose_look(&window, language, theme).await?;
        for place in &places {
            axe.at(place, &format!("{language}, {theme}")).await?;
        }
    }
    eprintln!("axe looked {} times", axe.looked);
    ensure!(axe.found.is_empty(), "axe found:\n{}", axe.found.join("\n"));
    window.close().await
}

/// A dossier submitted and a draft with its problems told: their places are gone to as well.
async fn places(folder: &Path, window: &Window) -> Result<Vec<String>> {
    let request = papers::pdf(folder, "don-de-nghi.pdf", "Don de nghi", 30_000)?;
    let design = papers::pdf(folder, "thiet-ke-gieng.pdf", "Thiet ke gieng", 30_000)?;
    scene::prepare(window, &request, &design).await?;
    window.click("Nộp hồ sơ").await?;
    window.see("Cổng dịch vụ công đã nhận đủ").await?;
    let sent = dossier(window).await?;
    window.go("Trang cá nhân").await?;
    window.click("Mở danh sách giao dịch").await?;
    window.see("Chưa thanh toán").await?;
    let pay = window
        .read("return document.querySelector('a[href^=\"#/profile/transactions/\"]')?.getAttribute('href')?.slice(1)")
        .await?;
    scene::begin(window).await?;
    let draft = dossier(window).await?;
    let mut places: Vec<String> = PLACES.iter().map(|one| (*one).to_owned()).collect();
    places.extend(["review", "timeline"].map(|part| format!("/dossiers/{sent}/{part}")));
    places.extend(
        ["people", "form", "papers", "delivery", "review"]
            .map(|part| format!("/dossiers/{draft}/{part}?check=1")),
    );
    places.extend(pay.as_str().map(str::to_owned));
    Ok(places)
}

async fn dossier(window: &Window) -> Result<String> {
    let hash = window.read("return location.hash").await?;
    let hash = hash.as_str().unwrap_or_default();
    Ok(hash
        .split('/')
        .nth(2)
        .context("a dossier in the address")?
        .to_owned())
}

async fn choose_look(window: &Window, language: &str, theme: &str) -> Result<()> {
    window.visit("/settings").await?;
    for value in [language, theme] {
        // Each choice draws the page anew.
        let choice = format!("//label[.//input[@type='radio'][@value='{value}']]");
        wait::until(&format!("the choice {value}"), || async {
            window
                .element(value, By::XPath(choice.clone()))
                .await?
                .click()
                .await?;
            let chosen =
                format!("return document.querySelector('input[type=radio][value={value}]')?.checked");
            Ok((window.read(&chosen).await? == true).then_some(()))
        })
        .await?;
    }
    wait::until(&format!("{language}, {theme}"), || async {
        let root = window
            .read(
                "return [document.documentElement.lang.slice(0, 2), document.documentElement.dataset.theme]",
            )
            .await?;
        Ok((root == json!([language, theme])).then_some(()))
    })
    .await
}

struct Axe<'a> {
    window: &'a Window,
    found: Vec<String>,
    looked: usize,
}

impl Axe<'_> {
    async fn at(&mut self, place: &str, look: &str) -> Result<()> {
        self.window.visit(place).await?;
        self.look(&format!("{place} ({look})")).await
    }

    /// Waits until the place is drawn and stays so from one look to the next.
    async fn stands(&self, place: &str) -> Result<()> {
        let before = RefCell::new(Value::Null);
        wait::until(&format!("{place} to stand"), || async {
            let now = self.window.read(STANDS).await?;
            let same = before.replace(now.clone()) == now;
            if same && now.is_string() {
                return Ok(Some(()));
            }
            tokio::time::sleep(BETWEEN).await;
            Ok(None)
        })
        .await
    }

    async fn find(&self) -> Result<Vec<Value>> {
        let found = self.window.answer(FIND).await?;
        Ok(found.as_array().context("axe's answer")?.clone())
    }

    async fn look(&mut self, place: &str) -> Result<()> {
        self.stands(place).await?;
        if self.window.read("return typeof axe === 'undefined'").await? == true {
            self.window.read(&source()?).await?;
        }
        let mut found = self.find().await?;
        if !found.is_empty() {
            // What is found on a page that is drawn anew meanwhile is not on the page.
            self.stands(place).await?;
            let again = self.find().await?;
            found.retain(|one| again.contains(one));
        }
        // The frame stands: only what is in it scrolls, else a focus that is brought into view takes the frame away.
        if self
            .window
            .read("return document.documentElement.scrollHeight > innerHeight")
            .await?
            == true
        {
            found.push(json!("the page is longer than the window"));
        }
        for one in &found {
            eprintln!("axe at {place}: {one}");
        }
        let shown = |one: &Value| {
            one.as_str()
                .unwrap_or_default()
                .chars()
                .take(400)
                .collect::<String>()
        };
        if !found.is_empty() {
            self.window
                .picture(&format!("axe-{}", self.found.len()))
                .await
                .ok();
        }
        self.found
            .extend(found.iter().map(|one| format!("{place}: {}", shown(one))));
        self.looked += 1;
        Ok(())
    }
}

/// axe-core, as the window's own tests use it. It is read and run, nothing of it is kept in the window.
fn source() -> Result<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/node_modules/axe-core/axe.min.js");
    std::fs::read_to_string(&file).with_context(|| format!("{} (npm ci in ui/ brings it)", file.display()))
}
