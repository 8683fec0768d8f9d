//! Hộp gửi: what waits, what moves, what is held, in words.

use std::{collections::HashMap, sync::Arc};

use motcua_domain::language::Language;
use motcua_store::{DossierRecord, Whose};
use motcua_sync::driver::LinkTrouble;
use motcua_sync::engine::{Intent, JobState, JobView, OutboxState, Phase, Stage};
use uuid::Uuid;

use crate::{
    error::DeskError,
    portal_link::{Link, held, outcomes, stage},
    sending,
    shared::{
        room::{Room, own_dossier, whose, wrong_state},
        words::pick,
    },
    views::{
        event::DeskEvent,
        outbox::{OutboxFile, OutboxItem, OutboxKind, OutboxRules, OutboxStage, OutboxView},
        start::OutboxSummary,
    },
};

/// Setting under which "paused" is kept.
pub(crate) const PAUSED: &str = "outbox.paused";

/// The outbox, next to be sent first. Nobody sees another account's.
pub(crate) async fn outbox(room: &Arc<Room>) -> Result<OutboxView, DeskError> {
    let running = match room.link() {
        Some(link) => link.look().await.map(|state| (link, state)),
        None => None,
    };
    let lang = room.lang();
    let (records, resting, paused, rules) = room
        .read(|tx| {
            let whose = whose(tx)?;
            let mut records = HashMap::new();
            let mut resting = Vec::new();
            for operation in tx.operations()? {
                if let Some(record) = tx.dossier(operation.dossier, whose)? {
                    records.insert(operation.dossier, record);
                    resting.push(operation);
                }
            }
            let paused = tx.setting::<bool>(PAUSED)?.unwrap_or(false);
            Ok((
                records,
                resting,
                paused,
                tx.setting::<OutboxRules>(sending::RULES)?,
            ))
        })
        .await?;
    let opens_at = match &running {
        Some((_, state)) => state.opens_at,
        None => sending::opens_at(rules, room.shared.now()),
    };
    let items = match running {
        Some((link, state)) => state
            .jobs
            .iter()
            .filter_map(|job| Some(item(job, records.get(&job.state.dossier)?, &state, &link, lang)))
            .collect(),
        None => resting
            .iter()
            .filter_map(|operation| {
                let job = JobState::from_json(&operation.state).ok()?;
                Some(resting_item(&job, records.get(&job.dossier)?, lang))
            })
            .collect(),
    };
    Ok(OutboxView {
        paused,
        items,
        rules: rules.unwrap_or_default(),
        opens_at,
    })
}

fn item(
    job: &JobView,
    record: &DossierRecord,
    outbox: &OutboxState,
    link: &Link,
    lang: Language,
) -> OutboxItem {
    let left = job.bytes_total.saturating_sub(job.bytes_done);
    let seconds_left = match (job.stage, link.rate()) {
        (Stage::Uploading, Some(rate)) if rate > 0 => u32::try_from(left.div_ceil(rate)).ok(),
        _ => None,
    };
    let names: HashMap<&str, &str> = job
        .state
        .content()
        .map(|content| {
            content
                .papers
                .iter()
                .map(|p| (p.sha256.as_str(), p.file_name.as_str()))
                .collect()
        })
        .unwrap_or_default();
    OutboxItem {
        dossier: record.id,
        procedure_name: record.procedure_name.clone(),
        applicant_name: record.applicant_name.clone(),
        kind: kind(&job.state.intent),
        stage: stage(job),
        words: words(job, outbox, link.trouble(), lang),
        bytes_done: job.bytes_done,
        bytes_total: job.bytes_total,
        seconds_left,
        tries: job.state.tries,
        next_try: job.next_try,
        queued_at: job.state.queued_at,
        stuck: job.stuck,
        can_recall: job.can_recall,
        files: job
            .files
            .iter()
            .map(|file| OutboxFile {
                file_name: names
                    .get(file.sha256.as_str())
                    .copied()
                    .unwrap_or_default()
                    .to_owned(),
                bytes_done: file.done,
                bytes_total: file.size,
            })
            .collect(),
    }
}

