//! The portal under schemathesis: requests made from its own OpenAPI document, good and bad.

use std::process::Command;

use motcua_interop::{Portal, Result, fuzz};
use serde_json::json;
use uuid::Uuid;

/// Requests of each operation beyond the boundary cases.
const EXAMPLES: &str = "25";

/// A draft at the portal, so that requests about a dossier find one.
async fn draft(portal: &Portal, token: &str) -> Result<Uuid> {
    let uid = Uuid::new_v4();
    let body = json!({
        "uid": uid, "procedure": "1.004232", "edition": "2022", "catalogue_version": 1,
        "content": { "answers": {}, "papers": [] },
    });
    reqwest::Client::new()
        .post(format!("{}/v1/dossiers", portal.address))
        .bearer_auth(token)
        .header("Idempotency-Key", Uuid::new_v4().to_string())
        .json(&body)
        .send()
        .await?
        .error_for_status()?;
    Ok(uid)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_portal_keeps_to_its_own_openapi_document() -> Result<()> {
    let portal = Portal::start().await?;
    let (_, token) = portal.citizen(1).await?;
    let uid = draft(&portal, &token).await?;
    let folder = tempfile::tempdir()?;
    let document = folder.path().join("openapi.json");
    std::fs::write(&document, motcua_portal::http::openapi::json()?)?;
    let schemathesis = std::env::var("MOTCUA_SCHEMATHESIS").unwrap_or_else(|_| "schemathesis".into());
    let seed = std::env::var("MOTCUA_SEEDS_FROM").unwrap_or_else(|_| "1".into());
    let mut fuzzer = Command::new(schemathesis);
    fuzzer
        .current_dir(fuzz())
        .env("SCHEMATHESIS_HOOKS", "hooks")
        .env("MOTCUA_DOSSIER", uid.to_string())
        .args(["--config-file", "schemathesis.toml", "run"])
        .arg(&document)
        .args(["--url", &portal.address])
        .args(["--header", &format!("Authorization: Bearer {token}")])
        .args([
            "--max-examples",
            EXAMPLES,
            "--workers",
            "2",
            "--seed",
            &seed,
            "--continue-on-failure",
        ])
        // signing out of everything would make every later answer the same
        .args(["--exclude-path-regex", "^/v1/sessions"]);
    let ended = tokio::task::spawn_blocking(move || fuzzer.status()).await??;
    assert!(ended.success(), "schemathesis found something, told above");
    Ok(())
}
