//! `motcua sync`: sends what waits and learns what is new.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use clap::Args;
use motcua_desk::{
    Desk,
    prelude::{DeskEvent, DeskStatus, LinkState, OutboxItem, OutboxStage, OutboxView},
};
use motcua_domain::{language::Language, status::SyncState};
use serde::Serialize;
use serde_json::json;
use tokio::sync::broadcast;
use uuid::Uuid;

use crate::{
    exit::{Exit, Failure},
    progress::Progress,
    session::{Need, Session},
};

/// The outbox is looked at this often, even when nothing is told.
const LOOK: Duration = Duration::from_millis(500);
/// With `--once`: nothing has moved for so long, so that it waits for something.
const STILL: Duration = Duration::from_secs(30);
/// How long the last answer may take to be written down.
const LONGEST_WRITE: Duration = Duration::from_secs(30);

/// How long to go on.
#[derive(Debug, Args)]
pub struct Sync {
    /// Thử gửi mọi thứ một lần rồi thôi (mặc định).
    #[arg(long, conflicts_with_all = ["until_empty", "watch"])]
    once: bool,
    /// Gửi cho tới khi không còn gì chờ gửi; mất mạng thì đợi có mạng.
    #[arg(long, conflicts_with = "watch")]
    until_empty: bool,
    /// Gửi và nhận tin mãi, cho tới khi bị dừng (Ctrl-C).
    #[arg(long)]
    pub watch: bool,
    /// Gửi ngay cả ngoài giờ gửi đã đặt (motcua outbox settings).
    #[arg(long)]
    now: bool,
    /// Thôi sau chừng này giây.
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<u64>,
}

/// What was done.
#[derive(Debug, Serialize)]
struct Report {
    /// Nothing waits and nothing is held.
    empty: bool,
    /// Why it ended before, if it did: `offline`, `captive`, `sign_in`, `paused`, `out_of_hours`, `waiting`, `timeout`.
    ended: Option<&'static str>,
    /// What left the outbox during this run.
    sent: Vec<Sent>,
    /// What needs the user.
    held: Vec<OutboxItem>,
    /// What still waits.
    waiting: Vec<OutboxItem>,
    /// Whether the portal's news were fetched.
    news: bool,
    /// Whether drafts are now the same at the portal and here (see `draft sharing`).
    drafts: bool,
}

/// A dossier that left the outbox.
#[derive(Debug, Serialize)]
struct Sent {
    id: Uuid,
    code: Option<String>,
    sync: SyncState,
    submitted_at: Option<chrono::DateTime<chrono::Utc>>,
}

/// Runs the command.
pub async fn run(session: &Session, sync: Sync) -> Result<Exit, Failure> {
    let desk = session.desk(Need::Portal).await?;
    let status = desk.status().await.map_err(|error| session.failure(error))?;
    if status.account.is_none() {
        return Err(Failure::new(
            Exit::SignIn,
            "sign_in_needed",
            session.pick(
                "Cần đăng nhập để gửi: motcua account sign-in. Hộp gửi vẫn được giữ nguyên.",
                "Sign in to send: motcua account sign-in. The outbox is kept as it is.",
            ),
        ));
    }
    if sync.now {
        desk.outbox_send_now()
            .await
            .map_err(|error| session.failure(error))?;
    }
    let deadline = sync
        .timeout
        .map(|seconds| Instant::now() + Duration::from_secs(seconds));
    if sync.watch {
        watch(session, &desk, deadline).await
    } else {
        drain(session, &desk, Wanted::of(&sync), deadline).await
    }
}

/// Why sending came to rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest {
    Empty,
    Offline,
    Captive,
    SignIn,
    Paused,
    OutOfHours,
    Waiting,
    Timeout,
}

impl Rest {
    fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::Empty => return None,
            Self::Offline => "offline",
            Self::Captive => "captive",
            Self::SignIn => "sign_in",
            Self::Paused => "paused",
            Self::OutOfHours => "out_of_hours",
            Self::Waiting => "waiting",
            Self::Timeout => "timeout",
        })
    }
}

/// What may not end a run.
#[derive(Clone, Copy)]
struct Wanted {
    /// Waits for the link, the hours and the next try.
    until_empty: bool,
    /// Sends outside the hours too.
    now: bool,
}