/// A job while no outbox runs (the portal's address is not known yet).
fn resting_item(job: &JobState, record: &DossierRecord, lang: Language) -> OutboxItem {
    let (stage, words) = match &job.phase {
        Phase::Held { reason } => (OutboxStage::Held, held::words(reason, lang)),
        _ => (
            OutboxStage::Waiting,
            pick(
                lang,
                "Chưa nộp: đang chờ kết nối tới cổng.",
                "Not submitted yet: waiting for the portal.",
            )
            .to_owned(),
        ),
    };
    let papers = job
        .content()
        .map(|content| content.papers.as_slice())
        .unwrap_or_default();
    OutboxItem {
        dossier: record.id,
        procedure_name: record.procedure_name.clone(),
        applicant_name: record.applicant_name.clone(),
        kind: kind(&job.intent),
        stage,
        words,
        bytes_done: 0,
        bytes_total: papers.iter().map(|paper| paper.size).sum(),
        seconds_left: None,
        tries: job.tries,
        next_try: None,
        queued_at: job.queued_at,
        stuck: false,
        can_recall: job.reach == motcua_sync::engine::Reach::Nowhere,
        files: papers
            .iter()
            .map(|paper| OutboxFile {
                file_name: paper.file_name.clone(),
                bytes_done: 0,
                bytes_total: paper.size,
            })
            .collect(),
    }
}

fn kind(intent: &Intent) -> OutboxKind {
    match intent {
        Intent::Submission { .. } => OutboxKind::Submission,
        Intent::Supplement { .. } => OutboxKind::Supplement,
        Intent::Withdrawal { .. } => OutboxKind::Withdrawal,
    }
}

/// What happens now, or why it waits and what to do. Until the portal's receipt is known a first
/// submission is "chưa nộp", in so many words.
fn words(job: &JobView, outbox: &OutboxState, trouble: Option<LinkTrouble>, lang: Language) -> String {
    if let Phase::Held { reason } = &job.state.phase {
        return held::words(reason, lang);
    }
    let not_yet = match (&job.state.intent, lang) {
        (Intent::Submission { .. }, Language::Vi) => "Chưa nộp: ",
        (Intent::Submission { .. }, Language::En) => "Not submitted yet: ",
        (Intent::Supplement { .. }, Language::Vi) => "Chưa gửi bổ sung: ",
        (Intent::Supplement { .. }, Language::En) => "Supplement not sent yet: ",
        (Intent::Withdrawal { .. }, Language::Vi) => "Chưa gửi yêu cầu rút: ",
        (Intent::Withdrawal { .. }, Language::En) => "Withdrawal not sent yet: ",
    };
    if job.stage == Stage::OutOfHours && !outbox.paused {
        return format!("{not_yet}{}", sending::words(outbox.rules.hours, lang));
    }
    let now = match job.stage {
        _ if job.state.recall_wanted => pick(
            lang,
            "đang hỏi lại cổng để đưa về soạn tiếp; không gửi gì thêm.",
            "asking the portal in order to go back to draft; nothing more is sent.",
        ),
        Stage::Checking => pick(
            lang,
            "chưa rõ cổng đã nhận chưa, đang hỏi lại cổng; không gửi lần thứ hai.",
            "not known whether the portal has it; it is being asked, nothing is sent twice.",
        ),
        _ if outbox.paused => pick(
            lang,
            "bạn đang tạm dừng gửi. Bấm “Tiếp tục gửi” khi muốn gửi.",
            "you have paused sending. Press “Go on” to send.",
        ),
        _ if job.stuck => pick(
            lang,
            "đã lâu chưa gửi được dù cổng vẫn trả lời; chương trình vẫn tự thử lại và không mất gì. Hãy bấm “Gửi ngay”, hoặc gọi đường dây hỗ trợ của cổng.",
            "it has not got through for long although the portal answers; it goes on trying and nothing is lost. Press “Send now”, or call the portal's hotline.",
        ),
        Stage::NeedsSignIn => pick(
            lang,
            "cần đăng nhập để gửi. Đăng nhập khi thuận tiện; hồ sơ vẫn được giữ trong hàng đợi.",
            "sign in to send. Do it when convenient; the dossier stays queued.",
        ),
        Stage::Uploading => pick(lang, "đang tải tệp lên cổng.", "files are being uploaded."),
        Stage::Sending => pick(lang, "đang gửi hồ sơ tới cổng.", "being sent to the portal."),
        Stage::Behind => pick(
            lang,
            "chờ việc trước của cùng hồ sơ gửi xong.",
            "waits for an earlier step of the same dossier.",
        ),
        _ if trouble == Some(LinkTrouble::Certificate) => pick(
            lang,
            "chứng thư bảo mật của cổng không được tin cậy. Hãy kiểm tra ngày giờ của máy hoặc gọi đường dây hỗ trợ.",
            "the portal's certificate is not trusted. Check this computer's date or call the hotline.",
        ),
        _ if trouble == Some(LinkTrouble::OtherPortal) => pick(
            lang,
            "một cổng khác đang trả lời tại địa chỉ này. Hãy kiểm tra địa chỉ cổng trong Cài đặt.",
            "another portal answers at this address. Check the portal's address in Settings.",
        ),
        _ if trouble == Some(LinkTrouble::NewerContract) => pick(
            lang,
            "cổng dùng phiên bản kết nối mới hơn. Hãy cập nhật chương trình.",
            "the portal speaks a newer version. Update the program.",
        ),
        _ if matches!(outbox.link, motcua_sync::engine::Link::Captive { .. }) => pick(
            lang,
            "mạng đòi đăng nhập (Wi-Fi công cộng). Hãy mở trình duyệt để đăng nhập mạng.",
            "the network asks for a sign-in of its own. Open a web page to sign in to it.",
        ),
        _ if matches!(outbox.link, motcua_sync::engine::Link::Offline { .. }) => pick(
            lang,
            "chưa kết nối được cổng; sẽ tự gửi khi có mạng.",
            "the portal cannot be reached; it is sent by itself once the network is back.",
        ),
        Stage::Resting => pick(
            lang,
            "lần gửi trước chưa được; sẽ tự thử lại.",
            "the last try did not succeed; it tries again by itself.",
        ),
        Stage::Waiting | Stage::OutOfHours | Stage::Held => {
            pick(lang, "đang chờ tới lượt.", "waiting for its turn.")
        }
    };
    format!("{not_yet}{now}")
}

