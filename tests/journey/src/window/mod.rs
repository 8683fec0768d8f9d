//! The desk's real window, driven through WebKit's own WebDriver: clicks and keys only, scripts read.

mod clicks;
mod fields;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use thirtyfour::{TypingData, error::WebDriverErrorInner, prelude::*};
use tokio::process::{Child, Command};

use crate::{desktop, programs, wait, webdriver};

/// Left among the pictures when a desk ended that nobody closed and that did not panic.
const ENDED: &str = "ended-unasked.txt";

/// How many lines of a desk's last words are told.
const LAST_WORDS: usize = 30;

/// A running desk.
pub struct Window {
    driver: WebDriver,
    server: Child,
    home: PathBuf,
    pictures: PathBuf,
}

impl Window {
    /// Opens the desk on `home`, its data folder. `environment` is given to it in addition.
    ///
    /// # Errors
    /// When no window comes up.
    pub async fn open(home: &Path, environment: &[(&str, &str)]) -> Result<Self> {
        let waiting = webdriver::driver("motcua-desk", home, environment).await?;
        let (driver, server) = waiting.open().await?;
        driver.set_page_load_timeout(Duration::from_secs(30)).await.ok();
        let pictures = programs::pictures();
        std::fs::create_dir_all(&pictures)?;
        Ok(Self {
            driver,
            server,
            home: home.into(),
            pictures,
        })
    }

    /// Kills the desk with SIGKILL, as a power cut would, and waits until it is gone.
    ///
    /// # Errors
    /// When it is not running.
    pub async fn kill(mut self) -> Result<()> {
        let pid = self.pid()?;
        signal(pid, "KILL").await?;
        wait::until("the desk's end", || async move {
            Ok((!Path::new(&format!("/proc/{pid}")).exists()).then_some(()))
        })
        .await?;
        self.driver.leak().ok();
        self.server.kill().await?;
        Ok(())
    }

    /// Closes the window as its owner would.
    ///
    /// # Errors
    /// When the session is gone already.
    pub async fn close(mut self) -> Result<()> {
        self.driver.quit().await.ok();
        self.server.kill().await?;
        Ok(())
    }

