//! The outbox on disk, payments, accounts, documents: written whole or not at all, and there after a restart.

use motcua_domain::{content::DossierContent, status::SyncState};
use motcua_store::{
    AccountRecord, Operation, PaymentIntent, PortalCopy, RevisionKind, StoreError, StoredDocument,
    StoredSession, UploadRecord, Whose,
};
use serde_json::json;
use uuid::Uuid;

use crate::support::{at, bench, new_draft, paper, put, set, text};

fn operation(dossier: Uuid, revision: Option<i64>, position: i64) -> Operation {
    Operation {
        id: Uuid::new_v4(),
        dossier,
        account: None,
        kind: "submission".into(),
        stage: "waiting".into(),
        held_reason: None,
        revision,
        position,
        state: json!({"key": Uuid::new_v4(), "tries": 0}),
        queued_at: at(5),
    }
}

#[test]
fn queueing_freezes_and_survives_a_restart() {
    let bench = bench();
    let dossier = new_draft(&bench.store, None, 1);
    let blob = put(&bench.store, b"giay phep");
    let queued: Operation = bench
        .store
        .write(|tx| {
            tx.add_paper(dossier, &paper(Uuid::new_v4(), "TP01", &blob), at(2))?;
            tx.set_answers(dossier, &[set("form.purpose", "Tưới cà phê")], at(2))?;
            let revision = tx.freeze(dossier, RevisionKind::Submission, at(3))?;
            let operation = operation(dossier, Some(revision.id), tx.next_position()?);
            tx.put_operation(&operation)?;
            tx.set_sync(dossier, SyncState::Queued, None, at(3))?;
            Ok(operation)
        })
        .unwrap();
    // Edited afterwards: what was queued stays what it was.
    bench
        .store
        .write(|tx| tx.set_answers(dossier, &[set("form.purpose", "Khác")], at(4)))
        .unwrap();
    assert!(matches!(
        bench.store.write(|tx| tx.delete_dossier(dossier, at(4))),
        Err(StoreError::Conflict(_))
    ));

    let bench = bench.reopen();
    let operations = bench.store.read(|tx| tx.operations()).unwrap();
    assert_eq!(operations, std::slice::from_ref(&queued));
    let revision = bench
        .store
        .read(|tx| tx.revision(queued.revision.unwrap()))
        .unwrap()
        .unwrap();
    assert_eq!(revision.content.answers["form.purpose"], text("Tưới cà phê"));
    assert_eq!(revision.content.papers.len(), 1);
    assert_eq!(
        bench
            .store
            .read(|tx| tx.latest_revision(dossier))
            .unwrap()
            .unwrap(),
        revision
    );

    // One submission per dossier, however often it is asked for.
    let twice = bench
        .store
        .write(|tx| tx.put_operation(&operation(dossier, None, 9)));
    assert!(matches!(twice, Err(StoreError::Conflict(_))));
    // A step of the engine.
    let moved = Operation {
        stage: "uploading".into(),
        held_reason: Some("Cổng trả lời: thiếu giấy tờ".into()),
        state: json!({"tries": 3}),
        ..queued.clone()
    };
    bench.store.write(|tx| tx.put_operation(&moved)).unwrap();
    assert_eq!(
        bench.store.read(|tx| tx.operation(queued.id)).unwrap(),
        Some(moved.clone())
    );
    assert_eq!(bench.store.read(|tx| tx.operations_of(dossier)).unwrap(), [moved]);

    // Back to draft: the operation first, then its revision, all at once.
    let needed = bench.store.write(|tx| tx.drop_revision(revision.id));
    assert!(matches!(needed, Err(StoreError::Conflict(_))));
    bench
        .store
        .write(|tx| {
            tx.remove_operation(queued.id)?;
            tx.drop_revision(revision.id)?;
            tx.set_sync(dossier, SyncState::Draft, None, at(6))
        })
        .unwrap();
    assert!(bench.store.read(|tx| tx.operations()).unwrap().is_empty());
    assert!(matches!(
        bench.store.write(|tx| tx.remove_operation(queued.id)),
        Err(StoreError::NotFound("operation"))
    ));
}

