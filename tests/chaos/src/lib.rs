//! Nothing lost, nothing sent twice: what the program exists for, put to the proof under faults
//! that replay from a seed.
//!
//! - [`simulation`]: the outbox's engine against a model of the portal, and against the reference
//!   portal's own handlers, in simulated time.
//! - [`processes`]: the real programs, a bad link between them, either killed at any moment.

pub mod processes;
mod rng;
pub mod simulation;

use std::{io, path::Path};

use sha2::{Digest, Sha256};

/// A seed with what was wrong at its end.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The seed.
    pub seed: u64,
    /// What was wrong.
    pub complaints: Vec<String>,
}

impl Finding {
    /// Whether something was done twice, and not (only) lost.
    pub fn doubled(&self) -> bool {
        self.complaints.iter().any(|text| text.contains("DOUBLED"))
    }

    /// Whether something is missing, or otherwise not as it should be.
    pub fn lost(&self) -> bool {
        self.complaints.iter().any(|text| !text.contains("DOUBLED"))
    }
}

/// A folder for data that need not outlive the process, in memory where the system has it.
fn folder() -> io::Result<tempfile::TempDir> {
    let memory = Path::new("/dev/shm");
    let name = "motcua-chaos-";
    if cfg!(target_os = "linux")
        && let Ok(folder) = tempfile::Builder::new().prefix(name).tempdir_in(memory)
    {
        return Ok(folder);
    }
    tempfile::Builder::new().prefix(name).tempdir()
}

/// SHA-256 in lower-case hex.
fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
