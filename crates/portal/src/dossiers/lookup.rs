//! Looking a dossier up as a stranger: code and key together, throttled, nothing personal.

use std::net::IpAddr;

use motcua_domain::{codes::normalise_code, language::Language};
use motcua_portal_api::dossier::{DossierEvent, Lookup, LookupAnswer};
use rusqlite::{Connection, OptionalExtension};
use subtle::ConstantTimeEq;

use super::{DossierRow, view};
use crate::{
    accounts::{throttle::Bucket, tokens},
    error::{ApiError, ApiResult, Words},
    state::App,
};

/// Progress of the dossier with this code, for whoever holds its key.
///
/// # Errors
/// 404 for a wrong code as for a wrong key, 429.
pub async fn lookup(app: &App, asked: Lookup, peer: IpAddr, language: Language) -> ApiResult<LookupAnswer> {
    let limits = &app.config.throttles;
    let code = normalise_code(&asked.code);
    let by_address = Bucket::new(app, "lookup-from", &peer.to_string(), limits.lookup_address);
    let by_code = Bucket::new(app, "lookup", &code, limits.lookup_code);
    let state = app.clone();
    app.db
        .write(move |tx| {
            let now = state.now();
            by_address.take(tx, now)?;
            by_code.take(tx, now)?;
            let found = find(tx, &code, &asked.key)?;
            let Some(row) = found else {
                return Ok(Err(not_found()));
            };
            by_code.give_back(tx)?;
            let mut summary = view::summary(&row);
            summary.applicant_name = masked(&row.applicant_name);
            let events = view::events(tx, row.uid)?
                .into_iter()
                .map(|e| for_strangers(e, language))
                .collect();
            Ok(Ok(LookupAnswer { summary, events }))
        })
        .await?
}

fn find(db: &Connection, code: &str, key: &str) -> ApiResult<Option<DossierRow>> {
    let row = db
        .query_row("SELECT * FROM dossiers WHERE code = ?1", [code], DossierRow::read)
        .optional()?;
    let right = |row: &DossierRow| {
        let stored = tokens::normalise_code(row.lookup_key.as_deref().unwrap_or_default());
        let given = tokens::normalise_code(key);
        !stored.is_empty() && bool::from(stored.as_bytes().ct_eq(given.as_bytes()))
    };
    Ok(row.filter(right))
}

fn not_found() -> ApiError {
    let mut error = ApiError::not_found();
    error.detail = Words::new(
        "Không có hồ sơ nào khớp với mã hồ sơ và mã tra cứu này. Hãy xem lại hai mã trên giấy tiếp nhận hồ sơ.",
        "No dossier matches this code and key. Check both on the acknowledgement.",
    );
    error
}

/// `Nguyễn Văn An` as `N***** V** A*`.
fn masked(name: &str) -> String {
    let word = |word: &str| {
        let mut characters = word.chars();
        let first = characters.next().map(String::from).unwrap_or_default();
        format!("{first}{}", "*".repeat(characters.count()))
    };
    name.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

/// Texts and names of an event may be personal; what remains is status, unit and time.
fn for_strangers(event: DossierEvent, language: Language) -> DossierEvent {
    let actor = match (event.unit.is_empty(), language) {
        (true, Language::Vi) => "Người nộp hồ sơ".to_owned(),
        (true, Language::En) => "Applicant".to_owned(),
        (false, _) => event.unit.clone(),
    };
    DossierEvent {
        actor,
        text: event.status.name(language).to_owned(),
        ..event
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_masked_but_for_their_first_letters() {
        assert_eq!(super::masked("Nguyễn Văn An"), "N***** V** A*");
        assert_eq!(super::masked("  Ðỗ  "), "Ð*");
        assert_eq!(super::masked(""), "");
    }
}
