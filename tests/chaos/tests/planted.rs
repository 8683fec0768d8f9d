//! Each planted mistake must be found, or the simulation proves nothing.

use motcua_chaos::{
    Finding,
    simulation::{self, Against, Plant},
};

fn must_be_found(against: Against, plant: &Plant, by: &[&str]) {
    let so = |finding: &Finding| {
        let of_it = |text: &String| by.iter().any(|words| text.contains(words));
        finding.complaints.iter().any(of_it)
    };
    let found = simulation::first(against, 0, 2_000, plant, so);
    assert!(
        found.is_some(),
        "{plant:?} was not found as {by:?} against {against:?}"
    );
}

#[test]
fn dropped_idempotency_keys() {
    let plant = Plant {
        drops_keys: true,
        ..Plant::default()
    };
    // A portal that relies on keys alone takes it twice; ours has a second line (ids that stay
    // unique for ever), so that with it the missing keys themselves are what is seen.
    must_be_found(Against::Model, &plant, &["DOUBLED", "UNKEYED"]);
    must_be_found(Against::Handlers, &plant, &["UNKEYED"]);
    let doubled = (0..300).any(|seed| {
        simulation::run(Against::Model, seed, &plant, false)
            .iter()
            .any(|text| text.contains("DOUBLED"))
    });
    assert!(
        doubled,
        "without keys and without a second line nothing was doubled"
    );
}

#[test]
fn a_commit_after_the_send() {
    let plant = Plant {
        commits_after_send: true,
        ..Plant::default()
    };
    must_be_found(
        Against::Model,
        &plant,
        &["DOUBLED", "GHOST", "LOST", "not on disk"],
    );
    must_be_found(Against::Handlers, &plant, &["GHOST", "LOST", "not on disk"]);
    let doubled = (0..300).any(|seed| {
        simulation::run(Against::Model, seed, &plant, false)
            .iter()
            .any(|text| text.contains("DOUBLED"))
    });
    assert!(doubled, "nothing was doubled");
}

#[test]
fn a_forgotten_offset() {
    let plant = Plant {
        forgets_offset: true,
        ..Plant::default()
    };
    must_be_found(Against::Model, &plant, &["SPOILT"]);
    must_be_found(Against::Handlers, &plant, &["SPOILT"]);
}

#[test]
fn an_echoed_manifest() {
    let plant = Plant {
        echoes_manifest: true,
        ..Plant::default()
    };
    must_be_found(Against::Model, &plant, &["damaged"]);
    must_be_found(Against::Handlers, &plant, &["damaged"]);
}

#[test]
fn a_payment_that_is_settled_twice() {
    let plant = Plant {
        settles_twice: true,
        ..Plant::default()
    };
    must_be_found(Against::Model, &plant, &["DOUBLED"]);
    // The reference portal's second line, one receipt for a fee, holds; what is seen is that the
    // money for it went back.
    must_be_found(Against::Handlers, &plant, &["receipt without money"]);
}

#[test]
fn an_attempt_that_nothing_blocks() {
    let plant = Plant {
        pays_anew: true,
        ..Plant::default()
    };
    must_be_found(Against::Model, &plant, &["DOUBLED: another attempt"]);
}

#[test]
fn a_notice_that_nobody_signed() {
    let plant = Plant {
        believes_anybody: true,
        ..Plant::default()
    };
    must_be_found(Against::Model, &plant, &["not the bank's"]);
}
