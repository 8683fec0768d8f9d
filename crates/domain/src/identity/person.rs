//! The check of one person or organisation, on an account or in a dossier.

use chrono::{Datelike, NaiveDate};

use super::{Gender, PersonKind, PersonalId, TaxCode, contact, number};
use crate::{language::Language, problem::Problems, rule::Rule};

/// Kinds of identity numbers (`applicant.id_kind`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IdKind {
    /// 12-digit personal number (căn cước).
    Cccd,
    /// 9-digit number of the old card.
    Cmnd,
    /// Passport.
    Passport,
    /// Tax code.
    TaxCode,
    /// Code of an agency or organisation.
    AgencyCode,
}

impl IdKind {
    const ALL: [Self; 5] = [
        Self::Cccd,
        Self::Cmnd,
        Self::Passport,
        Self::TaxCode,
        Self::AgencyCode,
    ];

    /// The answer's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cccd => "cccd",
            Self::Cmnd => "cmnd",
            Self::Passport => "passport",
            Self::TaxCode => "tax_code",
            Self::AgencyCode => "agency_code",
        }
    }

    /// Reads the answer's word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == text)
    }

    /// The kind of number that somebody of this kind gave, by its shape; `None`: a citizen's number
    /// of no known shape.
    pub fn guess(kind: PersonKind, id_number: &str) -> Option<Self> {
        match kind {
            PersonKind::Business => Some(Self::TaxCode),
            PersonKind::Organisation => Some(Self::AgencyCode),
            PersonKind::Citizen => {
                let id = number::normalise_id(id_number);
                let digits = id.bytes().all(|b| b.is_ascii_digit());
                match id.len() {
                    10..=13 if digits => Some(Self::Cccd),
                    8 | 9 if digits => Some(Self::Cmnd),
                    6..=9 if !digits => Some(Self::Passport),
                    _ => None,
                }
            }
        }
    }
}

/// An identity number as it is stored and compared.
pub fn normalise_id_number(kind: IdKind, text: &str) -> Result<String, Rule> {
    match kind {
        IdKind::Cccd => PersonalId::parse(text).map(|id| id.number),
        IdKind::Cmnd => number::parse_cmnd(text),
        IdKind::Passport => number::parse_passport(text),
        IdKind::TaxCode => TaxCode::parse(text).map(|code| code.to_string()),
        IdKind::AgencyCode => number::parse_agency_code(text),
    }
}

/// A person or organisation, borrowed from wherever it is kept. Blank texts count as not given.
#[derive(Debug, Clone, Copy)]
pub struct PersonFields<'a> {
    /// Which of the three.
    pub kind: PersonKind,
    /// Person's name; the contact's for an organisation.
    pub full_name: &'a str,
    /// Organisation's name.
    pub organisation_name: &'a str,
    /// Kind of number; `None`: told by its shape.
    pub id_kind: Option<IdKind>,
    /// Number.
    pub id_number: &'a str,
    /// Day of issue.
    pub id_issued_on: Option<NaiveDate>,
    /// Day of birth.
    pub birth_date: Option<NaiveDate>,
    /// Male or female.
    pub gender: Option<Gender>,
    /// Telephone.
    pub phone: &'a str,
    /// Whether there must be a telephone number.
    pub phone_required: bool,
    /// E-mail.
    pub email: &'a str,
    /// Whether there must be an e-mail address.
    pub email_required: bool,
}

struct Labels {
    full_name: &'static str,
    contact_name: &'static str,
    business_name: &'static str,
    organisation_name: &'static str,
    id_number: &'static str,
    tax_code: &'static str,
    agency_code: &'static str,
    id_issued_on: &'static str,
    birth_date: &'static str,
    phone: &'static str,
    email: &'static str,
}

const VI: Labels = Labels {
    full_name: "Họ và tên",
    contact_name: "Họ và tên người đại diện",
    business_name: "Tên doanh nghiệp",
    organisation_name: "Tên cơ quan, tổ chức",
    id_number: "Số định danh/CMND/Hộ chiếu",
    tax_code: "Mã số thuế",
    agency_code: "Mã cơ quan",
    id_issued_on: "Ngày cấp",
    birth_date: "Ngày sinh",
    phone: "Số điện thoại",
    email: "Thư điện tử",
};

