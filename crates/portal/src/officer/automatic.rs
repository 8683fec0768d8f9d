//! The automatic officer of training: receives, processes, asks for a supplement at most once, asks
//! for the payment, finishes with a result and hands it over.
//!
//! What comes next follows from the dossier alone ([`next`]); when it is due is written down before
//! it is done, and it is done in one transaction with the check that it is still what comes next.
//! A restart forgets nothing and does nothing twice, and an officer may step in at any moment.

use std::time::Duration as StdDuration;

use chrono::{DateTime, Duration, Utc};
use motcua_domain::{
    answers, calendar::local_day, content::DossierContent, fold, money::MoneyState, status::BusinessStatus,
};
use motcua_portal_api::dossier::SupplementItem;
use rusqlite::{Connection, OptionalExtension, Transaction};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    config::SupplementMode,
    printed::{self, Printed},
};
use crate::{
    db::convert::{moment, ms},
    dossiers::{
        DossierRow,
        progress::{self, Actor},
    },
    error::{ApiError, ApiResult},
    money::{
        self,
        settle::{self, Reconciliation},
    },
    state::App,
};

/// What the automatic officer does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// 1 → 2.
    Receive,
    /// 2 → 4.
    Process,
    /// 4 → 5.
    AskSupplement,
    /// 4 → 6.
    AskPayment,
    /// 6 → 4: nothing is owed any more.
    Resume,
    /// 4 → 9, with a result.
    Finish,
    /// 9 → 10.
    HandOver,
}

impl Step {
    fn name(self) -> &'static str {
        match self {
            Self::Receive => "receive",
            Self::Process => "process",
            Self::AskSupplement => "ask_supplement",
            Self::AskPayment => "ask_payment",
            Self::Resume => "resume",
            Self::Finish => "finish",
            Self::HandOver => "hand_over",
        }
    }
}

/// What the next step follows from.
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    /// Where the dossier stands.
    pub status: BusinessStatus,
    /// What is owed.
    pub money: MoneyState,
    /// How many supplements were asked for.
    pub supplements: u32,
    /// Whether one is wanted.
    pub wants_supplement: bool,
}

/// What comes next; `None`: somebody else has to act, or all is done.
pub fn next(facts: Facts) -> Option<Step> {
    match facts.status {
        BusinessStatus::Registered => Some(Step::Receive),
        BusinessStatus::Received => Some(Step::Process),
        BusinessStatus::Processing if facts.wants_supplement && facts.supplements == 0 => {
            Some(Step::AskSupplement)
        }
        BusinessStatus::Processing => match facts.money {
            MoneyState::Due | MoneyState::Failed => Some(Step::AskPayment),
            // The bank has the word; nothing is asked of the payer twice.
            MoneyState::Pending => None,
            MoneyState::None | MoneyState::Paid | MoneyState::Refunded => Some(Step::Finish),
        },
        BusinessStatus::PaymentRequested if facts.money == MoneyState::None => Some(Step::Resume),
        BusinessStatus::Finished => Some(Step::HandOver),
        _ => None,
    }
}

/// Whether the form's note asks for the training's supplement.
pub fn noted(content: &DossierContent) -> bool {
    answers::text(&content.answers, "form.note").is_some_and(|note| fold::fold(note).contains("bo sung"))
}

const WORKED_ON: [BusinessStatus; 5] = [
    BusinessStatus::Registered,
    BusinessStatus::Received,
    BusinessStatus::Processing,
    BusinessStatus::PaymentRequested,
    BusinessStatus::Finished,
];

/// Works until `stop`, when configured to.
pub async fn run(app: App, stop: CancellationToken) {
    if !app.config.officer.automatic {
        stop.cancelled().await;
        return;
    }
    loop {
        if let Err(error) = round(&app).await {
            log::error!(
                "automatic officer: {}",
                error.cause.as_deref().unwrap_or("a step was refused")
            );
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = app.dossiers_changed.notified() => {}
            () = tokio::time::sleep(StdDuration::from_millis(250)) => {}
        }
    }
}

/// One look at everything that may be moved on. What fails with one dossier does not hold up the
/// others.
///
/// # Errors
/// Those of the database.
pub async fn round(app: &App) -> ApiResult<()> {
    let app_in = app.clone();
    let now = app.now();
    let needs = app
        .db
        .read(move |db| {
            let mut needs = Vec::new();
            for row in progress::in_status(db, &WORKED_ON, 500)? {
                if let Some(need) = need(db, &app_in, &row, now)? {
                    needs.push((row.uid, need));
                }
            }
            Ok(needs)
        })
        .await?;
    for (uid, need) in needs {
        let done = match need {
            Need::Plan(step, due) => plan(app, uid, Some((step, due))).await,
            Need::Forget => plan(app, uid, None).await,
            Need::Do(step) => work(app, uid, step).await,
        };
        if let Err(error) = done {
            log::error!(
                "automatic officer: dossier {uid}: {}",
                error.cause.as_deref().unwrap_or(&error.detail.en)
            );
        }
    }
    reconcile(app).await
}

