//! Waiting for conditions.

use std::{future::Future, time::Duration};

use anyhow::{Result, bail};
use tokio::time::Instant;

/// How long a condition may take on a slow machine before the journey fails.
pub const PATIENCE: Duration = Duration::from_secs(90);

const POLL: Duration = Duration::from_millis(40);
/// A wait this long is told, so that what a slow machine waits for is known before it is too long.
const LONG: Duration = Duration::from_secs(4);

/// Waits until `probe` gives something.
///
/// # Errors
/// When it has not after [`PATIENCE`]; the message says what was awaited and the last reason.
pub async fn until<T, F, Fut>(what: &str, probe: F) -> Result<T>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<Option<T>>>,
{
    until_within(PATIENCE, what, probe).await
}

/// As [`until`], with a patience of its own.
///
/// # Errors
/// As [`until`].
pub async fn until_within<T, F, Fut>(patience: Duration, what: &str, mut probe: F) -> Result<T>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<Option<T>>>,
{
    let began = Instant::now();
    let deadline = began + patience;
    let mut last = None;
    loop {
        match probe().await {
            Ok(Some(found)) => {
                if began.elapsed() > LONG {
                    eprintln!("waited {:.1} s for {what}", began.elapsed().as_secs_f64());
                }
                return Ok(found);
            }
            Ok(None) => {}
            Err(error) => last = Some(error),
        }
        if Instant::now() > deadline {
            match last {
                Some(error) => bail!("waited in vain for {what}: {error:#}"),
                None => bail!("waited in vain for {what}"),
            }
        }
        tokio::time::sleep(POLL).await;
    }
}
