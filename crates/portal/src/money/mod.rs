//! Fees, attempts at a bank, receipts. The portal decides about all of them (I5).

use motcua_portal_api::{money::Obligation, profile::PaymentMethod};
use rusqlite::{Connection, Transaction};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{config::Config, dossiers::DossierRow, error::ApiResult, state::App};

pub mod http;

/// Fees and banks.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MoneyConfig {}

/// Ways to pay that the profile offers.
pub fn payment_methods(_config: &Config) -> Vec<PaymentMethod> {
    Vec::new()
}

/// Makes the obligations that follow from a submission, in its transaction; sets the dossier's money
/// state through [`crate::dossiers::progress::set_money`]. `dossier` has its code and content.
///
/// # Errors
/// Those of the database.
pub fn create_for_submission(
    _tx: &Transaction<'_>,
    _app: &App,
    _dossier: &DossierRow,
) -> ApiResult<Vec<Obligation>> {
    Ok(Vec::new())
}

/// The obligations of a dossier, oldest first, with attempts and receipts.
///
/// # Errors
/// Those of the database.
pub fn of_dossier(_db: &Connection, _app: &App, _dossier: Uuid) -> ApiResult<Vec<Obligation>> {
    Ok(Vec::new())
}

/// The dossier was withdrawn, refused or stopped: what is not paid is not owed any more.
///
/// # Errors
/// Those of the database.
pub fn dossier_closed(_tx: &Transaction<'_>, _app: &App, _dossier: Uuid) -> ApiResult<()> {
    Ok(())
}
