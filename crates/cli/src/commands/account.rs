//! `motcua account`.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use motcua_desk::prelude::{AccountDetails, AccountKind, DeskStatus, Registration};
use motcua_domain::language::Language;
use serde_json::json;

use crate::{
    exit::{Exit, Failure},
    secrets,
    session::{Need, Session},
};

/// What can be done with an account.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Đăng ký tài khoản; mật khẩu lấy từ --password-file, MOTCUA_PASSWORD hoặc đầu vào chuẩn.
    Register(Register),
    /// Xác nhận địa chỉ thư bằng mã hoặc cả đường liên kết trong thư.
    Confirm {
        /// Mã hoặc liên kết; không có hoặc "-" thì đọc từ đầu vào chuẩn.
        // a token is drawn at random, and one in 64 begins like an option
        #[arg(allow_hyphen_values = true)]
        token: Option<String>,
    },
    /// Xin gửi lại thư xác nhận.
    Resend {
        /// Thư điện tử đã đăng ký.
        email: String,
    },
    /// Đăng nhập; mật khẩu lấy từ --password-file, MOTCUA_PASSWORD hoặc đầu vào chuẩn.
    SignIn {
        /// Thư điện tử hoặc số định danh.
        name: String,
        /// Tệp có mật khẩu ở dòng đầu; "-" là đầu vào chuẩn.
        #[arg(long, value_name = "FILE")]
        password_file: Option<PathBuf>,
    },
    /// Đăng xuất; hồ sơ, Hộp gửi và giấy tờ vẫn được giữ.
    SignOut {
        /// Ở mọi máy (cần kết nối cổng).
        #[arg(long)]
        everywhere: bool,
    },
    /// Ai đang đăng nhập, cổng nào, phiên còn dùng được không.
    Show,
}

/// Who registers.
#[derive(Debug, Args)]
pub struct Register {
    /// Loại tài khoản.
    #[arg(long, value_enum, default_value_t = Kind::Citizen)]
    kind: Kind,
    /// Họ và tên (với tổ chức: người liên hệ).
    #[arg(long, required_unless_present = "details")]
    full_name: Option<String>,
    /// Tên tổ chức, doanh nghiệp.
    #[arg(long)]
    organisation_name: Option<String>,
    /// Số định danh, mã số thuế hoặc mã cơ quan.
    #[arg(long, required_unless_present = "details")]
    id_number: Option<String>,
    /// Ngày cấp (năm-tháng-ngày).
    #[arg(long)]
    id_issued_on: Option<NaiveDate>,
    /// Số điện thoại.
    #[arg(long, required_unless_present = "details")]
    phone: Option<String>,
    /// Thư điện tử, cũng là tên đăng nhập.
    #[arg(long, required_unless_present = "details")]
    email: Option<String>,
    /// Tất cả thông tin trên trong một tệp JSON, để không lộ trong danh sách tiến trình.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["full_name", "organisation_name", "id_number", "id_issued_on", "phone", "email"])]
    details: Option<PathBuf>,
    /// Đồng ý điều khoản sử dụng của cổng.
    #[arg(long)]
    accept_terms: bool,
    /// Tệp có mật khẩu ở dòng đầu; "-" là đầu vào chuẩn.
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

/// Kind of account.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Kind {
    Citizen,
    Business,
    Organisation,
}

const PASSWORD: (&str, &str) = ("Mật khẩu tài khoản", "Password of the account");

/// Runs a command.
pub async fn run(session: &Session, command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Register(register) => run_register(session, register).await,
        Command::Confirm { token } => {
            let token = match token.as_deref() {
                None | Some("-") => secrets::file("-".as_ref(), session.lang)?,
                Some(token) => token.to_owned(),
            };
            let desk = session.desk(Need::Portal).await?;
            desk.confirm_account(token)
                .await
                .map_err(|error| session.failure(error))?;
            done(
                session,
                "Đã xác nhận tài khoản. Hãy đăng nhập: motcua account sign-in.",
                "The account is confirmed. Sign in: motcua account sign-in.",
                json!({ "confirmed": true }),
            )
        }
        Command::Resend { email } => {
            let desk = session.desk(Need::Portal).await?;
            desk.resend_confirmation(email)
                .await
                .map_err(|error| session.failure(error))?;
            done(
                session,
                "Nếu tài khoản chưa xác nhận, thư đã được gửi lại.",
                "If the account is not confirmed yet, the letter was sent again.",
                json!({ "asked": true }),
            )
        }
        Command::SignIn { name, password_file } => {
            let password = secrets::ask(
                password_file.as_deref(),
                secrets::PASSWORD,
                PASSWORD,
                session.lang,
            )?;
            let desk = session.desk(Need::Portal).await?;
            let status = desk
                .sign_in(name, password)
                .await
                .map_err(|error| session.failure(error))?;
            show(session, &status)?;
            Ok(Exit::Done)
        }
        Command::SignOut { everywhere } => {
            let desk = session
                .desk(if everywhere { Need::Portal } else { Need::Bound })
                .await?;
            desk.sign_out(everywhere)
                .await
                .map_err(|error| session.failure(error))?;
            done(
                session,
                "Đã đăng xuất. Hồ sơ và Hộp gửi vẫn được giữ cho tới lần đăng nhập sau.",
                "Signed out. Drafts and outbox are kept until you sign in again.",
                json!({ "signed_out": true }),
            )
        }
        Command::Show => {
            let desk = session.desk(Need::Store).await?;
            let status = desk.status().await.map_err(|error| session.failure(error))?;
            show(session, &status)?;
            Ok(Exit::Done)
        }
    }
}

