//! The desk's handle on the running outbox.

use motcua_portal_api::account::Account;
use tokio::sync::{mpsc, oneshot, watch};
use uuid::Uuid;

use super::{Parts, run};
use crate::{
    client::PortalClient,
    engine::{Event, JobState, Link, OutboxState, RecallDecision, Rules},
};

/// What the handle asks of the task that owns the engine.
pub(super) enum Command {
    /// Tell the engine.
    Event(Box<Event>),
    /// Recall, with an answer.
    Recall(Uuid, oneshot::Sender<RecallDecision>),
    /// Whether the way to the portal is free for what can wait.
    AtRest(oneshot::Sender<bool>),
    /// The outbox at the moment.
    View(oneshot::Sender<OutboxState>),
    /// End: nothing new is started, writes under way are finished.
    Stop(oneshot::Sender<()>),
}

/// The running outbox. Cheap to clone. Ends when [`SyncHandle::stop`] is called or every clone is
/// dropped; whatever was under way is looked up at the next start.
#[derive(Clone)]
pub struct SyncHandle {
    pub(super) commands: mpsc::UnboundedSender<Command>,
    pub(super) link: watch::Receiver<Link>,
    client: PortalClient,
}

impl SyncHandle {
    /// Loads the outbox and starts. Must be called within a tokio runtime; returns at once.
    pub fn start(parts: Parts) -> Self {
        let (commands, inbox) = mpsc::unbounded_channel();
        let (link_sender, link) = watch::channel(Link::Checking);
        let client = parts.client.clone();
        tokio::spawn(run::run(parts, inbox, link_sender));
        Self {
            commands,
            link,
            client,
        }
    }

    /// The client it sends with, for everything that is not the outbox.
    pub fn client(&self) -> &PortalClient {
        &self.client
    }

    fn tell(&self, event: Event) {
        // fails only when the task has ended, and then the store has everything
        let _ = self.commands.send(Command::Event(Box::new(event)));
    }

    /// A job whose row is committed. It is sent as soon as possible.
    pub fn enqueue(&self, job: JobState) {
        self.tell(Event::Enqueued(Box::new(job)));
    }

    /// A job nobody owned now belongs to an account; its row says so already.
    pub fn assign(&self, job: Uuid, account: Uuid) {
        self.tell(Event::Assigned { job, account });
    }

    /// Back to draft. When the answer is [`RecallDecision::Recalled`] the store has it. After
    /// [`RecallDecision::Asking`] a [`super::SyncEvent::Recall`] follows.
    pub async fn recall(&self, job: Uuid) -> RecallDecision {
        let (sender, answer) = oneshot::channel();
        if self.commands.send(Command::Recall(job, sender)).is_err() {
            return RecallDecision::Unknown;
        }
        answer.await.unwrap_or(RecallDecision::Unknown)
    }

    /// Tries a held job again.
    pub fn retry(&self, job: Uuid) {
        self.tell(Event::Retry(job));
    }

    /// Gives a held job up.
    pub fn discard(&self, job: Uuid) {
        self.tell(Event::Discard(job));
    }

    /// Stops or goes on sending.
    pub fn set_paused(&self, paused: bool) {
        self.tell(if paused { Event::Paused } else { Event::Resumed });
    }

    /// Sets when and how fast to send, at once.
    pub fn set_rules(&self, rules: Rules) {
        self.tell(Event::Rules(rules));
    }

    /// Tries everything, or one job first, at once, whatever the hours.
    pub fn send_now(&self, job: Option<Uuid>) {
        self.tell(Event::SendNow(job));
    }

    /// Tries the link now. The outcome comes through [`SyncHandle::link`].
    pub fn check_link(&self) {
        self.tell(Event::LinkUp);
    }

    /// Something outside noticed that the portal does not answer.
    pub fn link_lost(&self) {
        self.tell(Event::LinkDown);
    }

    /// Somebody has signed in (also at start, with a session from the store), or nobody is any
    /// more. Nothing of the outbox is lost either way.
    pub fn session(&self, account: Option<&Account>) {
        self.tell(match account {
            Some(account) => Event::SessionValid { account: account.id },
            None => Event::SessionLost,
        });
    }

    /// The link as it is and changes.
    pub fn link(&self) -> watch::Receiver<Link> {
        self.link.clone()
    }

    /// The outbox at the moment; `None` when the task has ended.
    pub async fn view(&self) -> Option<OutboxState> {
        let (sender, answer) = oneshot::channel();
        self.commands.send(Command::View(sender)).ok()?;
        answer.await.ok()
    }

    /// To tell the outbox something without keeping it alive.
    pub(crate) fn whisper(&self) -> Whisper {
        Whisper(self.commands.downgrade())
    }

    /// Ends. Nothing new is started, uploads are cut (the portal keeps what it has), writes under
    /// way are finished.
    pub async fn stop(&self) {
        let (sender, answer) = oneshot::channel();
        if self.commands.send(Command::Stop(sender)).is_ok() {
            let _ = answer.await;
        }
    }
}

/// A handle that does not keep the outbox alive.
pub(crate) struct Whisper(mpsc::WeakUnboundedSender<Command>);

impl Whisper {
    /// Tells the engine, if it still runs.
    pub(crate) fn tell(&self, event: Event) {
        if let Some(commands) = self.0.upgrade() {
            let _ = commands.send(Command::Event(Box::new(event)));
        }
    }

    /// Whether the way to the portal is free for what can wait. `None`: the outbox has ended.
    pub(crate) async fn is_at_rest(&self) -> Option<bool> {
        let (sender, answer) = oneshot::channel();
        self.0.upgrade()?.send(Command::AtRest(sender)).ok()?;
        answer.await.ok()
    }
}
