//! `motcua-portal`: the reference portal as a command.

use std::{
    io::{Read, Write},
    net::SocketAddr,
    path::{Path, PathBuf},
};

use anyhow::Context;
use clap::{Parser, Subcommand};
use motcua_portal::{
    App, Config, bank, http, ledger,
    mail::mailbox,
    serve::{self, Listeners, Running},
    training,
};
use tokio_util::sync::CancellationToken;

/// The reference portal of Một Cửa.
#[derive(Parser)]
#[command(name = "motcua-portal", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves a portal, with the parts that the configuration names.
    Serve {
        /// Data folder; made when missing.
        #[arg(long)]
        data: PathBuf,
        /// Configuration (TOML, or JSON when the name ends in .json).
        #[arg(long)]
        config: Option<PathBuf>,
        /// Address and port, in place of the configured ones.
        #[arg(long)]
        listen: Option<SocketAddr>,
        /// Ends when standard input closes, as `training` does.
        #[arg(long)]
        until_stdin_closes: bool,
    },
    /// Portal, mailbox, bank simulator and officer on this machine; ends when standard input closes.
    Training {
        /// Data folder; made when missing.
        #[arg(long)]
        data: PathBuf,
        /// Configuration that changes the defaults of training.
        #[arg(long)]
        config: Option<PathBuf>,
    },
    /// Prints what the portal holds, straight from its database and files.
    Ledger {
        /// Data folder.
        #[arg(long)]
        data: PathBuf,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Prints the OpenAPI document.
    Openapi,
    /// Prints the letters of training's mailbox as JSON, newest first.
    Mailbox {
        /// Data folder.
        #[arg(long)]
        data: PathBuf,
    },
    /// Sets a new password for the officer's page and prints it.
    OfficerPassword {
        /// Data folder.
        #[arg(long)]
        data: PathBuf,
    },
    /// Serves the bank simulator alone.
    Bank {
        /// Its setup, as a portal with a simulator writes it to `bank/bank.json`.
        #[arg(long)]
        config: PathBuf,
        /// Address and port.
        #[arg(long, default_value = "127.0.0.1:8181")]
        listen: SocketAddr,
    },
}

fn main() -> anyhow::Result<()> {
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("warn")).init();
    match Arguments::parse().command {
        Command::Serve {
            data,
            config,
            listen,
            until_stdin_closes,
        } => {
            let mut config = read(config.as_deref(), Config::default)?;
            if let Some(listen) = listen {
                config.listen = listen;
            }
            let _lock = lock(&data)?;
            let app = App::open(&data, config)?;
            run(until_stdin_closes, async move {
                let listeners = Listeners::bind(&app).await?;
                serve::start(app, listeners).await
            })
        }
        Command::Training { data, config } => {
            let mut config = read(config.as_deref(), Config::for_training)?;
            config.training = true;
            let _lock = lock(&data)?;
            let app = App::open(&data, config)?;
            run(true, training::start(app))
        }
        Command::Ledger { data, json } => ledger::write(&data, json, &mut std::io::stdout().lock()),
        Command::Openapi => Ok(write!(std::io::stdout(), "{}", http::openapi::json()?)?),
        Command::Mailbox { data } => {
            let app = open_existing(&data)?;
            let letters = app.db.read_blocking(mailbox::list)?;
            Ok(writeln!(
                std::io::stdout(),
                "{}",
                serde_json::to_string_pretty(&letters)?
            )?)
        }
        Command::OfficerPassword { data } => {
            let app = open_existing(&data)?;
            let password = runtime()?.block_on(motcua_portal::officer::new_password(&app))?;
            Ok(writeln!(std::io::stdout(), "{password}")?)
        }
        Command::Bank { config, listen } => runtime()?.block_on(async {
            let stop = CancellationToken::new();
            tokio::spawn({
                let stop = stop.clone();
                async move {
                    signalled().await;
                    stop.cancel();
                }
            });
            bank::serve_alone(&config, listen, async move { stop.cancelled().await }).await
        }),
    }
}

fn read(path: Option<&Path>, default: fn() -> Config) -> anyhow::Result<Config> {
    Ok(match path {
        Some(path) => Config::read_over(path, &default())?,
        None => default(),
    })
}

/// One process per data folder: which requests are under way is known to one process only. The lock
/// goes with the process, however it ends.
fn lock(data: &Path) -> anyhow::Result<std::fs::File> {
    std::fs::create_dir_all(data).with_context(|| format!("cannot make the folder {}", data.display()))?;
    let file = std::fs::File::create(data.join("lock"))
        .with_context(|| format!("cannot write to the folder {}", data.display()))?;
    file.try_lock()
        .with_context(|| format!("another portal is using {}; stop it first", data.display()))?;
    Ok(file)
}

fn open_existing(data: &Path) -> anyhow::Result<App> {
    anyhow::ensure!(
        data.join("portal.sqlite3").is_file(),
        "{} holds no portal; give the folder that it was started with",
        data.display()
    );
    Ok(App::open(data, Config::default())?)
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

fn run(
    until_stdin_closes: bool,
    start: impl Future<Output = std::io::Result<Running>>,
) -> anyhow::Result<()> {
    let end = CancellationToken::new();
    if until_stdin_closes {
        watch_stdin(end.clone());
    }
    let runtime = runtime()?;
    let ended = runtime.block_on(async {
        let running = start.await.context("the portal cannot start")?;
        let line = serde_json::to_string(&running.ready())?;
        let mut out = std::io::stdout();
        writeln!(out, "{line}")?;
        out.flush()?;
        running
            .until(async {
                tokio::select! {
                    () = signalled() => {}
                    () = end.cancelled() => {}
                }
            })
            .await?;
        Ok(())
    });
    // Whatever still blocks (a read of a file) must not keep the process.
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    ended
}

/// A thread of its own, since reading standard input cannot be broken off.
fn watch_stdin(end: CancellationToken) {
    std::thread::spawn(move || {
        let mut buffer = [0u8; 1024];
        let mut input = std::io::stdin().lock();
        loop {
            match input.read(&mut buffer) {
                Ok(0) | Err(_) => break,
                Ok(_) => {}
            }
        }
        end.cancel();
    });
}

async fn signalled() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    }
    #[cfg(not(unix))]
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
