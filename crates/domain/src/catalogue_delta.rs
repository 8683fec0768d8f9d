//! What changed between two versions of an edition: made by the portal, applied by the desk, and believed
//! only when the result has the hash that was announced.
//!
//! A delta works on the document as it is, not on the types that this program knows, so that members a
//! newer portal adds pass through unharmed. Documents are hashed in their canonical form
//! ([`canonical_document`]).

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    canonical_json::{canonical_document, sha256_hex},
    catalogue::Catalogue,
};

/// The lists of an edition whose entries have a name of their own, each with the member that is it.
const LISTS: [(&str, &str); 4] = [
    ("agencies", "id"),
    ("sectors", "id"),
    ("procedures", "code"),
    ("forms", "id"),
];

/// From one version of an edition to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EditionDelta {
    /// The edition.
    pub edition: String,
    /// SHA-256 of the version that it starts from (the cursor).
    pub from_sha256: String,
    /// The version that it leads to.
    pub version: u32,
    /// SHA-256 of the canonical form (RFC 8785) of that version: the next cursor, and what decides
    /// whether the delta is taken.
    pub sha256: String,
    /// Members of the edition that are new or changed, other than its lists, whole.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub members: Map<String, Value>,
    /// Members that are gone.
    #[serde(default)]
    pub dropped: Vec<String>,
    /// Changes of `agencies`, `sectors`, `procedures` and `forms`, by the name of the list.
    #[serde(default)]
    pub lists: BTreeMap<String, ListDelta>,
}

/// Changes of one list: first entries leave it, then others come in.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ListDelta {
    /// Names (`id`, of procedures `code`) of the entries that are gone.
    #[serde(default)]
    pub removed: Vec<String>,
    /// Entries that are new, changed or elsewhere now, in the order of their places. One of the same
    /// name leaves the list before they come in.
    #[serde(default)]
    pub put: Vec<PutEntry>,
}

/// An entry and its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PutEntry {
    /// Its place in the finished list, from 0.
    pub at: u32,
    /// The entry, whole.
    #[schema(value_type = Object)]
    pub entry: Value,
}

/// Why a delta is not taken. Nothing has changed then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeltaError {
    /// It starts from another document.
    #[error("the delta starts from another version; fetch the whole edition")]
    OtherBase,
    /// It does not fit the document.
    #[error("the delta does not fit the version that it starts from; fetch the whole edition")]
    Unfit,
    /// The result is not what was announced.
    #[error("the result of the delta has another hash than announced; fetch the whole edition")]
    OtherHash,
    /// The result is no catalogue, or another edition or version than announced.
    #[error("the result of the delta is not the announced catalogue; fetch the whole edition")]
    OtherCatalogue,
}

/// A document with its hash.
#[derive(Debug, Clone, PartialEq)]
pub struct Hashed {
    /// Canonical JSON.
    pub body: String,
    /// Lower-case hex SHA-256 of `body`.
    pub sha256: String,
}

impl Hashed {
    /// Brings a document into its canonical form.
    pub fn new(document: &Value) -> Self {
        let body = canonical_document(document);
        let sha256 = sha256_hex(body.as_bytes());
        Self { body, sha256 }
    }
}

/// What leads from `old` to `new`, two versions of an edition; `None`: one of them is no edition.
pub fn delta(old: &Value, new: &Value) -> Option<EditionDelta> {
    let (old_members, new_members) = (old.as_object()?, new.as_object()?);
    let mut delta = EditionDelta {
        edition: new_members.get("edition")?.as_str()?.to_owned(),
        from_sha256: Hashed::new(old).sha256,
        version: u32::try_from(new_members.get("version")?.as_u64()?).ok()?,
        sha256: Hashed::new(new).sha256,
        members: Map::new(),
        dropped: Vec::new(),
        lists: BTreeMap::new(),
    };
    for (name, member) in new_members {
        let before = old_members.get(name);
        if before == Some(member) {
            continue;
        }
        match before.and_then(|before| list_delta(name, before, member)) {
            Some(list) => {
                delta.lists.insert(name.clone(), list);
            }
            None => {
                delta.members.insert(name.clone(), member.clone());
            }
        }
    }
    let gone = old_members.keys().filter(|name| !new_members.contains_key(*name));
    delta.dropped.extend(gone.cloned());
    Some(delta)
}

