//! Progress of long work, on a terminal only.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use motcua_desk::prelude::{OutboxItem, OutboxStage};

use crate::session::Session;

/// A line at the bottom of the terminal.
pub struct Progress(ProgressBar);

impl Progress {
    /// For work of unknown length.
    pub fn spinner(session: &Session, words: &str) -> Self {
        let bar = ProgressBar::with_draw_target(None, target(session));
        bar.set_style(style("{spinner} {wide_msg}"));
        bar.set_message(words.to_owned());
        bar.enable_steady_tick(Duration::from_millis(120));
        Self(bar)
    }

    /// For bytes on their way.
    pub fn bytes(session: &Session) -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), target(session));
        bar.set_style(style("{spinner} {bytes}/{total_bytes} [{bar:24}] {wide_msg}"));
        bar.enable_steady_tick(Duration::from_millis(120));
        Self(bar)
    }

    /// The outbox as it is now.
    pub fn outbox(&self, items: &[OutboxItem], sent: usize) {
        let done = items.iter().map(|item| item.bytes_done).sum();
        let total = items.iter().map(|item| item.bytes_total).sum();
        self.0.set_length(total);
        self.0.set_position(done);
        let moving = items
            .iter()
            .find(|item| !matches!(item.stage, OutboxStage::Waiting | OutboxStage::Held))
            .or_else(|| items.first());
        let words = moving.map_or("", |item| item.words.as_str());
        let words = words.lines().next().unwrap_or_default();
        self.0
            .set_message(format!("{sent}/{} · {words}", sent + items.len()));
    }

    /// In other words.
    pub fn say(&self, words: String) {
        self.0.set_message(words);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn target(session: &Session) -> ProgressDrawTarget {
    if session.watched() {
        ProgressDrawTarget::stderr_with_hz(10)
    } else {
        ProgressDrawTarget::hidden()
    }
}

fn style(template: &str) -> ProgressStyle {
    // the templates are constants of this file
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
