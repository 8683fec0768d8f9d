//! The letters that training's mail server took, as people read them.

use chrono::{DateTime, Utc};
use mail_parser::MessageParser;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    db::convert::{self, ms},
    error::ApiResult,
    state::App,
};

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Letter {
    /// Id.
    pub id: Uuid,
    /// When it arrived.
    pub at: DateTime<Utc>,
    /// Recipient.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Text.
    pub body: String,
    /// Addresses in the text, in order.
    pub links: Vec<String>,
}

/// Keeps a letter, once for each recipient.
///
/// # Errors
/// Those of the database.
pub async fn keep(app: &App, recipients: &[String], raw: Vec<u8>) -> ApiResult<()> {
    let parsed = MessageParser::default().parse(&raw);
    let subject = parsed
        .as_ref()
        .and_then(|m| m.subject())
        .unwrap_or_default()
        .to_owned();
    let body = parsed.as_ref().and_then(|m| m.body_text(0)).map_or_else(
        || String::from_utf8_lossy(&raw).into_owned(),
        |text| text.into_owned(),
    );
    let at = ms(app.now());
    let letters: Vec<(String, String)> = recipients
        .iter()
        .map(|to| (app.random.uuid().to_string(), to.clone()))
        .collect();
    drop(parsed);
    app.db
        .write(move |tx| {
            let mut insert = tx.prepare_cached(
                "INSERT INTO letters (id, received_at, recipient, subject, body, raw) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?;
            for (id, to) in &letters {
                insert.execute((id, at, to, &subject, &body, &raw))?;
            }
            Ok(())
        })
        .await
}

/// The letters, newest first, at most 200.
///
/// # Errors
/// Those of the database.
pub fn list(db: &Connection) -> ApiResult<Vec<Letter>> {
    let mut query = db.prepare(
        "SELECT id, received_at, recipient, subject, body FROM letters ORDER BY received_at DESC, rowid DESC LIMIT 200",
    )?;
    let rows = query.query_map([], |row| {
        let body: String = row.get("body")?;
        Ok(Letter {
            id: convert::uuid(row, "id")?,
            at: convert::at(row, "received_at")?,
            to: row.get("recipient")?,
            subject: row.get("subject")?,
            links: links(&body),
            body,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn links(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '“' | '”'))
        .filter(|word| word.starts_with("http://") || word.starts_with("https://"))
        .map(|word| word.trim_end_matches(['.', ',', ';', ')']).to_owned())
        .collect()
}
