//! Lists, search and counts.

use motcua_domain::{
    money::MoneyState,
    status::{BusinessStatus, SyncState},
};
use motcua_store::{Confirmation, DossierCounts, ListFilter, PortalState, Store, Whose};
use serde_json::json;
use uuid::Uuid;

use crate::support::{at, bench, new_draft, set};

const ALL: Whose = Whose::Account(None);

fn confirm(store: &Store, dossier: Uuid, number: u32, second: i64) {
    let confirmation = Confirmation {
        code: format!("000.09.23.H34-220401-{number:04}"),
        lookup_key: "K7PQ".into(),
        submitted_at: at(second),
        status: BusinessStatus::Registered,
        money: MoneyState::Due,
        proof: json!({"code": number}),
    };
    store
        .write(|tx| tx.confirm(dossier, &confirmation, at(second)))
        .unwrap();
}

fn portal_says(store: &Store, dossier: Uuid, version: u32, status: BusinessStatus, second: i64) -> bool {
    let record = store
        .read(|tx| tx.dossier(dossier, Whose::Everyone))
        .unwrap()
        .unwrap();
    let state = PortalState {
        version,
        status: Some(status),
        code: record.code,
        money: MoneyState::Paid,
        due_on: Some("2025-11-03".parse().unwrap()),
        submitted_at: record.submitted_at,
    };
    store
        .write(|tx| tx.set_portal_state(dossier, &state, at(second)))
        .unwrap()
}

fn all_pages(store: &Store, filter: ListFilter, text: &str, limit: u32) -> Vec<Uuid> {
    let mut found = Vec::new();
    let mut cursor = None;
    loop {
        let page = store
            .read(|tx| tx.list_dossiers(ALL, filter, text, cursor.as_ref(), limit))
            .unwrap();
        assert!(page.rows.len() <= limit as usize);
        found.extend(page.rows.iter().map(|row| row.id));
        match page.next {
            Some(next) => cursor = Some(next),
            None => return found,
        }
    }
}

#[test]
fn pages_meet_without_gap_or_overlap() {
    let bench = bench();
    // Many in the same second, so that the time alone does not decide.
    let mut ids: Vec<Uuid> = (0..57)
        .map(|number| new_draft(&bench.store, None, number / 20))
        .collect();
    for (number, id) in ids.iter().enumerate().step_by(4) {
        confirm(&bench.store, *id, number as u32, number as i64 / 20);
    }
    ids.reverse();
    for limit in [1, 7, 19, 57, 100] {
        assert_eq!(
            all_pages(&bench.store, ListFilter::All, "", limit),
            ids,
            "limit {limit}"
        );
    }
    let sent = all_pages(&bench.store, ListFilter::Sent, "", 5);
    let unsent = all_pages(&bench.store, ListFilter::Unsent, "", 5);
    assert_eq!((sent.len(), unsent.len()), (15, 42));
    assert!(sent.iter().all(|id| !unsent.contains(id)));
    // A cursor that came from elsewhere is no reason to fail.
    let odd = motcua_store::ListCursor("chẳng phải con trỏ".into());
    let page = bench
        .store
        .read(|tx| tx.list_dossiers(ALL, ListFilter::All, "", Some(&odd), 3))
        .unwrap();
    assert_eq!(page.rows[0].id, ids[0]);
}

#[test]
fn counts_follow_every_change() {
    let bench = bench();
    let counts = || bench.store.read(|tx| tx.count_dossiers(ALL)).unwrap();
    let is = |unsent, sent, supplement| DossierCounts {
        unsent,
        sent,
        supplement,
    };
    let [first, second, third] = [1, 2, 3].map(|second| new_draft(&bench.store, None, second));
    assert_eq!(counts(), is(3, 0, 0));
    bench
        .store
        .write(|tx| tx.set_sync(first, SyncState::Queued, None, at(4)))
        .unwrap();
    assert_eq!(counts(), is(3, 0, 0));
    confirm(&bench.store, first, 1, 5);
    assert_eq!(counts(), is(2, 1, 0));
    assert!(portal_says(
        &bench.store,
        first,
        3,
        BusinessStatus::SupplementRequested,
        6
    ));
    assert_eq!(counts(), is(2, 1, 1));
    assert_eq!(all_pages(&bench.store, ListFilter::Supplement, "", 9), [first]);
    bench.store.write(|tx| tx.delete_dossier(second, at(7))).unwrap();
    bench.store.write(|tx| tx.delete_dossier(second, at(7))).unwrap();
    assert_eq!(counts(), is(1, 1, 1));
    bench.store.write(|tx| tx.restore_dossier(second, at(8))).unwrap();
    assert_eq!(counts(), is(2, 1, 1));
    bench.store.write(|tx| tx.delete_dossier(third, at(9))).unwrap();
    bench.store.write(|tx| tx.purge_deleted(at(10))).unwrap();
    assert_eq!(counts(), is(1, 1, 1));
    let account = Uuid::new_v4();
    bench
        .store
        .write(|tx| tx.claim(&[second], account, at(11)))
        .unwrap();
    assert_eq!(counts(), is(0, 1, 1));
    let of_account = bench
        .store
        .read(|tx| tx.count_dossiers(Whose::Account(Some(account))))
        .unwrap();
    assert_eq!(of_account, is(1, 1, 1));
}

