//! The catalogue as one file, for machines that never see the network: every edition in use, places
//! and holidays, each under its hash.
//!
//! A file comes from outside: it is read whole, every hash and every document is checked, and only then
//! is anything kept, all of it in one transaction. What replaces an older version leaves that version
//! to the dossiers made under it.

use std::{fs::File, io::Read as _, path::PathBuf, sync::Arc};

use motcua_domain::{
    calendar::Calendar, canonical_json::sha256_hex, catalogue::Catalogue, language::Language, places::Places,
};
use serde::{Deserialize, Serialize};

use super::{
    intake::{self, BadCatalogue},
    shelf::{Shelf, Sources},
};
use crate::{
    error::{DeskError, ErrorCode},
    portal_link::documents::{HOLIDAYS, Kept, PLACES, catalogue_name, keep_all},
    shared::{Shared, room::Room},
    views::{catalogue::BroughtCatalogue, event::DeskEvent},
};

/// Names the format; a file without it is another file.
const FORMAT: &str = "motcua-catalogue";
/// The version of the format that this program writes, and the newest it reads.
const VERSION: u32 = 1;
/// The largest file that is read, in bytes: the whole of 2026 takes about 2 MB.
const LARGEST: usize = 64 << 20;

#[derive(Serialize, Deserialize)]
struct Carried {
    format: String,
    version: u32,
    documents: Vec<Document>,
}

#[derive(Serialize, Deserialize)]
struct Document {
    /// As in the store: `catalogue/2022`, `places`, `holidays`.
    name: String,
    /// Lower-case hex SHA-256 of `body`.
    sha256: String,
    /// The document's JSON, byte for byte.
    body: String,
}

/// All that this desk knows, as one file.
pub(crate) async fn export(shared: &Shared) -> Result<Vec<u8>, DeskError> {
    let shelf = shared.shelf().await?;
    let failed = |error: serde_json::Error| shared.internal(&error);
    let mut documents = Vec::new();
    for edition in shelf.all_newest() {
        let body = String::from_utf8_lossy(&edition.body).into_owned();
        documents.push(document(catalogue_name(&edition.catalogue.edition), body));
    }
    let Sources { places, holidays } = shelf.sources();
    documents.extend(places.map(|body| document(PLACES.to_owned(), body.to_string())));
    documents.extend(holidays.map(|body| document(HOLIDAYS.to_owned(), body.to_string())));
    serde_json::to_vec(&Carried {
        format: FORMAT.to_owned(),
        version: VERSION,
        documents,
    })
    .map_err(failed)
}

fn document(name: String, body: String) -> Document {
    Document {
        name,
        sha256: sha256_hex(body.as_bytes()),
        body,
    }
}

/// What a file holds, checked.
enum Read {
    Edition(Box<Catalogue>),
    Places,
    Holidays,
}

/// Takes what is newer in a file, all of it or nothing.
pub(crate) async fn import(room: &Arc<Room>, bytes: &[u8]) -> Result<BroughtCatalogue, DeskError> {
    let shelf = room.shared.shelf().await?;
    let documents = check(&room.shared, bytes)?;
    let Sources { places, holidays } = shelf.sources();
    let mut brought = BroughtCatalogue::default();
    let mut kept = Vec::new();
    for (document, read) in &documents {
        let (version, older) = match read {
            Read::Edition(catalogue) => {
                let here = shelf.newest(&catalogue.edition);
                let named = format!("{} ({})", catalogue.edition, catalogue.version);
                if here
                    .as_ref()
                    .is_some_and(|here| here.catalogue.version >= catalogue.version)
                {
                    brought.known.push(named);
                    continue;
                }
                brought.editions.push(named);
                (catalogue.version, here)
            }
            Read::Places if places.as_deref() == Some(document.body.as_str()) => continue,
            Read::Holidays if holidays.as_deref() == Some(document.body.as_str()) => continue,
            Read::Places => {
                brought.places = true;
                (1, None)
            }
            Read::Holidays => {
                brought.holidays = true;
                (1, None)
            }
        };
        kept.push(Kept {
            name: document.name.clone(),
            version,
            etag: None,
            body: document.body.clone().into(),
            older,
        });
    }
    if kept.is_empty() {
        return Ok(brought);
    }
    keep_all(room, kept).await?;
    put(&shelf, &documents).map_err(|error| room.shared.internal(&error))?;
    room.emit(DeskEvent::Catalogue);
    Ok(brought)
}

