//! Compares what the portal says it holds with what was frozen (invariant I3).

use std::collections::BTreeMap;

use motcua_domain::{canonical_json::answers_sha256, content::DossierContent};
use motcua_portal_api::dossier::Submission;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One way in which the portal's manifest differs from the frozen content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Difference {
    /// The receipt is for another dossier.
    OtherDossier {
        /// Whose.
        uid: Uuid,
    },
    /// There is no dossier code on it.
    NoCode,
    /// The answers are not those that were sent.
    Answers,
    /// A paper is not there.
    PaperMissing {
        /// Paper.
        paper: Uuid,
        /// The name the user knows it by.
        file_name: String,
    },
    /// A paper is there that was not sent, or is there twice.
    PaperExtra {
        /// Paper.
        paper: Uuid,
    },
    /// A paper is under another component.
    PaperComponent {
        /// Paper.
        paper: Uuid,
        /// The name the user knows it by.
        file_name: String,
        /// Component at the portal.
        component: String,
    },
    /// A paper's bytes are not those that were sent.
    PaperBytes {
        /// Paper.
        paper: Uuid,
        /// The name the user knows it by.
        file_name: String,
        /// Bytes at the portal.
        size: u64,
        /// Hash at the portal.
        sha256: String,
    },
}

/// All differences; empty when the portal holds exactly what was frozen.
pub fn compare(dossier: Uuid, content: &DossierContent, submission: &Submission) -> Vec<Difference> {
    let mut differences = Vec::new();
    if submission.uid != dossier {
        differences.push(Difference::OtherDossier { uid: submission.uid });
    }
    if submission.code.trim().is_empty() {
        differences.push(Difference::NoCode);
    }
    if !submission
        .answers_sha256
        .eq_ignore_ascii_case(&answers_sha256(&content.answers))
    {
        differences.push(Difference::Answers);
    }
    let mut stored = BTreeMap::new();
    for entry in &submission.manifest {
        if stored.insert(entry.paper, entry).is_some() {
            differences.push(Difference::PaperExtra { paper: entry.paper });
        }
    }
    for paper in &content.papers {
        let file_name = paper.file_name.clone();
        let Some(entry) = stored.remove(&paper.id) else {
            differences.push(Difference::PaperMissing {
                paper: paper.id,
                file_name,
            });
            continue;
        };
        if entry.component != paper.component {
            let component = entry.component.clone();
            differences.push(Difference::PaperComponent {
                paper: paper.id,
                file_name: file_name.clone(),
                component,
            });
        }
        if entry.size != paper.size || !entry.sha256.eq_ignore_ascii_case(&paper.sha256) {
            let (size, sha256) = (entry.size, entry.sha256.clone());
            differences.push(Difference::PaperBytes {
                paper: paper.id,
                file_name,
                size,
                sha256,
            });
        }
    }
    differences.extend(stored.into_keys().map(|paper| Difference::PaperExtra { paper }));
    differences
}
