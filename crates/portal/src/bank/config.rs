//! What the bank simulator must be told.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

/// The part of the portal's configuration that is about the simulator in its own process.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BankConfig {
    /// Whether it runs.
    pub enabled: bool,
    /// Where; port 0 takes a free one.
    pub listen: SocketAddr,
    /// See [`BankSetup::retry_seconds`].
    pub retry_seconds: u32,
    /// See [`BankSetup::max_tries`].
    pub max_tries: u32,
}

impl Default for BankConfig {
    fn default() -> Self {
        Self {
            enabled: false,
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            retry_seconds: retry_seconds(),
            max_tries: max_tries(),
        }
    }
}

/// Everything a simulator needs, also when it runs alone (`motcua-portal bank --config FILE`). A
/// portal that runs one writes this file, so that both hold the same terminal code and keys; these
/// are made per installation, never compiled in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankSetup {
    /// Its own SQLite file.
    pub database: PathBuf,
    /// The merchant's terminal (`vnp_TmnCode`, 8 characters).
    pub tmn_code: String,
    /// Key of the VNPAY signatures, shared with the portal.
    pub hash_secret: String,
    /// Key of the notices about transfers; another one (facts §2.5: different keys per direction).
    pub transfer_key: String,
    /// Name of the merchant on the payment page.
    pub merchant_name: String,
    /// Where notices of payments go: the portal's `/payments/vnpay/ipn`.
    pub ipn_url: String,
    /// Where notices of transfers go: the portal's `/payments/transfer-notice`.
    pub transfer_notice_url: String,
    /// Account number that the portal collects on; a transfer elsewhere is not told to it.
    pub beneficiary_account: String,
    /// Seconds between two tries of a notice. VNPAY is said to wait five minutes (background
    /// knowledge, not verified); training wants to see it sooner.
    #[serde(default = "retry_seconds")]
    pub retry_seconds: u32,
    /// How often a notice is tried at most; VNPAY is said to try ten times (not verified).
    #[serde(default = "max_tries")]
    pub max_tries: u32,
}

fn retry_seconds() -> u32 {
    5
}

fn max_tries() -> u32 {
    10
}

/// A configuration file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BankSetupError {
    /// The file cannot be read.
    #[error("the bank's configuration {path} cannot be read ({source}); `motcua-portal training` writes one")]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is no valid configuration.
    #[error(
        "the bank's configuration {path} is not valid ({source}); compare it with docs/portal-contract/money.md"
    )]
    Parse {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
}

impl BankSetup {
    /// Reads a JSON file.
    pub fn read(path: &Path) -> Result<Self, BankSetupError> {
        let text = std::fs::read_to_string(path).map_err(|source| BankSetupError::Read {
            path: path.to_owned(),
            source,
        })?;
        serde_json::from_str(&text).map_err(|source| BankSetupError::Parse {
            path: path.to_owned(),
            source,
        })
    }
}
