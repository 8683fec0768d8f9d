//! Training's extras.

use motcua_portal_api::{
    paths,
    training::{Letter, LetterPage},
};

use super::{PortalClient, error::ClientError, request::Ask};

impl PortalClient {
    /// Letters the training portal has sent, newest first.
    ///
    /// # Errors
    /// `NotFound` at a portal that is not for training.
    pub async fn training_letters(&self) -> Result<Vec<Letter>, ClientError> {
        let page: LetterPage = self.json(Ask::get(paths::TRAINING_LETTERS)).await?;
        Ok(page.letters)
    }
}
