//! One A5 sheet about a procedure.

use motcua_domain::{
    catalogue::{Component, Fee},
    catalogue_words as words,
    language::Language,
};
use motcua_print::{PrintError, SheetData, SheetFact, SheetFee, SheetPaper, procedure_sheet};

use super::{
    printing::Printing,
    this_case::{amount, weigh_case},
};
use crate::views::catalogue::{CaseNeed, CaseView};

/// Of which papers one is enough: the groups that have more than one of those asked for.
fn groups<'c>(papers: &[(&'c Component, CaseNeed)]) -> Vec<&'c str> {
    let mut groups: Vec<&str> = Vec::new();
    let all = || papers.iter().filter_map(|(paper, _)| paper.group.as_deref());
    for group in all() {
        if !groups.contains(&group) && all().filter(|other| *other == group).count() > 1 {
            groups.push(group);
        }
    }
    groups
}

impl Printing<'_> {
    /// The sheet as PDF.
    ///
    /// # Errors
    /// See [`PrintError`].
    pub fn sheet(&self) -> Result<Vec<u8>, PrintError> {
        procedure_sheet(&self.sheet_data())
    }

    fn sheet_data(&self) -> SheetData {
        let Self {
            catalogue,
            procedure,
            lang,
            ..
        } = *self;
        let case = weigh_case(procedure, catalogue.form(&procedure.form), self.value);
        let papers: Vec<(&Component, CaseNeed)> = (procedure.components.iter().flatten())
            .zip(case.papers.iter().map(|paper| paper.need))
            .filter(|(_, need)| *need != CaseNeed::NotNeeded)
            .collect();
        let groups = groups(&papers);
        let fees = self.fees(&case);
        let date = self.today.format("%d/%m/%Y");
        let (edition, version) = (&catalogue.edition, catalogue.version);
        SheetData {
            lang: self.pick("vi", "en"),
            heading: self.pick("Tờ hướng dẫn thủ tục", "Procedure at a glance"),
            code: procedure.display_code().to_owned(),
            name: procedure.name.clone(),
            facts: self.facts(&case),
            papers_title: self.pick("Giấy tờ cần có", "What to bring"),
            papers_note: self.papers_note(&groups),
            papers: (papers.iter())
                .map(|(component, need)| self.paper(component, *need, &groups))
                .collect(),
            fees_title: self.pick("Phí, lệ phí", "Fees"),
            fees_note: self.fees_note(&fees, case.fees_open),
            fees,
            basis_title: self.pick("Căn cứ pháp lý", "Legal basis"),
            basis: match procedure.legal_basis.as_slice() {
                [] => self.pick("Chưa rõ căn cứ pháp lý.", "The legal basis is not known."),
                acts => acts.join("; "),
            },
            source: match lang {
                Language::Vi => format!("Danh mục {edition} (bản {version}), in ngày {date}"),
                Language::En => format!("Catalogue {edition} (version {version}), printed on {date}"),
            },
            training: self.training,
        }
    }

    fn facts(&self, case: &CaseView) -> Vec<SheetFact> {
        let Self { procedure, lang, .. } = *self;
        let unknown = || words::unknown(lang).to_owned();
        let mut facts = Vec::new();
        let mut fact = |vi, en, value, weighty| {
            facts.push(SheetFact {
                label: self.pick(vi, en),
                value,
                weighty,
            });
        };
        if let (Some(ask), Some(value)) = (&case.ask, amount(self.value)) {
            let unit = ask.unit.as_deref().unwrap_or_default();
            let entered = format!("{}: {} {unit}", ask.label, words::number(value, lang));
            let entered = entered.trim_end();
            let said = match &case.case {
                Some(name) => format!("{name} ({entered})"),
                None => entered.to_owned(),
            };
            fact("Trường hợp", "Case", said, true);
        }
        let time = words::time(procedure.processing, lang);
        fact("Thời hạn giải quyết", "Time limit", time, true);
        let result = procedure.result.clone().unwrap_or_else(unknown);
        fact("Kết quả", "Result", result, false);
        let place = self.pick(
            "Bộ phận Một cửa của cơ quan thực hiện, hoặc tại nhà qua bưu chính nếu đăng ký",
            "The agency's one-stop office, or at home by post if asked for",
        );
        fact("Nhận kết quả", "Where it comes", place, false);
        let agency = self.catalogue.agency_name(procedure);
        fact("Cơ quan thực hiện", "Agency", agency.to_owned(), false);
        let audience = words::audience(procedure.audience, lang);
        fact("Đối tượng thực hiện", "Applicants", audience.to_owned(), false);
        let level = (procedure.level).map_or_else(unknown, |level| level.to_string());
        fact("Mức độ dịch vụ công", "Online level", level, false);
        facts
    }

    fn papers_note(&self, groups: &[&str]) -> String {
        match &self.procedure.components {
            None => self.pick(
                "Chưa rõ thành phần hồ sơ của thủ tục này; hãy hỏi cơ quan thực hiện.",
                "The papers of this procedure are not known; ask the agency.",
            ),
            Some(papers) if papers.is_empty() => {
                self.pick("Không yêu cầu giấy tờ kèm theo.", "No papers are asked for.")
            }
            Some(_) if !groups.is_empty() => self.pick(
                "Ít nhất một trong các giấy tờ cùng nhóm phải có.",
                "At least one paper of each group must be there.",
            ),
            Some(_) => String::new(),
        }
    }

    fn paper(&self, component: &Component, need: CaseNeed, groups: &[&str]) -> SheetPaper {
        let group = (groups.iter())
            .position(|group| component.group.as_deref() == Some(group))
            .map(|at| format!("{} {}", self.pick("nhóm", "group"), at + 1));
        let notes: Vec<&str> = [&component.form, &component.note, &group]
            .into_iter()
            .filter_map(|note| note.as_deref())
            .collect();
        let stated = component.originals.is_some() || component.copies.is_some();
        SheetPaper {
            name: component.name.clone(),
            note: notes.join(" · "),
            copies: if stated {
                words::copies(component, self.lang)
            } else {
                self.pick("chưa rõ số bản", "number not known")
            },
            need: match need {
                CaseNeed::Required => self.pick("bắt buộc", "required"),
                CaseNeed::Optional => self.pick("nếu có", "if there is one"),
                CaseNeed::NotNeeded => String::new(),
                CaseNeed::Undecided => {
                    let form = self.catalogue.form(&self.procedure.form);
                    words::requirement(component, form, self.lang)
                }
            },
        }
    }

    fn fees(&self, case: &CaseView) -> Vec<SheetFee> {
        let form = self.catalogue.form(&self.procedure.form);
        // what is not decided yet names its tier, unless its own name does
        let tier = |fee: &Fee| {
            let when = fee.when.as_ref()?;
            let bounds = [when.at_least, when.above, when.below, when.at_most];
            let bounds: Vec<f64> = bounds.into_iter().flatten().collect();
            let number = |bound: &f64| words::number(*bound, Language::Vi);
            let named = !bounds.is_empty() && bounds.iter().all(|bound| fee.name.contains(&number(bound)));
            (!named).then(|| words::condition(when, form, self.lang))
        };
        let stated = self.procedure.fees.iter().flatten();
        stated
            .filter_map(|fee| {
                let here = case.fees.iter().find(|one| one.id == fee.id)?;
                Some(SheetFee {
                    name: fee.name.clone(),
                    tier: (!here.applies).then(|| tier(fee)).flatten().unwrap_or_default(),
                    amount: words::amount(fee, self.training, self.lang),
                })
            })
            .collect()
    }

    fn fees_note(&self, shown: &[SheetFee], open: bool) -> String {
        match (&self.procedure.fees, shown) {
            (None, _) => self.pick(
                "Chưa rõ phí, lệ phí của thủ tục này; hãy hỏi cơ quan thực hiện.",
                "The fees of this procedure are not known; ask the agency.",
            ),
            (Some(all), _) if all.is_empty() => self.pick("Không thu phí, lệ phí.", "No fee."),
            (Some(_), []) => self.pick(
                "Danh mục không có mức phí nào cho trường hợp này; hãy hỏi cơ quan thực hiện.",
                "The catalogue states no fee for this case; ask the agency.",
            ),
            _ if open => self.pick(
                "Tùy trường hợp; cơ quan thực hiện thông báo số phải nộp.",
                "Depends on the case; the agency says what is to be paid.",
            ),
            _ => self.pick(
                "Cơ quan thực hiện thông báo số phải nộp.",
                "The agency says what is to be paid.",
            ),
        }
    }
}
