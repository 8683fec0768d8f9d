//! Identity numbers, each as strict as its law allows and no stricter.

use super::{Gender, provinces::PROVINCES};
use crate::{codes, rule::Rule};

/// Digits and letters of an identity number without the blanks, dots and hyphens that people put
/// between them, in upper case.
pub fn normalise_id(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect()
}

fn all_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|b| b.is_ascii_digit())
}

fn digits_of(text: &str) -> impl Iterator<Item = u32> {
    text.bytes().map(|b| u32::from(b - b'0'))
}

/// What a 12-digit personal number says (NĐ 137/2015/NĐ-CP Điều 13; TT 59/2021/TT-BCA Điều 4).
/// It has no check digit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalId {
    /// The twelve digits.
    pub number: String,
    /// Province where the birth was registered; `None`: registered abroad.
    pub province: Option<&'static str>,
    /// Male or female.
    pub gender: Gender,
    /// Year of birth.
    pub birth_year: i32,
}

impl PersonalId {
    /// Reads a number. The first three digits must be a province of the 63, or lie where the
    /// circular keeps the codes of countries (births registered abroad), which are not listed here.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let number = normalise_id(text);
        if !all_digits(&number, 12) {
            return Err(Rule::PersonalIdLength);
        }
        let prefix = &number[..3];
        let province = PROVINCES
            .iter()
            .find(|(code, _)| *code == prefix)
            .map(|(_, name)| *name);
        if province.is_none() && !("101"..="399").contains(&prefix) {
            return Err(Rule::PersonalIdProvince {
                prefix: prefix.to_owned(),
            });
        }
        let digits: Vec<i32> = digits_of(&number).map(|d| d as i32).collect();
        let (century_and_sex, tens, ones) = (digits[3], digits[4], digits[5]);
        let gender = if century_and_sex % 2 == 0 {
            Gender::Male
        } else {
            Gender::Female
        };
        let birth_year = 1900 + century_and_sex / 2 * 100 + tens * 10 + ones;
        Ok(Self {
            number,
            province,
            gender,
            birth_year,
        })
    }
}

/// A 9-digit number of the old identity card.
pub fn parse_cmnd(text: &str) -> Result<String, Rule> {
    let number = normalise_id(text);
    if all_digits(&number, 9) {
        Ok(number)
    } else {
        Err(Rule::CmndLength)
    }
}

/// A passport number: a letter first, 6 to 9 letters and digits in all (ICAO 9303 has room for 9;
/// Vietnamese ones are a letter with 7 or 8 digits).
pub fn parse_passport(text: &str) -> Result<String, Rule> {
    let number = normalise_id(text);
    let bytes = number.as_bytes();
    let fits = (6..=9).contains(&bytes.len())
        && bytes[0].is_ascii_uppercase()
        && bytes.iter().all(u8::is_ascii_alphanumeric)
        && bytes.iter().filter(|b| b.is_ascii_digit()).count() >= 5;
    if fits { Ok(number) } else { Err(Rule::PassportForm) }
}

/// A tax code (mã số thuế).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxCode {
    /// The ten digits of the enterprise.
    pub main: String,
    /// The three digits of a dependent unit (`001` …).
    pub branch: Option<String>,
}

impl TaxCode {
    /// Reads `0100109106`, `0100109106-001` or `0100109106001`. The tenth digit is
    /// 10 − (Σ of the first nine, weighted 31 29 23 19 17 13 7 5 3) mod 11; where that gives 10
    /// no code is issued.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        const WEIGHTS: [u32; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];
        let number = normalise_id(text);
        if !all_digits(&number, 10) && !all_digits(&number, 13) {
            return Err(Rule::TaxCodeLength);
        }
        let (main, branch) = number.split_at(10);
        let sum: u32 = digits_of(main)
            .zip(WEIGHTS)
            .map(|(digit, weight)| digit * weight)
            .sum();
        let last = digits_of(main).last().unwrap_or(0);
        if 10 - sum % 11 != last {
            return Err(Rule::TaxCodeCheckDigit);
        }
        if branch == "000" {
            return Err(Rule::TaxCodeBranch);
        }
        Ok(Self {
            main: main.to_owned(),
            branch: Some(branch.to_owned()).filter(|b| !b.is_empty()),
        })
    }
}

impl std::fmt::Display for TaxCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.branch {
            Some(branch) => write!(f, "{}-{branch}", self.main),
            None => f.write_str(&self.main),
        }
    }
}

