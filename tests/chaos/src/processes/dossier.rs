//! What is submitted: two procedures, one without a fee and one with, their answers and papers.

use serde_json::{Value, json};

use crate::rng::Rng;

/// What a dossier is made for.
pub struct Procedure {
    pub code: &'static str,
    pub edition: &'static str,
    /// Two that must be there.
    pub components: [&'static str; 2],
    /// Whether its fee is known, and so asked for.
    pub owes: bool,
    /// Codes of the applicant's province and commune.
    home: (&'static str, &'static str),
    form: fn(&mut Rng) -> Value,
}

/// Giấy phép thăm dò nước dưới đất; what its fee is in Kon Tum is not known.
pub const DRILLING: Procedure = Procedure {
    code: "1.004232",
    edition: "2022",
    components: ["TP01", "TP03"],
    owes: false,
    home: ("62", "23281"),
    form: |rng| {
        json!({
            "form.purpose": "sinh_hoat",
            "form.commune": "23281",
            "form.place_detail": format!("Thôn {}, thửa {}", rng.range(1, 20), rng.range(1, 900)),
            "form.flow_m3_per_day": 150,
            "form.well_count": 2,
            "form.well_depth_m": 80.5,
            "form.aquifer": "Khe nứt bazan",
            "form.works_start": "2099-07-01",
            "form.works_months": 3,
        })
    },
};

/// Gia hạn giấy phép thăm dò khoáng sản: four million đồng (10/2024/TT-BTC).
pub const RENEWAL: Procedure = Procedure {
    code: "1.014263",
    edition: "2026",
    components: ["TP01", "TP02"],
    owes: true,
    home: ("51", "23293"),
    form: |rng| json!({ "form.request": format!("Gia hạn giấy phép thăm dò số {}", rng.range(1, 900)) }),
};

impl Procedure {
    /// Everything that must be answered, as `motcua draft set --answers` reads it.
    pub fn answers(&self, rng: &mut Rng) -> Value {
        let (province, commune) = self.home;
        let mut answers = (self.form)(rng);
        for (path, answer) in [
            ("kind", "citizen"),
            ("full_name", "Nguyễn Văn An"),
            ("id_kind", "cccd"),
            ("id_number", "062099000123"),
            ("phone", "0912345678"),
            ("email", "an@example.vn"),
            ("address.province", province),
            ("address.commune", commune),
        ] {
            answers[format!("applicant.{path}")] = answer.into();
        }
        answers
    }
}

/// A PDF of one empty page and about `size` bytes that nothing compresses.
pub fn pdf(rng: &mut Rng, size: usize) -> Vec<u8> {
    let noise: String = (0..size.div_ceil(16))
        .map(|_| format!("{:016x}", rng.bits()))
        .collect();
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{noise}\nendstream", noise.len()),
    ];
    let mut text = "%PDF-1.4\n".to_owned();
    let mut table = "0000000000 65535 f \n".to_owned();
    for (index, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", text.len());
        text += &format!("{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let (begin, count) = (text.len(), objects.len() + 1);
    text += &format!(
        "xref\n0 {count}\n{table}trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{begin}\n%%EOF\n"
    );
    text.into_bytes()
}
