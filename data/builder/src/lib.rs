//! Builds the committed data from its sources: `data/source/` (read, never changed), `data/overlays/`
//! (prose turned into data, with where it was read) and `data/forms/` (electronic forms).
//!
//! Nothing unknown becomes a value here: what the source leaves open stays open.

// The shapes of files; the files' own README says what the fields mean.
#![allow(missing_docs)]

mod convert;
mod overlay;
mod source;

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context as _, Result, ensure};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The files that are built: path under `data/` and content. The same input gives the same bytes.
pub fn build(data: &Path) -> Result<BTreeMap<&'static str, String>> {
    let mut forms = BTreeMap::new();
    for entry in fs::read_dir(data.join("forms"))? {
        let path = entry?.path();
        let id = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        forms.insert(id, read(&path)?);
    }
    let catalogue = |edition: &str, procedures: &str, units: Option<&str>| -> Result<String> {
        let overlay = read(&data.join(format!("overlays/{edition}.json")))?;
        let procedures = read(&data.join(format!("source/{procedures}")))?;
        let units = units
            .map(|u| read(&data.join(format!("source/{u}"))))
            .transpose()?;
        pretty(
            &convert::catalogue(overlay, procedures, units, &forms)
                .with_context(|| format!("edition {edition}"))?,
        )
    };
    let mut files = BTreeMap::new();
    files.insert(
        "catalogue/2022.json",
        catalogue("2022", "procedures.json", Some("units.json"))?,
    );
    files.insert(
        "catalogue/2026.json",
        catalogue("2026", "procedures-2026.json", None)?,
    );
    files.insert("places.json", places(read(&data.join("source/places.json"))?)?);
    files.insert(
        "holidays.json",
        pretty(&read::<Value>(&data.join("source/holidays.json"))?)?,
    );
    Ok(files)
}

/// Builds and writes.
pub fn write(data: &Path) -> Result<()> {
    for (name, content) in build(data)? {
        let path = data.join(name);
        fs::write(&path, content).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}

/// The editions get ids: the last month that the old one was in force, the first of the new one.
fn places(mut source: Value) -> Result<String> {
    let editions = source
        .get_mut("editions")
        .and_then(Value::as_array_mut)
        .context("places.json has no editions")?;
    ensure!(
        editions.len() == 2,
        "places.json has {} editions, not 2",
        editions.len()
    );
    for (edition, id) in editions.iter_mut().zip(["2025-06", "2025-07"]) {
        let bound = edition
            .get("to")
            .or(edition.get("from"))
            .and_then(Value::as_str)
            .unwrap_or_default();
        ensure!(
            bound.starts_with(id),
            "the edition {id} of places.json begins or ends at “{bound}”"
        );
        let mut named = json!({ "id": id });
        if let (Value::Object(named), Value::Object(rest)) = (&mut named, edition.take()) {
            named.extend(rest);
        }
        *edition = named;
    }
    motcua_domain::places::Places::from_json(&source.to_string())?;
    Ok(format!("{source}\n"))
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not as expected", path.display()))
}

fn pretty(value: &impl serde::Serialize) -> Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}