#[test]
fn a_revision_number_is_never_used_again() {
    let bench = bench();
    let dossier = new_draft(&bench.store, None, 1);
    let freeze = || {
        bench
            .store
            .write(|tx| tx.freeze(dossier, RevisionKind::Supplement, at(2)))
            .unwrap()
    };
    let first = freeze();
    assert_eq!(first.content, DossierContent::default());
    bench.store.write(|tx| tx.drop_revision(first.id)).unwrap();
    assert!(freeze().id > first.id);
}

#[test]
fn operations_come_in_sending_order() {
    let bench = bench();
    let dossiers: Vec<Uuid> = (0..5)
        .map(|second| new_draft(&bench.store, None, second))
        .collect();
    for (dossier, position) in dossiers.iter().zip([5, 1, 4, 2, 3]) {
        bench
            .store
            .write(|tx| tx.put_operation(&operation(*dossier, None, position)))
            .unwrap();
    }
    let order: Vec<i64> = bench
        .store
        .read(|tx| tx.operations())
        .unwrap()
        .iter()
        .map(|operation| operation.position)
        .collect();
    assert_eq!(order, [1, 2, 3, 4, 5]);
    assert_eq!(bench.store.read(|tx| tx.next_position()).unwrap(), 6);
}

#[test]
fn an_upload_goes_on_where_it_was() {
    let bench = bench();
    let account = Uuid::new_v4();
    let sha256 = put(&bench.store, b"x").sha256();
    let upload = UploadRecord {
        account,
        sha256: sha256.clone(),
        url: "https://cong.example.vn/v1/uploads/abc".into(),
        size: 3 << 31,
        offset: 0,
        expires_at: Some(at(86_400)),
    };
    bench.store.write(|tx| tx.put_upload(&upload)).unwrap();
    let later = UploadRecord {
        offset: (3 << 31) - 7,
        ..upload
    };
    bench.store.write(|tx| tx.put_upload(&later)).unwrap();
    let bench = bench.reopen();
    assert_eq!(
        bench.store.read(|tx| tx.upload(account, &sha256)).unwrap(),
        Some(later.clone())
    );
    assert_eq!(
        bench.store.read(|tx| tx.upload(Uuid::new_v4(), &sha256)).unwrap(),
        None
    );
    assert_eq!(bench.store.read(|tx| tx.uploads()).unwrap(), [later]);
    bench
        .store
        .write(|tx| tx.remove_upload(account, &sha256))
        .unwrap();
    assert!(bench.store.read(|tx| tx.uploads()).unwrap().is_empty());
}

#[test]
fn an_unsettled_payment_blocks_a_second() {
    let bench = bench();
    let (account, obligation) = (Uuid::new_v4(), Uuid::new_v4());
    let intent = |uid| PaymentIntent {
        uid,
        account,
        obligation,
        method: "vietqr".into(),
        payer_name: Some("Trần Bình".into()),
        created_at: at(1),
        outcome: None,
    };
    let (first, second) = (intent(Uuid::new_v4()), intent(Uuid::new_v4()));
    bench.store.write(|tx| tx.put_payment_intent(&first)).unwrap();
    bench.store.write(|tx| tx.put_payment_intent(&first)).unwrap();
    assert!(matches!(
        bench.store.write(|tx| tx.put_payment_intent(&second)),
        Err(StoreError::Conflict(_))
    ));
    let bench = bench.reopen();
    assert_eq!(
        bench.store.read(|tx| tx.open_payment(obligation)).unwrap(),
        Some(first.clone())
    );
    assert_eq!(bench.store.read(|tx| tx.open_payments(account)).unwrap().len(), 1);
    bench
        .store
        .write(|tx| tx.settle_payment(first.uid, "expired"))
        .unwrap();
    bench.store.write(|tx| tx.put_payment_intent(&second)).unwrap();
    assert_eq!(
        bench.store.read(|tx| tx.open_payments(account)).unwrap(),
        [second]
    );
}

