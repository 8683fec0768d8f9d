//! Papers of a dossier.

use chrono::{DateTime, Utc};
use motcua_domain::content::Paper;
use uuid::Uuid;

use crate::{ReadTx, Result, StoredBlob, WriteTx};

/// A paper to be added or put in place of another.
#[derive(Debug, Clone)]
pub struct NewPaper {
    /// Made by the caller.
    pub id: Uuid,
    /// Component code.
    pub component: String,
    /// The user's name of the file.
    pub file_name: String,
    /// As found in the bytes.
    pub media_type: String,
    /// The bytes, on disk.
    pub blob: StoredBlob,
}

/// A paper taken away, which can be brought back.
#[derive(Debug, Clone, PartialEq)]
pub struct RemovedPaper {
    /// The paper.
    pub paper: Paper,
    /// When.
    pub removed_at: DateTime<Utc>,
}

impl ReadTx<'_> {
    /// Papers by component and position.
    pub fn papers(&self, dossier: Uuid) -> Result<Vec<Paper>> {
        todo!("{dossier}")
    }
    /// One paper.
    pub fn paper(&self, dossier: Uuid, paper: Uuid) -> Result<Option<Paper>> {
        todo!("{dossier}{paper}")
    }
    /// Papers taken away.
    pub fn removed_papers(&self, dossier: Uuid) -> Result<Vec<RemovedPaper>> {
        todo!("{dossier}")
    }
}
impl WriteTx<'_> {
    /// Adds a paper at the end of its component.
    pub fn add_paper(&self, dossier: Uuid, paper: &NewPaper, now: DateTime<Utc>) -> Result<Paper> {
        todo!("{dossier}{paper:?}{now}")
    }
    /// Gives a paper other bytes; id and place stay.
    pub fn replace_paper(&self, dossier: Uuid, paper: &NewPaper, now: DateTime<Utc>) -> Result<Paper> {
        todo!("{dossier}{paper:?}{now}")
    }
    /// Takes a paper away; the others close up.
    pub fn remove_paper(&self, dossier: Uuid, paper: Uuid, now: DateTime<Utc>) -> Result<()> {
        todo!("{dossier}{paper}{now}")
    }
    /// Brings it back, to the end of its component.
    pub fn restore_paper(&self, dossier: Uuid, paper: Uuid, now: DateTime<Utc>) -> Result<()> {
        todo!("{dossier}{paper}{now}")
    }
    /// Moves it to `position` within its component.
    pub fn move_paper(&self, dossier: Uuid, paper: Uuid, position: u32, now: DateTime<Utc>) -> Result<()> {
        todo!("{dossier}{paper}{position}{now}")
    }
}
