//! `motcua pay`: what is owed, and paying it. Only the bank's word to the portal makes it paid.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use clap::Args;
use motcua_desk::{
    Desk,
    prelude::{Transaction, Transactions},
};
use motcua_domain::{language::Language, money::MoneyState};
use uuid::Uuid;

use crate::{
    exit::{Exit, Failure},
    progress::Progress,
    session::{Need, Session},
    words,
};

/// What is paid, and how.
#[derive(Debug, Args)]
pub struct Pay {
    /// Giao dịch (ID) hoặc mã hồ sơ; không có thì liệt kê.
    transaction: Option<String>,
    /// Cách thanh toán, ví dụ vnpay:NCB hoặc vietqr (xem danh sách).
    #[arg(long, requires = "transaction")]
    method: Option<String>,
    /// Tên người nộp tiền, nếu khác người nộp hồ sơ.
    #[arg(long, requires = "method")]
    payer: Option<String>,
    /// Chờ tới khi ngân hàng báo kết quả, nhiều nhất chừng này giây.
    #[arg(long, value_name = "SECONDS", requires = "transaction")]
    until_settled: Option<u64>,
    /// Hủy lần thanh toán đang mở.
    #[arg(long, requires = "transaction", conflicts_with_all = ["method", "until_settled"])]
    cancel: bool,
    /// Lưu biên lai (PDF) vào tệp này.
    #[arg(long, value_name = "FILE", requires = "transaction")]
    receipt: Option<PathBuf>,
}

/// Runs the command.
pub async fn run(session: &Session, pay: Pay) -> Result<Exit, Failure> {
    let failed = |error| session.failure(error);
    let desk = session.desk(Need::Portal).await?;
    let list = desk.transactions(true).await.map_err(failed)?;
    let Some(wanted) = &pay.transaction else {
        session.print(&list, |out| show_list(out, session, &list))?;
        return Ok(Exit::Done);
    };
    let mut transaction = find(session, &list, wanted)?;
    if pay.cancel {
        let attempt = transaction.attempt.as_ref().map(|attempt| attempt.uid);
        let Some(attempt) = attempt else {
            return Err(Failure::not_found(
                session.pick("Không có lần thanh toán nào đang mở.", "No attempt is open."),
            ));
        };
        transaction = desk.cancel_payment(attempt).await.map_err(failed)?;
    } else if let Some(method) = pay.method {
        transaction = desk
            .start_payment(transaction.id, method, pay.payer)
            .await
            .map_err(failed)?;
    } else if pay.receipt.is_none() && pay.until_settled.is_none() && transaction.state == MoneyState::Due {
        let methods: Vec<&str> = list.methods.iter().map(|method| method.id.as_str()).collect();
        return Err(Failure::usage(match session.lang {
            Language::Vi => format!("Hãy chọn cách thanh toán bằng --method: {}.", methods.join(", ")),
            Language::En => format!("Choose how to pay with --method: {}.", methods.join(", ")),
        }));
    }
    if let Some(seconds) = pay.until_settled {
        if let (Some(attempt), false) = (&transaction.attempt, session.common.json)
            && let Some(url) = &attempt.pay_url
        {
            session.note(url); // whoever waits has to know where to pay
        }
        transaction = settled(session, &desk, transaction, Duration::from_secs(seconds)).await?;
    }
    if let Some(path) = &pay.receipt {
        let file = desk.receipt_pdf(transaction.id).await.map_err(failed)?;
        super::files::save(session, path, &file.bytes)?;
    }
    session.print(&transaction, |out| show(out, session, &transaction))?;
    Ok(match (pay.until_settled, transaction.state) {
        (Some(_), MoneyState::Pending | MoneyState::Due) => Exit::Unsent,
        (Some(_), MoneyState::Failed) => Exit::Refused,
        _ => Exit::Done,
    })
}

fn find(session: &Session, list: &Transactions, wanted: &str) -> Result<Transaction, Failure> {
    let id: Option<Uuid> = wanted.parse().ok();
    let mut found: Vec<&Transaction> = list
        .rows
        .iter()
        .filter(|row| Some(row.id) == id || Some(row.dossier) == id || row.dossier_code == wanted)
        .collect();
    if found.len() > 1 {
        found.retain(|row| {
            matches!(
                row.state,
                MoneyState::Due | MoneyState::Pending | MoneyState::Failed
            )
        });
    }
    match found.as_slice() {
        [one] => Ok((*one).clone()),
        [] => Err(Failure::not_found(session.pick(
            "Không có giao dịch này. Hãy xem danh sách: motcua pay.",
            "There is no such transaction. See the list: motcua pay.",
        ))),
        _ => Err(Failure::usage(session.pick(
            "Hồ sơ này có nhiều khoản; hãy nêu ID của một khoản (xem motcua pay).",
            "This dossier has several fees; give the id of one (see motcua pay).",
        ))),
    }
}

/// Waits until the outcome is known. The desk asks the portal by itself.
async fn settled(
    session: &Session,
    desk: &Desk,
    mut transaction: Transaction,
    longest: Duration,
) -> Result<Transaction, Failure> {
    let until = Instant::now() + longest;
    let mut events = desk.subscribe();
    let _progress = Progress::spinner(
        session,
        session.pick("Đang chờ ngân hàng báo kết quả…", "Waiting for the bank…"),
    );
    while matches!(transaction.state, MoneyState::Pending) && Instant::now() < until {
        let pause = until
            .saturating_duration_since(Instant::now())
            .min(Duration::from_secs(1));
        let _ = tokio::time::timeout(pause, events.recv()).await;
        let list = desk
            .transactions(false)
            .await
            .map_err(|error| session.failure(error))?;
        if let Some(row) = list.rows.into_iter().find(|row| row.id == transaction.id) {
            transaction = row;
        }
    }
    Ok(transaction)
}

fn show_list(out: &mut dyn std::io::Write, session: &Session, list: &Transactions) -> std::io::Result<()> {
    if list.rows.is_empty() {
        writeln!(
            out,
            "{}",
            session.pick("Không có khoản phí nào.", "Nothing is owed.")
        )?;
    }
    for row in &list.rows {
        show(out, session, row)?;
    }
    if !list.methods.is_empty() {
        writeln!(out, "{}:", session.pick("Cách thanh toán", "Ways to pay"))?;
    }
    for method in &list.methods {
        writeln!(out, "  {}  {}", method.id, method.name)?;
    }
    Ok(())
}

fn show(out: &mut dyn std::io::Write, session: &Session, row: &Transaction) -> std::io::Result<()> {
    writeln!(
        out,
        "{}  {}  {}  {}",
        row.id,
        row.dossier_code,
        row.total,
        words::money(row.state, session.lang)
    )?;
    writeln!(out, "    {}", row.procedure_name)?;
    if row.illustrative {
        writeln!(
            out,
            "    {}",
            session.pick("(mức minh họa)", "(an example amount)")
        )?;
    }
    if let Some(attempt) = &row.attempt {
        writeln!(out, "    {}  {}", attempt.method, attempt.reference)?;
        if let Some(url) = &attempt.pay_url {
            writeln!(
                out,
                "    {}: {url}",
                session.pick("Mở trang này để trả tiền", "Open this page to pay")
            )?;
        }
    }
    if let Some(receipt) = &row.receipt {
        writeln!(
            out,
            "    {}: {}",
            session.pick("Biên lai", "Receipt"),
            receipt.number
        )?;
    }
    Ok(())
}
