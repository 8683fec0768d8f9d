//! Tidying up: expired uploads, files without rows, files that nothing names.

use std::{collections::HashSet, fs, io, path::Path, time::SystemTime};

use chrono::Duration;
use rusqlite::Connection;
use uuid::Uuid;

use super::files;
use crate::{db::convert::ms, error::ApiResult, state::App};

/// Removes what is no longer needed. Blocks.
///
/// # Errors
/// Those of database and disk.
pub fn run(app: &App) -> ApiResult<()> {
    expired_uploads(app)?;
    unused_blobs(app)?;
    stray_files(app)
}

fn expired_uploads(app: &App) -> ApiResult<()> {
    let now = ms(app.now());
    let gone: Vec<String> = app.db.write_blocking(|tx| {
        let gone = strings(tx, "SELECT id FROM uploads WHERE expires_at <= ?1", now)?;
        tx.execute("DELETE FROM uploads WHERE expires_at <= ?1", [now])?;
        Ok(gone)
    })?;
    for id in gone.iter().filter_map(|id| Uuid::parse_str(id).ok()) {
        remove(&files::upload_path(app, id))?;
    }
    Ok(())
}

/// Files that no dossier and no submission names and that came long ago.
fn unused_blobs(app: &App) -> ApiResult<()> {
    let old = ms(app.now() - Duration::seconds(app.config.lifetimes.unused_blobs));
    let gone: Vec<(String, String)> = app.db.write_blocking(|tx| {
        const UNUSED: &str = "created_at <= ?1
            AND NOT EXISTS (SELECT 1 FROM dossier_papers p WHERE p.account = blobs.account AND p.sha256 = blobs.sha256)
            AND NOT EXISTS (SELECT 1 FROM submitted_papers p WHERE p.account = blobs.account AND p.sha256 = blobs.sha256)";
        let gone = tx
            .prepare(&format!("SELECT account, sha256 FROM blobs WHERE {UNUSED}"))?
            .query_map([old], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<Vec<_>, _>>()?;
        tx.execute(&format!("DELETE FROM blobs WHERE {UNUSED}"), [old])?;
        Ok(gone)
    })?;
    for (account, sha256) in gone {
        if let Ok(account) = Uuid::parse_str(&account) {
            remove(&files::blob_path(app, account, &sha256))?;
        }
    }
    Ok(())
}

/// Files that a crash left between rename and row, or whose rows are gone. Young ones stay: their
/// row may be on its way.
fn stray_files(app: &App) -> ApiResult<()> {
    let known: HashSet<String> = app.db.read_blocking(|db| {
        let mut known = HashSet::new();
        let mut add = |db: &Connection, sql: &str| -> ApiResult<()> {
            let mut query = db.prepare(sql)?;
            for name in query.query_map([], |row| row.get::<_, String>(0))? {
                known.insert(name?);
            }
            Ok(())
        };
        add(db, "SELECT account || '/' || sha256 FROM blobs")?;
        add(
            db,
            "SELECT account || '/' || sha256 FROM uploads WHERE state = 'open'",
        )?;
        add(db, "SELECT id FROM uploads")?;
        add(db, "SELECT id FROM results")?;
        Ok(known)
    })?;
    for folder in [&app.folders.uploads, &app.folders.results] {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if !known.contains(&name) && is_old(&entry.path()) {
                remove(&entry.path())?;
            }
        }
    }
    for account in fs::read_dir(&app.folders.blobs)? {
        let account = account?;
        let owner = account.file_name().to_string_lossy().into_owned();
        for entry in fs::read_dir(account.path())? {
            let entry = entry?;
            let name = format!("{owner}/{}", entry.file_name().to_string_lossy());
            if !known.contains(&name) && is_old(&entry.path()) {
                remove(&entry.path())?;
            }
        }
    }
    Ok(())
}

fn is_old(path: &Path) -> bool {
    fs::metadata(path).and_then(|m| m.modified()).is_ok_and(|at| {
        SystemTime::now()
            .duration_since(at)
            .is_ok_and(|age| age.as_secs() > 3600)
    })
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn strings(db: &Connection, sql: &str, at: i64) -> ApiResult<Vec<String>> {
    let mut query = db.prepare(sql)?;
    let rows = query.query_map([at], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
