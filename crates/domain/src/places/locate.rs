//! A place of residence as identity papers print it, found among the units of an edition.

use super::{Places, Unit, bare_name};
use crate::fold::fold;

/// Where a printed residence lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located<'a> {
    /// The province, where its name is one of the edition's.
    pub province: Option<Unit<'a>>,
    /// The commune, where exactly one fits.
    pub commune: Option<Unit<'a>>,
    /// What stands before the units that were found: house, street, hamlet.
    pub street: String,
}

impl Places {
    /// Reads `Thôn 1, Đăk La, Đắk Hà, Kon Tum`: the last part is the province, and before it come district and
    /// commune, each with or without its kind and its marks. What fits two communes is left to the user.
    pub fn locate(&self, edition: &str, residence: &str) -> Located<'_> {
        let parts: Vec<&str> = residence
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect();
        let nowhere = Located {
            province: None,
            commune: None,
            street: parts.join(", "),
        };
        let Some((last, before)) = parts.split_last() else {
            return nowhere;
        };
        let Some(province) = self
            .provinces(edition)
            .into_iter()
            .find(|unit| is_named(unit.name, last))
        else {
            return nowhere;
        };
        let communes = self.communes(edition, province.code);
        // the nearer to the province, the likelier it is the commune: hamlets have names of communes too
        for at in (0..before.len()).rev() {
            let within = before.get(at + 1);
            let found: Vec<&Unit<'_>> = communes
                .iter()
                .filter(|unit| is_named(unit.name, before[at]))
                .filter(|unit| match (unit.district, within) {
                    (Some(district), Some(within)) => is_named(district, within),
                    (Some(_), None) => before.len() == 1,
                    (None, _) => true,
                })
                .collect();
            if let [commune] = found.as_slice() {
                return Located {
                    province: Some(province),
                    commune: Some(**commune),
                    street: before[..at].join(", "),
                };
            }
        }
        Located {
            province: Some(province),
            commune: None,
            street: before.join(", "),
        }
    }
}

/// Whether a unit is meant by a printed name, with or without its kind, in any case; the same marks or none.
fn is_named(unit: &str, printed: &str) -> bool {
    let same = |a: &str, b: &str| {
        if b.is_ascii() {
            fold(a) == fold(b)
        } else {
            spelt(a) == spelt(b)
        }
    };
    let without_kind = |name: &str| -> String {
        let printed_kinds = [
            "tp.", "tp ", "tt.", "tt ", "tx.", "tx ", "x.", "p.", "h.", "q.", "t.",
        ];
        let small = name.to_lowercase();
        printed_kinds
            .iter()
            .find_map(|kind| small.strip_prefix(kind).map(|rest| rest.trim().to_owned()))
            .unwrap_or_else(|| name.to_owned())
    };
    let bare = bare_name(unit);
    same(unit, printed) || same(bare, printed) || same(bare, &without_kind(printed))
}

/// Small letters in NFC; Đăk and Đắk are written both ways for the same places.
fn spelt(name: &str) -> String {
    crate::fold::nfc(&name.to_lowercase()).replace("đắk", "đăk")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(edition: &str, residence: &str) -> (Option<String>, Option<String>, String) {
        let places = Places::from_json(motcua_data::PLACES).unwrap();
        let located = places.locate(edition, residence);
        (
            located.province.map(|unit| unit.name.to_owned()),
            located.commune.map(|unit| unit.display()),
            located.street,
        )
    }
    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn commune_district_and_province_as_cards_print_them() {
        for printed in [
            "Thôn 1, Đăk La, Đăk Hà, Kon Tum",
            "Thôn 1, Xã Đăk La, Huyện Đắk Hà, Tỉnh Kon Tum",
            "Thôn 1,ĐĂK LA,ĐẮK HÀ,KON TUM",
        ] {
            assert_eq!(
                found("2025-06", printed),
                (
                    some("Tỉnh Kon Tum"),
                    some("Xã Đăk La, Huyện Đăk Hà"),
                    printed.split(',').next().unwrap().to_owned()
                ),
                "{printed}"
            );
        }
    }

    #[test]
    fn without_marks_too() {
        assert_eq!(
            found("2025-06", "12 Tran Phu, Quang Trung, TP Kon Tum, Kon Tum").1,
            some("Phường Quang Trung, Thành phố Kon Tum")
        );
    }

    #[test]
    fn in_the_newer_edition_no_district_is_needed() {
        let (province, commune, street) = found("2025-07", "Tổ 3, Phường Kon Tum, Tỉnh Quảng Ngãi");
        assert_eq!(
            (province, commune, street),
            (some("Tỉnh Quảng Ngãi"), some("Phường Kon Tum"), "Tổ 3".to_owned())
        );
    }

    #[test]
    fn what_is_not_certain_is_left_to_the_user() {
        let whole = "Thôn 1, Đăk Hà, Kon Tum".to_owned();
        assert_eq!(
            found("2025-07", &whole),
            (None, None, whole.clone()),
            "the province is no more"
        );
        assert_eq!(
            found("2025-06", &whole),
            (some("Tỉnh Kon Tum"), None, "Thôn 1, Đăk Hà".to_owned()),
            "a district alone"
        );
        assert_eq!(found("2025-06", ""), (None, None, String::new()));
        assert_eq!(found("1999", &whole), (None, None, whole));
    }
}
