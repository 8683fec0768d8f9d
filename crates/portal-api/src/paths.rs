//! Every path of the contract in one place, so that portal and desk cannot differ.
//! `{}` in a name is filled by the functions below.

/// GET → [`crate::profile::PortalProfile`]; no sign-in.
pub const PROFILE: &str = "/.well-known/motcua-portal";
/// GET → the OpenAPI 3.1 document.
pub const OPENAPI: &str = "/openapi.json";
/// POST [`crate::account::Registration`] → 201 [`crate::account::Registered`].
pub const ACCOUNTS: &str = "/v1/accounts";
/// POST [`crate::account::ConfirmEmail`] → 204. The e-mailed link opens `/confirm?token=` in a browser, which does the same.
pub const ACCOUNT_CONFIRM: &str = "/v1/accounts/confirmation";
/// POST [`crate::account::EmailOnly`] → 202 always (tells nobody whether the address is known).
pub const ACCOUNT_RESEND: &str = "/v1/accounts/confirmation/resend";
/// POST [`crate::account::EmailOnly`] → 202 always.
pub const PASSWORD_FORGOT: &str = "/v1/accounts/password/forgot";
/// POST [`crate::account::ResetPassword`] → 204; ends every session.
pub const PASSWORD_RESET: &str = "/v1/accounts/password/reset";
/// POST [`crate::account::SignIn`] → 201 [`crate::account::Session`]; DELETE → 204, signs out everywhere.
pub const SESSIONS: &str = "/v1/sessions";
/// POST [`crate::account::Refresh`] → 200 [`crate::account::Session`]. A refresh token works once;
/// the same token again within 60 s from the same device gets the same successor, later it ends the session family.
pub const SESSION_REFRESH: &str = "/v1/sessions/refresh";
/// DELETE → 204: revokes this session.
pub const SESSION_CURRENT: &str = "/v1/sessions/current";
/// GET → [`crate::account::Account`] with `ETag`; PUT [`crate::account::AccountDetails`] with `If-Match`.
pub const ME: &str = "/v1/me";
/// GET → [`crate::catalogue::CatalogueIndex`]; no sign-in.
pub const CATALOGUE: &str = "/v1/catalogue";
/// POST [`crate::blob::MissingQuery`] → [`crate::blob::MissingAnswer`], answered within one account only.
pub const BLOBS_MISSING: &str = "/v1/blobs/missing";
/// tus 1.0 (creation, expiration, termination): OPTIONS, POST; then HEAD, PATCH, DELETE on the `Location`.
pub const UPLOADS: &str = "/v1/uploads";
/// GET `?cursor=&limit=` → [`crate::dossier::DossierPage`]; POST [`crate::dossier::RegisterDossier`] → 201 [`crate::dossier::Dossier`].
pub const DOSSIERS: &str = "/v1/dossiers";
/// POST [`crate::batch::Batch`] (zstd accepted) → 200 [`crate::batch::BatchAnswer`].
pub const BATCH: &str = "/v1/batch";
/// GET `?cursor=&limit=` → [`crate::change::ChangePage`]; 410 when the cursor is too old.
pub const CHANGES: &str = "/v1/changes";
/// POST [`crate::change::ChangedQuery`] → [`crate::change::ChangedAnswer`]; zstd when accepted.
pub const CHANGED_DOSSIERS: &str = "/v1/changes/dossiers";
/// GET → [`crate::money::ObligationPage`]: everything the account owes or paid.
pub const OBLIGATIONS: &str = "/v1/obligations";
/// POST [`crate::dossier::Lookup`] → [`crate::dossier::LookupAnswer`]; no sign-in, throttled.
pub const LOOKUP: &str = "/v1/lookup";

/// GET → the whole edition as [`motcua_domain::catalogue::Catalogue`] in canonical form, with `ETag`.
pub fn catalogue_edition(edition: &str) -> String {
    format!("/v1/catalogue/{edition}")
}
/// GET `?cursor=` → [`motcua_domain::catalogue_delta::EditionDelta`], with `ETag`: what changed since the version
/// whose SHA-256 is the cursor; 410 when the portal does not have that version, and the whole edition is to be fetched.
pub fn catalogue_changes(edition: &str) -> String {
    format!("/v1/catalogue/{edition}/changes")
}
/// GET → `places.json` of all editions, with `ETag`.
pub const PLACES: &str = "/v1/places";
/// GET → `holidays.json`, with `ETag`.
pub const HOLIDAYS: &str = "/v1/holidays";

/// GET → [`crate::dossier::Dossier`] with `ETag`; PUT [`crate::dossier::RegisterDossier`] with `If-Match` (before submission); DELETE with `If-Match`.
pub fn dossier(uid: uuid::Uuid) -> String {
    format!("/v1/dossiers/{uid}")
}
/// POST [`crate::dossier::RegisterDossier`] → 200 [`crate::dossier::Dossier`]: takes up a draft again that was
/// deleted; 409 when it is there with other content.
pub fn restoration(uid: uuid::Uuid) -> String {
    format!("/v1/dossiers/{uid}/restoration")
}
/// GET → the bytes of a file that this account uploaded; a stranger's file is 404.
pub fn blob(sha256: &str) -> String {
    format!("/v1/blobs/{sha256}")
}
/// POST [`crate::dossier::Submit`] → 201 [`crate::dossier::Submission`].
pub fn submission(uid: uuid::Uuid) -> String {
    format!("/v1/dossiers/{uid}/submission")
}
/// POST [`crate::dossier::AnswerSupplement`] → 201 [`crate::dossier::Submission`].
pub fn supplement(uid: uuid::Uuid, supplement: uuid::Uuid) -> String {
    format!("/v1/dossiers/{uid}/supplements/{supplement}/answer")
}
/// POST [`crate::dossier::Withdraw`] → [`crate::dossier::DossierSummary`].
pub fn withdrawal(uid: uuid::Uuid) -> String {
    format!("/v1/dossiers/{uid}/withdrawal")
}
/// GET → the result file.
pub fn result_file(uid: uuid::Uuid, file: uuid::Uuid) -> String {
    format!("/v1/dossiers/{uid}/results/{file}")
}
/// GET → [`crate::batch::StoredAnswer`] or 404: what became of a mutation whose answer was lost.
pub fn operation(key: uuid::Uuid) -> String {
    format!("/v1/operations/{key}")
}
/// POST [`crate::money::StartAttempt`] → 201 [`crate::money::Attempt`].
pub fn attempts(obligation: uuid::Uuid) -> String {
    format!("/v1/obligations/{obligation}/attempts")
}
/// GET → [`crate::money::Attempt`] (asks the bank when its outcome is in doubt); DELETE → 200
/// [`crate::money::Attempt`]: asks the bank, then gives it up, unless it was paid meanwhile; 503 while the bank
/// cannot be asked.
pub fn attempt(attempt: uuid::Uuid) -> String {
    format!("/v1/attempts/{attempt}")
}
/// GET → the receipt as PDF.
pub fn receipt(receipt: uuid::Uuid) -> String {
    format!("/v1/receipts/{receipt}")
}
/// GET → [`crate::training::LetterPage`]; no sign-in, training portals only (404 elsewhere), asked from the same computer only.
pub const TRAINING_LETTERS: &str = "/training/letters";
