//! A link between one desk and the portal that cuts, stalls, throttles, corrupts and half-opens
//! connections. What it does to which connection follows from a seed.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

use crate::rng::Rng;

/// Bytes carried at a time.
const PIECE: usize = 4 << 10;

/// How bad the link is. Chances are per mille of connections.
#[derive(Debug, Clone, Default)]
pub struct Weather {
    /// Nobody answers.
    pub refused: u64,
    /// Cut after some bytes towards the portal.
    pub cut_up: u64,
    /// Cut after some bytes towards the desk.
    pub cut_down: u64,
    /// Stands still for a while, then goes on.
    pub stalled: u64,
    /// Stands still for a while, then is found to be gone.
    pub half_open: u64,
    /// A byte of a file is changed on its way to the portal.
    pub spoilt_up: u64,
    /// A byte of an answer is changed to one that belongs nowhere. (Over TLS a changed byte ends
    /// the connection; on this link it has to be seen by the reader. Bytes of requests that are no
    /// file's stay, since plain HTTP protects them by nothing.)
    pub spoilt_down: u64,
    /// Bytes a second; 0: as many as will go.
    pub rate: u64,
    /// Mean bytes until something happens.
    pub reach: u64,
}

impl Weather {
    /// A mix: some links are good in most ways, some are bad in all.
    pub fn draw(rng: &mut Rng) -> Self {
        let mut level = |worst: u64| match rng.range(0, 4) {
            0 | 1 => 0,
            2 => worst / 3,
            _ => worst,
        };
        let (refused, cut_up, cut_down) = (level(400), level(700), level(500));
        let (stalled, half_open) = (level(300), level(150));
        let (spoilt_up, spoilt_down) = (level(150), level(150));
        Self {
            refused,
            cut_up,
            cut_down,
            stalled,
            half_open,
            spoilt_up,
            spoilt_down,
            rate: match rng.range(0, 3) {
                0 => rng.range(40_000, 400_000),
                _ => 0,
            },
            reach: rng.range(1_500, 120_000),
        }
    }
}

struct State {
    weather: Mutex<(Weather, Rng)>,
    /// Counts changes of the weather: connections of an earlier one end.
    up: AtomicU64,
    down: AtomicU64,
    carried: Notify,
    cleared: Notify,
    /// Pieces of answers that came from the portal.
    answers: AtomicU64,
    /// The piece, by that count, that the desk never hears, and what follows.
    unheard: AtomicU64,
    swallowed: Notify,
}

/// The link.
pub struct Link {
    /// Where the desk finds the portal.
    pub address: String,
    state: Arc<State>,
}

impl Link {
    /// A good link to `portal`.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn start(portal: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}", listener.local_addr()?);
        let state = Arc::new(State {
            weather: Mutex::new((Weather::default(), Rng::new(0))),
            up: AtomicU64::new(0),
            down: AtomicU64::new(0),
            carried: Notify::new(),
            cleared: Notify::new(),
            answers: AtomicU64::new(0),
            unheard: AtomicU64::new(u64::MAX),
            swallowed: Notify::new(),
        });
        let accepting = state.clone();
        tokio::spawn(async move {
            while let Ok((desk, _)) = listener.accept().await {
                let plan = Plan::draw(&accepting);
                tokio::spawn(carry(desk, portal, plan, accepting.clone()));
            }
        });
        Ok(Self { address, state })
    }

    /// From now on it behaves so.
    pub fn set(&self, weather: Weather, rng: Rng) {
        *self.state.weather.lock().unwrap_or_else(PoisonError::into_inner) = (weather, rng);
    }

    /// From now on everything goes through; what stands still ends.
    pub fn clear(&self) {
        self.set(Weather::default(), Rng::new(0));
        self.state.unheard.store(u64::MAX, Ordering::Relaxed);
        self.state.cleared.notify_waiters();
    }

    /// Bytes carried so far, both ways.
    pub fn carried(&self) -> u64 {
        self.state.up.load(Ordering::Relaxed) + self.state.down.load(Ordering::Relaxed)
    }

    /// Waits until the portal has given an answer, after `more` pieces of others, that the desk
    /// will never hear: it is swallowed, and its connection ends.
    pub async fn swallows(&self, more: u64) {
        let swallowed = self.state.swallowed.notified();
        let at = self.state.answers.load(Ordering::Relaxed) + more;
        self.state.unheard.store(at, Ordering::Relaxed);
        swallowed.await;
    }

    /// Waits until so many bytes have been carried in all.
    pub async fn carries(&self, bytes: u64) {
        loop {
            let more = self.state.carried.notified();
            if self.carried() >= bytes {
                return;
            }
            more.await;
        }
    }
}

/// What will happen to a connection, by bytes that it has carried in that direction.
#[derive(Debug, Default)]
struct Plan {
    refused: bool,
    cut_up: Option<u64>,
    cut_down: Option<u64>,
    still: Option<(u64, Duration)>,
    gone_after_still: bool,
    spoilt_up: Option<u64>,
    spoilt_down: Option<u64>,
    rate: u64,
}

