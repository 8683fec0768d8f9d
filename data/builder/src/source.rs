//! The shape of the files in `data/source/`, as far as the catalogue uses them.

use std::collections::BTreeMap;

use motcua_domain::{catalogue::ProcessingTime, money::Vnd};
use serde::Deserialize;

/// A procedure of `procedures.json` or `procedures-2026.json`.
#[derive(Debug, Deserialize)]
pub struct Procedure {
    pub code: String,
    pub portal_code: Option<String>,
    pub name: String,
    pub field: String,
    pub agency: String,
    pub level: Option<u8>,
    pub processing_days: Option<ProcessingTime>,
    pub fee: Option<Vec<Fee>>,
    pub components: Option<Vec<Component>>,
    pub legal_basis: Vec<String>,
    pub result: Option<String>,
    pub source: String,
    pub verified: bool,
    /// Only the 2022 file says so; the other has current procedures only.
    pub in_2022: Option<bool>,
    pub details_as_of: Option<String>,
    /// What the 2026 file calls `details_as_of`.
    pub as_of: Option<String>,
    #[serde(default)]
    pub verification: BTreeMap<String, Option<String>>,
    /// Code under which the procedure goes on in 2026.
    pub successor_2026: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Component {
    pub code: String,
    pub name: String,
    pub form: Option<String>,
    pub original: Option<u32>,
    pub copy: Option<u32>,
    pub required: bool,
    pub note: Option<String>,
    pub group: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Fee {
    pub name: String,
    pub amount_vnd: Option<Vnd>,
    pub basis: Option<String>,
    pub note: Option<String>,
    pub reference_amount_vnd: Option<Vnd>,
    pub reference_source: Option<String>,
}

/// `units.json`: Kon Tum in 2022.
#[derive(Debug, Deserialize)]
pub struct Units {
    pub agencies: Vec<Agency>,
    pub districts: Vec<District>,
}

#[derive(Debug, Deserialize)]
pub struct Agency {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub e_id: Option<String>,
    pub verified: bool,
}

#[derive(Debug, Deserialize)]
pub struct District {
    pub ubnd: String,
    pub e_id: Option<String>,
}
