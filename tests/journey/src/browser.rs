//! The system's browser: what the desk opens there is caught, and driven in a real Chromium.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
};

use anyhow::{Context as _, Result};
use thirtyfour::{Capabilities, prelude::*};
use tokio::process::{Child, Command};

use crate::{programs, wait};

/// Stands where the system's browser stands: notes each address it is asked to open.
pub struct SystemBrowser {
    data_dirs: String,
    asked: PathBuf,
}

impl SystemBrowser {
    /// Lays the program into a folder, with what makes it the default for web addresses.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn install(folder: &Path) -> Result<Self> {
        let (program, asked) = (folder.join("browser"), folder.join("browser-asked"));
        std::fs::write(
            &program,
            format!("#!/bin/sh\nprintf '%s\\n' \"$1\" >> '{}'\n", asked.display()),
        )?;
        std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
        let applications = folder.join("share/applications");
        std::fs::create_dir_all(&applications)?;
        std::fs::write(
            applications.join("journey-browser.desktop"),
            format!(
                "[Desktop Entry]\nType=Application\nName=Journey\nExec={} %u\n\
                 MimeType=x-scheme-handler/http;x-scheme-handler/https;\n",
                program.display()
            ),
        )?;
        std::fs::write(
            applications.join("mimeapps.list"),
            "[Default Applications]\nx-scheme-handler/http=journey-browser.desktop\n\
             x-scheme-handler/https=journey-browser.desktop\n",
        )?;
        let others =
            std::env::var("XDG_DATA_DIRS").unwrap_or_else(|_| "/usr/local/share:/usr/share".to_owned());
        let data_dirs = format!("{}:{others}", folder.join("share").display());
        Ok(Self { data_dirs, asked })
    }

    /// What the desk's environment needs for it.
    pub fn environment(&self) -> [(&str, &str); 1] {
        [("XDG_DATA_DIRS", &self.data_dirs)]
    }

    /// Waits for the address that is asked for as number `count` (from 0).
    ///
    /// # Errors
    /// When none is.
    pub async fn asked(&self, count: usize) -> Result<String> {
        wait::until("an address in the system's browser", || async move {
            let all = std::fs::read_to_string(&self.asked).unwrap_or_default();
            Ok(all.lines().nth(count).map(str::to_owned))
        })
        .await
    }

    /// How many addresses have been asked for.
    pub fn count(&self) -> usize {
        std::fs::read_to_string(&self.asked)
            .unwrap_or_default()
            .lines()
            .count()
    }
}

/// A Chromium to read pages of portal and bank with.
pub struct Browser {
    /// The session.
    pub driver: WebDriver,
    _server: Child,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts it.
    ///
    /// # Errors
    /// When Chromium or its driver is missing.
    pub async fn start() -> Result<Self> {
        let port = programs::free_port()?;
        let server = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("chromedriver")?;
        wait::until("chromedriver's port", || async move {
            Ok(tokio::net::TcpStream::connect(("127.0.0.1", port))
                .await
                .ok()
                .map(drop))
        })
        .await?;
        let profile = tempfile::tempdir()?;
        let mut capabilities = Capabilities::new();
        capabilities.set("browserName", "chrome")?;
        capabilities.set(
            "goog:chromeOptions",
            serde_json::json!({ "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--window-size=1100,800", format!("--user-data-dir={}", profile.path().display()),
            ] }),
        )?;
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities)
            .await
            .context("Chromium")?;
        Ok(Self {
            driver,
            _server: server,
            _profile: profile,
        })
    }

    /// Opens an address.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn go(&self, address: &str) -> Result<()> {
        Ok(self.driver.goto(address).await?)
    }

    /// Clicks a button by its text.
    ///
    /// # Errors
    /// When there is none.
    pub async fn click(&self, name: &str) -> Result<()> {
        let xpath = format!("//button[normalize-space()='{name}'] | //a[normalize-space()='{name}']");
        wait::until(&format!("“{name}” in the browser"), || async {
            match self.driver.find_all(By::XPath(xpath.as_str())).await?.first() {
                Some(element) => {
                    element.click().await?;
                    Ok(Some(()))
                }
                None => Ok(None),
            }
        })
        .await
    }

    /// Clicks what a CSS selector finds.
    ///
    /// # Errors
    /// When there is nothing.
    pub async fn click_element(&self, selector: &str) -> Result<()> {
        wait::until(&format!("{selector} in the browser"), || async {
            self.driver.find(By::Css(selector)).await?.click().await?;
            Ok(Some(()))
        })
        .await
    }

    /// Types into the field with this id.
    ///
    /// # Errors
    /// When there is none.
    pub async fn fill(&self, id: &str, text: &str) -> Result<()> {
        let field = self.driver.find(By::Id(id)).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Types into the empty field that a CSS selector finds; of a file field this is the file's path.
    ///
    /// # Errors
    /// When there is none.
    pub async fn fill_element(&self, selector: &str, text: &str) -> Result<()> {
        Ok(self.driver.find(By::Css(selector)).await?.send_keys(text).await?)
    }

    /// Waits until a text is shown.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn see(&self, text: &str) -> Result<()> {
        wait::until(&format!("“{text}” in the browser"), || async {
            let shown = self.driver.find(By::Tag("body")).await?.text().await?;
            Ok(shown.contains(text).then_some(()))
        })
        .await
    }

    /// Takes a picture.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn picture(&self, name: &str) -> Result<()> {
        self.driver
            .screenshot(&programs::pictures().join(format!("{name}.png")))
            .await?;
        Ok(())
    }
}
