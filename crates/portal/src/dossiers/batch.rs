//! Many small mutations in one request: each with its key and its own answer, a few hundred in one
//! transaction, so that a thousand dossiers do not cost a thousand waits for the disk.

use std::collections::{BTreeSet, HashMap, HashSet};

use motcua_domain::language::Language;
use motcua_portal_api::batch::{Action, Batch, BatchAnswer, BatchOperation, StoredAnswer};
use rusqlite::Transaction;
use uuid::Uuid;

use super::{papers, papers::Verified, register, submit, withdraw};
use crate::{
    error::{ApiError, ApiResult},
    http::idempotency::{self, Answer, Held, Mutation},
    state::App,
};

/// Most operations in a batch.
pub const MAX_OPERATIONS: usize = 5000;
/// Operations committed together: so long may other writers have to wait.
const TOGETHER: usize = 200;

/// The mutation that an action is, alone or in a batch.
///
/// # Errors
/// When the body cannot be serialised.
pub fn mutation(app: &App, account: Uuid, key: Uuid, action: &Action) -> ApiResult<Mutation> {
    match action {
        Action::Register { body } => {
            Mutation::of_account(app, account, key, format!("register:{}", body.uid), body)
        }
        Action::Replace { body, .. } => {
            Mutation::of_account(app, account, key, format!("replace:{}", body.uid), body)
        }
        Action::Delete { uid, .. } => Mutation::of_account(app, account, key, format!("delete:{uid}"), &()),
        Action::Restore { body } => {
            Mutation::of_account(app, account, key, format!("restore:{}", body.uid), body)
        }
        Action::Submit { uid, body } => {
            Mutation::of_account(app, account, key, format!("submit:{uid}"), body)
        }
        Action::AnswerSupplement {
            uid,
            supplement,
            body,
        } => Mutation::of_account(app, account, key, format!("supplement:{uid}:{supplement}"), body),
        Action::Withdraw { uid, body } => {
            Mutation::of_account(app, account, key, format!("withdraw:{uid}"), body)
        }
    }
}

/// Hashes of the stored files that an action names.
pub fn hashes(action: &Action) -> BTreeSet<String> {
    match action {
        Action::Submit { body, .. } => papers::hashes(&body.content),
        Action::AnswerSupplement { body, .. } => papers::hashes(&body.content),
        Action::Register { .. }
        | Action::Replace { .. }
        | Action::Delete { .. }
        | Action::Restore { .. }
        | Action::Withdraw { .. } => BTreeSet::new(),
    }
}

/// Does an action in a transaction.
///
/// # Errors
/// Those of the action.
pub fn perform(
    tx: &Transaction<'_>,
    app: &App,
    account: Uuid,
    action: &Action,
    verified: &Verified,
    language: Language,
) -> ApiResult<Answer> {
    match action {
        Action::Register { body } => register::register(tx, app, account, body, language),
        Action::Replace { body, version } => register::replace(tx, app, account, *version, body, language),
        Action::Delete { uid, version } => register::delete(tx, app, account, *uid, *version),
        Action::Restore { body } => register::restore(tx, app, account, body, language),
        Action::Submit { uid, body } => submit::submit(tx, app, account, *uid, body, verified, language),
        Action::AnswerSupplement {
            uid,
            supplement,
            body,
        } => submit::answer_supplement(tx, app, account, (*uid, *supplement), body, verified, language),
        Action::Withdraw { uid, body } => withdraw::withdraw(tx, app, account, *uid, body, language),
    }
}

/// Does one action under its key.
///
/// # Errors
/// Those of the action and of its key.
pub async fn alone(
    app: &App,
    account: Uuid,
    key: Uuid,
    action: Action,
    language: Language,
) -> ApiResult<Answer> {
    let held = match idempotency::begin(app, mutation(app, account, key, &action)?).await? {
        idempotency::Begun::Answered(answer) => return Ok(answer),
        idempotency::Begun::Fresh(held) => held,
    };
    let verified = papers::read_again(app, account, hashes(&action)).await?;
    let state = app.clone();
    let answer = idempotency::commit(app, held, move |tx| {
        perform(tx, &state, account, &action, &verified, language)
    })
    .await?;
    app.dossiers_changed.notify_one();
    Ok(answer)
}

