//! What a scanner at the counter reads.

use uuid::Uuid;

use super::{Answer, Desk};
use crate::{
    drafts::card,
    views::card::{CardHolder, CardRead, ScannedText},
};

impl Desk {
    /// What the QR code of an identity card gives a draft. It only reads: the window sets the answers, and can take
    /// them back.
    pub async fn read_card(&self, id: Uuid, holder: CardHolder, scanned: ScannedText) -> Answer<CardRead> {
        card::read_card(&self.house.room().await?, id, holder, scanned).await
    }
}
