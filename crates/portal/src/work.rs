//! Where blocking work (database, files) is done: injected, so that a simulation can stop a portal
//! before and after every piece of it, and find it stopped there again when it is run again.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::task::JoinError;

/// Who is asked before and after each piece of blocking work. A portal that is to die never gets
/// an answer: what it has done stays done, and nothing follows.
pub trait Steps: Send + Sync + 'static {
    /// One step.
    fn step(&self) -> BoxFuture<'_, ()>;
}

/// Where blocking work is done.
#[derive(Clone, Default)]
pub enum Work {
    /// On the runtime's threads for blocking work.
    #[default]
    Threads,
    /// At once, in the task that asks for it, one step before and one after. Simulations only.
    Stepwise(Arc<dyn Steps>),
}

impl Work {
    /// Does it and waits for it.
    ///
    /// # Errors
    /// When it panicked.
    pub async fn run<T, F>(&self, work: F) -> Result<T, JoinError>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        match self {
            Self::Threads => tokio::task::spawn_blocking(work).await,
            Self::Stepwise(steps) => {
                steps.step().await;
                let done = work();
                steps.step().await;
                Ok(done)
            }
        }
    }
}
