//! What is owed, and the way to the bank.

use crate::bench::*;

#[test]
fn what_is_owed_is_listed_and_what_is_not_there_is_said() {
    let portal = Portal::start(quiet());
    let home = Home::new(&portal.address);
    home.join(&portal);
    let list = home.json(&["pay"]);
    assert_eq!(list["rows"], serde_json::json!([]));
    assert!(!list["methods"].as_array().unwrap().is_empty());
    assert_eq!(
        home.json_of(&["pay", "H34-1", "--method", "vietqr"], 4)["error"]["code"],
        "not_found"
    );
    assert!(portal.bank().starts_with("http"));
    portal.run(async {});
}
