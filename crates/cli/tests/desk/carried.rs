//! The catalogue on a stick.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::bench::*;

#[test]
fn the_catalogue_goes_to_another_machine_as_one_file() {
    let (home, other) = (Home::new(""), Home::new(""));
    let file = home.files.path().join("danh-muc.json");
    assert!(
        home.json(&["catalogue", "export", path(&file)])["bytes"]
            .as_u64()
            .unwrap()
            > 100_000
    );
    // a file that is there is not written over
    home.json_of(&["catalogue", "export", path(&file)], 2);
    let brought = other.json(&["catalogue", "import", path(&file)]);
    assert_eq!(brought["editions"].as_array().unwrap().len(), 0, "{brought}");
    assert_eq!(brought["known"].as_array().unwrap().len(), 2, "{brought}");
    let bad = other.file("khac.json", b"{\"format\":\"other\"}");
    let refused = other.json_of(&["catalogue", "import", path(&bad)], 3);
    assert_eq!(refused["error"]["code"], "bad_file");
}

#[test]
fn a_draft_is_told_of_a_newer_catalogue_and_moves_when_asked() {
    let home = Home::new("");
    let id = home.json(&["draft", "new", "--procedure", "1.004232"])["id"]
        .as_str()
        .unwrap()
        .to_owned();
    home.json(&["draft", "set", &id, "flow_m3_per_day=150"]);
    let file = home.files.path().join("danh-muc.json");
    home.json(&["catalogue", "export", path(&file)]);
    let mut carried: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let document = &mut carried["documents"][0];
    assert_eq!(document["name"], "catalogue/2022");
    let mut catalogue: Value = serde_json::from_str(document["body"].as_str().unwrap()).unwrap();
    catalogue["version"] = 2.into();
    let procedures = catalogue["procedures"].as_array_mut().unwrap();
    let procedure = procedures.iter_mut().find(|p| p["code"] == "1.004232").unwrap();
    procedure["processing"]["value"] = 30.into();
    let body = catalogue.to_string();
    document["sha256"] = hex::encode(Sha256::digest(&body)).into();
    document["body"] = body.into();
    let newer = home.file("moi.json", carried.to_string().as_bytes());
    assert_eq!(
        home.json(&["catalogue", "import", path(&newer)])["editions"][0],
        "2022 (2)"
    );

    let told = String::from_utf8(home.run(&["draft", "show", &id]).stdout).unwrap();
    assert!(
        told.contains("Thời hạn giải quyết: 45 ngày làm việc → 30 ngày làm việc"),
        "{told}"
    );
    let moved = home.json(&["draft", "move", &id]);
    assert_eq!((&moved["from"], &moved["to"]), (&1.into(), &2.into()));
    let shown = home.json(&["draft", "show", &id]);
    assert_eq!(shown["newer"], Value::Null);
    assert_eq!(shown["answers"]["form.flow_m3_per_day"], 150.0);
}
