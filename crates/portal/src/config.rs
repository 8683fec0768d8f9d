//! The portal's configuration: one TOML or JSON file, everything with a default.

use std::{collections::BTreeMap, fs, net::SocketAddr, path::Path};

use motcua_domain::paper::PaperLimits;
use motcua_portal_api::profile::{Hotline, Question};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{bank::BankConfig, db::Durability, money::MoneyConfig, officer::OfficerConfig};

/// Everything that can be set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Address and port to listen on. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// How people and letters reach the portal, e.g. `https://dichvucong.example.vn`; without it the
    /// address that is listened on.
    pub public_url: Option<String>,
    /// Name for people.
    pub name: String,
    /// Whether dossiers have no legal effect.
    pub training: bool,
    /// Edition of the catalogue that the desk begins with.
    pub default_edition: String,
    /// Electronic code of the unit that receives dossiers; the first part of a dossier code.
    pub unit_code: String,
    /// Codes of single agencies, by their slug in the catalogue; others use [`Config::unit_code`].
    pub unit_codes: BTreeMap<String, String>,
    /// Name of the unit that receives dossiers, as actor of events.
    pub unit_name: String,
    /// What is taken where a component says nothing.
    pub default_limits: PaperLimits,
    /// Hotlines; without any, those of the circular.
    pub hotlines: Option<Vec<Hotline>>,
    /// Common questions; without any, the portal's own.
    pub questions: Option<Vec<Question>>,
    /// Whether a proxy in front sets `X-Forwarded-For` (its last entry is taken as the peer).
    pub trust_forwarded_for: bool,
    /// How sure a commit is.
    pub durability: Durability,
    /// Where letters go.
    pub smtp: SmtpConfig,
    /// Training's own mail server.
    pub mailbox: MailboxConfig,
    /// Lifetimes.
    pub lifetimes: Lifetimes,
    /// Sizes.
    pub limits: Limits,
    /// Throttles.
    pub throttles: Throttles,
    /// Argon2id.
    pub password: PasswordCost,
    /// Fees and banks.
    pub money: MoneyConfig,
    /// The bank simulator, a server of its own on its own port.
    pub bank_simulator: BankConfig,
    /// The officer's page, and the automatic officer of training.
    pub officer: OfficerConfig,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8180)),
            public_url: None,
            name: "Cổng dịch vụ công tỉnh Kon Tum".into(),
            training: false,
            default_edition: motcua_data::DEFAULT_EDITION.into(),
            unit_code: "000.00.12.H34".into(),
            unit_codes: BTreeMap::new(),
            unit_name: "Trung tâm Phục vụ hành chính công tỉnh Kon Tum".into(),
            default_limits: PaperLimits {
                media_types: ["application/pdf", "image/jpeg", "image/png"]
                    .map(str::to_owned)
                    .to_vec(),
                max_bytes: 20 * 1024 * 1024,
            },
            hotlines: None,
            questions: None,
            trust_forwarded_for: false,
            durability: Durability::Full,
            smtp: SmtpConfig::default(),
            mailbox: MailboxConfig::default(),
            lifetimes: Lifetimes::default(),
            limits: Limits::default(),
            throttles: Throttles::default(),
            password: PasswordCost::default(),
            money: MoneyConfig::default(),
            bank_simulator: BankConfig::default(),
            officer: OfficerConfig::default(),
        }
    }
}

/// The mail server that takes the portal's letters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SmtpConfig {
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How the conversation is protected.
    pub tls: SmtpTls,
    /// For servers that ask for it.
    pub username: Option<String>,
    /// Name of the environment variable that holds the password, so that no file does.
    pub password_env: Option<String>,
    /// Sender.
    pub from: String,
    /// Seconds before a conversation is given up.
    pub timeout_seconds: u64,
    /// Seconds before a letter that could not be sent is tried again; doubled each time, to an hour.
    pub retry_seconds: u64,
    /// After so many seconds a letter is given up.
    pub give_up_seconds: u64,
}

impl Default for SmtpConfig {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".into(),
            port: 25,
            tls: SmtpTls::None,
            username: None,
            password_env: None,
            from: "Cổng dịch vụ công tỉnh Kon Tum <khong-tra-loi@dichvucong.invalid>".into(),
            timeout_seconds: 20,
            retry_seconds: 5,
            give_up_seconds: 2 * 24 * 3600,
        }
    }
}

/// Protection of the SMTP conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SmtpTls {
    /// None; for a server on the same machine.
    None,
    /// STARTTLS, required.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// Training's own small mail server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailboxConfig {
    /// Whether it runs; the portal's letters then go there.
    pub enabled: bool,
    /// Where; loopback only. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// Largest letter in bytes.
    pub max_bytes: usize,
}

impl Default for MailboxConfig {
    fn default() -> Self {
        Self {
            enabled: false,
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            max_bytes: 2 * 1024 * 1024,
        }
    }
}

/// Lifetimes in seconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Lifetimes {
    /// Access token.
    pub access: i64,
    /// Refresh token, from its last use.
    pub refresh: i64,
    /// How long a spent refresh token still gets the same successor.
    pub refresh_grace: i64,
    /// Link that confirms an address.
    pub confirmation: i64,
    /// Code that sets a new password.
    pub reset: i64,
    /// Unfinished upload, from its last byte.
    pub upload: i64,
    /// Stored answers of idempotency keys; the contract asks for 30 days.
    pub idempotency: i64,
    /// Tombstones in the change feed.
    pub tombstones: i64,
    /// Stored files that no dossier names.
    pub unused_blobs: i64,
    /// How often the portal tidies up.
    pub tidy: u64,
}

