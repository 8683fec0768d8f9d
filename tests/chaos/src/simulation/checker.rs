//! Compares, at the end of a run, what the user asked for, what the desk believes and what the
//! portal has.

use std::collections::BTreeMap;

use motcua_domain::content::DossierContent;
use motcua_sync::engine::{Intent, JobState, Phase};

use super::{portal::Holding, user::Dossier, world::World};

impl World {
    pub fn check(&mut self) {
        let mut complaints = Vec::new();
        let holdings = self.portal.holdings();
        let stored: BTreeMap<String, Option<String>> = self
            .files
            .names
            .iter()
            .map(|name| (name.clone(), self.portal.stored(name)))
            .collect();
        for dossier in &self.dossiers {
            let nothing = Holding::default();
            let holding = holdings.get(&dossier.uid).unwrap_or(&nothing);
            self.check_dossier(dossier, holding, &stored, &mut complaints);
        }
        for uid in holdings.keys() {
            if !self.dossiers.iter().any(|dossier| dossier.uid == *uid) {
                complaints.push(format!("GHOST: the portal has dossier {uid}, which nobody made"));
            }
        }
        for key in self.portal.keys().difference(&self.issued) {
            complaints.push(format!(
                "UNKEYED: the portal did something under key {key}, which the desk never made"
            ));
        }
        // Each file once, however often the link was cut and whichever dossiers share it.
        let (payload, received) = (self.files.total(), self.portal.received());
        let blameless = self.worst.corrupted + self.worst.forgets + self.worst.damages == 0;
        if blameless && !self.portal_jumped && received > payload {
            complaints.push(format!(
                "RESENT: {received} bytes of files arrived, {payload} would do"
            ));
        }
        self.complaints.extend(complaints);
    }

    fn check_dossier(
        &self,
        dossier: &Dossier,
        holding: &Holding,
        stored: &BTreeMap<String, Option<String>>,
        complaints: &mut Vec<String>,
    ) {
        let mut complain = |text: String| complaints.push(format!("dossier {}: {text}", dossier.uid));
        let jobs: Vec<&JobState> = dossier.jobs.iter().filter_map(|id| self.jobs.get(id)).collect();
        let submissions = holding.submissions.len();
        let (answers, withdrawals) = (holding.answers.len(), holding.withdrawals);
        if submissions > 1 {
            complain(format!("DOUBLED: submitted {submissions} times"));
        }
        if answers > 1 {
            complain(format!("DOUBLED: the supplement was answered {answers} times"));
        }
        if withdrawals > 1 {
            complain(format!("DOUBLED: withdrawn {withdrawals} times"));
        }
        if jobs.is_empty() && submissions > 0 {
            complain("GHOST: at the portal, and the desk knows of no job".into());
        }
        for job in &jobs {
            let told = self.told_confirmed.get(&job.id).copied().unwrap_or(0);
            match &job.phase {
                Phase::Confirmed { .. } => {
                    if let Some(wrong) = self.wrong_at_portal(job, holding, stored) {
                        complain(format!("LOST: confirmed, but {wrong}"));
                    }
                }
                _ if told > 0 => complain("told as confirmed, and is not on disk as such".into()),
                // What was refused and given back can still be done by a copy of the request that the
                // network kept, if the portal judges anew. Then the user is told of it (`excused`).
                Phase::Recalled if self.refusals_may_turn() => {}
                Phase::Recalled => {
                    if job.content().is_some_and(|content| holding.has(content)) {
                        complain("given back to the user although the portal has it".into());
                    }
                }
                _ if self.excused(job) => {}
                phase => complain(format!("LOST: job {} never arrived: {phase:?}", job.id)),
            }
        }
    }

    /// What the portal holds is not what was confirmed.
    fn wrong_at_portal(
        &self,
        job: &JobState,
        holding: &Holding,
        stored: &BTreeMap<String, Option<String>>,
    ) -> Option<String> {
        if matches!(job.intent, Intent::Withdrawal { .. }) {
            return (holding.withdrawals == 0).then(|| "it was not withdrawn".to_owned());
        }
        let content = job.content()?;
        if !holding.has(content) {
            return Some("the portal has other content".to_owned());
        }
        wrong_bytes(content, stored)
    }
}

fn wrong_bytes(content: &DossierContent, stored: &BTreeMap<String, Option<String>>) -> Option<String> {
    content.papers.iter().find_map(|paper| {
        let name = &paper.sha256;
        match stored.get(name).and_then(Option::as_ref) {
            None => Some(format!("file {name} is not at the portal")),
            Some(found) if found != name => Some(format!("file {name} is damaged")),
            Some(_) => None,
        }
    })
}
