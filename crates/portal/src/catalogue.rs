//! Editions of the catalogue, places and the working-day calendar: data that the portal serves and
//! works by. Built in from `motcua-data`; a file of the same name in `<data>/catalogue/` goes first.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use motcua_domain::{
    calendar::Calendar,
    catalogue::{Agency, Catalogue, Form, Procedure},
    catalogue_delta::{self, Hashed},
    places::Places,
};
use rusqlite::{Connection, OptionalExtension, Transaction};
use sha2::{Digest, Sha256};

use crate::{
    config::Config,
    db::convert::ms,
    error::{ApiError, ApiResult},
};

/// A document as it is served: bytes, compressed bytes and a strong tag.
#[derive(Clone)]
pub struct Served {
    /// The JSON.
    pub plain: Bytes,
    /// The same under zstd.
    pub zstd: Bytes,
    /// Lower-case hex SHA-256 of `plain`; also the `ETag`.
    pub sha256: String,
}

impl Served {
    fn new(text: String) -> io::Result<Self> {
        let sha256 = hex::encode(Sha256::digest(text.as_bytes()));
        let zstd = zstd::encode_all(text.as_bytes(), 12)?.into();
        Ok(Self {
            plain: text.into(),
            zstd,
            sha256,
        })
    }
}

/// One edition.
#[derive(Clone)]
pub struct Edition {
    /// What it says.
    pub catalogue: Arc<Catalogue>,
    /// As served.
    pub served: Served,
}

/// All of it.
pub struct Catalogues {
    editions: Vec<Edition>,
    /// `places.json`.
    pub places_document: Served,
    /// `holidays.json`.
    pub holidays_document: Served,
    /// Provinces and communes.
    pub places: Arc<Places>,
    /// Working days.
    pub calendar: Arc<Calendar>,
    older: Mutex<BTreeMap<(String, u32), Arc<Catalogue>>>,
    /// Built-in versions that a file of the folder has replaced: desks may still hold them.
    replaced: Vec<Edition>,
    /// Deltas as they are served, by edition and the version they start from.
    deltas: Mutex<BTreeMap<(String, String), Served>>,
}

/// Cheap: the documents are shared.
impl Clone for Catalogues {
    fn clone(&self) -> Self {
        Self {
            editions: self.editions.clone(),
            places_document: self.places_document.clone(),
            holidays_document: self.holidays_document.clone(),
            places: self.places.clone(),
            calendar: self.calendar.clone(),
            older: Mutex::default(),
            replaced: self.replaced.clone(),
            deltas: Mutex::default(),
        }
    }
}

/// Why the catalogue cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file cannot be read.
    #[error("cannot read {path}: {source}; correct or remove the file, the built-in one is used then")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A document is not what it should be.
    #[error("{name} is not usable: {why}; correct or remove the file, the built-in one is used then")]
    Parse {
        /// Which.
        name: String,
        /// Why.
        why: String,
    },
    /// The configured default is not among them.
    #[error("there is no edition {0} of the catalogue; set default_edition to one that exists")]
    NoDefault(String),
}

/// A procedure with what belongs to it, in one version of an edition.
#[derive(Clone)]
pub struct Found {
    /// The edition.
    pub catalogue: Arc<Catalogue>,
    procedure: usize,
    form: usize,
}

impl Found {
    /// The procedure.
    pub fn procedure(&self) -> &Procedure {
        &self.catalogue.procedures[self.procedure]
    }

    /// Its form.
    pub fn form(&self) -> &Form {
        &self.catalogue.forms[self.form]
    }

    /// Who handles it.
    pub fn agency(&self) -> Option<&Agency> {
        self.catalogue
            .agencies
            .iter()
            .find(|a| a.id == self.procedure().agency)
    }
}

/// A procedure of a catalogue, with its form.
pub fn find(catalogue: &Arc<Catalogue>, code: &str) -> Option<Found> {
    let procedure = catalogue.procedures.iter().position(|p| p.code == code)?;
    let form = catalogue
        .forms
        .iter()
        .position(|f| f.id == catalogue.procedures[procedure].form)?;
    Some(Found {
        catalogue: catalogue.clone(),
        procedure,
        form,
    })
}

