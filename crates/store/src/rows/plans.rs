//! Every list reads from an index, in its order: no scan of a table, no sorting.

use crate::{
    ListFilter, MemoryVault, Store, StoreMode,
    rows::{
        lists::{
            self,
            Stretch::{Older, SameMoment},
        },
        outbox, overview,
    },
};

fn plan(store: &Store, sql: &str) -> Vec<String> {
    store
        .read(|tx| {
            let mut query = tx.conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            // Parameters stay NULL: the plan does not depend on them.
            let rows = query
                .raw_query()
                .mapped(|row| row.get(3))
                .collect::<Result<_, _>>()?;
            Ok(rows)
        })
        .unwrap()
}

#[test]
fn lists_read_from_their_indexes() {
    let dir = tempfile::TempDir::new().unwrap();
    let now = chrono::DateTime::UNIX_EPOCH;
    let store = Store::create(
        &dir.path().join("s"),
        StoreMode::Real,
        &MemoryVault::default(),
        None,
        now,
    )
    .unwrap();
    let none = lists::ListNarrow::default();
    let cases = [
        (lists::page_sql(ListFilter::All, &none, Older), "dossier_list (owner=? AND sent=? AND changed_at<?)"),
        (
            lists::page_sql(ListFilter::All, &none, SameMoment),
            "dossier_list (owner=? AND sent=? AND changed_at=? AND number<?)",
        ),
        (lists::page_sql(ListFilter::Supplement, &none, Older), "dossier_supplement (owner=? AND changed_at<?)"),
        (lists::search_sql(ListFilter::All, &none, false), "VIRTUAL TABLE INDEX"),
        (lists::search_sql(ListFilter::Supplement, &none, true), "VIRTUAL TABLE INDEX"),
        (overview::open_sql(), "dossier_open (owner=?)"),
        (outbox::operations_sql(), "outbox_order"),
        (
            "SELECT procedure, uses FROM procedure_use ORDER BY uses DESC, last_used_at DESC, procedure LIMIT 5".into(),
            "procedure_use_rank",
        ),
        (
            "SELECT id FROM paper INDEXED BY paper_of_dossier WHERE dossier = 1 AND removed_at IS NULL
             ORDER BY component, position"
                .into(),
            "paper_of_dossier",
        ),
    ];
    for (sql, expected) in cases {
        let plan = plan(&store, &sql);
        assert!(plan[0].contains(expected), "{sql}\n{plan:#?}");
        for step in &plan {
            assert!(!step.contains("TEMP B-TREE"), "sorted: {sql}\n{plan:#?}");
            let whole_table = step.starts_with("SCAN") && !step.contains("INDEX");
            assert!(!whole_table, "scanned: {sql}\n{plan:#?}");
        }
    }
}
