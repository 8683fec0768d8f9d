//! One call of the engine, made.

use std::{sync::Arc, time::Duration};

use tokio::{sync::mpsc, time::Instant};
use uuid::Uuid;

use super::event::{LinkTrouble, SyncEvent, SyncListener};
use crate::{
    client::{ClientError, PortalClient, Reached},
    engine::{Call, CallId, Event, Failure, Reply},
    ports::{BlobSource, Clock},
    upload::{UploadError, UploadSpec},
};

/// Progress is told at most so often.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);

/// What every call needs.
#[derive(Clone)]
pub(super) struct Callers {
    pub(super) client: PortalClient,
    pub(super) blobs: Arc<dyn BlobSource>,
    pub(super) listener: Arc<dyn SyncListener>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) events: mpsc::UnboundedSender<Event>,
}

impl Callers {
    /// Makes the call in the name of `account` and tells how it ended.
    pub(super) async fn make(self, account: Option<Uuid>, id: CallId, call: Call) {
        let outcome = self.outcome(account, id, call).await;
        // fails only when the driver has ended
        let _ = self.events.send(Event::Answered { call: id, outcome });
    }

    async fn outcome(&self, account: Option<Uuid>, id: CallId, call: Call) -> Result<Reply, Failure> {
        if matches!(call, Call::Probe) {
            return self.probe().await;
        }
        // The engine decided for this account; whoever is signed in by now may be another.
        let Some(account) = account else {
            return Err(Failure::SignIn);
        };
        let mut last = None::<Instant>;
        let progress = |offset| {
            let now = Instant::now();
            if last.is_none_or(|last| now - last >= PROGRESS_EVERY) {
                last = Some(now);
                let _ = self.events.send(Event::Progress { call: id, offset });
            }
        };
        perform(&self.client.only_as(account), &*self.blobs, call, progress).await
    }

    async fn probe(&self) -> Result<Reply, Failure> {
        match self.client.profile().await {
            Ok(profile) => {
                let at = self.clock.now();
                self.listener.notify(SyncEvent::Profile {
                    profile: Box::new(profile),
                    at,
                });
                Ok(Reply::Alive)
            }
            Err(error) => {
                if let Some(trouble) = LinkTrouble::of(&error) {
                    self.listener.notify(SyncEvent::LinkTrouble {
                        trouble,
                        detail: error.to_string(),
                    });
                }
                Err(failure(error))
            }
        }
    }
}

/// Makes one call of the engine and says how it ended in the engine's terms. `progress` is told
/// offsets of uploads as their bytes are handed over.
pub async fn perform(
    client: &PortalClient,
    blobs: &dyn BlobSource,
    call: Call,
    progress: impl FnMut(u64) + Send,
) -> Result<Reply, Failure> {
    let reply = match call {
        Call::Probe => client.profile().await.map(|_| Reply::Alive),
        Call::Missing { sha256 } => client.missing_blobs(sha256).await.map(Reply::Missing),
        Call::Send { operations } => client.perform(operations).await.map(Reply::Answers),
        Call::Operation { key } => client.operation(key).await.map(Reply::Operation),
        Call::Dossier { uid } => client
            .dossier(uid)
            .await
            .map(|dossier| Reply::Dossier(dossier.map(Box::new))),
        Call::CreateUpload { sha256, size } => client
            .create_upload(&sha256, size)
            .await
            .map(|url| Reply::Created { url }),
        Call::HeadUpload { url, .. } => client.upload_offset(&url).await.map(Reply::Offset),
        Call::PatchUpload {
            url,
            sha256,
            offset,
            size,
        } => {
            let spec = UploadSpec {
                url,
                sha256,
                offset,
                size,
            };
            return match client.upload_from(&spec, blobs, progress).await {
                Ok(offset) => Ok(Reply::Patched { offset }),
                Err(UploadError::File(trouble)) => Err(Failure::File(trouble)),
                Err(UploadError::Client(error)) => Err(failure(error)),
            };
        }
        Call::DropUpload { url } => client.drop_upload(&url).await.map(|()| Reply::Done),
    };
    reply.map_err(failure)
}

/// An error of the client in the engine's terms.
fn failure(error: ClientError) -> Failure {
    match error {
        ClientError::Unreachable {
            reached: Reached::Never,
            ..
        }
        | ClientError::Tls { .. }
        | ClientError::Proxy { .. }
        | ClientError::Address { .. } => Failure::NotSent,
        ClientError::Unreachable {
            reached: Reached::Unknown,
            ..
        }
        | ClientError::Contract { .. } => Failure::Unknown,
        // Nothing may be sent to whoever this is.
        ClientError::Captive { .. } | ClientError::OtherPortal { .. } | ClientError::TooNew { .. } => {
            Failure::Captive
        }
        ClientError::SignInNeeded => Failure::SignIn,
        ClientError::Problem { problem, retry_after } => Failure::Refused { problem, retry_after },
    }
}
