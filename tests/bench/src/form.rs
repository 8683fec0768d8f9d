//! Typing into a form of 300 fields against typing into one of a single field, in the same window, turn about: the
//! time the page works on a key, from the key to the frame that shows it.

use std::{fs, path::Path};

use anyhow::{Context as _, Result, ensure};
use motcua_domain::canonical_json::sha256_hex;
use motcua_journey::{programs, wait, window::Window};
use serde_json::{Value, json};
use thirtyfour::Key;
use tokio::process::Command;

use crate::samples::{Row, Samples};

/// What is typed into a field each time, letter by letter.
const TYPED: &str = "khoan hai gieng tham do o thon ba";
const ROUNDS: usize = 5;
const FIELDS: usize = 300;
/// A procedure of the catalogue for each form; their forms are replaced.
const ONE: &str = "1.004228";
const MANY: &str = "1.004232";

/// Notes for each key how long the page worked until the frame after it was drawn, in ms. It only reads.
const WATCH: &str = "
const seen = { keys: 0, drawn: 0, times: [] };
window.formSeenByBench = seen;
const channel = new MessageChannel();
let begun = 0;
channel.port1.onmessage = () => { seen.times.push(performance.now() - begun); seen.drawn += 1; };
document.addEventListener('keydown', () => {
  seen.keys += 1;
  begun = performance.now();
  requestAnimationFrame(() => channel.port2.postMessage(null));
}, true);
";

/// Types and measures.
///
/// # Errors
/// When the window does not come up, or the forms do not come into the catalogue.
pub async fn measure() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let home = folder.path().join("home");
    replace_forms(folder.path(), &home).await?;
    let window = Window::open(&home, &[]).await?;
    window.click("Bắt đầu soạn").await?;
    let (one, many) = (begin(&window, ONE).await?, begin(&window, MANY).await?);
    window.read(WATCH).await?;
    let (mut ours, mut floor) = (Samples::default(), Samples::default());
    for round in 0..ROUNDS {
        // Where in the long form the field lies must not matter: another one each time.
        let field = 1 + round * (FIELDS - 1) / (ROUNDS - 1).max(1);
        for (dossier, field, samples) in [(&one, 1, &mut floor), (&many, field, &mut ours)] {
            window.visit(&format!("/dossiers/{dossier}/form")).await?;
            let label = format!("Mục {field}");
            window.refill(&label, &Key::Delete.value().to_string()).await?;
            forget(&window).await?;
            for letter in TYPED.chars() {
                window.press(letter.to_string()).await?;
                samples.push(drawn(&window).await?);
            }
            let shown = window.value(&label).await?;
            ensure!(shown == TYPED, "{label} holds {shown}");
        }
    }
    window.close().await?;
    Ok(vec![Row::of_times(
        format!("a key in a form of {FIELDS} fields, until it is drawn"),
        "in a form of one field",
        &ours,
        &floor,
        1.25,
    )])
}

/// Puts a form of one field and one of 300 into the catalogue of this home, as a newer version of it would come from
/// a file.
async fn replace_forms(folder: &Path, home: &Path) -> Result<()> {
    let (before, after) = (folder.join("before.json"), folder.join("after.json"));
    motcua_catalogue(home, "export", &before).await?;
    let mut file: Value = serde_json::from_slice(&fs::read(&before)?)?;
    let documents = file["documents"].as_array_mut().context("documents")?;
    for document in documents {
        let name = document["name"].as_str().unwrap_or_default();
        if !name.starts_with("catalogue/") {
            continue;
        }
        let mut catalogue: Value = serde_json::from_str(document["body"].as_str().context("a body")?)?;
        let version = catalogue["version"].as_u64().context("a version")?;
        catalogue["version"] = json!(version + 1);
        for (code, fields) in [(ONE, 1), (MANY, FIELDS)] {
            replace_form(&mut catalogue, code, fields)?;
        }
        let body = serde_json::to_string(&catalogue)?;
        document["sha256"] = json!(sha256_hex(body.as_bytes()));
        document["body"] = json!(body);
    }
    fs::write(&after, serde_json::to_vec(&file)?)?;
    motcua_catalogue(home, "import", &after).await
}

async fn motcua_catalogue(home: &Path, what: &str, file: &Path) -> Result<()> {
    let output = Command::new(programs::built("motcua"))
        .args(["catalogue", what])
        .arg(file)
        .env("MOTCUA_HOME", home)
        .output()
        .await
        .context("motcua")?;
    ensure!(
        output.status.success(),
        "motcua catalogue {what}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

fn replace_form(catalogue: &mut Value, code: &str, fields: usize) -> Result<()> {
    let id = format!("bench-{fields}");
    let procedures = catalogue["procedures"].as_array_mut().context("procedures")?;
    let Some(procedure) = procedures.iter_mut().find(|one| one["code"] == code) else {
        // An edition without it is not asked for it.
        return Ok(());
    };
    procedure["form"] = json!(id);
    procedure["cases"] = json!([]);
    // What decided by the answers of the form it had.
    for component in procedure["components"].as_array_mut().into_iter().flatten() {
        component["required"] = json!({ "kind": "always" });
    }
    let properties: serde_json::Map<String, Value> = (1..=fields)
        .map(|at| {
            (
                format!("f{at}"),
                json!({ "type": "string", "minLength": 1, "maxLength": 200 }),
            )
        })
        .collect();
    let layout: Vec<Value> = (1..=fields)
        .map(|at| json!({ "property": format!("f{at}"), "label": format!("Mục {at}"), "widget": "text", "columns": 6 }))
        .collect();
    let form = json!({
        "id": id, "version": 1, "title": "Tờ khai",
        "schema": {
            "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
            "properties": properties, "additionalProperties": false,
        },
        "layout": [{ "title": "Nội dung", "fields": layout }],
    });
    catalogue["forms"].as_array_mut().context("forms")?.push(form);
    Ok(())
}

/// Begins a dossier for a procedure and gives its id.
async fn begin(window: &Window, code: &str) -> Result<String> {
    window.visit(&format!("/procedures/{code}")).await?;
    window.click("Nộp hồ sơ trực tuyến").await?;
    window.see("Người nộp và chủ hồ sơ").await?;
    let hash = window.read("return location.hash").await?;
    let id = hash.as_str().and_then(|hash| hash.split('/').nth(2));
    Ok(id.context("a dossier in the address")?.to_owned())
}

/// Waits until all keys so far are drawn and forgets them.
async fn forget(window: &Window) -> Result<()> {
    wait::until("all keys to be drawn", || async {
        let quiet = "const seen = window.formSeenByBench; return seen.keys === seen.drawn";
        Ok((window.read(quiet).await? == true).then_some(()))
    })
    .await
}

/// Waits until the last key is drawn; how long the page worked for it, in ms.
async fn drawn(window: &Window) -> Result<f64> {
    wait::until("the key to be drawn", || async {
        let last =
            "const seen = window.formSeenByBench; return seen.keys === seen.drawn ? seen.times.at(-1) : null";
        Ok(window.read(last).await?.as_f64())
    })
    .await
}
