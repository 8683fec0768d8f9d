//! Fees, attempts at a bank, receipts. The portal decides about all of them (I5).
//!
//! An obligation is what a submission owes; an attempt is one try to pay it, with a reference of its
//! own. Only what a bank signs makes an attempt paid: the IPN ([`notices::ipn`]), the notice of a
//! transfer ([`notices::transfer`]) or the answer to a question ([`ask`]). The browser's return
//! shows, and decides nothing. All of them end in [`settle::settle`], the one place that changes
//! what is paid.

use motcua_portal_api::money::Obligation;
use rusqlite::{Connection, Transaction};
use uuid::Uuid;

use crate::{dossiers::DossierRow, error::ApiResult, state::App};

pub mod ask;
pub mod attempts;
pub mod config;
pub mod http;
pub mod line;
pub mod notices;
pub mod obligations;
pub mod page;
pub mod querydr;
pub mod receipt;
pub mod rows;
pub mod settle;
pub mod wire;

pub use config::{MoneyConfig, VnpayConfig, payment_methods};
pub use motcua_domain::payment::vnpay::time_text as vnpay_time;
pub use wire::{TransferNotice, sign_body, vnd_text};

/// Makes the obligations that follow from a submission, in its transaction; sets the dossier's money
/// state through [`crate::dossiers::progress::set_money`]. `dossier` has its code and content.
/// Called again after a supplement, it corrects what nobody has paid yet.
///
/// # Errors
/// Those of the database.
pub fn create_for_submission(
    tx: &Transaction<'_>,
    app: &App,
    dossier: &DossierRow,
) -> ApiResult<Vec<Obligation>> {
    obligations::create(tx, app, dossier)
}

/// The obligations of a dossier, oldest first, with attempts and receipts.
///
/// # Errors
/// Those of the database.
pub fn of_dossier(db: &Connection, _app: &App, dossier: Uuid) -> ApiResult<Vec<Obligation>> {
    rows::obligations_of_dossier(db, dossier)?
        .into_iter()
        .map(|row| rows::wire(db, row))
        .collect()
}

/// The dossier was withdrawn, refused or stopped: what is not paid is not owed any more.
///
/// # Errors
/// Those of the database.
pub fn dossier_closed(tx: &Transaction<'_>, app: &App, dossier: Uuid) -> ApiResult<()> {
    obligations::close_unpaid(tx, app, dossier)
}
