//! A desk in a folder of its own, with a keyring in memory that outlives restarts.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use motcua_desk::{
    Desk,
    deps::{Deps, NoTraining, Randomness, SystemClock, TrainingLauncher},
    keys::MemoryVault,
    prelude::*,
};
use motcua_domain::content::FieldValue;
use uuid::Uuid;

/// The first of the circular's three procedures.
pub const GROUNDWATER: &str = "1.004232";

pub struct Bench {
    pub home: tempfile::TempDir,
    pub files: tempfile::TempDir,
    pub vault: Arc<MemoryVault>,
    pub training: Arc<dyn TrainingLauncher>,
}

impl Bench {
    pub fn new() -> Self {
        Self::with_training(Arc::new(NoTraining))
    }

    pub fn with_training(training: Arc<dyn TrainingLauncher>) -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
            files: tempfile::tempdir().unwrap(),
            vault: Arc::new(MemoryVault::default()),
            training,
        }
    }

    pub fn open(&self) -> Desk {
        Desk::open(
            self.home.path().to_owned(),
            Deps {
                clock: Arc::new(SystemClock),
                random: Arc::new(Randomness::system()),
                vault: self.vault.clone(),
                training: self.training.clone(),
            },
        )
    }

    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.files.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub fn pdf(&self, name: &str, text: &str) -> PathBuf {
        self.file(name, &pdf(text))
    }
}

/// A small PDF that is one by its bytes.
pub fn pdf(text: &str) -> Vec<u8> {
    let content = format!("BT /F1 24 Tf 72 720 Td ({text}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut out = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut offsets = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", number + 1).bytes());
    }
    let xref = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for offset in offsets {
        out.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    out.extend(
        format!(
            "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n",
            objects.len() + 1
        )
        .bytes(),
    );
    out
}

pub fn text(path: &str, value: &str) -> FieldChange {
    FieldChange {
        path: path.to_owned(),
        value: Some(FieldValue::Text(value.to_owned())),
    }
}

pub fn number(path: &str, value: f64) -> FieldChange {
    FieldChange {
        path: path.to_owned(),
        value: Some(FieldValue::Number(value)),
    }
}

pub fn flag(path: &str, value: bool) -> FieldChange {
    FieldChange {
        path: path.to_owned(),
        value: Some(FieldValue::Flag(value)),
    }
}

/// Everything a citizen says of themselves.
pub fn person() -> Vec<FieldChange> {
    vec![
        text("applicant.kind", "citizen"),
        text("applicant.full_name", "Nguyễn Văn An"),
        text("applicant.id_kind", "cccd"),
        text("applicant.id_number", "062099000123"),
        text("applicant.id_issued_on", "2021-05-10"),
        text("applicant.id_issued_by", "Cục Cảnh sát QLHC về TTXH"),
        text("applicant.birth_date", "1999-01-15"),
        text("applicant.gender", "male"),
        text("applicant.phone", "0912345678"),
        text("applicant.email", "an@example.vn"),
        text("applicant.address.province", "62"),
        text("applicant.address.commune", "23281"),
        text("applicant.address.street", "Thôn 1"),
        flag("owner.same_as_applicant", true),
    ]
}

/// The groundwater form; `flow` decides the case.
pub fn groundwater(flow: f64) -> Vec<FieldChange> {
    vec![
        text("form.purpose", "sinh_hoat"),
        text("form.purpose_detail", "Cấp nước sinh hoạt cho thôn 1"),
        text("form.commune", "23281"),
        text("form.place_detail", "Thôn 1"),
        number("form.flow_m3_per_day", flow),
        number("form.well_count", 2.0),
        number("form.well_depth_m", 80.0),
        text("form.aquifer", "Bazan Pleistocen"),
        text("form.works_start", "2027-03-01"),
        number("form.works_months", 6.0),
    ]
}

pub fn at_home() -> Vec<FieldChange> {
    vec![flag("collection.wanted", false), flag("delivery.wanted", false)]
}

/// A draft with everything, ready to be submitted.
pub async fn complete_draft(bench: &Bench, desk: &Desk, tag: &str) -> Uuid {
    let id = desk.create_dossier(GROUNDWATER.into(), None).await.unwrap();
    let mut changes = person();
    changes.extend(groundwater(150.0));
    changes.extend(at_home());
    desk.set_answers(id, changes).await.unwrap();
    attach(
        desk,
        id,
        "1.004232-TP01",
        &bench.pdf(&format!("don-{tag}.pdf"), &format!("don {tag}")),
    )
    .await;
    attach(
        desk,
        id,
        "1.004232-TP03",
        &bench.pdf(&format!("thiet-ke-{tag}.pdf"), &format!("gieng {tag}")),
    )
    .await;
    id
}

pub async fn attach(desk: &Desk, id: Uuid, component: &str, path: &Path) -> motcua_domain::content::Paper {
    match desk
        .attach(id, component.to_owned(), path.to_owned())
        .await
        .unwrap()
    {
        Attached::Kept { paper } => paper,
        Attached::Refused { message, .. } => panic!("refused: {message}"),
    }
}

/// Asks again at every event, and now and then, until the answer is there.
pub async fn until<T, F>(desk: &Desk, what: &str, mut ask: impl FnMut() -> F) -> T
where
    F: Future<Output = Option<T>>,
{
    let mut events = desk.subscribe();
    let waiting = async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            let _ = tokio::time::timeout(Duration::from_millis(200), events.recv()).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting)
        .await
        .unwrap_or_else(|_| panic!("never happened: {what}"))
}

pub async fn opened(desk: &Desk) -> DeskStatus {
    until(desk, "the store opens", || async {
        let status = desk.status().await.unwrap();
        matches!(status.store, StoreState::Open { .. }).then_some(status)
    })
    .await
}