impl Wanted {
    fn of(sync: &Sync) -> Self {
        Self {
            until_empty: sync.until_empty,
            now: sync.now,
        }
    }
}

async fn drain(
    session: &Session,
    desk: &Desk,
    wanted: Wanted,
    deadline: Option<Instant>,
) -> Result<Exit, Failure> {
    let failed = |error| session.failure(error);
    let mut events = desk.subscribe();
    let mut seen: BTreeSet<Uuid> = BTreeSet::new();
    let mut stillness = Stillness::default();
    let progress = Progress::bytes(session);
    let (rest, last) = loop {
        let view = desk.outbox().await.map_err(failed)?;
        let status = desk.status().await.map_err(failed)?;
        seen.extend(view.items.iter().map(|item| item.dossier));
        let left: BTreeSet<Uuid> = view.items.iter().map(|item| item.dossier).collect();
        progress.outbox(&view.items, seen.difference(&left).count());
        let still = stillness.look(&view);
        if let Some(rest) = rests(&view, &status, wanted, still) {
            break (rest, view);
        }
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            break (Rest::Timeout, view);
        }
        wait(&mut events, deadline).await;
    };
    let waits: BTreeSet<Uuid> = last.items.iter().map(|item| item.dossier).collect();
    let sent = written(session, desk, seen.difference(&waits).copied().collect()).await?;
    progress.say(
        session
            .pick("Đang nhận tin mới từ cổng…", "Fetching the portal's news…")
            .to_owned(),
    );
    let news = matches!(rest, Rest::Empty | Rest::OutOfHours | Rest::Waiting)
        && fetch_news(desk, &mut events, deadline).await;
    let drafts = news && desk.push_drafts().await.is_ok();
    drop(progress);
    let offline = rest == Rest::Empty && !news && is_offline(&desk.status().await.map_err(failed)?);
    let (held, waiting): (Vec<_>, Vec<_>) = last
        .items
        .into_iter()
        .partition(|item| item.stage == OutboxStage::Held);
    let report = Report {
        empty: held.is_empty() && waiting.is_empty(),
        ended: rest.name(),
        sent,
        held,
        waiting,
        news,
        drafts,
    };
    session.print(&report, |out| tell(out, session, &report, rest))?;
    Ok(match rest {
        Rest::Empty if !report.held.is_empty() => Exit::Unsent,
        Rest::Empty if offline => Exit::Offline,
        Rest::Empty => Exit::Done,
        Rest::Offline | Rest::Captive => Exit::Offline,
        Rest::SignIn => Exit::SignIn,
        Rest::Paused | Rest::OutOfHours | Rest::Waiting | Rest::Timeout => Exit::Unsent,
    })
}

/// Whether there is nothing more to do for now.
fn rests(view: &OutboxView, status: &DeskStatus, wanted: Wanted, still: bool) -> Option<Rest> {
    let held: BTreeSet<Uuid> = of_stage(view, OutboxStage::Held)
        .map(|item| item.dossier)
        .collect();
    // what stands behind something held waits for the user too
    let waiting: Vec<&OutboxItem> = view
        .items
        .iter()
        .filter(|item| !held.contains(&item.dossier))
        .collect();
    let connection = status.connection.state;
    if waiting.is_empty() {
        // with nothing to send, news are the purpose, and the link is tried first
        return (connection != LinkState::Checking).then_some(Rest::Empty);
    }
    let moves = waiting.iter().any(|item| {
        matches!(
            item.stage,
            OutboxStage::Registering
                | OutboxStage::Uploading
                | OutboxStage::Submitting
                | OutboxStage::Checking
        )
    });
    if view.paused && !moves {
        return Some(Rest::Paused);
    }
    if waiting.iter().all(|item| item.stage == OutboxStage::NeedsSignIn) {
        return Some(Rest::SignIn);
    }
    if wanted.until_empty {
        return None;
    }
    // who asked for now is not told to come back; the outbox may not have begun yet
    if view.opens_at.is_some() && !moves && !wanted.now {
        return Some(Rest::OutOfHours);
    }
    match connection {
        LinkState::Offline | LinkState::NoPortal => return Some(Rest::Offline),
        LinkState::Captive => return Some(Rest::Captive),
        LinkState::Checking => return None,
        LinkState::Online => {}
    }
    let rest = |item: &&OutboxItem| {
        item.stage == OutboxStage::NeedsSignIn
            || (item.stage == OutboxStage::Waiting && item.next_try.is_some())
    };
    (waiting.iter().all(rest) || still).then_some(Rest::Waiting)
}

