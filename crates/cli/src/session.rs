//! One run of the program: what was asked for everywhere, the desk behind it, and its output.

use std::{
    io::{IsTerminal, Write},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use clap::{Args, ValueEnum};
use motcua_desk::{
    Desk,
    deps::{Deps, NoTraining, Randomness, SystemClock, Unattended},
    error::{DeskError, ErrorCode},
    keys::{KeyVault, SystemVault, VaultError},
    prelude::{DeskStatus, DossierFilter, Mode, StoreState},
};
use motcua_domain::language::Language;
use serde::Serialize;
use uuid::Uuid;

use crate::{
    exit::{Exit, Failure},
    secrets,
    words::{self, pick},
};

/// Service name of the keyring's entries, and name of the folder of everything: the window's own.
const PROGRAM: &str = "vn.motcua.desk";
/// How often a desk in use is tried again.
const BUSY_PAUSE: Duration = Duration::from_millis(250);

/// What every command understands.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// Thư mục dữ liệu; không có thì dùng thư mục của cửa sổ Một Cửa.
    #[arg(long, global = true, env = "MOTCUA_HOME", value_name = "DIR")]
    pub home: Option<PathBuf>,
    /// Địa chỉ cổng; không có thì dùng cổng mà kho dữ liệu đã gắn với.
    #[arg(long, global = true, env = "MOTCUA_PORTAL", value_name = "ADDRESS")]
    pub portal: Option<String>,
    /// Ngôn ngữ của lời nhắn; không có thì theo LANG, rồi theo cài đặt.
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "vi|en",
        hide_possible_values = true
    )]
    pub language: Option<Tongue>,
    /// In kết quả bằng JSON.
    #[arg(long, global = true)]
    pub json: bool,
    /// Tệp có mật khẩu kho dữ liệu ở dòng đầu; "-" là đầu vào chuẩn.
    #[arg(long, global = true, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Tệp có mã khôi phục của kho dữ liệu ở dòng đầu; "-" là đầu vào chuẩn.
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "passphrase_file")]
    pub recovery_code_file: Option<PathBuf>,
    /// Không dùng kho khóa của hệ điều hành.
    #[arg(long, global = true, env = "MOTCUA_NO_KEYRING", value_parser = clap::builder::BoolishValueParser::new())]
    pub no_keyring: bool,
    /// Chờ chừng này giây khi cửa sổ hay lệnh khác đang dùng kho dữ liệu.
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 0)]
    pub wait: u64,
    /// In thêm nhật ký ra đầu ra lỗi.
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

/// A language as an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Tongue {
    Vi,
    En,
}

/// What a command needs of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The store alone: nothing leaves this machine.
    Store,
    /// The store, bound to its portal; the portal itself only to bind it for the first time.
    Bound,
    /// The portal, or at least a try to reach it.
    Portal,
}

/// One run of the program.
pub struct Session {
    /// What was asked for everywhere.
    pub common: Common,
    /// What is spoken.
    pub lang: Language,
    chosen: Option<Language>,
    desk: Mutex<Option<Desk>>,
}

impl Session {
    /// Reads language and environment.
    pub fn new(common: Common) -> Self {
        let chosen = match common.language {
            Some(Tongue::Vi) => Some(Language::Vi),
            Some(Tongue::En) => Some(Language::En),
            None => words::of_environment(),
        };
        Self {
            lang: chosen.unwrap_or_default(),
            chosen,
            common,
            desk: Mutex::default(),
        }
    }

    /// The sentence in the language.
    pub fn pick<'a>(&self, vi: &'a str, en: &'a str) -> &'a str {
        pick(self.lang, vi, en)
    }

    /// An error of the desk as an end of the program.
    pub fn failure(&self, error: DeskError) -> Failure {
        Failure::desk(error, self.lang)
    }

    /// The folder of everything.
    pub fn home(&self) -> Result<PathBuf, Failure> {
        if let Some(home) = &self.common.home {
            return Ok(home.clone());
        }
        usual_home().ok_or_else(|| {
            Failure::usage(self.pick(
                "Không biết thư mục dữ liệu ở đâu. Hãy thêm --home THƯ-MỤC hoặc đặt biến MOTCUA_HOME.",
                "The data folder is not known. Add --home DIR or set MOTCUA_HOME.",
            ))
        })
    }

