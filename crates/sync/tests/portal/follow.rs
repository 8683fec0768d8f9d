//! The change feed.

use std::time::Duration;

use motcua_domain::status::BusinessStatus;
use motcua_sync::{engine::Intent, follow::FollowHandle};

use crate::{
    proxy::Mood,
    world::{World, papers, until},
};

#[tokio::test(flavor = "multi_thread")]
async fn changes_at_the_portal_reach_the_desk() {
    let world = World::start().await;
    let desk = world.desk(1).await;
    let follow = FollowHandle::start(&desk.sync, desk.memory.clone());
    follow.set_interval(Duration::from_millis(500));
    let job = desk.submit(desk.content(papers(&desk, 2_000)));
    desk.confirmed(&job).await;
    let seen = |status: BusinessStatus| {
        desk.memory
            .changes
            .lock()
            .unwrap()
            .iter()
            .flat_map(|page| &page.dossiers)
            .any(|dossier| dossier.summary.uid == job.dossier && dossier.summary.status == Some(status))
    };
    follow.poke();
    until("the submission is seen", || seen(BusinessStatus::Registered)).await;

    // while the link is down nothing is lost, only later
    world.proxy.set(Mood::Dead);
    desk.sync.link_lost();
    world.proxy.set(Mood::Open);
    let withdrawal = desk.queue(
        job.dossier,
        Intent::Withdrawal {
            reason: "Nhầm".into(),
        },
    );
    desk.confirmed(&withdrawal).await;
    until("the withdrawal is seen", || seen(BusinessStatus::Withdrawn)).await;
    let pages = desk.memory.changes.lock().unwrap();
    assert!(pages[0].from_start && !pages.last().unwrap().from_start);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_changes_cost_few_requests() {
    let world = World::start().await;
    let desk = world.desk(1).await;
    let jobs: Vec<_> = (0..30)
        .map(|_| desk.submit(desk.content(papers(&desk, 2_000))))
        .collect();
    for job in &jobs {
        desk.confirmed(job).await;
    }
    let before = world.proxy.counts.lines.lock().unwrap().len();
    let follow = FollowHandle::start(&desk.sync, desk.memory.clone());
    follow.poke();
    let seen = || {
        let pages = desk.memory.changes.lock().unwrap();
        let uids: Vec<_> = pages.iter().flat_map(|page| &page.dossiers).collect();
        jobs.iter()
            .all(|job| uids.iter().any(|dossier| dossier.summary.uid == job.dossier))
    };
    until("all dossiers are seen", seen).await;
    let lines = world.proxy.counts.lines.lock().unwrap()[before..].to_vec();
    let about = |text: &str| lines.iter().filter(|line| line.contains(text)).count();
    assert_eq!(
        (about(" /v1/changes/dossiers"), about(" /v1/dossiers")),
        (1, 0),
        "{lines:?}"
    );
}