/// The outbox in one line, for the frame of the window.
pub(crate) fn summary(outbox: &OutboxState, account: Option<Uuid>) -> OutboxSummary {
    let mut summary = OutboxSummary {
        paused: outbox.paused,
        ..OutboxSummary::default()
    };
    for job in outbox
        .jobs
        .iter()
        .filter(|job| job.state.account.is_none() || job.state.account == account)
    {
        if job.stage == Stage::Held {
            summary.held += 1;
        } else {
            summary.waiting += 1;
            summary.bytes_left += job.bytes_total.saturating_sub(job.bytes_done);
        }
        summary.stuck += u32::from(job.stuck);
        summary.needs_sign_in |= job.stage == Stage::NeedsSignIn;
    }
    summary
}

/// Pauses or goes on.
pub(crate) async fn pause(room: &Arc<Room>, paused: bool) -> Result<(), DeskError> {
    room.write(move |tx| Ok(tx.set_setting(PAUSED, &paused)?)).await?;
    if let Some(link) = room.link() {
        link.sync.set_paused(paused);
        link.look().await;
    }
    room.emit(DeskEvent::Outbox);
    room.emit(DeskEvent::Status);
    Ok(())
}

/// Tries at once.
pub(crate) async fn send_now(room: &Arc<Room>) -> Result<(), DeskError> {
    let link = room.need_link().await?;
    link.sync.check_link();
    link.sync.send_now(None);
    room.emit(DeskEvent::Outbox);
    Ok(())
}

/// Asks the feed what has changed and waits until it is kept.
pub(crate) async fn pull_changes(room: &Arc<Room>) -> Result<(), DeskError> {
    room.need_account().await?;
    let link = room.need_link().await?;
    if link.follow.pull().await {
        Ok(())
    } else {
        Err(DeskError::offline(room.lang()))
    }
}

/// Tries a held dossier again.
pub(crate) async fn retry(room: &Arc<Room>, id: Uuid) -> Result<(), DeskError> {
    let lang = room.lang();
    let operations = room
        .read(move |tx| {
            own_dossier(tx, id, lang)?;
            Ok(tx.operations_of(id)?)
        })
        .await?;
    let job = outcomes::open_job(&operations, None).ok_or_else(|| {
        wrong_state(
            lang,
            "Hồ sơ này không nằm trong Hộp gửi.",
            "This dossier is not in the Outbox.",
        )
    })?;
    let link = room.need_link().await?;
    link.sync.retry(job);
    link.sync.send_now(Some(job));
    room.emit(DeskEvent::Outbox);
    Ok(())
}

/// What the summary is while no outbox runs.
pub(crate) fn resting_summary(
    tx: &motcua_store::ReadTx<'_>,
    account: Option<Uuid>,
) -> Result<OutboxSummary, motcua_store::StoreError> {
    let mut summary = OutboxSummary {
        paused: tx.setting::<bool>(PAUSED)?.unwrap_or(false),
        ..OutboxSummary::default()
    };
    for operation in tx.operations()? {
        if tx.dossier(operation.dossier, Whose::Account(account))?.is_none() {
            continue;
        }
        if operation.held_reason.is_some() {
            summary.held += 1;
        } else {
            summary.waiting += 1;
        }
    }
    Ok(summary)
}
