//! Backing up, restoring, moving to another computer.

use crate::bench::*;

fn ids(home: &Home) -> Vec<String> {
    let listed = home.json(&["draft", "list", "--filter", "all"]);
    let rows = listed["dossiers"].as_array().unwrap().iter();
    rows.map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_backup_comes_back_and_another_computer_needs_the_old_key() {
    let home = Home::new("");
    let id = home.json(&["draft", "new", "--procedure", "1.004232"])["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let file = home.file("don.pdf", &pdf("don", 2000));
    home.json(&["draft", "attach", &id, "TP01", path(&file)]);
    let made = home.json(&["backup"]);
    assert_eq!((&made["dossiers"], &made["files"]), (&1.into(), &1.into()));
    let package = home.files.path().join("goi");
    assert_eq!(home.json(&["backup", "--package", path(&package)])["dossiers"], 1);
    let code = home.json(&["key", "recovery-code"])["recovery_code"]
        .as_str()
        .unwrap()
        .to_owned();

    home.json(&["draft", "new", "--procedure", "1.004232"]);
    assert_eq!(ids(&home).len(), 2);
    let listed = home.json(&["backup", "--list"]);
    assert_eq!(listed["backups"][0]["id"], made["id"]);
    assert_eq!(
        home.json_of(&["restore", "no-such-backup"], 4)["error"]["code"],
        "not_found"
    );
    assert_eq!(home.json(&["restore", "latest"])["dossiers"], 1);
    assert_eq!(ids(&home), std::slice::from_ref(&id));

    // another computer, with a passphrase of its own
    let other = Home::new("");
    let refused = other.json_of(&["restore", "--package", path(&package)], 9);
    assert_eq!(refused["error"]["code"], "locked");
    let code = other.file("ma-khoi-phuc", code.as_bytes());
    let restored = other.json(&[
        "restore",
        "--package",
        path(&package),
        "--backup-recovery-code-file",
        path(&code),
    ]);
    assert_eq!(
        (&restored["dossiers"], &restored["missing"]),
        (&1.into(), &0.into())
    );
    let shown = json(
        other
            .command(&[
                "draft",
                "show",
                &id,
                "--recovery-code-file",
                path(&code),
                "--json",
            ])
            .output()
            .unwrap(),
        0,
    );
    assert_eq!(shown["id"], id.as_str());
}