const EN: Labels = Labels {
    full_name: "Full name",
    contact_name: "Name of the representative",
    business_name: "Name of the business",
    organisation_name: "Name of the agency or organisation",
    id_number: "Personal number/ID card/Passport",
    tax_code: "Tax code",
    agency_code: "Agency code",
    id_issued_on: "Date of issue",
    birth_date: "Date of birth",
    phone: "Telephone",
    email: "E-mail",
};

/// Adds all that is wrong with a person; `prefix` (`"applicant."`, `"details."`, `""`) is put before
/// each field's name. Numbers are cross-checked with date of birth and gender where those are given.
pub fn check_person(person: &PersonFields<'_>, prefix: &str, today: NaiveDate, problems: &mut Problems) {
    let labels = match problems.lang() {
        Language::Vi => &VI,
        Language::En => &EN,
    };
    let path = |field: &str| format!("{prefix}{field}");

    let is_citizen = person.kind == PersonKind::Citizen;
    if !is_citizen {
        let name = person.organisation_name.trim();
        let label = if person.kind == PersonKind::Business {
            labels.business_name.to_owned()
        } else {
            labels.organisation_name.to_owned()
        };
        match name.chars().count() {
            0 => problems.add(path("organisation_name"), &Rule::Required { label }),
            1 => problems.add(path("organisation_name"), &Rule::TextTooShort { label, limit: 2 }),
            2..=300 => {}
            _ => problems.add(
                path("organisation_name"),
                &Rule::TextTooLong { label, limit: 300 },
            ),
        }
    }
    let name_label = if is_citizen {
        labels.full_name
    } else {
        labels.contact_name
    };
    problems.take(
        path("full_name"),
        contact::normalise_name(person.full_name, name_label),
    );

    check_number(person, labels, &path, today, problems);

    for (field, given, label) in [
        ("id_issued_on", person.id_issued_on, labels.id_issued_on),
        ("birth_date", person.birth_date, labels.birth_date),
    ] {
        let Some(day) = given else { continue };
        let earliest = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap_or(NaiveDate::MIN);
        if day > today {
            problems.add(
                path(field),
                &Rule::DateInFuture {
                    label: label.to_owned(),
                },
            );
        } else if day < earliest {
            problems.add(
                path(field),
                &Rule::DateTooEarly {
                    label: label.to_owned(),
                    earliest,
                },
            );
        }
    }
    if let (Some(issued), Some(born)) = (person.id_issued_on, person.birth_date)
        && issued < born
    {
        problems.add(path("id_issued_on"), &Rule::IssuedBeforeBirth);
    }

    if !person.phone.trim().is_empty() {
        problems.take(path("phone"), contact::normalise_phone(person.phone));
    } else if person.phone_required {
        problems.add(
            path("phone"),
            &Rule::Required {
                label: labels.phone.to_owned(),
            },
        );
    }
    if !person.email.trim().is_empty() {
        problems.take(path("email"), contact::normalise_email(person.email));
    } else if person.email_required {
        problems.add(
            path("email"),
            &Rule::Required {
                label: labels.email.to_owned(),
            },
        );
    }
}