/// The code of an agency or organisation: its electronic identification code (QĐ 20/2020/QĐ-TTg,
/// e.g. `000.00.12.H34`, `H34.12`), its tax code, or its 7-digit budget code.
pub fn parse_agency_code(text: &str) -> Result<String, Rule> {
    let code = codes::normalise_code(text);
    if codes::is_agency_code(&code) {
        return Ok(code);
    }
    let number = normalise_id(text);
    if all_digits(&number, 7) {
        return Ok(number);
    }
    match TaxCode::parse(text) {
        Ok(tax_code) => Ok(tax_code.to_string()),
        Err(rule @ Rule::TaxCodeCheckDigit) => Err(rule),
        Err(_) => Err(Rule::AgencyCodeForm),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_personal_number_says_where_when_and_what() {
        let id = PersonalId::parse("062 099 000 123").unwrap();
        assert_eq!(
            (id.province, id.gender, id.birth_year),
            (Some("Kon Tum"), Gender::Male, 1999)
        );
        let id = PersonalId::parse("051304001234").unwrap();
        assert_eq!(
            (id.province, id.gender, id.birth_year),
            (Some("Quảng Ngãi"), Gender::Female, 2004)
        );
        assert_eq!(PersonalId::parse("06209900012"), Err(Rule::PersonalIdLength));
        assert_eq!(PersonalId::parse("06209900012O"), Err(Rule::PersonalIdLength));
        for prefix in ["000", "003", "097", "999"] {
            let refused = PersonalId::parse(&format!("{prefix}099000123"));
            assert_eq!(
                refused,
                Err(Rule::PersonalIdProvince {
                    prefix: prefix.into()
                })
            );
        }
        assert_eq!(
            PersonalId::parse("201099000123").unwrap().province,
            None,
            "born abroad"
        );
    }

    #[test]
    fn tax_codes_of_known_enterprises() {
        for code in ["0100109106", "0101243150", "0300588569", "0100686209"] {
            assert!(TaxCode::parse(code).is_ok(), "{code}");
            let mut wrong = code.as_bytes().to_vec();
            wrong[9] = b'0' + (wrong[9] - b'0' + 1) % 10;
            assert_eq!(
                TaxCode::parse(&String::from_utf8(wrong).unwrap()),
                Err(Rule::TaxCodeCheckDigit)
            );
        }
        assert_eq!(
            TaxCode::parse("0100109106-001").unwrap().to_string(),
            "0100109106-001"
        );
        assert_eq!(
            TaxCode::parse("0100109106001").unwrap().branch.as_deref(),
            Some("001")
        );
        assert_eq!(TaxCode::parse("0100109106-000"), Err(Rule::TaxCodeBranch));
        assert_eq!(TaxCode::parse("010010910"), Err(Rule::TaxCodeLength));
    }

    #[test]
    fn other_numbers() {
        assert_eq!(parse_cmnd("233 123 456").as_deref(), Ok("233123456"));
        assert_eq!(parse_cmnd("23312345"), Err(Rule::CmndLength));
        assert_eq!(parse_passport("c1234567").as_deref(), Ok("C1234567"));
        assert_eq!(parse_passport("CC"), Err(Rule::PassportForm));
        assert_eq!(parse_agency_code("000.00.12.h34").as_deref(), Ok("000.00.12.H34"));
        assert_eq!(parse_agency_code("0100109106").as_deref(), Ok("0100109106"));
        assert_eq!(parse_agency_code("xyz"), Err(Rule::AgencyCodeForm));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_never_passes(nine in 0u64..1_000_000_000, at in 0usize..9, by in 1u8..10) {
            let digits = format!("{nine:09}");
            let valid = (0..10).map(|d| format!("{digits}{d}")).find(|c| TaxCode::parse(c).is_ok());
            if let Some(code) = valid {
                let mut wrong = code.into_bytes();
                wrong[at] = b'0' + (wrong[at] - b'0' + by) % 10;
                prop_assert!(TaxCode::parse(&String::from_utf8(wrong).unwrap()).is_err());
            }
        }

        #[test]
        fn no_text_breaks_the_parsers(text in any::<String>()) {
            let _ = (PersonalId::parse(&text), TaxCode::parse(&text), parse_cmnd(&text), parse_passport(&text), parse_agency_code(&text));
        }
    }
}
