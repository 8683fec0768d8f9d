//! Stores of every schema that was ever on the main branch open, and hold what they held (I7).
//!
//! A fixture is made once by `make_fixture` and never again; its digests are checked, so that nobody
//! rebuilds one by accident with a newer program.

use std::{
    fs,
    path::{Path, PathBuf},
};

use motcua_domain::{
    content::{DossierContent, FieldValue, Paper},
    money::MoneyState,
    status::{BusinessStatus, SyncState},
};
use motcua_store::{
    AccountRecord, AnswerChange, ChangedDraft, Coming, Confirmation, DraftSync, MemoryVault, NewDossier,
    Operation, PaymentIntent, PortalBinding, PortalCopy, RevisionKind, SlotKind, Store, StoreMode,
    StoredDocument, StoredSession, ToldOfDraft, Unlock, UploadRecord, Whose,
    backup::{self, BackupKind, Keep, Stop, Way},
};
use serde_json::json;
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use uuid::Uuid;

use crate::support::{at, draft, files_under, paper, put, set, text};

const PASSPHRASE: &str = "Chỉ để thử nghiệm";

/// The newest schema, whose fixture is committed with it.
const SCHEMA: u32 = 3;

fn fixture(schema: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/v{schema}"))
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + number)
}

const ACCOUNT: u128 = 1;
const DRAFT: u128 = 2;
const QUEUED: u128 = 3;
const SENT: u128 = 4;
const BINNED: u128 = 5;

fn digests(dir: &Path) -> String {
    files_under(dir)
        .iter()
        .filter(|path| !path.ends_with("SHA256SUMS"))
        .map(|path| {
            let name = path
                .strip_prefix(dir)
                .unwrap()
                .to_str()
                .unwrap()
                .replace('\\', "/");
            format!("{:x}  {name}\n", Sha256::digest(fs::read(path).unwrap()))
        })
        .collect()
}

