//! `motcua catalogue`: searching and showing needs no home, no key, no portal: it reads the catalogue
//! that comes with the program. `update` fetches what the portal has published since, for the drafts.

use std::{
    fs::{self, File},
    io::{BufWriter, Read, Write},
    path::{Path, PathBuf},
    time::Instant,
};

use clap::{Args, Subcommand, ValueEnum};
use motcua_domain::{
    catalogue::{Catalogue, Procedure},
    language::Language,
};
use motcua_search::{
    AudienceChoice, FeeChoice, Found, Gone, Index, Lineage, NoHabits, Query, Shorthand, Why, why::sentence,
};
use serde::Serialize;

use super::catalogue_show::Show;
use crate::{
    exit::{Exit, Failure},
    progress::Progress,
    session::{Need, Session},
    words::pick,
};

/// What can be done with the catalogue.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Tìm thủ tục theo tên, mã, chữ viết tắt hay cách nói hằng ngày.
    Search(Search),
    /// Xem một thủ tục: thành phần hồ sơ, thời hạn, phí, căn cứ.
    Show(Show),
    /// Nhận danh mục, địa danh và ngày nghỉ mới từ cổng cho các hồ sơ trên máy này.
    Update,
    /// Ghi danh mục, địa danh và ngày nghỉ của máy này ra một tệp, cho máy không có mạng.
    Export {
        /// Tệp sẽ ghi; phải chưa có.
        file: PathBuf,
    },
    /// Nhận danh mục mới hơn từ một tệp do "catalogue export" tạo ra.
    Import {
        /// Tệp cần nhập.
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
pub struct Search {
    /// Chữ cần tìm.
    #[arg(required_unless_present = "queries", conflicts_with = "queries")]
    text: Vec<String>,
    /// Tệp các câu tìm, mỗi dòng một câu; "-" là đầu vào chuẩn.
    #[arg(long, value_name = "FILE")]
    queries: Option<PathBuf>,
    /// Chỉ trong lĩnh vực này (mã, ví dụ tai-nguyen-nuoc).
    #[arg(long)]
    sector: Option<String>,
    /// Chỉ của đơn vị này và các đơn vị bên dưới (mã).
    #[arg(long)]
    agency: Option<String>,
    /// Chỉ mức độ này; 0 là chưa rõ.
    #[arg(long)]
    level: Option<u8>,
    /// Chỉ thủ tục dành cho đối tượng này; "chua-ro" là danh mục không nói rõ.
    #[arg(long, value_enum)]
    audience: Option<Audience>,
    /// Chỉ thủ tục có hay không thu phí; "chua-ro" là danh mục không nói rõ.
    #[arg(long, value_enum)]
    fee: Option<Fee>,
    /// Số dòng kết quả của mỗi câu.
    #[arg(long, default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    edition: Edition,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Audience {
    /// Công dân, hộ gia đình.
    CongDan,
    /// Tổ chức, doanh nghiệp.
    ToChuc,
    /// Chưa rõ.
    ChuaRo,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Fee {
    /// Có phí, lệ phí.
    Co,
    /// Không thu phí.
    Khong,
    /// Chưa rõ.
    ChuaRo,
}

#[derive(Debug, Args)]
pub struct Edition {
    /// Danh mục của năm nào: 2022 hay 2026.
    #[arg(long, default_value = motcua_data::DEFAULT_EDITION)]
    edition: String,
}

impl Edition {
    fn load(&self, lang: Language) -> Result<Catalogue, Failure> {
        let Some((_, json)) = motcua_data::CATALOGUES
            .iter()
            .find(|(name, _)| *name == self.edition)
        else {
            let known: Vec<&str> = motcua_data::CATALOGUES.iter().map(|c| c.0).collect();
            let edition = &self.edition;
            return Err(Failure::not_found(match lang {
                Language::Vi => format!("không có danh mục “{edition}”; hãy chọn {}", known.join(" hoặc ")),
                Language::En => format!("there is no catalogue “{edition}”; choose {}", known.join(" or ")),
            }));
        };
        parse(json, lang)
    }

    /// The edition, and what its procedures were in those before.
    pub fn load_with_past(&self, lang: Language) -> Result<(Catalogue, Lineage), Failure> {
        let catalogue = self.load(lang)?;
        let older = motcua_data::CATALOGUES
            .iter()
            .take_while(|(name, _)| *name != self.edition)
            .map(|(_, json)| parse(json, lang))
            .collect::<Result<Vec<_>, _>>()?;
        let lineage = Lineage::read(&catalogue, &older.iter().collect::<Vec<_>>());
        Ok((catalogue, lineage))
    }
}

fn parse(json: &str, lang: Language) -> Result<Catalogue, Failure> {
    serde_json::from_str(json).map_err(|_| {
        Failure::new(
            Exit::Internal,
            "internal",
            pick(
                lang,
                "danh mục đi kèm chương trình bị hỏng; hãy cài lại chương trình",
                "the catalogue of this program is damaged; install it again",
            ),
        )
    })
}

/// The procedure of a hit: one of today, or one that is gone.
fn procedure_of<'c>(catalogue: &'c Catalogue, lineage: &'c Lineage, at: usize) -> Option<&'c Procedure> {
    let of_today = catalogue.procedures.get(at);
    of_today.or_else(|| gone_of(catalogue, lineage, at).map(|gone| &gone.procedure))
}

fn gone_of<'c>(catalogue: &Catalogue, lineage: &'c Lineage, at: usize) -> Option<&'c Gone> {
    lineage.gone().get(at.checked_sub(catalogue.procedures.len())?)
}

