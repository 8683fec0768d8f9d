//! Papers that the officer hands out: Mẫu 01, and the result of training.

use chrono::{DateTime, Datelike, NaiveDate, TimeZone, Utc};
use motcua_domain::{
    answers,
    calendar::local_day,
    catalogue::{Catalogue, TimeUnit},
    content::Answers,
    money::Vnd,
};
use motcua_print::{AckData, AckPaper, Article, ResultData};
use uuid::Uuid;

use super::{
    labels,
    reading::{self, Reading},
};
use crate::{
    clock::viet_nam,
    error::{ApiError, ApiResult},
    state::App,
};

/// A printed file.
pub struct Printed {
    /// Name for people.
    pub name: String,
    /// PDF.
    pub bytes: Vec<u8>,
}

/// Prints off the async threads.
///
/// # Errors
/// When the paper cannot be printed.
pub async fn print<D, F>(data: D, paper: F) -> ApiResult<Vec<u8>>
where
    D: Send + 'static,
    F: FnOnce(&D) -> Result<Vec<u8>, motcua_print::PrintError> + Send + 'static,
{
    let printed = tokio::task::spawn_blocking(move || paper(&data)).await?;
    printed.map_err(|error| ApiError::internal(format!("printing: {error}")))
}

async fn read(app: &App, uid: Uuid) -> ApiResult<Reading> {
    let app_in = app.clone();
    app.db.read(move |db| reading::read(db, &app_in, uid)).await
}

fn text(answers: &Answers, path: &str) -> String {
    answers::text(answers, path).unwrap_or_default().to_owned()
}

/// The person or organisation under `prefix`.
fn name_of(answers: &Answers, prefix: &str) -> String {
    let organisation = text(answers, &format!("{prefix}.organisation_name"));
    let citizen = answers::text(answers, &format!("{prefix}.kind")).is_none_or(|kind| kind == "citizen");
    if citizen || organisation.is_empty() {
        text(answers, &format!("{prefix}.full_name"))
    } else {
        organisation
    }
}

fn owner_prefix(answers: &Answers) -> &'static str {
    if answers::flag(answers, "owner.same_as_applicant").unwrap_or(true) {
        "applicant"
    } else {
        "owner"
    }
}

fn address(app: &App, dossier: &Reading, prefix: &str) -> String {
    let answers = &dossier.row.content.answers;
    app.catalogues.places.address_line(
        &dossier.found.catalogue.places_edition,
        &text(answers, &format!("{prefix}.address.province")),
        &text(answers, &format!("{prefix}.address.commune")),
        &text(answers, &format!("{prefix}.address.street")),
    )
}

/// The agency above all others of an edition: the people's committee of the province.
fn province(catalogue: &Catalogue) -> &str {
    catalogue
        .agencies
        .iter()
        .find(|agency| agency.parent.is_none())
        .map_or("", |agency| agency.name.as_str())
}

fn place_and_date(catalogue: &Catalogue, day: NaiveDate) -> String {
    let name = province(catalogue);
    let place = ["Ủy ban nhân dân tỉnh ", "Ủy ban nhân dân thành phố "]
        .into_iter()
        .find_map(|start| name.strip_prefix(start))
        .unwrap_or(name);
    format!("{place}, {}", day_in_words(day))
}

fn procedure_code(dossier: &Reading) -> String {
    let procedure = dossier.found.procedure();
    procedure
        .portal_code
        .clone()
        .unwrap_or_else(|| procedure.code.clone())
}

/// `08 giờ 30 phút, ngày 01 tháng 4 năm 2022`.
fn moment(at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&viet_nam());
    format!(
        "{}, {}",
        local.format("%H giờ %M phút"),
        day_in_words(local.date_naive())
    )
}

/// `ngày 01 tháng 4 năm 2022`: days below 10 and the months 1 and 2 get a zero before them
/// (NĐ 30/2020/NĐ-CP, Phụ lục I).
fn day_in_words(day: NaiveDate) -> String {
    let month = day.month();
    let zero = if month < 3 { "0" } else { "" };
    format!("ngày {:02} tháng {zero}{month} năm {}", day.day(), day.year())
}

