//! The desk as a process: `motcua`, run as a script would, and killed as a power cut would.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;
use tokio::process::Command;

use super::{link::Link, portal::Portal, programs::program};
use crate::rng::Rng;

/// Exit codes of `motcua` that a script acts on (`docs/command-line.md`).
pub mod exit {
    /// Done.
    pub const DONE: i32 = 0;
    /// Signing in is needed.
    pub const SIGN_IN: i32 = 6;
    /// The portal cannot be reached.
    pub const OFFLINE: i32 = 7;
    /// Something waits or is held.
    pub const UNSENT: i32 = 11;
}

const PASSWORD: &str = "Matkhau@2022";

/// When a process is killed.
#[derive(Debug, Clone, Copy)]
pub enum Kill {
    /// Not at all.
    Never,
    /// So long after it was started.
    After(Duration),
    /// When the link has carried so many bytes more.
    AtBytes(u64),
}

impl Kill {
    /// While it works here.
    pub fn local(rng: &mut Rng) -> Self {
        if rng.chance(120) {
            Self::After(Duration::from_millis(rng.range(20, 900)))
        } else {
            Self::Never
        }
    }
}

/// How a process ended.
#[derive(Debug)]
pub enum Ended {
    /// By itself: exit code, and what it said as JSON.
    With(i32, Value),
    /// It was killed.
    Killed,
}

/// A desk's home.
pub struct Desk {
    home: PathBuf,
    address: String,
    /// Name to sign in with.
    pub email: String,
    /// Whether every command is told of.
    trace: bool,
    /// The store's recovery code, once it is known. It opens the store without the stretching that
    /// a passphrase needs, which would take most of the time of thousands of runs.
    recovery_code: Option<String>,
}

/// What the store is made with.
const PASSPHRASE: &str = "mot-mat-khau-kho-dai";

impl Desk {
    /// A desk in a folder that finds its portal at `address`.
    pub fn new(home: PathBuf, address: &str, number: u64, trace: bool) -> Self {
        Self {
            home,
            address: address.to_owned(),
            email: format!("ban-{number}@example.vn"),
            trace,
            recovery_code: None,
        }
    }

    /// Learns the recovery code, and opens the store by it from now on.
    ///
    /// # Errors
    /// When there is none.
    pub async fn note_recovery_code(&mut self) -> Result<()> {
        let said = self.done(&["key", "recovery-code"]).await?;
        self.recovery_code = said["recovery_code"].as_str().map(str::to_owned);
        ensure!(self.recovery_code.is_some(), "no recovery code: {said}");
        Ok(())
    }

    /// The same desk as it was kept in a backup.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn copy_to(&self, home: PathBuf) -> Result<Self> {
        copy(&self.home, &home)?;
        Ok(Self {
            home,
            address: self.address.clone(),
            email: self.email.clone(),
            trace: self.trace,
            recovery_code: self.recovery_code.clone(),
        })
    }

    /// Runs `motcua` to its end.
    ///
    /// # Errors
    /// When it cannot be run, or does not end well.
    pub async fn done(&self, arguments: &[&str]) -> Result<Value> {
        match self.run(arguments, Kill::Never, None).await? {
            Ended::With(exit::DONE, said) => Ok(said),
            other => bail!("motcua {arguments:?}: {other:?}"),
        }
    }

    /// Runs `motcua`.
    ///
    /// # Errors
    /// When it cannot be run, or says something that is no JSON.
    pub async fn run(&self, arguments: &[&str], kill: Kill, link: Option<&Link>) -> Result<Ended> {
        let started = Instant::now();
        let ended = self.run_silently(arguments, kill, link).await;
        if self.trace {
            let took = started.elapsed().as_secs_f64();
            println!(
                "{took:6.2} s  {:?} {kill:?}\n          {ended:?}",
                &arguments[..arguments.len().min(2)]
            );
        }
        ended
    }

    async fn run_silently(&self, arguments: &[&str], kill: Kill, link: Option<&Link>) -> Result<Ended> {
        let (key, secret) = match &self.recovery_code {
            Some(code) => ("MOTCUA_RECOVERY_CODE", code.as_str()),
            None => ("MOTCUA_PASSPHRASE", PASSPHRASE),
        };
        let mut child = Command::new(program("motcua")?)
            .args(["--json", "--language", "en", "--wait", "20"])
            .args(arguments)
            .env("MOTCUA_HOME", &self.home)
            .env("MOTCUA_PORTAL", &self.address)
            .env_remove("MOTCUA_PASSPHRASE")
            .env_remove("MOTCUA_RECOVERY_CODE")
            .env(key, secret)
            .env("MOTCUA_PASSWORD", PASSWORD)
            .env("MOTCUA_NO_KEYRING", "true")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let killed_at = async {
            match (kill, link) {
                (Kill::After(pause), _) => tokio::time::sleep(pause).await,
                (Kill::AtBytes(bytes), Some(link)) => link.carries(link.carried() + bytes).await,
                _ => std::future::pending().await,
            }
        };
        let out = child.stdout.take().context("output")?;
        let errors = child.stderr.take().context("errors")?;
        let reading = tokio::spawn(read(out));
        let complaining = tokio::spawn(read(errors));
        let status = tokio::select! {
            status = child.wait() => status?,
            () = killed_at => {
                child.kill().await?;
                return Ok(Ended::Killed);
            }
        };
        let (said, complained) = (reading.await??, complaining.await??);
        let code = status.code().with_context(|| {
            format!(
                "motcua {arguments:?} ended with {status}: {}",
                String::from_utf8_lossy(&complained)
            )
        })?;
        let said = if said.is_empty() {
            Value::String(String::from_utf8_lossy(&complained).into_owned())
        } else {
            serde_json::from_slice(&said)
                .with_context(|| format!("motcua {arguments:?} said {:?}", String::from_utf8_lossy(&said)))?
        };
        Ok(Ended::With(code, said))
    }

    /// Signs in, however often it takes while other desks have the portal killed.
    ///
    /// # Errors
    /// When it never works.
    pub async fn sign_in(&self, portal: &Portal) -> Result<()> {
        let mut last = None;
        for _ in 0..50 {
            portal.runs().await;
            match self
                .run(&["account", "sign-in", &self.email], Kill::Never, None)
                .await?
            {
                Ended::With(exit::DONE, _) => return Ok(()),
                other => last = Some(other),
            }
        }
        bail!("signing in does not work: {last:?}")
    }
}

async fn read(mut from: impl tokio::io::AsyncRead + Unpin) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    tokio::io::AsyncReadExt::read_to_end(&mut from, &mut bytes).await?;
    Ok(bytes)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
