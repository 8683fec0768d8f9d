//! Lists of dossiers.

use std::sync::Arc;

use motcua_store::{ListCursor, ListFilter, ListRow};

use crate::{
    error::DeskError,
    shared::room::{Room, whose},
    views::dossier::{DossierCounts, DossierFilter, DossierList, DossierRow},
};

/// Rows of a page.
const PAGE: u32 = 50;
/// Longest text searched, in characters.
const LONGEST_TEXT: usize = 200;

/// A page, newest change first.
pub(crate) async fn dossiers(
    room: &Arc<Room>,
    filter: DossierFilter,
    text: String,
    cursor: Option<String>,
) -> Result<DossierList, DeskError> {
    let text: String = text.chars().take(LONGEST_TEXT).collect();
    let filter = match filter {
        DossierFilter::Unsent => ListFilter::Unsent,
        DossierFilter::Sent => ListFilter::Sent,
        DossierFilter::Supplement => ListFilter::Supplement,
        DossierFilter::All => ListFilter::All,
    };
    room.read(move |tx| {
        let whose = whose(tx)?;
        let page = tx.list_dossiers(whose, filter, text.trim(), cursor.map(ListCursor).as_ref(), PAGE)?;
        let counts = tx.count_dossiers(whose)?;
        Ok(DossierList {
            rows: page.rows.into_iter().map(row).collect(),
            next_cursor: page.next.map(|cursor| cursor.0),
            counts: DossierCounts {
                unsent: counts.unsent,
                sent: counts.sent,
                supplement: counts.supplement,
            },
        })
    })
    .await
}

fn row(row: ListRow) -> DossierRow {
    DossierRow {
        id: row.id,
        code: row.code,
        procedure_name: row.procedure_name,
        applicant_name: row.applicant_name,
        sync: row.sync,
        status: row.status,
        money: row.money,
        due_on: row.due_on,
        changed_at: row.changed_at,
    }
}
