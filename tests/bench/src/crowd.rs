//! A store as an office has it after years: 100,000 dossiers and 500,000 attachments. Opening, lists, filters,
//! search, counts and saving through the store's own door, against bare SQLite with the same rows and
//! indexes on the same disk, turn about.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use motcua_domain::{
    content::{Answers, FieldValue},
    fold::fold,
    money::MoneyState,
    status::BusinessStatus,
};
use motcua_store::{
    Confirmation, ListCursor, ListFilter, MemoryVault, NewDossier, NewPaper, Store, StoreMode, StoredBlob,
    Unlock, Whose,
};
use rusqlite::Connection;
use uuid::Uuid;

use crate::{
    keystroke,
    samples::{Row, Samples},
};

const SAMPLES: usize = 60;
/// Rows of a page of a list.
const PAGE: u32 = 50;
/// Papers of a dossier.
const PAPERS: usize = 5;
/// Different files that all papers together are of.
const FILES: usize = 500;
/// One in so many dossiers waits for a supplement.
const SUPPLEMENTS: usize = 200;

const FAMILY: [&str; 6] = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng"];
const MIDDLE: [&str; 4] = ["Văn", "Thị", "Hữu", "Đức"];
const GIVEN: [&str; 8] = ["An", "Bình", "Cường", "Dũng", "Hạnh", "Hương", "Minh", "Phượng"];

/// Measures everything with `crowd` dossiers.
///
/// # Errors
/// When the disk does not take it.
pub fn measure(crowd: usize) -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let bare = bare(&folder.path().join("bare.db"), crowd)?;
    let vault = MemoryVault::default();
    let (few, many) = (folder.path().join("few"), folder.path().join("many"));
    for (path, dossiers) in [(&few, 100), (&many, crowd)] {
        let store = Store::create(path, StoreMode::Real, &vault, None, start())?;
        fill(&store, dossiers)?;
    }
    eprintln!(
        "filled: {crowd} dossiers, {} papers, database {} MB",
        crowd * PAPERS,
        fs::metadata(many.join("motcua.db"))?.len() / 1_000_000
    );
    let mut rows = vec![opening(&few, &many, &vault)?];
    let before = resident();
    let store = Store::open(&many, Unlock::Keyring(&vault), start())?;
    rows.extend(asking(&store, &bare, crowd)?);
    rows.push(memory(before, resident()));
    rows.push(keystroke::beside(
        &store,
        &folder.path().join("keystroke.db"),
        format!(
            "a keystroke's commit with {crowd} dossiers and {} papers beside it",
            crowd * PAPERS
        ),
    )?);
    Ok(rows)
}

/// When the first of them was made.
pub(crate) fn start() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

fn name(number: usize) -> String {
    format!(
        "{} {} {}",
        FAMILY[number % FAMILY.len()],
        MIDDLE[number / 7 % MIDDLE.len()],
        GIVEN[number / 29 % GIVEN.len()]
    )
}

fn phone(number: usize) -> String {
    format!("09{number:08}")
}

fn code(number: usize) -> String {
    format!("000.09.23.H34-220401-{number:06}")
}

