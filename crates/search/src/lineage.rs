//! What procedures were called before: old names, codes and agencies of those of today, and those
//! that a newer catalogue no longer has.

use std::collections::{BTreeMap, HashMap, HashSet};

use motcua_domain::{
    catalogue::{Catalogue, Procedure},
    fold::fold,
    language::Language,
};

use crate::index::Alias;

/// How many codes a procedure may have gone through.
const LONGEST_CHAIN: usize = 8;

/// Where the procedures of a catalogue come from.
#[derive(Debug, Clone, Default)]
pub struct Lineage {
    aliases: Vec<Alias>,
    gone: Vec<Gone>,
    former: HashMap<String, Vec<Former>>,
}

/// What a procedure of today was before; only what differs is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Former {
    /// Edition of the catalogue that it stood in so.
    pub edition: String,
    /// Whether that is an earlier version of the same edition.
    pub same_edition: bool,
    /// Its code then.
    pub code: Option<String>,
    /// Its title then.
    pub name: Option<String>,
    /// Who handled it then.
    pub agency: Option<String>,
}

/// A procedure that the catalogue of today does not have any more.
#[derive(Debug, Clone)]
pub struct Gone {
    /// The last edition that had it.
    pub edition: String,
    /// Its version there.
    pub version: u32,
    /// What it was.
    pub procedure: Procedure,
    /// Name of the agency that handled it.
    pub agency: String,
    /// Name of its sector.
    pub sector: String,
}

impl Lineage {
    /// Compares a catalogue with older ones, given oldest first.
    pub fn read(now: &Catalogue, older: &[&Catalogue]) -> Self {
        let mut lineage = Self::default();
        let current: HashMap<&str, &Procedure> =
            now.procedures.iter().map(|p| (p.code.as_str(), p)).collect();
        let mut successors: HashMap<&str, &str> = HashMap::new();
        for procedure in older.iter().flat_map(|c| &c.procedures) {
            if let Some(code) = procedure.successor.as_ref().and_then(|s| s.code.as_deref()) {
                successors.insert(&procedure.code, code);
            }
        }
        let mut gone: BTreeMap<&str, Gone> = BTreeMap::new();
        let mut seen: HashSet<(String, Option<String>, Option<String>)> = HashSet::new();
        for then in older {
            for procedure in &then.procedures {
                match today(&procedure.code, &current, &successors) {
                    Some(target) => lineage.note(now, then, procedure, target, &mut seen),
                    None => {
                        gone.insert(&procedure.code, gone_from(then, procedure));
                    }
                }
            }
        }
        lineage.gone = gone.into_values().collect();
        lineage
    }

    fn note(
        &mut self,
        now: &Catalogue,
        then: &Catalogue,
        old: &Procedure,
        target: &Procedure,
        seen: &mut HashSet<(String, Option<String>, Option<String>)>,
    ) {
        let code = (old.code != target.code).then(|| old.code.clone());
        let name = (!same(&old.name, &target.name)).then(|| old.name.clone());
        let (was, is) = (then.agency_name(old), now.agency_name(target));
        let agency = (!same(was, is)).then(|| was.to_owned());
        if code.is_none() && name.is_none() && agency.is_none() {
            return;
        }
        if (code.is_some() || name.is_some())
            && seen.insert((target.code.clone(), code.clone(), name.clone()))
        {
            self.aliases.push(Alias {
                code: target.code.clone(),
                old_code: code.clone(),
                old_name: name.clone(),
            });
        }
        let former = Former {
            edition: then.edition.clone(),
            same_edition: then.edition == now.edition,
            code,
            name,
            agency,
        };
        let all = self.former.entry(target.code.clone()).or_default();
        let known =
            |f: &Former| (&f.code, &f.name, &f.agency) == (&former.code, &former.name, &former.agency);
        if !all.iter().any(known) {
            all.push(former);
        }
    }

    /// Old names and codes that lead to procedures of today.
    pub fn aliases(&self) -> &[Alias] {
        &self.aliases
    }

    /// What the catalogue does not have any more, by code.
    pub fn gone(&self) -> &[Gone] {
        &self.gone
    }

    /// What a procedure of today was before, oldest first.
    pub fn former(&self, code: &str) -> &[Former] {
        self.former.get(code).map_or(&[], Vec::as_slice)
    }
}

/// The procedure of today that an old code leads to.
fn today<'c>(
    code: &'c str,
    current: &HashMap<&str, &'c Procedure>,
    successors: &HashMap<&'c str, &'c str>,
) -> Option<&'c Procedure> {
    let chain = std::iter::successors(Some(code), |code| successors.get(code).copied());
    chain
        .take(LONGEST_CHAIN)
        .find_map(|code| current.get(code).copied())
}

fn gone_from(then: &Catalogue, procedure: &Procedure) -> Gone {
    Gone {
        edition: then.edition.clone(),
        version: then.version,
        procedure: procedure.clone(),
        agency: then.agency_name(procedure).to_owned(),
        sector: then
            .sector(&procedure.sector)
            .map_or_else(|| procedure.sector.clone(), |sector| sector.name.clone()),
    }
}

/// Whether two names differ in more than case, marks and blanks.
fn same(a: &str, b: &str) -> bool {
    let plain = |text: &str| -> String { fold(text).chars().filter(|c| c.is_alphanumeric()).collect() };
    a == b || plain(a) == plain(b)
}

impl Former {
    /// In words: what it was, e.g. for the row that an old name found.
    pub fn words(&self, language: Language) -> String {
        let mut parts: Vec<String> = Vec::new();
        let vi = language == Language::Vi;
        if let Some(code) = &self.code {
            parts.push(if vi {
                format!("mã {code}")
            } else {
                format!("code {code}")
            });
        }
        if let Some(name) = &self.name {
            parts.push(if vi {
                format!("tên “{name}”")
            } else {
                format!("titled “{name}”")
            });
        }
        if let Some(agency) = &self.agency {
            parts.push(if vi {
                format!("do {agency} giải quyết")
            } else {
                format!("handled by {agency}")
            });
        }
        let edition = &self.edition;
        let what = parts.join(", ");
        match (vi, self.same_edition) {
            (true, false) => format!("Trong danh mục {edition}: {what}."),
            (true, true) => format!("Trong bản trước của danh mục {edition}: {what}."),
            (false, false) => format!("In the catalogue {edition}: {what}."),
            (false, true) => format!("In an earlier version of the catalogue {edition}: {what}."),
        }
    }
}

impl Gone {
    /// In words: that it is gone from the catalogue `now`, and what the source says of it.
    pub fn words(&self, now: &str, language: Language) -> String {
        let successor = self.procedure.successor.as_ref();
        let note = successor.and_then(|s| s.note.as_deref()).unwrap_or_default();
        let code = successor.and_then(|s| s.code.as_deref());
        let mut out = match language {
            Language::Vi => format!(
                "Không còn trong danh mục {now}; có trong danh mục {}.",
                self.edition
            ),
            Language::En => format!(
                "No longer in the catalogue {now}; it was in the catalogue {}.",
                self.edition
            ),
        };
        if let Some(code) = code {
            out.push_str(&match language {
                Language::Vi => format!(" Nay theo mã {code}."),
                Language::En => format!(" It goes on under code {code}."),
            });
        }
        if !note.is_empty() {
            out.push(' ');
            out.push_str(note);
        }
        out + successor.map_or("", |successor| successor.doubt(language))
    }
}
