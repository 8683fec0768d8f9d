//! Lists beyond the plain ones, and the first page.

use uuid::Uuid;

use super::{Answer, Desk};
use crate::{
    drafts::{list, overview},
    files::SavedFile,
    views::{
        dossier::{DossierFilter, DossierList},
        overview::{DossierNarrow, MonthView, OpenDossier},
    },
};

impl Desk {
    /// A page of a list, narrowed beyond its filter.
    pub async fn dossiers_where(
        &self,
        filter: DossierFilter,
        narrow: DossierNarrow,
        text: String,
        cursor: Option<String>,
    ) -> Answer<DossierList> {
        list::dossiers(&self.house.room().await?, filter, narrow, text, cursor).await
    }

    /// What a list shows as a table for a spreadsheet (CSV); with `only`, those rows of it.
    pub async fn dossiers_csv(
        &self,
        filter: DossierFilter,
        narrow: DossierNarrow,
        text: String,
        only: Vec<Uuid>,
    ) -> Answer<SavedFile> {
        list::csv(&self.house.room().await?, filter, narrow, text, only).await
    }

    /// What stands open at the portal, the earliest due day first; at most a hundred.
    pub async fn open_dossiers(&self) -> Answer<Vec<OpenDossier>> {
        overview::open_dossiers(&self.house.room().await?).await
    }

    /// The month that is on: received, on time, late, by agency.
    pub async fn month(&self) -> Answer<MonthView> {
        overview::month(&self.house.room().await?).await
    }
}