/// Puts `crowd` dossiers into an empty store, every second of them submitted.
pub(crate) fn fill(store: &Store, crowd: usize) -> Result<()> {
    let files = (0..FILES.min(crowd))
        .map(|number| {
            let bytes = format!("%PDF-1.7 giay to so {number}").repeat(40);
            store.blobs().put(&mut bytes.as_bytes(), u64::MAX, &mut |_| {})
        })
        .collect::<Result<Vec<StoredBlob>, _>>()?;
    for chunk in 0..crowd.div_ceil(1000) {
        store.write(|tx| {
            for number in chunk * 1000..((chunk + 1) * 1000).min(crowd) {
                let id = Uuid::from_u128(number as u128 + 1);
                let now = start() + TimeDelta::seconds(i64::try_from(number).unwrap_or(0));
                tx.create_dossier(&new(id, number), now)?;
                for paper in 0..PAPERS {
                    tx.add_paper(
                        id,
                        &NewPaper {
                            id: Uuid::from_u128((number * PAPERS + paper + 1_000_000_000) as u128),
                            component: format!("1.004232-TP0{}", paper + 1),
                            file_name: "đề án thăm dò.pdf".into(),
                            media_type: "application/pdf".into(),
                            blob: files[(number * PAPERS + paper) % files.len()].clone(),
                        },
                        now,
                    )?;
                }
                if number.is_multiple_of(2) {
                    tx.confirm(id, &confirmation(number), now)?;
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn new(id: Uuid, number: usize) -> NewDossier {
    let text = |path: &str, value: String| (path.to_owned(), FieldValue::Text(value));
    NewDossier {
        id,
        account: None,
        procedure: "1.004232".into(),
        procedure_name: "Cấp giấy phép thăm dò nước dưới đất".into(),
        edition: "2022".into(),
        catalogue_version: 1,
        answers: Answers::from([
            text("applicant.full_name", name(number)),
            text("applicant.phone", phone(number)),
            text("applicant.id_number", format!("0620{number:08}")),
            text("form.place_detail", format!("Thôn {}", number % 30)),
            text("form.aquifer", "Bazan Pleistocen".into()),
        ]),
    }
}

fn confirmation(number: usize) -> Confirmation {
    Confirmation {
        code: code(number),
        lookup_key: "K7PQ".into(),
        submitted_at: start(),
        status: if number.is_multiple_of(SUPPLEMENTS) {
            BusinessStatus::SupplementRequested
        } else {
            BusinessStatus::Processing
        },
        money: MoneyState::None,
        proof: serde_json::json!({}),
    }
}

/// The floor: one plain table of what lists show, one index per list, one full-text table of the same words.
fn bare(path: &Path, crowd: usize) -> Result<Connection> {
    let mut connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.execute_batch(
        "CREATE TABLE dossier (number INTEGER PRIMARY KEY, id BLOB NOT NULL, owner BLOB NOT NULL, code TEXT,
             procedure TEXT NOT NULL, title TEXT NOT NULL, applicant TEXT NOT NULL, sync TEXT NOT NULL, status TEXT,
             money TEXT NOT NULL, due_on TEXT, sent INTEGER NOT NULL, supplement INTEGER NOT NULL,
             changed_at INTEGER NOT NULL) STRICT;
         CREATE INDEX dossier_list ON dossier (sent, changed_at DESC, number DESC);
         CREATE INDEX dossier_supplement ON dossier (changed_at DESC, number DESC) WHERE supplement = 1;
         CREATE VIRTUAL TABLE words USING fts5 (text, content = '', prefix = '2 3',
             tokenize = 'unicode61 remove_diacritics 0');
         CREATE TABLE counts (sent INTEGER PRIMARY KEY, dossiers INTEGER NOT NULL) STRICT;",
    )?;
    let tx = connection.transaction()?;
    let title = "Cấp giấy phép thăm dò nước dưới đất";
    for number in 0..crowd {
        let sent = number.is_multiple_of(2);
        let code = sent.then(|| code(number));
        let supplement = sent && number.is_multiple_of(SUPPLEMENTS);
        tx.prepare_cached(
            "INSERT INTO dossier VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, NULL, ?11, ?12, ?13)",
        )?
        .execute(rusqlite::params![
            i64::try_from(number)? + 1,
            Uuid::from_u128(number as u128 + 1).as_bytes().as_slice(),
            Uuid::nil().as_bytes().as_slice(),
            code,
            "1.004232",
            title,
            name(number),
            if sent { "confirmed" } else { "draft" },
            sent.then_some(if supplement {
                "supplement_requested"
            } else {
                "processing"
            }),
            "none",
            sent,
            supplement,
            i64::try_from(number)?
        ])?;
        let words = format!(
            "{} {} 0620{number:08} 1.004232 {title} {}",
            name(number),
            phone(number),
            code.unwrap_or_default()
        );
        tx.prepare_cached("INSERT INTO words (rowid, text) VALUES (?1, ?2)")?
            .execute(rusqlite::params![i64::try_from(number)? + 1, fold(&words)])?;
    }
    tx.execute_batch("INSERT INTO counts SELECT sent, count(*) FROM dossier GROUP BY sent")?;
    tx.commit()?;
    Ok(connection)
}

fn opening(few: &Path, many: &Path, vault: &MemoryVault) -> Result<Row> {
    let (mut ours, mut floor) = (Samples::default(), Samples::default());
    let timed = |path: &Path| -> Result<f64> {
        let started = Instant::now();
        let store = Store::open(path, Unlock::Keyring(vault), start())?;
        page(&store, ListFilter::All, "", None)?;
        Ok(started.elapsed().as_secs_f64() * 1e3)
    };
    for _ in 0..SAMPLES {
        floor.push(timed(few)?);
        ours.push(timed(many)?);
    }
    Ok(Row::of_times(
        "opening a store with all of them, and its first list".into(),
        "with 100 dossiers",
        &ours,
        &floor,
        1.25,
    ))
}

fn page(
    store: &Store,
    filter: ListFilter,
    text: &str,
    cursor: Option<&ListCursor>,
) -> Result<(usize, Option<ListCursor>)> {
    let page = store.read(|tx| tx.list_dossiers(Whose::Account(None), filter, text, cursor, PAGE))?;
    Ok((page.rows.len(), page.next))
}

struct Question {
    what: &'static str,
    filter: ListFilter,
    /// What is typed, by the number of the sample.
    text: fn(usize) -> String,
    /// The same as bare SQL; `?1` is the text as full-text words.
    sql: &'static str,
    bar: f64,
}

/// As many as a row of the store's lists has.
const COLUMNS: &str = "SELECT number, changed_at, id, owner, code, procedure, title, applicant, sync, status, money, \
    due_on FROM";
/// A row as it stands.
type BareRow = (
    (i64, i64, Vec<u8>, Vec<u8>),
    (Option<String>, String, String, String),
    (String, Option<String>, String, Option<String>),
);

fn bare_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<BareRow> {
    Ok((
        (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?),
        (row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?),
        (row.get(8)?, row.get(9)?, row.get(10)?, row.get(11)?),
    ))
}

fn questions() -> Vec<Question> {
    let searched = "words CROSS JOIN dossier ON number = words.rowid WHERE words MATCH ?1 ORDER BY words.rowid DESC LIMIT 51";
    let nothing: fn(usize) -> String = |_| String::new();
    let search = |what, text| Question {
        what,
        filter: ListFilter::All,
        text,
        sql: searched,
        bar: 2.0,
    };
    vec![
        Question {
            what: "first list",
            filter: ListFilter::Sent,
            text: nothing,
            sql: "dossier WHERE sent = 1 AND ?1 = '' ORDER BY changed_at DESC, number DESC LIMIT 51",
            bar: 2.0,
        },
        Question {
            what: "filter: waits for a supplement",
            filter: ListFilter::Supplement,
            text: nothing,
            sql: "dossier WHERE supplement = 1 AND ?1 = '' ORDER BY changed_at DESC, number DESC LIMIT 51",
            bar: 2.0,
        },
        search("search by person", |sample| name(sample * 31)),
        search("search by the commonest word", |_| "nguyen".into()),
        search("search by phone", |sample| phone(sample * 991)),
        search("search by code", |sample| code(sample * 2 * 331)),
        Question {
            what: "search by person among those that wait for a supplement",
            filter: ListFilter::Supplement,
            text: |sample| name(sample * 31),
            sql: "words CROSS JOIN dossier ON number = words.rowid WHERE words MATCH ?1 AND supplement = 1
                 ORDER BY words.rowid DESC LIMIT 51",
            bar: 2.0,
        },
    ]
}

/// The expression that the store makes too.
fn words(text: &str) -> String {
    fold(text)
        .split_whitespace()
        .map(|word| format!("\"{word}\"*"))
        .collect::<Vec<_>>()
        .join(" ")
}

fn asking(store: &Store, bare: &Connection, crowd: usize) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for question in questions() {
        let (mut ours, mut floor) = (Samples::default(), Samples::default());
        let sql = format!("{COLUMNS} {}", question.sql);
        for sample in 0..SAMPLES {
            let text = (question.text)(sample);
            let typed = words(&text);
            let started = Instant::now();
            let found = bare
                .prepare_cached(&sql)?
                .query_map([&typed], bare_row)?
                .collect::<Result<Vec<_>, _>>()?;
            floor.push(started.elapsed().as_secs_f64() * 1e3);
            let started = Instant::now();
            let (here, _) = page(store, question.filter, &text, None)?;
            ours.push(started.elapsed().as_secs_f64() * 1e3);
            anyhow::ensure!(
                here == found.len().min(PAGE as usize),
                "{}: {here} rows here, {} in the bare table",
                question.what,
                found.len()
            );
        }
        let what = format!("{}, {crowd} dossiers", question.what);
        rows.push(Row::of_times(what, "bare SQLite", &ours, &floor, question.bar));
    }
    rows.push(deep(store, crowd)?);
    rows.push(counting(store, bare, crowd)?);
    Ok(rows)
}

/// The two hundredth page is as near as the first.
fn deep(store: &Store, crowd: usize) -> Result<Row> {
    let (mut ours, mut floor) = (Samples::default(), Samples::default());
    let mut cursor = None;
    for _ in 0..200 {
        cursor = page(store, ListFilter::All, "", cursor.as_ref())?.1;
    }
    for _ in 0..SAMPLES {
        for (cursor, samples) in [(None, &mut floor), (cursor.as_ref(), &mut ours)] {
            let started = Instant::now();
            page(store, ListFilter::All, "", cursor)?;
            samples.push(started.elapsed().as_secs_f64() * 1e3);
        }
    }
    Ok(Row::of_times(
        format!("page 201 of the list, {crowd} dossiers"),
        "page 1",
        &ours,
        &floor,
        1.25,
    ))
}

fn counting(store: &Store, bare: &Connection, crowd: usize) -> Result<Row> {
    let (mut ours, mut floor) = (Samples::default(), Samples::default());
    for _ in 0..SAMPLES {
        let started = Instant::now();
        let page = bare
            .prepare_cached(&format!(
                "{COLUMNS} dossier WHERE sent = 1 ORDER BY changed_at DESC, number DESC LIMIT 51"
            ))?
            .query_map([], |row| row.get::<_, i64>(0))?
            .count();
        floor.push(started.elapsed().as_secs_f64() * 1e3);
        anyhow::ensure!(page > 0, "the bare table is empty");
        let started = Instant::now();
        let counts = store.read(|tx| tx.count_dossiers(Whose::Account(None)))?;
        ours.push(started.elapsed().as_secs_f64() * 1e3);
        anyhow::ensure!(
            counts.sent + counts.unsent >= u32::try_from(crowd)?,
            "counts are wrong"
        );
    }
    Ok(Row::of_times(
        format!("all counts, {crowd} dossiers"),
        "a bare page",
        &ours,
        &floor,
        2.0,
    ))
}

/// Resident memory of this process in MiB, where the system tells.
fn resident() -> Option<f64> {
    let text = fs::read_to_string(PathBuf::from("/proc/self/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: f64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}

fn memory(before: Option<f64>, after: Option<f64>) -> Row {
    let grown = before
        .zip(after)
        .context("no figures")
        .map_or(f64::NAN, |(before, after)| (after - before).max(0.0));
    Row {
        what: "memory for opening, lists, filters, searches and counts".into(),
        measured: format!("{grown:.1} MiB more than before opening, of 32 MiB"),
        ratio: grown / 32.0,
        bar: 1.0,
    }
}
