//! Forgetting what has had its time: keys, tokens, counters, tombstones, files.

use std::time::Duration as Pause;

use chrono::Duration;
use rusqlite::Transaction;
use tokio_util::sync::CancellationToken;

use crate::{blobs::sweep, db::convert::ms, dossiers::feed, error::ApiResult, state::App};

/// Tidies at the start and then now and then, until `stop`.
pub async fn run(app: App, stop: CancellationToken) {
    loop {
        let state = app.clone();
        match tokio::task::spawn_blocking(move || once(&state)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => log::error!("tidying up: {error} {}", error.cause.as_deref().unwrap_or("-")),
            Err(error) => log::error!("tidying up: {error}"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(Pause::from_secs(app.config.lifetimes.tidy.max(1))) => {}
        }
    }
}

/// Tidies once. Blocks.
///
/// # Errors
/// Those of database and disk.
pub fn once(app: &App) -> ApiResult<()> {
    app.db.write_blocking(|tx| rows(tx, app))?;
    sweep::run(app)
}

fn rows(tx: &Transaction<'_>, app: &App) -> ApiResult<()> {
    let now = app.now();
    let before = |seconds: i64| ms(now - Duration::seconds(seconds));
    tx.execute(
        "DELETE FROM idempotency WHERE created_at < ?1",
        [before(app.config.lifetimes.idempotency)],
    )?;
    // A session is over when nothing of it works any more; its spent tokens are kept until then, to
    // notice one that comes back.
    tx.execute(
        "DELETE FROM sessions WHERE (ended_at IS NOT NULL AND ended_at < ?1)
            OR NOT EXISTS (SELECT 1 FROM session_tokens t WHERE t.session = sessions.id AND t.expires_at > ?2)",
        [before(7 * 24 * 3600), ms(now)],
    )?;
    tx.execute(
        "DELETE FROM session_tokens WHERE kind = 'access' AND expires_at < ?1",
        [before(app.config.lifetimes.refresh_grace)],
    )?;
    tx.execute(
        "DELETE FROM mail_tokens WHERE expires_at < ?1",
        [before(7 * 24 * 3600)],
    )?;
    tx.execute(
        "DELETE FROM mail_outbox WHERE coalesce(sent_at, failed_at) < ?1",
        [before(30 * 24 * 3600)],
    )?;
    // No window is longer than a day.
    tx.execute("DELETE FROM throttle WHERE started_at < ?1", [before(24 * 3600)])?;
    feed::forget_tombstones(tx, app)
}