impl Catalogues {
    /// Loads the built-in data, and what lies in `folder` in its place.
    ///
    /// # Errors
    /// When a document cannot be read or is not what it should be.
    pub fn load(folder: &Path, config: &Config) -> Result<Self, LoadError> {
        let mut texts: BTreeMap<String, String> = motcua_data::CATALOGUES
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
        let mut places = motcua_data::PLACES.to_owned();
        let mut holidays = motcua_data::HOLIDAYS.to_owned();
        for path in json_files(folder)? {
            let text = fs::read_to_string(&path).map_err(|source| LoadError::Read {
                path: path.clone(),
                source,
            })?;
            match path.file_stem().and_then(|s| s.to_str()).unwrap_or_default() {
                "places" => places = text,
                "holidays" => holidays = text,
                edition => {
                    texts.insert(edition.to_owned(), text);
                }
            }
        }
        let mut editions = texts
            .iter()
            .map(|(name, text)| edition(name, text))
            .collect::<Result<Vec<_>, _>>()?;
        let replaced = motcua_data::CATALOGUES
            .iter()
            .filter(|(name, text)| texts.get(*name).is_some_and(|now| now != text))
            .map(|(name, text)| edition(name, text))
            .collect::<Result<Vec<_>, _>>()?;
        editions.sort_by_key(|edition| edition.catalogue.valid_from);
        if !editions
            .iter()
            .any(|e| e.catalogue.edition == config.default_edition)
        {
            return Err(LoadError::NoDefault(config.default_edition.clone()));
        }
        let parse = |name: &str, why: String| LoadError::Parse {
            name: name.to_owned(),
            why,
        };
        Ok(Self {
            editions,
            places: Arc::new(Places::from_json(&places).map_err(|e| parse("places.json", e.to_string()))?),
            calendar: Arc::new(
                Calendar::from_json(&holidays).map_err(|e| parse("holidays.json", e.to_string()))?,
            ),
            places_document: served("places.json", places)?,
            holidays_document: served("holidays.json", holidays)?,
            older: Mutex::default(),
            replaced,
            deltas: Mutex::default(),
        })
    }

    /// Editions on offer, oldest first.
    pub fn editions(&self) -> &[Edition] {
        &self.editions
    }

    /// The edition on offer under a name.
    pub fn edition(&self, name: &str) -> Option<&Edition> {
        self.editions.iter().find(|e| e.catalogue.edition == name)
    }

    /// Keeps every version that is offered, since dossiers keep the one they were made under.
    ///
    /// # Errors
    /// Those of the database.
    pub fn remember(&self, tx: &Transaction<'_>, now: DateTime<Utc>) -> ApiResult<()> {
        let offered = |one: &Edition| {
            let version = |e: &Edition| (e.catalogue.edition.clone(), e.catalogue.version);
            self.editions.iter().any(|e| version(e) == version(one))
        };
        let replaced = self.replaced.iter().filter(|one| !offered(one));
        for Edition { catalogue, served } in self.editions.iter().chain(replaced) {
            let known: Option<String> = tx
                .query_row(
                    "SELECT sha256 FROM catalogue_versions WHERE edition = ?1 AND version = ?2",
                    (&catalogue.edition, catalogue.version),
                    |row| row.get(0),
                )
                .optional()?;
            match known {
                Some(sha256) if sha256 == served.sha256 => continue,
                Some(_) => log::warn!(
                    "edition {} version {} differs from what was served before; count its version up",
                    catalogue.edition,
                    catalogue.version
                ),
                None => {}
            }
            tx.execute(
                "INSERT INTO catalogue_versions (edition, version, sha256, document, first_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (edition, version) DO UPDATE SET sha256 = excluded.sha256, document = excluded.document",
                (&catalogue.edition, catalogue.version, &served.sha256, &served.zstd[..], ms(now)),
            )?;
        }
        Ok(())
    }

