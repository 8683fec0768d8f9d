//! How a command ends: exit codes, and errors as people and programs read them.
//!
//! The codes are a promise to scripts, described in `docs/command-line.md`; one is never given
//! another meaning.

use motcua_desk::{
    error::{DeskError, ErrorCode},
    prelude::FieldProblem,
};
use motcua_domain::language::Language;
use serde::Serialize;

use crate::words::pick;

/// Exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Something nobody foresaw.
    Internal = 1,
    /// The command line cannot be understood.
    Usage = 2,
    /// What was given is incomplete or wrong; every problem is named.
    Invalid = 3,
    /// There is no such dossier, procedure, transaction, …
    NotFound = 4,
    /// Not possible in the present state, or refused by the portal.
    Refused = 5,
    /// Signing in is needed, or was not possible.
    SignIn = 6,
    /// The portal cannot be reached.
    Offline = 7,
    /// The window, or another command, has the desk open.
    Busy = 8,
    /// The store's key is missing or wrong.
    Locked = 9,
    /// The store cannot be used: damaged, made by a newer program, disk full.
    Store = 10,
    /// Something has not been sent: it waits or is held.
    Unsent = 11,
    /// No portal has been chosen.
    NoPortal = 12,
    /// Ended by a signal.
    Interrupted = 130,
}

/// An error on its way to the user.
#[derive(Debug, Clone, Serialize)]
pub struct Failure {
    /// Stable name, for programs.
    pub code: String,
    /// For people; says what to do.
    pub message: String,
    /// Every wrong field.
    pub fields: Vec<FieldProblem>,
    /// Found again in the portal's log.
    pub trace: Option<String>,
    /// The exit code.
    pub exit: u8,
}

impl Failure {
    /// An error in the words of the command line itself.
    pub fn new(exit: Exit, code: &str, message: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            message: message.into(),
            fields: Vec::new(),
            trace: None,
            exit: exit as u8,
        }
    }

    /// The arguments make no sense together.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, "usage", message)
    }

    /// There is no such thing.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(Exit::NotFound, "not_found", message)
    }

    /// An error of the desk, with what can be done about it on a command line.
    pub fn desk(error: DeskError, lang: Language) -> Self {
        let exit = exit_of(error.code);
        let mut message = match error.code {
            ErrorCode::StoreBusy => pick(
                lang,
                "Cửa sổ Một Cửa hoặc một lệnh motcua khác đang dùng kho dữ liệu này. Chưa có gì bị thay đổi. Hãy làm việc này trong cửa sổ đó, hoặc đóng nó rồi chạy lại lệnh (--wait GIÂY để chờ).",
                "The window of Một Cửa, or another motcua command, is using this desk. Nothing was changed. Do this in that window, or close it and run the command again (--wait SECONDS waits for it).",
            )
            .to_owned(),
            _ => error.message,
        };
        if let Some(advice) = advice(error.code, lang) {
            message.push(' ');
            message.push_str(advice);
        }
        Self {
            code: serde_json::to_value(error.code)
                .ok()
                .and_then(|code| code.as_str().map(str::to_owned))
                .unwrap_or_default(),
            message,
            fields: error.fields,
            trace: error.trace,
            exit: exit as u8,
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        let closed = error.kind() == std::io::ErrorKind::BrokenPipe;
        Self::new(
            Exit::Internal,
            if closed { CLOSED } else { "output" },
            error.to_string(),
        )
    }
}

/// The reader (`head`, `less`) has seen enough: no error.
pub const CLOSED: &str = "closed";

fn exit_of(code: ErrorCode) -> Exit {
    match code {
        ErrorCode::InvalidFields | ErrorCode::BadFile => Exit::Invalid,
        ErrorCode::NotFound => Exit::NotFound,
        ErrorCode::Offline => Exit::Offline,
        ErrorCode::NoPortal => Exit::NoPortal,
        ErrorCode::SignInNeeded | ErrorCode::WrongCredentials | ErrorCode::NotConfirmed => Exit::SignIn,
        ErrorCode::Refused | ErrorCode::WrongState => Exit::Refused,
        ErrorCode::Locked | ErrorCode::WrongKey => Exit::Locked,
        ErrorCode::StoreBusy => Exit::Busy,
        ErrorCode::StoreNewer | ErrorCode::StoreDamaged | ErrorCode::DiskFull => Exit::Store,
        ErrorCode::Internal => Exit::Internal,
    }
}

fn advice(code: ErrorCode, lang: Language) -> Option<&'static str> {
    Some(match code {
        ErrorCode::Locked => pick(
            lang,
            "Trên dòng lệnh: đặt biến MOTCUA_PASSPHRASE, hoặc dùng --passphrase-file hay --recovery-code-file.",
            "On the command line: set MOTCUA_PASSPHRASE, or use --passphrase-file or --recovery-code-file.",
        ),
        ErrorCode::NoPortal => pick(
            lang,
            "Trên dòng lệnh: thêm --portal ĐỊA-CHỈ hoặc đặt biến MOTCUA_PORTAL.",
            "On the command line: add --portal ADDRESS or set MOTCUA_PORTAL.",
        ),
        ErrorCode::SignInNeeded => pick(
            lang,
            "Trên dòng lệnh: motcua account sign-in.",
            "On the command line: motcua account sign-in.",
        ),
        _ => return None,
    })
}

impl Exit {
    /// The exit of a code that was kept with an error.
    pub fn from_code(code: u8) -> Self {
        [
            Self::Done,
            Self::Usage,
            Self::Invalid,
            Self::NotFound,
            Self::Refused,
            Self::SignIn,
            Self::Offline,
            Self::Busy,
            Self::Locked,
            Self::Store,
            Self::Unsent,
            Self::NoPortal,
            Self::Interrupted,
        ]
        .into_iter()
        .find(|exit| *exit as u8 == code)
        .unwrap_or(Self::Internal)
    }
}
