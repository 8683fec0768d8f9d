//! The catalogue, places and holidays in memory: first those that come with the program, so that
//! search works before the store is open, then whatever newer the portal has published.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

use bytes::Bytes;
use chrono::NaiveDate;
use motcua_domain::{
    calendar::Calendar,
    catalogue::{Agency, Catalogue, Component, Form, Procedure, Sector},
    places::Places,
};
use motcua_search::{Index, Lineage, Shorthand};

use super::intake::{self, BadCatalogue};

/// One version of one edition, ready to be searched.
pub(crate) struct Edition {
    /// The data.
    pub catalogue: Arc<Catalogue>,
    /// The document it was read from, byte for byte: members that this program does not know are carried on.
    pub body: Bytes,
    /// The search engine over it, built when it is first searched: a command that only sends never
    /// pays for it.
    pub search: LazyLock<Searchable, Box<dyn FnOnce() -> Searchable + Send>>,
    procedures: HashMap<String, usize>,
    agencies: HashMap<String, usize>,
    sectors: HashMap<String, usize>,
    forms: HashMap<String, usize>,
}

/// The search over an edition, which knows what its procedures were before.
pub(crate) struct Searchable {
    /// Hits above the edition's own procedures are those of `lineage.gone()`.
    pub index: Index,
    /// What procedures were in the editions and versions before.
    pub lineage: Lineage,
}

impl Searchable {
    fn new(catalogue: &Catalogue, older: &[Arc<Catalogue>], shorthand: &Shorthand) -> Self {
        let older: Vec<&Catalogue> = older.iter().map(Arc::as_ref).collect();
        let lineage = Lineage::read(catalogue, &older);
        Self {
            index: Index::build_with_lineage(catalogue, shorthand, &lineage),
            lineage,
        }
    }
}

/// What orders editions and their versions in time.
fn age(catalogue: &Catalogue) -> (NaiveDate, &str, u32) {
    (catalogue.valid_from, &catalogue.edition, catalogue.version)
}

impl Edition {
    fn new(
        catalogue: Arc<Catalogue>,
        body: Bytes,
        older: Vec<Arc<Catalogue>>,
        shorthand: Arc<Shorthand>,
    ) -> Self {
        fn by<T>(items: &[T], key: impl Fn(&T) -> &str) -> HashMap<String, usize> {
            items
                .iter()
                .enumerate()
                .map(|(at, item)| (key(item).to_owned(), at))
                .collect()
        }
        let indexed = Arc::clone(&catalogue);
        Self {
            search: LazyLock::new(Box::new(move || Searchable::new(&indexed, &older, &shorthand))),
            procedures: by(&catalogue.procedures, |p| &p.code),
            agencies: by(&catalogue.agencies, |a| &a.id),
            sectors: by(&catalogue.sectors, |s| &s.id),
            forms: by(&catalogue.forms, |f| &f.id),
            catalogue,
            body,
        }
    }

    pub fn procedure(&self, code: &str) -> Option<&Procedure> {
        self.procedures
            .get(code)
            .map(|&at| &self.catalogue.procedures[at])
    }

    pub fn form(&self, id: &str) -> Option<&Form> {
        self.forms.get(id).map(|&at| &self.catalogue.forms[at])
    }

    /// The agency; one that the catalogue does not list is known by its slug only.
    pub fn agency(&self, id: &str) -> Agency {
        self.agencies.get(id).map_or_else(
            || Agency {
                id: id.to_owned(),
                name: id.to_owned(),
                parent: None,
                e_id: None,
                verified: false,
            },
            |&at| self.catalogue.agencies[at].clone(),
        )
    }

    /// See [`Self::agency`].
    pub fn sector(&self, id: &str) -> Sector {
        self.sectors.get(id).map_or_else(
            || Sector {
                id: id.to_owned(),
                name: id.to_owned(),
            },
            |&at| self.catalogue.sectors[at].clone(),
        )
    }

    /// Name of a component of a procedure; its code when the catalogue does not know it.
    pub fn component_name(&self, procedure: &str, component: &str) -> String {
        self.procedure(procedure)
            .and_then(|p| p.components.as_deref())
            .and_then(|all: &[Component]| all.iter().find(|c| c.code == component))
            .map_or_else(|| component.to_owned(), |c| c.name.clone())
    }
}

/// The code as the result table shows it (mã chuẩn).
pub(crate) fn display_code(procedure: &Procedure) -> String {
    procedure
        .portal_code
        .clone()
        .unwrap_or_else(|| procedure.code.clone())
}

/// Whether the procedure can be submitted at all: its components must be known.
pub(crate) fn submittable(procedure: &Procedure) -> bool {
    procedure.components.is_some()
}

/// Places and holidays as they were read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sources {
    pub places: Option<Arc<str>>,
    pub holidays: Option<Arc<str>>,
}

/// All editions that this desk knows, with places and calendar.
pub(crate) struct Shelf {
    shorthand: Arc<Shorthand>,
    /// Every version seen; the newest of a name is the one in use.
    editions: RwLock<Vec<Arc<Edition>>>,
    places: RwLock<Option<Arc<Places>>>,
    calendar: RwLock<Option<Arc<Calendar>>>,
    /// Places and holidays as they were read, to be carried to other machines.
    sources: RwLock<Sources>,
}

