//! Dossiers on their way.

use motcua_sync::{
    driver::{LinkTrouble, SyncEvent},
    engine::{HeldReason, Intent, Link, Phase, RecallDecision, Stage},
};

use crate::{
    proxy::Mood,
    world::{World, papers, until},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_arrives_with_its_files_and_is_confirmed() {
    let world = World::start().await;
    let desk = world.desk(1).await;
    let job = desk.submit(desk.content(papers(&desk, 60_000)));
    desk.confirmed(&job).await;

    let ledger = world.ledger();
    assert_eq!(ledger.dossiers.len(), 1);
    let dossier = &ledger.dossiers[0];
    assert_eq!(dossier.uid, job.dossier.to_string());
    assert_eq!(dossier.submissions.len(), 1);
    for paper in &dossier.papers {
        assert_eq!(
            paper.stored.as_ref().map(|stored| &stored.sha256),
            Some(&paper.sha256)
        );
    }
    assert!(
        desk.memory.uploads.lock().unwrap().is_empty(),
        "no upload is left over"
    );
    assert_eq!(
        world.proxy.requests("/v1/batch"),
        1,
        "registered and submitted in one request"
    );

    // and back again: withdrawn
    let job = desk.queue(
        job.dossier,
        Intent::Withdrawal {
            reason: "Nộp nhầm thủ tục".into(),
        },
    );
    desk.confirmed(&job).await;
    assert_eq!(world.ledger().dossiers[0].status.as_deref(), Some("withdrawn"));
}

#[tokio::test(flavor = "multi_thread")]
async fn offline_is_a_normal_state_and_the_links_return_sends() {
    let world = World::start().await;
    let desk = world.desk(1).await;
    until("the link is up", || *desk.sync.link().borrow() == Link::Online).await;
    world.proxy.set(Mood::Dead);
    desk.sync.link_lost();
    until("the link is down", || {
        matches!(*desk.sync.link().borrow(), Link::Offline { .. })
    })
    .await;

    let kept = desk.submit(desk.content(papers(&desk, 2_000)));
    let taken_back = desk.submit(desk.content(papers(&desk, 2_000)));
    let view = desk.sync.view().await.unwrap();
    assert!(
        view.jobs
            .iter()
            .all(|job| job.can_recall && job.stage == Stage::Waiting),
        "{view:?}"
    );
    assert_eq!(desk.sync.recall(taken_back.id).await, RecallDecision::Recalled);
    assert_eq!(
        desk.memory.job(taken_back.id).phase,
        Phase::Recalled,
        "on disk before it is said"
    );

    world.proxy.set(Mood::Open);
    desk.confirmed(&kept).await;
    assert_eq!(desk.sync.recall(kept.id).await, RecallDecision::Unknown);
    assert_eq!(world.ledger().dossiers.len(), 1, "what was taken back never left");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_lost_is_looked_up_and_nothing_is_sent_twice() {
    let world = World::start().await;
    let desk = world.desk(1).await;
    until("the link is up", || *desk.sync.link().borrow() == Link::Online).await;
    world.proxy.set(Mood::SwallowsAnswersTo("POST /v1/batch"));
    // the connections that are open know nothing of the new mood
    desk.sync.link_lost();
    let job = desk.submit(desk.content(papers(&desk, 3_000)));
    until("the answer was swallowed", || world.proxy.cuts() > 0).await;
    desk.confirmed(&job).await;
    assert_eq!(world.ledger().dossiers[0].submissions.len(), 1);
    assert!(
        world.proxy.requests("GET /v1/operations/") > 0,
        "it was looked up"
    );
    assert_eq!(world.proxy.requests("POST /v1/batch"), 1, "it was not sent again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_dies_goes_on_where_it_was() {
    let world = World::start().await;
    let mut desk = world.desk(1).await;
    world.proxy.set(Mood::Cuts(40_000));
    let jobs: Vec<_> = (0..4)
        .map(|_| desk.submit(desk.content(papers(&desk, 150_000))))
        .collect();
    for _ in 0..6 {
        let cuts = world.proxy.cuts();
        until("some bytes went", || {
            world.proxy.cuts() >= cuts + 3 || jobs.iter().all(|job| desk.is_confirmed(job))
        })
        .await;
        desk.restart().await;
    }
    for job in &jobs {
        desk.confirmed(job).await;
    }
    let ledger = world.ledger();
    assert_eq!(ledger.dossiers.len(), 4);
    assert!(
        ledger
            .dossiers
            .iter()
            .all(|dossier| dossier.submissions.len() == 1)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn many_dossiers_travel_together_and_a_shared_file_goes_once() {
    let world = World::start().await;
    let desk = world.desk(1).await;
    until("the link is up", || *desk.sync.link().borrow() == Link::Online).await;
    let shared = papers(&desk, 50_000);
    let before = world
        .proxy
        .counts
        .requests
        .load(std::sync::atomic::Ordering::Relaxed);
    desk.sync.set_paused(true);
    let jobs: Vec<_> = (0..200)
        .map(|_| {
            let mut papers = shared.clone();
            for paper in &mut papers {
                paper.id = uuid::Uuid::new_v4();
            }
            desk.submit(desk.content(papers))
        })
        .collect();
    desk.sync.set_paused(false);
    for job in &jobs {
        desk.confirmed(job).await;
    }
    let requests = world
        .proxy
        .counts
        .requests
        .load(std::sync::atomic::Ordering::Relaxed)
        - before;
    assert_eq!(
        world.proxy.requests("PATCH /v1/uploads/"),
        2,
        "two files, however many dossiers"
    );
    assert!(requests <= 10, "{requests} requests for 200 dossiers");
    assert_eq!(world.ledger().dossiers.len(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_portal_refuses_is_held_with_its_words_and_holds_up_nobody() {
    let world = World::start().await;
    let desk = world.desk(1).await;
    let mut content = desk.content(papers(&desk, 2_000));
    content.answers.remove("applicant.full_name");
    content.papers.pop();
    let refused = desk.submit(content);
    let good = desk.submit(desk.content(papers(&desk, 2_000)));
    desk.confirmed(&good).await;
    until("the other is held", || {
        matches!(desk.memory.job(refused.id).phase, Phase::Held { .. })
    })
    .await;
    let Phase::Held {
        reason: HeldReason::Refused { problem },
    } = desk.memory.job(refused.id).phase
    else {
        panic!("{:?}", desk.memory.job(refused.id).phase)
    };
    assert_eq!(problem.status, 422);
    assert!(
        problem.field_errors.len() >= 2,
        "all problems at once: {problem:?}"
    );
    assert_eq!(
        desk.sync.recall(refused.id).await,
        RecallDecision::Recalled,
        "it can be put right"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_captive_portal_is_recognised_and_gets_nothing() {
    let world = World::start().await;
    let desk = world.desk(1).await;
    until("the link is up", || *desk.sync.link().borrow() == Link::Online).await;
    world.proxy.set(Mood::Captive);
    desk.sync.link_lost();
    let captive = |event: &SyncEvent| {
        matches!(
            event,
            SyncEvent::LinkTrouble {
                trouble: LinkTrouble::CaptivePortal,
                ..
            }
        )
    };
    until("it is recognised", || desk.memory.heard(captive) > 0).await;
    let job = desk.submit(desk.content(papers(&desk, 2_000)));
    until("it is shown", || {
        matches!(*desk.sync.link().borrow(), Link::Captive { .. })
    })
    .await;
    assert!(
        desk.sync.view().await.unwrap().jobs[0].can_recall,
        "nothing has left"
    );
    world.proxy.set(Mood::Open);
    desk.confirmed(&job).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_leaves_before_it_is_on_disk() {
    let world = World::start().await;
    let desk = world.desk(1).await;
    until("the link is up", || *desk.sync.link().borrow() == Link::Online).await;
    desk.memory
        .disk_full
        .store(true, std::sync::atomic::Ordering::Relaxed);
    let job = desk.submit(desk.content(papers(&desk, 2_000)));
    until("the store complains", || {
        desk.memory
            .heard(|event| matches!(event, SyncEvent::StoreTrouble { .. }))
            > 0
    })
    .await;
    assert_eq!(world.proxy.requests("/v1/batch"), 0);
    assert_eq!(
        world.proxy.requests("PATCH"),
        0,
        "not even a file: its address could not be kept"
    );
    desk.memory
        .disk_full
        .store(false, std::sync::atomic::Ordering::Relaxed);
    desk.confirmed(&job).await;
}
