//! Files of drafts: sent while nothing else needs the way.

use std::{collections::HashSet, time::Duration};

use uuid::Uuid;

use super::{
    DraftFile,
    run::{Interrupted, Pusher},
};
use crate::{
    client::{ClientError, PortalClient},
    upload::{UploadError, UploadSpec},
};

/// How often an upload looks whether the outbox needs the way.
const LOOK: Duration = Duration::from_secs(1);

impl Pusher {
    /// Which of these files the portal has.
    pub(super) async fn known(
        &self,
        client: &PortalClient,
        files: &[DraftFile],
    ) -> Result<HashSet<String>, ClientError> {
        if files.is_empty() {
            return Ok(HashSet::new());
        }
        let asked: Vec<String> = files.iter().map(|file| file.sha256.clone()).collect();
        let missing: HashSet<String> = client.missing_blobs(asked.clone()).await?.into_iter().collect();
        Ok(asked
            .into_iter()
            .filter(|sha256| !missing.contains(sha256))
            .collect())
    }

    /// Sends a file from where the portal's offset says. `false`: it cannot be sent from here now; the
    /// draft goes without it.
    pub(super) async fn upload(
        &mut self,
        client: &PortalClient,
        account: Uuid,
        file: &DraftFile,
    ) -> Result<bool, Interrupted> {
        let known = (account, file.sha256.clone());
        let begun = match self.uploads.get(&known) {
            Some(url) => client
                .upload_offset(url)
                .await?
                .map(|offset| (url.clone(), offset)),
            None => None,
        };
        let (url, offset) = match begun {
            Some(begun) => begun,
            None => match self.begin(client, account, file).await {
                Ok(url) => (url, 0),
                Err(ClientError::Problem { problem, .. })
                    if matches!(problem.status, 400 | 413 | 415 | 422) =>
                {
                    log::warn!("a file of a draft is not taken: {:?}", problem.code);
                    return Ok(false);
                }
                Err(error) => return Err(error.into()),
            },
        };
        if offset >= file.size && file.size > 0 {
            self.uploads.remove(&known);
            return Ok(true);
        }
        let spec = UploadSpec {
            url,
            sha256: file.sha256.clone(),
            offset,
            size: file.size,
        };
        let sent = {
            let sending = client.upload_from(&spec, &*self.blobs, |_| {});
            tokio::pin!(sending);
            loop {
                tokio::select! {
                    sent = &mut sending => break sent,
                    // the portal keeps what it has; the rest follows when there is time again
                    () = tokio::time::sleep(LOOK) => self.yield_to_outbox().await?,
                }
            }
        };
        match sent {
            Ok(_) => {
                self.uploads.remove(&known);
                Ok(true)
            }
            Err(UploadError::File(trouble)) => {
                log::warn!("a file of a draft is left out: {trouble}");
                Ok(false)
            }
            Err(UploadError::Client(error @ ClientError::Problem { .. })) => {
                // too large, or damaged on its way: the next round begins it anew
                log::warn!("a file of a draft was not taken: {error}");
                self.uploads.remove(&known);
                Ok(false)
            }
            Err(UploadError::Client(error)) => Err(error.into()),
        }
    }

    async fn begin(
        &mut self,
        client: &PortalClient,
        account: Uuid,
        file: &DraftFile,
    ) -> Result<String, ClientError> {
        let url = client.create_upload(&file.sha256, file.size).await?;
        self.uploads.insert((account, file.sha256.clone()), url.clone());
        Ok(url)
    }
}
