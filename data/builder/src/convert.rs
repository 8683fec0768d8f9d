//! From source, overlay and forms to one edition of the catalogue.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail, ensure};
use motcua_domain::{
    catalogue::{
        Agency, Catalogue, Component, Condition, Fee, Form, Procedure, Requirement, Sector, Successor,
    },
    check::FormValidator,
    fold,
};
use serde_json::Value;

use crate::{
    overlay::{AudienceOverlay, EndedOverlay, Need, Overlay, ProcedureOverlay},
    source,
};

/// The form of procedures that have none of their own.
const GENERAL_FORM: &str = "chung";

/// Builds an edition. Whatever the overlay names must be in the source, and whatever the catalogue
/// names must be in the catalogue.
pub fn catalogue(
    overlay: Overlay,
    procedures: Vec<source::Procedure>,
    units: Option<source::Units>,
    forms: &BTreeMap<String, Value>,
) -> Result<Catalogue> {
    let agencies = agencies(&overlay, units)?;
    let mut left: BTreeMap<String, ProcedureOverlay> = overlay.procedures;
    let mut audiences = overlay.audience;
    let mut ended = overlay.ended;
    let mut converted = Vec::new();
    let mut sectors: Vec<Sector> = Vec::new();
    for procedure in procedures.into_iter().filter(|p| p.in_2022 != Some(false)) {
        let sector = Sector {
            id: slug(&procedure.field),
            name: procedure.field.clone(),
        };
        if !sectors.contains(&sector) {
            sectors.push(sector);
        }
        let agency_name = overlay
            .agency_of
            .get(&procedure.agency)
            .unwrap_or(&procedure.agency);
        let agency = agencies
            .iter()
            .find(|a| a.name == *agency_name)
            .with_context(|| format!("{}: no agency “{agency_name}”", procedure.code))?;
        let code = procedure.code.clone();
        let own = left.remove(&code);
        let successor = successor(procedure.successor_2026.clone(), ended.remove(&code));
        let mut made = convert(procedure, &overlay.edition, &agency.id, own)
            .with_context(|| format!("procedure {code}"))?;
        made.successor = successor;
        if let Some(AudienceOverlay { audience, source }) = audiences.remove(&code) {
            made.audience = Some(audience);
            made.verification.insert("audience".to_owned(), source);
        }
        converted.push(made);
    }
    ensure!(
        left.is_empty(),
        "the overlay names procedures that the source does not have: {:?}",
        left.keys()
    );
    let strays: Vec<&String> = audiences.keys().chain(ended.keys()).collect();
    ensure!(
        strays.is_empty(),
        "the overlay says who these are for, or that they ended, but the source does not have them: {strays:?}"
    );
    converted.sort_by(|a, b| a.code.cmp(&b.code));
    sectors.sort_by_cached_key(|s| motcua_domain::collation::sort_key(&s.name));
    let forms = used_forms(forms, &overlay.forms, &converted)?;
    Ok(Catalogue {
        edition: overlay.edition,
        version: overlay.version,
        valid_from: overlay.valid_from,
        valid_to: overlay.valid_to,
        places_edition: overlay.places_edition,
        agencies,
        sectors,
        procedures: converted,
        forms,
    })
}

/// What became of a procedure, from the source's code or the overlay's words.
fn successor(code: Option<String>, ended: Option<EndedOverlay>) -> Option<Successor> {
    match (code, ended) {
        (Some(code), _) => Some(Successor {
            code: Some(code),
            note: None,
            source: "data/source/procedures.json".to_owned(),
        }),
        (None, Some(EndedOverlay { note, source })) => Some(Successor {
            code: None,
            note: Some(note),
            source,
        }),
        (None, None) => None,
    }
}

