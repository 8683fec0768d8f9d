//! Dossier codes (TT 01/2018/TT-VPCP Điều 19): issued by the portal only, in the transaction that
//! takes the submission, never twice.

use motcua_domain::codes::dossier_code;
use rusqlite::Transaction;

use crate::{clock::day_in_viet_nam, error::ApiResult, state::App};

/// The next code of the unit that handles dossiers of `agency`, on today's date in Việt Nam.
///
/// # Errors
/// Those of the database.
pub fn next(tx: &Transaction<'_>, app: &App, agency: &str) -> ApiResult<String> {
    let unit = app.config.unit_codes.get(agency).unwrap_or(&app.config.unit_code);
    let day = day_in_viet_nam(app.now());
    let number: u32 = tx.query_row(
        "INSERT INTO code_sequences (unit, day, last) VALUES (?1, ?2, 1)
         ON CONFLICT (unit, day) DO UPDATE SET last = last + 1 RETURNING last",
        (unit, day.to_string()),
        |row| row.get(0),
    )?;
    Ok(dossier_code(unit, day, number))
}