/// What was kept goes on the shelf; an edition that the shelf has already stays the newer one there.
fn put(shelf: &Shelf, documents: &[(Document, Read)]) -> Result<(), String> {
    for (document, read) in documents {
        match read {
            Read::Edition(catalogue) => {
                let newer = shelf
                    .newest(&catalogue.edition)
                    .is_none_or(|here| here.catalogue.version < catalogue.version);
                if newer {
                    shelf
                        .put_catalogue(document.body.clone().into())
                        .map_err(|error| error.to_string())?;
                }
            }
            Read::Places => shelf
                .put_places(&document.body)
                .map_err(|error| error.to_string())?,
            Read::Holidays => shelf
                .put_holidays(&document.body)
                .map_err(|error| error.to_string())?,
        }
    }
    Ok(())
}

/// [`import`] of a file. One that is too large is refused before it is read.
pub(crate) async fn import_file(room: &Arc<Room>, path: PathBuf) -> Result<BroughtCatalogue, DeskError> {
    let lang = room.lang();
    let read = move || -> std::io::Result<Vec<u8>> {
        // what is no file (a pipe, a device) may never end, and is not even opened
        if !std::fs::metadata(&path)?.is_file() {
            return Err(std::io::ErrorKind::InvalidInput.into());
        }
        let file = File::open(&path)?;
        if file.metadata()?.len() > LARGEST as u64 {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        // what grows meanwhile is cut where it is too long, and refused for that
        let mut bytes = Vec::new();
        file.take(LARGEST as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = room.blocking(move || Ok(read())).await?;
    let bytes = bytes.map_err(|error| match error.kind() {
        std::io::ErrorKind::FileTooLarge => other(lang),
        _ => DeskError::say(
            ErrorCode::BadFile,
            lang,
            "Không đọc được tệp danh mục. Hãy kiểm tra tệp còn đó và bạn có quyền đọc, rồi chọn lại.",
            "The catalogue file cannot be read. Check that it is there and that you may read it, then choose it again.",
        ),
    })?;
    import(room, &bytes).await
}

fn other(lang: Language) -> DeskError {
    DeskError::say(
        ErrorCode::BadFile,
        lang,
        "Tệp này không phải tệp danh mục của Một Cửa. Hãy chọn tệp xuất từ Một Cửa trên máy khác.",
        "This is no catalogue file of Một Cửa. Choose one that Một Cửa wrote on another computer.",
    )
}

/// Reads a file and checks all of it.
fn check(shared: &Shared, bytes: &[u8]) -> Result<Vec<(Document, Read)>, DeskError> {
    let lang = shared.lang();
    let other = || other(lang);
    if bytes.len() > LARGEST {
        return Err(other());
    }
    let carried: Carried = serde_json::from_slice(bytes).map_err(|_| other())?;
    if carried.format != FORMAT {
        return Err(other());
    }
    if carried.version > VERSION {
        return Err(DeskError::say(
            ErrorCode::BadFile,
            lang,
            "Tệp danh mục do phiên bản mới hơn tạo ra. Hãy cập nhật chương trình rồi nhập lại.",
            "The catalogue file was made by a newer version. Update the program, then import it again.",
        ));
    }
    let damaged = || {
        DeskError::say(
            ErrorCode::BadFile,
            lang,
            "Tệp danh mục bị hỏng hoặc đã bị sửa nên chưa nhập gì. Hãy chép lại tệp từ máy đã xuất.",
            "The catalogue file is damaged or was changed, so nothing was taken. Copy it again from where it was made.",
        )
    };
    carried
        .documents
        .into_iter()
        .map(|document| {
            if sha256_hex(document.body.as_bytes()) != document.sha256 {
                return Err(damaged());
            }
            let read = read(&document).ok_or_else(damaged)?;
            Ok((document, read))
        })
        .collect()
}

fn read(document: &Document) -> Option<Read> {
    match document.name.as_str() {
        PLACES => Places::from_json(&document.body).ok().map(|_| Read::Places),
        HOLIDAYS => Calendar::from_json(&document.body).ok().map(|_| Read::Holidays),
        name => {
            let trouble = |error: &BadCatalogue| log::warn!("a catalogue file was refused: {error}");
            let catalogue = (intake::read(document.body.as_bytes()).inspect_err(trouble)).ok()?;
            (catalogue_name(&catalogue.edition) == name).then(|| Read::Edition(Box::new(catalogue)))
        }
    }
}
