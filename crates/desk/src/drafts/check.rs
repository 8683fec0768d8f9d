//! A dossier with everything it is checked and shown with, read in one snapshot.

use std::sync::Arc;

use motcua_domain::{content::DossierContent, language::Language, paper::PaperLimits, places::Places};
use motcua_portal_api::dossier::Dossier as PortalDossier;
use motcua_store::{DossierRecord, Operation, ReadTx};
use uuid::Uuid;

use super::{
    newer::{self, Former},
    view::Sources,
};
use crate::{
    catalogue::shelf::{Edition, Shelf},
    draft_sync::person,
    error::DeskError,
    shared::{
        room::{Room, Stop, own_dossier},
        words::Thing,
    },
    views::{dossier::NewerCatalogue, elsewhere::ElsewhereView},
};

/// What the program takes before any portal has said what it takes.
pub(crate) fn fallback_limits() -> PaperLimits {
    PaperLimits {
        media_types: ["application/pdf", "image/jpeg", "image/png"]
            .map(str::to_owned)
            .to_vec(),
        max_bytes: 20 * 1024 * 1024,
    }
}

/// Name of the copies of dossiers among the portal's copies.
pub(crate) const COPY_KIND: &str = "dossier";

/// One dossier, read whole.
pub(crate) struct Loaded {
    pub record: DossierRecord,
    pub content: DossierContent,
    pub edition: Arc<Edition>,
    pub operations: Vec<Operation>,
    pub portal: Option<PortalDossier>,
    /// What other computers did to it.
    pub elsewhere: Option<ElsewhereView>,
    /// What the edition has that is newer.
    pub newer: Option<NewerCatalogue>,
    /// What was typed and attached for what the edition does not have any more.
    pub former: Former,
    places: Option<Arc<Places>>,
    limits: PaperLimits,
    training: bool,
    today: chrono::NaiveDate,
    lang: Language,
}

impl Loaded {
    /// Reads it; the person at the desk must be allowed to see it.
    pub fn read(tx: &ReadTx<'_>, room: &Room, shelf: &Shelf, id: Uuid) -> Result<Self, Stop> {
        let lang = room.lang();
        let record = own_dossier(tx, id, lang)?;
        let edition = shelf
            .version(&record.edition, record.catalogue_version)
            .filter(|edition| edition.procedure(&record.procedure).is_some())
            .or_else(|| {
                shelf
                    .newest(&record.edition)
                    .filter(|edition| edition.procedure(&record.procedure).is_some())
            })
            .ok_or_else(|| DeskError::not_found(lang, Thing::Procedure))?;
        let portal = portal_copy(tx, &record)?;
        let mut content = tx.content(id)?;
        if content.papers.is_empty()
            && let Some(portal) = &portal
        {
            // sent from another computer: its papers are at the portal only, but they are part of it
            content.papers.clone_from(&portal.content.papers);
        }
        let former = Former::of(&content, &record, &edition, shelf);
        Ok(Self {
            newer: newer::newer(&record, &edition, shelf, room.is_training(), lang),
            former,
            elsewhere: person::view(tx, &record)?,
            content,
            operations: tx.operations_of(id)?,
            portal,
            edition,
            places: shelf.places(),
            limits: room.limits(),
            training: room.is_training(),
            today: room.shared.today(),
            lang,
            record,
        })
    }

    /// What the view and the check are made from.
    pub fn sources(&self) -> Result<Sources<'_>, DeskError> {
        let missing = || DeskError::not_found(self.lang, Thing::Procedure);
        let procedure = self
            .edition
            .procedure(&self.record.procedure)
            .ok_or_else(missing)?;
        Ok(Sources {
            record: &self.record,
            content: &self.content,
            edition: &self.edition,
            procedure,
            form: self.edition.form(&procedure.form).ok_or_else(missing)?,
            places: self.places.as_deref(),
            limits: &self.limits,
            portal: self.portal.as_ref(),
            elsewhere: self.elsewhere.as_ref(),
            newer: self.newer.as_ref(),
            former: &self.former,
            pending: !self.operations.is_empty(),
            training: self.training,
            today: self.today,
            lang: self.lang,
        })
    }
}

/// What the portal last said of a dossier.
pub(crate) fn portal_copy(tx: &ReadTx<'_>, record: &DossierRecord) -> Result<Option<PortalDossier>, Stop> {
    let Some(account) = record.account else {
        return Ok(None);
    };
    let Some(copy) = tx.portal_copy(account, COPY_KIND, record.id)? else {
        return Ok(None);
    };
    Ok(serde_json::from_value(copy.body)
        .inspect_err(|error| log::warn!("a copy of a dossier is unreadable and is fetched again: {error}"))
        .ok())
}

/// Only what is needed to know whether answers and papers may change: cheap enough for a keystroke.
pub(crate) fn need_editable(tx: &ReadTx<'_>, id: Uuid, lang: Language) -> Result<DossierRecord, Stop> {
    let record = own_dossier(tx, id, lang)?;
    let pending = !tx.operations_of(id)?.is_empty();
    let portal = if record.status.is_some() {
        portal_copy(tx, &record)?
    } else {
        None
    };
    let supplement = super::view::open_supplement(&record, portal.as_ref());
    if super::view::editable(&record, supplement, pending) {
        Ok(record)
    } else {
        Err(DeskError::not_editable(lang).into())
    }
}