fn key_of(list: &str) -> Option<&'static str> {
    LISTS.iter().find(|(name, _)| *name == list).map(|(_, key)| *key)
}

/// The entries of a list by name and place; `None`: it is no list, or names are missing or occur twice.
fn named<'v>(list: &'v [Value], key: &str) -> Option<HashMap<&'v str, usize>> {
    let mut places = HashMap::with_capacity(list.len());
    for (at, entry) in list.iter().enumerate() {
        if places.insert(entry.get(key)?.as_str()?, at).is_some() {
            return None;
        }
    }
    Some(places)
}

fn list_delta(name: &str, old: &Value, new: &Value) -> Option<ListDelta> {
    let key = key_of(name)?;
    let (old, new) = (old.as_array()?, new.as_array()?);
    let (before, after) = (named(old, key)?, named(new, key)?);
    // entries that stay as they are, by their places before; those out of order among them move
    let same: Vec<Option<usize>> = new
        .iter()
        .map(|entry| {
            let at = *before.get(entry.get(key)?.as_str()?)?;
            (old[at] == *entry).then_some(at)
        })
        .collect();
    let staying = longest_rising(&same);
    Some(ListDelta {
        removed: old
            .iter()
            .filter_map(|entry| entry.get(key)?.as_str())
            .filter(|name| !after.contains_key(name))
            .map(str::to_owned)
            .collect(),
        put: new
            .iter()
            .enumerate()
            .filter(|(at, _)| !staying.contains(at))
            .filter_map(|(at, entry)| {
                Some(PutEntry {
                    at: u32::try_from(at).ok()?,
                    entry: entry.clone(),
                })
            })
            .collect(),
    })
}

/// Places of the longest run of rising numbers, others left out.
fn longest_rising(numbers: &[Option<usize>]) -> HashSet<usize> {
    let mut tails: Vec<usize> = Vec::new(); // place of the smallest last number of a run of each length
    let mut previous = vec![None; numbers.len()];
    for (at, number) in numbers.iter().enumerate() {
        let Some(number) = number else { continue };
        let length = tails.partition_point(|&tail| numbers[tail].is_some_and(|last| last < *number));
        previous[at] = length.checked_sub(1).map(|before| tails[before]);
        if length == tails.len() {
            tails.push(at);
        } else {
            tails[length] = at;
        }
    }
    let mut run = HashSet::new();
    let mut at = tails.last().copied();
    while let Some(here) = at {
        run.insert(here);
        at = previous[here];
    }
    run
}

/// The new version, from the one that the desk has.
///
/// # Errors
/// Whatever keeps the result from being exactly what was announced.
pub fn apply(base: &Value, delta: &EditionDelta) -> Result<(Hashed, Catalogue), DeltaError> {
    if Hashed::new(base).sha256 != delta.from_sha256 {
        return Err(DeltaError::OtherBase);
    }
    let mut result = base.as_object().ok_or(DeltaError::Unfit)?.clone();
    for name in &delta.dropped {
        result.shift_remove(name).ok_or(DeltaError::Unfit)?;
    }
    for (name, member) in &delta.members {
        result.insert(name.clone(), member.clone());
    }
    for (name, change) in &delta.lists {
        let key = key_of(name).ok_or(DeltaError::Unfit)?;
        let list = result
            .get_mut(name)
            .and_then(Value::as_array_mut)
            .ok_or(DeltaError::Unfit)?;
        *list = apply_list(std::mem::take(list), change, key)?;
    }
    let result = Value::Object(result);
    let hashed = Hashed::new(&result);
    if hashed.sha256 != delta.sha256 {
        return Err(DeltaError::OtherHash);
    }
    let catalogue: Catalogue = serde_json::from_value(result).map_err(|_| DeltaError::OtherCatalogue)?;
    if (&catalogue.edition, catalogue.version) != (&delta.edition, delta.version) {
        return Err(DeltaError::OtherCatalogue);
    }
    Ok((hashed, catalogue))
}

