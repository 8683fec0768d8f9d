//! Requests on their way from the desk's client to the portal's router, and what happens to them.

use std::{
    io,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Method, Request, Response},
};
use bytes::Bytes;
use futures_util::{StreamExt, future::BoxFuture, stream};
use motcua_portal::work::Steps;
use motcua_portal_api::paths;
use motcua_sync::client::{Carrier, ClientError, Reached};
use tokio::sync::Notify;
use tower::ServiceExt;

use super::portal::{Accident, Fate, Stop, share};
use crate::rng::Rng;

/// Bytes that arrive at a time.
const PIECE: usize = 97;
/// No answer is larger.
const LARGEST: usize = 64 << 20;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Counts the pieces of the portal's work, and stops it at one of them.
#[derive(Default)]
pub struct Stops {
    left: Mutex<Option<u32>>,
    /// Whether the portal dies there, or only the request ends.
    dies: Mutex<bool>,
    stopped: Mutex<bool>,
    news: Notify,
}

impl Stops {
    /// Everything goes on, for ever.
    pub fn clear(&self) {
        *lock(&self.left) = None;
        *lock(&self.stopped) = false;
    }

    fn after(&self, steps: u32, dies: bool) {
        *lock(&self.left) = Some(steps);
        *lock(&self.dies) = dies;
    }

    fn stop(&self) {
        *lock(&self.stopped) = true;
        self.news.notify_waiters();
    }

    /// Waits until the work is stopped.
    pub async fn stopped(&self) {
        loop {
            let news = self.news.notified();
            if *lock(&self.stopped) {
                return;
            }
            news.await;
        }
    }

    /// Takes one step; false: this was the last.
    fn take(&self) -> bool {
        let mut left = lock(&self.left);
        match left.as_mut() {
            None => true,
            Some(0) => false,
            Some(steps) => {
                *steps -= 1;
                true
            }
        }
    }
}

impl Steps for Stops {
    fn step(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {
            let dies = *lock(&self.dies);
            if *lock(&self.stopped) && dies {
                std::future::pending::<()>().await;
            }
            if !self.take() {
                self.stop();
                if dies {
                    std::future::pending::<()>().await;
                }
                // The request is dropped here, unless its work goes on in a task of its own.
                *lock(&self.left) = None;
                tokio::task::yield_now().await;
            }
        })
    }
}

/// The line between client and router.
pub struct Carried {
    stops: Arc<Stops>,
    router: Mutex<Option<Router>>,
    accident: Mutex<Option<Accident>>,
    /// For what the simulation does not draw itself: whether answers about sessions get lost.
    rng: Mutex<Rng>,
    received: Arc<AtomicU64>,
}

impl Carried {
    pub fn new(stops: Arc<Stops>, seed: u64) -> Self {
        Self {
            stops,
            router: Mutex::new(None),
            accident: Mutex::new(None),
            rng: Mutex::new(Rng::new(seed ^ 0x5e55)),
            received: Arc::default(),
        }
    }

    /// What puts requests together; made once, since it looks for certificates.
    pub fn http(&self) -> reqwest::Client {
        static HTTP: OnceLock<reqwest::Client> = OnceLock::new();
        HTTP.get_or_init(reqwest::Client::new).clone()
    }

    pub fn connect(&self, router: Router) {
        *lock(&self.router) = Some(router);
    }

    pub fn disconnect(&self) {
        *lock(&self.router) = None;
    }

    /// This happens to the next call.
    pub fn expect(&self, accident: Accident) {
        *lock(&self.accident) = Some(accident);
        match accident.stop {
            Some(Stop::Dies(step)) => self.stops.after(step, true),
            Some(Stop::HangsUp(step)) => self.stops.after(step, false),
            Some(Stop::DiesReading(_)) => self.stops.after(u32::MAX, true),
            None => {}
        }
    }

    /// Nothing happens from now on.
    pub fn expect_nothing(&self) {
        *lock(&self.accident) = None;
        self.stops.clear();
    }

    /// Bytes of files that the portal has read.
    pub fn received(&self) -> u64 {
        self.received.load(Ordering::Relaxed)
    }

    /// Renewing the session goes well, or its answer is lost when the call's own is to be.
    fn of_session(&self, mut accident: Accident) -> Accident {
        accident.cut = None;
        if accident.fate != Fate::Arrives && lock(&self.rng).chance(500) {
            accident.fate = Fate::Arrives;
        }
        accident
    }

