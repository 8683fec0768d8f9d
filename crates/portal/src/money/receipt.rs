//! The receipt as a printed page.

use uuid::Uuid;

use crate::{
    error::{ApiError, ApiResult},
    state::App,
};

/// Number and PDF of a receipt.
///
/// # Errors
/// 404 when it is not this account's.
pub async fn pdf(_app: &App, _account: Uuid, _id: Uuid) -> ApiResult<(String, Vec<u8>)> {
    Err(ApiError::internal("not built yet"))
}