fn apply_list(list: Vec<Value>, change: &ListDelta, key: &str) -> Result<Vec<Value>, DeltaError> {
    let name_of = |entry: &Value| entry.get(key).and_then(Value::as_str).map(str::to_owned);
    let mut leaving: HashSet<String> = change.removed.iter().cloned().collect();
    for put in &change.put {
        leaving.insert(name_of(&put.entry).ok_or(DeltaError::Unfit)?);
    }
    let mut staying = list
        .into_iter()
        .filter(|entry| name_of(entry).is_none_or(|name| !leaving.contains(&name)));
    let mut finished = Vec::new();
    for put in &change.put {
        while finished.len() < put.at as usize {
            finished.push(staying.next().ok_or(DeltaError::Unfit)?);
        }
        if finished.len() != put.at as usize {
            return Err(DeltaError::Unfit);
        }
        finished.push(put.entry.clone());
    }
    finished.extend(staying);
    Ok(finished)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn edition(version: u32, sectors: &[(u8, u8)]) -> Value {
        let sectors: Vec<Value> = sectors
            .iter()
            .map(|(id, name)| json!({"id": id.to_string(), "name": name.to_string(), "later": 0.5}))
            .collect();
        json!({
            "edition": "2022", "version": version, "valid_from": "2022-01-01", "valid_to": null,
            "places_edition": "2022", "agencies": [], "sectors": sectors, "procedures": [], "forms": [],
            "made_by": "a newer portal",
        })
    }

    proptest! {
        /// Entries that come, go, change and change places; members this program does not know stay.
        #[test]
        fn a_delta_leads_from_any_version_to_any_other(
            old in proptest::collection::btree_map(0u8..20, 0u8..3, 0..20),
            new in proptest::collection::btree_map(0u8..20, 0u8..3, 0..20),
            seed in any::<u64>(),
        ) {
            let mix = |map: BTreeMap<u8, u8>, seed: u64| {
                let mut all: Vec<(u8, u8)> = map.into_iter().collect();
                all.sort_by_key(|(id, _)| (u64::from(*id) + 1).wrapping_mul(seed | 1) >> 57);
                all
            };
            let (old, new) = (edition(1, &mix(old, 1)), edition(2, &mix(new, seed)));
            let delta = delta(&old, &new).unwrap();
            let wire: EditionDelta = serde_json::from_str(&serde_json::to_string(&delta).unwrap()).unwrap();
            let (hashed, catalogue) = apply(&old, &wire).unwrap();
            prop_assert_eq!(hashed, Hashed::new(&new));
            prop_assert_eq!(catalogue.version, 2);
        }
    }

    #[test]
    fn what_did_not_change_does_not_travel() {
        let old = edition(1, &[(1, 0), (2, 0), (3, 0), (4, 0)]);
        let new = edition(2, &[(1, 0), (5, 0), (2, 0), (4, 1)]);
        let delta = delta(&old, &new).unwrap();
        assert_eq!(delta.members.keys().collect::<Vec<_>>(), ["version"]);
        let list = &delta.lists["sectors"];
        assert_eq!(list.removed, ["3"]);
        assert_eq!(list.put.iter().map(|p| p.at).collect::<Vec<_>>(), [1, 3]);
    }

    #[test]
    fn a_delta_that_was_tampered_with_changes_nothing() {
        let (old, new) = (edition(1, &[(1, 0), (2, 0)]), edition(2, &[(2, 1)]));
        let good = delta(&old, &new).unwrap();
        assert_eq!(apply(&new, &good), Err(DeltaError::OtherBase));
        let mut other = good.clone();
        other.lists.get_mut("sectors").unwrap().put[0].entry["name"] = "9".into();
        assert_eq!(apply(&old, &other), Err(DeltaError::OtherHash));
        let mut other = good.clone();
        other.lists.get_mut("sectors").unwrap().put[0].at = 7;
        assert_eq!(apply(&old, &other), Err(DeltaError::Unfit));
        let mut other = good.clone();
        other.lists.insert("version".into(), ListDelta::default());
        assert_eq!(apply(&old, &other), Err(DeltaError::Unfit));
        let mut other = good;
        other.version = 3;
        assert_eq!(apply(&old, &other), Err(DeltaError::OtherCatalogue));
    }
}
