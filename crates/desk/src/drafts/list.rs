//! Lists of dossiers.

use std::{collections::HashSet, sync::Arc};

use chrono::TimeDelta;
use motcua_domain::{language::Language, money::MoneyState, status::SyncState};
use motcua_store::{ListCursor, ListFilter, ListNarrow, ListRow, ReadTx, StoreError};
use uuid::Uuid;

use crate::{
    error::DeskError,
    files::SavedFile,
    shared::room::{Room, whose},
    views::{
        dossier::{DossierCounts, DossierFilter, DossierList, DossierRow},
        overview::DossierNarrow,
    },
};

/// Rows of a page.
const PAGE: u32 = 50;
/// Rows read at once for a table.
const EXPORT_PAGE: u32 = 1000;
/// Longest text searched, in characters.
const LONGEST_TEXT: usize = 200;

/// A page, newest change first.
pub(crate) async fn dossiers(
    room: &Arc<Room>,
    filter: DossierFilter,
    narrow: DossierNarrow,
    text: String,
    cursor: Option<String>,
) -> Result<DossierList, DeskError> {
    let text: String = text.chars().take(LONGEST_TEXT).collect();
    let (filter, narrow) = (kept(filter), narrowed(narrow));
    room.read(move |tx| {
        let whose = whose(tx)?;
        let page = tx.list_dossiers_where(
            whose,
            filter,
            &narrow,
            text.trim(),
            cursor.map(ListCursor).as_ref(),
            PAGE,
        )?;
        let counts = tx.count_dossiers(whose)?;
        let mut rows = Vec::with_capacity(page.rows.len());
        for one in page.rows {
            rows.push(marked(tx, one)?);
        }
        Ok(DossierList {
            rows,
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

/// What the list shows as a table for a spreadsheet; with `only`, those of it. UTF-8 with a mark and
/// semicolons, as spreadsheets here open it without questions.
pub(crate) async fn csv(
    room: &Arc<Room>,
    filter: DossierFilter,
    narrow: DossierNarrow,
    text: String,
    only: Vec<Uuid>,
) -> Result<SavedFile, DeskError> {
    let text: String = text.chars().take(LONGEST_TEXT).collect();
    let (filter, narrow) = (kept(filter), narrowed(narrow));
    let lang = room.lang();
    let today = room.shared.today();
    let only: HashSet<Uuid> = only.into_iter().collect();
    let table = room
        .read(move |tx| {
            let whose = whose(tx)?;
            let mut table = String::from("\u{feff}");
            line(&mut table, heads(lang).map(str::to_owned));
            let mut cursor: Option<ListCursor> = None;
            loop {
                let page = tx.list_dossiers_where(
                    whose,
                    filter,
                    &narrow,
                    text.trim(),
                    cursor.as_ref(),
                    EXPORT_PAGE,
                )?;
                for row in page.rows {
                    if only.is_empty() || only.contains(&row.id) {
                        line(&mut table, cells(row, lang));
                    }
                }
                cursor = page.next;
                if cursor.is_none() {
                    return Ok(table);
                }
            }
        })
        .await?;
    let name = match lang {
        Language::Vi => "danh-sach-ho-so",
        Language::En => "dossiers",
    };
    Ok(SavedFile {
        file_name: format!("{name}-{today}.csv"),
        media_type: "text/csv".to_owned(),
        bytes: table.into_bytes(),
    })
}

fn heads(lang: Language) -> [&'static str; 7] {
    match lang {
        Language::Vi => [
            "Mã hồ sơ",
            "Người nộp",
            "Tên thủ tục",
            "Trạng thái",
            "Phí, lệ phí",
            "Ngày hẹn trả",
            "Sửa lúc",
        ],
        Language::En => [
            "Dossier code",
            "Applicant",
            "Procedure",
            "State",
            "Fees",
            "Due on",
            "Changed at",
        ],
    }
}

fn cells(row: ListRow, lang: Language) -> [String; 7] {
    [
        row.code.unwrap_or_default(),
        row.applicant_name,
        row.procedure_name,
        match row.status {
            Some(status) => status.name(lang).to_owned(),
            None => sync_name(row.sync, lang).to_owned(),
        },
        money_name(row.money, lang).to_owned(),
        row.due_on
            .map(|day| day.format("%d/%m/%Y").to_string())
            .unwrap_or_default(),
        // the time of Việt Nam, all year UTC+7
        (row.changed_at + TimeDelta::hours(7))
            .format("%d/%m/%Y %H:%M")
            .to_string(),
    ]
}

fn sync_name(sync: SyncState, lang: Language) -> &'static str {
    let (vi, en) = match sync {
        SyncState::Draft => ("Đang soạn", "Draft"),
        SyncState::Ready => ("Đủ để nộp", "Ready to submit"),
        SyncState::Queued => ("Chờ gửi", "Waiting to be sent"),
        SyncState::Sending => ("Đang gửi", "Being sent"),
        SyncState::Held => ("Cần bạn xử lý", "Needs you"),
        SyncState::Confirmed => ("Đã nộp", "Submitted"),
    };
    match lang {
        Language::Vi => vi,
        Language::En => en,
    }
}

fn money_name(money: MoneyState, lang: Language) -> &'static str {
    let (vi, en) = match money {
        MoneyState::None => ("", ""),
        MoneyState::Due => ("Chờ thanh toán", "Due"),
        MoneyState::Pending => ("Đang xử lý thanh toán", "Payment pending"),
        MoneyState::Paid => ("Đã thanh toán", "Paid"),
        MoneyState::Failed => ("Thanh toán chưa thành công", "Payment failed"),
        MoneyState::Refunded => ("Đã hoàn tiền", "Refunded"),
    };
    match lang {
        Language::Vi => vi,
        Language::En => en,
    }
}

/// One line. A name that begins like a formula must stay a name in the spreadsheet.
fn line(table: &mut String, cells: [String; 7]) {
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            table.push(';');
        }
        let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
            "'"
        } else {
            ""
        };
        table.push('"');
        table.push_str(guard);
        table.push_str(&cell.replace('"', "\"\""));
        table.push('"');
    }
    table.push_str("\r\n");
}

