//! Compares, at the end of a run, what the user asked for, what the desk believes and what the
//! portal has.

use motcua_domain::content::DossierContent;
use motcua_sync::engine::{Intent, JobState, Phase};

use crate::{
    portal::{Stored, hash},
    user::Dossier,
    world::World,
};

impl World {
    pub fn check(&mut self) {
        let mut complaints = Vec::new();
        for at in 0..self.dossiers.len() {
            self.check_dossier(&self.dossiers[at], &mut complaints);
        }
        for uid in self.portal.dossiers.keys() {
            if !self.dossiers.iter().any(|dossier| dossier.uid == *uid) {
                complaints.push(format!("the portal has dossier {uid}, which nobody made"));
            }
        }
        // Each file once, however often the link was cut and whichever dossiers share it.
        let payload: u64 = self.files.iter().map(|file| file.bytes.len() as u64).sum();
        if self.worst.corrupted == 0 && self.worst.forgets == 0 && self.portal.stored_bytes > payload {
            complaints.push(format!(
                "RESENT: {} bytes of files arrived, {payload} would do",
                self.portal.stored_bytes
            ));
        }
        self.complaints.extend(complaints);
    }

    fn check_dossier(&self, dossier: &Dossier, complaints: &mut Vec<String>) {
        let mut complain = |text: String| complaints.push(format!("dossier {}: {text}", dossier.uid));
        let jobs: Vec<&JobState> = dossier.jobs.iter().filter_map(|id| self.jobs.get(id)).collect();
        let nothing = Vec::new();
        let held = self.portal.dossiers.get(&dossier.uid);
        let stored = held.map_or(&nothing, |held| &held.submissions);
        let answers = held
            .and_then(|held| held.supplement.as_ref())
            .map_or(0, |(_, answers)| answers.len());
        let withdrawals = held.map_or(0, |held| held.withdrawals);

        let first_submissions = stored.len().saturating_sub(answers);
        if first_submissions > 1 {
            complain(format!("DOUBLED: submitted {first_submissions} times"));
        }
        if answers > 1 {
            complain(format!("DOUBLED: the supplement was answered {answers} times"));
        }
        if withdrawals > 1 {
            complain(format!("DOUBLED: withdrawn {withdrawals} times"));
        }
        if jobs.is_empty() && !stored.is_empty() {
            complain("GHOST: at the portal, and the desk knows of no job".into());
        }
        for job in &jobs {
            let told = self.told_confirmed.get(&job.id).copied().unwrap_or(0);
            match &job.phase {
                Phase::Confirmed { .. } => {
                    if let Some(wrong) = self.wrong_at_portal(job, stored, withdrawals) {
                        complain(format!("LOST: confirmed, but {wrong}"));
                    }
                }
                _ if told > 0 => complain("told as confirmed, and is not on disk as such".into()),
                // What was refused and given back can still be done by a copy of the request that the
                // network kept, if the portal judges anew. Then the user is told of it (`excused`).
                Phase::Recalled if self.refusals_may_turn() => {}
                Phase::Recalled => {
                    if job
                        .content()
                        .is_some_and(|content| stored.iter().any(|one| one.content == *content))
                    {
                        complain("given back to the user although the portal has it".into());
                    }
                }
                _ if self.excused(job) => {}
                phase => complain(format!("LOST: job {} never arrived: {phase:?}", job.id)),
            }
        }
    }

    /// What the portal holds is not what was confirmed.
    fn wrong_at_portal(&self, job: &JobState, stored: &[Stored], withdrawals: u32) -> Option<String> {
        if matches!(job.intent, Intent::Withdrawal { .. }) {
            return (withdrawals == 0).then(|| "it was not withdrawn".to_owned());
        }
        let content = job.content()?;
        if !stored.iter().any(|one| one.content == *content) {
            return Some("the portal has other content".to_owned());
        }
        self.wrong_bytes(content)
    }

    fn wrong_bytes(&self, content: &DossierContent) -> Option<String> {
        content
            .papers
            .iter()
            .find_map(|paper| match self.portal.blobs.get(&paper.sha256) {
                None => Some(format!("file {} is not at the portal", paper.sha256)),
                Some(bytes) if hash(bytes) != paper.sha256 => {
                    Some(format!("file {} is damaged", paper.sha256))
                }
                Some(_) => None,
            })
    }
}
