//! Two computers of one person, their portal, and what is asked of them.

use crate::common::*;
use crate::portal::*;
use motcua_desk::{Desk, error::ErrorCode, prelude::*};
use motcua_domain::{content::FieldValue, merge::DraftValue, status::SyncState};
use uuid::Uuid;

/// Two computers of one person, and their portal.
pub struct Office {
    pub portal: Portal,
    pub first: (Bench, Desk),
    pub second: (Bench, Desk),
}

impl Office {
    pub async fn open(number: u32) -> Self {
        let portal = Portal::start(real()).await;
        let first = Bench::new();
        let here = first.open();
        here.connect_portal(portal.address()).await.unwrap();
        let email = join(&here, &portal, number).await;
        let second = Bench::new();
        let there = second.open();
        there.connect_portal(portal.address()).await.unwrap();
        there.sign_in(email, PASSWORD.into()).await.unwrap();
        Self {
            portal,
            first: (first, here),
            second: (second, there),
        }
    }

    /// With a draft that both have.
    pub async fn with_draft(number: u32) -> (Self, Uuid) {
        let office = Self::open(number).await;
        let id = complete_draft(&office.first.0, &office.first.1, &number.to_string()).await;
        synced(&office.first.1).await;
        synced(&office.second.1).await;
        until(&office.second.1, "the draft and its files come", || async {
            let view = office.second.1.dossier(id).await.ok()?;
            view.elsewhere.is_none().then_some(())
        })
        .await;
        (office, id)
    }

    /// Neither hears of the other for a while.
    pub async fn apart(&self) {
        for desk in [&self.first.1, &self.second.1] {
            desk.set_draft_sync(false).await.unwrap();
        }
    }

    pub async fn close(mut self) {
        self.first.1.close().await;
        self.second.1.close().await;
        self.portal.down().await;
    }

    pub fn dossiers(&self) -> Vec<serde_json::Value> {
        self.portal.ledger()["dossiers"].as_array().unwrap().clone()
    }
}

/// Hears of the other again, and everything is exchanged.
pub async fn synced(desk: &Desk) {
    desk.set_draft_sync(true).await.unwrap();
    until(desk, "drafts are exchanged", || async {
        match desk.sync_drafts().await {
            Ok(()) => Some(()),
            Err(error) if matches!(error.code, ErrorCode::Offline | ErrorCode::WrongState) => None,
            Err(error) => panic!("{error:?}"),
        }
    })
    .await;
}

pub async fn answer(desk: &Desk, id: Uuid, path: &str) -> Option<String> {
    match desk.dossier(id).await.unwrap().answers.get(path) {
        Some(FieldValue::Text(text)) => Some(text.clone()),
        _ => None,
    }
}

pub async fn disputes(desk: &Desk, id: Uuid) -> Vec<DisputeView> {
    let view = desk.dossier(id).await.unwrap();
    view.elsewhere
        .map(|elsewhere| elsewhere.disputes)
        .unwrap_or_default()
}

pub fn says(text: &str) -> Option<DraftValue> {
    Some(DraftValue::Answer {
        value: FieldValue::Text(text.into()),
    })
}

pub fn papers(view: &DossierView) -> Vec<(String, String)> {
    let mut papers: Vec<_> = view
        .components
        .iter()
        .flat_map(|component| &component.papers)
        .map(|paper| (paper.file_name.clone(), paper.sha256.clone()))
        .collect();
    papers.sort();
    papers
}

pub async fn submitted(desk: &Desk, id: Uuid) -> String {
    until(desk, "it is submitted", || async {
        let view = desk.dossier(id).await.unwrap();
        (view.sync == SyncState::Confirmed).then_some(view.code?)
    })
    .await
}
