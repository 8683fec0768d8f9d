//! The timeline of a dossier, from the portal's last word about it.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use motcua_domain::{calendar::Calendar, status::BusinessStatus};
use motcua_portal_api::dossier::{DossierEvent, DossierSummary};
use uuid::Uuid;

use crate::{
    draft_sync::meet::Taker,
    drafts::check::{COPY_KIND, portal_copy},
    error::{DeskError, ErrorCode},
    portal_link::feed,
    shared::room::{Room, own_dossier, wrong_state},
    views::follow::{ResultView, Timeline, TimelineEvent},
};

/// The timeline of one's own dossier, offline too.
pub(crate) async fn timeline(room: &Arc<Room>, id: Uuid) -> Result<Timeline, DeskError> {
    let lang = room.lang();
    let shelf = room.shared.shelf().await?;
    let calendar = shelf.calendar();
    let today = room.shared.today();
    room.read(move |tx| {
        let record = own_dossier(tx, id, lang)?;
        let (Some(code), Some(submitted_at), Some(status)) = (record.code.clone(), record.submitted_at, record.status)
        else {
            return Err(wrong_state(
                lang,
                "Hồ sơ chưa nộp nên chưa có tiến trình. Tiến trình hiện ra khi cổng xác nhận đã nhận hồ sơ.",
                "The dossier has not been submitted, so there is no progress yet. It appears once the portal has confirmed receipt.",
            )
            .into());
        };
        let copy = portal_copy(tx, &record)?;
        let fetched_at = match record.account {
            Some(account) => tx.portal_copy(account, COPY_KIND, id)?.map(|copy| copy.fetched_at),
            None => None,
        };
        let here = tx.results(id)?;
        let (events, results) = match copy {
            Some(copy) => (
                copy.events.into_iter().map(event).collect(),
                copy.results
                    .into_iter()
                    .map(|file| ResultView {
                        id: file.id,
                        downloaded: here.iter().any(|kept| kept.id == file.id),
                        file_name: file.file_name,
                        size: file.size,
                    })
                    .collect(),
            ),
            // the receipt is here, the feed has not come yet
            None => (
                vec![TimelineEvent {
                    at: submitted_at,
                    status: BusinessStatus::Registered,
                    actor: record.applicant_name.clone(),
                    unit: String::new(),
                    text: BusinessStatus::Registered.name(lang).to_owned(),
                }],
                Vec::new(),
            ),
        };
        Ok(Timeline {
            code,
            procedure_name: record.procedure_name,
            applicant_name: record.applicant_name,
            status,
            submitted_at,
            due_on: record.due_on,
            working_days_left: days_left(calendar.as_deref(), status, record.due_on, today),
            events,
            results,
            as_of: fetched_at.unwrap_or(submitted_at),
        })
    })
    .await
}

fn event(event: DossierEvent) -> TimelineEvent {
    TimelineEvent {
        at: event.at,
        status: event.status,
        actor: event.actor,
        unit: event.unit,
        text: event.text,
    }
}

/// Working days left; none while the clock stands still, and none once it is over.
pub(crate) fn days_left(
    calendar: Option<&Calendar>,
    status: BusinessStatus,
    due_on: Option<NaiveDate>,
    today: NaiveDate,
) -> Option<i32> {
    if status.stops_clock() || status.is_final() || status == BusinessStatus::Finished {
        return None;
    }
    Some(calendar?.working_days_left(today, due_on?))
}

/// Asks the portal, then the timeline.
pub(crate) async fn refresh(room: &Arc<Room>, id: Uuid) -> Result<Timeline, DeskError> {
    let lang = room.lang();
    let account = room.need_account().await?.id;
    room.read(move |tx| own_dossier(tx, id, lang)).await?;
    let link = room.need_link().await?;
    if let Some(dossier) = link.ask(room, link.client.dossier(id)).await? {
        let shelf = room.shared.shelf().await?;
        let here = Arc::clone(room);
        let told = room
            .write(move |tx| {
                let taker = Taker::of(&here, &shelf, account);
                feed::keep_dossier(tx, &taker, &dossier)
            })
            .await?;
        for event in told {
            room.emit(event);
        }
        super::results::fetch_missing(room, vec![id]);
    }
    timeline(room, id).await
}

/// Tra cứu by code and the key of the acknowledgement; needs the portal, not an account.
pub(crate) async fn lookup(room: &Arc<Room>, code: String, key: String) -> Result<Timeline, DeskError> {
    let lang = room.lang();
    let (code, key) = (code.trim().to_owned(), key.trim().to_owned());
    if code.is_empty() || key.is_empty() || code.len() > 100 || key.len() > 100 {
        return Err(DeskError::say(
            ErrorCode::InvalidFields,
            lang,
            "Hãy nhập cả mã hồ sơ và mã tra cứu in trên giấy tiếp nhận.",
            "Enter both the dossier code and the look-up key printed on the acknowledgement.",
        ));
    }
    let link = room.need_link().await?;
    let answer = link.ask(room, link.client.lookup(&code, &key)).await?;
    let calendar = room.shared.shelf().await?.calendar();
    let DossierSummary {
        code: found,
        procedure_name,
        applicant_name,
        status,
        submitted_at,
        due_on,
        ..
    } = answer.summary;
    let status = status.unwrap_or(BusinessStatus::Registered);
    let now: DateTime<Utc> = room.shared.now();
    Ok(Timeline {
        code: found.unwrap_or(code),
        procedure_name,
        applicant_name,
        status,
        submitted_at: submitted_at.unwrap_or(now),
        due_on,
        working_days_left: days_left(calendar.as_deref(), status, due_on, room.shared.today()),
        events: answer.events.into_iter().map(event).collect(),
        results: Vec::new(),
        as_of: now,
    })
}
