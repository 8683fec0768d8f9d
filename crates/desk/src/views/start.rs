//! Start, portal, settings.

use chrono::{DateTime, Utc};
use motcua_domain::language::Language;
use motcua_portal_api::{account::Account, profile::PortalProfile};
use serde::{Deserialize, Serialize};

/// What the frame of the window always shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct DeskStatus {
    /// Program version.
    pub version: String,
    /// Which store is open; `None` before the first choice.
    pub mode: Mode,
    /// Whether the store is open.
    pub store: StoreState,
    /// The portal's profile as last seen; `None` without a portal.
    pub portal: Option<PortalProfile>,
    /// Address of the portal.
    pub portal_address: Option<String>,
    /// Who is signed in.
    pub account: Option<Account>,
    /// Whether the session still works; `false` pauses the outbox and loses nothing.
    pub session_valid: bool,
    /// Connection.
    pub connection: Connection,
    /// The outbox in one line.
    pub outbox: OutboxSummary,
    /// Training only: where mailbox and officer can be seen.
    pub training: Option<TrainingInfo>,
    /// Settings.
    pub settings: Settings,
    /// Where the user was when the program last ended, as a path of the window.
    pub last_place: Option<String>,
    /// A recovery code that has not been shown yet is waiting (`recovery_code`).
    pub recovery_code_unseen: bool,
    /// What happened to the store and the user has not read yet (`store_notice_seen`): it was damaged and
    /// salvaged, restored, or files of it are damaged.
    #[serde(default)]
    #[specta(optional)]
    pub store_notice: Option<String>,
}

/// Which store is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Nothing was chosen yet; work is kept in the real store.
    Unset,
    /// The real store, without or with a portal.
    Real,
    /// Training: a store apart that can never send elsewhere.
    Training,
}

/// Whether the store is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StoreState {
    /// Being opened.
    Opening,
    /// Open.
    Open {
        /// Kinds of key slots in use.
        slots: Vec<KeySlot>,
    },
    /// The keyring did not give the key: ask for passphrase or recovery code.
    Locked {
        /// Kinds of key slots there are.
        slots: Vec<KeySlot>,
    },
    /// It cannot be opened; the message says why and what to do.
    Failed {
        /// For the user.
        message: String,
    },
}

/// Ways to the store's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum KeySlot {
    /// The operating system's keyring.
    Keyring,
    /// The recovery code printed at first use.
    Recovery,
    /// A passphrase.
    Passphrase,
}

/// The link to the portal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Connection {
    /// State.
    pub state: LinkState,
    /// Since when.
    pub since: DateTime<Utc>,
    /// When the portal last answered.
    pub last_contact: Option<DateTime<Utc>>,
    /// When the next try comes, while offline.
    pub next_try: Option<DateTime<Utc>>,
}

/// State of the link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// No portal chosen.
    NoPortal,
    /// Being tried.
    Checking,
    /// The portal answers.
    Online,
    /// It does not.
    Offline,
    /// Something else answers in its place (a captive portal).
    Captive,
}

/// The outbox in one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
pub struct OutboxSummary {
    /// Dossiers waiting or on their way.
    pub waiting: u32,
    /// Dossiers held for the user.
    pub held: u32,
    /// Bytes left to send.
    #[specta(type = u32)]
    pub bytes_left: u64,
    /// Paused by the user.
    pub paused: bool,
    /// Waits for sign-in.
    pub needs_sign_in: bool,
    /// Dossiers that have not got through for long and want to be looked at.
    #[serde(default)]
    #[specta(optional)]
    pub stuck: u32,
}

/// Training's extras.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct TrainingInfo {
    /// Address of the officer's page.
    pub officer_url: String,
    /// Address of the bank simulator.
    pub bank_url: String,
}

/// A letter in training's mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Letter {
    /// Id.
    pub id: String,
    /// When.
    pub at: DateTime<Utc>,
    /// To whom.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Plain text, links as written.
    pub body: String,
    /// Links found in it.
    pub links: Vec<String>,
}

/// The user's settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Settings {
    /// Language of the window.
    pub language: Language,
    /// Look.
    pub theme: Theme,
    /// Text size in percent, 100 to 200.
    pub text_percent: u16,
    /// Density of lists.
    pub compact: bool,
    /// Catalogue edition to search: `2022` or `2026`; `None`: the portal's default.
    pub edition: Option<String>,
}

/// Look of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// High contrast.
    Contrast,
}
