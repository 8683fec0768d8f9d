//! The ledger says what was done, from the outside: database and files, while the server runs.

use motcua_domain::canonical_json::answers_sha256;
use motcua_portal::ledger;
use serde_json::Value;

use crate::world::World;

#[tokio::test]
async fn it_equals_what_was_done_and_notices_damage() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let (submission, owed, attempt) = world.paying(&citizen).await;
    world.press(&attempt, "pay", "duplicate").await;
    world.notices(2).await;
    let shown = world.dossier(&citizen, submission.uid).await;
    let paid = world.obligation(&citizen, submission.uid).await;

    let ledger = world.ledger();
    assert_eq!(ledger.portal_id, world.app.portal_id.to_string());
    assert_eq!(ledger.accounts.len(), 1);
    assert!(ledger.accounts[0].confirmed);
    assert_eq!(ledger.accounts[0].email, "cong-dan-1@example.vn");
    assert_eq!(ledger.accounts[0].open_sessions, 1);
    let [dossier] = ledger.dossiers.as_slice() else {
        panic!("one dossier, not {}", ledger.dossiers.len())
    };
    assert_eq!(dossier.uid, submission.uid.to_string());
    assert_eq!(dossier.code.as_deref(), Some(submission.code.as_str()));
    assert_eq!(dossier.status.as_deref(), Some("registered"));
    assert_eq!(dossier.money, "paid");
    assert_eq!(dossier.version, shown.summary.version);
    assert_eq!(dossier.answers_sha256, submission.answers_sha256);
    assert_eq!(dossier.answers_sha256, answers_sha256(&shown.content.answers));
    assert_eq!(dossier.submissions[0].manifest, submission.manifest);
    assert_eq!(dossier.events.len(), shown.events.len());
    for (paper, entry) in dossier.papers.iter().zip(&submission.manifest) {
        let stored = paper.stored.as_ref().expect("the file is there");
        assert_eq!((stored.size, &stored.sha256), (entry.size, &entry.sha256));
    }
    assert_eq!(ledger.files.len(), 2);
    assert!(ledger.files.iter().all(ledger::StoredFile::intact));
    assert_eq!(ledger.obligations[0].id, owed.id.to_string());
    assert_eq!(ledger.obligations[0].total, owed.total.0);
    assert!(ledger.obligations[0].illustrative);
    assert_eq!(ledger.attempts[0].uid, attempt.uid.to_string());
    assert_eq!(ledger.attempts[0].state, "paid");
    let answered: Vec<_> = ledger
        .bank_notices
        .iter()
        .map(|notice| notice.answered.as_str())
        .collect();
    assert_eq!(answered, ["00", "02"]);
    assert_eq!(ledger.receipts[0].number, paid.receipt.unwrap().number);
    assert_eq!(ledger.receipts[0].attempt, attempt.uid.to_string());

    // As the command prints it: JSON that reads back the same, without secrets.
    let mut printed = Vec::new();
    ledger::write(world.folder.path(), true, &mut printed).unwrap();
    assert_eq!(
        serde_json::from_slice::<ledger::Ledger>(&printed).unwrap(),
        ledger
    );
    let text = String::from_utf8(printed).unwrap();
    for secret in ["argon2", &citizen.token, &world.hash_secret(), "password"] {
        assert!(!text.contains(secret), "the ledger shows a secret");
    }
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["format"], 1);

    // One flipped byte on disk is seen, and so is a file that nobody named.
    let file = &ledger.files[0];
    let folder = world.folder.path().join("blobs").join(&file.account);
    let mut bytes = std::fs::read(folder.join(&file.sha256)).unwrap();
    bytes[10] ^= 1;
    std::fs::write(folder.join(&file.sha256), bytes).unwrap();
    std::fs::write(folder.join("ab".repeat(32)), b"stray").unwrap();
    let damaged = world.ledger();
    assert!(!damaged.files[0].intact());
    assert_eq!(damaged.files.len(), 3);
    assert!(!damaged.files[2].intact());
}

#[test]
fn a_folder_without_a_portal_is_said_so() {
    let empty = tempfile::tempdir().unwrap();
    let error = ledger::read(empty.path()).unwrap_err().to_string();
    assert!(error.contains("--data"), "{error}");
}