/// A store with something of everything in it, above all a full outbox.
#[test]
#[ignore = "makes the fixture of a new schema; run once, before that schema is released"]
fn make_fixture() {
    let target = fixture(SCHEMA);
    assert!(!target.exists(), "a fixture is never rebuilt");
    let dir = target.join("store");
    let vault = MemoryVault::default();
    vault.fail_with(Some(motcua_store::VaultError::Unavailable("made without".into())));
    let store = Store::create(&dir, StoreMode::Real, &vault, Some(PASSPHRASE), at(0)).unwrap();
    let portal = PortalBinding {
        portal_id: id(100),
        address: "https://cong.example.vn".into(),
    };
    store.bind_portal(&portal).unwrap();
    let (plan, licence) = (
        put(&store, &b"%PDF-1.7 de an ".repeat(6_000)),
        put(&store, b"%PDF-1.7 giay phep"),
    );
    let account = Some(id(ACCOUNT));
    store
        .write(|tx| {
            tx.put_account(&AccountRecord {
                id: id(ACCOUNT),
                details: json!({"full_name": "Nguyễn Văn Mẫu", "email": "mau@example.vn"}),
                version: 2,
            })?;
            tx.set_current_account(account)?;
            tx.put_session(
                id(ACCOUNT),
                &StoredSession {
                    access_token: "access".into(),
                    access_expires_at: at(900),
                    refresh_token: "refresh".into(),
                    refresh_expires_at: at(2_592_000),
                },
            )?;
            tx.set_change_cursor(id(ACCOUNT), Some("cursor-7"))?;
            tx.set_setting("last_place", &"/ho-so")?;
            tx.note_procedure_use("1.004232", at(1))?;
            tx.put_document(&StoredDocument {
                name: "catalogue/2022".into(),
                version: 3,
                etag: Some("\"3\"".into()),
                body: b"{\"procedures\":[]}".to_vec(),
                fetched_at: at(1),
            })?;
            for (number, owner) in [
                (DRAFT, None),
                (QUEUED, account),
                (SENT, account),
                (BINNED, account),
            ] {
                tx.create_dossier(&draft(id(number), owner), at(2))?;
                let answers = [
                    set("applicant.full_name", &format!("Người nộp {number}")),
                    AnswerChange {
                        path: "form.flow_m3_per_day".into(),
                        value: Some(FieldValue::Number(250.5)),
                    },
                    AnswerChange {
                        path: "owner.same_as_applicant".into(),
                        value: Some(FieldValue::Flag(true)),
                    },
                    AnswerChange {
                        path: "form.note".into(),
                        value: None,
                    },
                ];
                tx.set_answers(id(number), &answers, at(3))?;
                tx.add_paper(id(number), &paper(id(number + 10), "1.004232-TP02", &plan), at(4))?;
                tx.add_paper(id(number), &paper(id(number + 20), "1.004232-TP02", &plan), at(4))?;
            }
            tx.remove_paper(id(DRAFT), id(DRAFT + 10), at(5))?;
            tx.delete_dossier(id(BINNED), at(6))?;
            for (number, kind, revision, position) in [
                (QUEUED, "submission", RevisionKind::Submission, 1),
                (SENT, "supplement", RevisionKind::Supplement, 2),
            ] {
                let revision = tx.freeze(id(number), revision, at(7))?;
                tx.put_operation(&Operation {
                    id: id(number + 30),
                    dossier: id(number),
                    account,
                    kind: kind.into(),
                    stage: "uploading".into(),
                    held_reason: (number == SENT).then(|| "Cổng yêu cầu đăng nhập".into()),
                    revision: Some(revision.id),
                    position,
                    state: json!({"key": id(number + 40), "tries": 2}),
                    queued_at: at(7),
                })?;
                tx.set_answers(id(number), &[set("form.later", "sửa sau khi xếp hàng")], at(8))?;
            }
            tx.set_sync(id(QUEUED), SyncState::Sending, None, at(8))?;
            tx.confirm(
                id(SENT),
                &Confirmation {
                    code: "000.09.23.H34-220401-0007".into(),
                    lookup_key: "K7PQ".into(),
                    submitted_at: at(9),
                    status: BusinessStatus::SupplementRequested,
                    money: MoneyState::Due,
                    proof: json!({"papers": 2}),
                },
                at(9),
            )?;
            tx.put_draft_sync(&draft_sync(tx.papers(id(DRAFT))?.remove(0)))?;
            tx.put_upload(&UploadRecord {
                account: id(ACCOUNT),
                sha256: plan.sha256(),
                url: "https://cong.example.vn/v1/uploads/1".into(),
                size: plan.size(),
                offset: 65_536,
                expires_at: Some(at(86_400)),
            })?;
            tx.put_portal_copy(&PortalCopy {
                account: id(ACCOUNT),
                kind: "dossier".into(),
                id: id(SENT),
                version: 5,
                body: json!({"summary": {"version": 5}}),
                fetched_at: at(9),
            })?;
            tx.put_result(id(SENT), id(50), "giấy phép.pdf", &licence, at(10))?;
            tx.put_payment_intent(&PaymentIntent {
                uid: id(60),
                account: id(ACCOUNT),
                obligation: id(61),
                method: "vietqr".into(),
                payer_name: Some("Người trả".into()),
                created_at: at(10),
                outcome: None,
            })
        })
        .unwrap();
    drop((plan, licence, store));
    fs::remove_file(dir.join("store.lock")).unwrap();
    fs::remove_dir(dir.join("blobs/incoming")).unwrap();
    let sums = digests(&target);
    fs::write(target.join("SHA256SUMS"), sums).unwrap();
}

/// A draft that another computer changed too. Its paper is the one that `DRAFT` has.
fn draft_sync(paper: Paper) -> DraftSync {
    DraftSync {
        version: 7,
        catalogue_version: 3,
        base: DossierContent {
            answers: [("form.note".to_owned(), text("của máy kia"))].into(),
            papers: vec![paper.clone()],
        },
        disputed: [("form.note".to_owned(), None)].into(),
        coming: [(
            id(80),
            Coming {
                paper: Paper { id: id(80), ..paper },
                before: None,
            },
        )]
        .into(),
        told: Some(ToldOfDraft::EditedThere),
        note: Some("000.09.23.H34-220401-0008".into()),
        sending: Some(json!({"key": id(81)})),
        ..DraftSync::unknown(id(DRAFT), id(ACCOUNT))
    }
}