/// Giấy tiếp nhận hồ sơ và hẹn trả kết quả (Mẫu số 01, TT 03/2025/TT-VPCP) of a dossier that was
/// accepted.
///
/// # Errors
/// 404; 409 `wrong_state` before it was accepted.
pub async fn acknowledgement(app: &App, uid: Uuid) -> ApiResult<Printed> {
    let dossier = read(app, uid).await?;
    let Some(received_at) = dossier.row.received_at else {
        return Err(ApiError::wrong_state(
            "Hồ sơ chưa được tiếp nhận nên chưa có giấy tiếp nhận và hẹn trả kết quả.",
            "The dossier was not accepted yet, so there is no acknowledgement.",
        ));
    };
    let answers = &dossier.row.content.answers;
    let owner = owner_prefix(answers);
    let code = dossier.row.code.clone().unwrap_or_default();
    let data = AckData {
        parent_agency: province(&dossier.found.catalogue).to_owned(),
        agency: app.config.unit_name.clone(),
        place_and_date: place_and_date(&dossier.found.catalogue, local_day(received_at)),
        lookup_key: dossier.row.lookup_key.clone().unwrap_or_default(),
        procedure_code: procedure_code(&dossier),
        received_from: name_of(answers, "applicant"),
        id_number: text(answers, "applicant.id_number"),
        address: address(app, &dossier, "applicant"),
        phone: text(answers, "applicant.phone"),
        email: text(answers, "applicant.email"),
        request: dossier.row.procedure_name.clone(),
        owner: name_of(answers, owner),
        owner_address: address(app, &dossier, owner),
        fee_collection: if dossier.shown.obligations.is_empty() {
            "Không thu qua Cổng"
        } else {
            "Trực tuyến"
        }
        .to_owned(),
        papers: ack_papers(&dossier),
        sets: 1,
        duration: duration(&dossier),
        received_at: moment(received_at),
        due_at: due(app, &dossier, received_at),
        delivery: delivery(app, &dossier),
        fees: fees(&dossier),
        book: String::new(),
        entry: String::new(),
        officer: String::new(),
        training: app.config.training,
        code: code.clone(),
    };
    let bytes = print(data, motcua_print::acknowledgement).await?;
    Ok(Printed {
        name: format!("giay-tiep-nhan-{code}.pdf"),
        bytes,
    })
}

/// One line per component: how many electronic copies were handed in.
fn ack_papers(dossier: &Reading) -> Vec<AckPaper> {
    dossier
        .found
        .procedure()
        .components
        .iter()
        .flatten()
        .filter_map(|component| {
            let files = dossier
                .papers
                .iter()
                .filter(|(paper, _)| paper.component == component.code)
                .count();
            (files > 0).then(|| AckPaper {
                name: component.name.clone(),
                copies: format!("{files} (bản điện tử)"),
                ..AckPaper::default()
            })
        })
        .collect()
}

fn duration(dossier: &Reading) -> String {
    dossier.found.procedure().processing.map_or_else(
        || "chưa rõ".to_owned(),
        |time| {
            let unit = match time.unit {
                TimeUnit::WorkingDays => "ngày làm việc",
                TimeUnit::Days => "ngày",
                TimeUnit::Hours => "giờ làm việc",
            };
            format!("{} {unit}", time.value)
        },
    )
}

fn due(app: &App, dossier: &Reading, received_at: DateTime<Utc>) -> String {
    let Some(time) = dossier.found.procedure().processing else {
        return "chưa rõ".to_owned();
    };
    let at = app.catalogues.calendar.due_at(received_at, time, &dossier.pauses);
    // While the clock stands still the day that was promised stays on paper.
    match dossier.row.due_on {
        Some(day) if day != local_day(at) => day
            .and_hms_opt(17, 0, 0)
            .and_then(|end| viet_nam().from_local_datetime(&end).single())
            .map_or_else(|| moment(at), |end| moment(end.to_utc())),
        _ => moment(at),
    }
}

fn delivery(app: &App, dossier: &Reading) -> String {
    if answers::flag(&dossier.row.content.answers, "delivery.wanted").unwrap_or(false) {
        format!("{} (qua bưu chính công ích)", address(app, dossier, "delivery"))
    } else {
        format!("Cổng dịch vụ công và {}", app.config.unit_name)
    }
}

fn fees(dossier: &Reading) -> String {
    let total: Vnd = dossier.shown.obligations.iter().map(|owed| owed.total).sum();
    let illustrative = dossier.shown.obligations.iter().any(|owed| owed.illustrative);
    match total {
        Vnd(0) => String::new(),
        total if illustrative => format!("{total} (mức minh họa)"),
        total => total.to_string(),
    }
}