impl Shelf {
    /// Reads what comes with the program. Takes some milliseconds: not on the window's thread.
    pub fn bundled() -> Self {
        let shelf = Self {
            shorthand: Arc::new(Shorthand::bundled()),
            editions: RwLock::default(),
            places: RwLock::default(),
            calendar: RwLock::default(),
            sources: RwLock::default(),
        };
        for (name, json) in motcua_data::CATALOGUES {
            if let Err(error) = shelf.put_catalogue(Bytes::from_static(json.as_bytes())) {
                log::error!("the bundled catalogue {name} cannot be read: {error}");
            }
        }
        if let Err(error) = shelf.put_places(motcua_data::PLACES) {
            log::error!("the bundled places cannot be read: {error}");
        }
        if let Err(error) = shelf.put_holidays(motcua_data::HOLIDAYS) {
            log::error!("the bundled holidays cannot be read: {error}");
        }
        shelf
    }

    /// Makes every edition ready to be searched, so that no key waits for it. Takes some
    /// milliseconds: not on the window's thread.
    pub fn warm(&self) {
        let editions = self
            .editions
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        for edition in editions {
            LazyLock::force(&edition.search);
        }
    }

    /// Puts an edition on the shelf; an unreadable one is refused whole.
    pub fn put_catalogue(&self, json: Bytes) -> Result<(), BadCatalogue> {
        let catalogue = Arc::new(intake::read(&json)?);
        let mut editions = self.editions.write().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<(Arc<Catalogue>, Bytes)> = editions
            .iter()
            .map(|e| (Arc::clone(&e.catalogue), e.body.clone()))
            .collect();
        all.retain(|(old, _)| (&old.edition, old.version) != (&catalogue.edition, catalogue.version));
        all.push((Arc::clone(&catalogue), json));
        all.sort_by(|(a, _), (b, _)| age(a).cmp(&age(b)));
        // those after it have one more to come from; the others stay as they are
        let from = age(&catalogue);
        editions.retain(|edition| age(&edition.catalogue) < from);
        for at in editions.len()..all.len() {
            editions.push(Arc::new(Edition::new(
                Arc::clone(&all[at].0),
                all[at].1.clone(),
                all[..at]
                    .iter()
                    .map(|(catalogue, _)| Arc::clone(catalogue))
                    .collect(),
                Arc::clone(&self.shorthand),
            )));
        }
        Ok(())
    }

    /// Replaces the places.
    pub fn put_places(&self, json: &str) -> Result<(), motcua_domain::places::PlacesError> {
        let places = Arc::new(Places::from_json(json)?);
        *self.places.write().unwrap_or_else(PoisonError::into_inner) = Some(places);
        self.sources
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .places = Some(json.into());
        Ok(())
    }

    /// Replaces the holidays.
    pub fn put_holidays(&self, json: &str) -> Result<(), motcua_domain::calendar::CalendarError> {
        let calendar = Arc::new(Calendar::from_json(json)?);
        *self.calendar.write().unwrap_or_else(PoisonError::into_inner) = Some(calendar);
        self.sources
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .holidays = Some(json.into());
        Ok(())
    }

    /// The newest version of an edition.
    pub fn newest(&self, edition: &str) -> Option<Arc<Edition>> {
        let editions = self.editions.read().unwrap_or_else(PoisonError::into_inner);
        editions
            .iter()
            .rev()
            .find(|e| e.catalogue.edition == edition)
            .cloned()
    }

    /// Places and holidays as they were read.
    pub fn sources(&self) -> Sources {
        self.sources
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The newest version of every edition, oldest edition first.
    pub fn all_newest(&self) -> Vec<Arc<Edition>> {
        let editions = self.editions.read().unwrap_or_else(PoisonError::into_inner);
        let mut newest: Vec<Arc<Edition>> = Vec::new();
        for one in editions.iter() {
            newest.retain(|known| known.catalogue.edition != one.catalogue.edition);
            newest.push(Arc::clone(one));
        }
        newest
    }

    /// The newest versions of the editions that came after one, oldest first.
    pub fn after(&self, edition: &Edition) -> Vec<Arc<Edition>> {
        let editions = self.editions.read().unwrap_or_else(PoisonError::into_inner);
        let mut later: Vec<Arc<Edition>> = Vec::new();
        for one in editions
            .iter()
            .filter(|one| one.catalogue.valid_from > edition.catalogue.valid_from)
        {
            later.retain(|known| known.catalogue.edition != one.catalogue.edition);
            later.push(Arc::clone(one));
        }
        later
    }

    /// The version a dossier was made under (I9); the newest of its edition when that one is gone.
    pub fn version(&self, edition: &str, version: u32) -> Option<Arc<Edition>> {
        let editions = self.editions.read().unwrap_or_else(PoisonError::into_inner);
        editions
            .iter()
            .find(|e| e.catalogue.edition == edition && e.catalogue.version == version)
            .or_else(|| editions.iter().rev().find(|e| e.catalogue.edition == edition))
            .cloned()
    }

    /// Every version of an edition that is here, the newest first.
    pub fn versions(&self, edition: &str) -> Vec<Arc<Edition>> {
        let editions = self.editions.read().unwrap_or_else(PoisonError::into_inner);
        (editions.iter().rev())
            .filter(|one| one.catalogue.edition == edition)
            .cloned()
            .collect()
    }

    /// Any edition: the first of `preferred` that is here, else the oldest.
    pub fn choose(&self, preferred: &[Option<String>]) -> Option<Arc<Edition>> {
        preferred
            .iter()
            .flatten()
            .find_map(|name| self.newest(name))
            .or_else(|| {
                self.editions
                    .read()
                    .unwrap_or_else(PoisonError::into_inner)
                    .first()
                    .cloned()
            })
    }

    pub fn places(&self) -> Option<Arc<Places>> {
        self.places.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn calendar(&self) -> Option<Arc<Calendar>> {
        self.calendar
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
