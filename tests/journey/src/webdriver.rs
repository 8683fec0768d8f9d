//! A program with a window of the system's web view, driven from outside by WebKit's own WebDriver.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::Stdio,
};

use anyhow::{Context as _, Result};
use thirtyfour::{Capabilities, prelude::*};
use tokio::process::{Child, Command};

use crate::{programs, wait};

/// WebDriver waiting to open a program.
pub struct Waiting {
    program: String,
    port: u16,
    server: Child,
}

/// The file that takes what programs on this data folder write to the system's error output: the reason why one has
/// gone stands nowhere else.
pub fn said(home: &Path) -> PathBuf {
    home.with_extension("said")
}

/// Starts WebDriver for a program with this data folder and these variables.
///
/// # Errors
/// When it does not listen.
pub async fn driver(program: &str, home: &Path, variables: &[(&str, &str)]) -> Result<Waiting> {
    let port = programs::free_port()?;
    let server = Command::new("WebKitWebDriver")
        .arg(format!("--port={port}"))
        .env("TAURI_AUTOMATION", "true")
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        .env("MOTCUA_HOME", home)
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::options().create(true).append(true).open(said(home))?)
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
    Ok(Waiting {
        program: program.to_owned(),
        port,
        server,
    })
}

impl Waiting {
    /// Starts the program. The driver's process goes with the second.
    ///
    /// # Errors
    /// When no window comes up.
    pub async fn open(self) -> Result<(WebDriver, Child)> {
        let mut capabilities = Capabilities::new();
        capabilities.set("browserName", "wry")?;
        capabilities.set(
            "webkitgtk:browserOptions",
            serde_json::json!({ "binary": programs::built(&self.program), "args": [] }),
        )?;
        let driver = WebDriver::new(format!("http://127.0.0.1:{}", self.port), capabilities)
            .await
            .with_context(|| format!("the window of {}", self.program))?;
        Ok((driver, self.server))
    }
}
