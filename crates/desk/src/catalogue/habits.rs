//! What this desk does with procedures: how often each was used, favourites, what was looked at last;
//! and what the portal's people use most. Kept in memory beside the store, so that no key waits.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use motcua_search::ListChoice;
use motcua_store::{Store, StoreError};

use crate::{
    error::DeskError,
    shared::room::{Room, Stop},
    views::event::DeskEvent,
};

const FAVOURITES: &str = "favourite_procedures";
const RECENT: &str = "recent_procedures";
/// The portal's most used, as the last visit brought them.
pub(crate) const PORTAL_COMMON: &str = "common_procedures";

/// How many procedures count as looked at lately.
const MOST_RECENT: usize = 20;
/// Nobody marks more than this by hand; a setting stays small.
const MOST_FAVOURITES: usize = 500;

#[derive(Debug, Default)]
struct Known {
    uses: HashMap<String, u32>,
    /// By national code.
    favourites: Vec<String>,
    /// The last one first.
    recent: Vec<String>,
    /// The portal's, most used first.
    portal: Vec<String>,
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Habits(RwLock<Known>);

impl Habits {
    /// Reads what the store has; what cannot be read is as if it had never been.
    pub fn load(store: &Store) -> Self {
        let known = store.read(|tx| {
            Ok::<_, StoreError>(Known {
                uses: tx.procedure_usage(10_000)?.into_iter().collect(),
                favourites: tx.setting(FAVOURITES)?.unwrap_or_default(),
                recent: tx.setting(RECENT)?.unwrap_or_default(),
                portal: tx.setting(PORTAL_COMMON)?.unwrap_or_default(),
            })
        });
        let known = known.inspect_err(|error| log::warn!("what was used here cannot be read: {error}"));
        Self(RwLock::new(known.unwrap_or_default()))
    }

    fn with<T>(&self, look: impl FnOnce(&Known) -> T) -> T {
        look(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn change<T>(&self, change: impl FnOnce(&mut Known) -> T) -> T {
        change(&mut self.0.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// How often a procedure was used here.
    pub fn uses(&self, code: &str) -> u32 {
        self.with(|known| known.uses.get(code).copied().unwrap_or(0))
    }

    /// Notes a use that the store has noted.
    pub fn note_use(&self, code: &str) {
        self.change(|known| *known.uses.entry(code.to_owned()).or_default() += 1);
    }

    /// Whether it is marked.
    pub fn is_favourite(&self, code: &str) -> bool {
        self.with(|known| known.favourites.iter().any(|one| one == code))
    }

    /// Place among the portal's most used.
    pub fn portal_rank(&self, code: &str) -> Option<usize> {
        self.with(|known| known.portal.iter().position(|one| one == code))
    }

    /// Takes what the portal says its people use most; whether it is news.
    pub fn set_portal(&self, codes: Vec<String>) -> bool {
        self.change(|known| {
            let news = known.portal != codes;
            known.portal = codes;
            news
        })
    }
}

impl motcua_search::Habits for Habits {
    fn uses(&self, code: &str) -> u32 {
        Habits::uses(self, code)
    }

    fn is_in(&self, list: ListChoice, code: &str) -> bool {
        self.with(|known| match list {
            ListChoice::Favourites => known.favourites.iter().any(|one| one == code),
            ListChoice::Recent => known.recent.iter().any(|one| one == code),
            ListChoice::Common => {
                known.uses.get(code).is_some_and(|uses| *uses > 0)
                    || known.portal.iter().any(|one| one == code)
            }
        })
    }
}

/// Marks a procedure as a favourite, or lets it go.
pub(crate) async fn set_favourite(room: &Arc<Room>, code: String, on: bool) -> Result<(), DeskError> {
    let kept = relist(room, FAVOURITES, code, on.then_some(MOST_FAVOURITES)).await?;
    room.habits.change(|known| known.favourites = kept);
    room.emit(DeskEvent::Catalogue);
    Ok(())
}

/// Notes that somebody looks at a procedure.
pub(crate) async fn note_seen(room: &Arc<Room>, code: String) -> Result<(), DeskError> {
    if room.habits.with(|known| known.recent.first() == Some(&code)) {
        return Ok(());
    }
    let kept = relist(room, RECENT, code, Some(MOST_RECENT)).await?;
    room.habits.change(|known| known.recent = kept);
    room.emit(DeskEvent::Catalogue);
    Ok(())
}

/// Takes a procedure out of a list that the store keeps and puts it in front of the first `most` of it; `None` leaves
/// it out. Answers with the list as it is kept.
async fn relist(
    room: &Arc<Room>,
    list: &'static str,
    code: String,
    most: Option<usize>,
) -> Result<Vec<String>, DeskError> {
    room.write(move |tx| {
        let mut all: Vec<String> = tx.setting(list)?.unwrap_or_default();
        all.retain(|one| *one != code);
        if let Some(most) = most {
            all.insert(0, code);
            all.truncate(most);
        }
        tx.set_setting(list, &all)?;
        Ok::<_, Stop>(all)
    })
    .await
}
