//! What is owed, and the way to the bank and back.

use motcua_portal::Config;
use serde_json::Value;

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
}

/// A portal whose officer acts at once and that has an account for fees.
fn paid() -> Config {
    let mut config = serde_json::to_value(quiet()).unwrap();
    config["officer"]["automatic"] = true.into();
    config["money"]["beneficiary"] = serde_json::json!({
        "name": "SO TAI CHINH", "account": "1234567890", "bank": "NCB", "bank_bin": "970419",
    });
    serde_json::from_value(config).unwrap()
}

/// Presses "pay" on the bank's page, as the payer does in a browser.
fn pay_at_the_bank(portal: &Portal, pay_url: &str, reference: &str) {
    let bank = portal.bank();
    portal.run(async {
        let http = reqwest::Client::new();
        let page = http.get(pay_url).send().await.unwrap().text().await.unwrap();
        let ticket = page.split("name=\"ticket\" value=\"").nth(1).unwrap();
        let ticket = ticket.split('"').next().unwrap();
        let form = format!("txn_ref={reference}&ticket={ticket}&action=pay&scenario=normal&seconds=60");
        let answer = http
            .post(format!("{bank}/paymentv2/decide"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form)
            .send()
            .await
            .unwrap();
        let status = answer.status();
        assert!(status.is_success() || status.is_redirection(), "{status}");
    });
}

#[test]
fn a_fee_is_paid_once_and_its_receipt_saved() {
    let portal = Portal::start(paid());
    let home = Home::new(&portal.address);
    home.join(&portal);
    // a licence for minerals: a fee whose amount is known, and eleven papers
    let new = home.json(&["draft", "new", "--procedure", "1.014257", "--edition", "2026"]);
    let id = new["id"].as_str().unwrap().to_owned();
    let values = [
        PERSON,
        &[
            "request=Khai thác đá làm vật liệu xây dựng",
            "applicant.address.province=51",
            "applicant.address.commune=23500",
            "collection.wanted=false",
            "delivery.wanted=false",
        ],
    ]
    .concat();
    home.json(&[&["draft", "set", &id], &values[..]].concat());
    for number in 1..=12 {
        let file = home.file(&format!("{number}.pdf"), &pdf(&format!("giay to {number}"), 500));
        home.json(&["draft", "attach", &id, &format!("TP{number:02}"), path(&file)]);
    }
    home.json(&["submit", &id]);
    let code = home.json(&["sync", "--until-empty"])["sent"][0]["code"]
        .as_str()
        .unwrap()
        .to_owned();

    let asked = |status: &str| {
        until(status, || {
            (home.json(&["follow", &code])["status"] == status).then_some(())
        });
    };
    asked("payment_requested");
    let row = home.json(&["pay"])["rows"][0].clone();
    assert_eq!((&row["state"], &row["total"]), (&"due".into(), &1_000_000.into()));
    let methods = home.run(&["pay", &code]);
    assert_eq!(methods.status.code(), Some(2), "how to pay is the payer's choice");
    assert!(String::from_utf8(methods.stderr).unwrap().contains("vnpay"));
    let attempt = |value: &Value| value["attempt"]["uid"].as_str().unwrap().to_owned();
    let paying = home.json(&["pay", &code, "--method", "vnpay:NCB"]);
    assert_eq!(paying["state"], "pending");
    let again = home.json(&["pay", &code, "--method", "vnpay:NCB"]);
    assert_eq!(
        attempt(&again),
        attempt(&paying),
        "asking twice goes on with the same attempt"
    );
    assert_eq!(
        home.json_of(&["pay", &code, "--until-settled", "1"], 11)["state"],
        "pending"
    );

    let page = paying["attempt"]["pay_url"].as_str().unwrap();
    pay_at_the_bank(&portal, page, paying["attempt"]["reference"].as_str().unwrap());
    let receipt = home.files.path().join("bien-lai.pdf");
    let settled = home.json(&["pay", &code, "--until-settled", "60", "--receipt", path(&receipt)]);
    assert_eq!(settled["state"], "paid");
    assert!(std::fs::read(&receipt).unwrap().starts_with(b"%PDF"));
    let ledger = portal.ledger();
    let receipts = ledger["receipts"].as_array().unwrap();
    assert_eq!(receipts.len(), 1, "{receipts:?}");
    assert_eq!(
        home.json_of(&["pay", &code, "--receipt", path(&receipt)], 2)["error"]["code"],
        "usage",
        "nothing is written over"
    );
}
