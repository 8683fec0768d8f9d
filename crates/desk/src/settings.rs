//! Settings, the store's key slots, and where the user was.

use std::sync::Arc;

use motcua_domain::language::Language;

use crate::{
    error::{DeskError, ErrorCode},
    shared::{Shared, room::Room},
    views::{event::DeskEvent, start::Settings},
};

/// Longest place that is remembered, in characters.
const LONGEST_PLACE: usize = 500;
/// Shortest passphrase, in characters; it stands against guessing at rest, at the attacker's leisure.
const SHORTEST_PASSPHRASE: usize = 10;

fn disk(shared: &Shared, error: &std::io::Error) -> DeskError {
    crate::error_convert::store(
        shared.lang(),
        shared.id(),
        &motcua_store::StoreError::from(std::io::Error::from(error.kind())),
    )
}

/// Keeps the settings.
pub(crate) async fn save(
    shared: &Arc<Shared>,
    room: Option<Arc<Room>>,
    settings: Settings,
) -> Result<(), DeskError> {
    let lang = settings.language;
    if !(100..=200).contains(&settings.text_percent) {
        return Err(DeskError::say(
            ErrorCode::InvalidFields,
            lang,
            "Cỡ chữ chỉ đặt được từ 100 % đến 200 %.",
            "The text size can be set between 100 % and 200 %.",
        ));
    }
    let edition_changed = shared.config.settings().edition != settings.edition;
    let keeper = Arc::clone(shared);
    tokio::task::spawn_blocking(move || {
        keeper
            .config
            .set_settings(settings)
            .map_err(|error| disk(&keeper, &error))
    })
    .await
    .unwrap_or_else(|error| Err(shared.internal(&error)))?;
    if let Some(link) = room.and_then(|room| room.link()) {
        link.client.set_language(lang);
    }
    shared.emit(DeskEvent::Status);
    if edition_changed {
        shared.emit(DeskEvent::Catalogue);
    }
    Ok(())
}

/// Keeps where the user is, for the next start. Only a path of the window is taken.
pub(crate) async fn remember_place(shared: &Arc<Shared>, place: String) -> Result<(), DeskError> {
    let ok = place.starts_with('/')
        && !place.starts_with("//")
        && place.chars().count() <= LONGEST_PLACE
        && !place.chars().any(char::is_control);
    if !ok {
        return Ok(()); // not worth a word to the user
    }
    let keeper = Arc::clone(shared);
    tokio::task::spawn_blocking(move || {
        keeper
            .config
            .set_last_place(place)
            .map_err(|error| disk(&keeper, &error))
    })
    .await
    .unwrap_or_else(|error| Err(shared.internal(&error)))
}

/// The recovery code, as groups to write down; only until it is noted.
pub(crate) async fn recovery_code(room: &Arc<Room>) -> Result<String, DeskError> {
    let here = Arc::clone(room);
    let lang = room.lang();
    room.blocking(move || {
        here.store
            .recovery_code()
            .map_err(|error| here.store_error(&error))
    })
    .await?
    .ok_or_else(|| {
        DeskError::say(
            ErrorCode::WrongState,
            lang,
            "Mã khôi phục đã được ghi lại và không hiện lại nữa.",
            "The recovery code was noted and is not shown again.",
        )
    })
}

/// The user says it is written down.
pub(crate) async fn recovery_code_noted(room: &Arc<Room>) -> Result<(), DeskError> {
    let here = Arc::clone(room);
    room.blocking(move || {
        here.store
            .recovery_code_noted()
            .map_err(|error| here.store_error(&error))
    })
    .await?;
    room.emit(DeskEvent::Status);
    Ok(())
}

/// Whether a new passphrase is long enough.
pub(crate) fn check_passphrase(passphrase: &str, lang: Language) -> Result<(), DeskError> {
    if passphrase.chars().count() >= SHORTEST_PASSPHRASE {
        return Ok(());
    }
    Err(DeskError::say(
        ErrorCode::InvalidFields,
        lang,
        "Mật khẩu kho phải có ít nhất 10 ký tự. Một câu ngắn dễ nhớ là tốt nhất.",
        "The passphrase needs at least 10 characters. A short sentence is best.",
    ))
}

/// Sets or removes the passphrase slot.
pub(crate) async fn set_passphrase(room: &Arc<Room>, passphrase: Option<String>) -> Result<(), DeskError> {
    if let Some(text) = &passphrase {
        check_passphrase(text, room.lang())?;
    }
    let here = Arc::clone(room);
    let now = room.shared.now();
    room.blocking(move || {
        here.store
            .set_passphrase(passphrase.as_deref(), now)
            .map_err(|error| here.store_error(&error))
    })
    .await?;
    room.emit(DeskEvent::Status);
    Ok(())
}
