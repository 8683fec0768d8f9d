//! tus 1.0 as others speak it: tus-js-client against the portal, the desk against the reference server.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Stdio},
    sync::Arc,
};

use chrono::{TimeDelta, Utc};
use motcua_interop::{Desk, Portal, Result, answer_of, client, node, sha256};
use motcua_portal_api::account::{Account, AccountDetails, AccountKind, Session};
use motcua_sync::upload::UploadSpec;
use uuid::Uuid;

/// Bytes that say nothing and do not compress, the same at every run.
fn bytes(size: usize, seed: u64) -> Vec<u8> {
    let mut state = seed;
    std::iter::repeat_with(|| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    })
    .take(size)
    .collect()
}

struct Uploader {
    folder: tempfile::TempDir,
    portal: Portal,
    token: String,
}

impl Uploader {
    async fn new() -> Result<Self> {
        let portal = Portal::start().await?;
        let (_, token) = portal.citizen(1).await?;
        Ok(Self {
            folder: tempfile::tempdir()?,
            portal,
            token,
        })
    }

    async fn send(&self, file: &[u8], options: &[&str]) -> Result<serde_json::Value> {
        let path = self.folder.path().join("paper.pdf");
        std::fs::write(&path, file)?;
        let mut peer = node("tus-upload.mjs");
        peer.arg(format!("{}/v1/uploads", self.portal.address))
            .arg(path)
            .arg(self.folder.path().join("addresses.json"))
            .args(options)
            .env("MOTCUA_TOKEN", &self.token);
        answer_of(peer).await
    }

    fn holds(&self, file: &[u8]) -> Result<bool> {
        let hash = sha256(file);
        let ledger = serde_json::to_value(self.portal.ledger()?)?;
        let files = ledger["files"].as_array().cloned().unwrap_or_default();
        Ok(files.iter().any(|held| {
            held["sha256"] == hash.as_str()
                && held["stored"]["sha256"] == hash.as_str()
                && held["stored"]["size"] == file.len()
        }))
    }

    fn open_uploads(&self) -> Result<u32> {
        Ok(self.portal.ledger()?.open_uploads)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tus_js_client_uploads_in_one_piece_and_in_chunks() -> Result<()> {
    let uploader = Uploader::new().await?;
    let whole = bytes(3 << 20, 1);
    uploader.send(&whole, &[]).await?;
    assert!(uploader.holds(&whole)?);
    let chunked = bytes((2 << 20) + 17, 2);
    uploader.send(&chunked, &["--chunk", "262144"]).await?;
    assert!(uploader.holds(&chunked)?);
    let empty = Vec::new();
    uploader.send(&empty, &[]).await?;
    assert!(uploader.holds(&empty)?);
    assert_eq!(uploader.open_uploads()?, 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn tus_js_client_goes_on_where_it_died() -> Result<()> {
    let uploader = Uploader::new().await?;
    let file = bytes(6 << 20, 3);
    let first = uploader
        .send(&file, &["--chunk", "524288", "--die-at", "3145728"])
        .await?;
    assert!(!uploader.holds(&file)?);
    assert_eq!(uploader.open_uploads()?, 1);
    let second = uploader.send(&file, &[]).await?;
    assert_eq!(second["url"], first["url"]);
    let again = second["from"].as_u64().unwrap_or_default();
    assert!(again >= 2 << 20, "began again at {again}");
    assert!(uploader.holds(&file)?);
    assert_eq!(uploader.open_uploads()?, 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_tus_js_client_terminates_is_gone() -> Result<()> {
    let uploader = Uploader::new().await?;
    let file = bytes(2 << 20, 4);
    uploader
        .send(
            &file,
            &["--chunk", "262144", "--die-at", "1048576", "--terminate"],
        )
        .await?;
    assert_eq!(uploader.open_uploads()?, 0);
    assert!(!uploader.holds(&file)?);
    Ok(())
}

/// The reference server as a process; its answer and its folder.
struct Reference {
    folder: tempfile::TempDir,
    address: String,
    process: Child,
}

impl Drop for Reference {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Reference {
    fn start() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut process = node("tus-server.mjs")
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        if let Some(output) = process.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        let told: serde_json::Value = serde_json::from_str(&line)?;
        Ok(Self {
            folder,
            address: told["address"].as_str().unwrap_or_default().to_owned(),
            process,
        })
    }

    fn stored(&self, url: &str) -> Result<Vec<u8>> {
        let name = url.rsplit('/').next().unwrap_or_default();
        Ok(std::fs::read(self.folder.path().join(name))?)
    }
}

fn session() -> Session {
    let account = Account {
        id: Uuid::new_v4(),
        details: AccountDetails {
            kind: AccountKind::Citizen,
            full_name: "Nguyễn Văn An".into(),
            organisation_name: None,
            id_number: "062099000001".into(),
            id_issued_on: None,
            phone: "0912345678".into(),
            email: "an@example.vn".into(),
        },
        version: 1,
    };
    Session {
        access_token: "of no use here".into(),
        access_expires_at: Utc::now() + TimeDelta::hours(1),
        refresh_token: "of no use here either".into(),
        refresh_expires_at: Utc::now() + TimeDelta::days(30),
        account,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_uploads_to_the_reference_server() -> Result<()> {
    let reference = Reference::start()?;
    let desk = Desk::signed_in(session());
    let client = client(&reference.address, desk.clone())?;
    let file = bytes(24 << 20, 5);
    let hash = desk.attach(file.clone());
    let size = file.len() as u64;
    let url = client.create_upload(&hash, size).await?;
    assert_eq!(client.upload_offset(&url).await?, Some(0));
    let mut spec = UploadSpec {
        url: url.clone(),
        sha256: hash,
        offset: 0,
        size,
    };

    // the cable is pulled in the middle
    let (far, mut is_far) = tokio::sync::watch::channel(false);
    let sending = client.upload_from(&spec, &*desk, |offset| {
        if offset > size / 3 {
            far.send_replace(true);
        }
    });
    tokio::select! {
        sent = sending => return Err(format!("sent whole before it could be cut: {sent:?}").into()),
        _ = is_far.wait_for(|far| *far) => {}
    }
    // the server may still be writing what reached it
    let mut offset = client.upload_offset(&url).await?;
    for _ in 0..200 {
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        let now = client.upload_offset(&url).await?;
        if now == offset {
            break;
        }
        offset = now;
    }
    spec.offset = offset.ok_or("the server forgot the upload")?;
    assert!(spec.offset < size);
    assert_eq!(client.upload_from(&spec, &*desk, |_| {}).await?, size);
    assert_eq!(client.upload_offset(&url).await?, Some(size));
    assert!(reference.stored(&url)? == file, "other bytes than were sent");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_tells_the_reference_server_what_is_of_no_use() -> Result<()> {
    let reference = Reference::start()?;
    let desk = Desk::signed_in(session());
    let client = client(&reference.address, Arc::clone(&desk))?;
    let hash = desk.attach(bytes(1000, 6));
    let url = client.create_upload(&hash, 1000).await?;
    client.drop_upload(&url).await?;
    assert_eq!(client.upload_offset(&url).await?, None);
    Ok(())
}
