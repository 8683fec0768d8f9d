//! The papers and what they need. Dates and times come ready for people, e.g. `08:30 ngày 01/04/2022`.

use serde::Serialize;

use crate::{
    engine::{PrintError, Template, compile},
    qr::svg,
    words::{amount, amount_in_words},
};

/// What the desk hands out once the portal's manifest agreed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ProofData {
    /// Name of the portal that took it.
    pub portal_name: String,
    /// Mã hồ sơ.
    pub code: String,
    /// Look-up key.
    pub lookup_key: String,
    /// The portal's time of receipt.
    pub submitted_at: String,
    /// Procedure code as shown.
    pub procedure_code: String,
    /// Title.
    pub procedure_name: String,
    /// Agency in charge.
    pub agency: String,
    /// Applicant.
    pub applicant: String,
    /// Applicant's identity number, tax code, … as it should be printed.
    pub applicant_id: String,
    /// What the portal holds.
    pub papers: Vec<ProofPaper>,
    /// SHA-256 of the answers, if the portal named it.
    pub answers_sha256: Option<String>,
    /// When this paper was printed.
    pub printed_at: String,
    /// Marks the paper as training.
    pub training: bool,
}

/// One paper of a proof.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ProofPaper {
    /// Component's name.
    pub component: String,
    /// File name.
    pub file_name: String,
    /// Size for people, e.g. `1,2 MB`.
    pub size: String,
    /// SHA-256 computed by the portal.
    pub sha256: String,
}

/// Biên lai thu phí, lệ phí.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ReceiptData {
    /// Who collects.
    pub agency: String,
    /// Number, issued once.
    pub number: String,
    /// When.
    pub issued_at: String,
    /// Who paid.
    pub payer: String,
    /// Whose dossier, when not the payer's.
    pub applicant: String,
    /// Mã hồ sơ.
    pub dossier_code: String,
    /// Procedure code as shown.
    pub procedure_code: String,
    /// Title of the procedure.
    pub procedure_name: String,
    /// Lines.
    pub lines: Vec<ReceiptLine>,
    /// Sum in đồng.
    pub total_vnd: u64,
    /// Way to pay, e.g. `VietQR`.
    pub method: String,
    /// Reference at the bank.
    pub reference: String,
    /// "mức minh họa": the amounts are references, not decided by the province.
    pub illustrative: bool,
    /// Marks the paper as training.
    pub training: bool,
}

/// One line of a receipt.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ReceiptLine {
    /// What for.
    pub name: String,
    /// How much, in đồng.
    pub amount_vnd: u64,
}

/// Giấy tiếp nhận hồ sơ và hẹn trả kết quả: Mẫu số 01, Phụ lục I, TT 03/2025/TT-VPCP.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct AckData {
    /// Cơ quan chủ quản, e.g. `ỦY BAN NHÂN DÂN TỈNH KON TUM`.
    pub parent_agency: String,
    /// Who receives, e.g. `TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG`.
    pub agency: String,
    /// `Kon Tum, ngày 01 tháng 4 năm 2022`.
    pub place_and_date: String,
    /// Mã hồ sơ.
    pub code: String,
    /// Look-up key (mã tra cứu).
    pub lookup_key: String,
    /// Procedure code as shown.
    pub procedure_code: String,
    /// Tiếp nhận hồ sơ của.
    pub received_from: String,
    /// Số CMND/CCCD/hộ chiếu, mã số thuế, ….
    pub id_number: String,
    /// Địa chỉ.
    pub address: String,
    /// Số điện thoại.
    pub phone: String,
    /// Email.
    pub email: String,
    /// Nội dung yêu cầu giải quyết.
    pub request: String,
    /// Chủ hồ sơ.
    pub owner: String,
    /// Địa chỉ of the owner.
    pub owner_address: String,
    /// Hình thức thu phí, lệ phí.
    pub fee_collection: String,
    /// 1. Thành phần hồ sơ nộp gồm.
    pub papers: Vec<AckPaper>,
    /// 2. Số lượng hồ sơ (bộ).
    pub sets: u32,
    /// 3. Thời gian giải quyết, e.g. `17 ngày làm việc`.
    pub duration: String,
    /// 4. Thời gian nhận hồ sơ, e.g. `08 giờ 30 phút, ngày 01 tháng 4 năm 2022`.
    pub received_at: String,
    /// 5. Thời gian trả kết quả, in the same form.
    pub due_at: String,
    /// 6. Đăng ký nhận kết quả tại.
    pub delivery: String,
    /// 7. Phí, lệ phí; empty: the line is left out.
    pub fees: String,
    /// Quyển số of the register.
    pub book: String,
    /// Số thứ tự in the register.
    pub entry: String,
    /// Name under NGƯỜI TIẾP NHẬN HỒ SƠ.
    pub officer: String,
    /// Marks the paper as training.
    pub training: bool,
}