fn of_stage(view: &OutboxView, stage: OutboxStage) -> impl Iterator<Item = &OutboxItem> {
    view.items.iter().filter(move |item| item.stage == stage)
}

/// Notices when nothing has changed for long.
#[derive(Default)]
struct Stillness {
    last: Vec<(Uuid, OutboxStage, u64, u32)>,
    since: Option<Instant>,
}

impl Stillness {
    fn look(&mut self, view: &OutboxView) -> bool {
        let now: Vec<_> = view
            .items
            .iter()
            .map(|item| (item.dossier, item.stage, item.bytes_done, item.tries))
            .collect();
        if now != self.last {
            self.last = now;
            self.since = None;
        }
        self.since.get_or_insert_with(Instant::now).elapsed() >= STILL
    }
}

/// Until something is told, or for a moment.
async fn wait(events: &mut broadcast::Receiver<DeskEvent>, deadline: Option<Instant>) {
    let longest = deadline.map_or(LOOK, |deadline| {
        deadline.saturating_duration_since(Instant::now()).min(LOOK)
    });
    let _ = tokio::time::timeout(longest, events.recv()).await;
    // a burst is looked at once
    while events.try_recv().is_ok() {}
}

/// What left the outbox, as the store has it. The last answer may still be on its way to the disk.
async fn written(session: &Session, desk: &Desk, ids: Vec<Uuid>) -> Result<Vec<Sent>, Failure> {
    let until = Instant::now() + LONGEST_WRITE;
    let mut events = desk.subscribe();
    let mut sent = Vec::with_capacity(ids.len());
    for id in ids {
        loop {
            let view = desk.dossier(id).await.map_err(|error| session.failure(error))?;
            let settled = !matches!(view.sync, SyncState::Queued | SyncState::Sending);
            if settled || Instant::now() >= until {
                sent.push(Sent {
                    id,
                    code: view.code,
                    sync: view.sync,
                    submitted_at: view.submitted_at,
                });
                break;
            }
            let _ = tokio::time::timeout(Duration::from_millis(100), events.recv()).await;
        }
    }
    Ok(sent)
}

/// Asks for news once the portal answers.
async fn fetch_news(
    desk: &Desk,
    events: &mut broadcast::Receiver<DeskEvent>,
    deadline: Option<Instant>,
) -> bool {
    loop {
        match desk.status().await {
            Ok(status) if status.connection.state == LinkState::Checking => {}
            Ok(status) if status.connection.state == LinkState::Online => {
                return desk.pull_changes().await.is_ok();
            }
            _ => return false,
        }
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return false;
        }
        wait(events, deadline).await;
    }
}

fn is_offline(status: &DeskStatus) -> bool {
    status.connection.state != LinkState::Online
}

fn tell(out: &mut dyn std::io::Write, session: &Session, report: &Report, rest: Rest) -> std::io::Result<()> {
    for sent in &report.sent {
        let code = sent.code.as_deref().unwrap_or("-");
        let words = match sent.sync {
            SyncState::Confirmed => session.pick("đã nộp", "submitted"),
            SyncState::Draft | SyncState::Ready => session.pick("đã trở về bản đang soạn", "a draft again"),
            _ => session.pick("đang ghi nhận", "being recorded"),
        };
        writeln!(out, "{}  {words}  {code}", sent.id)?;
    }
    for item in report.held.iter().chain(&report.waiting) {
        super::outbox::line(out, item)?;
    }
    let words = match rest {
        Rest::Empty if report.empty => session.pick("Không còn gì chờ gửi.", "Nothing is left to send."),
        Rest::Empty => session.pick(
            "Có hồ sơ cần bạn xử lý (xem trên).",
            "Some dossiers need you (see above).",
        ),
        Rest::Offline => session.pick(
            "Chưa kết nối được cổng; mọi thứ vẫn nằm trong Hộp gửi.",
            "The portal cannot be reached; everything stays in the outbox.",
        ),
        Rest::Captive => session.pick(
            "Mạng đòi đăng nhập (Wi-Fi công cộng); mọi thứ vẫn nằm trong Hộp gửi.",
            "The network asks for a sign-in of its own; everything stays in the outbox.",
        ),
        Rest::SignIn => session.pick(
            "Cần đăng nhập để gửi: motcua account sign-in.",
            "Sign in to send: motcua account sign-in.",
        ),
        Rest::Paused => session.pick(
            "Đang tạm dừng gửi: motcua outbox resume để gửi tiếp.",
            "Sending is paused: motcua outbox resume goes on.",
        ),
        Rest::OutOfHours => session.pick(
            "Chưa tới giờ gửi đã đặt: chạy lại trong giờ đó, hoặc motcua sync --now để gửi luôn.",
            "It is not the time to send that was set: run it again then, or motcua sync --now sends at once.",
        ),
        Rest::Waiting => session.pick(
            "Chưa gửi hết; sẽ thử lại ở lần sync sau.",
            "Not everything was sent; the next sync tries again.",
        ),
        Rest::Timeout => session.pick(
            "Hết thời gian cho phép; phần còn lại vẫn nằm trong Hộp gửi.",
            "Out of time; the rest stays in the outbox.",
        ),
    };
    writeln!(out, "{words}")
}

