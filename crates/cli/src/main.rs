//! `motcua`: the desk without a window.
//!
//! Each noun of the command line is a module of [`commands`] with its own arguments and `run`.

mod commands;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Một Cửa trên dòng lệnh: thủ tục, hồ sơ và hộp gửi, không cần cửa sổ.
#[derive(Debug, Parser)]
#[command(name = "motcua", version)]
struct Arguments {
    #[command(subcommand)]
    noun: Noun,
}

#[derive(Debug, Subcommand)]
enum Noun {
    /// Danh mục thủ tục: tìm và xem, không cần mạng, tài khoản hay khóa.
    #[command(subcommand)]
    Catalogue(commands::catalogue::Command),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().noun {
        Noun::Catalogue(command) => commands::catalogue::run(command),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("motcua: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The reader (`head`, `less`) has seen enough.
fn closed_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
}