/// The result as training makes it, marked as having no legal effect.
///
/// # Errors
/// When it cannot be printed.
pub async fn training_licence(app: &App, uid: Uuid) -> ApiResult<Printed> {
    let dossier = read(app, uid).await?;
    let answers = &dossier.row.content.answers;
    let owner = owner_prefix(answers);
    let holder = name_of(answers, owner);
    let code = dossier.row.code.clone().unwrap_or_default();
    let today = local_day(app.now());
    let title = title(dossier.found.procedure().result.as_deref());
    let groups = labels::groups(
        answers,
        dossier.found.form(),
        &app.catalogues.places,
        &dossier.found.catalogue.places_edition,
    );
    let terms = groups
        .into_iter()
        .filter(|group| group.title == labels::FORM)
        .flat_map(|group| group.lines)
        .filter(|line| line.label != "Ghi chú")
        .map(|line| (line.label, line.value))
        .collect();
    let mut grounds: Vec<String> = dossier
        .found
        .procedure()
        .legal_basis
        .iter()
        .take(4)
        .map(|act| format!("Căn cứ {act};"))
        .collect();
    grounds.push(format!(
        "Xét hồ sơ {code} của {holder} nộp trên Cổng dịch vụ công."
    ));
    let article = |text: &str, terms: Vec<(String, String)>| Article {
        text: text.to_owned(),
        terms,
    };
    let data = ResultData {
        parent_agency: province(&dossier.found.catalogue).to_owned(),
        agency: dossier.row.agency_name.clone(),
        number: format!("Số: {}/KQ-TH", code.rsplit('-').next().unwrap_or_default()),
        place_and_date: place_and_date(&dossier.found.catalogue, today),
        title,
        code: code.clone(),
        procedure_code: procedure_code(&dossier),
        holder_id: text(answers, &format!("{owner}.id_number")),
        grounds,
        articles: vec![
            article(
                &format!("Giải quyết cho {holder} theo đề nghị trong hồ sơ {code}, với các nội dung sau:"),
                terms,
            ),
            article(
                "Kết quả này được tạo để tập huấn, không có giá trị pháp lý và không thay thế bất kỳ giấy phép nào.",
                Vec::new(),
            ),
        ],
        holder,
        signer_title: String::new(),
        signer: app.config.officer.automatic_name.clone(),
    };
    let bytes = print(data, motcua_print::licence).await?;
    Ok(Printed {
        name: format!("ket-qua-{code}.pdf"),
        bytes,
    })
}

/// `GIẤY PHÉP THĂM DÒ NƯỚC DƯỚI ĐẤT` from what the catalogue says of the result; long prose gives a
/// general title.
fn title(result: Option<&str>) -> String {
    const GENERAL: &str = "KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH";
    let Some(result) = result else {
        return GENERAL.to_owned();
    };
    let short = [" (", " theo ", " hoặc ", " đối với ", ", "]
        .into_iter()
        .filter_map(|end| result.find(end))
        .min()
        .map_or(result, |end| &result[..end]);
    let short = short.trim().trim_start_matches("Cấp ").trim_end_matches('.');
    if short.is_empty() || short.chars().count() > 70 {
        GENERAL.to_owned()
    } else {
        short.to_uppercase()
    }
}

#[cfg(test)]
mod tests {
    use super::title;

    #[test]
    fn titles_of_results() {
        assert_eq!(
            title(Some("Giấy phép thăm dò nước dưới đất")),
            "GIẤY PHÉP THĂM DÒ NƯỚC DƯỚI ĐẤT"
        );
        assert_eq!(
            title(Some("Giấy phép thăm dò nước dưới đất (gia hạn, điều chỉnh)")),
            "GIẤY PHÉP THĂM DÒ NƯỚC DƯỚI ĐẤT"
        );
        assert_eq!(
            title(Some(
                "Cấp giấy phép thăm dò nước dưới đất đối với công trình có quy mô dưới 5.000m3/ngày đêm theo Mẫu 19"
            )),
            "GIẤY PHÉP THĂM DÒ NƯỚC DƯỚI ĐẤT"
        );
        assert_eq!(title(None), "KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH");
    }
}
