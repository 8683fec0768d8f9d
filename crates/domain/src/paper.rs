//! Limits of what may be attached.

use serde::{Deserialize, Serialize};

/// What the portal takes for a component; a component without its own falls back to
/// the portal's defaults.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct PaperLimits {
    /// Media types taken, e.g. `application/pdf`.
    pub media_types: Vec<String>,
    /// Largest size of one file in bytes.
    #[specta(type = u32)]
    pub max_bytes: u64,
}
