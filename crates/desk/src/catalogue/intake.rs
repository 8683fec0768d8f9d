//! What a catalogue from outside (a portal, a stick) must be before anything of it is used (I10).

use std::collections::HashSet;

use motcua_domain::catalogue::Catalogue;

/// Longest name of an edition, and longest code, in bytes.
const LONGEST_EDITION: usize = 32;
const LONGEST_CODE: usize = 64;
/// Longest title, in bytes; the longest of 2026 takes about 1,500.
const LONGEST_TITLE: usize = 8_000;

/// Why a catalogue is not taken. Who hands it on to people says what to do: fetch or copy it again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BadCatalogue {
    /// Not what the format says.
    #[error("the catalogue is not readable: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// A name that would stand for another document in the store.
    #[error("the catalogue's edition has a name that cannot be one")]
    Edition,
    /// Empty, too long, or with control characters.
    #[error("the catalogue has a code or a title that cannot be one")]
    Words,
    /// Which of the two is meant could not be told.
    #[error("the catalogue has two of the same name among its {0}")]
    Twice(&'static str),
}

/// Reads a catalogue and checks it.
pub(crate) fn read(json: &[u8]) -> Result<Catalogue, BadCatalogue> {
    let catalogue: Catalogue = serde_json::from_slice(json)?;
    check(&catalogue)?;
    Ok(catalogue)
}

/// Checks a catalogue that was read.
pub(crate) fn check(catalogue: &Catalogue) -> Result<(), BadCatalogue> {
    // the store keeps an older version under `edition@version`
    let edition = &catalogue.edition;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if !(1..=LONGEST_EDITION).contains(&edition.len()) || !edition.chars().all(plain) {
        return Err(BadCatalogue::Edition);
    }
    codes("agencies", catalogue.agencies.iter().map(|agency| &agency.id))?;
    codes("sectors", catalogue.sectors.iter().map(|sector| &sector.id))?;
    codes("forms", catalogue.forms.iter().map(|form| &form.id))?;
    codes("procedures", catalogue.procedures.iter().map(|one| &one.code))?;
    for procedure in &catalogue.procedures {
        if !are_words(&procedure.name, LONGEST_TITLE) {
            return Err(BadCatalogue::Words);
        }
        let components = procedure.components.iter().flatten();
        codes("components", components.map(|component| &component.code))?;
        codes("fees", procedure.fees.iter().flatten().map(|fee| &fee.id))?;
        codes("cases", procedure.cases.iter().map(|case| &case.id))?;
    }
    Ok(())
}

fn codes<'a>(among: &'static str, all: impl Iterator<Item = &'a String>) -> Result<(), BadCatalogue> {
    let mut seen = HashSet::new();
    for code in all {
        if !are_words(code, LONGEST_CODE) {
            return Err(BadCatalogue::Words);
        }
        if !seen.insert(code) {
            return Err(BadCatalogue::Twice(among));
        }
    }
    Ok(())
}

fn are_words(text: &str, longest: usize) -> bool {
    !text.trim().is_empty() && text.len() <= longest && !text.chars().any(char::is_control)
}
