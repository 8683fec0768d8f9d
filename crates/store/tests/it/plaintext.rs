//! Personal data is encrypted at rest (I8): planted strings are looked for in every file.

use std::fs;

use motcua_store::{
    AccountRecord, Operation, PortalCopy, RevisionKind, StoredDocument, StoredSession,
    backup::{BackupKind, Keep, Stop, Way},
};
use serde_json::json;
use uuid::Uuid;

use crate::support::{at, bench, contents, draft, paper, put, set};

const PLANTED: &str = "Planted-Nguyen-Thi-Bich-7788";

#[test]
fn no_file_holds_anything_readable() {
    let bench = bench();
    let store = &bench.store;
    let id = Uuid::new_v4();
    let account = Uuid::new_v4();
    let body = format!("%PDF-1.7 {PLANTED} ").repeat(3_000);
    let blob = put(store, body.as_bytes());
    store
        .write(|tx| {
            tx.put_account(&AccountRecord {
                id: account,
                details: json!({"full_name": PLANTED}),
                version: 1,
            })?;
            tx.put_session(
                account,
                &StoredSession {
                    access_token: PLANTED.into(),
                    access_expires_at: at(1),
                    refresh_token: PLANTED.into(),
                    refresh_expires_at: at(1),
                },
            )?;
            tx.create_dossier(&draft(id, Some(account)), at(1))?;
            tx.set_answers(
                id,
                &[set("applicant.full_name", PLANTED), set("form.note", PLANTED)],
                at(2),
            )?;
            let mut new = paper(Uuid::new_v4(), "TP01", &blob);
            new.file_name = format!("{PLANTED}.pdf");
            tx.add_paper(id, &new, at(2))?;
            let revision = tx.freeze(id, RevisionKind::Submission, at(3))?;
            tx.put_operation(&Operation {
                id: Uuid::new_v4(),
                dossier: id,
                account: Some(account),
                kind: "submission".into(),
                stage: "waiting".into(),
                held_reason: Some(PLANTED.into()),
                revision: Some(revision.id),
                position: 1,
                state: json!({"words": PLANTED}),
                queued_at: at(3),
            })?;
            tx.put_portal_copy(&PortalCopy {
                account,
                kind: "dossier".into(),
                id,
                version: 1,
                body: json!({"name": PLANTED}),
                fetched_at: at(3),
            })?;
            tx.put_document(&StoredDocument {
                name: "profile".into(),
                version: 1,
                etag: None,
                body: PLANTED.into(),
                fetched_at: at(3),
            })?;
            tx.set_setting("place", &PLANTED)
        })
        .unwrap();
    let code = store.recovery_code().unwrap().unwrap();
    let sha256 = blob.sha256();
    let folded = PLANTED.to_lowercase();
    let raw_sha: Vec<u8> = hex(&sha256);
    let account_bytes = account.as_bytes().to_vec();
    let wide: Vec<u8> = PLANTED.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let needles: Vec<&[u8]> = vec![
        PLANTED.as_bytes(),
        folded.as_bytes(),
        b"thi-bich-7788",
        &wide,
        sha256.as_bytes(),
        &raw_sha,
        &account_bytes,
        code.as_bytes(),
        b"SQLite format 3",
        b"CREATE TABLE",
        b"applicant.full_name",
        b"%PDF-1.7 ",
    ];
    let look = |when: &str| {
        let mut kinds = 0;
        for (path, bytes) in contents(&bench.path()) {
            kinds += 1;
            for needle in &needles {
                let found = bytes.windows(needle.len()).any(|window| window == *needle);
                assert!(
                    !found,
                    "{when}: {} holds {}",
                    path.display(),
                    String::from_utf8_lossy(needle)
                );
            }
        }
        assert!(kinds >= 4, "{when}: the write-ahead log was looked at too");
    };
    look("open, with the write-ahead log");
    store.sweep_blobs().unwrap();
    // In the middle of writing a file, too.
    let mut once = true;
    store
        .blobs()
        .put(&mut body.repeat(3).as_bytes(), u64::MAX, &mut |_| {
            if std::mem::take(&mut once) {
                look("while attaching");
            }
        })
        .unwrap();
    let dir = bench.path();
    drop(blob);
    let bench = bench.reopen();
    look_at(&dir, &needles);

    // Backups, packages, and what is being restored.
    let (stop, all) = (Stop::default(), bench.dir.path().to_owned());
    let made = bench
        .store
        .back_up(
            &all.join("backups"),
            BackupKind::Automatic,
            Keep::default(),
            at(4),
            &stop,
        )
        .unwrap();
    bench
        .store
        .export(&all.join("package.motcua"), at(5), &stop)
        .unwrap();
    look_at(&all, &needles);
    bench
        .store
        .stage(Way::Backup(&made.backup.path), at(6), &stop)
        .unwrap();
    look_at(&all, &needles);
    let bench = bench.reopen();
    drop(bench.store);
    look_at(&all, &needles);

    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        for (path, _) in contents(&all) {
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{} is for its user alone", path.display());
        }
    }
}

fn look_at(dir: &std::path::Path, needles: &[&[u8]]) {
    for (path, bytes) in contents(dir) {
        for needle in needles {
            assert!(
                !bytes.windows(needle.len()).any(|window| window == *needle),
                "{}",
                path.display()
            );
        }
    }
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}
