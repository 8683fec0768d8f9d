//! When the system, or somebody at the keyboard, asks the program to end.

use std::time::Duration;

use tokio::sync::oneshot;

use crate::exit::Exit;

/// How long an orderly end may take. The store survives any other end too.
const LONGEST_END: Duration = Duration::from_secs(15);

/// Tells when the program is asked to end. Asked a second time, or when ending takes too long (a
/// prompt that nobody answers), it ends on the spot.
pub fn watch() -> oneshot::Receiver<()> {
    let (tell, told) = oneshot::channel();
    tokio::spawn(async move {
        asked().await;
        let _ = tell.send(());
        let _ = tokio::time::timeout(LONGEST_END, asked()).await;
        std::process::exit(Exit::Interrupted as i32);
    });
    told
}

async fn asked() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (Ok(mut terminate), Ok(mut hangup)) =
            (signal(SignalKind::terminate()), signal(SignalKind::hangup()))
        else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    }
    #[cfg(not(unix))]
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
