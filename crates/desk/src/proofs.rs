//! Papers that this desk prints.

use std::sync::Arc;

use uuid::Uuid;

use crate::{error::DeskError, files::SavedFile, shared::room::Room};

/// The proof of submission.
pub(crate) async fn submission(room: &Arc<Room>, _id: Uuid) -> Result<SavedFile, DeskError> {
    Err(room.shared.internal(&"print room"))
}
