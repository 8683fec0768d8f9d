//! What the desk keeps on disk: an SQLCipher database, encrypted files beside it, and the slots
//! that hold their key.
//!
//! # Shape
//! - [`Store`] is a cheap handle (clone it, move it between threads). All methods block; call them
//!   away from a user interface's thread.
//! - [`Store::write`] runs one durable transaction (WAL, `synchronous=FULL`): when it returns `Ok`,
//!   the change survives a power cut. [`Store::read`] sees one consistent snapshot. What can be read
//!   is on [`ReadTx`], what can be changed on [`WriteTx`] (which reads too).
//! - [`Store::blobs`] keeps files by the SHA-256 of their bytes. A paper can only be added with a
//!   [`StoredBlob`], which exists only after the bytes were hashed, encrypted and fsynced.
//! - [`keys`] has the slots: the system's keyring, the recovery code, a passphrase.
//! - [`backup`] has backups, restoring, packages and salvaging.
//!
//! Every method that stamps a time is given it; the store has no clock of its own. Ids are made by
//! the caller, so that a caller with seeded randomness replays.

pub mod backup;
pub mod blobs;
mod error;
mod files;
pub mod keys;
mod lock;
mod migrations;
mod rows;
mod sql;
mod store;

pub use blobs::{BlobReader, Blobs, StoredBlob};
pub use error::StoreError;
pub use keys::{KeyVault, MemoryVault, SlotKind, SystemVault, Unlock, VaultError};
pub use rows::{
    accounts::{AccountRecord, StoredSession},
    answers::AnswerChange,
    documents::StoredDocument,
    dossiers::{Confirmation, DossierRecord, NewDossier, PortalState, UnclaimedRecord},
    drafts::{ChangedDraft, Coming, DraftSync, ToldOfDraft},
    lists::{DossierCounts, ListCursor, ListFilter, ListNarrow, ListPage, ListRow},
    money::PaymentIntent,
    outbox::{Operation, UploadRecord},
    overview::ReceivedRow,
    papers::{NewPaper, RemovedPaper},
    portal::{PortalCopy, ResultRecord},
    revisions::{FrozenRevision, RevisionKind},
};
pub use store::{
    FilesChecked, KeysMended, PortalBinding, ReadTx, Released, Store, StoreIdentity, StoreMode, Whose,
    WriteTx,
};

/// What every method of this crate answers with.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;