/// What a dossier needs of the automatic officer now.
enum Need {
    /// A step comes next that is not written down.
    Plan(Step, DateTime<Utc>),
    /// What is written down does not come next any more.
    Forget,
    /// The time of a step has come.
    Do(Step),
}

fn need(db: &Connection, app: &App, row: &DossierRow, now: DateTime<Utc>) -> ApiResult<Option<Need>> {
    let planned: Option<(String, i64)> = db
        .prepare_cached("SELECT step, due_at FROM officer_plans WHERE dossier = ?1")?
        .query_row([row.uid.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some(step) = facts(db, app, row)?.and_then(next) else {
        return Ok(planned.map(|_| Need::Forget));
    };
    Ok(match planned {
        Some((name, due)) if name == step.name() => (moment(due) <= now).then_some(Need::Do(step)),
        _ => match delay(app, step) {
            seconds if seconds > 0 => Some(Need::Plan(step, now + Duration::seconds(seconds))),
            _ => Some(Need::Do(step)),
        },
    })
}

async fn plan(app: &App, uid: Uuid, plan: Option<(Step, DateTime<Utc>)>) -> ApiResult<()> {
    app.db
        .write(move |tx| {
            match plan {
                Some((step, due)) => tx
                    .prepare_cached(
                        "INSERT INTO officer_plans (dossier, step, due_at) VALUES (?1, ?2, ?3)
                         ON CONFLICT (dossier) DO UPDATE SET step = excluded.step, due_at = excluded.due_at",
                    )?
                    .execute((uid.to_string(), step.name(), ms(due)))?,
                None => tx
                    .prepare_cached("DELETE FROM officer_plans WHERE dossier = ?1")?
                    .execute([uid.to_string()])?,
            };
            Ok(())
        })
        .await
}

async fn work(app: &App, uid: Uuid, step: Step) -> ApiResult<()> {
    // A result takes a while to print: made before the transaction that hands it in.
    let file = if step == Step::Finish {
        Some(printed::training_licence(app, uid).await?)
    } else {
        None
    };
    let app_in = app.clone();
    app.db.write(move |tx| act(tx, &app_in, uid, step, file)).await?;
    app.dossiers_changed.notify_one();
    Ok(())
}

fn delay(app: &App, step: Step) -> i64 {
    let delays = &app.config.officer.delays;
    match step {
        Step::Receive => delays.receive,
        Step::Process | Step::Resume => delays.process,
        Step::AskSupplement => delays.supplement,
        Step::AskPayment => delays.payment,
        Step::Finish => delays.finish,
        Step::HandOver => delays.give,
    }
}

fn facts(db: &Connection, app: &App, row: &DossierRow) -> ApiResult<Option<Facts>> {
    let Some(status) = row.status else { return Ok(None) };
    let supplements = db
        .prepare_cached("SELECT count(*) FROM supplements WHERE dossier = ?1")?
        .query_row([row.uid.to_string()], |row| row.get(0))?;
    let wants_supplement = match app.config.officer.supplement {
        SupplementMode::Always => true,
        SupplementMode::Never => false,
        SupplementMode::WhenNoted => noted(&row.content),
    };
    Ok(Some(Facts {
        status,
        money: row.money,
        supplements,
        wants_supplement,
    }))
}

fn act(tx: &Transaction<'_>, app: &App, uid: Uuid, step: Step, file: Option<Printed>) -> ApiResult<()> {
    let row = progress::dossier(tx, uid)?;
    if facts(tx, app, &row)?.and_then(next) != Some(step) {
        // Somebody stepped in meanwhile.
        return Ok(());
    }
    let actor = actor(app);
    let advance = |to, text: &str| progress::advance(tx, app, uid, to, &actor, text).map(drop);
    match step {
        Step::Receive => advance(BusinessStatus::Received, "Hồ sơ đầy đủ, được tiếp nhận.")?,
        Step::Process => advance(
            BusinessStatus::Processing,
            "Chuyển hồ sơ đến bộ phận chuyên môn để xử lý.",
        )?,
        Step::AskPayment => {
            advance(
                BusinessStatus::PaymentRequested,
                "Đề nghị nộp phí, lệ phí để hồ sơ được xử lý tiếp.",
            )?;
        }
        Step::Resume => advance(
            BusinessStatus::Processing,
            "Không còn nghĩa vụ tài chính; hồ sơ tiếp tục được xử lý.",
        )?,
        Step::HandOver => advance(BusinessStatus::Returned, "Đã trả kết quả qua Cổng dịch vụ công.")?,
        Step::AskSupplement => {
            let until = app.catalogues.calendar.add_working_days(local_day(app.now()), 10);
            let items = vec![supplement_item(app, &row.content)];
            progress::request_supplement(tx, app, uid, &actor, items, Some(until))?;
        }
        Step::Finish => {
            let file = file.ok_or_else(|| ApiError::internal("a result was not printed"))?;
            progress::add_result(tx, app, uid, &file.name, "application/pdf", &file.bytes)?;
            advance(
                BusinessStatus::Finished,
                "Đã giải quyết xong; kết quả đã được ban hành.",
            )?;
        }
    }
    tx.prepare_cached("DELETE FROM officer_plans WHERE dossier = ?1")?
        .execute([uid.to_string()])?;
    Ok(())
}

/// The one thing that training asks for: a better copy of the plan or the drawing, if there is one.
fn supplement_item(app: &App, content: &DossierContent) -> SupplementItem {
    let component = ["TP02", "TP03"]
        .iter()
        .find_map(|end| content.papers.iter().find(|paper| paper.component.ends_with(end)))
        .or_else(|| content.papers.first())
        .map(|paper| paper.component.clone());
    let reason = if component.is_some() {
        "Bản gửi kèm có trang bị mờ, không đọc được số liệu. Hãy chụp hoặc quét lại cho rõ rồi thay tệp này."
    } else {
        "Nội dung biểu mẫu chưa đủ rõ. Hãy xem lại và ghi cụ thể hơn."
    };
    SupplementItem {
        id: app.random.uuid(),
        component,
        reason: reason.to_owned(),
    }
}

fn actor(app: &App) -> Actor {
    Actor {
        name: app.config.officer.automatic_name.clone(),
        unit: app.config.unit_name.clone(),
    }
}

/// Late payments: the first one pays the fee, any other is to be paid back.
async fn reconcile(app: &App) -> ApiResult<()> {
    let since = app.now() - Duration::seconds(app.config.officer.delays.reconcile);
    let due = app
        .db
        .read(move |db| money::rows::unreconciled(db, Some(since), 100))
        .await?;
    for attempt in due {
        let app_in = app.clone();
        app.db
            .write(move |tx| {
                let paid = money::rows::receipt(tx, attempt.obligation)?.is_some();
                let owed = money::rows::obligation(tx, attempt.obligation)?;
                let closed = owed.is_some_and(|owed| owed.closed_at.is_some());
                let how = if paid || closed {
                    Reconciliation::Refund
                } else {
                    Reconciliation::Accept
                };
                settle::reconcile(tx, &app_in, attempt.uid, how, &actor(&app_in))
            })
            .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use motcua_domain::content::FieldValue;

    use super::*;

    fn facts(status: BusinessStatus, money: MoneyState, supplements: u32, wants_supplement: bool) -> Facts {
        Facts {
            status,
            money,
            supplements,
            wants_supplement,
        }
    }

    #[test]
    fn every_step_is_one_that_the_table_allows() {
        use MoneyState::{Due, Failed, None, Paid, Pending, Refunded};
        for status in BusinessStatus::ALL {
            for money in [None, Due, Pending, Paid, Failed, Refunded] {
                for supplements in [0, 1, 2] {
                    for wants in [false, true] {
                        let to = match next(facts(status, money, supplements, wants)) {
                            Option::None => continue,
                            Some(Step::Receive) => BusinessStatus::Received,
                            Some(Step::Process | Step::Resume) => BusinessStatus::Processing,
                            Some(Step::AskSupplement) => BusinessStatus::SupplementRequested,
                            Some(Step::AskPayment) => BusinessStatus::PaymentRequested,
                            Some(Step::Finish) => BusinessStatus::Finished,
                            Some(Step::HandOver) => BusinessStatus::Returned,
                        };
                        assert!(status.may_become(to), "{status:?} → {to:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_supplement_is_asked_for_once_and_nothing_is_finished_unpaid() {
        let asked = |supplements| {
            next(facts(
                BusinessStatus::Processing,
                MoneyState::Paid,
                supplements,
                true,
            ))
        };
        assert_eq!(asked(0), Some(Step::AskSupplement));
        assert_eq!(asked(1), Some(Step::Finish));
        for money in [MoneyState::Due, MoneyState::Failed] {
            assert_eq!(
                next(facts(BusinessStatus::Processing, money, 0, false)),
                Some(Step::AskPayment)
            );
        }
        assert_eq!(
            next(facts(BusinessStatus::Processing, MoneyState::Pending, 0, false)),
            None
        );
    }

    #[test]
    fn the_note_that_asks_for_a_supplement() {
        let with = |path: &str, text: &str| {
            let mut content = DossierContent::default();
            content
                .answers
                .insert(path.to_owned(), FieldValue::Text(text.to_owned()));
            content
        };
        assert!(noted(&with("form.note", "Xin yêu cầu BỔ SUNG để tập huấn")));
        assert!(noted(&with("form.note", "bo sung")));
        assert!(!noted(&with("form.note", "không có gì thêm")));
        assert!(!noted(&with("applicant.full_name", "Bổ Sung")));
    }
}
