//! `motcua`: the desk without a window, for scripts and night runs.
//!
//! Each noun of the command line is a module of [`commands`] with its own arguments and `run`. All of
//! them stand on the same [`motcua_desk::Desk`] as the window. See `docs/command-line.md`.

mod arguments;
mod commands;
mod exit;
mod help_en;
mod help_vi;
mod logging;
mod progress;
mod secrets;
mod session;
mod signals;
mod words;

use std::{process::ExitCode, time::Duration};

use arguments::Noun;
use exit::{CLOSED, Exit, Failure};
use session::Session;

fn main() -> ExitCode {
    let arguments = arguments::parse();
    let session = Session::new(arguments.common);
    logging::start(session.common.verbose);
    let ended = run(&session, arguments.noun);
    let code = match ended {
        Ok(exit) => exit as u8,
        Err(failure) if failure.code == CLOSED => 0,
        Err(failure) => {
            tell(&session, &failure);
            failure.exit
        }
    };
    ExitCode::from(code)
}

fn run(session: &Session, noun: Noun) -> Result<Exit, Failure> {
    // needs no desk, and nothing that starts slowly
    if let Noun::Catalogue(command) = noun {
        return match command {
            commands::catalogue::Command::Update => block_on(session, commands::catalogue::update(session)),
            commands::catalogue::Command::Export { file } => {
                block_on(session, commands::catalogue::export(session, file))
            }
            commands::catalogue::Command::Import { file } => {
                block_on(session, commands::catalogue::import(session, file))
            }
            command => commands::catalogue::run(session, command),
        };
    }
    let watches = matches!(&noun, Noun::Sync(sync) if sync.watch);
    let ended = block_on(session, async {
        match noun {
            Noun::Account(command) => commands::account::run(session, command).await,
            Noun::Catalogue(_) => Ok(Exit::Done),
            Noun::Draft(command) => commands::draft::run(session, command).await,
            Noun::Submit(submit) => commands::submit::run(session, submit).await,
            Noun::Outbox(command) => commands::outbox::run(session, command).await,
            Noun::Sync(sync) => commands::sync::run(session, sync).await,
            Noun::Follow(follow) => commands::follow::run(session, follow).await,
            Noun::Pay(pay) => commands::pay::run(session, pay).await,
            Noun::Backup(backup) => commands::backup::backup(session, backup).await,
            Noun::Restore(restore) => commands::backup::restore(session, restore).await,
            Noun::Key(command) => commands::key::run(session, command).await,
        }
    });
    match ended {
        // watching ends no other way
        Err(failure) if watches && failure.exit == Exit::Interrupted as u8 => Ok(Exit::Done),
        ended => ended,
    }
}

/// So long the threads have to end, and when the process was told to.
const ENDING: Duration = Duration::from_secs(10);
const ENDING_TOLD: Duration = Duration::from_secs(1);

/// Runs until done or told to end, and lets the store go either way.
fn block_on(session: &Session, work: impl Future<Output = Result<Exit, Failure>>) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let ended = runtime.block_on(async {
        let told = signals::watch();
        let ended = tokio::select! {
            ended = work => ended,
            _ = told => Err(Failure::new(
                Exit::Interrupted,
                "interrupted",
                session.pick(
                    "Đã dừng theo yêu cầu. Những gì đã lưu vẫn còn; việc gửi dở sẽ tiếp tục ở lần sync sau.",
                    "Stopped as asked. What was saved is safe; what was being sent goes on with the next sync.",
                ),
            )),
        };
        session.close().await;
        ended
    });
    // The library under the database clears up at the process's end, and a thread that has used it and ends
    // meanwhile finds its memory gone: the threads end first. Only who was told to end goes sooner, since work on
    // a thread (a read of standard input, a look at every page) cannot be told.
    let told = matches!(&ended, Err(failure) if failure.exit == Exit::Interrupted as u8);
    runtime.shutdown_timeout(if told { ENDING_TOLD } else { ENDING });
    ended
}

/// The error: JSON for programs on standard output, words for people on the other.
fn tell(session: &Session, failure: &Failure) {
    if session.common.json {
        let said = serde_json::json!({ "error": failure });
        println!("{said:#}");
        return;
    }
    eprintln!("motcua: {}", failure.message);
    for field in &failure.fields {
        eprintln!("  {}: {}", field.path, field.message);
    }
    if let Some(trace) = &failure.trace {
        eprintln!("  ({trace})");
    }
}
