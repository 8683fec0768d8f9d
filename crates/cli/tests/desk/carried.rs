//! The catalogue on a stick.

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
