//! No network, and killed in the middle.

use std::io::{BufRead as _, BufReader};

use crate::bench::*;

#[test]
fn what_is_submitted_offline_is_sent_once_when_the_link_is_back() {
    let mut portal = Portal::start(quiet());
    let home = Home::new(&portal.address);
    home.join(&portal);
    portal.down();

    let ids = [home.complete("a", 1000), home.complete("b", 1000)];
    let arguments = ["submit", &ids[0], &ids[1]];
    assert_eq!(home.json(&arguments)[1]["state"], "queued");
    let offline = home.json_of(&["sync"], 7);
    assert_eq!(offline["ended"], "offline");
    assert_eq!(offline["waiting"].as_array().unwrap().len(), 2);
    let late = home.json_of(&["sync", "--until-empty", "--timeout", "1"], 11);
    assert_eq!(late["ended"], "timeout");
    // what needs the portal at once says so
    let secret = home.file("mat-khau", PASSWORD.as_bytes());
    let said = home.json_of(
        &["account", "sign-in", EMAIL, "--password-file", path(&secret)],
        7,
    );
    assert_eq!(said["error"]["code"], "offline");

    // taken out, it is a draft again, and can be queued again
    home.json(&["outbox", "discard", &ids[1]]);
    assert_eq!(home.json(&["draft", "show", &ids[1]])["sync"], "ready");
    home.json(&["submit", &ids[1]]);

    // a pause outlives the command
    home.json(&["outbox", "pause"]);
    portal.up();
    assert_eq!(home.json_of(&["sync", "--until-empty"], 11)["ended"], "paused");
    assert!(portal.submitted().is_empty());
    home.json(&["outbox", "resume"]);
    assert_eq!(
        home.json(&["sync", "--until-empty"])["sent"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_equal(&home, &portal, &ids);
    assert_eq!(
        home.json(&["sync", "--once"])["sent"].as_array().unwrap().len(),
        0
    );
    assert_equal(&home, &portal, &ids);
}

/// Killed, as by a power cut, at moments that the portal's own books show: while bytes arrive, when
/// a file is whole, when a dossier is submitted.
#[test]
#[cfg(unix)]
fn killed_in_the_middle_of_sending_there_is_still_one_of_each() {
    let portal = Portal::start(quiet());
    let home = Home::new(&portal.address);
    home.join(&portal);
    let ids: Vec<String> = ["a", "b", "c"]
        .iter()
        .map(|tag| home.complete(tag, 6 << 20))
        .collect();
    let submit: Vec<&str> = std::iter::once("submit")
        .chain(ids.iter().map(String::as_str))
        .collect();
    home.json(&submit);
    let mut killed = 0;
    let files = |ledger: &serde_json::Value| ledger["files"].as_array().unwrap().len();
    let moments: [&dyn Fn(&serde_json::Value) -> bool; 4] = [
        &|ledger| ledger["open_uploads"].as_u64().unwrap() > 0,
        &|ledger| files(ledger) >= 1,
        &|ledger| files(ledger) >= 4,
        &|ledger| {
            ledger["dossiers"]
                .as_array()
                .unwrap()
                .iter()
                .any(|d| d["code"].is_string())
        },
    ];
    for moment in moments {
        let mut child = home.spawn(&["sync", "--until-empty"]);
        let ended = until("a moment to kill", || {
            if let Some(status) = child.try_wait().unwrap() {
                return Some(Some(status));
            }
            moment(&portal.ledger()).then_some(None)
        });
        if ended.is_none() {
            child.kill().unwrap();
            child.wait().unwrap();
            killed += 1;
        }
    }
    assert!(killed >= 2, "killed {killed} times only");
    let synced = home.json(&["sync", "--until-empty"]);
    assert_eq!(synced["empty"], true);
    assert_equal(&home, &portal, &ids);
}

#[test]
#[cfg(unix)]
fn told_to_end_it_lets_the_store_go_and_says_so() {
    let mut portal = Portal::start(quiet());
    let home = Home::new(&portal.address);
    home.join(&portal);
    portal.down();
    let id = home.complete("a", 1000);
    home.json(&["submit", &id]);
    let mut watching = home.command(&["sync", "--watch", "--json"]).spawn().unwrap();
    // It has the desk once it tells what waits; others are told so.
    let mut lines = BufReader::new(watching.stdout.take().unwrap()).lines();
    let mut events: Vec<serde_json::Value> = Vec::new();
    while events.last().is_none_or(|event| event["event"] != "outbox") {
        let line = lines.next().expect("it tells what waits").unwrap();
        events.push(serde_json::from_str(&line).unwrap());
    }
    assert_eq!(home.run(&["outbox", "list"]).status.code(), Some(8));
    let ended = std::process::Command::new("kill")
        .args(["-TERM", &watching.id().to_string()])
        .status()
        .unwrap();
    assert!(ended.success());
    assert_eq!(
        watching.wait().unwrap().code(),
        Some(0),
        "watching ends no other way"
    );
    assert!(
        events
            .iter()
            .any(|event| event["event"] == "outbox" && event["item"]["dossier"] == id.as_str()),
        "{events:?}"
    );
    assert_eq!(
        home.json(&["outbox", "list"])["items"].as_array().unwrap().len(),
        1
    );
}
