//! `docs/others-mistakes.md` names tests that exist.

use std::{fs, path::Path};

#[test]
fn every_test_that_the_table_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let table = fs::read_to_string(root.join("docs/others-mistakes.md")).unwrap();
    let rows = table.lines().filter(|line| {
        let first = line
            .trim_start_matches("| ")
            .split(' ')
            .next()
            .unwrap_or_default();
        first.parse::<u32>().is_ok()
    });
    assert_eq!(rows.count(), 42);
    let mut wrong = Vec::new();
    for named in table
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|text| text.contains('/'))
    {
        let (path, test) = named.split_once("::").unwrap_or((named, ""));
        let Ok(text) = fs::read_to_string(root.join(path)) else {
            wrong.push(named);
            continue;
        };
        if !test.is_empty() && !text.contains(&format!("fn {test}(")) {
            wrong.push(named);
        }
    }
    assert!(wrong.is_empty(), "not there: {wrong:#?}");
}
