//! The request of a job: its operations with their keys.

use motcua_portal_api::{
    batch::{Action, BatchOperation},
    dossier::{AnswerSupplement, RegisterDossier, Submit, Withdraw},
};

use super::{
    job::{Intent, JobState},
    keys,
};

/// The operations of a job, with their keys.
pub(super) fn operations(state: &JobState, register: bool, main: bool) -> Vec<BatchOperation> {
    let key_of = |purpose| keys::key(state.id, state.generation, purpose);
    let mut operations = Vec::with_capacity(2);
    let mut after = Vec::new();
    let uid = state.dossier;
    let action = match &state.intent {
        Intent::Submission {
            procedure,
            edition,
            catalogue_version,
            content,
        } => {
            if register {
                let body = RegisterDossier {
                    uid,
                    procedure: procedure.clone(),
                    edition: edition.clone(),
                    catalogue_version: *catalogue_version,
                    content: content.clone(),
                };
                let key = key_of(keys::Purpose::Register);
                operations.push(BatchOperation {
                    key,
                    after: Vec::new(),
                    action: Action::Register { body },
                });
                after.push(key);
            }
            Action::Submit {
                uid,
                body: Submit {
                    content: content.clone(),
                },
            }
        }
        Intent::Supplement {
            supplement,
            answer_uid,
            content,
            note,
        } => Action::AnswerSupplement {
            uid,
            supplement: *supplement,
            body: AnswerSupplement {
                answer_uid: *answer_uid,
                content: content.clone(),
                note: note.clone(),
            },
        },
        Intent::Withdrawal { reason } => Action::Withdraw {
            uid,
            body: Withdraw {
                reason: reason.clone(),
            },
        },
    };
    if main {
        operations.push(BatchOperation {
            key: key_of(keys::Purpose::Main),
            after,
            action,
        });
    }
    operations
}

/// Upper bound of the JSON of a job's operations, without making it.
pub(super) fn wire_size(state: &JobState) -> usize {
    /// Keys, names and brackets of two operations.
    const FRAME: usize = 640;
    let mut counter = Counter(0);
    // counting cannot fail, and plain data serialises
    let _ = serde_json::to_writer(&mut counter, &state.intent);
    let twice = matches!(state.intent, Intent::Submission { .. });
    FRAME + counter.0 * if twice { 2 } else { 1 }
}

struct Counter(usize);

impl std::io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