#[test]
fn an_older_word_of_the_portal_changes_nothing() {
    let bench = bench();
    let dossier = new_draft(&bench.store, None, 1);
    confirm(&bench.store, dossier, 1, 2);
    assert!(portal_says(
        &bench.store,
        dossier,
        5,
        BusinessStatus::Processing,
        3
    ));
    assert!(
        !portal_says(&bench.store, dossier, 5, BusinessStatus::Processing, 4),
        "the same again"
    );
    assert!(
        !portal_says(&bench.store, dossier, 4, BusinessStatus::Received, 5),
        "late and reordered"
    );
    let record = bench.store.read(|tx| tx.dossier(dossier, ALL)).unwrap().unwrap();
    assert_eq!(record.status, Some(BusinessStatus::Processing));
    assert_eq!((record.money, record.changed_at), (MoneyState::Paid, at(3)));
    assert_eq!(record.due_on, Some("2025-11-03".parse().unwrap()));
    let by_code = bench
        .store
        .read(|tx| tx.dossier_by_code("000.09.23.H34-220401-0001", ALL))
        .unwrap();
    assert_eq!(by_code.unwrap().id, dossier);
}

#[test]
fn a_dossier_is_found_by_person_number_and_code_with_or_without_marks() {
    let bench = bench();
    let [an, dak, company] = [1, 2, 3].map(|second| new_draft(&bench.store, None, second));
    let save = |id, changes: &[_]| {
        bench
            .store
            .write(|tx| tx.set_answers(id, changes, at(9)))
            .unwrap()
    };
    save(
        an,
        &[
            set("applicant.full_name", "Nguyễn Văn Ấn"),
            set("applicant.phone", "0905123456"),
        ],
    );
    save(
        dak,
        &[
            set("applicant.full_name", "Đặng Thị Đào"),
            set("applicant.id_number", "062099000123"),
        ],
    );
    save(
        company,
        &[
            set("applicant.full_name", "Lê Hai"),
            set("applicant.organisation_name", "Công ty \"Nước Sạch\""),
        ],
    );
    confirm(&bench.store, dak, 7, 10);
    let find = |text: &str| all_pages(&bench.store, ListFilter::All, text, 10);

    assert_eq!(find("nguyen an"), [an]);
    assert_eq!(find("NGUYỄN VĂN ẤN"), [an]);
    assert_eq!(find("ngu"), [an]);
    assert_eq!(find("090512"), [an]);
    assert_eq!(find("dang dao"), [dak]);
    assert_eq!(find("đặng"), [dak]);
    assert_eq!(find("062099000123"), [dak]);
    assert_eq!(find("000.09.23.H34-220401-0007"), [dak]);
    assert_eq!(find("000.09.23.H34-2204"), [dak]);
    assert_eq!(find("\"nước sạch\""), [company]);
    assert_eq!(find("tham do nuoc"), [company, dak, an]);
    assert!(find("không ai").is_empty());
    assert!(find("\" OR *").is_empty());
    assert_eq!(find(" - "), [dak, company, an], "nothing to search by finds all");
    assert_eq!(all_pages(&bench.store, ListFilter::Sent, "dang", 10), [dak]);
    assert!(all_pages(&bench.store, ListFilter::Unsent, "dang", 10).is_empty());
    assert_eq!(
        all_pages(&bench.store, ListFilter::All, "nuoc", 1),
        [company, dak, an]
    );

    // The organisation's name stands in lists; what is typed anew is found and the old no more.
    let rows = bench
        .store
        .read(|tx| tx.list_dossiers(ALL, ListFilter::All, "cong ty", None, 5))
        .unwrap()
        .rows;
    assert_eq!(rows[0].applicant_name, "Công ty \"Nước Sạch\"");
    save(an, &[set("applicant.full_name", "Trần Bình")]);
    assert!(find("nguyen").is_empty());
    assert_eq!(find("binh"), [an]);
    // Nobody finds what another account has, nor what is in the bin.
    let stranger = Uuid::new_v4();
    let hidden = new_draft(&bench.store, Some(stranger), 12);
    save(hidden, &[set("applicant.full_name", "Trần Bình")]);
    assert_eq!(find("binh"), [an]);
    bench.store.write(|tx| tx.delete_dossier(an, at(13))).unwrap();
    assert!(find("binh").is_empty());
}
