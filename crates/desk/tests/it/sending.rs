//! Sending when the link, the program or the person is not there: nothing is lost, nothing is sent
//! twice, nobody sees another's.

use crate::common::*;
use crate::portal::*;
use motcua_desk::{Desk, error::ErrorCode, prelude::*};
use motcua_domain::status::SyncState;
use uuid::Uuid;

async fn confirmed(desk: &Desk, id: Uuid) -> DossierView {
    until(desk, "the dossier is submitted", || async {
        let view = desk.dossier(id).await.unwrap();
        (view.sync == SyncState::Confirmed).then_some(view)
    })
    .await
}

fn submitted_dossiers(portal: &Portal) -> Vec<serde_json::Value> {
    let ledger = portal.ledger();
    ledger["dossiers"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|dossier| !dossier["code"].is_null())
        .cloned()
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_queued_offline_survives_a_restart_and_leaves_once_the_link_is_back() {
    let bench = Bench::new();
    let mut portal = Portal::start(real()).await;
    let desk = bench.open();
    desk.connect_portal(portal.address()).await.unwrap();
    join(&desk, &portal, 1).await;
    portal.down().await;

    let id = complete_draft(&bench, &desk, "1").await;
    desk.submit(id).await.unwrap();
    // Until a try has failed, the desk believes in the link.
    let view = until(&desk, "it waits for the link", || async {
        let view = desk.dossier(id).await.unwrap();
        (view.sync == SyncState::Queued).then_some(view)
    })
    .await;
    assert_eq!((view.editable, view.submitted_at), (false, None));
    let item = desk.outbox().await.unwrap().items.remove(0);
    assert!(item.words.starts_with("Chưa nộp"), "{}", item.words);
    assert!(item.can_recall);
    assert_eq!(desk.submit(id).await.unwrap_err().code, ErrorCode::WrongState);
    assert_eq!(
        desk.set_answers(id, vec![text("form.aquifer", "khác")])
            .await
            .unwrap_err()
            .code,
        ErrorCode::WrongState
    );
    desk.close().await;

    let desk = bench.open();
    let status = opened(&desk).await;
    assert_eq!(status.outbox.waiting, 1);
    assert!(status.account.is_some(), "still signed in");
    portal.up().await;
    desk.outbox_send_now().await.unwrap();
    let view = confirmed(&desk, id).await;
    let dossiers = submitted_dossiers(&portal);
    assert_eq!(dossiers.len(), 1);
    assert_eq!(dossiers[0]["uid"], id.to_string());
    assert_eq!(dossiers[0]["code"], view.code.clone().unwrap());
    assert!(desk.outbox().await.unwrap().items.is_empty());
    desk.close().await;
    portal.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn back_to_draft_before_it_left_and_submitted_again_is_one_dossier() {
    let bench = Bench::new();
    let mut portal = Portal::start(real()).await;
    let desk = bench.open();
    desk.connect_portal(portal.address()).await.unwrap();
    join(&desk, &portal, 2).await;
    desk.outbox_pause(true).await.unwrap();
    let id = complete_draft(&bench, &desk, "2").await;
    desk.submit(id).await.unwrap();
    desk.recall(id).await.unwrap();
    assert!(desk.dossier(id).await.unwrap().editable);
    desk.set_answers(id, vec![text("form.aquifer", "Trầm tích")])
        .await
        .unwrap();
    desk.submit(id).await.unwrap();
    assert!(desk.status().await.unwrap().outbox.paused);
    desk.outbox_pause(false).await.unwrap();
    confirmed(&desk, id).await;
    assert_eq!(submitted_dossiers(&portal).len(), 1);
    assert_eq!(desk.recall(id).await.unwrap_err().code, ErrorCode::WrongState);
    desk.withdraw(id, "Nộp nhầm".into()).await.unwrap();
    until(&desk, "it is withdrawn", || async {
        (desk.dossier(id).await.unwrap().status == Some(motcua_domain::status::BusinessStatus::Withdrawn))
            .then_some(())
    })
    .await;
    desk.close().await;
    portal.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ended_session_pauses_the_outbox_and_loses_nothing() {
    let bench = Bench::new();
    let mut portal = Portal::start(real()).await;
    let desk = bench.open();
    desk.connect_portal(portal.address()).await.unwrap();
    let email = join(&desk, &portal, 3).await;
    desk.outbox_pause(true).await.unwrap();
    let id = complete_draft(&bench, &desk, "3").await;
    desk.submit(id).await.unwrap();
    desk.sign_out(true).await.unwrap();
    assert_eq!(
        desk.dossier(id).await.unwrap_err().code,
        ErrorCode::NotFound,
        "out of sight while signed out"
    );
    assert!(desk.outbox().await.unwrap().items.is_empty());
    desk.outbox_pause(false).await.unwrap();
    desk.sign_in(email, PASSWORD.into()).await.unwrap();
    confirmed(&desk, id).await;
    assert_eq!(submitted_dossiers(&portal).len(), 1);
    desk.close().await;
    portal.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_anothers_drafts_and_drafts_without_an_owner_go_to_whom_the_user_says() {
    let bench = Bench::new();
    let mut portal = Portal::start(real()).await;
    let desk = bench.open();
    let before = desk.create_dossier(GROUNDWATER.into(), None).await.unwrap();
    desk.connect_portal(portal.address()).await.unwrap();
    let first = join(&desk, &portal, 4).await;
    let own = complete_draft(&bench, &desk, "4").await;
    let paper = desk.dossier(own).await.unwrap().components[0].papers[0].id;
    desk.sign_out(false).await.unwrap();
    let second = join(&desk, &portal, 5).await;
    for error in [
        desk.dossier(own).await.unwrap_err(),
        desk.paper_bytes(own, paper).await.map(|_| ()).unwrap_err(),
        desk.set_answers(own, vec![text("form.aquifer", "x")])
            .await
            .unwrap_err(),
        desk.submit(own).await.unwrap_err(),
        desk.delete_dossier(own).await.unwrap_err(),
        desk.copy_dossier(own).await.unwrap_err(),
        desk.recall(own).await.unwrap_err(),
    ] {
        assert_eq!(error.code, ErrorCode::NotFound);
    }
    let listed = desk
        .dossiers(DossierFilter::All, String::new(), None)
        .await
        .unwrap();
    assert!(listed.rows.iter().all(|row| row.id != own));
    assert_eq!(
        desk.unclaimed_drafts()
            .await
            .unwrap()
            .iter()
            .map(|d| d.id)
            .collect::<Vec<_>>(),
        [before]
    );
    desk.claim_drafts(vec![before, own]).await.unwrap();
    assert!(desk.unclaimed_drafts().await.unwrap().is_empty());
    assert_eq!(
        desk.dossier(own).await.unwrap_err().code,
        ErrorCode::NotFound,
        "claiming takes nobody's"
    );
    desk.sign_out(false).await.unwrap();
    desk.sign_in(first, PASSWORD.into()).await.unwrap();
    assert!(desk.dossier(own).await.is_ok());
    assert_eq!(
        desk.dossier(before).await.unwrap_err().code,
        ErrorCode::NotFound,
        "it is {second}'s now"
    );
    desk.close().await;
    portal.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_sends_to_its_own_portal_only_and_never_between_training_and_real() {
    let bench = Bench::with_training(InProcess::new(quick(Default::default())));
    let mut own = Portal::start(real()).await;
    let mut other = Portal::start(real()).await;
    let mut training = Portal::start(quick(Default::default())).await;
    let desk = bench.open();
    let refused = desk.connect_portal(training.address()).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Refused, "{}", refused.message);
    assert_eq!(desk.status().await.unwrap().mode, Mode::Unset);
    desk.connect_portal(own.address()).await.unwrap();
    assert_eq!(
        desk.connect_portal(other.address()).await.unwrap_err().code,
        ErrorCode::Refused
    );
    assert_eq!(desk.status().await.unwrap().portal_address, Some(own.address()));
    let draft = desk.create_dossier(GROUNDWATER.into(), None).await.unwrap();

    desk.choose_training().await.unwrap();
    assert_eq!(
        desk.dossier(draft).await.unwrap_err().code,
        ErrorCode::NotFound,
        "training is a store apart"
    );
    assert_eq!(
        desk.connect_portal(own.address()).await.unwrap_err().code,
        ErrorCode::Refused
    );
    let status = desk.leave_training().await.unwrap();
    assert_eq!((status.mode, status.training), (Mode::Real, None));
    assert!(desk.dossier(draft).await.is_ok());
    desk.close().await;
    for portal in [&mut own, &mut other, &mut training] {
        portal.down().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_desk_finds_what_was_submitted_from_another() {
    let (first, second) = (Bench::new(), Bench::new());
    let mut portal = Portal::start(real()).await;
    let desk = first.open();
    desk.connect_portal(portal.address()).await.unwrap();
    let email = join(&desk, &portal, 6).await;
    let id = complete_draft(&first, &desk, "6").await;
    desk.submit(id).await.unwrap();
    let sent = confirmed(&desk, id).await;
    desk.close().await;

    let desk = second.open();
    desk.connect_portal(portal.address()).await.unwrap();
    desk.sign_in(email, PASSWORD.into()).await.unwrap();
    let found = until(&desk, "the feed brings it", || async {
        desk.dossier(id).await.ok()
    })
    .await;
    assert_eq!(
        (found.code, found.answers, found.editable),
        (sent.code, sent.answers, false)
    );
    assert_eq!(found.proof.unwrap().papers, sent.proof.unwrap().papers);
    desk.close().await;
    portal.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_training_portal_that_dies_is_started_again_and_what_waited_is_sent() {
    let training = InProcess::new(quick(Default::default()));
    let bench = Bench::with_training(training.clone());
    let desk = bench.open();
    desk.choose_training().await.unwrap();
    let registration = citizen(7);
    let email = registration.details.email.clone();
    desk.register(registration).await.unwrap();
    let letter = until(&desk, "the letter comes", || async {
        desk.mailbox().await.unwrap().into_iter().next()
    })
    .await;
    desk.confirm_account(letter.links[0].clone()).await.unwrap();
    desk.sign_in(email, PASSWORD.into()).await.unwrap();
    let id = complete_draft(&bench, &desk, "7").await;
    desk.outbox_pause(true).await.unwrap();
    desk.submit(id).await.unwrap();
    training.die().await;
    desk.outbox_pause(false).await.unwrap();
    let view = confirmed(&desk, id).await;
    assert!(view.proof.is_some());
    desk.close().await;
}
