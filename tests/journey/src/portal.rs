//! The reference portal as a process of its own.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
};

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, ChildStdin, Command},
};

use crate::programs;

/// Where the portal's parts listen; the one line it prints when it is ready.
#[derive(Debug, Clone, Deserialize)]
pub struct Addresses {
    /// The portal.
    pub portal: String,
    /// The bank simulator.
    pub bank: String,
    /// The officer's page.
    pub officer: String,
}

/// A running portal. Ends with the value.
pub struct Portal {
    data: PathBuf,
    config: PathBuf,
    child: Child,
    _stdin: ChildStdin,
    /// Where it listens.
    pub addresses: Addresses,
}

impl Portal {
    /// Starts a portal on `data` with the configuration file `config`.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start(data: &Path, config: &Path) -> Result<Self> {
        let mut child = Command::new(programs::built("motcua-portal"))
            .arg("serve")
            .arg("--data")
            .arg(data)
            .arg("--config")
            .arg(config)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("motcua-portal")?;
        let stdin = child.stdin.take().context("stdin of the portal")?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("stdout of the portal")?)
            .read_line(&mut line)
            .await?;
        let addresses = serde_json::from_str(&line).with_context(|| format!("the portal said {line:?}"))?;
        Ok(Self {
            data: data.into(),
            config: config.into(),
            child,
            _stdin: stdin,
            addresses,
        })
    }

    /// Kills it with SIGKILL and waits until it is gone.
    ///
    /// # Errors
    /// When it cannot be killed.
    pub async fn kill(&mut self) -> Result<()> {
        self.child.kill().await?;
        Ok(())
    }

    /// Starts it again on the same data, on the same ports.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn restart(&mut self) -> Result<()> {
        let again = Self::start(&self.data.clone(), &self.config.clone()).await?;
        ensure!(
            again.addresses.portal == self.addresses.portal,
            "the portal moved to another port"
        );
        *self = again;
        Ok(())
    }

    /// Makes a new password for the officer's page.
    ///
    /// # Errors
    /// When the portal cannot be reached on its data.
    pub async fn officer_password(&self) -> Result<String> {
        let answer = Command::new(programs::built("motcua-portal"))
            .args(["officer-password", "--data"])
            .arg(&self.data)
            .output()
            .await?;
        ensure!(answer.status.success(), "motcua-portal officer-password");
        Ok(String::from_utf8(answer.stdout)?.trim().to_owned())
    }

    /// What the portal holds, straight from its database and files.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn ledger(&self) -> Result<serde_json::Value> {
        ledger(&self.data).await
    }
}

/// What the portal with these data holds.
///
/// # Errors
/// When it cannot be read.
pub async fn ledger(data: &Path) -> Result<serde_json::Value> {
    let answer = Command::new(programs::built("motcua-portal"))
        .args(["ledger", "--json", "--data"])
        .arg(data)
        .output()
        .await
        .context("motcua-portal ledger")?;
    ensure!(
        answer.status.success(),
        "motcua-portal ledger: {}",
        String::from_utf8_lossy(&answer.stderr)
    );
    Ok(serde_json::from_slice(&answer.stdout)?)
}