fn copy_dir(from: &Path, to: &Path) {
    for path in files_under(from) {
        let target = to.join(path.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(path, target).unwrap();
    }
}

#[test]
fn every_schema_opens_with_its_drafts_and_outbox_whole() {
    assert!(!fixture(SCHEMA + 1).exists(), "the newest schema is another");
    (1..=SCHEMA).for_each(opens_whole);
}

fn opens_whole(schema: u32) {
    let source = fixture(schema);
    assert_eq!(
        digests(&source),
        fs::read_to_string(source.join("SHA256SUMS")).unwrap(),
        "the committed fixture was altered"
    );
    let temp = TempDir::new().unwrap();
    let dir = temp.path().join("store");
    copy_dir(&source.join("store"), &dir);
    let store = Store::open(&dir, Unlock::Passphrase(PASSPHRASE), at(20)).unwrap();
    assert_eq!(store.slots(), [SlotKind::Recovery, SlotKind::Passphrase]);
    assert!(store.recovery_code().unwrap().is_some());
    store.verify(&Stop::default()).unwrap();
    assert_eq!(store.sweep_blobs().unwrap(), 0);

    store
        .read(|tx| {
            assert_eq!(tx.current_account()?.unwrap().id, id(ACCOUNT));
            assert_eq!(tx.session(id(ACCOUNT))?.unwrap().refresh_token, "refresh");
            assert_eq!(tx.change_cursor(id(ACCOUNT))?.as_deref(), Some("cursor-7"));
            assert_eq!(tx.setting::<String>("last_place")?.as_deref(), Some("/ho-so"));
            assert_eq!(tx.procedure_usage(1)?, [("1.004232".to_owned(), 1)]);
            assert_eq!(
                tx.document("catalogue/2022")?.unwrap().body,
                b"{\"procedures\":[]}"
            );

            for number in [DRAFT, QUEUED, SENT, BINNED] {
                let content = tx.content(id(number))?;
                assert_eq!(
                    content.answers["applicant.full_name"],
                    text(&format!("Người nộp {number}"))
                );
                assert_eq!(content.answers["form.flow_m3_per_day"], FieldValue::Number(250.5));
                assert_eq!(content.answers["owner.same_as_applicant"], FieldValue::Flag(true));
                assert!(!content.answers.contains_key("form.note"));
                assert_eq!(content.papers.len(), if number == DRAFT { 1 } else { 2 });
                for paper in &content.papers {
                    store.blobs().verify(&paper.sha256)?;
                }
            }
            assert_eq!(tx.removed_papers(id(DRAFT))?.len(), 1);
            let record = |number| tx.dossier(id(number), Whose::Everyone).map(Option::unwrap);
            assert_eq!(record(DRAFT)?.account, None);
            assert_eq!(record(QUEUED)?.sync, SyncState::Sending);
            assert_eq!(record(SENT)?.status, Some(BusinessStatus::SupplementRequested));
            assert_eq!(record(SENT)?.code.as_deref(), Some("000.09.23.H34-220401-0007"));
            assert!(record(BINNED)?.deleted_at.is_some());
            let counts = tx.count_dossiers(Whose::Account(Some(id(ACCOUNT))))?;
            assert_eq!((counts.unsent, counts.sent, counts.supplement), (2, 1, 1));

            let open = tx.open_dossiers(Whose::Everyone, 9)?;
            assert_eq!(open.iter().map(|row| row.id).collect::<Vec<_>>(), [id(SENT)]);
            let operations = tx.operations()?;
            assert_eq!(operations.len(), 2);
            for (operation, number) in operations.iter().zip([QUEUED, SENT]) {
                assert_eq!((operation.id, operation.dossier), (id(number + 30), id(number)));
                assert_eq!(operation.state, json!({"key": id(number + 40), "tries": 2}));
                let revision = tx.revision(operation.revision.unwrap())?.unwrap();
                assert_eq!(revision.content.papers.len(), 2);
                assert!(
                    !revision.content.answers.contains_key("form.later"),
                    "frozen before the change"
                );
            }
            assert_eq!(
                operations[1].held_reason.as_deref(),
                Some("Cổng yêu cầu đăng nhập")
            );
            assert_eq!(tx.uploads()?[0].offset, 65_536);
            assert_eq!(
                tx.portal_copy(id(ACCOUNT), "dossier", id(SENT))?.unwrap().version,
                5
            );
            assert_eq!(tx.results(id(SENT))?[0].file_name, "giấy phép.pdf");
            assert_eq!(tx.open_payment(id(61))?.unwrap().uid, id(60));
            if schema >= 3 {
                let paper = tx.papers(id(DRAFT))?.remove(0);
                assert_eq!(tx.draft_sync(id(DRAFT))?, Some(draft_sync(paper)));
                assert!(tx.draft_needs_person(id(DRAFT))?);
            }
            // what was a draft when the program was updated goes to the other computers once
            let changed = tx.changed_drafts(id(ACCOUNT), 9)?;
            let changed: Vec<Uuid> = changed
                .iter()
                .map(|ChangedDraft { dossier, .. }| *dossier)
                .collect();
            assert!(changed.contains(&id(QUEUED)) && !changed.contains(&id(DRAFT)));
            Ok(())
        })
        .unwrap();
    // And it goes on being worked in.
    store
        .write(|tx| {
            let new = NewDossier {
                id: id(70),
                ..draft(id(70), None)
            };
            tx.create_dossier(&new, at(21))?;
            tx.set_answers(id(DRAFT), &[set("form.note", "tiếp tục")], at(22))
        })
        .unwrap();
}

fn backups() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/backup-1")
}

