//! What can be set about the officer's desk.

use serde::{Deserialize, Serialize};

/// The officer's configuration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OfficerConfig {
    /// Whether the page is served.
    pub enabled: bool,
    /// Whether the automatic officer works.
    pub automatic: bool,
    /// Name of the automatic officer, as actor of events.
    pub automatic_name: String,
    /// Seconds that the automatic officer waits before each step.
    pub delays: Delays,
    /// When the automatic officer asks for a supplement.
    pub supplement: SupplementMode,
    /// Seconds that a sign-in of an officer lasts.
    pub session_seconds: i64,
}

impl Default for OfficerConfig {
    fn default() -> Self {
        Self {
            enabled: false,
            automatic: false,
            automatic_name: "Cán bộ tự động (tập huấn)".to_owned(),
            delays: Delays::default(),
            supplement: SupplementMode::default(),
            session_seconds: 8 * 3600,
        }
    }
}

/// Seconds before each step of the automatic officer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Delays {
    /// 1 → 2.
    pub receive: i64,
    /// 2 → 4.
    pub process: i64,
    /// 4 → 5.
    pub supplement: i64,
    /// 4 → 6.
    pub payment: i64,
    /// 4 → 9.
    pub finish: i64,
    /// 9 → 10.
    pub give: i64,
    /// A late payment.
    pub reconcile: i64,
}

impl Default for Delays {
    fn default() -> Self {
        Self {
            receive: 4,
            process: 4,
            supplement: 4,
            payment: 4,
            finish: 6,
            give: 4,
            reconcile: 10,
        }
    }
}

/// When the automatic officer asks for a supplement; never more than once per dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SupplementMode {
    /// When a note of the form says "bổ sung", so that whoever trains can choose.
    #[default]
    WhenNoted,
    /// Always.
    Always,
    /// Never.
    Never,
}