/// Runs a command that needs nothing but the program.
pub fn run(session: &Session, command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Search(search) => search.run(session.common.json, session.lang)?,
        Command::Show(show) => show.run(session.common.json, session.lang)?,
        Command::Update | Command::Export { .. } | Command::Import { .. } => {}
    }
    Ok(Exit::Done)
}

/// Fetches what the portal has published since.
pub async fn update(session: &Session) -> Result<Exit, Failure> {
    let desk = session.desk(Need::Portal).await?;
    let progress = Progress::spinner(
        session,
        session.pick("Đang nhận danh mục mới…", "Fetching the catalogue…"),
    );
    let changed = desk
        .update_catalogue()
        .await
        .map_err(|error| session.failure(error))?;
    drop(progress);
    session.print(&serde_json::json!({ "changed": changed }), |out| {
        let words = if changed {
            session.pick("Đã nhận danh mục mới.", "The catalogue is up to date now.")
        } else {
            session.pick(
                "Danh mục trên máy này đã mới nhất.",
                "The catalogue was up to date.",
            )
        };
        writeln!(out, "{words}")
    })?;
    Ok(Exit::Done)
}

/// Writes the desk's catalogue to a file that must not be there yet.
pub async fn export(session: &Session, file: PathBuf) -> Result<Exit, Failure> {
    let desk = session.desk(Need::Store).await?;
    let bytes = desk
        .export_catalogue()
        .await
        .map_err(|error| session.failure(error))?;
    let path = file.display().to_string();
    write_new(&file, &bytes, session.lang)?;
    session.print(
        &serde_json::json!({ "file": path, "bytes": bytes.len() }),
        |out| match session.lang {
            Language::Vi => writeln!(out, "Đã ghi danh mục ra {path}."),
            Language::En => writeln!(out, "The catalogue is in {path}."),
        },
    )?;
    Ok(Exit::Done)
}

