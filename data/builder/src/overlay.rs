//! The shape of `data/overlays/<edition>.json`: prose of the source turned into data.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use motcua_domain::catalogue::{Audience, Case, Condition};
use serde::Deserialize;

/// One edition.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overlay {
    #[serde(rename = "about")]
    _about: String,
    pub edition: String,
    pub version: u32,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    pub places_edition: String,
    pub root_agency: RootAgency,
    /// Agencies that the source has no row for.
    pub agencies: Vec<ExtraAgency>,
    /// Parents that differ from the root, by the source's name.
    pub agency_parents: BTreeMap<String, String>,
    /// Names without the source's remarks.
    pub agency_names: BTreeMap<String, String>,
    /// Which agency handles a procedure whose source names two.
    pub agency_of: BTreeMap<String, String>,
    /// JSON merge patches (RFC 7396) of forms for this edition.
    #[serde(default)]
    pub forms: BTreeMap<String, serde_json::Value>,
    /// Who a procedure is for, where its own words say so; by code.
    #[serde(default)]
    pub audience: BTreeMap<String, AudienceOverlay>,
    /// Procedures that ended without a code to go on under; by code.
    #[serde(default)]
    pub ended: BTreeMap<String, EndedOverlay>,
    pub procedures: BTreeMap<String, ProcedureOverlay>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AudienceOverlay {
    pub audience: Audience,
    /// Where it was read; kept in the procedure's `verification`.
    pub source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndedOverlay {
    pub note: String,
    pub source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RootAgency {
    pub name: String,
    pub e_id: Option<String>,
    pub verified: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtraAgency {
    pub name: String,
    pub parent: String,
    #[serde(default)]
    pub verified: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProcedureOverlay {
    pub form: String,
    #[serde(default)]
    pub cases: Vec<Case>,
    /// By the component's code.
    #[serde(default)]
    pub components: BTreeMap<String, Need>,
    /// By the fee's name.
    #[serde(default)]
    pub fees: BTreeMap<String, FeeOverlay>,
}

/// When a component must be there.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Need {
    /// The source's wording covers every case.
    Always {
        always: bool,
        /// Why; kept in the procedure's `verification`.
        source: String,
    },
    When(Condition),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeOverlay {
    pub id: String,
    pub when: Condition,
}