fn agencies(overlay: &Overlay, units: Option<source::Units>) -> Result<Vec<Agency>> {
    let root = slug(&overlay.root_agency.name);
    let mut agencies = vec![Agency {
        id: root.clone(),
        name: overlay.root_agency.name.clone(),
        parent: None,
        e_id: overlay.root_agency.e_id.clone(),
        verified: overlay.root_agency.verified,
    }];
    let extra = |a: &crate::overlay::ExtraAgency| Agency {
        id: slug(&a.name),
        name: a.name.clone(),
        parent: Some(slug(&a.parent)),
        e_id: None,
        verified: a.verified,
    };
    if let Some(units) = units {
        for agency in units.agencies {
            let parent = match overlay.agency_parents.get(&agency.name) {
                Some(parent) => Some(slug(parent)),
                // branches of central agencies are under no province
                None if agency.kind == "nganh-doc" => None,
                None => Some(root.clone()),
            };
            let name = overlay
                .agency_names
                .get(&agency.name)
                .unwrap_or(&agency.name)
                .clone();
            agencies.push(Agency {
                id: slug(&name),
                name,
                parent,
                e_id: agency.e_id,
                verified: agency.verified,
            });
        }
        agencies.extend(overlay.agencies.iter().map(extra));
        let districts = slug("Ủy ban nhân dân cấp huyện");
        agencies.extend(units.districts.into_iter().map(|d| Agency {
            id: slug(&d.ubnd),
            name: d.ubnd,
            parent: Some(districts.clone()),
            e_id: d.e_id,
            verified: true,
        }));
    } else {
        agencies.extend(overlay.agencies.iter().map(extra));
    }
    let ids: BTreeSet<&str> = agencies.iter().map(|a| a.id.as_str()).collect();
    ensure!(ids.len() == agencies.len(), "two agencies have the same slug");
    for agency in &agencies {
        if let Some(parent) = &agency.parent {
            ensure!(
                ids.contains(parent.as_str()),
                "{}: no agency {parent} above it",
                agency.name
            );
        }
    }
    Ok(agencies)
}

fn convert(
    from: source::Procedure,
    edition: &str,
    agency: &str,
    own: Option<ProcedureOverlay>,
) -> Result<Procedure> {
    let own = own.unwrap_or_else(|| ProcedureOverlay {
        form: GENERAL_FORM.to_owned(),
        cases: Vec::new(),
        components: BTreeMap::new(),
        fees: BTreeMap::new(),
    });
    let details_as_of = from.details_as_of.or(from.as_of);
    let mut verification: BTreeMap<String, String> = from
        .verification
        .into_iter()
        .filter_map(|(aspect, how)| Some((aspect, how?)))
        .collect();

    // Details read in a later text cite later form numbers, which are not this edition's.
    let own_details = details_as_of
        .as_deref()
        .is_some_and(|as_of| as_of.starts_with(edition));
    let mut needs = own.components;
    let components = from
        .components
        .map(|components| {
            let made = components.into_iter().map(|c| {
                let need = needs.remove(&c.code);
                component(c, need, own_details, &mut verification)
            });
            made.collect::<Result<Vec<_>>>()
        })
        .transpose()?;
    ensure!(needs.is_empty(), "no such components: {:?}", needs.keys());

    let mut tiers = own.fees;
    let fees = from.fee.map(|fees| {
        let made = fees.into_iter().map(|f| {
            let tier = tiers.remove(&f.name);
            let (id, when) = tier.map_or_else(|| (slug(&f.name), None), |t| (t.id, Some(t.when)));
            Fee {
                id,
                name: f.name,
                amount: f.amount_vnd,
                reference_amount: f.reference_amount_vnd,
                reference_source: f.reference_source,
                when,
                basis: f.basis,
                note: f.note,
            }
        });
        made.collect::<Vec<_>>()
    });
    ensure!(tiers.is_empty(), "no such fees: {:?}", tiers.keys());
    if let Some(fees) = &fees {
        let ids: BTreeSet<&str> = fees.iter().map(|f| f.id.as_str()).collect();
        ensure!(ids.len() == fees.len(), "two fees have the same slug");
    }

    Ok(Procedure {
        code: from.code,
        portal_code: from.portal_code,
        name: from.name,
        sector: slug(&from.field),
        agency: agency.to_owned(),
        agency_text: from.agency,
        level: from.level,
        audience: None,
        processing: from.processing_days,
        cases: own.cases,
        components,
        fees,
        result: from.result,
        legal_basis: from.legal_basis,
        form: own.form,
        verified: from.verified,
        verification,
        details_as_of,
        source: from.source,
        successor: None,
    })
}

