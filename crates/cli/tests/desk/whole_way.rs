//! From registering to following, in a home without a keyring.

use crate::bench::*;

#[test]
fn a_dossier_goes_from_registering_to_being_followed() {
    let portal = Portal::start(quiet());
    let home = Home::new(&portal.address);
    home.join(&portal);
    let account = home.json(&["account", "show"]);
    assert_eq!(account["account"]["details"]["email"], EMAIL);
    assert_eq!(account["session_valid"], true);
    assert_eq!(account["portal_address"], portal.address);

    // everything that is missing is said at once, and nothing is queued
    let id = home.json(&["draft", "new", "--procedure", "1.004232.000.00.00.H34"])["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let checked = home.json_of(&["draft", "check", &id], 3);
    assert_eq!(checked["complete"], false);
    let paths: Vec<&str> = checked["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| problem["path"].as_str().unwrap())
        .collect();
    for path in ["form.flow_m3_per_day", "papers.1.004232-TP01"] {
        assert!(paths.contains(&path), "{path} in {paths:?}");
    }
    let mut once = paths.clone();
    once.dedup();
    assert_eq!(once, paths, "each problem is said once");
    let refused = home.json_of(&["submit", &id], 3);
    assert_eq!(refused[0]["error"]["code"], "invalid_fields");
    assert_eq!(
        refused[0]["error"]["fields"].as_array().unwrap().len(),
        paths.len()
    );
    assert_eq!(
        home.json(&["outbox", "list"])["items"].as_array().unwrap().len(),
        0
    );
    home.json(&["draft", "delete", &id]);
    assert_eq!(
        home.json_of(&["draft", "show", &id], 4)["error"]["code"],
        "not_found"
    );

    let id = home.complete("1", 1000);
    assert_eq!(home.json(&["draft", "check", &id])["complete"], true);
    assert_eq!(home.json(&["submit", &id])[0]["state"], "queued");
    assert_eq!(
        home.json(&["submit", &id])[0]["state"],
        "already",
        "asking twice is asking once"
    );
    let waiting = home.json(&["outbox", "list"]);
    assert_eq!(waiting["items"][0]["dossier"], id.as_str());
    assert!(portal.submitted().is_empty(), "submitting waits for no network");

    let synced = home.json(&["sync", "--until-empty"]);
    assert_eq!(synced["empty"], true);
    assert_eq!(synced["sent"][0]["id"], id.as_str());
    let code = synced["sent"][0]["code"].as_str().unwrap().to_owned();
    assert_eq!(home.json(&["submit", &id])[0]["state"], "already");
    assert_equal(&home, &portal, std::slice::from_ref(&id));

    let followed = home.json(&["follow", &code]);
    assert_eq!(
        (&followed["code"], &followed["fresh"]),
        (&code.clone().into(), &true.into())
    );
    assert_eq!(followed["status"], "registered");
    assert_eq!(home.json(&["follow", &code, "--cached"])["fresh"], false);
    let listed = home.json(&["draft", "list", "--filter", "sent"]);
    assert_eq!(listed["dossiers"][0]["code"], code.as_str());
    // by code as well as by id
    assert_eq!(home.json(&["draft", "show", &code])["id"], id.as_str());

    // a copy is another dossier
    let copy = home.json(&["draft", "copy", &code])["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_ne!(copy, id);
    assert_eq!(
        home.json(&["draft", "show", &copy])["answers"]["form.flow_m3_per_day"],
        150.0
    );

    // signed out, nothing of the account is seen and nothing is lost
    home.json(&["account", "sign-out"]);
    assert_eq!(
        home.json_of(&["sync", "--until-empty"], 6)["error"]["code"],
        "sign_in_needed"
    );
    assert_eq!(
        home.json_of(&["draft", "show", &id], 4)["error"]["code"],
        "not_found"
    );
    let wrong = home.file("sai", b"Sai-mat-khau@1\n");
    let wrong = home.json_of(&["account", "sign-in", EMAIL, "--password-file", path(&wrong)], 6);
    assert_eq!(wrong["error"]["code"], "wrong_credentials");
    let back = home.pipe(
        &["account", "sign-in", EMAIL, "--password-file", "-", "--json"],
        PASSWORD,
    );
    assert_eq!(json(back, 0)["session_valid"], true);
    assert_eq!(home.json(&["draft", "show", &id])["code"], code.as_str());
}

#[test]
fn registering_names_every_wrong_field() {
    let portal = Portal::start(quiet());
    let home = Home::new(&portal.address);
    let output = home.pipe(
        &[
            "account",
            "register",
            "--full-name",
            "An",
            "--id-number",
            "12",
            "--phone",
            "1",
            "--email",
            "an",
            "--json",
        ],
        "x\n",
    );
    let said = json(output, 3);
    let fields = said["error"]["fields"].as_array().unwrap();
    let paths: Vec<&str> = fields
        .iter()
        .map(|field| field["path"].as_str().unwrap())
        .collect();
    for path in [
        "details.id_number",
        "details.phone",
        "details.email",
        "password",
        "accepts_terms",
    ] {
        assert!(paths.contains(&path), "{path} in {paths:?}");
    }
}