const DAY: i64 = 24 * 3600;

impl Default for Lifetimes {
    fn default() -> Self {
        Self {
            access: 15 * 60,
            refresh: 60 * DAY,
            refresh_grace: 60,
            confirmation: 2 * DAY,
            reset: 30 * 60,
            upload: 7 * DAY,
            idempotency: 90 * DAY,
            tombstones: 180 * DAY,
            unused_blobs: 60 * DAY,
            tidy: 600,
        }
    }
}

/// Largest sizes, in bytes unless named otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// JSON body.
    pub json: usize,
    /// Batch after decompression.
    pub batch: usize,
    /// One uploaded file.
    pub upload: u64,
    /// All files of one account together.
    pub account: u64,
    /// Unfinished uploads of one account (number).
    pub open_uploads: u32,
    /// Seconds without a byte before a request that uploads is ended; its bytes stay.
    pub upload_idle_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            json: 1024 * 1024,
            batch: 1024 * 1024,
            upload: 4 * 1024 * 1024 * 1024,
            account: 64 * 1024 * 1024 * 1024,
            open_uploads: 1000,
            upload_idle_seconds: 60,
        }
    }
}

/// So many within so many seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Throttle {
    /// How many are let through.
    pub count: u32,
    /// Within how many seconds.
    pub seconds: i64,
}

/// Throttles against guessing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Throttles {
    /// Failed sign-ins under one name.
    pub sign_in_name: Throttle,
    /// Failed sign-ins from one address.
    pub sign_in_address: Throttle,
    /// Registrations from one address.
    pub register_address: Throttle,
    /// Letters asked for, per account.
    pub letters: Throttle,
    /// Letters asked for from one address.
    pub letters_address: Throttle,
    /// Wrong tokens and codes from one address.
    pub tokens_address: Throttle,
    /// Failed look-ups of one dossier code.
    pub lookup_code: Throttle,
    /// Look-ups from one address.
    pub lookup_address: Throttle,
}

impl Default for Throttles {
    fn default() -> Self {
        let of = |count, seconds| Throttle { count, seconds };
        Self {
            sign_in_name: of(10, 900),
            sign_in_address: of(100, 900),
            register_address: of(60, 3600),
            letters: of(5, 3600),
            letters_address: of(60, 3600),
            tokens_address: of(30, 900),
            lookup_code: of(10, 900),
            lookup_address: of(60, 60),
        }
    }
}

/// Cost of Argon2id (RFC 9106).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PasswordCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for PasswordCost {
    fn default() -> Self {
        // OWASP's recommendation for Argon2id with 19 MiB.
        Self {
            memory_kib: 19 * 1024,
            passes: 2,
            lanes: 1,
        }
    }
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {path}: {source}; check the path given with --config")]
    Read {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not what is expected.
    #[error(
        "{path} is no configuration of the portal: {why}; correct it (TOML, or JSON when it ends in .json)"
    )]
    Parse {
        /// The file.
        path: String,
        /// Where and why.
        why: String,
    },
}

impl Config {
    /// Reads a file (JSON when its name ends in `.json`, otherwise TOML); what it does not name is
    /// as in `base`.
    ///
    /// # Errors
    /// When it cannot be read or holds something unknown.
    pub fn read_over(path: &Path, base: &Self) -> Result<Self, ConfigError> {
        let name = path.display().to_string();
        let text = fs::read_to_string(path).map_err(|source| ConfigError::Read {
            path: name.clone(),
            source,
        })?;
        let parsed = || -> Result<Self, String> {
            let given: Value = if path.extension().is_some_and(|e| e == "json") {
                serde_json::from_str(&text).map_err(|e| e.to_string())?
            } else {
                toml::from_str(&text).map_err(|e| e.to_string())?
            };
            let mut whole = serde_json::to_value(base).map_err(|e| e.to_string())?;
            lay_over(&mut whole, given);
            serde_json::from_value(whole).map_err(|e| e.to_string())
        };
        parsed().map_err(|why| ConfigError::Parse { path: name, why })
    }

    /// The defaults of training: everything in one process, on loopback, without legal effect.
    pub fn for_training() -> Self {
        let mut config = Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            name: "Cổng dịch vụ công tỉnh Kon Tum (tập huấn)".into(),
            training: true,
            ..Self::default()
        };
        config.mailbox.enabled = true;
        config.smtp.retry_seconds = 1;
        config.bank_simulator.enabled = true;
        config.officer.enabled = true;
        config.officer.automatic = true;
        config
    }
}

/// Puts what is given over what is there, table by table.
fn lay_over(there: &mut Value, given: Value) {
    match (there, given) {
        (Value::Object(there), Value::Object(given)) => {
            for (name, value) in given {
                match there.get_mut(&name) {
                    Some(known) => lay_over(known, value),
                    None => {
                        there.insert(name, value);
                    }
                }
            }
        }
        (there, given) => *there = given,
    }
}
