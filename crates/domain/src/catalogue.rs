//! The catalogue: the law as versioned data (I9). A dossier keeps the edition it was made under.
//!
//! Unknown is not none: what no source states is `None` and is shown as not known.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{content::FieldValue, language::Language, money::Vnd, paper::PaperLimits};

/// One edition of the catalogue, e.g. `2022`, with everything in force in its time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Catalogue {
    /// Name of the edition: `2022` (the circular's) or `2026`.
    pub edition: String,
    /// Counts up with every change the portal publishes to this edition.
    pub version: u32,
    /// First day in force.
    pub valid_from: NaiveDate,
    /// Last day in force, if it has ended.
    pub valid_to: Option<NaiveDate>,
    /// Edition of the places (`places.json`) that addresses in this edition use.
    pub places_edition: String,
    /// Who handles dossiers, as a tree by `parent`.
    pub agencies: Vec<Agency>,
    /// Fields of administration (lĩnh vực).
    pub sectors: Vec<Sector>,
    /// The procedures.
    pub procedures: Vec<Procedure>,
    /// The electronic forms that procedures name.
    pub forms: Vec<Form>,
}

impl Catalogue {
    /// The procedure of a national short code.
    pub fn procedure(&self, code: &str) -> Option<&Procedure> {
        self.procedures.iter().find(|p| p.code == code)
    }

    /// A form by its id.
    pub fn form(&self, id: &str) -> Option<&Form> {
        self.forms.iter().find(|f| f.id == id)
    }

    /// An agency by its slug.
    pub fn agency(&self, id: &str) -> Option<&Agency> {
        self.agencies.iter().find(|a| a.id == id)
    }

    /// A sector by its slug.
    pub fn sector(&self, id: &str) -> Option<&Sector> {
        self.sectors.iter().find(|s| s.id == id)
    }

    /// Who handles a procedure, as the source words it, which may name two agencies; else the agency's own name.
    pub fn agency_name<'a>(&'a self, procedure: &'a Procedure) -> &'a str {
        match procedure.agency_text.trim() {
            "" => (self.agency(&procedure.agency)).map_or(&procedure.agency, |agency| &agency.name),
            text => text,
        }
    }

    /// Whether the agency `id` is `above` or lies below it.
    pub fn agency_is_within(&self, id: &str, above: &str) -> bool {
        // a catalogue comes from outside: a circle among its agencies ends the search
        let mut at = Some(id);
        for _ in 0..=self.agencies.len() {
            match at {
                Some(here) if here == above => return true,
                Some(here) => at = self.agency(here).and_then(|a| a.parent.as_deref()),
                None => return false,
            }
        }
        false
    }
}

impl Procedure {
    /// The code as people know it (mã chuẩn): the province's, else the national one.
    pub fn display_code(&self) -> &str {
        self.portal_code.as_deref().unwrap_or(&self.code)
    }

    /// Whether it can be submitted: its papers must be known.
    pub fn is_submittable(&self) -> bool {
        self.components.is_some()
    }
}

/// An agency (đơn vị, cơ quan thực hiện).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct Agency {
    /// Stable slug within the edition, e.g. `so-tai-nguyen-va-moi-truong`.
    pub id: String,
    /// Official name.
    pub name: String,
    /// The agency above it.
    pub parent: Option<String>,
    /// Electronic identification code (QĐ 20/2020/QĐ-TTg), e.g. `000.00.00.H34`, where known.
    pub e_id: Option<String>,
    /// Whether a public source was seen for it.
    pub verified: bool,
}

/// A field of administration (lĩnh vực).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct Sector {
    /// Stable slug, e.g. `tai-nguyen-nuoc`.
    pub id: String,
    /// Official name.
    pub name: String,
}

/// What can be applied for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct Procedure {
    /// National short code, e.g. `1.004232`.
    pub code: String,
    /// Code on the province's portal, e.g. `1.004232.000.00.00.H34`.
    pub portal_code: Option<String>,
    /// Official title.
    pub name: String,
    /// Slug of its sector.
    pub sector: String,
    /// Slug of the agency that handles it.
    pub agency: String,
    /// The agency as the source words it (may name two).
    pub agency_text: String,
    /// Level of online service, 3 or 4 (since 2022 một phần, toàn trình); `None`: not known.
    pub level: Option<u8>,
    /// Who it is for; `None`: not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<Audience>,
    /// Statutory time; `None`: not known.
    pub processing: Option<ProcessingTime>,
    /// Variants decided by an answer of the form; empty: one case only.
    pub cases: Vec<Case>,
    /// Papers asked for; `None`: not known, and the procedure can be read but not submitted.
    pub components: Option<Vec<Component>>,
    /// Fees; `None`: not known.
    pub fees: Option<Vec<Fee>>,
    /// What the applicant gets; `None`: not known.
    pub result: Option<String>,
    /// Acts it rests on, by number.
    pub legal_basis: Vec<String>,
    /// Id of its electronic form in [`Catalogue::forms`].
    pub form: String,
    /// Whether code and title were found together in a public source.
    pub verified: bool,
    /// Where each aspect came from (`components`, `fee`, `processing_days`, …).
    pub verification: BTreeMap<String, String>,
    /// The regime that components and days belong to (`2022`, `2026-07`), if known.
    pub details_as_of: Option<String>,
    /// Where the entry was read.
    pub source: String,
    /// What became of it after this edition, where a source says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<Successor>,
}

/// Who a procedure is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Công dân, hộ gia đình.
    Citizens,
    /// Tổ chức, doanh nghiệp.
    Organisations,
    /// Both of them.
    Both,
}

