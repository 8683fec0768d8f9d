//! Provinces, districts and communes in their editions, with successors.

/// Why `places.json` could not be read.
#[derive(Debug, thiserror::Error)]
#[error("places.json cannot be read ({0}); fetch it again from the portal")]
pub struct PlacesError(pub String);

/// All editions of the administrative units.
#[derive(Debug, Clone)]
pub struct Places {}

/// A unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit<'a> {
    /// GSO code.
    pub code: &'a str,
    /// Full name, e.g. `Xã Đăk Hà`.
    pub name: &'a str,
    /// District's name, for communes of the edition before 1 July 2025.
    pub district: Option<&'a str>,
    /// Code of the province it lies in (its own for a province).
    pub province: &'a str,
}
impl Unit<'_> {
    /// Name with district, e.g. `Xã Đăk La, Huyện Đắk Hà`.
    pub fn display(&self) -> String {
        todo!()
    }
}

impl Places {
    /// Reads `places.json`.
    pub fn from_json(_json: &str) -> Result<Self, PlacesError> {
        todo!()
    }
    /// Ids of the editions, oldest first: `2025-06`, `2025-07`.
    pub fn editions(&self) -> Vec<&str> {
        todo!()
    }
    /// Provinces of an edition in Vietnamese order; empty for an unknown edition.
    pub fn provinces(&self, _edition: &str) -> Vec<Unit<'_>> {
        todo!()
    }
    /// Communes of a province in Vietnamese order (by district first in the old edition).
    pub fn communes(&self, _edition: &str, _province: &str) -> Vec<Unit<'_>> {
        todo!()
    }
    /// One province.
    pub fn province(&self, _edition: &str, _code: &str) -> Option<Unit<'_>> {
        todo!()
    }
    /// One commune.
    pub fn commune(&self, _edition: &str, _code: &str) -> Option<Unit<'_>> {
        todo!()
    }
    /// The units of the newest edition that took over an old commune or province, the likeliest first.
    pub fn successors(&self, _old_code: &str) -> Vec<Unit<'_>> {
        todo!()
    }
    /// One line for people: `Thôn 1, Xã Đăk La, Huyện Đắk Hà, Tỉnh Kon Tum`; unknown codes are left out.
    pub fn address_line(&self, _edition: &str, _province: &str, _commune: &str, _street: &str) -> String {
        todo!()
    }
}
