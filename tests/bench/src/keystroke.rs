//! A keystroke's commit, as the desk's store makes it, against a bare durable insert into SQLite
//! on the same disk, turn about; and the same with 100,000 drafts beside it.

use std::{path::Path, time::Instant};

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};
use motcua_domain::content::{Answers, FieldValue};
use motcua_store::{AnswerChange, MemoryVault, NewDossier, Store, StoreMode};
use rusqlite::Connection;
use uuid::Uuid;

use crate::samples::{Row, Samples};

const SAMPLES: usize = 300;

/// Measures both rows; `crowd` drafts lie beside the one typed into for the second.
///
/// # Errors
/// When the disk does not take it.
pub fn measure(crowd: usize) -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let bare = bare(&folder.path().join("bare.db"))?;
    let store = Store::create(
        &folder.path().join("store"),
        StoreMode::Real,
        &MemoryVault::default(),
        None,
        start(),
    )?;
    let alone = compare(&store, &bare)?;
    fill(&store, crowd)?;
    let crowded = compare(&store, &bare)?;
    Ok(vec![
        row("a keystroke's commit".to_owned(), &alone),
        row(format!("the same with {crowd} drafts beside it"), &crowded),
    ])
}

/// The same commit in a store that somebody else filled.
///
/// # Errors
/// When the disk does not take it.
pub fn beside(store: &Store, floor: &Path, what: String) -> Result<Row> {
    Ok(row(what, &compare(store, &bare(floor)?)?))
}

fn start() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

fn bare(path: &Path) -> Result<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.execute_batch(
        "CREATE TABLE answer (id INTEGER PRIMARY KEY, path TEXT NOT NULL, value TEXT NOT NULL) STRICT",
    )?;
    Ok(connection)
}

fn compare(store: &Store, bare: &Connection) -> Result<(Samples, Samples)> {
    let draft = draft(store, 0)?;
    let (mut ours, mut floor) = (Samples::default(), Samples::default());
    let mut text = String::new();
    for sample in 0..SAMPLES {
        text.push(char::from(b'a' + u8::try_from(sample % 26)?));
        let started = Instant::now();
        bare.execute(
            "INSERT INTO answer (path, value) VALUES (?1, ?2)",
            ("form.note", text.as_str()),
        )?;
        floor.push(started.elapsed().as_secs_f64() * 1e3);
        let change = AnswerChange {
            path: "form.note".into(),
            value: Some(FieldValue::Text(text.clone())),
        };
        let started = Instant::now();
        store.write(|tx| tx.set_answers(draft, &[change], start()))?;
        ours.push(started.elapsed().as_secs_f64() * 1e3);
    }
    Ok((ours, floor))
}

fn draft(store: &Store, number: usize) -> Result<Uuid> {
    let id = Uuid::new_v4();
    store.write(|tx| tx.create_dossier(&new(id, number), start()))?;
    Ok(id)
}

fn fill(store: &Store, crowd: usize) -> Result<()> {
    for chunk in 0..crowd.div_ceil(1000) {
        store.write(|tx| {
            for number in chunk * 1000..((chunk + 1) * 1000).min(crowd) {
                tx.create_dossier(&new(Uuid::new_v4(), number), start())?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn new(id: Uuid, number: usize) -> NewDossier {
    let text = |value: String| FieldValue::Text(value);
    NewDossier {
        id,
        account: None,
        procedure: "1.004232".into(),
        procedure_name: "Cấp giấy phép thăm dò nước dưới đất".into(),
        edition: "2022".into(),
        catalogue_version: 1,
        answers: Answers::from([
            (
                "applicant.full_name".to_owned(),
                text(format!("Nguyễn Văn An {number}")),
            ),
            ("applicant.phone".to_owned(), text(format!("09{number:08}"))),
        ]),
    }
}

fn row(what: String, (ours, floor): &(Samples, Samples)) -> Row {
    Row::of_times(what, "bare WAL+FULL insert", ours, floor, 1.5)
}
