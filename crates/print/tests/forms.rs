//! The forms, read back with poppler: every Vietnamese letter must come out whole.

#![allow(clippy::unwrap_used)]

use std::{
    io::Write,
    path::PathBuf,
    process::{Command, Stdio},
};

use motcua_print::*;

/// Text of a PDF, on one line, words apart by one blank.
fn text(pdf: &[u8]) -> String {
    let mut child = Command::new("pdftotext")
        .args(["-enc", "UTF-8", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext of poppler-utils is needed");
    child.stdin.take().unwrap().write_all(pdf).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout)
        .unwrap()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Leaves the PDF where a person can look at it.
fn keep(name: &str, pdf: &[u8]) {
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("forms");
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join(name), pdf).unwrap();
}

fn assert_has(found: &str, wanted: &[&str]) {
    for piece in wanted {
        assert!(found.contains(piece), "{piece:?} is missing in {found}");
    }
}

fn page_size(pdf: &[u8]) -> String {
    let mut child = Command::new("pdfinfo")
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(pdf).unwrap();
    let info = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    info.lines()
        .find(|line| line.starts_with("Page size:"))
        .unwrap()
        .to_owned()
}

const HASH: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

fn proof() -> ProofData {
    ProofData {
        portal_name: "Cổng dịch vụ công tỉnh Kon Tum (tập huấn)".into(),
        code: "000.09.23.H34-220401-0007".into(),
        lookup_key: "K7PQ".into(),
        submitted_at: "08:30 ngày 01/04/2022".into(),
        procedure_code: "1.004232.000.00.00.H34".into(),
        procedure_name:
            "Cấp giấy phép thăm dò nước dưới đất đối với công trình có quy mô dưới 3.000 m³/ngày đêm".into(),
        agency: "Sở Tài nguyên và Môi trường".into(),
        applicant: "Nguyễn Thị Ngọc Ánh".into(),
        applicant_id: "CCCD 062199000123".into(),
        papers: vec![
            ProofPaper {
                component: "Đơn đề nghị cấp giấy phép thăm dò nước dưới đất (Mẫu 01)".into(),
                file_name: "đơn đề nghị.pdf".into(),
                size: "1,2 MB".into(),
                sha256: HASH.into(),
            },
            ProofPaper {
                component:
                    "Đề án thăm dò nước dưới đất đối với công trình có quy mô từ 200 m³/ngày đêm trở lên"
                        .into(),
                file_name:
                    "de_an_tham_do_nuoc_duoi_dat_cong_trinh_thon_1_xa_dak_ha_ban_cuoi_cung_da_ky.signed.pdf"
                        .into(),
                size: "48,9 MB".into(),
                sha256: HASH.into(),
            },
        ],
        answers_sha256: Some(HASH.into()),
        printed_at: "08:31 ngày 01/04/2022".into(),
        training: true,
    }
}

#[test]
fn a_proof_names_code_time_papers_and_hashes() {
    let pdf = proof_of_submission(&proof()).unwrap();
    keep("proof.pdf", &pdf);
    let found = text(&pdf);
    assert_has(
        &found,
        &[
            "BẢN XÁC NHẬN NỘP HỒ SƠ",
            "000.09.23.H34-220401-0007",
            "K7PQ",
            "08:30 ngày 01/04/2022",
            "Nguyễn Thị Ngọc Ánh",
            "Đơn đề nghị cấp giấy phép thăm dò nước dưới đất (Mẫu 01)",
            "đơn đề nghị.pdf",
            HASH,
            "TẬP HUẤN – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ",
        ],
    );
    assert!(
        page_size(&pdf).contains("595.276 x 841.89"),
        "{}",
        page_size(&pdf)
    );
    let real = proof_of_submission(&ProofData {
        training: false,
        ..proof()
    })
    .unwrap();
    assert!(!text(&real).contains("TẬP HUẤN"));
    assert_eq!(
        proof_of_submission(&proof()).unwrap(),
        pdf,
        "the same data gives the same bytes"
    );
}

#[test]
fn a_receipt_says_the_amount_in_words() {
    let pdf = receipt(&ReceiptData {
        agency: "Sở Tài nguyên và Môi trường tỉnh Kon Tum".into(),
        number: "BL-2022-000123".into(),
        issued_at: "09:12 ngày 01/04/2022".into(),
        payer: "Trần Quốc Bảo".into(),
        applicant: "Nguyễn Thị Ngọc Ánh".into(),
        dossier_code: "000.09.23.H34-220401-0007".into(),
        procedure_code: "1.004232.000.00.00.H34".into(),
        procedure_name: "Cấp giấy phép thăm dò nước dưới đất".into(),
        lines: vec![
            ReceiptLine {
                name: "Phí thẩm định đề án thăm dò nước dưới đất".into(),
                amount_vnd: 1_350_000,
            },
            ReceiptLine {
                name: "Lệ phí cấp giấy phép".into(),
                amount_vnd: 150_000,
            },
        ],
        total_vnd: 1_500_000,
        method: "Mã VietQR".into(),
        reference: "MC7Q2K9".into(),
        illustrative: true,
        training: true,
    })
    .unwrap();
    keep("receipt.pdf", &pdf);
    assert_has(
        &text(&pdf),
        &[
            "BIÊN LAI THU PHÍ, LỆ PHÍ",
            "BL-2022-000123",
            "Trần Quốc Bảo",
            "Phí thẩm định đề án thăm dò nước dưới đất",
            "1.350.000 đồng",
            "1.500.000 đồng",
            "Một triệu năm trăm nghìn đồng",
            "Mức minh họa",
        ],
    );
    assert!(
        page_size(&pdf).contains("595.276 x 419.528"),
        "{}",
        page_size(&pdf)
    );
}

#[test]
fn an_acknowledgement_is_form_01_on_a5() {
    let paper = |name: &str| AckPaper {
        name: name.into(),
        originals: "1".into(),
        ..AckPaper::default()
    };
    let pdf = acknowledgement(&AckData {
        parent_agency: "Ủy ban nhân dân tỉnh Kon Tum".into(),
        agency: "Trung tâm Phục vụ hành chính công".into(),
        place_and_date: "Kon Tum, ngày 01 tháng 4 năm 2022".into(),
        code: "000.09.23.H34-220401-0007".into(),
        lookup_key: "K7PQ".into(),
        procedure_code: "1.004232.000.00.00.H34".into(),
        received_from: "Nguyễn Thị Ngọc Ánh".into(),
        id_number: "062199000123".into(),
        address: "Thôn 1, xã Đăk Mar, huyện Đăk Hà, tỉnh Kon Tum".into(),
        phone: "0905123456".into(),
        email: "ngocanh@example.vn".into(),
        request: "Cấp giấy phép thăm dò nước dưới đất đối với công trình có quy mô dưới 3.000 m³/ngày đêm"
            .into(),
        owner: "Nguyễn Thị Ngọc Ánh".into(),
        owner_address: String::new(),
        fee_collection: "Thu trực tuyến".into(),
        papers: vec![
            paper("Đơn đề nghị cấp giấy phép thăm dò nước dưới đất (Mẫu 01)"),
            paper("Đề án thăm dò nước dưới đất đối với công trình có quy mô từ 200 m³/ngày đêm trở lên"),
        ],
        sets: 1,
        duration: "17 ngày làm việc".into(),
        received_at: "08 giờ 30 phút, ngày 01 tháng 4 năm 2022".into(),
        due_at: "17 giờ 00 phút, ngày 27 tháng 4 năm 2022".into(),
        delivery: "Qua dịch vụ bưu chính công ích".into(),
        fees: "1.500.000 đồng (mức minh họa)".into(),
        book: "01".into(),
        entry: "7".into(),
        officer: "Cán bộ tập huấn".into(),
        training: true,
    })
    .unwrap();
    keep("acknowledgement.pdf", &pdf);
    assert_has(
        &text(&pdf),
        &[
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
            "Mã hồ sơ: 000.09.23.H34-220401-0007",
            "Tiếp nhận hồ sơ của: Nguyễn Thị Ngọc Ánh",
            "Thôn 1, xã Đăk Mar, huyện Đăk Hà, tỉnh Kon Tum",
            "Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 27 tháng 4 năm 2022",
            "NGƯỜI TIẾP NHẬN HỒ SƠ",
            "Trang 1/1",
        ],
    );
    assert!(
        page_size(&pdf).contains("419.528 x 595.276"),
        "{}",
        page_size(&pdf)
    );
}

#[test]
fn a_training_licence_is_marked_as_none() {
    let pdf = licence(&ResultData {
        parent_agency: "Ủy ban nhân dân tỉnh Kon Tum".into(),
        agency: "Sở Tài nguyên và Môi trường".into(),
        number: "Số: 12/GP-TH".into(),
        place_and_date: "Kon Tum, ngày 27 tháng 4 năm 2022".into(),
        title: "Giấy phép thăm dò nước dưới đất".into(),
        code: "000.09.23.H34-220401-0007".into(),
        procedure_code: "1.004232.000.00.00.H34".into(),
        holder: "Nguyễn Thị Ngọc Ánh".into(),
        holder_id: "CCCD 062199000123".into(),
        grounds: vec![
            "Căn cứ Luật Tài nguyên nước ngày 21 tháng 6 năm 2012;".into(),
            "Xét đơn đề nghị cấp giấy phép thăm dò nước dưới đất của bà Nguyễn Thị Ngọc Ánh và hồ sơ kèm theo;".into(),
        ],
        articles: vec![
            Article {
                text: "Cho phép bà Nguyễn Thị Ngọc Ánh thăm dò nước dưới đất với các nội dung chủ yếu sau đây:".into(),
                terms: vec![
                    ("Mục đích".into(), "Tưới cà phê".into()),
                    ("Số giếng".into(), "02".into()),
                    ("Lưu lượng".into(), "250 m³/ngày đêm".into()),
                ],
            },
            Article { text: "Giấy phép có hiệu lực kể từ ngày ký.".into(), terms: vec![] },
        ],
        signer_title: "Giám đốc".into(),
        signer: "Người ký tập huấn".into(),
    })
    .unwrap();
    keep("licence.pdf", &pdf);
    assert_has(
        &text(&pdf),
        &[
            "GIẤY PHÉP THĂM DÒ NƯỚC DƯỚI ĐẤT",
            "TẬP HUẤN – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ",
            "Điều 1. Cho phép bà Nguyễn Thị Ngọc Ánh thăm dò nước dưới đất",
            "250 m³/ngày đêm",
            "Điều 2.",
            "GIÁM ĐỐC",
        ],
    );
}

#[test]
fn what_people_typed_is_never_markup() {
    let hostile = "#panic(\"x\") *đậm* _nghiêng_ $x^2$ @a <b> `c` \\ [d] // e /* f */ = Đầu đề ~ -- #import \"/etc/passwd\"";
    let mut data = proof();
    data.applicant = hostile.into();
    data.code = hostile.into();
    data.procedure_name = format!("{hostile}\u{0}\u{202e}");
    data.papers[0].file_name = "x".repeat(500);
    data.papers = vec![data.papers[0].clone(); 120];
    let pdf = proof_of_submission(&data).unwrap();
    keep("hostile.pdf", &pdf);
    let found = text(&pdf);
    assert_has(
        &found,
        &[
            "#panic(\"x\") *đậm* _nghiêng_ $x^2$ @a <b> `c` \\ [d] // e /* f */ = Đầu đề ~ --",
            "#import",
        ],
    );
}

#[test]
fn the_qr_code_holds_what_the_circular_asks_for() {
    let pdf = proof_of_submission(&proof()).unwrap();
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let path = dir.join("qr.pdf");
    std::fs::write(&path, &pdf).unwrap();
    let Ok(picture) = Command::new("pdftoppm")
        .args(["-r", "200", "-png", "-singlefile"])
        .arg(&path)
        .arg(dir.join("qr"))
        .status()
    else {
        panic!("pdftoppm of poppler-utils is needed");
    };
    assert!(picture.success());
    // Read by an independent reader.
    let Ok(read) = Command::new("zbarimg")
        .args(["--raw", "-q"])
        .arg(dir.join("qr.png"))
        .output()
    else {
        panic!("zbarimg of zbar-tools is needed");
    };
    let read = String::from_utf8(read.stdout).unwrap();
    assert_eq!(
        read.trim(),
        "000.09.23.H34-220401-0007|1.004232.000.00.00.H34|CCCD 062199000123|Bản xác nhận nộp hồ sơ"
    );
}

fn sheet(papers: usize) -> SheetData {
    SheetData {
        lang: "vi".into(),
        heading: "Tờ hướng dẫn thủ tục".into(),
        code: "1.004232.000.00.00.H34".into(),
        name: "Cấp giấy phép thăm dò nước dưới đất đối với công trình có lưu lượng dưới 3.000m3/ngày đêm"
            .into(),
        facts: vec![
            SheetFact {
                label: "Trường hợp".into(),
                value: "Công trình dưới 200 m³/ngày đêm (Lưu lượng: 150 m³/ngày đêm)".into(),
                weighty: true,
            },
            SheetFact {
                label: "Thời hạn giải quyết".into(),
                value: "45 ngày làm việc".into(),
                weighty: false,
            },
        ],
        papers_title: "Giấy tờ cần có".into(),
        papers: vec![
            SheetPaper {
                name: "Đơn đề nghị cấp giấy phép thăm dò nước dưới đất".into(),
                note: "Mẫu 01 · nộp trực tiếp: 02 bộ".into(),
                copies: "1 bản chính".into(),
                need: "bắt buộc".into(),
            };
            papers
        ],
        fees_title: "Phí, lệ phí".into(),
        fees: vec![SheetFee {
            name: "Phí thẩm định thiết kế giếng".into(),
            tier: "khi lưu lượng dưới 200 m³/ngày đêm".into(),
            amount: "chưa rõ mức thu".into(),
        }],
        basis_title: "Căn cứ pháp lý".into(),
        basis: "17/2012/QH13; 60/2016/NĐ-CP".into(),
        source: "Danh mục 2022 (bản 1), in ngày 23/11/2026".into(),
        ..SheetData::default()
    }
}

fn pages(pdf: &[u8]) -> usize {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("pages-{}.pdf", pdf.len()));
    std::fs::write(&path, pdf).unwrap();
    let info = Command::new("pdfinfo").arg(&path).output().unwrap();
    let info = String::from_utf8(info.stdout).unwrap();
    let line = info.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap();
    line.trim().parse().unwrap()
}

