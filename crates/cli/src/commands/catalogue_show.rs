//! `motcua catalogue show`: a procedure on the screen, or on paper.

use std::{
    io::{BufWriter, Write},
    path::PathBuf,
};

use chrono::Utc;
use clap::Args;
use motcua_domain::{
    calendar::local_day,
    catalogue::{Catalogue, Form, Procedure},
    catalogue_words as words,
    language::Language,
};
use motcua_search::Lineage;

use super::catalogue::{Edition, find, write_new};
use crate::{
    exit::{Exit, Failure},
    words::pick,
};

#[derive(Debug, Args)]
pub struct Show {
    /// Mã thủ tục, đầy đủ hay một phần, ví dụ 1.004232.
    code: String,
    /// In thủ tục ra một tờ A5 (PDF) vào tệp này; phải chưa có.
    #[arg(long, value_name = "FILE")]
    print: Option<PathBuf>,
    /// In biểu mẫu điện tử để trống (PDF) vào tệp này; phải chưa có.
    #[arg(long, value_name = "FILE")]
    print_form: Option<PathBuf>,
    /// Số quyết định trường hợp, phí và giấy tờ trên tờ in, ví dụ lưu lượng 150.
    #[arg(long, value_name = "NUMBER", requires = "print")]
    value: Option<f64>,
    #[command(flatten)]
    edition: Edition,
}

impl Show {
    /// Shows or prints it.
    pub fn run(self, json: bool, lang: Language) -> Result<(), Failure> {
        let (catalogue, lineage) = self.edition.load_with_past(lang)?;
        let procedure = find(&catalogue, &lineage, &self.code, lang)?;
        if self.print.is_some() || self.print_form.is_some() {
            return self.print(json, &catalogue, procedure, lang);
        }
        let mut out = BufWriter::new(std::io::stdout().lock());
        if json {
            serde_json::to_writer_pretty(&mut out, procedure).map_err(std::io::Error::from)?;
            writeln!(out)?;
        } else {
            page(&mut out, (&catalogue, &lineage), procedure, lang)?;
        }
        out.flush()?;
        Ok(())
    }

    fn print(
        &self,
        json: bool,
        catalogue: &Catalogue,
        procedure: &Procedure,
        lang: Language,
    ) -> Result<(), Failure> {
        if self.value.is_some_and(|value| !value.is_finite() || value < 0.0) {
            let words = pick(
                lang,
                "--value phải là số từ 0 trở lên, ví dụ 150",
                "--value must be a number from 0 up, e.g. 150",
            );
            return Err(Failure::usage(words));
        }
        let printing = motcua_desk::Printing {
            catalogue,
            procedure,
            value: self.value,
            training: false,
            today: local_day(Utc::now()),
            lang,
        };
        let failed = |_| {
            let words = pick(
                lang,
                "không tạo được tệp PDF; hãy cài lại chương trình",
                "the PDF could not be made; install the program again",
            );
            Failure::new(Exit::Internal, "internal", words)
        };
        let mut written = Vec::new();
        if let Some(file) = &self.print {
            written.push((file, printing.sheet().map_err(failed)?));
        }
        if let Some(file) = &self.print_form {
            written.push((file, printing.blank().map_err(failed)?));
        }
        for (file, bytes) in &written {
            write_new(file, bytes, lang)?;
        }
        let files: Vec<String> = written
            .iter()
            .map(|(file, _)| file.display().to_string())
            .collect();
        let mut out = std::io::stdout().lock();
        if json {
            writeln!(
                out,
                "{}",
                serde_json::json!({ "code": procedure.code, "files": files })
            )?;
        } else {
            for file in files {
                writeln!(out, "{} {file}.", pick(lang, "Đã ghi", "Written:"))?;
            }
        }
        Ok(())
    }
}

fn page(
    out: &mut impl Write,
    (catalogue, lineage): (&Catalogue, &Lineage),
    procedure: &Procedure,
    lang: Language,
) -> std::io::Result<()> {
    let unknown = words::unknown(lang);
    let mut line = |vi: &str, en: &str, value: &str| writeln!(out, "{}: {value}", pick(lang, vi, en));
    let sector = catalogue.sectors.iter().find(|s| s.id == procedure.sector);
    line("Tên thủ tục", "Procedure", &procedure.name)?;
    line("Mã chuẩn", "Code", procedure.display_code())?;
    line("Lĩnh vực", "Sector", sector.map_or(unknown, |s| &s.name))?;
    line("Cơ quan thực hiện", "Agency", catalogue.agency_name(procedure))?;
    let level = procedure.level.map(|level| level.to_string());
    line("Mức độ", "Level", level.as_deref().unwrap_or(unknown))?;
    line("Đối tượng", "For", words::audience(procedure.audience, lang))?;
    line(
        "Thời hạn giải quyết",
        "Time",
        &words::time(procedure.processing, lang),
    )?;
    line(
        "Kết quả",
        "Result",
        procedure.result.as_deref().unwrap_or(unknown),
    )?;
    papers(out, procedure, catalogue.form(&procedure.form), lang)?;
    fees(out, procedure, lang)?;
    let basis = match procedure.legal_basis.as_slice() {
        [] => unknown.to_owned(),
        acts => acts.join("; "),
    };
    writeln!(out, "{}: {basis}", pick(lang, "Căn cứ", "Legal basis"))?;
    for former in lineage.former(&procedure.code) {
        writeln!(out, "{}", former.words(lang))?;
    }
    if let Some(gone) = lineage
        .gone()
        .iter()
        .find(|gone| gone.procedure.code == procedure.code)
    {
        writeln!(out, "{}", gone.words(&catalogue.edition, lang))?;
    }
    Ok(())
}

fn papers(
    out: &mut impl Write,
    procedure: &Procedure,
    form: Option<&Form>,
    lang: Language,
) -> std::io::Result<()> {
    write!(out, "{}:", pick(lang, "Thành phần hồ sơ", "Components"))?;
    let Some(components) = &procedure.components else {
        return writeln!(out, " {}", words::unknown(lang));
    };
    writeln!(out)?;
    for component in components {
        let need = words::requirement(component, form, lang);
        writeln!(out, "  - {}  {} ({need})", component.code, component.name)?;
    }
    Ok(())
}

fn fees(out: &mut impl Write, procedure: &Procedure, lang: Language) -> std::io::Result<()> {
    write!(out, "{}:", pick(lang, "Phí, lệ phí", "Fees"))?;
    let Some(fees) = &procedure.fees else {
        return writeln!(out, " {}", words::unknown(lang));
    };
    if fees.is_empty() {
        return writeln!(out, " {}", pick(lang, "không", "none"));
    }
    writeln!(out)?;
    for fee in fees {
        writeln!(out, "  - {}: {}", fee.name, words::amount(fee, false, lang))?;
    }
    Ok(())
}