/// What a procedure became: it goes on under another code, or it has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct Successor {
    /// National code under which it goes on; `None`: it has ended, or the code is not known.
    pub code: Option<String>,
    /// What the source adds, in Vietnamese.
    pub note: Option<String>,
    /// Where this was read; `kiến thức nền` is not verified.
    pub source: String,
}

impl Successor {
    /// Said beside what comes from no document.
    pub fn doubt(&self, language: Language) -> &'static str {
        match (self.source.as_str(), language) {
            ("kiến thức nền", Language::Vi) => " (chưa kiểm chứng)",
            ("kiến thức nền", Language::En) => " (not verified)",
            _ => "",
        }
    }
}

/// A statutory time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct ProcessingTime {
    /// How many.
    pub value: u32,
    /// Of what.
    pub unit: TimeUnit,
}

/// The unit of a statutory time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// Ngày làm việc.
    WorkingDays,
    /// Ngày theo lịch.
    Days,
    /// Giờ làm việc.
    Hours,
}

/// A variant of a procedure (trường hợp).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct Case {
    /// Slug within the procedure.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// When it applies.
    pub when: Condition,
}

/// A condition on one answer. All bounds given must hold; an answer not given fails it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct Condition {
    /// Path of the answer, e.g. `form.flow_m3_per_day`.
    pub field: String,
    /// Holds from this number on (inclusive).
    #[serde(default)]
    #[specta(type = Option<u32>)]
    pub at_least: Option<f64>,
    /// Holds below this number (exclusive).
    #[serde(default)]
    #[specta(type = Option<u32>)]
    pub below: Option<f64>,
    /// Holds up to this number (inclusive).
    #[serde(default)]
    #[specta(type = Option<u32>)]
    pub at_most: Option<f64>,
    /// Holds above this number (exclusive).
    #[serde(default)]
    #[specta(type = Option<u32>)]
    pub above: Option<f64>,
    /// Holds for exactly this answer.
    #[serde(default)]
    pub equals: Option<FieldValue>,
    /// Holds for any of these answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<FieldValue>,
    /// Further conditions that must hold too, on other answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(no_recursion)]
    pub and: Vec<Condition>,
    /// Act or page the condition was read in.
    #[serde(default)]
    pub source: String,
}

/// Whether a component must be there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Requirement {
    /// Always.
    Always,
    /// When the condition holds.
    When {
        /// The condition.
        condition: Condition,
    },
    /// The applicant decides; `note` says when it is asked for.
    Optional,
}

/// A paper that the procedure asks for (thành phần hồ sơ).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct Component {
    /// Code, e.g. `1.004232-TP01`.
    pub code: String,
    /// What it is.
    pub name: String,
    /// Number of the prescribed form, e.g. `Mẫu 01`.
    pub form: Option<String>,
    /// How many originals; `None`: not stated.
    pub originals: Option<u32>,
    /// How many copies; `None`: not stated.
    pub copies: Option<u32>,
    /// Whether it must be there.
    pub required: Requirement,
    /// What the source adds.
    pub note: Option<String>,
    /// Of all components with the same group at least one must be there.
    pub group: Option<String>,
    /// Own limits; `None`: the portal's defaults.
    pub limits: Option<PaperLimits>,
}

/// One fee line, possibly for one tier only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct Fee {
    /// Slug within the procedure, e.g. `tham-dinh-duoi-200`.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// The official amount; `None`: not known.
    pub amount: Option<Vnd>,
    /// An amount read elsewhere, shown in training only, always marked "mức minh họa".
    pub reference_amount: Option<Vnd>,
    /// Where the reference amount was read.
    pub reference_source: Option<String>,
    /// The tier it is for; `None`: always owed.
    pub when: Option<Condition>,
    /// Act that sets it.
    pub basis: Option<String>,
    /// What the source adds.
    pub note: Option<String>,
}

/// An electronic form: a JSON Schema 2020-12 and a declarative layout.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Form {
    /// Id, e.g. `tham-do-nuoc-duoi-dat`.
    pub id: String,
    /// Counts up with every change.
    pub version: u32,
    /// Title.
    pub title: String,
    /// The schema of the `form.*` answers as one object (without the prefix).
    pub schema: serde_json::Value,
    /// How it is laid out.
    pub layout: Vec<FormSection>,
}

/// A titled group of fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct FormSection {
    /// Title.
    pub title: String,
    /// Fields in order.
    pub fields: Vec<FormField>,
}

/// One field of a layout.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct FormField {
    /// Property of the schema; its path is `form.<property>`.
    pub property: String,
    /// Label.
    pub label: String,
    /// Help under the label.
    #[serde(default)]
    pub hint: Option<String>,
    /// How it is asked.
    pub widget: Widget,
    /// Unit shown behind the input, e.g. `m³/ngày đêm`.
    #[serde(default)]
    pub unit: Option<String>,
    /// Choices of a `choice` widget.
    #[serde(default)]
    pub options: Vec<Choice>,
    /// Shown only while this holds.
    #[serde(default)]
    pub visible_when: Option<Condition>,
    /// Width in twelfths of the row, 1 to 12.
    #[serde(default = "full_width")]
    pub columns: u8,
}

fn full_width() -> u8 {
    12
}

/// How a field is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Widget {
    /// One line.
    Text,
    /// Several lines.
    Multiline,
    /// A decimal number.
    Number,
    /// A whole number.
    Integer,
    /// A date.
    Date,
    /// One of the options.
    Choice,
    /// A tick.
    Checkbox,
    /// A commune of the dossier's edition.
    Commune,
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct Choice {
    /// Value stored.
    pub value: String,
    /// What the user reads.
    pub label: String,
}