/// One component of an acknowledgement. Counts come as text; empty stays empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct AckPaper {
    /// Name.
    pub name: String,
    /// Bản chính.
    pub originals: String,
    /// Bản chứng thực.
    pub certified: String,
    /// Bản photo (or electronic).
    pub copies: String,
}

/// The result that training hands out. Always marked as such.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ResultData {
    /// Cơ quan chủ quản.
    pub parent_agency: String,
    /// Who decides.
    pub agency: String,
    /// `Số: 12/GP-TH`.
    pub number: String,
    /// `Kon Tum, ngày 01 tháng 4 năm 2022`.
    pub place_and_date: String,
    /// E.g. `GIẤY PHÉP THĂM DÒ NƯỚC DƯỚI ĐẤT`.
    pub title: String,
    /// Mã hồ sơ.
    pub code: String,
    /// Procedure code as shown.
    pub procedure_code: String,
    /// Who gets it.
    pub holder: String,
    /// Their identity number.
    pub holder_id: String,
    /// Căn cứ, one each.
    pub grounds: Vec<String>,
    /// Điều 1, Điều 2, ….
    pub articles: Vec<Article>,
    /// E.g. `GIÁM ĐỐC`.
    pub signer_title: String,
    /// Name under the signature.
    pub signer: String,
}

/// One article of a decision.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Article {
    /// Its text; lines are paragraphs.
    pub text: String,
    /// What it sets out, as label and value.
    pub terms: Vec<(String, String)>,
}

/// Bản xác nhận nộp hồ sơ: code, time, papers and hashes, on A4.
pub fn proof_of_submission(data: &ProofData) -> Result<Vec<u8>, PrintError> {
    let qr = svg(
        &data.code,
        &data.procedure_code,
        &data.applicant_id,
        "Bản xác nhận nộp hồ sơ",
    )?;
    compile(Template::Proof, data, Some(qr))
}

/// Biên lai thu phí, lệ phí, on A5.
pub fn receipt(data: &ReceiptData) -> Result<Vec<u8>, PrintError> {
    #[derive(Serialize)]
    struct Printed<'a> {
        #[serde(flatten)]
        data: &'a ReceiptData,
        amounts: Vec<String>,
        total: String,
        total_in_words: String,
    }
    let qr = svg(
        &data.dossier_code,
        &data.procedure_code,
        &data.number,
        "Biên lai thu phí, lệ phí",
    )?;
    let printed = Printed {
        data,
        amounts: data.lines.iter().map(|line| amount(line.amount_vnd)).collect(),
        total: amount(data.total_vnd),
        total_in_words: amount_in_words(data.total_vnd),
    };
    compile(Template::Receipt, &printed, Some(qr))
}

/// Giấy tiếp nhận hồ sơ và hẹn trả kết quả, on A5.
pub fn acknowledgement(data: &AckData) -> Result<Vec<u8>, PrintError> {
    let qr = svg(
        &data.code,
        &data.procedure_code,
        &data.id_number,
        "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    )?;
    compile(Template::Acknowledgement, data, Some(qr))
}

/// The result of a training procedure, on A4, watermarked.
pub fn licence(data: &ResultData) -> Result<Vec<u8>, PrintError> {
    let qr = svg(&data.code, &data.procedure_code, &data.holder_id, &data.title)?;
    compile(Template::Licence, data, Some(qr))
}
