//! Papers at a submission: their hashes are recomputed from the bytes on disk, and what the portal
//! answers (the manifest) is what it read, not what it was told (I3).

use std::collections::{BTreeSet, HashMap};

use axum::http::StatusCode;
use motcua_domain::{
    content::{DossierContent, Paper},
    language::Language,
    problem::FieldProblem,
};
use motcua_portal_api::{dossier::ManifestEntry, problem::ProblemCode};
use rusqlite::{Connection, Transaction};
use uuid::Uuid;

use crate::{
    blobs::{self, files, files::Seen},
    error::{ApiError, ApiResult},
    state::App,
};

/// What the stored files of a submission were found to be, by the hash they are stored under.
pub type Verified = HashMap<String, Seen>;

/// Reads every stored file that the papers name, each once. Files that are not there are left out;
/// a file whose bytes no longer have its hash is removed, so that the desk sends it again.
///
/// # Errors
/// Those of database and disk.
pub async fn read_again(app: &App, account: Uuid, hashes: BTreeSet<String>) -> ApiResult<Verified> {
    let state = app.clone();
    app.work
        .run(move || {
            let app = &state;
            let mut verified = Verified::new();
            for hash in hashes.into_iter().filter(|h| blobs::is_sha256(h)) {
                let known = app
                    .db
                    .read_blocking(|db| blobs::stored_size(db, app, account, &hash))?;
                if known.is_none() {
                    continue;
                }
                let path = files::blob_path(app, account, &hash);
                let seen = files::look_at(&path)?;
                if seen.sha256 == hash {
                    verified.insert(hash, seen);
                } else {
                    log::error!("a stored file of an account no longer has its hash; it is asked for again");
                    std::fs::remove_file(&path)?;
                }
            }
            Ok(verified)
        })
        .await?
}

/// The hashes that a content names.
pub fn hashes(content: &DossierContent) -> BTreeSet<String> {
    content.papers.iter().map(|paper| paper.sha256.clone()).collect()
}

/// The manifest of a submission, from what was read.
///
/// # Errors
/// 409 `blobs_missing` naming each missing file, 422 when size or format are not as announced.
pub fn manifest(
    db: &Connection,
    app: &App,
    account: Uuid,
    content: &DossierContent,
    verified: &Verified,
    language: Language,
) -> ApiResult<Vec<ManifestEntry>> {
    let (mut missing, mut wrong, mut entries) = (Vec::new(), Vec::new(), Vec::new());
    for paper in &content.papers {
        let there = blobs::stored_size(db, app, account, &paper.sha256)?.is_some();
        let Some(seen) = verified.get(&paper.sha256).filter(|_| there) else {
            missing.push(missing_paper(paper, language));
            continue;
        };
        wrong.extend(differs(paper, seen, language));
        entries.push(ManifestEntry {
            paper: paper.id,
            component: paper.component.clone(),
            size: seen.size,
            sha256: seen.sha256.clone(),
        });
    }
    if !missing.is_empty() {
        return Err(ApiError::new(
            StatusCode::CONFLICT,
            ProblemCode::BlobsMissing,
            format!(
                "Còn {} tệp chưa có trên Cổng. Hãy tải các tệp này lên rồi nộp lại.",
                missing.len()
            ),
            format!(
                "{} file(s) are not at the portal yet. Upload them, then submit again.",
                missing.len()
            ),
        )
        .with_fields(missing));
    }
    if !wrong.is_empty() {
        return Err(ApiError::invalid_fields(wrong));
    }
    Ok(entries)
}

/// `blobs.<sha256>`, so that a program can tell which.
fn missing_paper(paper: &Paper, language: Language) -> FieldProblem {
    let name = &paper.file_name;
    FieldProblem {
        path: format!("blobs.{}", paper.sha256),
        code: "blob_missing".into(),
        message: match language {
            Language::Vi => format!("Tệp “{name}” chưa có trên Cổng."),
            Language::En => format!("The file “{name}” is not at the portal."),
        },
    }
}

fn differs(paper: &Paper, seen: &Seen, language: Language) -> Option<FieldProblem> {
    let name = &paper.file_name;
    let (code, vi, en) = if paper.size != seen.size {
        (
            "paper_size",
            format!("Dung lượng tệp “{name}” không khớp với tệp trên Cổng. Hãy đính kèm lại tệp."),
            format!("The size of “{name}” is not that of the file at the portal. Attach the file again."),
        )
    } else if files::can_tell(&paper.media_type) && seen.media_type != Some(paper.media_type.as_str()) {
        (
            "paper_content",
            format!(
                "Nội dung tệp “{name}” không đúng định dạng đã khai. Hãy đính kèm lại tệp đúng định dạng."
            ),
            format!("The bytes of “{name}” are not of the format it claims. Attach a proper file."),
        )
    } else {
        return None;
    };
    let message = if language == Language::Vi { vi } else { en };
    Some(FieldProblem {
        path: format!("papers.{}", paper.component),
        code: code.into(),
        message,
    })
}

/// Notes which stored files the current content names.
///
/// # Errors
/// Those of the database.
pub fn remember(tx: &Transaction<'_>, uid: Uuid, account: Uuid, content: &DossierContent) -> ApiResult<()> {
    tx.prepare_cached("DELETE FROM dossier_papers WHERE dossier = ?1")?
        .execute([uid.to_string()])?;
    let mut insert = tx.prepare_cached(
        "INSERT INTO dossier_papers (dossier, paper, account, sha256) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for paper in &content.papers {
        insert.execute((
            uid.to_string(),
            paper.id.to_string(),
            account.to_string(),
            &paper.sha256,
        ))?;
    }
    Ok(())
}