    /// Opens the desk. It is closed by [`Session::close`], however the command ends.
    pub async fn desk(&self, need: Need) -> Result<Desk, Failure> {
        let (desk, opened) = self.open(need == Need::Portal).await?;
        let status = match opened {
            Ok(status) => status,
            Err(error) => return Err(self.not_open(&desk, error).await),
        };
        self.bind(&desk, &status, need).await?;
        Ok(desk)
    }

    /// Opens the desk for what works with a store that is locked, damaged or missing too. One that
    /// another process uses is left alone all the same.
    pub async fn desk_in_any_state(&self) -> Result<Desk, Failure> {
        match self.open(false).await? {
            (desk, Err(error)) if error.code == ErrorCode::StoreBusy => {
                Err(self.not_open(&desk, error).await)
            }
            (desk, _) => Ok(desk),
        }
    }

    async fn open(&self, connect: bool) -> Result<(Desk, Result<DeskStatus, DeskError>), Failure> {
        let home = self.home()?;
        let key = secrets::store_key(&self.common, self.lang)?;
        std::fs::create_dir_all(&home).map_err(|error| {
            let home = home.display();
            Failure::usage(match self.lang {
                Language::Vi => format!("Không dùng được thư mục dữ liệu {home}: {error}."),
                Language::En => format!("The data folder {home} cannot be used: {error}."),
            })
        })?;
        let vault: Arc<dyn KeyVault> = if self.common.no_keyring {
            Arc::new(NoKeyring)
        } else {
            Arc::new(SystemVault::new(PROGRAM))
        };
        let until = Instant::now() + Duration::from_secs(self.common.wait);
        loop {
            let deps = Deps {
                clock: Arc::new(SystemClock),
                random: Arc::new(Randomness::system()),
                vault: Arc::clone(&vault),
                training: Arc::new(NoTraining),
            };
            let how = Unattended {
                key: key.clone(),
                language: self.chosen,
                connect,
            };
            let desk = Desk::open_unattended(home.clone(), deps, how);
            *self.desk.lock().unwrap_or_else(PoisonError::into_inner) = Some(desk.clone());
            let before = desk.status().await.map_err(|error| self.failure(error))?;
            if before.mode == Mode::Training {
                return Err(self.training());
            }
            match desk.opened().await {
                Err(error) if error.code == ErrorCode::StoreBusy && Instant::now() < until => {
                    desk.close().await;
                    tokio::time::sleep(BUSY_PAUSE).await;
                }
                opened => return Ok((desk, opened)),
            }
        }
    }

    /// Why the store is not open, with what to do about it here.
    async fn not_open(&self, desk: &Desk, error: DeskError) -> Failure {
        let status = desk.status().await.ok();
        match status.map(|status| status.store) {
            Some(StoreState::Locked { slots }) if slots.is_empty() => Failure::new(
                Exit::Locked,
                "locked",
                self.pick(
                    "Máy này không có kho khóa của hệ điều hành nên chưa tạo kho dữ liệu. Hãy đặt mật khẩu kho (ít nhất 10 ký tự) bằng biến MOTCUA_PASSPHRASE hoặc --passphrase-file.",
                    "This machine has no keyring, so no store was made. Choose a passphrase (at least 10 characters) and give it by MOTCUA_PASSPHRASE or --passphrase-file.",
                ),
            ),
            _ => self.failure(error),
        }
    }

    fn training(&self) -> Failure {
        Failure::new(
            Exit::Refused,
            "training",
            self.pick(
                "Thư mục dữ liệu này đang ở chế độ Tập huấn, chỉ dùng được trong cửa sổ. Hãy rời Tập huấn trong cửa sổ, hoặc dùng --home khác.",
                "This desk is in Training, which works in the window only. Leave Training there, or use another --home.",
            ),
        )
    }