    /// The process of the desk that works on this home.
    ///
    /// # Errors
    /// When there is none.
    pub fn pid(&self) -> Result<u32> {
        let marker = format!("MOTCUA_HOME={}", self.home.display());
        let program = programs::built("motcua-desk").canonicalize()?;
        for entry in std::fs::read_dir("/proc")?.flatten() {
            let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
                continue;
            };
            let ours = std::fs::read_link(entry.path().join("exe")).is_ok_and(|exe| exe == program)
                && std::fs::read(entry.path().join("environ"))
                    .is_ok_and(|all| all.split(|byte| *byte == 0).any(|one| one == marker.as_bytes()));
            if ours {
                return Ok(pid);
            }
        }
        bail!("no desk is running on {}", self.home.display())
    }

    /// Takes a picture of the window into the folder of pictures.
    ///
    /// # Errors
    /// When the window is gone.
    pub async fn picture(&self, name: &str) -> Result<()> {
        wait::until("a place that is drawn", || async {
            let drawn = self
                .read("return [...document.querySelectorAll('h1')].some((h) => h.offsetParent) && !document.querySelector('main [class*=skeleton]')")
                .await?;
            Ok((drawn == true).then_some(()))
        })
        .await?;
        // What the page has been told to show is on the screen two frames later.
        self.driver
            .execute_async(
                "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(null)))",
                Vec::new(),
            )
            .await?;
        self.shoot(name).await
    }

    async fn shoot(&self, name: &str) -> Result<()> {
        let picture = desktop::picture(self.pid()?).await?;
        std::fs::write(self.pictures.join(format!("{name}.png")), picture)?;
        Ok(())
    }

    /// The text that is shown now.
    ///
    /// # Errors
    /// When the window is gone.
    pub async fn text(&self) -> Result<String> {
        Ok(self
            .read("return document.body.innerText")
            .await?
            .as_str()
            .unwrap_or_default()
            .to_owned())
    }

    /// Presses what saves a file, names the file in the system's dialog, and waits until the window says that it is
    /// there: the dialog closes before it is written.
    ///
    /// # Errors
    /// When no dialog comes or nothing is said to be saved.
    pub async fn save_by(&self, button: &str, path: &Path) -> Result<()> {
        self.open_dialog(button).await?;
        desktop::save_as(path).await?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        self.see(&format!("Đã lưu {name}.")).await
    }

    /// Waits until a text is shown.
    ///
    /// # Errors
    /// When it does not come; the message says what was shown instead.
    pub async fn see(&self, text: &str) -> Result<()> {
        let seen = wait::until(&format!("“{text}” in the window"), || async {
            Ok(self.text().await?.contains(text).then_some(()))
        })
        .await;
        self.explain(seen).await
    }

    /// Waits until a text is shown no more.
    ///
    /// # Errors
    /// When it stays.
    pub async fn see_no_more(&self, text: &str) -> Result<()> {
        let gone = wait::until(&format!("“{text}” to go"), || async {
            Ok((!self.text().await?.contains(text)).then_some(()))
        })
        .await;
        self.explain(gone).await
    }

    pub(crate) async fn explain<T>(&self, outcome: Result<T>) -> Result<T> {
        if outcome.is_err() {
            self.shoot("failed").await.ok();
            let shown = match self.text().await {
                Ok(text) => text,
                Err(error) => format!("({error})\n{}", self.how_it_ended()),
            };
            return outcome.with_context(|| format!("the window shows:\n{shown}"));
        }
        outcome
    }

    /// What there is to say about a desk that answers no more.
    fn how_it_ended(&self) -> String {
        let said = std::fs::read(webdriver::said(&self.home)).unwrap_or_default();
        let said = String::from_utf8_lossy(&said);
        let process = match self.pid() {
            Ok(pid) => format!("the desk runs on as process {pid}"),
            Err(error) => {
                if !said.contains("panicked at") {
                    std::fs::write(self.pictures.join(ENDED), said.as_bytes()).ok();
                }
                format!("{error:#}")
            }
        };
        let last: Vec<_> = said.lines().rev().take(LAST_WORDS).collect();
        let last: Vec<_> = last.into_iter().rev().collect();
        format!("{process}; its last words:\n{}", last.join("\n"))
    }

    pub(crate) async fn find_all(&self, xpath: &str) -> Result<Vec<WebElement>> {
        Ok(self.driver.find_all(By::XPath(xpath)).await?)
    }

    /// Waits for an element that is shown and gives it.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn element(&self, what: &str, by: By) -> Result<WebElement> {
        let found = wait::until(what, || async {
            for element in self.driver.find_all(by.clone()).await? {
                if element.is_displayed().await? {
                    return Ok(Some(element));
                }
            }
            Ok(None)
        })
        .await;
        self.explain(found).await
    }

    /// Presses keys where the focus is.
    ///
    /// # Errors
    /// When the window is gone.
    pub async fn press(&self, keys: impl Into<TypingData>) -> Result<()> {
        let keys = keys.into().to_string();
        loop {
            let focused = self.driver.active_element().await?;
            match focused.send_keys(&keys).await {
                // gone between being asked for and being typed at: nothing was typed yet, and a keyboard
                // types where the focus is now
                Err(error) if matches!(*error, WebDriverErrorInner::StaleElementReference(_)) => {}
                other => return Ok(other?),
            }
        }
    }

    /// A point on the screen that lies on an element, gone to with the Tab key so that it is in view.
    ///
    /// # Errors
    /// When it is not there or stays covered.
    pub async fn on_screen(&self, selector: &str) -> Result<(i32, i32)> {
        let quoted = serde_json::to_string(selector)?;
        let inside = format!("return document.activeElement.closest({quoted}) !== null");
        wait::until(&format!("the keyboard in {selector}"), || async {
            if self.read(&inside).await?.as_bool() == Some(true) {
                return Ok(Some(()));
            }
            self.press(Key::Tab).await?;
            Ok(None)
        })
        .await?;
        let point = format!(
            "const box = document.activeElement.getBoundingClientRect();
             const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
             return document.elementFromPoint(x, y)?.closest({quoted}) ? [x, y] : null"
        );
        let seen = wait::until(&format!("{selector} in view"), || async {
            Ok(self
                .read(&point)
                .await?
                .as_array()
                .map(|at| (at[0].as_f64(), at[1].as_f64())))
        })
        .await?;
        // The page's corner on the screen: the window manager's frame lies around it.
        let corner = desktop::page_corner().await?;
        let on_screen = |corner: i32, at: Option<f64>| corner + at.unwrap_or_default() as i32;
        Ok((on_screen(corner.0, seen.0), on_screen(corner.1, seen.1)))
    }

    /// Goes to a place by its address (`/outbox`), as a link from elsewhere would, and waits until the address is that.
    ///
    /// # Errors
    /// When the window goes elsewhere.
    pub async fn visit(&self, place: &str) -> Result<()> {
        let here = self.driver.current_url().await?;
        self.driver
            .goto(format!(
                "{}#{place}",
                here.as_str().split('#').next().unwrap_or_default()
            ))
            .await?;
        wait::until(&format!("the address {place}"), || async {
            let there = self.read("return location.hash.slice(1)").await?;
            Ok((there == place).then_some(()))
        })
        .await
    }

    /// Runs a script that only reads, and waits for what it hands to its last argument.
    ///
    /// # Errors
    /// When it fails, or hands over nothing in time.
    pub async fn answer(&self, script: &str) -> Result<serde_json::Value> {
        Ok(self
            .driver
            .execute_async(script, Vec::new())
            .await?
            .json()
            .clone())
    }

    /// Runs a script that only reads.
    ///
    /// # Errors
    /// When it fails.
    pub async fn read(&self, script: &str) -> Result<serde_json::Value> {
        Ok(self.driver.execute(script, Vec::new()).await?.json().clone())
    }
}

/// The key that leaves.
pub const ESCAPE: Key = Key::Escape;

/// Finds by CSS selector.
pub fn css(selector: &str) -> By {
    By::Css(selector.to_owned())
}

/// Sends a signal to a process.
///
/// # Errors
/// When there is no such process.
pub async fn signal(pid: u32, name: &str) -> Result<()> {
    let status = Command::new("kill")
        .arg(format!("-{name}"))
        .arg(pid.to_string())
        .status()
        .await?;
    anyhow::ensure!(status.success(), "kill -{name} {pid}");
    Ok(())
}
