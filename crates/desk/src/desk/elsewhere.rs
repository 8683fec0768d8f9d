//! Drafts on several computers.

use uuid::Uuid;

use super::{Answer, Desk};
use crate::{
    draft_sync::{self, person},
    views::elsewhere::Side,
};

impl Desk {
    /// Whether drafts are kept the same on the person's other computers.
    pub async fn draft_sync(&self) -> Answer<bool> {
        draft_sync::wanted(&self.house.room().await?).await
    }
    /// Switches that on or off. What is at the portal already stays there.
    pub async fn set_draft_sync(&self, on: bool) -> Answer<()> {
        draft_sync::set_wanted(&self.house.room().await?, on).await
    }
    /// Takes what other computers did and pushes what changed here, now (needs the portal and an account).
    pub async fn sync_drafts(&self) -> Answer<()> {
        draft_sync::now(&self.house.room().await?).await
    }
    /// Pushes what changed here, now, without asking for news first (needs the portal and an account).
    pub async fn push_drafts(&self) -> Answer<()> {
        draft_sync::push(&self.house.room().await?).await
    }
    /// Settles fields that two computers changed differently (all of them when none is named).
    pub async fn settle_draft(&self, id: Uuid, fields: Vec<String>, side: Side) -> Answer<()> {
        person::settle(&self.house.room().await?, id, fields, side).await
    }
    /// Keeps a draft that was deleted on another computer, or says that the news has been read.
    pub async fn keep_draft(&self, id: Uuid) -> Answer<()> {
        person::keep(&self.house.room().await?, id).await
    }
}
