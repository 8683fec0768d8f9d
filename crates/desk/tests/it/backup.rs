//! Backups, restoring, moving to another computer, and stores that something happened to.

use std::{fs, path::Path};

use motcua_desk::{Desk, error::ErrorCode, prelude::*};
use motcua_domain::status::SyncState;
use uuid::Uuid;

use crate::common::*;
use crate::portal::*;

async fn confirmed(desk: &Desk, id: Uuid) -> DossierView {
    until(desk, "the dossier is submitted", || async {
        let view = desk.dossier(id).await.unwrap();
        (view.sync == SyncState::Confirmed).then_some(view)
    })
    .await
}

/// The dossiers that the portal has a code for.
fn submitted(portal: &Portal) -> Vec<(String, String)> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    portal.ledger()["dossiers"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|dossier| !dossier["code"].is_null())
        .map(|dossier| (text(&dossier["uid"]), text(&dossier["code"])))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_backup_that_comes_back_and_submits_again_is_one_dossier() {
    let bench = Bench::new();
    let mut portal = Portal::start(real()).await;
    let desk = bench.open();
    desk.connect_portal(portal.address()).await.unwrap();
    let email = join(&desk, &portal, 31).await;
    let id = complete_draft(&bench, &desk, "cu").await;
    let stick = tempfile::tempdir().unwrap();
    let backup = desk.back_up(Some(stick.path().to_owned())).await.unwrap();
    assert_eq!(
        (backup.dossiers, backup.files, backup.missing, backup.other_store),
        (1, 2, 0, false)
    );

    desk.submit(id).await.unwrap();
    let code = confirmed(&desk, id).await.code.unwrap();
    let listed = desk.backups(Some(stick.path().to_owned())).await.unwrap();
    assert_eq!(listed.backups, std::slice::from_ref(&backup));

    let restored = desk
        .restore_backup(Some(stick.path().to_owned()), backup.id, None)
        .await
        .unwrap();
    assert_eq!((restored.dossiers, restored.files, restored.missing), (1, 2, 0));
    assert!(Path::new(&restored.set_aside).join("motcua.db").exists());
    let status = opened(&desk).await;
    assert!(!status.session_valid, "an old session is never used again");
    assert!(status.store_notice.unwrap().contains("Đã khôi phục"));
    assert_eq!(desk.store_notice_seen().await.unwrap().store_notice, None);
    let view = desk.dossier(id).await.unwrap();
    assert_eq!((view.editable, view.code), (true, None), "as it was");

    desk.sign_in(email, PASSWORD.into()).await.unwrap();
    // The feed may tell of the submission before the clerk sends again; either way it is one.
    if desk.dossier(id).await.unwrap().editable {
        let _ = desk.submit(id).await;
    }
    let view = until(&desk, "the desk knows that it was submitted", || async {
        let view = desk.dossier(id).await.unwrap();
        view.code.is_some().then_some(view)
    })
    .await;
    assert_eq!(view.code.as_ref(), Some(&code));
    assert_eq!(submitted(&portal), [(id.to_string(), code)]);
    desk.close().await;
    portal.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_a_full_outbox_sends_nothing_twice() {
    let bench = Bench::new();
    let mut portal = Portal::start(real()).await;
    let desk = bench.open();
    desk.connect_portal(portal.address()).await.unwrap();
    let email = join(&desk, &portal, 32).await;
    desk.outbox_pause(true).await.unwrap();
    let id = complete_draft(&bench, &desk, "hop").await;
    desk.submit(id).await.unwrap();
    let backup = desk.back_up(None).await.unwrap();
    desk.outbox_pause(false).await.unwrap();
    let code = confirmed(&desk, id).await.code.unwrap();

    desk.restore_backup(None, backup.id, None).await.unwrap();
    opened(&desk).await;
    assert_eq!(desk.dossier(id).await.unwrap().sync, SyncState::Queued);
    desk.sign_in(email, PASSWORD.into()).await.unwrap();
    desk.outbox_pause(false).await.unwrap();
    let view = confirmed(&desk, id).await;
    assert_eq!(view.code.as_ref(), Some(&code));
    assert_eq!(submitted(&portal), [(id.to_string(), code)]);
    desk.close().await;
    portal.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_moves_to_another_computer_with_the_recovery_code_and_both_send_one_dossier() {
    let old = Bench::new();
    let mut portal = Portal::start(real()).await;
    let desk = old.open();
    desk.connect_portal(portal.address()).await.unwrap();
    let email = join(&desk, &portal, 33).await;
    let id = complete_draft(&old, &desk, "chuyen").await;
    let code = desk.recovery_code().await.unwrap();
    let stick = tempfile::tempdir().unwrap();
    let file = stick.path().join("chuyen-may.motcua");
    let package = desk.export_package(file.clone()).await.unwrap();
    assert_eq!((package.dossiers, package.files, package.missing), (1, 2, 0));
    let refused = desk.export_package(old.home.path().join("trong.motcua")).await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::Refused);

    let new = Bench::new();
    let moved = new.open();
    opened(&moved).await;
    let begun = moved.create_dossier(GROUNDWATER.into(), None).await.unwrap();
    let without = moved.import_package(file.clone(), None).await.unwrap_err();
    assert_eq!(without.code, ErrorCode::Locked);
    let typo = moved
        .import_package(file.clone(), Some((KeySlot::Recovery, "SAI-MA".into())))
        .await
        .unwrap_err();
    assert_eq!(typo.code, ErrorCode::WrongKey);
    moved
        .dossier(begun)
        .await
        .expect("work on this computer is untouched");

    let restored = moved
        .import_package(file, Some((KeySlot::Recovery, code)))
        .await
        .unwrap();
    assert_eq!((restored.dossiers, restored.files), (1, 2));
    let status = opened(&moved).await;
    assert_eq!(status.mode, Mode::Real, "the first choice is made");
    let StoreState::Open { slots } = &status.store else {
        unreachable!()
    };
    assert!(
        slots.contains(&KeySlot::Keyring),
        "this computer's keyring has the key now"
    );
    assert_eq!(status.portal_address.as_deref(), Some(portal.address().as_str()));

    desk.submit(id).await.unwrap();
    let first = confirmed(&desk, id).await.code.unwrap();
    moved.sign_in(email, PASSWORD.into()).await.unwrap();
    if moved.dossier(id).await.unwrap().editable {
        let _ = moved.submit(id).await;
    }
    until(&moved, "both know the same code", || async {
        (moved.dossier(id).await.unwrap().code.as_ref() == Some(&first)).then_some(())
    })
    .await;
    assert_eq!(submitted(&portal).len(), 1);
    moved.close().await;
    // It opens by itself from now on.
    let moved = new.open();
    opened(&moved).await;
    moved.close().await;
    desk.close().await;
    portal.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn backups_are_made_by_themselves_and_mend_lost_keys_and_damage() {
    let bench = Bench::new();
    let desk = bench.open();
    opened(&desk).await;
    let id = complete_draft(&bench, &desk, "tu").await;
    desk.close().await;
    // One that a slow machine made while the draft was being filled in is none of it.
    if let Err(error) = fs::remove_dir_all(bench.home.path().join("backups")) {
        assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
    }
    let desk = bench.open();
    let made = until(&desk, "a backup is made by itself", || async {
        let found = desk.backups(None).await.unwrap();
        assert_eq!(found.problem, None);
        found.backups.first().cloned()
    })
    .await;
    assert_eq!((made.automatic, made.dossiers, made.files), (true, 1, 2));
    desk.close().await;

    // The file with the slots is lost.
    let store = bench.home.path().join("stores/real");
    fs::write(store.join("keys.json"), b"").unwrap();
    let desk = bench.open();
    let status = opened(&desk).await;
    assert!(status.store_notice.unwrap().contains("Tệp khóa"));
    desk.dossier(id).await.unwrap();
    desk.store_notice_seen().await.unwrap();
    desk.set_answers(id, vec![text("form.aquifer", "sửa sau bản sao")])
        .await
        .unwrap();
    desk.close().await;

    // A page is damaged: what is whole stays, the rest comes from the backup, the damaged one is kept.
    let file = store.join("motcua.db");
    let whole = fs::read(&file).unwrap();
    let mut bytes = whole.clone();
    let place = bytes.len() - 4096 + 7;
    bytes[place] ^= 1;
    fs::write(&file, &bytes).unwrap();
    let desk = bench.open();
    let status = opened(&desk).await;
    let notice = status.store_notice.unwrap();
    assert!(notice.contains("đã được cứu"), "{notice}");
    let view = desk.dossier(id).await.unwrap();
    assert_eq!(
        view.components
            .iter()
            .map(|component| component.papers.len())
            .sum::<usize>(),
        2
    );
    for paper in view.components.iter().flat_map(|component| &component.papers) {
        desk.paper_bytes(id, paper.id).await.unwrap();
    }
    let aside = fs::read_dir(&store)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| {
            path.file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .starts_with("set-aside")
        })
        .unwrap();
    assert_eq!(fs::read(aside.join("motcua.db")).unwrap(), bytes, "never deleted");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_slot_can_be_changed_and_lost() {
    let bench = Bench::new();
    let desk = bench.open();
    opened(&desk).await;
    let id = complete_draft(&bench, &desk, "khoa").await;
    let first = desk.recovery_code().await.unwrap();
    let second = desk.renew_recovery_code().await.unwrap();
    assert_ne!(first, second);
    desk.recovery_code_noted().await.unwrap();
    desk.set_passphrase(Some("một câu dễ nhớ của phòng".into()))
        .await
        .unwrap();
    let status = desk.set_keyring(false).await.unwrap();
    let StoreState::Open { slots } = status.store else {
        unreachable!()
    };
    assert_eq!(
        slots,
        [KeySlot::Recovery, KeySlot::Passphrase],
        "it says which are in use"
    );
    desk.close().await;

    for (slot, wrong, right) in [
        (KeySlot::Recovery, first, second),
        (
            KeySlot::Passphrase,
            "không phải câu này".into(),
            "một câu dễ nhớ của phòng".into(),
        ),
    ] {
        let desk = bench.open();
        until(&desk, "it is locked", || async {
            matches!(desk.status().await.unwrap().store, StoreState::Locked { .. }).then_some(())
        })
        .await;
        assert_eq!(
            desk.unlock(slot, wrong).await.unwrap_err().code,
            ErrorCode::WrongKey
        );
        desk.unlock(slot, right).await.unwrap();
        desk.dossier(id).await.unwrap();
        // Typing it once gives the keyring the key again; take it out for the next round.
        desk.set_keyring(false).await.unwrap();
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_copy_is_the_users_alone_and_is_wiped_at_close_and_at_the_next_start() {
    let bench = Bench::new();
    let desk = bench.open();
    opened(&desk).await;
    let id = desk.create_dossier(GROUNDWATER.into(), None).await.unwrap();
    let paper = attach(&desk, id, "1.004232-TP01", &bench.pdf("đơn.exe.pdf", "rieng tu")).await;
    let copy = desk.private_copy(id, paper.id).await.unwrap();
    assert_eq!(copy.extension().unwrap(), "pdf");
    assert!(copy.starts_with(bench.home.path()));
    assert_eq!(fs::read(&copy).unwrap(), pdf("rieng tu"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&copy), mode(copy.parent().unwrap())), (0o600, 0o700));
    }
    desk.close().await;
    let folder = bench.home.path().join("private-copies");
    assert!(!folder.exists());

    // After a crash: what is left is wiped at the next start.
    fs::create_dir_all(folder.join("x")).unwrap();
    fs::write(folder.join("x/tep.pdf"), b"con lai").unwrap();
    let desk = bench.open();
    opened(&desk).await;
    until(&desk, "it is wiped", || async {
        (!folder.exists()).then_some(())
    })
    .await;
    desk.close().await;
}