/// Takes what is newer in a file.
pub async fn import(session: &Session, file: PathBuf) -> Result<Exit, Failure> {
    if let Err(error) = fs::metadata(&file) {
        let path = file.display();
        return Err(Failure::usage(match session.lang {
            Language::Vi => format!("không đọc được {path} ({error}); hãy kiểm tra đường dẫn"),
            Language::En => format!("{path} cannot be read ({error}); check the path"),
        }));
    }
    let desk = session.desk(Need::Store).await?;
    let brought = desk
        .import_catalogue_file(file)
        .await
        .map_err(|error| session.failure(error))?;
    session.print(&brought, |out| {
        for edition in &brought.editions {
            writeln!(
                out,
                "{} {edition}",
                session.pick("Đã nhận danh mục", "Taken: catalogue")
            )?;
        }
        for edition in &brought.known {
            let words = session.pick("Máy này đã có danh mục", "Known already: catalogue");
            writeln!(out, "{words} {edition}")?;
        }
        if brought.places {
            writeln!(out, "{}", session.pick("Đã nhận địa danh mới.", "Taken: places."))?;
        }
        if brought.holidays {
            writeln!(
                out,
                "{}",
                session.pick("Đã nhận ngày nghỉ mới.", "Taken: holidays.")
            )?;
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}

/// The national code of a procedure written in any way that means one only.
pub fn code_of(text: &str, edition: Option<&str>) -> Option<String> {
    let edition = Edition {
        edition: edition.unwrap_or(motcua_data::DEFAULT_EDITION).to_owned(),
    };
    let catalogue = edition.load(Language::Vi).ok()?;
    find(&catalogue, &Lineage::default(), text, Language::Vi)
        .ok()
        .map(|procedure| procedure.code.clone())
}

/// One line of `--json`.
#[derive(Serialize)]
struct Line<'a> {
    query: &'a str,
    codes: Vec<&'a str>,
    microseconds: u128,
}

impl Search {
    fn run(self, json: bool, lang: Language) -> Result<(), Failure> {
        let (catalogue, lineage) = self.edition.load_with_past(lang)?;
        let index = Index::build_with_lineage(&catalogue, &Shorthand::bundled(), &lineage);
        let mut out = BufWriter::new(std::io::stdout().lock());
        let texts = match &self.queries {
            Some(path) => read(path, lang)?,
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
            let found = index.search(&query, &NoHabits);
            let microseconds = start.elapsed().as_micros();
            if json {
                let codes = found
                    .hits
                    .iter()
                    .filter_map(|hit| procedure_of(&catalogue, &lineage, hit.procedure_index))
                    .map(|procedure| procedure.code.as_str());
                let line = Line {
                    query: text,
                    codes: codes.collect(),
                    microseconds,
                };
                serde_json::to_writer(&mut out, &line).map_err(std::io::Error::from)?;
                writeln!(out)?;
            } else {
                rows(&mut out, text, (&catalogue, &lineage), &found, lang)?;
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
            audience: self.audience.map(|audience| match audience {
                Audience::CongDan => AudienceChoice::Citizens,
                Audience::ToChuc => AudienceChoice::Organisations,
                Audience::ChuaRo => AudienceChoice::Unknown,
            }),
            fee: self.fee.map(|fee| match fee {
                Fee::Co => FeeChoice::With,
                Fee::Khong => FeeChoice::Without,
                Fee::ChuaRo => FeeChoice::Unknown,
            }),
            list: None,
            limit: self.limit,
            offset: 0,
        }
    }
}

/// A file of queries; what is not UTF-8 in it is replaced, not refused.
fn read(path: &PathBuf, lang: Language) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let done = if path.as_os_str() == "-" {
        std::io::stdin().read_to_end(&mut bytes).map(|_| ())
    } else {
        fs::read(path).map(|read| bytes = read)
    };
    done.map_err(|error| {
        let path = path.display();
        Failure::usage(match lang {
            Language::Vi => format!("không đọc được {path} ({error}); hãy kiểm tra đường dẫn"),
            Language::En => format!("{path} cannot be read ({error}); check the path"),
        })
    })?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn rows(
    out: &mut impl Write,
    text: &str,
    (catalogue, lineage): (&Catalogue, &Lineage),
    found: &Found,
    lang: Language,
) -> std::io::Result<()> {
    writeln!(
        out,
        "{text}: {} {}",
        found.total,
        pick(lang, "thủ tục", "procedures")
    )?;
    for (i, hit) in found.hits.iter().enumerate() {
        let Some(procedure) = procedure_of(catalogue, lineage, hit.procedure_index) else {
            continue;
        };
        let code = procedure.display_code();
        writeln!(out, "{:>3}. {code}  {}", i + 1, procedure.name)?;
        writeln!(out, "     {}", sentence(&hit.why, lang))?;
        if let Some(gone) = gone_of(catalogue, lineage, hit.procedure_index) {
            writeln!(out, "     {}", gone.words(&catalogue.edition, lang))?;
        } else if hit.why.iter().any(|why| matches!(why, Why::OldName { .. })) {
            for former in lineage.former(&procedure.code) {
                writeln!(out, "     {}", former.words(lang))?;
            }
        }
    }
    if let Some(loosen) = &found.loosen {
        writeln!(out, "{}", loosen.words(lang))?;
    }
    Ok(())
}

/// Writes a file that must not be there yet.
pub fn write_new(file: &Path, bytes: &[u8], lang: Language) -> Result<(), Failure> {
    let written = File::create_new(file).and_then(|mut out| {
        let done = out.write_all(bytes).and_then(|()| out.sync_all());
        // half a file is none
        done.inspect_err(|_| drop(fs::remove_file(file)))
    });
    written.map_err(|error| {
        let path = file.display();
        Failure::usage(match lang {
            Language::Vi => format!("không ghi được {path} ({error}); hãy chọn tên tệp khác"),
            Language::En => format!("{path} cannot be written ({error}); choose another name"),
        })
    })
}

/// The procedure of a code, written in any way that means one procedure only.
pub fn find<'c>(
    catalogue: &'c Catalogue,
    lineage: &'c Lineage,
    code: &str,
    lang: Language,
) -> Result<&'c Procedure, Failure> {
    let exact = |p: &&Procedure| p.code.eq_ignore_ascii_case(code) || p.portal_code.as_deref() == Some(code);
    if let Some(procedure) = catalogue.procedures.iter().find(exact) {
        return Ok(procedure);
    }
    let index = Index::build_with_lineage(catalogue, &Shorthand::default(), lineage);
    let query = Query {
        text: code.to_owned(),
        limit: 1,
        ..Query::default()
    };
    let found = index.search(&query, &NoHabits);
    let whole = found.hits.first().filter(|hit| {
        hit.why
            .iter()
            .any(|why| matches!(why, Why::Code { whole: true, .. }))
    });
    match whole.and_then(|hit| procedure_of(catalogue, lineage, hit.procedure_index)) {
        Some(procedure) => Ok(procedure),
        None => Err(Failure::not_found(match lang {
            Language::Vi => format!(
                "không có thủ tục mã “{code}” trong danh mục {}; hãy tìm bằng motcua catalogue search",
                catalogue.edition
            ),
            Language::En => format!(
                "there is no procedure “{code}” in the catalogue {}; look for it with motcua catalogue search",
                catalogue.edition
            ),
        })),
    }
}