/// A folder with a backup and a package of the first schema's store.
#[test]
#[ignore = "makes the fixture of a new backup format; run once, before that format is released"]
fn make_backup_fixture() {
    let target = backups();
    assert!(!target.exists(), "a fixture is never rebuilt");
    let temp = TempDir::new().unwrap();
    let dir = temp.path().join("store");
    copy_dir(&fixture(1).join("store"), &dir);
    let store = Store::open(&dir, Unlock::Passphrase(PASSPHRASE), at(20)).unwrap();
    let stop = Stop::default();
    fs::create_dir_all(&target).unwrap();
    let made = store
        .back_up(&target, BackupKind::Manual, Keep::default(), at(21), &stop)
        .unwrap();
    store
        .export(&target.join("package.motcua"), at(22), &stop)
        .unwrap();
    let root = made.backup.path.ancestors().nth(2).unwrap();
    fs::remove_file(root.join("backup.lock")).unwrap();
    fs::write(target.join("SHA256SUMS"), digests(&target)).unwrap();
}

#[test]
fn backups_and_packages_of_the_first_format_come_back_whole() {
    let source = backups();
    assert_eq!(
        digests(&source),
        fs::read_to_string(source.join("SHA256SUMS")).unwrap(),
        "the committed fixture was altered"
    );
    let backup = backup::list(&source).unwrap().remove(0);
    let package = source.join("package.motcua");
    for way in [Way::Backup(&backup.path), Way::Package(&package)] {
        let temp = TempDir::new().unwrap();
        let dir = temp.path().join("store");
        let unlock = Unlock::Passphrase(PASSPHRASE);
        let brought = Store::stage_in(&dir, StoreMode::Real, way, unlock, at(30), &Stop::default()).unwrap();
        assert_eq!((brought.dossiers, brought.files, brought.missing), (4, 2, 0));
        let store = Store::open(&dir, unlock, at(31)).unwrap();
        store.verify(&Stop::default()).unwrap();
        store
            .read(|tx| {
                assert_eq!(tx.operations()?.len(), 2, "the outbox came along");
                for paper in tx.papers(id(QUEUED))? {
                    store.blobs().verify(&paper.sha256)?;
                }
                assert!(tx.session(id(ACCOUNT))?.is_none());
                Ok(())
            })
            .unwrap();
    }
}
