//! `cargo xtask catalogue`: rebuilds `data/catalogue/`, `data/places.json` and `data/holidays.json`.

use std::path::Path;

fn main() -> anyhow::Result<()> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("data"));
    motcua_catalogue_builder::write(data)
}
