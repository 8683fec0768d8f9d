//! The answers that an identity card gives.

use std::sync::Arc;

use motcua_domain::{
    content::{Answers, FieldValue},
    identity::{
        IdKind, PersonKind,
        card_qr::{CardQr, CardQrError, TypedCode},
        normalise_id,
    },
    language::Language,
    places::Places,
};
use uuid::Uuid;

use super::usecases;
use crate::{
    error::{DeskError, ErrorCode},
    shared::room::Room,
    views::{
        card::{CardHolder, CardRead, ScannedText},
        dossier::FieldChange,
    },
};

/// Reads a scanned card into answers of a dossier. It only reads.
pub(crate) async fn read_card(
    room: &Arc<Room>,
    id: Uuid,
    holder: CardHolder,
    scanned: ScannedText,
) -> Result<CardRead, DeskError> {
    let lang = room.lang();
    let dossier = usecases::dossier(room, id).await?;
    if !dossier.editable {
        return Err(DeskError::not_editable(lang));
    }
    let card = CardQr::read_typed(TypedCode {
        shown: &scanned.shown,
        keys: scanned.keys.as_deref(),
    })
    .map_err(|error| not_a_card(lang, error))?;
    let places = room.shared.shelf().await?.places();
    Ok(answers_of(
        &card,
        holder,
        &dossier.answers,
        places
            .as_deref()
            .map(|places| (places, dossier.places_edition.as_str())),
    ))
}

fn answers_of(
    card: &CardQr,
    holder: CardHolder,
    answers: &Answers,
    places: Option<(&Places, &str)>,
) -> CardRead {
    let prefix = match holder {
        CardHolder::Applicant => "applicant",
        CardHolder::Owner => "owner",
    };
    let given = |field: &str| match answers.get(&format!("{prefix}.{field}")) {
        Some(FieldValue::Text(text)) if !text.trim().is_empty() => Some(text.as_str()),
        _ => None,
    };
    let mut changes = Vec::new();
    let mut set = |field: &str, value: Option<&str>| {
        changes.push(FieldChange {
            path: format!("{prefix}.{field}"),
            value: value.map(|text| FieldValue::Text(text.to_owned())),
        });
    };
    set("full_name", Some(&card.full_name));
    let citizen = given("kind").is_none_or(|kind| PersonKind::parse(kind) == Some(PersonKind::Citizen));
    if !citizen {
        // of an organisation the card names who acts for it; number and address are the organisation's
        return CardRead {
            changes,
            compare: card.damaged,
            place_left: false,
        };
    }
    set("id_kind", Some(IdKind::Cccd.as_str()));
    set("id_number", Some(&card.id.number));
    set(
        "birth_date",
        Some(&card.birth_date.format("%Y-%m-%d").to_string()),
    );
    set("gender", Some(card.gender.as_str()));
    let before = given("id_number").map(normalise_id);
    let another = before.as_deref().is_some_and(|number| number != card.id.number);
    let issued = card.issued_on.map(|day| day.format("%Y-%m-%d").to_string());
    if issued.is_some() || another {
        set("id_issued_on", issued.as_deref());
    }
    if another {
        // what stands there belongs to somebody else, the clerk's own account mostly
        for field in ["id_issued_by", "phone", "email"] {
            if given(field).is_some() {
                set(field, None);
            }
        }
    }
    // an address that stands beside this same number has been seen to already
    let settled = !another && before.is_some() && given("address.province").is_some();
    let mut place_left = false;
    if !settled {
        let located = places.map(|(places, edition)| places.locate(edition, &card.residence));
        let (province, commune) = located.as_ref().map_or((None, None), |l| {
            (l.province.map(|unit| unit.code), l.commune.map(|unit| unit.code))
        });
        let street = located
            .as_ref()
            .map_or(card.residence.as_str(), |l| l.street.as_str());
        set("address.province", province);
        set("address.commune", commune);
        set("address.street", Some(street).filter(|text| !text.is_empty()));
        place_left = province.is_none() || commune.is_none();
    }
    CardRead {
        changes,
        compare: card.damaged,
        place_left,
    }
}