fn kept(filter: DossierFilter) -> ListFilter {
    match filter {
        DossierFilter::Unsent => ListFilter::Unsent,
        DossierFilter::Sent => ListFilter::Sent,
        DossierFilter::Supplement => ListFilter::Supplement,
        DossierFilter::All => ListFilter::All,
    }
}

fn narrowed(narrow: DossierNarrow) -> ListNarrow {
    ListNarrow {
        sync: narrow.sync,
        status: narrow.status,
        money: narrow.money,
        due_from: narrow.due_from,
        due_to: narrow.due_to,
    }
}

/// A row with the sign that another computer changed it too.
fn marked(tx: &ReadTx<'_>, one: ListRow) -> Result<DossierRow, StoreError> {
    let draft = matches!(one.sync, SyncState::Draft | SyncState::Ready);
    let elsewhere = draft && tx.draft_needs_person(one.id)?;
    Ok(DossierRow {
        elsewhere,
        ..row(one)
    })
}

pub(crate) fn row(row: ListRow) -> DossierRow {
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
        elsewhere: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_stays_what_it_is() {
        let mut table = String::new();
        let mut cells: [String; 7] = Default::default();
        cells[1] = "=HYPERLINK(\"http://x\")".into();
        cells[2] = "Cấp phép; \"nước\"\ndưới đất".into();
        line(&mut table, cells);
        assert_eq!(
            table,
            "\"\";\"'=HYPERLINK(\"\"http://x\"\")\";\"Cấp phép; \"\"nước\"\"\ndưới đất\";\"\";\"\";\"\";\"\"\r\n"
        );
    }
}
