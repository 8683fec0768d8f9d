//! A TCP proxy that behaves badly on purpose, and counts.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// How it behaves now.
#[derive(Debug, Clone, PartialEq)]
pub enum Mood {
    /// Lets everything through.
    Open,
    /// Nobody answers: connections end at once.
    Dead,
    /// A network's sign-in page answers.
    Captive,
    /// Cuts each connection after about so many bytes towards the portal.
    Cuts(u64),
    /// Lets requests with this text through and keeps their answers, then cuts.
    SwallowsAnswersTo(&'static str),
}

#[derive(Default)]
pub struct Counts {
    /// Bytes forwarded to the portal.
    pub forwarded: AtomicU64,
    /// Requests seen.
    pub requests: AtomicUsize,
    pub cuts: AtomicUsize,
    /// First lines of the requests.
    pub lines: Mutex<Vec<String>>,
}

pub struct Proxy {
    pub address: String,
    pub counts: Arc<Counts>,
    mood: watch::Sender<Mood>,
}

impl Proxy {
    pub async fn start(upstream: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (mood, moods) = watch::channel(Mood::Open);
        let counts = Arc::new(Counts::default());
        let counted = counts.clone();
        tokio::spawn(async move {
            let mut dice = 7u64;
            while let Ok((client, _)) = listener.accept().await {
                dice = dice
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                let connection = Connection {
                    counts: counted.clone(),
                    mood: moods.clone(),
                    dice: dice >> 33,
                };
                tokio::spawn(connection.run(client, upstream));
            }
        });
        Self {
            address,
            counts,
            mood,
        }
    }

    /// Behaves so from now on; connections that are open feel it too.
    pub fn set(&self, mood: Mood) {
        self.mood.send_replace(mood);
    }

    pub fn requests(&self, text: &str) -> usize {
        self.counts
            .lines
            .lock()
            .unwrap()
            .iter()
            .filter(|line| line.contains(text))
            .count()
    }

    pub fn forwarded(&self) -> u64 {
        self.counts.forwarded.load(Ordering::Relaxed)
    }

    pub fn cuts(&self) -> usize {
        self.counts.cuts.load(Ordering::Relaxed)
    }
}

struct Connection {
    counts: Arc<Counts>,
    mood: watch::Receiver<Mood>,
    dice: u64,
}

impl Connection {
    async fn run(mut self, mut client: TcpStream, upstream: SocketAddr) {
        let mood = self.mood.borrow_and_update().clone();
        if mood == Mood::Dead {
            return;
        }
        if mood == Mood::Captive {
            let mut request = [0; 4096];
            let _ = client.read(&mut request).await;
            let page = "<html><body>Xin mời đăng nhập mạng</body></html>";
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{page}",
                page.len()
            );
            let _ = client.write_all(answer.as_bytes()).await;
            let _ = client.shutdown().await;
            return;
        }
        let Ok(mut portal) = TcpStream::connect(upstream).await else {
            return;
        };
        let (mut budget, mut swallow) = self.terms(&mood);
        let mut swallowing = false;
        let (mut up, mut down) = (vec![0; 16 << 10], vec![0; 16 << 10]);
        loop {
            tokio::select! {
                read = client.read(&mut up) => {
                    let Ok(read @ 1..) = read else { return };
                    let bytes = &up[..read.min(usize::try_from(budget).unwrap_or(usize::MAX))];
                    self.note(bytes);
                    if swallow.is_some_and(|text| contains(bytes, text)) {
                        swallowing = true;
                    }
                    if portal.write_all(bytes).await.is_err() {
                        return;
                    }
                    self.counts.forwarded.fetch_add(bytes.len() as u64, Ordering::Relaxed);
                    budget -= bytes.len() as u64;
                    if budget == 0 {
                        self.counts.cuts.fetch_add(1, Ordering::Relaxed);
                        // the portal gets what was forwarded, then the end
                        let _ = portal.shutdown().await;
                        return;
                    }
                }
                read = portal.read(&mut down) => {
                    let Ok(read @ 1..) = read else { return };
                    if swallowing {
                        self.counts.cuts.fetch_add(1, Ordering::Relaxed);
                        return;
                    }
                    if client.write_all(&down[..read]).await.is_err() {
                        return;
                    }
                }
                changed = self.mood.changed() => {
                    let mood = self.mood.borrow_and_update().clone();
                    if changed.is_err() || mood == Mood::Dead || mood == Mood::Captive {
                        return;
                    }
                    (budget, swallow) = self.terms(&mood);
                }
            }
        }
    }

    /// Bytes until the cut, and whose answers are swallowed.
    fn terms(&self, mood: &Mood) -> (u64, Option<&'static str>) {
        match mood {
            // anything from a tenth to twice the mean
            Mood::Cuts(mean) => (mean / 10 + self.dice % (mean * 19 / 10), None),
            Mood::SwallowsAnswersTo(text) => (u64::MAX, Some(text)),
            _ => (u64::MAX, None),
        }
    }

    fn note(&self, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        for line in text.split("\r\n").filter(|line| line.ends_with(" HTTP/1.1")) {
            self.counts.requests.fetch_add(1, Ordering::Relaxed);
            self.counts.lines.lock().unwrap().push(line.to_owned());
        }
    }
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