fn check_number(
    person: &PersonFields<'_>,
    labels: &Labels,
    path: &dyn Fn(&str) -> String,
    today: NaiveDate,
    problems: &mut Problems,
) {
    if person.id_number.trim().is_empty() {
        let label = match (person.id_kind, person.kind) {
            (Some(IdKind::TaxCode), _) | (None, PersonKind::Business) => labels.tax_code,
            (Some(IdKind::AgencyCode), _) | (None, PersonKind::Organisation) => labels.agency_code,
            _ => labels.id_number,
        };
        return problems.add(
            path("id_number"),
            &Rule::Required {
                label: label.to_owned(),
            },
        );
    }
    let Some(kind) = person
        .id_kind
        .or_else(|| IdKind::guess(person.kind, person.id_number))
    else {
        return problems.add(path("id_number"), &Rule::IdNumberForm);
    };
    if kind != IdKind::Cccd {
        problems.take(path("id_number"), normalise_id_number(kind, person.id_number));
        return;
    }
    let Some(id) = problems.take(path("id_number"), PersonalId::parse(person.id_number)) else {
        return;
    };
    if id.birth_year > today.year() {
        problems.add(path("id_number"), &Rule::PersonalIdYear { year: id.birth_year });
    }
    if person.birth_date.is_some_and(|born| born.year() != id.birth_year) {
        problems.add(
            path("birth_date"),
            &Rule::BirthYearDiffers {
                in_number: id.birth_year,
            },
        );
    }
    if person.gender.is_some_and(|gender| gender != id.gender) {
        problems.add(
            path("gender"),
            &Rule::GenderDiffers {
                male_in_number: id.gender == Gender::Male,
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::FieldProblem;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    fn citizen() -> PersonFields<'static> {
        PersonFields {
            kind: PersonKind::Citizen,
            full_name: "Nguyễn Văn An",
            organisation_name: "",
            id_kind: None,
            id_number: "062099000123",
            id_issued_on: Some(day(2021, 5, 10)),
            birth_date: Some(day(1999, 1, 15)),
            gender: Some(Gender::Male),
            phone: "0912 345 678",
            phone_required: true,
            email: "an@example.vn",
            email_required: true,
        }
    }

    fn codes(person: &PersonFields<'_>) -> Vec<(String, String)> {
        let mut problems = Problems::new(Language::Vi);
        check_person(person, "p.", day(2022, 5, 4), &mut problems);
        problems
            .into_vec()
            .into_iter()
            .map(|FieldProblem { path, code, .. }| (path, code))
            .collect()
    }

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter()
            .map(|(p, c)| ((*p).to_owned(), (*c).to_owned()))
            .collect()
    }

    #[test]
    fn a_good_person_passes() {
        assert_eq!(codes(&citizen()), []);
        assert_eq!(
            codes(&PersonFields {
                id_number: "233123456",
                ..citizen()
            }),
            [],
            "old card"
        );
        assert_eq!(
            codes(&PersonFields {
                id_number: "C1234567",
                ..citizen()
            }),
            [],
            "passport"
        );
    }

    #[test]
    fn number_date_and_gender_are_compared() {
        let person = PersonFields {
            birth_date: Some(day(1998, 1, 15)),
            gender: Some(Gender::Female),
            ..citizen()
        };
        assert_eq!(
            codes(&person),
            pairs(&[
                ("p.birth_date", "birth_year_differs"),
                ("p.gender", "gender_differs")
            ])
        );
        // the number of somebody born after today
        let person = PersonFields {
            id_number: "062223000123",
            birth_date: None,
            gender: None,
            ..citizen()
        };
        assert_eq!(codes(&person), pairs(&[("p.id_number", "id_number_year")]));
        let person = PersonFields {
            id_issued_on: Some(day(1998, 1, 1)),
            ..citizen()
        };
        assert_eq!(
            codes(&person),
            pairs(&[("p.id_issued_on", "issued_before_birth")])
        );
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let person = PersonFields {
            full_name: "",
            id_number: "06209900012",
            phone: "1",
            email: "a",
            id_issued_on: Some(day(2022, 5, 5)),
            ..citizen()
        };
        assert_eq!(
            codes(&person),
            pairs(&[
                ("p.full_name", "required"),
                ("p.id_number", "id_number_length"),
                ("p.id_issued_on", "date_in_future"),
                ("p.phone", "phone_form"),
                ("p.email", "email_form"),
            ])
        );
    }

    #[test]
    fn organisations_have_codes_of_their_own() {
        let business = PersonFields {
            kind: PersonKind::Business,
            organisation_name: "Công ty TNHH Nước sạch",
            id_number: "0100109106-001",
            birth_date: None,
            gender: None,
            ..citizen()
        };
        assert_eq!(codes(&business), []);
        let wrong = PersonFields {
            id_number: "0100109105",
            organisation_name: " ",
            ..business
        };
        assert_eq!(
            codes(&wrong),
            pairs(&[
                ("p.organisation_name", "required"),
                ("p.id_number", "tax_code_check_digit")
            ])
        );
        // Named as the form names it, which asks a business and an agency differently.
        for (kind, lang, label) in [
            (PersonKind::Business, Language::Vi, "Tên doanh nghiệp"),
            (PersonKind::Organisation, Language::Vi, "Tên cơ quan, tổ chức"),
            (PersonKind::Business, Language::En, "Name of the business"),
            (
                PersonKind::Organisation,
                Language::En,
                "Name of the agency or organisation",
            ),
        ] {
            let person = PersonFields {
                kind,
                organisation_name: "",
                ..business
            };
            let mut problems = Problems::new(lang);
            check_person(&person, "", day(2022, 5, 4), &mut problems);
            let said = problems.into_vec();
            assert!(said[0].message.contains(label), "{}", said[0].message);
        }
    }
}
