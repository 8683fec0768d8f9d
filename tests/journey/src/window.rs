//! The desk's real window, driven through WebKit's own WebDriver: clicks and keys only, scripts read.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use serde_json::json;
use thirtyfour::{Capabilities, TypingData, prelude::*};
use tokio::process::{Child, Command};

use crate::{desktop, programs, wait};

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
        let port = programs::free_port()?;
        let server = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("MOTCUA_HOME", home)
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("WebKitWebDriver")?;
        wait::until("WebDriver's port", || async move {
            Ok(tokio::net::TcpStream::connect(("127.0.0.1", port))
                .await
                .ok()
                .map(drop))
        })
        .await?;
        let mut capabilities = Capabilities::new();
        capabilities.set("browserName", "wry")?;
        capabilities.set(
            "webkitgtk:browserOptions",
            json!({ "binary": programs::built("motcua-desk"), "args": [] }),
        )?;
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities)
            .await
            .context("the desk's window")?;
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
        self.driver
            .screenshot(&self.pictures.join(format!("{name}.png")))
            .await?;
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

    async fn explain<T>(&self, outcome: Result<T>) -> Result<T> {
        if outcome.is_err() {
            self.shoot("failed").await.ok();
            let shown = self.text().await.unwrap_or_else(|error| format!("({error})"));
            return outcome.with_context(|| format!("the window shows:\n{shown}"));
        }
        outcome
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

    /// Clicks what has this name and one of these tags or roles, once it is shown and enabled.
    async fn click_named(&self, name: &str, xpath: String) -> Result<()> {
        let clicked = wait::until(&format!("“{name}” to click"), || async {
            for element in self.driver.find_all(By::XPath(xpath.as_str())).await? {
                if element.is_displayed().await? && element.is_enabled().await? {
                    self.click_on(&element).await?;
                    return Ok(Some(()));
                }
            }
            Ok(None)
        })
        .await;
        self.explain(clicked).await
    }

    /// Clicks. What lies out of view is gone to with the Tab key first, which brings it into view as it does for
    /// anybody without a mouse.
    async fn click_on(&self, element: &WebElement) -> Result<()> {
        let Err(refused) = element.click().await else {
            return Ok(());
        };
        for _ in 0..40 {
            self.press(Key::Tab).await?;
            let reached = "return arguments[0] === document.activeElement || arguments[0].contains(document.activeElement)";
            let reached = self.driver.execute(reached, vec![element.to_json()?]).await?;
            if reached.json().as_bool() == Some(true) {
                let button = ["button", "a"].contains(&element.tag_name().await?.as_str());
                // What is still covered, by a toast for instance, is pressed as from the keyboard.
                return match element.click().await {
                    Err(_) if button => self.press(Key::Enter).await,
                    clicked => Ok(clicked?),
                };
            }
        }
        Err(refused.into())
    }

    /// Clicks a button or link by its name.
    ///
    /// # Errors
    /// When there is none.
    pub async fn click(&self, name: &str) -> Result<()> {
        let text = literal(name);
        self.click_named(
            name,
            format!(
                "//*[self::button or self::a or @role='button' or @role='link' or @role='tab' or @role='option' or \
                 @role='menuitem' or @role='radio'][normalize-space()={text} or @aria-label={text} or \
                 .//*[normalize-space()={text}]]"
            ),
        )
        .await
    }

    /// Clicks a tab, whose name may be followed by a figure.
    ///
    /// # Errors
    /// When there is none.
    pub async fn tab(&self, name: &str) -> Result<()> {
        let text = literal(name);
        self.click_named(
            name,
            format!("//*[@role='tab'][starts-with(normalize-space(),{text})]"),
        )
        .await
    }

    /// Opens the row of a list that says this.
    ///
    /// # Errors
    /// When there is none.
    pub async fn open_row(&self, saying: &str) -> Result<()> {
        let text = literal(saying);
        self.click_named(
            saying,
            format!("//tbody//tr[contains(normalize-space(),{text})]//a"),
        )
        .await
    }

    /// Clicks a button whose words begin so.
    ///
    /// # Errors
    /// When there is none.
    pub async fn click_starting(&self, words: &str) -> Result<()> {
        let text = literal(words);
        self.click_named(words, format!("//button[starts-with(normalize-space(),{text})]"))
            .await
    }

    /// Clicks the button that sends a form, of which the page may have links of the same name.
    ///
    /// # Errors
    /// When there is none.
    pub async fn submit(&self, name: &str) -> Result<()> {
        let text = literal(name);
        self.click_named(
            name,
            format!("//button[@type='submit'][starts-with(normalize-space(),{text})]"),
        )
        .await
    }

    /// Clicks what has this name among the places at the left, and waits until that place stands.
    ///
    /// # Errors
    /// When there is none, or another place comes.
    pub async fn go(&self, place: &str) -> Result<()> {
        let text = literal(place);
        self.click_named(place, format!("//nav//a[.//*[starts-with(normalize-space(),{text})] or starts-with(normalize-space(),{text})]"))
            .await?;
        wait::until(&format!("the place “{place}”"), || async {
            let heading = self
                .read("return [...document.querySelectorAll('h1')].find((h) => h.offsetParent)?.textContent ?? ''")
                .await?;
            Ok((heading == place).then_some(()))
        })
        .await
    }

    /// Clicks the label of a tick or choice.
    ///
    /// # Errors
    /// When there is none.
    pub async fn tick(&self, label: &str) -> Result<()> {
        let text = literal(label);
        self.click_named(
            label,
            format!("//label[normalize-space()={text} or .//*[normalize-space()={text}]]"),
        )
        .await
    }

    /// Clicks the label of a tick whose words begin so.
    ///
    /// # Errors
    /// When there is none.
    pub async fn tick_starting(&self, words: &str) -> Result<()> {
        let text = literal(words);
        self.click_named(words, format!("//label[starts-with(normalize-space(),{text})]"))
            .await
    }

    /// Takes one of a few visible choices from the keyboard: Tab goes to them, an arrow from one to the next.
    ///
    /// # Errors
    /// When no choice begins with these words.
    pub async fn arrow_to(&self, words: &str) -> Result<()> {
        let here = "const one = document.activeElement; return one?.type === 'radio' ? one.closest('label')?.innerText ?? '' : null";
        for goes_to_choices in [true, false] {
            for _ in 0..60 {
                let choice = self.read(here).await?;
                let found = choice.as_str().is_some_and(|text| text.trim().starts_with(words));
                if found {
                    return Ok(());
                }
                if goes_to_choices && choice.is_string() {
                    break;
                }
                self.press(if goes_to_choices { Key::Tab } else { Key::Down })
                    .await?;
            }
        }
        self.explain(Err(anyhow::anyhow!("no choice begins with “{words}”")))
            .await
    }

    /// The field with this label.
    ///
    /// # Errors
    /// When there is none.
    pub async fn field(&self, label: &str) -> Result<WebElement> {
        let text = literal(label);
        self.element(
            &format!("the field “{label}”"),
            By::XPath(format!(
                "//*[self::input or self::textarea][@id=//label[normalize-space()={text} or starts-with(normalize-space(),concat({text},' '))]/@for or \
                 @aria-label={text} or @aria-labelledby=//*[normalize-space()={text} or starts-with(normalize-space(),concat({text},' '))]/@id]"
            )),
        )
        .await
    }

    /// Replaces what is in the field with this label. A page that draws itself anew meanwhile is met again.
    ///
    /// # Errors
    /// When there is none.
    pub async fn refill(&self, label: &str, text: &str) -> Result<()> {
        let typed = wait::until(&format!("“{label}” to type into"), || async {
            let field = self.field(label).await?;
            self.click_on(&field).await?;
            field.send_keys(Key::Control + "a").await?;
            field.send_keys(text).await?;
            Ok(Some(()))
        })
        .await;
        self.explain(typed).await
    }

    /// Types into a field that offers choices and takes the one with this name.
    ///
    /// # Errors
    /// When it is not offered.
    pub async fn choose_typed(&self, label: &str, typed: &str, choice: &str) -> Result<()> {
        self.refill(label, typed).await?;
        let text = literal(choice);
        let option = format!("//*[@role='option'][starts-with(normalize-space(),{text})]");
        let chosen = wait::until(&format!("“{choice}” under “{label}”"), || async {
            if let Some(option) = self.shown(&option).await? {
                option.click().await?;
                return Ok(Some(()));
            }
            // A page that moves closes its lists; the arrow opens this one again.
            if self.shown("//*[@role='listbox']").await?.is_none() {
                self.press(Key::Down).await?;
            }
            Ok(None)
        })
        .await;
        self.explain(chosen).await
    }

    /// Opens a list under this label and takes the choice with this name.
    ///
    /// # Errors
    /// When there is none.
    pub async fn choose(&self, label: &str, choice: &str) -> Result<()> {
        let (of_label, of_choice) = (literal(label), literal(choice));
        let button = format!(
            "//*[self::label or self::span][normalize-space()={of_label} or starts-with(normalize-space(),concat({of_label},' '))]/following::button[1]"
        );
        let option = format!(
            "//*[@role='option'][normalize-space()={of_choice} or .//*[normalize-space()={of_choice}]]"
        );
        let chosen = wait::until(&format!("“{choice}” under “{label}”"), || async {
            // A page that draws itself anew may close the list; it is opened again.
            if self.shown(&option).await?.is_none() {
                if let Some(button) = self.shown(&button).await? {
                    self.click_on(&button).await?;
                }
                return Ok(None);
            }
            if let Some(option) = self.shown(&option).await? {
                option.click().await?;
                return Ok(Some(()));
            }
            Ok(None)
        })
        .await;
        self.explain(chosen).await
    }

    async fn shown(&self, xpath: &str) -> Result<Option<WebElement>> {
        for element in self.driver.find_all(By::XPath(xpath)).await? {
            if element.is_displayed().await? {
                return Ok(Some(element));
            }
        }
        Ok(None)
    }

    /// What is in the field with this label.
    ///
    /// # Errors
    /// When there is none.
    pub async fn value(&self, label: &str) -> Result<String> {
        Ok(self.field(label).await?.value().await?.unwrap_or_default())
    }

    /// Presses keys where the focus is.
    ///
    /// # Errors
    /// When the window is gone.
    pub async fn press(&self, keys: impl Into<TypingData>) -> Result<()> {
        let focused = self.driver.active_element().await?;
        focused.send_keys(keys).await?;
        Ok(())
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

/// An XPath string literal.
fn literal(text: &str) -> String {
    if text.contains('\'') {
        format!("\"{text}\"")
    } else {
        format!("'{text}'")
    }
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
