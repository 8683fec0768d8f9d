//! One draft on two computers, submitted from either, from both, or over a link that loses answers: it is
//! one dossier, and whoever comes second is told.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use crate::common::*;
use crate::portal::*;
use crate::two_desks::*;
use motcua_desk::{error::ErrorCode, prelude::*};
use motcua_domain::status::SyncState;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

#[tokio::test(flavor = "multi_thread")]
async fn both_submit_one_draft_and_it_is_one_dossier() {
    let (office, id) = Office::with_draft(75).await;
    let (here, there) = (&office.first.1, &office.second.1);
    there.outbox_pause(true).await.unwrap();
    there.submit(id).await.unwrap();
    here.submit(id).await.unwrap();
    let code = submitted(here, id).await;
    there.outbox_pause(false).await.unwrap();
    assert_eq!(
        submitted(there, id).await,
        code,
        "the second learns that it is done"
    );
    let held = office.dossiers();
    assert_eq!(held.len(), 1);
    assert_eq!(held[0]["code"], code.as_str());
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_submitted_there_is_submitted_here_and_what_was_changed_here_stays_a_draft() {
    let (office, id) = Office::with_draft(76).await;
    let (here, there) = (&office.first.1, &office.second.1);
    office.apart().await;
    there
        .set_answers(id, vec![text("form.aquifer", "sửa sau")])
        .await
        .unwrap();
    here.submit(id).await.unwrap();
    let code = submitted(here, id).await;
    assert_eq!(submitted(there, id).await, code);
    let rows = there
        .dossiers(DossierFilter::Unsent, String::new(), None)
        .await
        .unwrap()
        .rows;
    assert_eq!(rows.len(), 1, "what was changed here is a draft of its own");
    let copy = rows[0].id;
    let view = there.dossier(copy).await.unwrap();
    let elsewhere = view.elsewhere.clone().unwrap();
    assert_eq!(
        (elsewhere.news, elsewhere.code),
        (Some(ElsewhereNews::Submitted), Some(code.clone()))
    );
    assert_eq!(
        answer(there, copy, "form.aquifer").await.as_deref(),
        Some("sửa sau")
    );
    assert_eq!(papers(&view).len(), 2);
    assert_ne!(
        answer(there, id, "form.aquifer").await.as_deref(),
        Some("sửa sau")
    );
    let refused = there.submit(id).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::WrongState);
    assert_eq!(
        office.dossiers().iter().filter(|d| !d["code"].is_null()).count(),
        1
    );
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn both_submit_different_contents_and_the_second_says_so_and_keeps_its_own() {
    let (office, id) = Office::with_draft(77).await;
    let (here, there) = (&office.first.1, &office.second.1);
    office.apart().await;
    there
        .set_answers(id, vec![text("form.aquifer", "bản thứ hai")])
        .await
        .unwrap();
    there.outbox_pause(true).await.unwrap();
    there.submit(id).await.unwrap();
    here.submit(id).await.unwrap();
    let code = submitted(here, id).await;
    there.outbox_pause(false).await.unwrap();
    let view = until(there, "it is held", || async {
        let view = there.dossier(id).await.unwrap();
        (view.sync == SyncState::Held).then_some(view)
    })
    .await;
    let words = view.held_reason.unwrap();
    assert!(
        words.contains("đã được nộp từ một máy khác") && words.contains(&code),
        "{words}"
    );
    there.recall(id).await.unwrap();
    assert_eq!(submitted(there, id).await, code);
    let rows = there
        .dossiers(DossierFilter::Unsent, String::new(), None)
        .await
        .unwrap()
        .rows;
    assert_eq!(rows.len(), 1);
    assert_eq!(
        answer(there, rows[0].id, "form.aquifer").await.as_deref(),
        Some("bản thứ hai")
    );
    assert_eq!(
        office.dossiers().iter().filter(|d| !d["code"].is_null()).count(),
        1
    );
    office.close().await;
}

/// A link that can swallow what the portal answers.
struct Swallowing {
    address: String,
    on: Arc<AtomicBool>,
}

impl Swallowing {
    async fn before(portal: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let target = portal
            .trim_start_matches("http://")
            .trim_end_matches('/')
            .to_owned();
        let on = Arc::new(AtomicBool::new(false));
        let swallow = on.clone();
        tokio::spawn(async move {
            while let Ok((desk, _)) = listener.accept().await {
                let (target, swallow) = (target.clone(), swallow.clone());
                tokio::spawn(async move {
                    let portal = TcpStream::connect(target).await.unwrap();
                    let ((mut from_desk, mut to_desk), (mut from_portal, mut to_portal)) =
                        (desk.into_split(), portal.into_split());
                    let up =
                        tokio::spawn(async move { tokio::io::copy(&mut from_desk, &mut to_portal).await });
                    let mut piece = vec![0; 64 * 1024];
                    while let Ok(read @ 1..) = from_portal.read(&mut piece).await {
                        if swallow.load(Ordering::SeqCst) || to_desk.write_all(&piece[..read]).await.is_err()
                        {
                            break;
                        }
                    }
                    up.abort();
                });
            }
        });
        Self { address, on }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_whose_answer_was_lost_is_looked_up_and_is_no_dispute_with_oneself() {
    let mut portal = Portal::start(real()).await;
    let link = Swallowing::before(&portal.address()).await;
    let bench = Bench::new();
    let desk = bench.open();
    desk.connect_portal(link.address.clone()).await.unwrap();
    join(&desk, &portal, 80).await;
    let id = complete_draft(&bench, &desk, "80").await;
    synced(&desk).await;
    let version = |portal: &Portal| portal.ledger()["dossiers"][0]["version"].clone();
    let before = version(&portal);

    desk.set_answers(id, vec![text("form.aquifer", "đã đi")])
        .await
        .unwrap();
    // until the portal has what the desk never hears of
    loop {
        link.on.store(true, Ordering::SeqCst);
        assert!(desk.push_drafts().await.is_err(), "there was no answer");
        if version(&portal) != before {
            break;
        }
        link.on.store(false, Ordering::SeqCst);
        desk.check_connection().await.unwrap();
        until(&desk, "the link is back", || async {
            let status = desk.status().await.unwrap();
            (status.connection.state == LinkState::Online).then_some(())
        })
        .await;
    }
    desk.set_answers(id, vec![text("form.aquifer", "sửa tiếp")])
        .await
        .unwrap();
    link.on.store(false, Ordering::SeqCst);
    desk.check_connection().await.unwrap();
    synced(&desk).await;
    assert!(disputes(&desk, id).await.is_empty());
    assert_eq!(
        answer(&desk, id, "form.aquifer").await.as_deref(),
        Some("sửa tiếp")
    );
    desk.submit(id).await.unwrap();
    submitted(&desk, id).await;
    assert_eq!(portal.ledger()["dossiers"].as_array().unwrap().len(), 1);
    desk.close().await;
    portal.down().await;
}
