//! The portal as a process that is killed and started again, always on the same port.

use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};
use motcua_portal::ledger::Ledger;
use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
    sync::Mutex,
};

use super::programs::program;

/// The portal.
pub struct Portal {
    data: PathBuf,
    config: PathBuf,
    /// Where it listens.
    pub address: SocketAddr,
    process: Mutex<Option<Child>>,
    kills: std::sync::atomic::AtomicU64,
}

impl Portal {
    /// Starts a portal in a folder.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start(folder: &Path) -> Result<Self> {
        // free a moment ago; portal and bank need ones that stay the same
        let free = || TcpListener::bind("127.0.0.1:0")?.local_addr();
        let (address, bank) = (free()?, free()?);
        let config = json!({
            "listen": address,
            "mailbox": { "enabled": true },
            "officer": {
                "enabled": false,
                "automatic": true,
                "supplement": "never",
                "delays": {
                    "receive": 0, "process": 0, "supplement": 0, "payment": 0, "finish": 0, "give": 0, "reconcile": 0,
                },
            },
            "bank_simulator": { "enabled": true, "listen": bank, "retry_seconds": 1, "max_tries": 100 },
            "money": {
                "beneficiary": {
                    "name": "Sở Tài nguyên và Môi trường", "account": "0000000001", "bank": "Ngân hàng", "bank_bin": "970436",
                },
                "doubt_seconds": 2,
            },
            "password": { "memory_kib": 8, "passes": 1, "lanes": 1 },
            "throttles": { "register_address": { "count": 1_000_000, "seconds": 1 } },
        });
        let portal = Self {
            data: folder.join("portal"),
            config: folder.join("portal.json"),
            address,
            process: Mutex::new(None),
            kills: 0.into(),
        };
        std::fs::write(&portal.config, serde_json::to_vec(&config)?)?;
        *portal.process.lock().await = Some(portal.spawn().await?);
        Ok(portal)
    }

    fn command(&self) -> Result<Command> {
        let mut command = Command::new(program("motcua-portal")?);
        command
            .arg("serve")
            .arg("--data")
            .arg(&self.data)
            .arg("--config")
            .arg(&self.config)
            // it ends when this process does, however that ends
            .arg("--until-stdin-closes")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        Ok(command)
    }

    async fn spawn(&self) -> Result<Child> {
        let mut child = self.command()?.spawn()?;
        let out = child.stdout.take().context("the portal's output")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line).await?;
        ensure!(line.contains("portal"), "the portal did not start: {line:?}");
        Ok(child)
    }

    /// Kills it with SIGKILL, and starts it again after `pause`; killed once more `in_start` after
    /// that, while it may be mending what the first kill left.
    ///
    /// # Errors
    /// When it does not start again: what a killed portal leaves must be usable.
    pub async fn kill(&self, pause: Duration, in_start: Option<Duration>) -> Result<()> {
        // one that is down already need not be killed
        let Ok(mut process) = self.process.try_lock() else {
            return Ok(());
        };
        if let Some(mut child) = process.take() {
            child.kill().await?;
            self.kills.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        }
        tokio::time::sleep(pause).await;
        if let Some(later) = in_start {
            let mut child = self.command()?.spawn()?;
            tokio::time::sleep(later).await;
            child.kill().await?;
            self.kills.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        }
        *process = Some(self.spawn().await?);
        Ok(())
    }

    /// Waits until it runs.
    pub async fn runs(&self) {
        drop(self.process.lock().await);
    }

    /// How often it was killed.
    pub fn kills(&self) -> u64 {
        self.kills.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// What it holds, as `motcua-portal ledger --json` says.
    ///
    /// # Errors
    /// When that fails.
    pub async fn ledger(&self) -> Result<Ledger> {
        let answer = self.ask("ledger", &["--json"]).await?;
        Ok(serde_json::from_slice(&answer)?)
    }

    /// The token of the newest letter to an address.
    ///
    /// # Errors
    /// When there is none.
    pub async fn token(&self, to: &str) -> Result<String> {
        for _ in 0..600 {
            let answer = self.ask("mailbox", &[]).await?;
            let letters: serde_json::Value = serde_json::from_slice(&answer)?;
            let letter = letters
                .as_array()
                .into_iter()
                .flatten()
                .find(|letter| letter["to"] == to);
            if let Some(token) = letter.and_then(|letter| token_in(letter["body"].as_str()?)) {
                return Ok(token);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        anyhow::bail!("no letter came to {to}")
    }

    async fn ask(&self, what: &str, more: &[&str]) -> Result<Vec<u8>> {
        let answer = Command::new(program("motcua-portal")?)
            .arg(what)
            .args(more)
            .arg("--data")
            .arg(&self.data)
            .output()
            .await?;
        ensure!(
            answer.status.success(),
            "motcua-portal {what}: {}",
            String::from_utf8_lossy(&answer.stderr)
        );
        Ok(answer.stdout)
    }
}

fn token_in(letter: &str) -> Option<String> {
    let begin = letter.find("token=")? + "token=".len();
    Some(letter[begin..].split_whitespace().next()?.to_owned())
}
