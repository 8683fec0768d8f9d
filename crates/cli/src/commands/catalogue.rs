//! `motcua catalogue`: the catalogue that comes with the program. Needs no home, no key, no portal.

use std::{
    fs,
    io::{BufWriter, Read, Write},
    path::PathBuf,
    time::Instant,
};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use motcua_domain::{
    catalogue::{Catalogue, Procedure, Requirement, TimeUnit},
    language::Language,
};
use motcua_search::{Found, Index, Query, Shorthand, why::sentence};
use serde::Serialize;

/// What can be done with the catalogue.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Tìm thủ tục theo tên, mã, chữ viết tắt hay cách nói hằng ngày.
    Search(Search),
    /// Xem một thủ tục: thành phần hồ sơ, thời hạn, phí, căn cứ.
    Show(Show),
}

#[derive(Debug, Args)]
pub struct Search {
    /// Chữ cần tìm.
    #[arg(required_unless_present = "queries", conflicts_with = "queries")]
    text: Vec<String>,
    /// Tệp các câu tìm, mỗi dòng một câu; "-" là đầu vào chuẩn.
    #[arg(long, value_name = "FILE")]
    queries: Option<PathBuf>,
    /// In JSON, mỗi câu một dòng: query, codes, microseconds.
    #[arg(long)]
    json: bool,
    /// Chỉ trong lĩnh vực này (mã, ví dụ tai-nguyen-nuoc).
    #[arg(long)]
    sector: Option<String>,
    /// Chỉ của đơn vị này và các đơn vị bên dưới (mã).
    #[arg(long)]
    agency: Option<String>,
    /// Chỉ mức độ này; 0 là chưa rõ.
    #[arg(long)]
    level: Option<u8>,
    /// Số dòng kết quả của mỗi câu.
    #[arg(long, default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    edition: Edition,
}

#[derive(Debug, Args)]
pub struct Show {
    /// Mã thủ tục, đầy đủ hay một phần, ví dụ 1.004232.
    code: String,
    /// In JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    edition: Edition,
}

#[derive(Debug, Args)]
struct Edition {
    /// Danh mục của năm nào: 2022 hay 2026.
    #[arg(long, default_value = motcua_data::DEFAULT_EDITION)]
    edition: String,
}

impl Edition {
    fn load(&self) -> anyhow::Result<Catalogue> {
        let Some((_, json)) = motcua_data::CATALOGUES
            .iter()
            .find(|(name, _)| *name == self.edition)
        else {
            let known: Vec<&str> = motcua_data::CATALOGUES.iter().map(|c| c.0).collect();
            bail!(
                "không có danh mục “{}”; hãy chọn {}",
                self.edition,
                known.join(" hoặc ")
            );
        };
        serde_json::from_str(json).context("danh mục đi kèm chương trình bị hỏng; hãy cài lại chương trình")
    }
}

/// Runs a command.
pub fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Search(search) => search.run(),
        Command::Show(show) => show.run(),
    }
}

/// One line of `--json`.
#[derive(Serialize)]
struct Line<'a> {
    query: &'a str,
    codes: Vec<&'a str>,
    microseconds: u128,
}

impl Search {
    fn run(self) -> anyhow::Result<()> {
        let catalogue = self.edition.load()?;
        let index = Index::build(&catalogue, &Shorthand::bundled());
        let mut out = BufWriter::new(std::io::stdout().lock());
        let texts = match &self.queries {
            Some(path) => read(path)?,
            None => self.text.join(" "),
        };
        // a text given as words is one query, whatever it holds; a file has one a line
        let queries: Vec<&str> = match self.queries {
            Some(_) => texts
                .split('\n')
                .map(|line| line.strip_suffix('\r').unwrap_or(line))
                .collect(),
            None => vec![&texts],
        };
        let queries = match queries.split_last() {
            Some((last, lines)) if last.is_empty() && self.queries.is_some() => lines,
            _ => &queries,
        };
        for text in queries {
            let query = self.query(text);
            let start = Instant::now();
            let found = index.search(&query, &|_| 0);
            let microseconds = start.elapsed().as_micros();
            if self.json {
                let codes = found
                    .hits
                    .iter()
                    .map(|h| catalogue.procedures[h.procedure_index].code.as_str());
                let line = Line {
                    query: text,
                    codes: codes.collect(),
                    microseconds,
                };
                serde_json::to_writer(&mut out, &line).map_err(std::io::Error::from)?;
                writeln!(out)?;
            } else {
                rows(&mut out, text, &catalogue, &found)?;
            }
        }
        out.flush()?;
        Ok(())
    }

    fn query(&self, text: &str) -> Query {
        Query {
            text: text.to_owned(),
            agency: self.agency.clone(),
            sector: self.sector.clone(),
            level: self.level,
            limit: self.limit,
            offset: 0,
        }
    }
}

