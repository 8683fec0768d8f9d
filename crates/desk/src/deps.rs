//! What the desk is given from outside, so that a failing run can be repeated (I12) and so that no
//! room below the shell knows how a window, a child process or a keyring is made (I11).

use std::{
    future::Future,
    path::PathBuf,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use motcua_domain::language::Language;
use motcua_store::KeyVault;
use rand::{RngCore, SeedableRng, rngs::StdRng};
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;
use uuid::Uuid;

/// The present moment.
pub trait Clock: Send + Sync + 'static {
    /// Now.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// Randomness: ids that stay unique for ever (I2), and the jitter of retries.
pub struct Randomness(Mutex<StdRng>);

impl Randomness {
    /// From the operating system.
    pub fn system() -> Self {
        Self(Mutex::new(StdRng::from_os_rng()))
    }

    /// From a seed, for runs that are to be repeated.
    pub fn seeded(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }

    /// A new id (UUID version 4).
    pub fn id(&self) -> Uuid {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// Random bytes.
    pub fn fill(&self, bytes: &mut [u8]) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(bytes);
    }

    /// A number for seeding another generator.
    pub fn seed(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).next_u64()
    }
}

/// Where the parts of the training portal listen, as the one line that `motcua-portal training`
/// prints when it is ready says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainingAddresses {
    /// The portal.
    pub portal: String,
    /// The bank simulator.
    pub bank: String,
    /// The officer's page.
    pub officer: String,
    /// The SMTP mailbox, `host:port`.
    #[serde(default)]
    pub smtp: String,
}

/// A running training portal. Dropping it ends the portal.
pub struct TrainingPortal {
    /// Where it listens.
    pub addresses: TrainingAddresses,
    /// Fires when it has ended by itself.
    pub ended: oneshot::Receiver<()>,
    /// Whatever keeps it alive.
    pub guard: Box<dyn Send + Sync>,
}

/// Why the training portal did not start; for the log and in parentheses for the user.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct LaunchError(pub String);

/// The answer of [`TrainingLauncher::start`].
pub type Launching<'a> = Pin<Box<dyn Future<Output = Result<TrainingPortal, LaunchError>> + Send + 'a>>;

/// Starts the training portal; the shell does it with a child process.
pub trait TrainingLauncher: Send + Sync + 'static {
    /// Starts it on its data folder and waits until it is ready.
    fn start(&self, data: PathBuf) -> Launching<'_>;
}

/// A launcher for programs without training: it says so.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoTraining;

impl TrainingLauncher for NoTraining {
    fn start(&self, _data: PathBuf) -> Launching<'_> {
        Box::pin(async { Err(LaunchError("this program has no training portal".into())) })
    }
}

/// How a desk is opened where nobody sits in front of a window (command line, night runs).
#[derive(Clone)]
pub struct Unattended {
    /// What opens the store where no keyring does. Given, it is tried first; a store that does not
    /// exist yet gets this passphrase as a slot of its own.
    pub key: Option<StoreKey>,
    /// The language of everything that is said, in place of the one in the settings.
    pub language: Option<Language>,
    /// Whether the portal is talked to. Without it nothing leaves and nothing is asked.
    pub connect: bool,
}

/// A secret that opens a store.
#[derive(Clone)]
pub enum StoreKey {
    /// The passphrase.
    Passphrase(String),
    /// The recovery code, with or without its groups.
    Recovery(String),
}

/// Everything the desk is given.
#[derive(Clone)]
pub struct Deps {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub random: Arc<Randomness>,
    /// Where the store's key is kept.
    pub vault: Arc<dyn KeyVault>,
    /// How the training portal is started.
    pub training: Arc<dyn TrainingLauncher>,
}
