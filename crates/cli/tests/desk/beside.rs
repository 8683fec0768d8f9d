//! Beside an open window, on machines without a keyring, and with the wrong key.

use crate::bench::*;

/// Everything in the home with its bytes.
fn everything(home: &Home) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![home.folder.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).unwrap();
                found.push((path, bytes));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn while_another_has_the_desk_it_says_so_and_touches_nothing() {
    let home = Home::new("");
    let id = home.json(&["draft", "new", "--procedure", "1.004232"])["id"]
        .as_str()
        .unwrap()
        .to_owned();
    // as the window does: whoever has the lock is the one who writes
    let lock = std::fs::OpenOptions::new()
        .write(true)
        .open(home.folder.path().join("stores/real/store.lock"))
        .unwrap();
    lock.lock().unwrap();
    let before = everything(&home);
    for arguments in [
        &["draft", "set", &id, "purpose=sinh_hoat"][..],
        &["draft", "list"],
        &["outbox", "pause"],
        &["draft", "delete", &id],
    ] {
        let said = home.json_of(arguments, 8);
        assert_eq!(said["error"]["code"], "store_busy");
    }
    assert!(everything(&home) == before, "nothing was touched");
    let said = home.run(&["draft", "list", "--language", "en"]);
    assert!(String::from_utf8(said.stderr).unwrap().contains("window"));
    // searching needs no desk
    assert_eq!(
        home.run(&["catalogue", "search", "khoan giếng"]).status.code(),
        Some(0)
    );

    // waiting for it
    let waiting = home
        .command(&["draft", "list", "--wait", "60", "--json"])
        .spawn()
        .unwrap();
    lock.unlock().unwrap();
    let listed = json(waiting.wait_with_output().unwrap(), 0);
    assert_eq!(listed["dossiers"][0]["id"], id.as_str());
}

#[test]
fn without_a_keyring_and_a_passphrase_no_store_is_made() {
    let home = Home::new("");
    let run = |passphrase: Option<&str>, arguments: &[&str]| {
        let mut command = home.command(&[arguments, &["--json"]].concat());
        command.env_remove("MOTCUA_PASSPHRASE");
        if let Some(passphrase) = passphrase {
            command.env("MOTCUA_PASSPHRASE", passphrase);
        }
        command.output().unwrap()
    };
    let said = json(run(None, &["draft", "list"]), 9);
    assert!(
        said["error"]["message"]
            .as_str()
            .unwrap()
            .contains("MOTCUA_PASSPHRASE")
    );
    assert_eq!(
        everything(&home).len(),
        0,
        "a store that nobody could open is not made"
    );
    assert_eq!(
        json(run(Some("short"), &["draft", "list"]), 3)["error"]["code"],
        "invalid_fields"
    );
    assert_eq!(everything(&home).len(), 0);

    json(run(Some(PASSPHRASE), &["draft", "list"]), 0);
    let slots = json(run(Some(PASSPHRASE), &["key", "list"]), 0);
    assert_eq!(slots["slots"], serde_json::json!(["recovery", "passphrase"]));
    let code = json(run(Some(PASSPHRASE), &["key", "recovery-code"]), 0);
    let before = everything(&home);
    let said = json(run(Some("khong phai mat khau nay"), &["draft", "list"]), 9);
    assert_eq!(said["error"]["code"], "wrong_key");
    assert_eq!(json(run(None, &["draft", "list"]), 9)["error"]["code"], "locked");
    assert!(everything(&home) == before, "a wrong key touches nothing");

    // the recovery code opens it too, and a new passphrase can be set
    let code = home.file("ma-khoi-phuc", code["recovery_code"].as_str().unwrap().as_bytes());
    let new = home.file("mat-khau-moi", "mật khẩu kho hoàn toàn mới\n".as_bytes());
    json(
        run(
            None,
            &[
                "key",
                "set-passphrase",
                "--new-file",
                path(&new),
                "--recovery-code-file",
                path(&code),
            ],
        ),
        0,
    );
    json(run(Some("mật khẩu kho hoàn toàn mới"), &["draft", "list"]), 0);
    assert_eq!(
        json(run(Some(PASSPHRASE), &["draft", "list"]), 9)["error"]["code"],
        "wrong_key"
    );
}

#[test]
fn secrets_are_no_arguments() {
    let help = |noun: &[&str]| {
        let output = Home::new("").run(&[noun, &["--help"]].concat());
        String::from_utf8(output.stdout).unwrap()
    };
    for noun in [
        &["account", "sign-in"][..],
        &["account", "register"],
        &["key", "set-passphrase"],
        &["sync"],
    ] {
        let text = help(noun);
        for line in text.lines().filter(|line| line.trim_start().starts_with('-')) {
            let takes_secret =
                line.contains("passw") || line.contains("passphrase") || line.contains("recovery-code");
            assert!(!takes_secret || line.contains("<FILE>"), "{line}");
        }
    }
}

#[test]
fn another_portal_or_none_is_said_in_so_many_words() {
    let portal = Portal::start(quiet());
    let home = Home::new("");
    let said = home.json_of(&["sync"], 12);
    assert_eq!(said["error"]["code"], "no_portal");
    // from the flag, and remembered from then on
    json(
        home.run(&["account", "resend", EMAIL, "--portal", &portal.address, "--json"]),
        0,
    );
    assert_eq!(home.json(&["account", "show"])["portal_address"], portal.address);
    let other = Portal::start(quiet());
    let said = home.json_of(&["catalogue", "update", "--portal", &other.address], 5);
    assert_eq!(said["error"]["code"], "refused");
    assert_eq!(home.json(&["catalogue", "update"])["changed"], false);
}
