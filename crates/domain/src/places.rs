//! Provinces, districts and communes in their editions, with successors.
//!
//! Two editions so far: `2025-06` (63 provinces with districts, in force just before 1 July 2025) and
//! `2025-07` (34 provinces, no districts). A dossier keeps the edition it was made under.

mod locate;

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

pub use locate::Located;

use crate::collation::sort_key;

/// Why `places.json` could not be read.
#[derive(Debug, thiserror::Error)]
pub enum PlacesError {
    /// No JSON, or not of this shape.
    #[error("places.json cannot be read ({0}); fetch it again from the portal")]
    Json(#[from] serde_json::Error),
    /// A unit lies in one that is not there.
    #[error("places.json names the unit {0}, which it does not hold; fetch it again from the portal")]
    Unknown(String),
}

/// All editions of the administrative units.
#[derive(Debug, Clone)]
pub struct Places {
    editions: Vec<Edition>,
    successors: BTreeMap<String, Vec<String>>,
    province_successors: BTreeMap<String, String>,
}

#[derive(Debug, Clone)]
struct Edition {
    id: String,
    provinces: Vec<(String, String)>,
    communes: HashMap<String, Commune>,
    /// Codes of communes by province. Sorted only when asked for: ten thousand keys cost more than
    /// reading the file.
    by_province: HashMap<String, Vec<String>>,
}

#[derive(Debug, Clone)]
struct Commune {
    name: String,
    district: Option<String>,
    province: String,
}

/// A province or commune.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit<'a> {
    /// GSO code.
    pub code: &'a str,
    /// Full name, e.g. `Xã Đăk La`.
    pub name: &'a str,
    /// District's name, for communes of the edition before 1 July 2025.
    pub district: Option<&'a str>,
    /// Code of the province it lies in (its own for a province).
    pub province: &'a str,
}

impl Unit<'_> {
    /// Name with district, e.g. `Xã Đăk La, Huyện Đắk Hà`.
    pub fn display(&self) -> String {
        match self.district {
            Some(district) => format!("{}, {district}", self.name),
            None => self.name.to_owned(),
        }
    }
}

#[derive(Deserialize)]
struct Source {
    editions: Vec<SourceEdition>,
    successors: SourceSuccessors,
}

#[derive(Deserialize)]
struct SourceEdition {
    id: String,
    provinces: Vec<(String, String)>,
    #[serde(default)]
    districts: Vec<(String, String, String)>,
    communes: Vec<(String, String, String)>,
}

#[derive(Deserialize)]
struct SourceSuccessors {
    provinces: BTreeMap<String, String>,
    communes: BTreeMap<String, Vec<String>>,
}

impl Places {
    /// Reads `places.json`.
    pub fn from_json(json: &str) -> Result<Self, PlacesError> {
        let source: Source = serde_json::from_str(json)?;
        let editions = source
            .editions
            .into_iter()
            .map(Edition::build)
            .collect::<Result<_, _>>()?;
        Ok(Self {
            editions,
            successors: source.successors.communes,
            province_successors: source.successors.provinces,
        })
    }

    /// Ids of the editions, oldest first: `2025-06`, `2025-07`.
    pub fn editions(&self) -> Vec<&str> {
        self.editions.iter().map(|e| e.id.as_str()).collect()
    }

    fn edition(&self, id: &str) -> Option<&Edition> {
        self.editions.iter().find(|e| e.id == id)
    }

