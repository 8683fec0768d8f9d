//! When and how fast the outbox sends, as set from a script.

use chrono::{TimeDelta, Utc};
use serde_json::json;

use crate::bench::*;

#[test]
fn rules_are_kept_changed_one_by_one_and_taken_back() {
    let home = Home::new("");
    let free = json!({"hours": null, "kib_per_second": null});
    assert_eq!(home.json(&["outbox", "settings"]), free);

    let night = json!({"from": 22 * 60, "until": 5 * 60 + 30});
    home.json(&["outbox", "settings", "--between", "22:00-05:30"]);
    home.json(&["outbox", "settings", "--limit", "64"]);
    let both = json!({"hours": night, "kib_per_second": 64});
    assert_eq!(home.json(&["outbox", "settings"]), both, "the next command knows");
    let said = home.run(&["outbox", "settings"]);
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(said.contains("22:00") && said.contains("64 KB"), "{said}");

    home.json_of(&["outbox", "settings", "--limit", "7"], 3);
    for wrong in ["22:00", "24:00-05:00", "22:00-22:00", "đêm"] {
        let refused = home.run(&["outbox", "settings", "--between", wrong]);
        assert_eq!(refused.status.code(), Some(2), "{wrong}");
    }
    let contrary = ["outbox", "settings", "--between", "22:00-05:00", "--any-time"];
    assert_eq!(home.run(&contrary).status.code(), Some(2));
    assert_eq!(
        home.json(&["outbox", "settings"]),
        both,
        "what is refused changes nothing"
    );

    home.json(&["outbox", "settings", "--any-time"]);
    assert_eq!(
        home.json(&["outbox", "settings", "--no-limit"]),
        free,
        "both are taken back"
    );
}

#[test]
fn outside_the_hours_nothing_leaves_unless_it_is_asked_for() {
    let portal = Portal::start(quiet());
    let home = Home::new(&portal.address);
    home.join(&portal);
    let id = home.complete("dem", 400);
    home.json(&["submit", &id]);
    // Việt Nam's clock has no summer time
    let hour = |from_now: i64| {
        (Utc::now() + TimeDelta::hours(7 + from_now))
            .format("%H:%M")
            .to_string()
    };
    let hours = format!("{}-{}", hour(2), hour(4));
    home.json(&["outbox", "settings", "--between", &hours]);
    let said = home.json_of(&["sync", "--once"], 11);
    assert_eq!(said["ended"], "out_of_hours", "{said}");
    assert!(portal.submitted().is_empty());
    let said = home.json(&["sync", "--once", "--now"]);
    assert_eq!(said["sent"][0]["id"], id.as_str(), "{said}");
    assert_eq!(portal.submitted().len(), 1);
}
