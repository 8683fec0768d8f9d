//! Training: a portal of its own on this machine, started and kept alive for the training store.

use std::{sync::Arc, time::Duration};

use motcua_domain::language::Language;
use tokio::sync::watch;

use crate::{
    deps::TrainingPortal,
    error::{DeskError, ErrorCode},
    portal_link::{connect, may_open},
    shared::{opening::training_portal_dir, room::Room, words::Thing},
    views::{
        event::DeskEvent,
        start::{Letter, TrainingInfo},
    },
};

/// How far the training portal is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Progress {
    /// Being started.
    Starting,
    /// Bound and spoken to.
    Ready,
    /// It did not start; it is tried again.
    Failed(DeskError),
}

/// How often the mailbox is looked into.
const MAIL_PACE: Duration = Duration::from_secs(1);
/// The first pause before another start; doubled each time.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Keeps the training portal running as long as the room is open.
pub(crate) async fn supervise(room: Arc<Room>, progress: watch::Sender<Progress>) {
    let mut pause = FIRST_PAUSE;
    loop {
        match start(&room).await {
            Ok(portal) => {
                progress.send_replace(Progress::Ready);
                room.emit(DeskEvent::Status);
                pause = FIRST_PAUSE;
                let TrainingPortal { mut ended, guard, .. } = portal;
                let mut newest = None;
                loop {
                    tokio::select! {
                        _ = &mut ended => break,
                        () = tokio::time::sleep(MAIL_PACE) => look_for_mail(&room, &mut newest).await,
                    }
                }
                drop(guard);
                log::warn!("the training portal has ended and is started again");
            }
            Err(error) => {
                log::warn!("the training portal did not start: {}", error.message);
                progress.send_replace(Progress::Failed(error));
                room.emit(DeskEvent::Status);
            }
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Tells the window when a letter has come.
async fn look_for_mail(room: &Arc<Room>, newest: &mut Option<String>) {
    let Some(link) = room.link() else { return };
    // a portal that is just ending says nothing; its end is noticed by itself
    let Ok(letters) = link.client.training_letters().await else {
        return;
    };
    let first = letters.into_iter().next().map(|letter| letter.id);
    if *newest != first {
        *newest = first;
        room.emit(DeskEvent::Mailbox);
    }
}

async fn start(room: &Arc<Room>) -> Result<TrainingPortal, DeskError> {
    let lang = room.lang();
    let data = training_portal_dir(&room.shared.home);
    let portal = room.shared.deps.training.start(data).await.map_err(|error| DeskError {
        message: match lang {
            Language::Vi => format!("Chưa khởi động được cổng tập huấn ({error}). Hãy khởi động lại chương trình; nếu vẫn lỗi, hãy cài lại."),
            Language::En => format!("The training portal did not start ({error}). Restart the program; if it persists, install it again."),
        },
        ..DeskError::say(ErrorCode::Offline, lang, "", "")
    })?;
    let at = &portal.addresses;
    if ![&at.portal, &at.bank, &at.officer]
        .iter()
        .all(|url| url.starts_with("http://") && may_open(url, true))
    {
        return Err(room
            .shared
            .internal(&"the training portal listens outside this machine"));
    }
    connect::bind(room, &at.portal).await?;
    room.set_training(TrainingInfo {
        officer_url: at.officer.clone(),
        bank_url: at.bank.clone(),
    });
    Ok(portal)
}

fn only_in_training(lang: Language) -> DeskError {
    DeskError::say(
        ErrorCode::WrongState,
        lang,
        "Chỉ có trong chế độ Tập huấn.",
        "Only in Training.",
    )
}

/// Training's mailbox, newest first.
pub(crate) async fn mailbox(room: &Arc<Room>) -> Result<Vec<Letter>, DeskError> {
    if !room.is_training() {
        return Err(only_in_training(room.lang()));
    }
    let link = room.need_link().await?;
    let letters = link.ask(room, link.client.training_letters()).await?;
    Ok(letters
        .into_iter()
        .map(|letter| Letter {
            id: letter.id.to_string(),
            at: letter.at,
            to: letter.to,
            subject: letter.subject,
            links: links(&letter.body),
            body: letter.body,
        })
        .collect())
}

/// Web addresses in plain text, in order, each once.
fn links(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '(' | ')')) {
        let word = word.trim_end_matches(['.', ',', ';', '!', '?']);
        if may_open(word, true) && !found.iter().any(|known| known == word) {
            found.push(word.to_owned());
        }
    }
    found
}

/// A link of a letter, to be opened in the system's browser: only at the training portal itself.
pub(crate) async fn letter_link(room: &Arc<Room>, letter: String, index: u32) -> Result<String, DeskError> {
    let lang = room.lang();
    let missing = || DeskError::not_found(lang, Thing::Letter);
    let letter = mailbox(room)
        .await?
        .into_iter()
        .find(|known| known.id == letter)
        .ok_or_else(missing)?;
    let link = letter.links.get(index as usize).ok_or_else(missing)?;
    let portal = room.need_link().await?;
    let at_portal = link
        .strip_prefix(portal.client.address().trim_end_matches('/'))
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
    if !at_portal {
        return Err(DeskError::say(
            ErrorCode::Refused,
            lang,
            "Liên kết này không thuộc cổng tập huấn nên không được mở.",
            "This link does not belong to the training portal and is not opened.",
        ));
    }
    Ok(link.clone())
}

/// The officer's page.
pub(crate) fn officer_url(room: &Room) -> Result<String, DeskError> {
    room.training()
        .map(|info| info.officer_url)
        .ok_or_else(|| only_in_training(room.lang()))
}

#[cfg(test)]
mod tests {
    use super::links;

    #[test]
    fn links_are_found_as_written_and_once() {
        let text = "Bấm vào <http://127.0.0.1:9/confirm?token=a-b>, hoặc http://127.0.0.1:9/confirm?token=a-b. Xem http://evil.example.vn/";
        assert_eq!(links(text), ["http://127.0.0.1:9/confirm?token=a-b"]);
    }
}
