//! A catalogue as large as a country's: the real procedures and neighbours of theirs, as a file that the
//! window imports.

use std::path::Path;

use anyhow::{Context as _, Result};
use motcua_domain::canonical_json::sha256_hex;
use serde_json::{Value, json};

/// Words that no title of the real procedures has; a neighbour's title differs from a real one in one of them.
const OTHER: [&str; 12] = [
    "karaoke",
    "đường sắt",
    "phòng cháy",
    "hải quan",
    "chứng khoán",
    "xăng dầu",
    "thú y",
    "viễn thông",
    "bảo tàng",
    "hàng không",
    "karate",
    "tạp chí",
];

/// Writes a catalogue file whose edition 2022 is one version further and has `size` procedures.
///
/// # Errors
/// When the catalogue is not in the source tree, or the disk does not take the file.
pub fn write(file: &Path, size: usize) -> Result<()> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/catalogue/2022.json");
    let mut catalogue: Value = serde_json::from_slice(&std::fs::read(source)?)?;
    catalogue["version"] = (catalogue["version"].as_u64().context("a version")? + 1).into();
    let procedures = catalogue["procedures"].as_array_mut().context("procedures")?;
    let real = procedures.clone();
    for number in real.len()..size {
        let mut neighbour = real[number % real.len()].clone();
        let name = neighbour["name"].as_str().context("a name")?.to_owned();
        let mut title: Vec<&str> = name.split_whitespace().collect();
        let round = number / real.len();
        let at = round % title.len();
        title[at] = OTHER[(number + round / title.len()) % OTHER.len()];
        neighbour["name"] = title.join(" ").into();
        neighbour["code"] = format!("9.{number:06}").into();
        neighbour["portal_code"] = Value::Null;
        procedures.push(neighbour);
    }
    let body = catalogue.to_string();
    let carried = json!({
        "format": "motcua-catalogue",
        "version": 1,
        "documents": [{ "name": "catalogue/2022", "sha256": sha256_hex(body.as_bytes()), "body": body }],
    });
    std::fs::write(file, serde_json::to_vec(&carried)?)?;
    Ok(())
}