/// A file of queries; what is not UTF-8 in it is replaced, not refused.
fn read(path: &PathBuf) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        std::io::stdin()
            .read_to_end(&mut bytes)
            .context("không đọc được đầu vào chuẩn")?;
    } else {
        bytes = fs::read(path)
            .with_context(|| format!("không đọc được {}; hãy kiểm tra đường dẫn", path.display()))?;
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn rows(out: &mut impl Write, text: &str, catalogue: &Catalogue, found: &Found) -> std::io::Result<()> {
    writeln!(out, "{text}: {} thủ tục", found.total)?;
    for (i, hit) in found.hits.iter().enumerate() {
        let procedure = &catalogue.procedures[hit.procedure_index];
        let code = procedure.portal_code.as_deref().unwrap_or(&procedure.code);
        writeln!(out, "{:>3}. {code}  {}", i + 1, procedure.name)?;
        writeln!(out, "     {}", sentence(&hit.why, Language::Vi))?;
    }
    if let Some(loosen) = found.loosen {
        writeln!(out, "{}", loosen.words(Language::Vi))?;
    }
    Ok(())
}

impl Show {
    fn run(self) -> anyhow::Result<()> {
        let catalogue = self.edition.load()?;
        let procedure = find(&catalogue, &self.code)?;
        let mut out = BufWriter::new(std::io::stdout().lock());
        if self.json {
            serde_json::to_writer_pretty(&mut out, procedure).map_err(std::io::Error::from)?;
            writeln!(out)?;
        } else {
            page(&mut out, &catalogue, procedure)?;
        }
        out.flush()?;
        Ok(())
    }
}

/// The procedure of a code, written in any way that means one procedure only.
fn find<'c>(catalogue: &'c Catalogue, code: &str) -> anyhow::Result<&'c Procedure> {
    let exact = |p: &&Procedure| p.code.eq_ignore_ascii_case(code) || p.portal_code.as_deref() == Some(code);
    if let Some(procedure) = catalogue.procedures.iter().find(exact) {
        return Ok(procedure);
    }
    let index = Index::build(catalogue, &Shorthand::default());
    let query = Query {
        text: code.to_owned(),
        limit: 1,
        ..Query::default()
    };
    let found = index.search(&query, &|_| 0);
    let whole = found.hits.first().filter(|hit| {
        hit.why
            .iter()
            .any(|why| matches!(why, motcua_search::Why::Code { whole: true, .. }))
    });
    match whole {
        Some(hit) => Ok(&catalogue.procedures[hit.procedure_index]),
        None => bail!(
            "không có thủ tục mã “{code}” trong danh mục {}; hãy tìm bằng motcua catalogue search",
            catalogue.edition
        ),
    }
}

fn page(out: &mut impl Write, catalogue: &Catalogue, procedure: &Procedure) -> std::io::Result<()> {
    const UNKNOWN: &str = "chưa rõ";
    let sector = catalogue
        .sectors
        .iter()
        .find(|s| s.id == procedure.sector)
        .map_or(UNKNOWN, |s| &s.name);
    writeln!(out, "{}", procedure.name)?;
    writeln!(
        out,
        "Mã chuẩn: {}",
        procedure.portal_code.as_deref().unwrap_or(&procedure.code)
    )?;
    writeln!(out, "Lĩnh vực: {sector}")?;
    writeln!(out, "Cơ quan thực hiện: {}", procedure.agency_text)?;
    match procedure.level {
        Some(level) => writeln!(out, "Mức độ: {level}")?,
        None => writeln!(out, "Mức độ: {UNKNOWN}")?,
    }
    match procedure.processing {
        Some(time) => {
            let unit = match time.unit {
                TimeUnit::WorkingDays => "ngày làm việc",
                TimeUnit::Days => "ngày",
                TimeUnit::Hours => "giờ làm việc",
            };
            writeln!(out, "Thời hạn giải quyết: {} {unit}", time.value)?;
        }
        None => writeln!(out, "Thời hạn giải quyết: {UNKNOWN}")?,
    }
    writeln!(out, "Kết quả: {}", procedure.result.as_deref().unwrap_or(UNKNOWN))?;
    papers(out, procedure)?;
    fees(out, procedure)?;
    if !procedure.legal_basis.is_empty() {
        writeln!(out, "Căn cứ: {}", procedure.legal_basis.join("; "))?;
    }
    Ok(())
}

fn papers(out: &mut impl Write, procedure: &Procedure) -> std::io::Result<()> {
    let Some(components) = &procedure.components else {
        return writeln!(out, "Thành phần hồ sơ: chưa rõ");
    };
    writeln!(out, "Thành phần hồ sơ:")?;
    for component in components {
        let need = match component.required {
            Requirement::Always => "bắt buộc",
            Requirement::When { .. } => "tùy trường hợp",
            Requirement::Optional => "nếu có",
        };
        writeln!(out, "  - {} ({need})", component.name)?;
    }
    Ok(())
}

fn fees(out: &mut impl Write, procedure: &Procedure) -> std::io::Result<()> {
    let Some(fees) = &procedure.fees else {
        return writeln!(out, "Phí, lệ phí: chưa rõ");
    };
    if fees.is_empty() {
        return writeln!(out, "Phí, lệ phí: không");
    }
    writeln!(out, "Phí, lệ phí:")?;
    for fee in fees {
        match fee.amount {
            Some(amount) => writeln!(out, "  - {}: {amount}", fee.name)?,
            None => writeln!(out, "  - {}: chưa rõ mức thu", fee.name)?,
        }
    }
    Ok(())
}
