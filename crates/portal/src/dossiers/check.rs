//! Which catalogue a dossier is judged by, and what is wrong with its content.

use std::sync::Arc;

use motcua_domain::{
    answers,
    check::{self, CheckContext},
    content::DossierContent,
    language::Language,
    problem::FieldProblem,
};
use rusqlite::Connection;

use crate::{
    catalogue::{self, Found},
    clock::day_in_viet_nam,
    error::{ApiError, ApiResult},
    state::App,
};

/// Longest a dossier's applicant name in lists, in characters.
const MAX_NAME: usize = 200;

fn problem(language: Language, path: &str, code: &str, vi: &str, en: &str) -> FieldProblem {
    let message = if language == Language::Vi { vi } else { en };
    FieldProblem {
        path: path.into(),
        code: code.into(),
        message: message.into(),
    }
}

/// The procedure in the version of the catalogue that the dossier was made under.
///
/// # Errors
/// 422 when this portal has no such version or procedure.
pub fn procedure(
    db: &Connection,
    app: &App,
    edition: &str,
    version: u32,
    code: &str,
    language: Language,
) -> ApiResult<Found> {
    let catalogue = app.catalogues.version(db, edition, version)?.ok_or_else(|| {
        ApiError::invalid_fields(vec![problem(
            language,
            "catalogue_version",
            "catalogue_unknown",
            "Cổng không có phiên bản danh mục thủ tục mà hồ sơ được lập theo. Hãy cập nhật danh mục rồi lập lại hồ sơ.",
            "The portal does not have the version of the catalogue that the dossier was made under. Update the catalogue and make the dossier anew.",
        )])
    })?;
    catalogue::find(&catalogue, code).ok_or_else(|| {
        ApiError::invalid_fields(vec![problem(
            language,
            "procedure",
            "procedure_unknown",
            "Danh mục của Cổng không có thủ tục này. Hãy chọn thủ tục khác.",
            "The portal's catalogue does not have this procedure. Choose another.",
        )])
    })
}

/// What must hold even of a draft, so that it can be kept: paper ids differ, hashes are hashes.
///
/// # Errors
/// 422.
pub fn storable(content: &DossierContent, language: Language) -> ApiResult<()> {
    let mut problems = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for paper in &content.papers {
        let path = format!("papers.{}", paper.component);
        if !seen.insert(paper.id) {
            problems.push(problem(
                language,
                &path,
                "paper_id_twice",
                "Hai tệp mang cùng một mã. Hãy gỡ một tệp rồi đính kèm lại.",
                "Two files carry the same id. Remove one and attach it again.",
            ));
        }
        if !crate::blobs::is_sha256(&paper.sha256) {
            problems.push(problem(
                language,
                &path,
                "paper_hash",
                "Mã kiểm tra của tệp không đúng dạng. Hãy đính kèm lại tệp.",
                "The file's hash has the wrong form. Attach the file again.",
            ));
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(ApiError::invalid_fields(problems))
    }
}

/// Everything that keeps the content from being submitted.
///
/// # Errors
/// 422 with all of it.
pub fn complete(app: &App, found: &Found, content: &DossierContent, language: Language) -> ApiResult<()> {
    let places: &Arc<_> = &app.catalogues.places;
    let context = CheckContext {
        procedure: found.procedure(),
        form: found.form(),
        places: Some((places, &found.catalogue.places_edition)),
        default_limits: &app.config.default_limits,
        today: day_in_viet_nam(app.now()),
        lang: language,
    };
    let problems = check::check(&context, content);
    if problems.is_empty() {
        Ok(())
    } else {
        Err(ApiError::invalid_fields(problems))
    }
}

/// Whose dossier it is, for lists: the owner's name, or the applicant's when they are one.
pub fn applicant_name(content: &DossierContent) -> String {
    let answers = &content.answers;
    let name_of = |who: &str| {
        let organisation = match answers::text(answers, &format!("{who}.kind")) {
            Some("business" | "organisation") => answers::text(answers, &format!("{who}.organisation_name")),
            _ => None,
        };
        organisation.or_else(|| answers::text(answers, &format!("{who}.full_name")))
    };
    name_of("applicant")
        .unwrap_or_default()
        .chars()
        .take(MAX_NAME)
        .collect()
}