fn not_a_card(lang: Language, error: CardQrError) -> DeskError {
    let (vi, en) = match error {
        CardQrError::NotACard | CardQrError::TooLong => (
            "Mã vừa quét không phải mã QR của thẻ căn cước. Hãy quét mã ở mặt trước của thẻ; những gì đã nhập vẫn được giữ nguyên.",
            "The scanned code is not the QR code of an identity card. Scan the one on the front of the card; everything you typed is kept.",
        ),
        CardQrError::Number => (
            "Số định danh trong mã vừa quét không đúng. Hãy quét lại, hoặc gõ theo thẻ; những gì đã nhập vẫn được giữ nguyên.",
            "The number in the scanned code is not a personal number. Scan again or type it from the card; everything you typed is kept.",
        ),
        CardQrError::Name => (
            "Không đọc được họ tên trong mã vừa quét. Hãy tắt bộ gõ tiếng Việt rồi quét lại, hoặc gõ theo thẻ; những gì đã nhập vẫn được giữ nguyên.",
            "The name in the scanned code cannot be read. Turn the Vietnamese input method off and scan again, or type it from the card; everything you typed is kept.",
        ),
        CardQrError::Date => (
            "Không đọc được ngày trong mã vừa quét. Hãy quét lại, hoặc gõ theo thẻ; những gì đã nhập vẫn được giữ nguyên.",
            "A date in the scanned code cannot be read. Scan again or type it from the card; everything you typed is kept.",
        ),
        CardQrError::Contradiction => (
            "Số định danh, ngày sinh và giới tính trong mã vừa quét không khớp nhau. Hãy quét lại, hoặc đối chiếu với thẻ và gõ tay; những gì đã nhập vẫn được giữ nguyên.",
            "Number, date of birth and sex in the scanned code do not fit together. Scan again, or compare with the card and type; everything you typed is kept.",
        ),
    };
    DeskError::say(ErrorCode::InvalidFields, lang, vi, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(answers: &[(&str, &str)], residence: &str) -> CardRead {
        let card = CardQr::parse(&format!(
            "062099000123|233123456|Nguyễn Văn An|15011999|Nam|{residence}|10052021"
        ))
        .unwrap();
        let answers = answers
            .iter()
            .map(|(path, value)| ((*path).to_owned(), FieldValue::Text((*value).to_owned())))
            .collect();
        let places = Places::from_json(motcua_data::PLACES).unwrap();
        answers_of(&card, CardHolder::Applicant, &answers, Some((&places, "2025-06")))
    }
    fn value<'a>(read: &'a CardRead, field: &str) -> Option<&'a Option<FieldValue>> {
        let path = format!("applicant.{field}");
        read.changes
            .iter()
            .find(|change| change.path == path)
            .map(|change| &change.value)
    }
    fn text(value: &str) -> Option<FieldValue> {
        Some(FieldValue::Text(value.to_owned()))
    }

    #[test]
    fn a_card_gives_everything_it_has() {
        let read = read(&[], "Thôn 1, Đăk La, Đăk Hà, Kon Tum");
        for (field, wanted) in [
            ("full_name", "Nguyễn Văn An"),
            ("id_kind", "cccd"),
            ("id_number", "062099000123"),
            ("birth_date", "1999-01-15"),
            ("gender", "male"),
            ("id_issued_on", "2021-05-10"),
            ("address.province", "62"),
            ("address.street", "Thôn 1"),
        ] {
            assert_eq!(value(&read, field), Some(&text(wanted)), "{field}");
        }
        assert!(
            value(&read, "address.commune").is_some_and(Option::is_some) && !read.place_left && !read.compare
        );
        assert!(value(&read, "phone").is_none(), "a telephone typed before stays");
    }

    #[test]
    fn another_person_leaves_nothing_of_the_one_before() {
        let read = read(
            &[
                ("applicant.id_number", "062 188 000 456"),
                ("applicant.phone", "0912345678"),
                ("applicant.id_issued_by", "Bộ Công an"),
                ("applicant.address.province", "62"),
            ],
            "Đăk Hà",
        );
        for field in ["phone", "id_issued_by", "address.province", "address.commune"] {
            assert_eq!(value(&read, field), Some(&None), "{field}");
        }
        assert_eq!(value(&read, "address.street"), Some(&text("Đăk Hà")));
        assert!(read.place_left);
    }

    #[test]
    fn the_same_person_again_keeps_what_was_put_right() {
        let read = read(
            &[
                ("applicant.id_number", "062099000123"),
                ("applicant.phone", "0912345678"),
                ("applicant.address.province", "64"),
            ],
            "Thôn 1, Đăk La, Đăk Hà, Kon Tum",
        );
        assert!(
            read.changes
                .iter()
                .all(|change| !change.path.contains("address") && !change.path.ends_with("phone"))
        );
    }

    #[test]
    fn of_a_business_the_card_names_who_acts_for_it() {
        let read = read(
            &[
                ("applicant.kind", "business"),
                ("applicant.id_number", "0100109106"),
            ],
            "Kon Tum",
        );
        let paths: Vec<&str> = read.changes.iter().map(|change| change.path.as_str()).collect();
        assert_eq!(paths, ["applicant.full_name"]);
    }
}