#[test]
fn accounts_sessions_documents_and_copies_are_kept() {
    let bench = bench();
    let account = AccountRecord {
        id: Uuid::new_v4(),
        details: json!({"full_name": "Nguyễn Ấn"}),
        version: 1,
    };
    let session = StoredSession {
        access_token: "access-secret".into(),
        access_expires_at: at(900),
        refresh_token: "refresh-secret".into(),
        refresh_expires_at: at(30 * 86_400),
    };
    assert!(!format!("{session:?}").contains("secret"));
    let document = StoredDocument {
        name: "catalogue/2022".into(),
        version: 4,
        etag: Some("\"4\"".into()),
        body: "{\"thủ tục\":[]}".repeat(10_000).into_bytes(),
        fetched_at: at(2),
    };
    let copy = PortalCopy {
        account: account.id,
        kind: "obligations".into(),
        id: account.id,
        version: 1,
        body: json!({"obligations": []}),
        fetched_at: at(3),
    };
    assert!(matches!(
        bench.store.write(|tx| tx.set_current_account(Some(account.id))),
        Err(StoreError::NotFound("account"))
    ));
    let dossier = new_draft(&bench.store, None, 1);
    let result = bench
        .store
        .write(|tx| {
            tx.put_account(&account)?;
            tx.set_current_account(Some(account.id))?;
            tx.put_session(account.id, &session)?;
            tx.set_change_cursor(account.id, Some("c1"))?;
            tx.put_document(&document)?;
            tx.put_portal_copy(&copy)?;
            tx.set_setting("place", &"/ho-so")?;
            tx.note_procedure_use("1.004232", at(1))?;
            tx.note_procedure_use("1.004223", at(2))?;
            tx.note_procedure_use("1.004232", at(3))?;
            let blob = put(&bench.store, b"%PDF-1.7 ket qua");
            tx.put_result(dossier, Uuid::new_v4(), "giấy phép.pdf", &blob, at(4))
        })
        .unwrap();

    let bench = bench.reopen();
    bench.store.sweep_blobs().unwrap();
    bench
        .store
        .read(|tx| {
            assert_eq!(tx.current_account()?, Some(account.clone()));
            assert_eq!(tx.session(account.id)?, Some(session.clone()));
            assert_eq!(tx.change_cursor(account.id)?.as_deref(), Some("c1"));
            assert_eq!(tx.document("catalogue/2022")?, Some(document.clone()));
            assert_eq!(
                tx.document_versions()?,
                [("catalogue/2022".into(), 4, document.etag.clone())]
            );
            assert_eq!(
                tx.portal_copy(account.id, "obligations", account.id)?,
                Some(copy.clone())
            );
            assert_eq!(tx.portal_copy(Uuid::new_v4(), "obligations", account.id)?, None);
            assert_eq!(tx.setting::<String>("place")?.as_deref(), Some("/ho-so"));
            assert_eq!(
                tx.procedure_usage(5)?,
                [("1.004232".into(), 2), ("1.004223".into(), 1)]
            );
            assert_eq!(tx.results(dossier)?, std::slice::from_ref(&result));
            Ok(())
        })
        .unwrap();
    bench.store.blobs().verify(&result.sha256).unwrap();
    // Signing out forgets the tokens and nothing else.
    bench
        .store
        .write(|tx| {
            tx.remove_session(account.id)?;
            tx.set_current_account(None)
        })
        .unwrap();
    bench
        .store
        .read(|tx| {
            assert_eq!(tx.session(account.id)?, None);
            assert_eq!(tx.current_account()?, None);
            assert!(tx.account(account.id)?.is_some());
            assert!(tx.dossier(dossier, Whose::Account(None))?.is_some());
            Ok(())
        })
        .unwrap();
}
