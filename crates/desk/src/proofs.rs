//! Papers that this desk prints: what was compared, not what was meant.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset, Utc};
use motcua_domain::answers::text;
use motcua_print::{ProofData, ProofPaper, proof_of_submission};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    catalogue::shelf::display_code,
    drafts::check::Loaded,
    error::DeskError,
    files::SavedFile,
    shared::{
        room::{Room, wrong_state},
        words::{file_part, size},
    },
    views::dossier::Proof,
};

/// The proof as the store keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct KeptProof {
    /// What screens show.
    #[serde(flatten)]
    pub proof: Proof,
    /// SHA-256 of the answers that the portal stored.
    #[serde(default)]
    pub answers_sha256: Option<String>,
}

/// The proof of submission as PDF.
pub(crate) async fn submission(room: &Arc<Room>, id: Uuid) -> Result<SavedFile, DeskError> {
    let shelf = room.shared.shelf().await?;
    let here = Arc::clone(room);
    let lang = room.lang();
    let loaded = room.read(move |tx| Loaded::read(tx, &here, &shelf, id)).await?;
    let kept: Option<KeptProof> = loaded
        .record
        .proof
        .clone()
        .and_then(|proof| serde_json::from_value(proof).ok());
    let kept = kept.ok_or_else(|| {
        wrong_state(
            lang,
            "Chưa có giấy xác nhận: hồ sơ chưa nộp, hoặc cổng chưa xác nhận đã nhận đủ. Hãy đợi tới khi trạng thái là đã nộp.",
            "There is no proof yet: the dossier is not submitted, or the portal has not confirmed it. Wait until it counts as submitted.",
        )
    })?;
    let procedure = loaded.edition.procedure(&loaded.record.procedure);
    let answers = &loaded.content.answers;
    let name = text(answers, "applicant.organisation_name").or_else(|| text(answers, "applicant.full_name"));
    let data = ProofData {
        portal_name: room.profile().map(|profile| profile.name).unwrap_or_default(),
        code: kept.proof.code.clone(),
        lookup_key: kept.proof.lookup_key,
        submitted_at: printed_time(kept.proof.submitted_at),
        procedure_code: procedure.map_or_else(|| loaded.record.procedure.clone(), display_code),
        procedure_name: loaded.record.procedure_name.clone(),
        agency: procedure
            .map(|p| loaded.edition.agency(&p.agency).name)
            .unwrap_or_default(),
        applicant: name.unwrap_or(&loaded.record.applicant_name).to_owned(),
        applicant_id: text(answers, "applicant.id_number")
            .unwrap_or_default()
            .to_owned(),
        papers: kept
            .proof
            .papers
            .into_iter()
            .map(|paper| ProofPaper {
                component: paper.component_name,
                file_name: paper.file_name,
                size: size(motcua_domain::language::Language::Vi, paper.size),
                sha256: paper.sha256,
            })
            .collect(),
        answers_sha256: kept.answers_sha256,
        printed_at: printed_time(room.shared.now()),
        training: room.is_training(),
    };
    let file_name = format!("Giay-xac-nhan-nop-ho-so-{}.pdf", file_part(&kept.proof.code));
    let here = Arc::clone(room);
    let bytes = room
        .blocking(move || proof_of_submission(&data).map_err(|error| here.shared.internal(&error)))
        .await?;
    Ok(SavedFile {
        file_name,
        media_type: "application/pdf".to_owned(),
        bytes,
    })
}

/// `08:30 ngày 01/04/2022`, in Việt Nam.
fn printed_time(at: DateTime<Utc>) -> String {
    match FixedOffset::east_opt(7 * 3600) {
        Some(zone) => at.with_timezone(&zone).format("%H:%M ngày %d/%m/%Y").to_string(),
        None => at.format("%H:%M ngày %d/%m/%Y").to_string(),
    }
}