    /// Provinces of an edition in Vietnamese order; empty for an unknown edition.
    pub fn provinces(&self, edition: &str) -> Vec<Unit<'_>> {
        self.edition(edition)
            .map_or_else(Vec::new, |e| e.provinces.iter().map(province_unit).collect())
    }

    /// Communes of a province in Vietnamese order (by district first in the old edition); empty for
    /// an unknown edition or province.
    pub fn communes(&self, edition: &str, province: &str) -> Vec<Unit<'_>> {
        let Some(edition) = self.edition(edition) else {
            return Vec::new();
        };
        let codes = edition.by_province.get(province).map_or(&[][..], Vec::as_slice);
        let mut units: Vec<Unit<'_>> = codes.iter().filter_map(|code| edition.commune(code)).collect();
        units.sort_by_cached_key(|unit| {
            let mut key = sort_key(unit.district.map_or("", bare_name));
            key.push(0);
            key.append(&mut sort_key(bare_name(unit.name)));
            (key, unit.code)
        });
        units
    }

    /// One province.
    pub fn province(&self, edition: &str, code: &str) -> Option<Unit<'_>> {
        self.edition(edition)?
            .provinces
            .iter()
            .find(|(c, _)| c == code)
            .map(province_unit)
    }

    /// One commune.
    pub fn commune(&self, edition: &str, code: &str) -> Option<Unit<'_>> {
        self.edition(edition)?.commune(code)
    }

    /// The units of the newest edition that took over a commune (5 digits) or province (2 digits) of
    /// an old one, the likeliest first; empty where none is known.
    pub fn successors(&self, old_code: &str) -> Vec<Unit<'_>> {
        let Some(newest) = self.editions.last() else {
            return Vec::new();
        };
        if let Some(province) = self.province_successors.get(old_code) {
            return self.province(&newest.id, province).into_iter().collect();
        }
        let codes = self.successors.get(old_code).map_or(&[][..], Vec::as_slice);
        codes.iter().filter_map(|code| newest.commune(code)).collect()
    }

    /// One line for people: `Thôn 1, Xã Đăk La, Huyện Đắk Hà, Tỉnh Kon Tum`; unknown codes are left
    /// out.
    pub fn address_line(&self, edition: &str, province: &str, commune: &str, street: &str) -> String {
        let parts = [
            Some(street.trim().to_owned()).filter(|s| !s.is_empty()),
            self.commune(edition, commune).map(|c| c.display()),
            self.province(edition, province).map(|p| p.name.to_owned()),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

fn province_unit((code, name): &(String, String)) -> Unit<'_> {
    Unit {
        code,
        name,
        district: None,
        province: code,
    }
}

/// A name without its kind, so that `Tỉnh An Giang` sorts under A.
fn bare_name(name: &str) -> &str {
    const KINDS: [&str; 9] = [
        "Thành phố ",
        "Tỉnh ",
        "Thị xã ",
        "Thị trấn ",
        "Quận ",
        "Huyện ",
        "Phường ",
        "Xã ",
        "Đặc khu ",
    ];
    KINDS
        .iter()
        .find_map(|kind| name.strip_prefix(kind))
        .unwrap_or(name)
}

impl Edition {
    fn build(source: SourceEdition) -> Result<Self, PlacesError> {
        let districts: HashMap<String, (String, String)> = source
            .districts
            .into_iter()
            .map(|(code, name, province)| (code, (name, province)))
            .collect();
        let mut provinces = source.provinces;
        provinces.sort_by_cached_key(|(_, name)| sort_key(bare_name(name)));
        let mut by_province: HashMap<String, Vec<String>> = provinces
            .iter()
            .map(|(code, _)| (code.clone(), Vec::new()))
            .collect();
        let mut communes = HashMap::with_capacity(source.communes.len());
        for (code, name, parent) in source.communes {
            let (district, province) = match districts.get(&parent) {
                Some((name, province)) => (Some(name.clone()), province.clone()),
                None => (None, parent),
            };
            let listed = by_province.get_mut(&province);
            listed
                .ok_or_else(|| PlacesError::Unknown(province.clone()))?
                .push(code.clone());
            communes.insert(
                code,
                Commune {
                    name,
                    district,
                    province,
                },
            );
        }
        Ok(Self {
            id: source.id,
            provinces,
            communes,
            by_province,
        })
    }

    fn commune(&self, code: &str) -> Option<Unit<'_>> {
        let (code, commune) = self.communes.get_key_value(code)?;
        Some(Unit {
            code,
            name: &commune.name,
            district: commune.district.as_deref(),
            province: &commune.province,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Places {
        Places::from_json(motcua_data::PLACES).unwrap()
    }

    #[test]
    fn both_editions_are_whole() {
        let places = places();
        assert_eq!(places.editions(), ["2025-06", "2025-07"]);
        for (edition, provinces, communes) in [("2025-06", 63, 10_035), ("2025-07", 34, 3_321)] {
            let listed = places.provinces(edition);
            assert_eq!(listed.len(), provinces);
            let count: usize = listed
                .iter()
                .map(|p| places.communes(edition, p.code).len())
                .sum();
            assert_eq!(count, communes, "every commune lies in a province");
        }
        assert!(places.provinces("1999").is_empty());
    }

    #[test]
    fn provinces_sort_by_their_bare_names() {
        let places = places();
        let names: Vec<&str> = places
            .provinces("2025-07")
            .iter()
            .take(5)
            .map(|p| p.name)
            .collect();
        assert_eq!(
            names,
            [
                "Tỉnh An Giang",
                "Tỉnh Bắc Ninh",
                "Tỉnh Cà Mau",
                "Tỉnh Cao Bằng",
                "Thành phố Cần Thơ"
            ]
        );
    }

    #[test]
    fn an_old_commune_with_its_district_and_its_successor() {
        let places = places();
        let communes = places.communes("2025-06", "62");
        let old = communes.iter().find(|c| c.name == "Phường Quang Trung").unwrap();
        assert_eq!(old.display(), "Phường Quang Trung, Thành phố Kon Tum");
        let successors = places.successors(old.code);
        assert!(!successors.is_empty());
        assert!(
            successors
                .iter()
                .all(|s| s.province == "51" && s.district.is_none()),
            "now in Quảng Ngãi"
        );
        assert_eq!(places.successors("62")[0].name, "Tỉnh Quảng Ngãi");
        assert_eq!(
            places.address_line("2025-06", "62", old.code, " 12 Trần Phú "),
            "12 Trần Phú, Phường Quang Trung, Thành phố Kon Tum, Tỉnh Kon Tum"
        );
        assert_eq!(places.address_line("2025-06", "??", "??", "Thôn 1"), "Thôn 1");
    }

    #[test]
    fn every_old_commune_has_a_successor() {
        let places = places();
        for province in places.provinces("2025-06") {
            for commune in places.communes("2025-06", province.code) {
                assert!(!places.successors(commune.code).is_empty(), "{}", commune.code);
            }
        }
    }
}
