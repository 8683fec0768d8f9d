//! Mutations with keys: alone or as a batch, and what became of one.

use motcua_portal_api::{
    batch::{Action, Batch, BatchAnswer, BatchOperation, StoredAnswer},
    paths,
};
use reqwest::StatusCode;
use uuid::Uuid;

use super::{PortalClient, dossier::found, error::ClientError, request::Ask};

impl PortalClient {
    /// Does operations, each under its own key: one alone at its own address, several as one
    /// compressed batch. Refusals of single operations are answers, not errors.
    ///
    /// # Errors
    /// When the whole request failed or was refused (401, 429, 5xx, an oversized batch).
    pub async fn perform(&self, operations: Vec<BatchOperation>) -> Result<Vec<StoredAnswer>, ClientError> {
        match <[BatchOperation; 1]>::try_from(operations) {
            Ok([operation]) => Ok(vec![self.perform_one(operation).await?]),
            Err(operations) => {
                let ask = Ask::post(paths::BATCH, &Batch { operations })?
                    .signed_in()
                    .compressed();
                self.paced(&ask).await;
                let answer: BatchAnswer = self.json(ask).await?;
                Ok(answer.answers)
            }
        }
    }

    /// Waits until the cap on what is sent lets a request go.
    async fn paced(&self, ask: &Ask) {
        let wait = self.inner.pace.take(ask.body_bytes());
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
    }

    async fn perform_one(&self, operation: BatchOperation) -> Result<StoredAnswer, ClientError> {
        let key = operation.key;
        let ask = match operation.action {
            Action::Register { body } => Ask::post(paths::DOSSIERS, &body)?,
            Action::Replace { body, version } => Ask::put(paths::dossier(body.uid), &body)?.if_match(version),
            Action::Delete { uid, version } => Ask::delete(paths::dossier(uid)).if_match(version),
            Action::Restore { body } => Ask::post(paths::restoration(body.uid), &body)?,
            Action::Submit { uid, body } => Ask::post(paths::submission(uid), &body)?,
            Action::AnswerSupplement {
                uid,
                supplement,
                body,
            } => Ask::post(paths::supplement(uid, supplement), &body)?,
            Action::Withdraw { uid, body } => Ask::post(paths::withdrawal(uid), &body)?,
        };
        self.paced(&ask).await;
        match self.send(ask.signed_in().key(key)).await {
            Ok(response) => {
                let status = response.status().as_u16();
                let body = match status {
                    204 => serde_json::Value::Null,
                    _ => super::request::parse_json(response).await?,
                };
                Ok(StoredAnswer { key, status, body })
            }
            // 401 never comes as a problem here: `send` has made it `SignInNeeded`.
            Err(ClientError::Problem { problem, .. })
                if problem.status < 500 && problem.status != StatusCode::TOO_MANY_REQUESTS.as_u16() =>
            {
                let status = problem.status;
                let body = serde_json::to_value(*problem).map_err(|error| ClientError::Contract {
                    detail: error.to_string(),
                })?;
                Ok(StoredAnswer { key, status, body })
            }
            Err(error) => Err(error),
        }
    }

    /// What became of a mutation; `None` when the portal does not know the key.
    ///
    /// # Errors
    /// `InFlight` while it is still being done.
    pub async fn operation(&self, key: Uuid) -> Result<Option<StoredAnswer>, ClientError> {
        found(self.json(Ask::get(paths::operation(key)).signed_in()).await)
    }
}
