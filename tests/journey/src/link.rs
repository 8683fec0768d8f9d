//! The link between desk and portal: a TCP proxy that can be cut, also in the middle of a request, and be as narrow and
//! slow as a village's.

mod lane;

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::Result;
use tokio::{
    io::AsyncReadExt as _,
    net::{TcpListener, TcpStream, tcp::OwnedReadHalf},
    sync::watch,
};

use self::lane::{Lane, Narrow};

#[derive(Default)]
struct State {
    down: AtomicBool,
    /// Bytes towards the portal that still pass before the link goes down by itself; negative: no limit.
    budget: AtomicI64,
    /// Bytes towards the portal that still pass before the link stands still; negative: no limit.
    until_still: AtomicI64,
    still: watch::Sender<bool>,
    /// Answers are dropped: requests reach the portal, nothing comes back.
    deaf: AtomicBool,
    /// Answers are dropped from the request on that holds one of these words.
    deaf_from: Mutex<Vec<&'static str>>,
    forwarded: AtomicU64,
    requests: AtomicU64,
    /// What connections from now on have to pass, towards the portal and back.
    narrow: Mutex<Option<[Narrow; 2]>>,
    /// How often it was cut.
    cuts: watch::Sender<u64>,
}

/// A link that can be cut.
#[derive(Clone)]
pub struct Link {
    /// What the desk is told to connect to.
    pub address: String,
    state: Arc<State>,
}

impl Link {
    /// Opens a link to a portal at `host:port`.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn open(target: String) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}", listener.local_addr()?);
        let state = Arc::new(State::default());
        state.budget.store(-1, Ordering::SeqCst);
        state.until_still.store(-1, Ordering::SeqCst);
        let accepting = state.clone();
        tokio::spawn(async move {
            while let Ok((desk, _)) = listener.accept().await {
                if accepting.down.load(Ordering::SeqCst) {
                    continue;
                }
                tokio::spawn(carry(desk, target.clone(), accepting.clone()));
            }
        });
        Ok(Self { address, state })
    }

    /// Cuts every connection and lets no new one through.
    pub fn cut(&self) {
        self.state.go_down();
    }

    /// Lets everything through again.
    pub fn mend(&self) {
        self.state.budget.store(-1, Ordering::SeqCst);
        self.state.until_still.store(-1, Ordering::SeqCst);
        self.state.still.send_replace(false);
        self.state.deaf_from().clear();
        self.state.deaf.store(false, Ordering::SeqCst);
        self.state.down.store(false, Ordering::SeqCst);
    }

    /// Goes down by itself after so many more bytes towards the portal.
    pub fn cut_after(&self, bytes: i64) {
        self.state.budget.store(bytes, Ordering::SeqCst);
    }

    /// Stands still after so many more bytes towards the portal: nothing is lost, nothing goes on.
    pub fn hold_after(&self, bytes: i64) {
        self.state.until_still.store(bytes, Ordering::SeqCst);
    }

    /// Whether it stands still.
    pub fn is_still(&self) -> bool {
        *self.state.still.borrow()
    }

    /// From the next request on that submits a dossier, requests still arrive and answers are lost.
    pub fn lose_answers_from_submission(&self) {
        *self.state.deaf_from() = vec!["POST /v1/batch ", "/submission HTTP/1.1"];
    }

    /// Requests still arrive; answers are lost.
    pub fn lose_answers(&self) {
        self.state.deaf.store(true, Ordering::SeqCst);
    }

    /// Whether it is down.
    pub fn is_down(&self) -> bool {
        self.state.down.load(Ordering::SeqCst)
    }

    /// Waits until it is down.
    pub async fn went_down(&self) {
        self.state.broken().await;
    }

    /// Connections from now on share so many bytes a second in each direction, and wait so long for an answer at least.
    pub fn narrow(&self, bytes_per_second: u32, round_trip: Duration) {
        let lane = || Narrow::new(bytes_per_second, round_trip / 2);
        *self.state.narrow.lock().unwrap_or_else(PoisonError::into_inner) = Some([lane(), lane()]);
    }

    /// Requests carried towards the portal so far.
    pub fn requests(&self) -> u64 {
        self.state.requests.load(Ordering::SeqCst)
    }

    /// Bytes carried towards the portal so far.
    pub fn forwarded(&self) -> u64 {
        self.state.forwarded.load(Ordering::SeqCst)
    }
}