    /// Binds the store to the portal that was asked for, if it is not yet.
    async fn bind(&self, desk: &Desk, status: &DeskStatus, need: Need) -> Result<(), Failure> {
        let wanted = self
            .common
            .portal
            .as_deref()
            .map(str::trim)
            .filter(|wanted| !wanted.is_empty());
        let bound = status.portal_address.as_deref();
        let bind = match (need, wanted, bound) {
            (Need::Store, ..) | (_, None, Some(_)) => None,
            (Need::Bound, _, Some(_)) => None,
            (_, Some(wanted), Some(bound)) if same_address(wanted, bound) => None,
            (_, Some(wanted), _) => Some(wanted),
            (_, None, None) => {
                return Err(Failure::new(
                    Exit::NoPortal,
                    "no_portal",
                    self.pick(
                        "Chưa chọn cổng dịch vụ công. Hãy thêm --portal ĐỊA-CHỈ hoặc đặt biến MOTCUA_PORTAL.",
                        "No portal has been chosen. Add --portal ADDRESS or set MOTCUA_PORTAL.",
                    ),
                ));
            }
        };
        if let Some(address) = bind {
            desk.connect_portal(address.to_owned())
                .await
                .map_err(|error| self.failure(error))?;
        }
        Ok(())
    }

    /// Lets the store go in an orderly way; what is under way goes on at the next run.
    pub async fn close(&self) {
        let desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(desk) = desk {
            desk.close().await;
        }
    }

    /// The dossier that is meant: its id, or the code that the portal gave it.
    pub async fn dossier(&self, desk: &Desk, text: &str) -> Result<Uuid, Failure> {
        if let Ok(id) = text.parse() {
            return Ok(id);
        }
        let found = desk
            .dossiers(DossierFilter::All, text.to_owned(), None)
            .await
            .map_err(|error| self.failure(error))?;
        found
            .rows
            .iter()
            .find(|row| row.code.as_deref() == Some(text))
            .map(|row| row.id)
            .ok_or_else(|| {
                Failure::not_found(match self.lang {
                    Language::Vi => format!(
                        "Không có hồ sơ “{text}” trên máy này. Hãy xem motcua draft list --filter all."
                    ),
                    Language::En => format!(
                        "There is no dossier “{text}” on this desk. See motcua draft list --filter all."
                    ),
                })
            })
    }

    /// The result: JSON for programs, or what `people` writes.
    pub fn print<T: Serialize>(
        &self,
        value: &T,
        people: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> Result<(), Failure> {
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        if self.common.json {
            serde_json::to_writer_pretty(&mut out, value).map_err(std::io::Error::from)?;
            writeln!(out)?;
        } else {
            people(&mut out)?;
        }
        out.flush()?;
        Ok(())
    }

    /// A word beside the result, for people only.
    pub fn note(&self, words: &str) {
        eprintln!("motcua: {words}");
    }

    /// Whether somebody watches.
    pub fn watched(&self) -> bool {
        !self.common.json && std::io::stderr().is_terminal()
    }
}

fn same_address(one: &str, other: &str) -> bool {
    one.trim_end_matches('/')
        .eq_ignore_ascii_case(other.trim_end_matches('/'))
}

/// The folder that the window uses.
fn usual_home() -> Option<PathBuf> {
    let variable = |name| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let data = if cfg!(windows) {
        variable("LOCALAPPDATA")?
    } else if cfg!(target_os = "macos") {
        variable("HOME")?.join("Library/Application Support")
    } else {
        match variable("XDG_DATA_HOME").filter(|path| path.is_absolute()) {
            Some(data) => data,
            None => variable("HOME")?.join(".local/share"),
        }
    };
    Some(data.join(PROGRAM))
}

/// For machines, and runs, without a keyring: nothing is kept and nothing is found.
struct NoKeyring;

impl KeyVault for NoKeyring {
    fn name(&self) -> &str {
        "no keyring"
    }
    fn get(&self, _entry: &str) -> Result<Option<Vec<u8>>, VaultError> {
        Err(VaultError::Unavailable("not wanted".to_owned()))
    }
    fn set(&self, _entry: &str, _secret: &[u8]) -> Result<(), VaultError> {
        Err(VaultError::Unavailable("not wanted".to_owned()))
    }
    fn delete(&self, _entry: &str) -> Result<(), VaultError> {
        Ok(())
    }
}