    /// One version of an edition, on offer or earlier; `None`: this portal never had it.
    ///
    /// # Errors
    /// Those of the database, and when the stored document cannot be read.
    pub fn version(&self, db: &Connection, edition: &str, version: u32) -> ApiResult<Option<Arc<Catalogue>>> {
        if let Some(offered) = self.edition(edition)
            && offered.catalogue.version == version
        {
            return Ok(Some(offered.catalogue.clone()));
        }
        let key = (edition.to_owned(), version);
        if let Some(known) = self.older.lock().unwrap_or_else(|e| e.into_inner()).get(&key) {
            return Ok(Some(known.clone()));
        }
        let document: Option<Vec<u8>> = db
            .query_row(
                "SELECT document FROM catalogue_versions WHERE edition = ?1 AND version = ?2",
                (edition, version),
                |row| row.get(0),
            )
            .optional()?;
        let Some(document) = document else { return Ok(None) };
        let text = zstd::decode_all(&document[..])?;
        let catalogue: Arc<Catalogue> = Arc::new(
            serde_json::from_slice(&text)
                .map_err(|e| ApiError::internal(format!("catalogue {edition} version {version}: {e}")))?,
        );
        self.older
            .lock()
            .unwrap_or_else(|e| e.into_inner())
            .insert(key, catalogue.clone());
        Ok(Some(catalogue))
    }
}

impl Catalogues {
    /// What changed in an edition on offer since the version whose SHA-256 is `from`; `None`: this portal
    /// never had that version.
    ///
    /// # Errors
    /// Those of the database, and when a stored document cannot be read.
    pub fn delta(&self, db: &Connection, offered: &Edition, from: &str) -> ApiResult<Option<Served>> {
        let edition = &offered.catalogue.edition;
        let key = (edition.clone(), from.to_owned());
        if let Some(known) = self.deltas.lock().unwrap_or_else(|e| e.into_inner()).get(&key) {
            return Ok(Some(known.clone()));
        }
        let old = if from == offered.served.sha256 {
            offered.served.plain.to_vec()
        } else {
            let document: Option<Vec<u8>> = db
                .query_row(
                    "SELECT document FROM catalogue_versions WHERE edition = ?1 AND sha256 = ?2",
                    (edition, from),
                    |row| row.get(0),
                )
                .optional()?;
            match document {
                Some(document) => zstd::decode_all(&document[..])?,
                None => return Ok(None),
            }
        };
        let delta = catalogue_delta::delta(
            &serde_json::from_slice(&old)?,
            &serde_json::from_slice(&offered.served.plain)?,
        )
        .ok_or_else(|| {
            ApiError::internal(format!("the versions of catalogue {edition} cannot be compared"))
        })?;
        let served = Served::new(serde_json::to_string(&delta)?)?;
        self.deltas
            .lock()
            .unwrap_or_else(|e| e.into_inner())
            .insert(key, served.clone());
        Ok(Some(served))
    }
}

fn edition(name: &str, text: &str) -> Result<Edition, LoadError> {
    let bad = |why: String| LoadError::Parse {
        name: format!("catalogue {name}"),
        why,
    };
    let document: serde_json::Value = serde_json::from_str(text).map_err(|e| bad(e.to_string()))?;
    // served in canonical form: what a desk makes of a delta has the same bytes
    let Hashed { body, .. } = Hashed::new(&document);
    let catalogue: Catalogue = serde_json::from_value(document).map_err(|e| bad(e.to_string()))?;
    if catalogue.edition != name {
        return Err(bad(format!("it calls itself edition {}", catalogue.edition)));
    }
    Ok(Edition {
        catalogue: Arc::new(catalogue),
        served: served(name, body)?,
    })
}

fn served(name: &str, text: String) -> Result<Served, LoadError> {
    Served::new(text).map_err(|e| LoadError::Parse {
        name: name.to_owned(),
        why: e.to_string(),
    })
}

fn json_files(folder: &Path) -> Result<Vec<PathBuf>, LoadError> {
    let read = |source| LoadError::Read {
        path: folder.to_owned(),
        source,
    };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(read(error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(read)?.path();
        if path.extension().is_some_and(|e| e == "json") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
