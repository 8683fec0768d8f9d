//! Values, lists and files as scripts give them.

use crate::bench::*;

#[test]
fn values_are_read_as_their_fields_want_them_or_refused_together() {
    let home = Home::new("");
    let id = home.json(&["draft", "new", "--procedure", "4232"])["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let said = home.json_of(
        &[
            "draft",
            "set",
            &id,
            "flow_m3_per_day=1.500",
            "delivery.wanted=maybe",
            "purpose=sinh_hoat",
        ],
        3,
    );
    let fields = said["error"]["fields"].as_array().unwrap();
    let paths: Vec<&str> = fields
        .iter()
        .map(|field| field["path"].as_str().unwrap())
        .collect();
    assert_eq!(paths, ["form.flow_m3_per_day", "delivery.wanted"]);
    assert!(
        home.json(&["draft", "show", &id])["answers"]["form.purpose"].is_null(),
        "all or nothing"
    );
    assert_eq!(
        home.json_of(&["draft", "set", &id, "nonsense=1"], 3)["error"]["fields"][0]["code"],
        "unknown_field"
    );

    home.json(&[
        "draft",
        "set",
        &id,
        "flow_m3_per_day=1500.5",
        "delivery.wanted=có",
        "works_start=05/03/2027",
    ]);
    let answers = r#"{"purpose": "sinh_hoat", "form.well_count": 2, "applicant.full_name": "Trần Thị Bưởi"}"#;
    let saved = json(
        home.pipe(&["draft", "set", &id, "--answers", "-", "--json"], answers),
        0,
    );
    assert_eq!(saved["saved"], 3);
    let answers = home.json(&["draft", "show", &id])["answers"].clone();
    assert_eq!(answers["form.flow_m3_per_day"], 1500.5);
    assert_eq!(answers["delivery.wanted"], true);
    assert_eq!(answers["form.works_start"], "2027-03-05");
    assert_eq!(answers["applicant.full_name"], "Trần Thị Bưởi");
    home.json(&["draft", "set", &id, "applicant.full_name="]);
    assert!(home.json(&["draft", "show", &id])["answers"]["applicant.full_name"].is_null());
}

#[test]
fn files_are_kept_or_refused_one_by_one() {
    let home = Home::new("");
    let id = home.json(&["draft", "new", "--procedure", "1.004232"])["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let good = home.file("don.pdf", &pdf("don", 500));
    let bad = home.file("virus.pdf", b"MZ\x90\x00 no paper at all");
    let said = home.json_of(&["draft", "attach", &id, "TP01", path(&good), path(&bad)], 3);
    assert_eq!(
        (&said[0]["kind"], &said[1]["kind"]),
        (&"kept".into(), &"refused".into())
    );
    let unknown = home.run(&["draft", "attach", &id, "TP99", path(&good)]);
    assert_eq!(unknown.status.code(), Some(4));
    assert!(
        String::from_utf8(unknown.stderr)
            .unwrap()
            .contains("1.004232-TP01"),
        "the choices are named"
    );
    let paper = said[0]["paper"]["id"].as_str().unwrap();
    home.json(&["draft", "detach", &id, paper]);
    let shown = home.json(&["draft", "show", &id]);
    let papers = shown["components"].as_array().unwrap().iter();
    assert_eq!(
        papers
            .map(|component| component["papers"].as_array().unwrap().len())
            .sum::<usize>(),
        0
    );
}

#[test]
fn drafts_are_listed_deleted_and_brought_back_in_both_languages() {
    let home = Home::new("");
    for _ in 0..3 {
        home.json(&["draft", "new", "--procedure", "1.004232"]);
    }
    let listed = home.json(&["draft", "list", "--limit", "2"]);
    assert_eq!(listed["dossiers"].as_array().unwrap().len(), 2);
    assert_eq!(listed["counts"]["unsent"], 3);
    let id = listed["dossiers"][0]["id"].as_str().unwrap().to_owned();
    home.json(&["draft", "delete", &id]);
    assert_eq!(home.json(&["draft", "list"])["counts"]["unsent"], 2);
    home.json(&["draft", "undelete", &id]);
    assert_eq!(home.json(&["draft", "list"])["counts"]["unsent"], 3);

    let say = |arguments: &[&str], locale: &str| {
        let output = home.command(arguments).env("LANG", locale).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(say(&["draft", "list"], "").contains("Đang soạn"));
    assert!(say(&["draft", "list"], "en_US.UTF-8").contains("Draft"));
    assert!(say(&["draft", "list", "--language", "vi"], "en_US.UTF-8").contains("Đang soạn"));
    // the desk's own words too
    let output = home.run(&["draft", "check", &id, "--language", "en"]);
    let words = String::from_utf8(output.stdout).unwrap();
    assert!(
        words.contains("to be put right") && words.contains("Attach a file"),
        "{words}"
    );
}

#[test]
fn progress_is_for_terminals_only() {
    let home = Home::new("");
    let id = home.json(&["draft", "new", "--procedure", "1.004232"])["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let file = home.file("don.pdf", &pdf("don", 3 << 20));
    let output = home.run(&["draft", "attach", &id, "TP01", path(&file)]);
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