fn component(
    from: source::Component,
    need: Option<Need>,
    own_details: bool,
    verification: &mut BTreeMap<String, String>,
) -> Result<Component> {
    let required = match need {
        None if from.required => Requirement::Always,
        None => Requirement::Optional,
        Some(Need::When(condition)) => Requirement::When { condition },
        Some(Need::Always { always: true, source }) => {
            verification.insert(format!("required {}", from.code), source);
            Requirement::Always
        }
        Some(Need::Always { always: false, .. }) => bail!("{}: `always` can only be true", from.code),
    };
    Ok(Component {
        code: from.code,
        name: from.name,
        form: from.form.filter(|_| own_details),
        originals: from.original,
        copies: from.copy,
        required,
        note: from.note,
        group: from.group,
        limits: None,
    })
}

/// The forms that procedures of the edition name, patched for it, each compiled once as a proof.
fn used_forms(
    forms: &BTreeMap<String, Value>,
    patches: &BTreeMap<String, Value>,
    procedures: &[Procedure],
) -> Result<Vec<Form>> {
    let used: BTreeSet<&str> = procedures.iter().map(|p| p.form.as_str()).collect();
    if let Some(stray) = patches.keys().find(|id| !used.contains(id.as_str())) {
        bail!("the overlay patches the form {stray}, which no procedure uses");
    }
    let mut made = Vec::with_capacity(used.len());
    for id in used {
        let mut form = forms
            .get(id)
            .with_context(|| format!("no form {id} in data/forms"))?
            .clone();
        if let Some(patch) = patches.get(id) {
            merge(&mut form, patch);
        }
        let form: Form = serde_json::from_value(form).with_context(|| format!("form {id}"))?;
        ensure!(form.id == id, "the form in {id}.json calls itself {}", form.id);
        FormValidator::compile(&form)?;
        check_conditions(&form, procedures)?;
        made.push(form);
    }
    Ok(made)
}

/// Every condition of a procedure asks for a field that its form has.
fn check_conditions(form: &Form, procedures: &[Procedure]) -> Result<()> {
    let fields: BTreeSet<String> = form
        .layout
        .iter()
        .flat_map(|s| &s.fields)
        .map(|f| format!("form.{}", f.property))
        .collect();
    for procedure in procedures.iter().filter(|p| p.form == form.id) {
        let components = procedure
            .components
            .iter()
            .flatten()
            .filter_map(|c| match &c.required {
                Requirement::When { condition } => Some(condition),
                _ => None,
            });
        let cases = procedure.cases.iter().map(|c| &c.when);
        let fees = procedure.fees.iter().flatten().filter_map(|f| f.when.as_ref());
        for condition in components.chain(cases).chain(fees) {
            check_condition(condition, &fields).with_context(|| format!("procedure {}", procedure.code))?;
        }
    }
    let shown = form
        .layout
        .iter()
        .flat_map(|s| &s.fields)
        .filter_map(|f| f.visible_when.as_ref());
    for condition in shown {
        ensure!(
            fields.contains(&condition.field),
            "the form {} has no field {}",
            form.id,
            condition.field
        );
    }
    Ok(())
}

fn check_condition(condition: &Condition, fields: &BTreeSet<String>) -> Result<()> {
    ensure!(
        fields.contains(&condition.field),
        "its form has no field {}",
        condition.field
    );
    ensure!(
        !condition.source.is_empty(),
        "the condition on {} has no source",
        condition.field
    );
    condition.and.iter().try_for_each(|c| check_condition(c, fields))
}

/// JSON merge patch (RFC 7396).
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Value::Object(target) = target else { return };
    for (name, value) in patch {
        if value.is_null() {
            target.remove(name);
        } else {
            merge(target.entry(name.clone()).or_insert(Value::Null), value);
        }
    }
}

/// `Sở Tài nguyên và Môi trường` → `so-tai-nguyen-va-moi-truong`.
pub fn slug(text: &str) -> String {
    let folded = fold::fold(text);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    words.join("-")
}
