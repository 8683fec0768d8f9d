//! The real program, killed with SIGKILL.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use motcua_portal_api::{batch::StoredAnswer, dossier::DossierPage};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    uploads::cut_patch,
    world::{Person, complete, json, pdf, quiet, refused, sha256, until},
};

struct Process {
    child: Child,
    base: String,
}

impl Process {
    /// Starts `motcua-portal training` on a folder and waits for its line.
    fn start(folder: &Path) -> Self {
        let config = folder.join("config.json");
        std::fs::write(&config, serde_json::to_vec(&quiet()).unwrap()).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_motcua-portal"))
            .args(["training", "--data"])
            .arg(folder.join("data"))
            .arg("--config")
            .arg(&config)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap();
        assert!(ready["bank"].is_null() && ready["smtp"].is_string(), "{ready}");
        Self {
            child,
            base: ready["portal"].as_str().unwrap().to_owned(),
        }
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn person(base: &str) -> Person {
    let person = Person::at(base, 1);
    person.register().await;
    person.confirm().await;
    person.sign_in().await
}

#[tokio::test]
async fn a_killed_portal_keeps_its_ports_its_answers_and_its_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let portal = Process::start(folder.path());
    let person = person(&portal.base).await;
    let (dossier, files) = complete(1);
    person.register_dossier(&dossier).await;
    for file in &files {
        person.upload(file).await;
    }
    let key = Uuid::new_v4();
    let first: Value = json(
        person.submission(dossier.uid, key, &dossier.content),
        StatusCode::CREATED,
    )
    .await;
    let large = pdf(5, 3_000_000);
    let place = person.create_upload(&sha256(&large), large.len()).await;
    let socket = cut_patch(&person, &place, 0, &large, 2_000_000).await;
    let path = folder
        .path()
        .join("data/uploads")
        .join(place.rsplit('/').next().unwrap());
    until(|| async {
        std::fs::metadata(&path)
            .is_ok_and(|m| m.len() > 1_500_000)
            .then_some(())
    })
    .await;
    let base = portal.base.clone();
    portal.kill();
    drop(socket);

    let portal = Process::start(folder.path());
    assert_eq!(portal.base, base, "the ports are kept");
    let found: StoredAnswer = json(
        person.ask(Method::GET, &format!("/v1/operations/{key}")),
        StatusCode::OK,
    )
    .await;
    assert_eq!(found.body, first);
    let again = person
        .submission(dossier.uid, key, &dossier.content)
        .send()
        .await
        .unwrap();
    assert_eq!(again.headers()["idempotent-replay"], "true");
    let other = person.submission(dossier.uid, Uuid::new_v4(), &dossier.content);
    refused(other, 409, "already_submitted").await;

    let at = person.offset(&place).await;
    assert!((1_500_000..=2_000_000).contains(&at), "{at}");
    let rest = person
        .patch(&place, at, large[at..].to_vec())
        .send()
        .await
        .unwrap();
    assert_eq!(
        rest.status(),
        StatusCode::NO_CONTENT,
        "the bytes before the kill were the right ones"
    );
    assert!(person.missing(&[sha256(&large)]).await.is_empty());
}

#[tokio::test]
async fn kills_at_any_moment_neither_lose_nor_double_a_dossier() {
    let folder = tempfile::tempdir().unwrap();
    let mut portal = Process::start(folder.path());
    let person = person(&portal.base).await;
    let (_, files) = complete(1);
    for file in &files {
        person.upload(file).await;
    }
    let work: Vec<_> = (0..24)
        .map(|_| {
            let mut dossier = complete(1).0;
            dossier.uid = Uuid::new_v4();
            (dossier, Uuid::new_v4(), Uuid::new_v4())
        })
        .collect();
    // Every third dossier the portal is killed while requests are under way; whatever was not
    // answered is sent again under its key.
    for (index, (dossier, register, submit)) in work.iter().enumerate() {
        let attempt = || async {
            let first = person
                .send(Method::POST, "/v1/dossiers", *register, dossier)
                .send()
                .await
                .ok()?;
            (first.status() == StatusCode::CREATED).then_some(())?;
            let second = person
                .submission(dossier.uid, *submit, &dossier.content)
                .send()
                .await
                .ok()?;
            (second.status() == StatusCode::CREATED).then_some(())
        };
        if index % 3 == 0 {
            let mut child = std::mem::replace(&mut portal.child, Command::new("true").spawn().unwrap());
            let killer = async {
                tokio::time::sleep(std::time::Duration::from_micros(
                    300 * index as u64 * index as u64,
                ))
                .await;
                child.kill().unwrap();
                child.wait().unwrap();
            };
            tokio::join!(attempt(), killer);
            portal = Process::start(folder.path());
        }
        until(attempt).await;
    }
    let page: DossierPage = json(person.ask(Method::GET, "/v1/dossiers?limit=200"), StatusCode::OK).await;
    assert_eq!(page.dossiers.len(), work.len());
    let codes: std::collections::BTreeSet<_> = page.dossiers.iter().filter_map(|d| d.code.clone()).collect();
    assert_eq!(codes.len(), work.len());
}

#[tokio::test]
async fn training_ends_when_its_parent_goes_away() {
    let folder = tempfile::tempdir().unwrap();
    let mut portal = Process::start(folder.path());
    drop(portal.child.stdin.take());
    until(|| {
        let ended = portal.child.try_wait().unwrap();
        async move { ended }
    })
    .await;
}