/// Does a batch in order.
///
/// # Errors
/// 400 for too many operations or a key used twice; then nothing was done. What single operations
/// met is in the answer.
pub async fn run(
    app: &App,
    account: Uuid,
    batch: Batch,
    language: Language,
    trace: &str,
) -> ApiResult<BatchAnswer> {
    if batch.operations.len() > MAX_OPERATIONS {
        return Err(ApiError::bad_request(format!(
            "at most {MAX_OPERATIONS} operations in a batch"
        )));
    }
    let keys: HashSet<Uuid> = batch.operations.iter().map(|o| o.key).collect();
    if keys.len() != batch.operations.len() {
        return Err(ApiError::bad_request(
            "two operations of the batch have the same key",
        ));
    }
    let named = batch.operations.iter().flat_map(|o| hashes(&o.action)).collect();
    let verified = std::sync::Arc::new(papers::read_again(app, account, named).await?);
    let mut done = Done {
        language,
        trace: trace.to_owned(),
        status: HashMap::new(),
        answers: Vec::new(),
    };
    let mut operations = batch.operations.into_iter();
    loop {
        let group: Vec<BatchOperation> = operations.by_ref().take(TOGETHER).collect();
        if group.is_empty() {
            break;
        }
        let mut tasks = Vec::with_capacity(group.len());
        for operation in group {
            let mutation = mutation(app, account, operation.key, &operation.action)?;
            tasks.push((idempotency::hold(app, mutation), operation));
        }
        let (state, verified) = (app.clone(), verified.clone());
        done = app
            .db
            .write(move |tx| {
                for (held, operation) in tasks {
                    one(tx, &state, account, held, operation, &verified, &mut done)?;
                }
                Ok(done)
            })
            .await?;
    }
    app.dossiers_changed.notify_one();
    Ok(BatchAnswer {
        answers: done.answers,
    })
}

struct Done {
    language: Language,
    trace: String,
    status: HashMap<Uuid, u16>,
    answers: Vec<StoredAnswer>,
}

impl Done {
    fn add(&mut self, key: Uuid, outcome: ApiResult<Answer>) -> ApiResult<()> {
        let answer = match outcome {
            Ok(answer) => StoredAnswer {
                key,
                status: answer.status,
                body: answer.body,
            },
            Err(error) => {
                if error.status.is_server_error() {
                    log::error!("{} batch: {}", self.trace, error.cause.as_deref().unwrap_or("-"));
                }
                let body = serde_json::to_value(error.document(self.language, &self.trace))?;
                StoredAnswer {
                    key,
                    status: error.status.as_u16(),
                    body,
                }
            }
        };
        self.status.insert(key, answer.status);
        self.answers.push(answer);
        Ok(())
    }
}

fn one(
    tx: &Transaction<'_>,
    app: &App,
    account: Uuid,
    held: ApiResult<Held>,
    operation: BatchOperation,
    verified: &Verified,
    done: &mut Done,
) -> ApiResult<()> {
    let key = operation.key;
    let held = match held {
        Ok(held) => held,
        Err(error) => return done.add(key, Err(error)),
    };
    let succeeded = |key: &Uuid| done.status.get(key).is_some_and(|s| (200..300).contains(s));
    if !operation.after.iter().all(succeeded) {
        return done.add(key, Err(dependency_failed()));
    }
    // A savepoint for each: one that fails leaves nothing behind and does not hold up the others.
    tx.execute_batch("SAVEPOINT operation")?;
    let outcome = idempotency::within(tx, app, &held, |tx| {
        perform(tx, app, account, &operation.action, verified, done.language)
    });
    match &outcome {
        Ok(_) => tx.execute_batch("RELEASE operation")?,
        // A full disk takes the whole transaction back, not the savepoint alone: nothing of the group was done.
        Err(error) if tx.is_autocommit() => return Err(error.clone()),
        Err(_) => tx.execute_batch("ROLLBACK TO operation; RELEASE operation")?,
    }
    done.add(key, outcome)
}

fn dependency_failed() -> ApiError {
    ApiError::new(
        axum::http::StatusCode::FAILED_DEPENDENCY,
        motcua_portal_api::problem::ProblemCode::WrongState,
        "Việc này phụ thuộc vào một việc khác trong cùng lần gửi chưa thực hiện được.",
        "This depends on another operation of the batch that did not succeed.",
    )
    .retry_in(0)
}
