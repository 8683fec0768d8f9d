//! What the simulation asks of a portal: the model in memory and the real handlers answer it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use motcua_domain::content::DossierContent;
use motcua_portal_api::problem::{Problem, ProblemCode};
use motcua_sync::engine::{Call, Failure, Reply};
use uuid::Uuid;

use super::money::till::Till;

/// How the portal's work on a request ends early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The portal is killed before or after this piece of its work.
    Dies(u32),
    /// It is killed while it reads the request's body, after so much of it (per mille).
    DiesReading(u64),
    /// Whoever asked hangs up, and the server drops the request at this piece of its work.
    HangsUp(u32),
}

/// What becomes of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It arrives.
    Arrives,
    /// Nothing of it does.
    Lost,
    /// So much of it (per mille), and then the connection breaks.
    Broken(u64),
    /// So much of it (per mille), and it looks as if it ended there.
    Short(u64),
    /// All of it, with a byte at this place (per mille) that does not belong there.
    Garbled(u64),
}

/// What happens to a request that reached the portal, and to its answer.
#[derive(Debug, Clone, Copy)]
pub struct Accident {
    pub stop: Option<Stop>,
    /// Only so much of the body arrives (per mille).
    pub cut: Option<u64>,
    /// A byte of the file at this place (per mille) is changed on the way.
    pub spoilt: Option<u64>,
    pub fate: Fate,
    /// The portal's database cannot grow meanwhile.
    pub full: bool,
}

impl Accident {
    /// Nothing happens.
    pub fn none() -> Self {
        Self {
            stop: None,
            cut: None,
            spoilt: None,
            fate: Fate::Arrives,
            full: false,
        }
    }
}

/// What a portal holds of a dossier.
#[derive(Debug, Default, Clone)]
pub struct Holding {
    /// Contents of submissions.
    pub submissions: Vec<DossierContent>,
    /// Contents of answers to a request for supplements.
    pub answers: Vec<DossierContent>,
    pub withdrawals: u32,
}

impl Holding {
    pub fn has(&self, content: &DossierContent) -> bool {
        self.submissions
            .iter()
            .chain(&self.answers)
            .any(|one| one == content)
    }
}

/// A portal.
pub trait Portal: Till {
    /// The account that uses it.
    fn account(&self) -> Uuid;
    fn set_time(&mut self, now: DateTime<Utc>);
    /// Serves a call; what the desk hears of it.
    fn serve(&mut self, call: &Call, accident: Accident) -> Result<Reply, Failure>;
    fn sign_in(&mut self);
    fn end_session(&mut self);
    /// The desk's process has ended; what it knew and did not store is gone.
    fn desk_died(&mut self);
    /// An officer asks for a supplement; `None`: the dossier is not in a state for it.
    fn ask_supplement(&mut self, uid: Uuid) -> Option<Uuid>;
    /// Whether the portal has an answer under this key.
    fn knows_key(&mut self, key: Uuid) -> bool;
    /// The keys of everything that was done to dossiers.
    fn keys(&mut self) -> BTreeSet<Uuid>;
    fn forget_upload(&mut self, url: &str);
    fn forget_file(&mut self, sha256: &str);
    /// Changes a byte of a stored file behind the portal's back; false: there is none.
    fn damage(&mut self, sha256: &str) -> bool;
    fn holdings(&mut self) -> BTreeMap<Uuid, Holding>;
    /// The hash of the bytes that are stored under this hash.
    fn stored(&mut self, sha256: &str) -> Option<String>;
    /// Bytes of files that reached the portal.
    fn received(&self) -> u64;
    /// Whether a refused operation is judged anew when it comes again under its key.
    fn judges_anew(&self) -> bool;
    /// Whether a damaged file is noticed at the submission and asked for again.
    fn mends_files(&self) -> bool;
}

pub fn problem(status: u16, code: ProblemCode) -> Box<Problem> {
    Box::new(Problem {
        kind: "about:blank".into(),
        title: format!("{code:?}"),
        status,
        code,
        detail: "Lời của cổng.".into(),
        field_errors: Vec::new(),
        retryable: false,
        trace_id: "t".into(),
        limits: None,
    })
}

/// A place so far (per mille) into something of this length.
pub fn share(length: usize, per_mille: u64) -> usize {
    length * usize::try_from(per_mille.min(1000)).unwrap_or(1000) / 1000
}