fn done(session: &Session, vi: &str, en: &str, value: serde_json::Value) -> Result<Exit, Failure> {
    session.print(&value, |out| writeln!(out, "{}", session.pick(vi, en)))?;
    Ok(Exit::Done)
}

async fn run_register(session: &Session, register: Register) -> Result<Exit, Failure> {
    let details = match &register.details {
        Some(path) => read_details(session, path)?,
        None => AccountDetails {
            kind: match register.kind {
                Kind::Citizen => AccountKind::Citizen,
                Kind::Business => AccountKind::Business,
                Kind::Organisation => AccountKind::Organisation,
            },
            full_name: register.full_name.unwrap_or_default(),
            organisation_name: register.organisation_name,
            id_number: register.id_number.unwrap_or_default(),
            id_issued_on: register.id_issued_on,
            phone: register.phone.unwrap_or_default(),
            email: register.email.unwrap_or_default(),
        },
    };
    let password = secrets::ask(
        register.password_file.as_deref(),
        secrets::PASSWORD,
        PASSWORD,
        session.lang,
    )?;
    let desk = session.desk(Need::Portal).await?;
    let registered = desk
        .register(Registration {
            details,
            password,
            accepts_terms: register.accept_terms,
        })
        .await
        .map_err(|error| session.failure(error))?;
    session.print(&registered, |out| match session.lang {
        Language::Vi => writeln!(
            out,
            "Đã đăng ký. Hãy mở thư gửi tới {} rồi chạy: motcua account confirm LIÊN-KẾT",
            registered.email
        ),
        Language::En => writeln!(
            out,
            "Registered. Open the letter sent to {} and run: motcua account confirm LINK",
            registered.email
        ),
    })?;
    Ok(Exit::Done)
}

fn read_details(session: &Session, path: &Path) -> Result<AccountDetails, Failure> {
    let text = super::values::read_text(session, path)?;
    serde_json::from_str(&text).map_err(|error| {
        Failure::usage(match session.lang {
            Language::Vi => format!("Tệp thông tin tài khoản không đọc được: {error}."),
            Language::En => format!("The account's details cannot be read: {error}."),
        })
    })
}

fn show(session: &Session, status: &DeskStatus) -> Result<(), Failure> {
    let value = json!({
        "account": status.account,
        "session_valid": status.session_valid,
        "portal_address": status.portal_address,
        "portal": status.portal.as_ref().map(|portal| json!({ "id": portal.portal_id, "name": portal.name })),
    });
    session.print(&value, |out| {
        let name = status.account.as_ref().map(|account| {
            let details = &account.details;
            format!(
                "{} <{}>",
                details.organisation_name.as_ref().unwrap_or(&details.full_name),
                details.email
            )
        });
        match &name {
            Some(name) if status.session_valid => {
                writeln!(out, "{}: {name}", session.pick("Đang đăng nhập", "Signed in"))?
            }
            Some(name) => writeln!(
                out,
                "{}: {name}",
                session.pick(
                    "Phiên đã hết, cần đăng nhập lại",
                    "The session has ended, sign in again"
                )
            )?,
            None => writeln!(out, "{}", session.pick("Chưa đăng nhập", "Not signed in"))?,
        }
        writeln!(
            out,
            "{}: {}",
            session.pick("Cổng", "Portal"),
            status
                .portal_address
                .as_deref()
                .unwrap_or_else(|| session.pick("chưa chọn", "not chosen"))
        )
    })
}
