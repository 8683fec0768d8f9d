//! Thủ tục thường gặp: what this desk uses and what the portal's people file most, with and without the portal.

use motcua_desk::{Desk, prelude::*};
use motcua_domain::status::SyncState;

use super::{common::*, portal::*};

const ANOTHER: &str = "1.004122";

/// What the start page and the search page list.
async fn often_used(desk: &Desk) -> Vec<String> {
    let codes = |rows: Vec<SearchRow>| -> Vec<String> { rows.into_iter().map(|row| row.code).collect() };
    let start = codes(desk.common_procedures().await.unwrap());
    let page = desk
        .search(SearchQuery {
            list: Some(ListChoice::Common),
            limit: 20,
            ..SearchQuery::default()
        })
        .await
        .unwrap();
    let count = page.lists.iter().find(|list| list.id == "common");
    assert_eq!(count.map_or(0, |list| list.count), page.total);
    assert_eq!(codes(page.rows), start);
    start
}

async fn file(bench: &Bench, desk: &Desk, tag: &str) {
    let id = complete_draft(bench, desk, tag).await;
    desk.submit(id).await.unwrap();
    until(desk, "the dossier is submitted", || async {
        (desk.dossier(id).await.unwrap().sync == SyncState::Confirmed).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_portal_receives_most_is_listed_offline_after_what_this_desk_uses() {
    let mut portal = Portal::start(real()).await;
    let office = Bench::new();
    let busy = office.open();
    busy.connect_portal(portal.address()).await.unwrap();
    join(&busy, &portal, 1).await;

    // a desk that nobody has used, and a portal of which little is known: nothing is made up
    let bench = Bench::new();
    let desk = bench.open();
    desk.connect_portal(portal.address()).await.unwrap();
    desk.update_catalogue().await.unwrap();
    assert_eq!(often_used(&desk).await, [] as [&str; 0]);

    // two dossiers could be one person's and are nobody's business; three are a custom
    file(&office, &busy, "1").await;
    file(&office, &busy, "2").await;
    desk.update_catalogue().await.unwrap();
    assert_eq!(often_used(&desk).await, [] as [&str; 0]);
    file(&office, &busy, "3").await;
    busy.close().await;
    assert!(desk.update_catalogue().await.unwrap());
    assert_eq!(often_used(&desk).await, [GROUNDWATER]);
    assert!(!desk.update_catalogue().await.unwrap(), "no news twice");
    desk.close().await;

    // the cable is out, and the program was started again
    portal.down().await;
    let desk = bench.open();
    opened(&desk).await;
    assert_eq!(often_used(&desk).await, [GROUNDWATER]);
    // what this desk uses comes first, whatever the portal says
    desk.create_dossier(ANOTHER.into(), None).await.unwrap();
    assert_eq!(often_used(&desk).await, [ANOTHER, GROUNDWATER]);
    for _ in 0..2 {
        desk.create_dossier(GROUNDWATER.into(), None).await.unwrap();
    }
    desk.close().await;
    let desk = bench.open();
    opened(&desk).await;
    assert_eq!(often_used(&desk).await, [GROUNDWATER, ANOTHER]);
    desk.close().await;
}