#[test]
fn a_procedure_is_one_a5_sheet_and_shrinks_to_stay_one() {
    for (papers, sides) in [(2, 1), (12, 1), (28, 2)] {
        let pdf = procedure_sheet(&sheet(papers)).unwrap();
        keep(&format!("sheet-{papers}.pdf"), &pdf);
        assert!(page_size(&pdf).contains("419.5"), "{}", page_size(&pdf));
        assert_eq!(pages(&pdf), sides, "{papers} papers");
        assert_has(
            &text(&pdf),
            &[
                "1.004232.000.00.00.H34",
                "Công trình dưới 200 m³/ngày đêm",
                "45 ngày làm việc",
                "Đơn đề nghị cấp giấy phép",
                "khi lưu lượng dưới 200",
                "chưa rõ mức thu",
                "60/2016/NĐ-CP",
                "in ngày 23/11/2026",
            ],
        );
    }
    // beyond what can be read it goes on to another sheet instead of losing anything
    let pdf = procedure_sheet(&sheet(120)).unwrap();
    assert!(pages(&pdf) > 2);
    assert!(text(&pdf).contains(" 120 "));
}

#[test]
fn a_blank_form_has_a_place_for_every_answer() {
    let field = |label: &str, kind, options: &[&str]| BlankField {
        label: label.into(),
        kind,
        options: options.iter().map(|&option| option.to_owned()).collect(),
        required: true,
        ..BlankField::default()
    };
    let pdf = blank_form(&BlankFormData {
        title: "Đơn đề nghị thăm dò #nước".into(),
        code: "1.004232".into(),
        procedure_name: "Thăm dò nước dưới đất".into(),
        addressee_label: "Kính gửi".into(),
        addressee: "Sở Tài nguyên và Môi trường".into(),
        sections: vec![BlankSection {
            title: "Công trình".into(),
            fields: vec![
                BlankField {
                    unit: "m³/ngày đêm".into(),
                    only: "chỉ điền khi có giếng".into(),
                    ..field("Lưu lượng", BlankKind::Line, &[])
                },
                field("Mục đích", BlankKind::Choice, &["Sinh hoạt", "Sản xuất"]),
                field("Mô tả", BlankKind::Area, &[]),
                BlankField {
                    short: true,
                    ..field("Ngày bắt đầu", BlankKind::Date, &[])
                },
                BlankField {
                    short: true,
                    ..field("Ngày kết thúc", BlankKind::Date, &[])
                },
                BlankField {
                    short: true,
                    ..field("Cam đoan đúng", BlankKind::Tick, &[])
                },
            ],
        }],
        note: "Mục có dấu * là bắt buộc.".into(),
        signer: "NGƯỜI NỘP HỒ SƠ".into(),
        signer_note: "(Ký và ghi rõ họ tên)".into(),
        training: true,
    })
    .unwrap();
    keep("blank.pdf", &pdf);
    assert_has(
        &text(&pdf),
        &[
            "THĂM DÒ #NƯỚC",
            "Kính gửi: Sở Tài nguyên và Môi trường",
            "Lưu lượng* (m³/ngày đêm) (chỉ điền khi có giếng): ....",
            "Sinh hoạt",
            "Ngày bắt đầu*: ....../....../............ Ngày kết thúc*: ....../....../............",
            "Cam đoan đúng*",
            "KHÔNG CÓ GIÁ TRỊ PHÁP LÝ",
            "NGƯỜI NỘP HỒ SƠ",
        ],
    );
}