/// Sends and learns until told to end; every change is a line.
async fn watch(session: &Session, desk: &Desk, deadline: Option<Instant>) -> Result<Exit, Failure> {
    let failed = |error| session.failure(error);
    let mut events = desk.subscribe();
    let mut known: BTreeMap<Uuid, OutboxStage> = BTreeMap::new();
    let mut connection = None;
    if session.watched() {
        session.note(session.pick(
            "Đang theo dõi; bấm Ctrl-C để dừng.",
            "Watching; press Ctrl-C to end.",
        ));
    }
    loop {
        let view = desk.outbox().await.map_err(failed)?;
        let state = desk.status().await.map_err(failed)?.connection.state;
        if connection.replace(state) != Some(state) {
            line(
                session,
                &json!({ "event": "connection", "state": state }),
                &match session.lang {
                    Language::Vi => format!("Kết nối: {}", connection_words(state, session)),
                    Language::En => format!("Connection: {}", connection_words(state, session)),
                },
            )?;
        }
        let mut now = BTreeMap::new();
        for item in &view.items {
            now.insert(item.dossier, item.stage);
            if known.get(&item.dossier) != Some(&item.stage) {
                line(
                    session,
                    &json!({ "event": "outbox", "item": item }),
                    &format!(
                        "{}  {}",
                        item.dossier,
                        item.words.lines().next().unwrap_or_default()
                    ),
                )?;
            }
        }
        let gone = known.keys().filter(|id| !now.contains_key(id)).copied().collect();
        for sent in written(session, desk, gone).await? {
            let words = format!(
                "{}  {}  {}",
                sent.id,
                session.pick("đã rời Hộp gửi", "left the outbox"),
                sent.code.as_deref().unwrap_or("-")
            );
            line(session, &json!({ "event": "sent", "dossier": sent }), &words)?;
        }
        known = now;
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Ok(Exit::Done);
        }
        let longest = deadline.map_or(LOOK, |deadline| {
            deadline.saturating_duration_since(Instant::now()).min(LOOK)
        });
        if let Ok(Ok(DeskEvent::Notice { title, body, dossier })) =
            tokio::time::timeout(longest, events.recv()).await
        {
            line(
                session,
                &json!({ "event": "notice", "title": title, "body": body, "dossier": dossier }),
                &format!("{title}: {body}"),
            )?;
        }
    }
}

fn connection_words(state: LinkState, session: &Session) -> &str {
    match state {
        LinkState::NoPortal => session.pick("chưa chọn cổng", "no portal"),
        LinkState::Checking => session.pick("đang thử", "being tried"),
        LinkState::Online => session.pick("đã kết nối", "online"),
        LinkState::Offline => session.pick("mất kết nối", "offline"),
        LinkState::Captive => session.pick("mạng đòi đăng nhập", "the network asks for a sign-in"),
    }
}

/// One line, at once: JSON lines for programs.
fn line(session: &Session, value: &serde_json::Value, words: &str) -> Result<(), Failure> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    if session.common.json {
        writeln!(out, "{value}")?;
    } else {
        writeln!(out, "{words}")?;
    }
    out.flush()?;
    Ok(())
}
