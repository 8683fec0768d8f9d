//! The judged sets: queries as people speak and type, with the procedures that answer them.
#![allow(clippy::unwrap_used)]

mod common;

use common::{
    COUNTER, JUDGED_2022, JUDGED_2026, Judged, ask, catalogue, catalogue_2022, codes, index, judged,
    judged_2022, table, tally, with_neighbours,
};
use motcua_domain::catalogue::Catalogue;
use motcua_search::{Index, Lineage, Shorthand};

/// The bars: success among the first three, and first.
const AT3: f64 = 98.0;
const AT1: f64 = 90.0;

fn judge(title: &str, catalogue: &Catalogue, set: &[Judged]) {
    let index = index(catalogue);
    let rows = tally(set, &mut |j| {
        let found = ask(&index, &j.query, j.sector.as_deref());
        codes(catalogue, &found).into_iter().map(str::to_owned).collect()
    });
    println!("{}", table(title, &rows));
    let all = rows["\u{2211} all"];
    assert!(
        all.at3() >= AT3,
        "{title}: {:.1} % among the first three",
        all.at3()
    );
    assert!(all.at1() >= AT1, "{title}: {:.1} % first", all.at1());
}

#[test]
fn the_circulars_own_example_shows_its_three_rows() {
    let catalogue = catalogue_2022();
    let found = ask(
        &index(&catalogue),
        "cap phep tham do nuoc duoi dat",
        Some("tai-nguyen-nuoc"),
    );
    assert_eq!(
        codes(&catalogue, &found)[..3],
        ["1.004232", "1.004228", "1.004223"]
    );
}

#[test]
fn the_set_is_large_and_names_real_procedures() {
    for (set, json, least) in [
        (JUDGED_2022, motcua_data::CATALOGUE_2022, 400),
        (JUDGED_2026, motcua_data::CATALOGUE_2026, 60),
        (COUNTER[0], motcua_data::CATALOGUE_2022, 300),
        (COUNTER[1], motcua_data::CATALOGUE_2022, 300),
        (COUNTER[2], motcua_data::CATALOGUE_2022, 150),
        (COUNTER[3], motcua_data::CATALOGUE_2022, 200),
        (COUNTER[4], motcua_data::CATALOGUE_2022, 300),
    ] {
        let (set, catalogue) = (judged(set), catalogue(json));
        assert!(set.len() >= least, "{} queries", set.len());
        for code in set.iter().flat_map(|j| &j.codes) {
            assert!(
                catalogue.procedures.iter().any(|p| p.code == *code),
                "no procedure {code}"
            );
        }
    }
}

#[test]
fn the_catalogue_of_2022_is_found() {
    judge("catalogue 2022", &catalogue_2022(), &judged(JUDGED_2022));
}

#[test]
fn what_is_said_at_the_counter_is_found() {
    for (i, batch) in COUNTER.into_iter().enumerate() {
        judge(
            &format!("counter, batch {}", i + 1),
            &catalogue_2022(),
            &judged(batch),
        );
    }
}

#[test]
fn the_catalogue_of_2026_is_found() {
    let (old, new) = (catalogue_2022(), catalogue(motcua_data::CATALOGUE_2026));
    judge("catalogue 2026", &new, &judged(JUDGED_2026));
    // what procedures were before does not stand in the way of what they are
    let lineage = Lineage::read(&new, &[&old]);
    let index = Index::build_with_lineage(&new, &Shorthand::bundled(), &lineage);
    let rows = tally(&judged(JUDGED_2026), &mut |j| {
        let found = ask(&index, &j.query, j.sector.as_deref());
        let code = |at: usize| match new.procedures.get(at) {
            Some(procedure) => procedure.code.clone(),
            None => lineage.gone()[at - new.procedures.len()].procedure.code.clone(),
        };
        found.hits.iter().map(|hit| code(hit.procedure_index)).collect()
    });
    let all = rows["\u{2211} all"];
    assert!(
        all.at3() >= AT3 && all.at1() >= AT1,
        "{:.1} % and {:.1} %",
        all.at3(),
        all.at1()
    );
}

#[test]
fn the_real_ones_are_found_among_ten_thousand() {
    let catalogue = with_neighbours(catalogue_2022(), 10_000);
    judge("10,000 procedures", &catalogue, &judged(JUDGED_2022));
    judge(
        "10,000 procedures, with what is said at the counter",
        &catalogue,
        &judged_2022(),
    );
}
