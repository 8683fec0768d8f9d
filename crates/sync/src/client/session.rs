//! The session: sign-in, the rotating refresh token (one refresh at a time), sign-out.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use motcua_portal_api::{
    account::{Refresh, Session, SignIn},
    paths,
};
use tokio::{sync::Mutex, time::Instant};
use uuid::Uuid;

use super::{
    PortalClient,
    error::{ClientError, Reached},
    request::Ask,
};
use crate::ports::{StoreFailure, Tokens};

/// An access token is renewed this long before its end (or at half its life, if that is short), so
/// that a long upload does not begin with one that is about to run out.
const RENEW_BEFORE: Duration = Duration::from_secs(60);

/// Tokens of a client that is never signed in.
pub struct NoTokens;

impl Tokens for NoTokens {
    fn load(&self) -> BoxFuture<'_, Option<Session>> {
        Box::pin(async { None })
    }
    fn save(&self, _: Session) -> BoxFuture<'_, Result<(), StoreFailure>> {
        Box::pin(async { Ok(()) })
    }
    fn clear(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

pub(crate) struct Keeper {
    tokens: Arc<dyn Tokens>,
    /// Held while a refresh is under way: whoever comes meanwhile waits and gets its outcome.
    current: Mutex<Option<Current>>,
}

struct Current {
    session: Session,
    /// By the monotonic clock, since this computer's calendar may be wrong by years. `None` for a
    /// session of an earlier run: its age is not known, the portal's 401 tells.
    renew_at: Option<Instant>,
}

impl Keeper {
    pub(crate) fn new(tokens: Arc<dyn Tokens>) -> Self {
        Self {
            tokens,
            current: Mutex::new(None),
        }
    }

    async fn keep(&self, current: &mut Option<Current>, session: Session, lifetime: Option<Duration>) {
        if let Err(error) = self.tokens.save(session.clone()).await {
            // The session works; after a restart the user may have to sign in again.
            log::warn!("the session could not be saved: {error}");
        }
        let renew_at =
            lifetime.map(|lifetime| Instant::now() + lifetime.saturating_sub(RENEW_BEFORE).max(lifetime / 2));
        *current = Some(Current { session, renew_at });
    }
}

impl PortalClient {
    /// Signs in. The session is saved before this returns.
    ///
    /// # Errors
    /// [`ClientError::Problem`] with `WrongCredentials`, `NotConfirmed` or `TooManyRequests`.
    pub async fn sign_in(&self, name: &str, password: &str) -> Result<Session, ClientError> {
        let body = SignIn {
            name: name.to_owned(),
            password: password.to_owned(),
            device_id: self.inner.device_id,
        };
        let (session, lifetime) = self.session_answer(Ask::post(paths::SESSIONS, &body)?).await?;
        let keeper = &self.inner.keeper;
        let mut current = keeper.current.lock().await;
        keeper.keep(&mut current, session.clone(), lifetime).await;
        Ok(session)
    }

    /// Signs out. The session is forgotten here in any case; the answer says whether the portal
    /// was told (offline it runs out by itself).
    ///
    /// # Errors
    /// Only when `everywhere` is asked for and the portal cannot be told: then nothing changes.
    pub async fn sign_out(&self, everywhere: bool) -> Result<bool, ClientError> {
        let path = if everywhere {
            paths::SESSIONS
        } else {
            paths::SESSION_CURRENT
        };
        let told = match self.done(Ask::delete(path).signed_in()).await {
            Ok(()) | Err(ClientError::SignInNeeded) => true,
            Err(error) if everywhere => return Err(error),
            Err(_) => false,
        };
        self.forget_session().await;
        Ok(told)
    }

    /// Whether a session is at hand (it may have run out at the portal).
    pub async fn has_session(&self) -> bool {
        self.access_token().await.is_ok()
    }

    /// The account of the session at hand.
    pub async fn session_account(&self) -> Option<Uuid> {
        let mut current = self.inner.keeper.current.lock().await;
        self.load_session(&mut current).await;
        current.as_ref().map(|current| current.session.account.id)
    }

    /// Reads the session from the store again (another window or the command line signed in).
    pub async fn reload_session(&self) {
        *self.inner.keeper.current.lock().await = None;
    }

    fn speaks_for(&self, held: &Current) -> bool {
        self.only.is_none_or(|account| account == held.session.account.id)
    }

    async fn forget_session(&self) {
        let keeper = &self.inner.keeper;
        let mut current = keeper.current.lock().await;
        *current = None;
        keeper.tokens.clear().await;
    }

    async fn load_session(&self, current: &mut Option<Current>) {
        if current.is_none() {
            *current = self.inner.keeper.tokens.load().await.map(|session| Current {
                session,
                renew_at: None,
            });
        }
    }

    /// An access token that should work.
    pub(crate) async fn access_token(&self) -> Result<String, ClientError> {
        let mut current = self.inner.keeper.current.lock().await;
        self.load_session(&mut current).await;
        let Some(held) = current.as_ref().filter(|held| self.speaks_for(held)) else {
            return Err(ClientError::SignInNeeded);
        };
        if held.renew_at.is_some_and(|at| at <= Instant::now()) {
            return self.refresh(&mut current).await;
        }
        Ok(held.session.access_token.clone())
    }

    /// A token in place of one the portal did not take.
    pub(crate) async fn renewed_token(&self, refused: &str) -> Result<String, ClientError> {
        let mut current = self.inner.keeper.current.lock().await;
        match current.as_ref() {
            None => Err(ClientError::SignInNeeded),
            Some(held) if !self.speaks_for(held) => Err(ClientError::SignInNeeded),
            // Somebody else has renewed it meanwhile.
            Some(held) if held.session.access_token != refused => Ok(held.session.access_token.clone()),
            Some(_) => self.refresh(&mut current).await,
        }
    }

    async fn refresh(&self, current: &mut Option<Current>) -> Result<String, ClientError> {
        let Some(held) = current.as_ref() else {
            return Err(ClientError::SignInNeeded);
        };
        let body = Refresh {
            refresh_token: held.session.refresh_token.clone(),
            device_id: self.inner.device_id,
        };
        let mut tries_left = 2;
        let answer = loop {
            match self
                .session_answer(Ask::post(paths::SESSION_REFRESH, &body)?)
                .await
            {
                // The answer may be lost while the token is spent: within a minute the same token
                // gets the same successor, so ask at once.
                Err(error)
                    if tries_left > 0 && error.reached() == Reached::Unknown && error.problem().is_none() =>
                {
                    tries_left -= 1;
                }
                other => break other,
            }
        };
        match answer {
            Ok((session, lifetime)) => {
                let token = session.access_token.clone();
                self.inner.keeper.keep(current, session, lifetime).await;
                Ok(token)
            }
            Err(ClientError::Problem { problem, .. }) if problem.status == 401 => {
                *current = None;
                self.inner.keeper.tokens.clear().await;
                Err(ClientError::SignInNeeded)
            }
            Err(error) => Err(error),
        }
    }

    /// A session with its lifetime by the portal's own clock.
    async fn session_answer(&self, ask: Ask) -> Result<(Session, Option<Duration>), ClientError> {
        let response = Box::pin(self.send(ask)).await?;
        let portal_now = response
            .headers()
            .get(reqwest::header::DATE)
            .and_then(|date| chrono::DateTime::parse_from_rfc2822(date.to_str().ok()?).ok());
        let session: Session = super::request::parse_json(response).await?;
        let lifetime = portal_now.and_then(|now| (session.access_expires_at - now.to_utc()).to_std().ok());
        Ok((session, lifetime))
    }
}
