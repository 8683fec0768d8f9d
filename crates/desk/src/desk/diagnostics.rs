//! What support needs to know, and nothing about anybody.

use std::fmt::Write as _;

use super::{Answer, Desk};
use crate::{
    files::SavedFile,
    views::{
        dossier::DossierFilter,
        outbox::OutboxStage,
        start::{Mode, StoreState},
    },
};

impl Desk {
    /// The state of the program as lines of text to hand to support. No names, numbers, codes,
    /// addresses of people or of files are in it; the portal's address and the counts are.
    pub async fn diagnostics(&self) -> Answer<SavedFile> {
        let status = self.status().await?;
        let mut text = String::new();
        let mut say = |name: &str, value: &dyn std::fmt::Display| {
            let _ = writeln!(text, "{name}: {value}");
        };
        say("program", &format!("Một Cửa {}", status.version));
        say(
            "system",
            &format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        );
        say("made", &self.house.shared.now().to_rfc3339());
        say(
            "store",
            &match status.mode {
                Mode::Unset => "real, no choice made yet",
                Mode::Real => "real",
                Mode::Training => "training",
            },
        );
        match &status.store {
            StoreState::Opening => say("store state", &"opening"),
            StoreState::Open { slots } => say("store state", &format!("open, key slots {slots:?}")),
            StoreState::Locked { slots } => say("store state", &format!("locked, key slots {slots:?}")),
            StoreState::Failed { .. } => say("store state", &"failed"),
        }
        say("portal", &status.portal_address.as_deref().unwrap_or("none"));
        if let Some(portal) = &status.portal {
            say("portal contract", &portal.contract);
            say(
                "portal clock ahead by seconds",
                &(portal.now - self.house.shared.now()).num_seconds(),
            );
        }
        let link = &status.connection;
        say(
            "link",
            &format!("{:?} since {}", link.state, link.since.to_rfc3339()),
        );
        if let Some(at) = link.last_contact {
            say("portal last answered", &at.to_rfc3339());
        }
        say("signed in", &status.account.is_some());
        say("session valid", &status.session_valid);
        let settings = &status.settings;
        say(
            "look",
            &format!(
                "{:?}, {:?}, {} %, compact {}",
                settings.language, settings.theme, settings.text_percent, settings.compact
            ),
        );
        if matches!(status.store, StoreState::Open { .. }) {
            let counts = self
                .dossiers(DossierFilter::All, String::new(), None)
                .await?
                .counts;
            say(
                "dossiers",
                &format!(
                    "{} unsent, {} sent, {} supplements asked",
                    counts.unsent, counts.sent, counts.supplement
                ),
            );
            let outbox = self.outbox().await?;
            say(
                "outbox",
                &format!("{} dossiers, paused {}", outbox.items.len(), outbox.paused),
            );
            for item in &outbox.items {
                say(
                    "outbox item",
                    &format!(
                        "{:?}, {:?}, {} of {} bytes, {} files, {} tries, queued {}",
                        item.kind,
                        item.stage,
                        item.bytes_done,
                        item.bytes_total,
                        item.files.len(),
                        item.tries,
                        item.queued_at.to_rfc3339()
                    ),
                );
            }
            let held = outbox
                .items
                .iter()
                .filter(|item| item.stage == OutboxStage::Held)
                .count();
            say("outbox held", &held);
        }
        Ok(SavedFile {
            file_name: format!("mot-cua-chan-doan-{}.txt", self.house.shared.today()),
            media_type: "text/plain".to_owned(),
            bytes: text.into_bytes(),
        })
    }
}
