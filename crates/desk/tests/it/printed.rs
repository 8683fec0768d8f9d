//! Procedures on paper, read back with poppler.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use motcua_desk::{Desk, SavedFile, prelude::*};

use super::common::{Bench, GROUNDWATER, opened};

/// Of 2022: neither papers, time, fees nor level are known.
const UNKNOWN: &str = "1.001923";

fn piped(program: &str, arguments: &[&str], pdf: &[u8]) -> String {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("poppler-utils is needed");
    child.stdin.take().unwrap().write_all(pdf).unwrap();
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
}

fn text(file: &SavedFile) -> String {
    assert_eq!(file.media_type, "application/pdf");
    let read = piped("pdftotext", &["-raw", "-enc", "UTF-8", "-", "-"], &file.bytes);
    read.split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn sheet(desk: &Desk, code: &str, value: Option<f64>) -> SavedFile {
    let edition = Some("2022".to_owned());
    desk.procedure_sheet(code.to_owned(), edition, value)
        .await
        .unwrap()
}

fn has(read: &str, wanted: &[&str]) {
    for words in wanted {
        assert!(read.contains(words), "{words} in {read}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sheet_is_about_the_case_at_hand_and_says_what_is_not_known() {
    let bench = Bench::new();
    let desk = bench.open();
    opened(&desk).await;
    let file = sheet(&desk, GROUNDWATER, Some(150.0)).await;
    assert_eq!(file.file_name, "Thu-tuc-1.004232.000.00.00.H34.pdf");
    let info = piped("pdfinfo", &["-"], &file.bytes);
    assert!(info.contains("419.5") && info.contains("Pages: "), "{info}");
    let pages = info.lines().find(|line| line.starts_with("Pages:")).unwrap();
    assert!(pages.ends_with(" 1"), "{pages}");
    let small = text(&file);
    has(
        &small,
        &[
            "150 m³/ngày đêm",
            "Thiết kế giếng thăm dò",
            "dưới 200 m3",
            "17/2012/QH13",
        ],
    );
    // what the other case asks for and costs is not this person's; no amount is official
    for words in ["Đề án thăm dò", "từ 500 đến dưới", "300.000"] {
        assert!(!small.contains(words), "{words} in {small}");
    }
    has(&small, &["chưa rõ mức thu"]);
    // not entered, and what is no amount: every tier, and which it is stays open
    let open = text(&sheet(&desk, GROUNDWATER, None).await);
    has(&open, &["từ 500 đến dưới", "bắt buộc khi", "Tùy trường hợp"]);
    for value in [f64::NAN, f64::INFINITY, -1.0] {
        assert_eq!(text(&sheet(&desk, GROUNDWATER, Some(value)).await), open);
    }

    let unknown = text(&sheet(&desk, UNKNOWN, None).await);
    has(
        &unknown,
        &[
            "Thời hạn giải quyết chưa rõ",
            "Mức độ dịch vụ công chưa rõ",
            "Đối tượng thực hiện chưa rõ",
            "Chưa rõ thành phần hồ sơ",
            "Chưa rõ phí, lệ phí",
        ],
    );
    desk.save_settings(Settings {
        language: motcua_domain::language::Language::En,
        ..desk.status().await.unwrap().settings
    })
    .await
    .unwrap();
    let unknown = text(&sheet(&desk, UNKNOWN, None).await);
    has(
        &unknown,
        &[
            "Time limit not known",
            "Online level not known",
            "Applicants not known",
            "The papers of this procedure are not known",
            "The fees of this procedure are not known",
        ],
    );
    let none = desk.procedure_sheet("9.999999".into(), None, None).await;
    assert!(none.is_err());
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_are_printed_blank_and_the_longest_procedure_loses_nothing() {
    let bench = Bench::new();
    let desk = bench.open();
    opened(&desk).await;
    let form = desk
        .blank_form(GROUNDWATER.into(), Some("2022".into()))
        .await
        .unwrap();
    assert_eq!(form.file_name, "Mau-de-trong-1.004232.000.00.00.H34.pdf");
    assert!(piped("pdfinfo", &["-"], &form.bytes).contains("Pages:           1"));
    has(
        &text(&form),
        &[
            "ĐỀ NGHỊ CẤP GIẤY PHÉP THĂM DÒ",
            "Họ và tên*: ....",
            "(m³/ngày đêm): ....",
            "Cấp nước sinh hoạt",
            "chỉ điền khi Mục đích thăm dò: Mục đích khác",
            "NGƯỜI NỘP HỒ SƠ",
        ],
    );
    // a procedure without a form of its own has the common one, whatever else is not known of it
    let form = desk
        .blank_form(UNKNOWN.into(), Some("2022".into()))
        .await
        .unwrap();
    has(&text(&form), &["Cung cấp thông tin, dữ liệu", "Địa chỉ*: ...."]);
    // 44 papers
    let long = desk
        .procedure_sheet("1.014267".into(), Some("2026".into()), None)
        .await
        .unwrap();
    let view = desk
        .procedure("1.014267".into(), Some("2026".into()))
        .await
        .unwrap();
    let last = view.procedure.components.unwrap().pop().unwrap().name;
    let last: Vec<&str> = last.split_whitespace().take(4).collect();
    has(&text(&long), &[" 44 ", &last.join(" ")]);
    desk.close().await;
}
