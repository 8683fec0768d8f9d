//! The programs themselves, killed at any moment, on bad links. `MOTCUA_RUNS` sets another number
//! than fifty; `cargo xtask chaos --real` runs for as long as one likes.

use motcua_chaos::processes::{self, Campaign};

#[test]
fn whatever_is_killed_the_portal_has_every_dossier_once() {
    let runs = std::env::var("MOTCUA_RUNS")
        .ok()
        .and_then(|runs| runs.parse().ok());
    let campaign = Campaign {
        from: 0,
        runs: runs.unwrap_or(50),
        desks: 10,
        trace: false,
    };
    let mut findings = Vec::new();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let tally = runtime
        .block_on(processes::campaign(campaign, |finding| findings.push(finding)))
        .unwrap();
    println!("{tally:?}");
    assert!(
        findings.is_empty(),
        "{findings:#?}\nreplay: cargo xtask chaos --real --runs 1 --trace --from SEED"
    );
    assert!(
        tally.desk_kills > 0 && tally.portal_kills > 0 && tally.payments > 0,
        "{tally:?}"
    );
}
