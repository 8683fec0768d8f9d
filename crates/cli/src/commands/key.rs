//! `motcua key`: the ways to the store's key.

use std::path::PathBuf;

use clap::Subcommand;
use motcua_desk::prelude::{KeySlot, StoreState};
use serde_json::json;

use crate::{
    exit::{Exit, Failure},
    secrets,
    session::{Need, Session},
};

/// A new passphrase.
const NEW_PASSPHRASE: &str = "MOTCUA_NEW_PASSPHRASE";

/// What can be done with the key's slots.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Những cách đang mở được kho dữ liệu.
    List,
    /// In mã khôi phục (chỉ tới khi bạn nói đã ghi lại).
    RecoveryCode {
        /// Đã ghi lại: từ nay không hiện nữa.
        #[arg(long)]
        noted: bool,
    },
    /// Đặt hoặc đổi mật khẩu kho; lấy từ --new-file, MOTCUA_NEW_PASSPHRASE hoặc đầu vào chuẩn.
    SetPassphrase {
        /// Tệp có mật khẩu mới ở dòng đầu; "-" là đầu vào chuẩn.
        #[arg(long, value_name = "FILE")]
        new_file: Option<PathBuf>,
    },
}

/// Runs a command.
pub async fn run(session: &Session, command: Command) -> Result<Exit, Failure> {
    let failed = |error| session.failure(error);
    let desk = session.desk(Need::Store).await?;
    match command {
        Command::List => {
            let status = desk.status().await.map_err(failed)?;
            let slots = match status.store {
                StoreState::Open { slots } => slots,
                _ => Vec::new(),
            };
            let unseen = status.recovery_code_unseen;
            session.print(
                &json!({ "slots": slots, "recovery_code_unseen": unseen }),
                |out| {
                    for slot in &slots {
                        let name = match slot {
                            KeySlot::Keyring => {
                                session.pick("kho khóa của hệ điều hành", "the system's keyring")
                            }
                            KeySlot::Recovery => session.pick("mã khôi phục", "the recovery code"),
                            KeySlot::Passphrase => session.pick("mật khẩu kho", "a passphrase"),
                        };
                        writeln!(out, "{name}")?;
                    }
                    if unseen {
                        writeln!(
                            out,
                            "{}",
                            session.pick(
                                "Mã khôi phục chưa được ghi lại: motcua key recovery-code",
                                "The recovery code has not been written down: motcua key recovery-code",
                            )
                        )?;
                    }
                    Ok(())
                },
            )?;
        }
        Command::RecoveryCode { noted: false } => {
            let code = desk.recovery_code().await.map_err(failed)?;
            session.print(&json!({ "recovery_code": code }), |out| writeln!(out, "{code}"))?;
        }
        Command::RecoveryCode { noted: true } => {
            desk.recovery_code_noted().await.map_err(failed)?;
            session.print(&json!({ "noted": true }), |out| {
                writeln!(
                    out,
                    "{}",
                    session.pick(
                        "Mã khôi phục không hiện nữa.",
                        "The recovery code is not shown any more."
                    )
                )
            })?;
        }
        Command::SetPassphrase { new_file } => {
            let prompt = ("Mật khẩu kho mới", "New passphrase");
            let new = secrets::ask(new_file.as_deref(), NEW_PASSPHRASE, prompt, session.lang)?;
            desk.set_passphrase(Some(new)).await.map_err(failed)?;
            session.print(&json!({ "passphrase": true }), |out| {
                writeln!(
                    out,
                    "{}",
                    session.pick("Đã đặt mật khẩu kho.", "The passphrase is set.")
                )
            })?;
        }
    }
    Ok(Exit::Done)
}