    async fn deliver(&self, request: reqwest::Request) -> Result<reqwest::Response, ClientError> {
        let Some(router) = lock(&self.router).clone() else {
            return Err(unreachable(Reached::Never));
        };
        let accident = *lock(&self.accident);
        let accident = match accident {
            Some(accident) if request.url().path() == paths::SESSION_REFRESH => {
                Some(self.of_session(accident))
            }
            other => other,
        };
        let request = self.on_its_way(request, accident).await?;
        let cut = accident.is_some_and(|accident| accident.cut.is_some());
        let answered = tokio::select! {
            biased;
            answered = router.oneshot(request) => answered,
            () = self.stops.stopped() => return Err(unreachable(Reached::Unknown)),
        };
        let Ok(response) = answered;
        if cut {
            return Err(unreachable(Reached::Unknown));
        }
        back(response, accident.map_or(Fate::Arrives, |accident| accident.fate)).await
    }

    /// The request as it arrives.
    async fn on_its_way(
        &self,
        request: reqwest::Request,
        accident: Option<Accident>,
    ) -> Result<Request<Body>, ClientError> {
        let request = Request::<reqwest::Body>::try_from(request).map_err(|_| unreachable(Reached::Never))?;
        let (parts, body) = request.into_parts();
        let whole = to_bytes(Body::new(body), LARGEST)
            .await
            .map_err(|_| unreachable(Reached::Never))?;
        let is_file = parts.method == Method::PATCH;
        let Some(accident) = accident.filter(|_| !whole.is_empty()) else {
            return Ok(Request::from_parts(parts, Body::from(whole)));
        };
        let mut bytes = whole.to_vec();
        if let Some(at) = accident.spoilt.filter(|_| is_file) {
            let at = share(bytes.len() - 1, at);
            bytes[at] ^= 0x20;
        }
        let dies = match accident.stop {
            Some(Stop::DiesReading(at)) if is_file => Some(at),
            _ => None,
        };
        let ends_at = dies.or(accident.cut).map(|at| share(bytes.len(), at));
        bytes.truncate(ends_at.unwrap_or(bytes.len()));
        let received = self.received.clone();
        let pieces: Vec<Bytes> = bytes.chunks(PIECE).map(Bytes::copy_from_slice).collect();
        let pieces = stream::iter(pieces).map(move |piece| {
            if is_file {
                received.fetch_add(piece.len() as u64, Ordering::Relaxed);
            }
            Ok(piece)
        });
        let stops = self.stops.clone();
        let end = stream::iter(ends_at).then(move |_| {
            let stops = stops.clone();
            async move {
                if dies.is_some() {
                    stops.stop();
                    std::future::pending::<()>().await;
                }
                Err::<Bytes, io::Error>(io::ErrorKind::ConnectionReset.into())
            }
        });
        Ok(Request::from_parts(parts, Body::from_stream(pieces.chain(end))))
    }
}

impl Carrier for Carried {
    fn carry(&self, request: reqwest::Request) -> BoxFuture<'_, Result<reqwest::Response, ClientError>> {
        Box::pin(self.deliver(request))
    }
}

/// The answer as it comes back.
async fn back(response: Response<Body>, fate: Fate) -> Result<reqwest::Response, ClientError> {
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, LARGEST)
        .await
        .map_err(|_| unreachable(Reached::Unknown))?;
    let body = match fate {
        Fate::Arrives => reqwest::Body::from(bytes),
        Fate::Lost => return Err(unreachable(Reached::Unknown)),
        // nothing but headers: they are there or not
        _ if bytes.is_empty() => return Err(unreachable(Reached::Unknown)),
        Fate::Broken(at) => {
            let begin = bytes.slice(..share(bytes.len(), at));
            let end: io::Error = io::ErrorKind::ConnectionReset.into();
            reqwest::Body::wrap_stream(stream::iter([Ok(begin), Err(end)]))
        }
        Fate::Short(at) => reqwest::Body::from(bytes.slice(..share(bytes.len(), at))),
        Fate::Garbled(at) => {
            let mut bytes = bytes.to_vec();
            let at = share(bytes.len() - 1, at);
            bytes[at] = 0;
            reqwest::Body::from(bytes)
        }
    };
    Ok(Response::from_parts(parts, body).into())
}

fn unreachable(reached: Reached) -> ClientError {
    ClientError::Unreachable {
        reached,
        detail: "the simulated link".into(),
    }
}
