//! tus 1.0: every byte that came stays, the offset is true, the hash decides, files are private.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use tokio::{io::AsyncWriteExt, net::TcpStream};
use uuid::Uuid;

use crate::world::{Person, World, pdf, problem_of, refused, sha256, until};

/// A PATCH over a bare socket that announces everything and sends only a part.
pub async fn cut_patch(person: &Person, place: &str, offset: usize, whole: &[u8], send: usize) -> TcpStream {
    let address = person.base.strip_prefix("http://").unwrap();
    let mut socket = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "PATCH {place} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nTus-Resumable: 1.0.0\r\n\
         Upload-Offset: {offset}\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: {}\r\n\r\n",
        person.token,
        whole.len() - offset
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(&whole[offset..offset + send]).await.unwrap();
    socket.flush().await.unwrap();
    socket
}

#[tokio::test]
async fn a_cut_connection_costs_nothing_that_had_arrived() {
    let world = World::new().await;
    let person = world.person(1).await;
    let file = pdf(7, 700_001);
    let place = person.create_upload(&sha256(&file), file.len()).await;
    let mut at = 0;
    let mut sent = 0;
    for part in [1, 64 * 1024 + 13, 300_000, 100_000] {
        let socket = cut_patch(&person, &place, at, &file, part).await;
        sent += part;
        drop(socket);
        at = until(|| async {
            let offset = person.offset(&place).await;
            (offset == sent).then_some(offset)
        })
        .await;
    }
    let rest = person
        .patch(&place, at, file[at..].to_vec())
        .send()
        .await
        .unwrap();
    assert_eq!(rest.status(), StatusCode::NO_CONTENT);
    assert_eq!(rest.headers()["upload-offset"], file.len().to_string().as_str());
    assert!(person.missing(&[sha256(&file)]).await.is_empty());
    // The answer may have been lost: asked again, the upload is whole.
    assert_eq!(person.offset(&place).await, file.len());
}

#[tokio::test]
async fn who_comes_back_does_not_wait_for_the_connection_it_gave_up() {
    let world = World::new().await;
    let person = world.person(1).await;
    let file = pdf(8, 200_000);
    let place = person.create_upload(&sha256(&file), file.len()).await;
    // Half open: the old request never ends by itself.
    let hanging = cut_patch(&person, &place, 0, &file, 50_000).await;
    let path = world
        .folder
        .path()
        .join("uploads")
        .join(place.rsplit('/').next().unwrap());
    until(|| async { (std::fs::metadata(&path).is_ok_and(|m| m.len() == 50_000)).then_some(()) }).await;
    let at = tokio::time::timeout(Duration::from_secs(5), person.offset(&place))
        .await
        .unwrap();
    assert_eq!(at, 50_000);
    let rest = person
        .patch(&place, at, file[at..].to_vec())
        .send()
        .await
        .unwrap();
    assert_eq!(rest.status(), StatusCode::NO_CONTENT);
    drop(hanging);
}

#[tokio::test]
async fn an_unfinished_upload_survives_a_restart_with_its_true_offset() {
    let world = World::new().await;
    let person = world.person(1).await;
    let file = pdf(9, 90_000);
    let place = person.create_upload(&sha256(&file), file.len()).await;
    let part = person
        .patch(&place, 0, file[..40_000].to_vec())
        .send()
        .await
        .unwrap();
    assert_eq!(part.headers()["upload-offset"], "40000");
    let world = world.restart().await;
    let person = Person {
        base: world.base.clone(),
        ..person
    };
    assert_eq!(person.offset(&place).await, 40_000);
    refused(person.patch(&place, 0, file.clone()), 409, "wrong_state").await;
    let rest = person
        .patch(&place, 40_000, file[40_000..].to_vec())
        .send()
        .await
        .unwrap();
    assert_eq!(rest.status(), StatusCode::NO_CONTENT);
    assert!(person.missing(&[sha256(&file)]).await.is_empty());
}

#[tokio::test]
async fn bytes_without_the_announced_hash_are_dropped() {
    let world = World::new().await;
    let person = world.person(1).await;
    let file = pdf(10, 20_000);
    let mut damaged = file.clone();
    damaged[12_345] ^= 1;
    let place = person.create_upload(&sha256(&file), file.len()).await;
    refused(person.patch(&place, 0, damaged), 422, "hash_mismatch").await;
    assert_eq!(person.missing(&[sha256(&file)]).await, [sha256(&file)]);
    let gone = person
        .ask(Method::HEAD, &place)
        .header("tus-resumable", "1.0.0")
        .send()
        .await
        .unwrap();
    assert_eq!(gone.status(), StatusCode::GONE);
    assert_eq!(
        std::fs::read_dir(world.folder.path().join("uploads"))
            .unwrap()
            .count(),
        0
    );
    person.upload(&file).await;
}

