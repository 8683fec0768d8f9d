//! A draft as it is here, beside what both sides last knew.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use motcua_domain::{
    content::{DossierContent, Paper},
    merge::{self, Dispute, DraftValue, field_of, paper_field, set_field},
};
use motcua_store::{Coming, DraftSync, ReadTx, StoreError};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What left for the portal and has no answer yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Sending {
    /// Its key.
    pub key: Uuid,
    /// What was sent; `None`: a deletion.
    pub content: Option<DossierContent>,
    /// Version of the catalogue it was sent under.
    pub catalogue_version: u32,
}

/// A draft as it is here, beside what both sides last knew.
pub(crate) struct Draft {
    /// Answers and papers on this desk.
    pub here: DossierContent,
    /// The same with the papers that are still coming.
    pub whole: DossierContent,
    /// What both sides last knew.
    pub sync: DraftSync,
}

impl Draft {
    /// Reads it; `None` of a draft of which nothing is known to be at the portal under this account
    /// begins as [`DraftSync::unknown`].
    pub fn read(tx: &ReadTx<'_>, dossier: Uuid, account: Uuid) -> Result<Self, StoreError> {
        let mut here = tx.content(dossier)?;
        merge::put_in_order(&mut here);
        let sync = tx
            .draft_sync(dossier)?
            .filter(|sync| sync.account == account)
            .unwrap_or_else(|| DraftSync::unknown(dossier, account));
        Ok(Self::of(here, sync))
    }

    fn of(here: DossierContent, mut sync: DraftSync) -> Self {
        let mut whole = here.clone();
        for (id, coming) in std::mem::take(&mut sync.coming) {
            let field = paper_field(id);
            let now = field_of(&here, &field);
            if now == coming.before.as_ref().map(value_of) {
                set_field(&mut whole, &field, Some(value_of(&coming.paper)));
                sync.coming.insert(id, coming);
            } else if now != Some(value_of(&coming.paper)) {
                // changed here while it was on its way: a person decides
                sync.disputed
                    .entry(field)
                    .or_insert(coming.before.as_ref().map(value_of));
            }
        }
        // settled by hand: both hold the same
        let base = &sync.base;
        sync.disputed
            .retain(|field, _| field_of(&whole, field) != field_of(base, field));
        Self { here, whole, sync }
    }

    /// The push that has no answer yet.
    pub fn sending(&self) -> Option<Sending> {
        let sending = self.sync.sending.clone()?;
        serde_json::from_value(sending)
            .inspect_err(|error| log::error!("a draft's unanswered push is unreadable: {error}"))
            .ok()
    }

    /// What may go to the portal: everything but what is disputed, and papers whose files the portal
    /// has (`None`: all). And whether a paper was left out.
    pub fn sendable(&self, at_portal: Option<&HashSet<String>>) -> (DossierContent, bool) {
        let base = &self.sync.base;
        let mut content = self.whole.clone();
        for field in self.sync.disputed.keys() {
            set_field(&mut content, field, field_of(base, field));
        }
        let mut left_out = false;
        for paper in content.papers.clone() {
            let field = paper_field(paper.id);
            let known = base
                .papers
                .iter()
                .any(|known| known.id == paper.id && known.sha256 == paper.sha256);
            if !known && at_portal.is_some_and(|there| !there.contains(&paper.sha256)) {
                set_field(&mut content, &field, field_of(base, &field));
                left_out = true;
            }
        }
        merge::put_in_order(&mut content);
        (content, left_out)
    }

    /// Whether something of it is here and nowhere else.
    pub fn is_ahead(&self) -> bool {
        !self.sync.disputed.is_empty() || self.sendable(None).0 != self.sync.base
    }

    /// Merges what the portal has: what is agreed, and what is disputed with what was there before.
    pub fn merged(&self, theirs: &DossierContent) -> (DossierContent, BTreeMap<String, Option<DraftValue>>) {
        let base = self.known_by_both(theirs);
        let open: BTreeSet<String> = self.sync.disputed.keys().cloned().collect();
        let merged = merge::merge(&base, &self.whole, theirs, &open);
        let disputed = merged
            .disputes
            .into_iter()
            .map(|(field, Dispute { before, .. })| {
                let first = self.sync.disputed.get(&field).cloned().unwrap_or(before);
                (field, first)
            })
            .collect();
        (merged.content, disputed)
    }

    /// The base, with what this desk has pushed since without hearing that it arrived, as far as it did.
    fn known_by_both(&self, theirs: &DossierContent) -> DossierContent {
        let mut base = self.sync.base.clone();
        let Some(sent) = self.sending().and_then(|sending| sending.content) else {
            return base;
        };
        let mut all = merge::fields(&base);
        all.extend(merge::fields(&sent));
        for field in all {
            let there = field_of(theirs, &field);
            if there == field_of(&sent, &field) {
                set_field(&mut base, &field, there);
            }
        }
        base
    }
}

/// A paper as a field's value.
pub(crate) fn value_of(paper: &Paper) -> DraftValue {
    DraftValue::Paper {
        paper: Paper {
            position: 0,
            ..paper.clone()
        },
    }
}

/// The papers of a content of which the files are here, in their places, and what is still coming. In
/// the place of a paper that is coming stays what is here.
pub(crate) fn papers_here(
    tx: &ReadTx<'_>,
    dossier: Uuid,
    wanted: &DossierContent,
    here: &DossierContent,
) -> Result<(Vec<Paper>, BTreeMap<Uuid, Coming>), StoreError> {
    let mut now = DossierContent::default();
    let mut coming = BTreeMap::new();
    for paper in &wanted.papers {
        if tx.paper_is_of_another(paper.id, dossier)? {
            log::warn!("a paper from another computer has the id of another dossier's and is left out");
            continue;
        }
        if tx.has_blob(&paper.sha256)? {
            now.papers.push(paper.clone());
            continue;
        }
        let before = here.papers.iter().find(|known| known.id == paper.id).cloned();
        if let Some(before) = &before {
            now.papers.push(Paper {
                position: paper.position,
                ..before.clone()
            });
        }
        coming.insert(
            paper.id,
            Coming {
                paper: paper.clone(),
                before,
            },
        );
    }
    merge::put_in_order(&mut now);
    Ok((now.papers, coming))
}