impl Plan {
    fn draw(state: &State) -> Self {
        let mut guard = state.weather.lock().unwrap_or_else(PoisonError::into_inner);
        let (weather, rng) = &mut *guard;
        let somewhere = |rng: &mut Rng, chance: u64, reach: u64| {
            rng.chance(chance).then(|| rng.range(0, 2 * reach.max(1)))
        };
        let half_open = rng.chance(weather.half_open);
        let stalled = half_open || rng.chance(weather.stalled);
        Self {
            refused: rng.chance(weather.refused),
            cut_up: somewhere(rng, weather.cut_up, weather.reach),
            cut_down: somewhere(rng, weather.cut_down, 1_500),
            still: stalled.then(|| {
                let longest = if half_open { 3_000 } else { 800 };
                let after = rng.range(0, 2 * weather.reach.max(1));
                (after, Duration::from_millis(rng.range(20, longest)))
            }),
            gone_after_still: half_open,
            spoilt_up: somewhere(rng, weather.spoilt_up, weather.reach),
            spoilt_down: somewhere(rng, weather.spoilt_down, 1_500),
            rate: weather.rate,
        }
    }
}

async fn carry(desk: TcpStream, portal: SocketAddr, plan: Plan, state: Arc<State>) {
    if plan.refused {
        return;
    }
    let Ok(portal) = TcpStream::connect(portal).await else {
        return;
    };
    // small pieces must not wait for each other on a link that is measured in bytes
    let _ = (desk.set_nodelay(true), portal.set_nodelay(true));
    let (mut from_desk, mut to_desk) = desk.into_split();
    let (mut from_portal, mut to_portal) = portal.into_split();
    let up = async {
        let mut carried = 0u64;
        let mut file = FileBytes::default();
        let mut piece = vec![0; PIECE];
        while let Ok(read @ 1..) = from_desk.read(&mut piece).await {
            let bytes = &mut piece[..read];
            if let Some((at, pause)) = plan.still
                && passes(carried, read, at)
            {
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    () = state.cleared.notified() => {}
                }
                if plan.gone_after_still {
                    return;
                }
            }
            if let Some(at) = plan.spoilt_up
                && let Some(place) = file.place(bytes, at)
            {
                bytes[place] ^= 0x10;
            }
            let whole = plan.cut_up.is_none_or(|at| !passes(carried, read, at));
            let passed = if whole {
                read
            } else {
                (plan.cut_up.unwrap_or(0) - carried) as usize
            };
            if to_portal.write_all(&bytes[..passed]).await.is_err() {
                return;
            }
            carried += passed as u64;
            state.up.fetch_add(passed as u64, Ordering::Relaxed);
            state.carried.notify_waiters();
            if !whole {
                return;
            }
            slow(read, plan.rate).await;
        }
    };
    let down = async {
        let mut carried = 0u64;
        let mut piece = vec![0; PIECE];
        while let Ok(read @ 1..) = from_portal.read(&mut piece).await {
            let number = state.answers.fetch_add(1, Ordering::Relaxed);
            if number == state.unheard.load(Ordering::Relaxed) {
                state.swallowed.notify_waiters();
                return;
            }
            let bytes = &mut piece[..read];
            if let Some(at) = plan.spoilt_down
                && passes(carried, read, at)
            {
                bytes[(at - carried) as usize] = 0;
            }
            let whole = plan.cut_down.is_none_or(|at| !passes(carried, read, at));
            let passed = if whole {
                read
            } else {
                (plan.cut_down.unwrap_or(0) - carried) as usize
            };
            if to_desk.write_all(&bytes[..passed]).await.is_err() || !whole {
                return;
            }
            carried += passed as u64;
            state.down.fetch_add(passed as u64, Ordering::Relaxed);
            state.carried.notify_waiters();
            slow(read, plan.rate).await;
        }
    };
    tokio::select! {
        () = up => {}
        () = down => {}
    }
}

fn passes(carried: u64, read: usize, at: u64) -> bool {
    at >= carried && at < carried + read as u64
}

async fn slow(bytes: usize, rate: u64) {
    if let Some(micros) = (bytes as u64 * 1_000_000).checked_div(rate) {
        tokio::time::sleep(Duration::from_micros(micros)).await;
    }
}

/// Knows which bytes of a connection are a file's.
#[derive(Default)]
struct FileBytes {
    inside: bool,
    seen: u64,
}

impl FileBytes {
    /// Where in this piece the file's byte number `at` is, if it is there.
    fn place(&mut self, piece: &[u8], at: u64) -> Option<usize> {
        let mut begin = 0;
        let is_head = |method: &&str| piece.starts_with(method.as_bytes());
        if ["GET ", "POST ", "HEAD ", "PUT ", "DELETE "].iter().any(is_head) {
            self.inside = false;
        } else if piece.starts_with(b"PATCH ") {
            let end = piece.windows(4).position(|four| four == b"\r\n\r\n")?;
            begin = end + 4;
            self.inside = true;
        }
        if !self.inside {
            return None;
        }
        let length = (piece.len() - begin) as u64;
        let found = (at >= self.seen && at < self.seen + length).then(|| begin + (at - self.seen) as usize);
        self.seen += length;
        found
    }
}
