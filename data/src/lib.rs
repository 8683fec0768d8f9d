//! The data that comes with the program: two editions of the catalogue, the places of two
//! editions, and the holidays. Made by `cargo xtask catalogue`; see `data/README.md`.

/// The catalogue of 2022, the circular's (`motcua_domain::catalogue::Catalogue` as JSON).
pub const CATALOGUE_2022: &str = include_str!("../catalogue/2022.json");
/// The catalogue of July 2026, after the mergers and the new laws.
pub const CATALOGUE_2026: &str = include_str!("../catalogue/2026.json");
/// Every edition by its name, oldest first.
pub const CATALOGUES: [(&str, &str); 2] = [("2022", CATALOGUE_2022), ("2026", CATALOGUE_2026)];
/// The edition that a desk without a portal and a training portal begin with.
pub const DEFAULT_EDITION: &str = "2022";
/// Provinces, districts, communes of both editions, with successors.
pub const PLACES: &str = include_str!("../places.json");
/// Holidays and make-up working days.
pub const HOLIDAYS: &str = include_str!("../holidays.json");