#[tokio::test]
async fn more_bytes_than_announced_are_refused() {
    let world = World::new().await;
    let person = world.person(1).await;
    let file = pdf(11, 10_000);
    let place = person.create_upload(&sha256(&file), 9_000).await;
    refused(person.patch(&place, 0, file), 413, "too_large").await;
}

#[tokio::test]
async fn a_stranger_neither_sees_nor_claims_a_file_or_an_upload() {
    let world = World::new().await;
    let (ann, bob) = (world.person(1).await, world.person(2).await);
    let file = pdf(12, 30_000);
    ann.upload(&file).await;
    assert_eq!(
        bob.missing(&[sha256(&file)]).await,
        [sha256(&file)],
        "a hash reveals nothing"
    );
    let place = ann.create_upload(&sha256(&pdf(13, 100)), 100).await;
    for request in [
        bob.ask(Method::DELETE, &place).header("tus-resumable", "1.0.0"),
        bob.patch(&place, 0, pdf(13, 100)),
    ] {
        refused(request, 404, "not_found").await;
    }
    let seen = bob
        .ask(Method::HEAD, &place)
        .header("tus-resumable", "1.0.0")
        .send()
        .await
        .unwrap();
    assert_eq!(seen.status(), StatusCode::NOT_FOUND);
    // A manifest that names what only a stranger sent is refused.
    let (mut dossier, files) = crate::world::complete(1);
    for file in &files {
        bob.upload(file).await;
    }
    dossier.content.papers[0].sha256 = sha256(&file);
    dossier.content.papers[0].size = file.len() as u64;
    bob.register_dossier(&dossier).await;
    let problem = refused(
        bob.submission(dossier.uid, Uuid::new_v4(), &dossier.content),
        409,
        "blobs_missing",
    )
    .await;
    assert_eq!(
        problem["field_errors"][0]["path"],
        format!("blobs.{}", sha256(&file))
    );
}

#[tokio::test]
async fn uploads_expire_end_and_say_what_they_speak() {
    let world = World::with(|c| c.limits.upload = 1000).await;
    let person = world.person(1).await;
    let speaks = world.at(Method::OPTIONS, "/v1/uploads").send().await.unwrap();
    assert_eq!(speaks.headers()["tus-max-size"], "1000");
    assert_eq!(speaks.headers()["tus-version"], "1.0.0");
    let large = person.creation(&sha256(b"x"), 1001).send().await.unwrap();
    let problem = problem_of(large, 413, "too_large").await;
    assert_eq!(problem["limits"]["max_bytes"], 1000);
    let without = person.ask(Method::POST, "/v1/uploads").send().await.unwrap();
    assert_eq!(without.status(), StatusCode::PRECONDITION_FAILED);

    let ended = person.create_upload(&sha256(b"abc"), 3).await;
    let answer = person
        .ask(Method::DELETE, &ended)
        .header("tus-resumable", "1.0.0")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    refused(person.patch(&ended, 0, b"abc".to_vec()), 410, "gone").await;

    let old = person.create_upload(&sha256(b"abc"), 3).await;
    world.clock.advance(chrono::Duration::days(8));
    let person = person.sign_in().await;
    refused(person.patch(&old, 0, b"abc".to_vec()), 410, "gone").await;
}

#[tokio::test]
async fn a_small_file_travels_with_its_creation_and_a_key_finds_the_upload_again() {
    let world = World::new().await;
    let person = world.person(1).await;
    let file = pdf(14, 4_000);
    let send = |key: Uuid| {
        person
            .creation(&sha256(&file), file.len())
            .header("idempotency-key", key.to_string())
            .header("content-type", "application/offset+octet-stream")
            .body(file.clone())
    };
    let key = Uuid::new_v4();
    let first = send(key).send().await.unwrap();
    assert_eq!(
        (first.status(), &first.headers()["upload-offset"]),
        (StatusCode::CREATED, &"4000".parse().unwrap())
    );
    let second = send(key).send().await.unwrap();
    assert_eq!(second.headers()["location"], first.headers()["location"]);
    assert!(person.missing(&[sha256(&file)]).await.is_empty());
}