impl State {
    fn deaf_from(&self) -> std::sync::MutexGuard<'_, Vec<&'static str>> {
        self.deaf_from.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts requests, and turns deaf when one that passes is the one to be deaf from. A head fits one read.
    fn listen(&self, passing: &[u8]) {
        let times = |words: &str| {
            passing
                .windows(words.len())
                .filter(|part| *part == words.as_bytes())
                .count()
        };
        self.requests
            .fetch_add(times(" HTTP/1.1\r\n") as u64, Ordering::SeqCst);
        let mut from = self.deaf_from();
        let found = from.iter().any(|words| times(words) > 0);
        if found {
            from.clear();
            self.deaf.store(true, Ordering::SeqCst);
        }
    }

    fn go_down(&self) {
        self.down.store(true, Ordering::SeqCst);
        self.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// Waits until the link is cut, however soon it is mended.
    async fn broken(&self) {
        let mut cuts = self.cuts.subscribe();
        if !self.down.load(Ordering::SeqCst) {
            cuts.changed().await.ok();
        }
    }

    /// Waits while the link stands still.
    async fn flows(&self) {
        let mut still = self.still.subscribe();
        still.wait_for(|still| !still).await.ok();
    }
}

async fn carry(desk: TcpStream, target: String, state: Arc<State>) {
    let Ok(portal) = TcpStream::connect(&target).await else {
        return;
    };
    let narrow = state
        .narrow
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    let (up, down) = match narrow {
        Some([up, down]) => {
            // the handshake, which the proxy has answered at once
            tokio::time::sleep(up.delay() + down.delay()).await;
            (Some(up), Some(down))
        }
        None => (None, None),
    };
    let (from_desk, to_desk) = desk.into_split();
    let (from_portal, to_portal) = portal.into_split();
    let (to_desk, to_portal) = (Lane::new(to_desk, down), Lane::new(to_portal, up));
    tokio::select! {
        () = outward(from_desk, to_portal, &state) => {}
        () = inward(from_portal, to_desk, &state) => {}
        () = state.broken() => {}
    }
}

async fn outward(mut from: OwnedReadHalf, mut to: Lane, state: &State) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        let mut pass = read;
        let budget = state.budget.load(Ordering::SeqCst);
        if budget >= 0 {
            pass = pass.min(usize::try_from(budget).unwrap_or(0));
            state
                .budget
                .fetch_sub(i64::try_from(pass).unwrap_or(0), Ordering::SeqCst);
        }
        state.flows().await;
        state.listen(&buffer[..pass]);
        let limit = state.until_still.load(Ordering::SeqCst);
        if limit >= 0 {
            let left = state
                .until_still
                .fetch_sub(i64::try_from(pass).unwrap_or(0), Ordering::SeqCst);
            if left <= i64::try_from(pass).unwrap_or(0) {
                state.still.send_replace(true);
                state.flows().await;
            }
        }
        if to.carry(&buffer[..pass]).await.is_err() {
            return;
        }
        state.forwarded.fetch_add(pass as u64, Ordering::SeqCst);
        if pass < read {
            state.go_down();
            return;
        }
    }
}

async fn inward(mut from: OwnedReadHalf, mut to: Lane, state: &State) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        if state.deaf.load(Ordering::SeqCst) {
            continue;
        }
        if to.carry(&buffer[..read]).await.is_err() {
            return;
        }
    }
}
