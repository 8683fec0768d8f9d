//! `motcua catalogue` as a user runs it: in an empty home, without a key.
#![allow(clippy::unwrap_used)]

use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

use serde_json::Value;

fn motcua(arguments: &[&str], input: &str) -> Output {
    let home = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_motcua"))
        .args(arguments)
        .env_clear()
        .env("HOME", home.path())
        .current_dir(home.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        std::fs::read_dir(home.path()).unwrap().count(),
        0,
        "nothing is left in the home"
    );
    output
}

fn lines(output: &Output) -> Vec<Value> {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_file_of_queries_is_answered_line_by_line_in_order() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let queries = "gp khoan gieng\r\n\n1.004232.000.0 0.00.H34\n\" OR *\nnuowcs duwowis ddaats";
    std::fs::write(file.path(), queries).unwrap();
    let path = file.path().to_str().unwrap();
    let output = motcua(&["catalogue", "search", "--queries", path, "--json"], "");
    let lines = lines(&output);
    let asked: Vec<&str> = lines.iter().map(|l| l["query"].as_str().unwrap()).collect();
    assert_eq!(
        asked,
        [
            "gp khoan gieng",
            "",
            "1.004232.000.0 0.00.H34",
            "\" OR *",
            "nuowcs duwowis ddaats"
        ]
    );
    for line in &lines {
        let keys: Vec<&String> = line.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["query", "codes", "microseconds"]);
        assert!(line["microseconds"].is_u64());
    }
    assert_eq!(lines[0]["codes"][0], "1.004232");
    assert_eq!(lines[2]["codes"][0], "1.004232");
    assert!(
        !lines[1]["codes"].as_array().unwrap().is_empty(),
        "an empty query shows all"
    );
}

#[test]
fn queries_may_come_by_pipe_and_hold_anything() {
    let bad = motcua(
        &["catalogue", "search", "--queries", "-", "--json"],
        "tách thửa\u{0}\n\u{feff}\n",
    );
    assert_eq!(lines(&bad).len(), 2);
}

#[test]
fn a_text_is_answered_for_people() {
    let output = motcua(&["catalogue", "search", "mất", "sổ", "đỏ"], "");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("1.005194") && text.contains("nghĩa là"), "{text}");
}

#[test]
fn a_procedure_is_shown_by_any_form_of_its_code() {
    for code in ["1.004232", "1.004232.000.00.00.H34", "4232"] {
        let output = motcua(&["catalogue", "show", code, "--json"], "");
        let procedure: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(procedure["code"], "1.004232");
    }
    let unknown = motcua(&["catalogue", "show", "9.999999"], "");
    assert!(!unknown.status.success());
    assert!(
        String::from_utf8(unknown.stderr)
            .unwrap()
            .contains("không có thủ tục")
    );
    let page = String::from_utf8(motcua(&["catalogue", "show", "1.004203"], "").stdout).unwrap();
    assert!(page.contains("Mức độ: chưa rõ"), "{page}");
}

#[test]
fn an_edition_that_does_not_exist_is_refused_with_those_that_do() {
    let output = motcua(&["catalogue", "search", "--edition", "1999", "x"], "");
    assert!(!output.status.success());
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("2022 hoặc 2026")
    );
}

#[test]
fn old_codes_and_what_is_gone_are_found_and_say_so() {
    let found = |text: &str| {
        let output = motcua(
            &["catalogue", "search", "--edition", "2026", "--limit", "1", text],
            "",
        );
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let renamed = found("1.000778");
    assert!(renamed.contains("1.014261"), "{renamed}");
    assert!(renamed.contains("Trong danh mục 2022: mã 1.000778"), "{renamed}");
    let gone = found("1.004152");
    assert!(gone.contains("Không còn trong danh mục 2026"), "{gone}");
}

#[test]
fn whom_a_procedure_is_for_and_its_fee_narrow_the_list() {
    let found = |narrow: &[&str]| {
        let all = [&["catalogue", "search", "--json", "--limit", "100", ""], narrow].concat();
        lines(&motcua(&all, ""))[0]["codes"].as_array().unwrap().len()
    };
    let fees = ["co", "khong", "chua-ro"].map(|fee| found(&["--fee", fee]));
    assert_eq!(fees.iter().sum::<usize>(), found(&[]));
    assert_eq!(fees[1], 0, "none of 2022 is known to be free");
    assert!(found(&["--audience", "cong-dan"]) > 0);
}

#[test]
fn a_procedure_and_its_blank_form_are_printed_to_files_that_must_not_be_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (sheet, form) = (path("to.pdf"), path("mau.pdf"));
    let print = |value: &str| {
        let arguments = [
            "catalogue",
            "show",
            "1.004232",
            "--print",
            &sheet,
            "--print-form",
            &form,
            "--value",
            value,
        ];
        motcua(&arguments, "")
    };
    let printed = print("150");
    assert!(
        printed.status.success(),
        "{}",
        String::from_utf8_lossy(&printed.stderr)
    );
    for file in [&sheet, &form] {
        assert!(std::fs::read(file).unwrap().starts_with(b"%PDF-"));
    }
    let read = Command::new("pdftotext")
        .args(["-enc", "UTF-8", &sheet, "-"])
        .output()
        .unwrap();
    let read = String::from_utf8(read.stdout).unwrap();
    let read: Vec<&str> = read.split_whitespace().collect();
    let read = read.join(" ");
    for words in [
        "45 ngày làm việc",
        "Thiết kế giếng thăm dò",
        "lưu lượng dưới 200 m3/ngày đêm",
        "17/2012/QH13",
    ] {
        assert!(read.contains(words), "{words} in {read}");
    }
    // the paper and the fees of the other case are not this person's
    for words in ["Đề án thăm dò", "từ 500 đến dưới"] {
        assert!(!read.contains(words), "{words} in {read}");
    }
    assert_eq!(
        print("150").status.code(),
        Some(2),
        "a file that is there is not written over"
    );
}

#[test]
fn what_is_not_known_is_said_to_be_not_known_in_both_languages() {
    let shown = |language: &str| {
        let arguments = ["--language", language, "catalogue", "show", "1.001923"];
        String::from_utf8(motcua(&arguments, "").stdout).unwrap()
    };
    let (vi, en) = (shown("vi"), shown("en"));
    for line in [
        "Mức độ: chưa rõ",
        "Đối tượng: chưa rõ",
        "Thời hạn giải quyết: chưa rõ",
        "Thành phần hồ sơ: chưa rõ",
        "Phí, lệ phí: chưa rõ",
    ] {
        assert!(vi.lines().any(|shown| shown == line), "{line} in {vi}");
    }
    for line in [
        "Level: not known",
        "For: not known",
        "Time: not known",
        "Components: not known",
        "Fees: not known",
    ] {
        assert!(en.lines().any(|shown| shown == line), "{line} in {en}");
    }
}
