//! The QR code on the front of the identity card.
//!
//! Text of seven fields parted by `|`: number, old 9-digit number (may be empty), name, date of
//! birth (ddMMyyyy), Nam/Nữ, residence, date of issue (ddMMyyyy). Cards since 2024 may have more.
//! Scanners type it like a keyboard, so a Vietnamese input method may have mangled it.

use chrono::NaiveDate;

use super::{Gender, PersonalId, contact::normalise_name, number::parse_cmnd, typed};
use crate::fold;

/// What a card's QR code says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardQr {
    /// The personal number.
    pub id: PersonalId,
    /// The old 9-digit number.
    pub old_number: Option<String>,
    /// Name in NFC.
    pub full_name: String,
    /// Date of birth.
    pub birth_date: NaiveDate,
    /// Male or female.
    pub gender: Gender,
    /// Place of residence as printed.
    pub residence: String,
    /// Date of issue, where it is there.
    pub issued_on: Option<NaiveDate>,
    /// The letters look damaged on their way (wrong encoding, input method on): show the name and
    /// the residence to be compared with the card.
    pub damaged: bool,
}

/// Why a text is not a card's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CardQrError {
    /// Far longer than any card's.
    #[error("the code is too long for an identity card; scan the QR code on the front of the card")]
    TooLong,
    /// Not the fields of a card.
    #[error("this is not the QR code of an identity card; scan the one on the front of the card")]
    NotACard,
    /// The number is none.
    #[error("the number in the code is not a personal number; scan again or type it in")]
    Number,
    /// The name has no letters or strange signs.
    #[error("the name in the code cannot be read; turn the Vietnamese input method off and scan again")]
    Name,
    /// A date cannot be read.
    #[error("a date in the code cannot be read; scan again or type the details in")]
    Date,
    /// Number, date of birth and gender contradict each other.
    #[error("the fields of the code contradict each other; compare them with the card and type them in")]
    Contradiction,
}

const LONGEST: usize = 1024;

impl CardQr {
    /// Reads a scanned text. Nothing of it is trusted until it fits.
    pub fn parse(text: &str) -> Result<Self, CardQrError> {
        if text.len() > LONGEST {
            return Err(CardQrError::TooLong);
        }
        let fields: Vec<&str> = text
            .trim_matches(['\u{feff}', '\0', '\r', '\n', ' ', '\t'])
            .split('|')
            .map(str::trim)
            .collect();
        let [number, old_number, name, birth, gender, residence, rest @ ..] = fields.as_slice() else {
            return Err(CardQrError::NotACard);
        };
        if number.chars().any(|c| !c.is_ascii_digit()) {
            return Err(CardQrError::Number);
        }
        let id = PersonalId::parse(number).map_err(|_| CardQrError::Number)?;
        let birth_date = day_month_year(birth).ok_or(CardQrError::Date)?;
        let gender = match fold::fold(gender).as_str() {
            "nam" => Gender::Male,
            "nu" => Gender::Female,
            // broken letters leave at least the beginning
            other if other.starts_with("na") => Gender::Male,
            other if other.starts_with('n') => Gender::Female,
            _ => return Err(CardQrError::Contradiction),
        };
        if id.birth_year != chrono::Datelike::year(&birth_date) || id.gender != gender {
            return Err(CardQrError::Contradiction);
        }
        let damaged = looks_damaged(name) || looks_damaged(residence);
        let full_name = match normalise_name(name, "") {
            Ok(name) => name,
            Err(_) if damaged && !name.is_empty() => fold::nfc(name),
            Err(_) => return Err(CardQrError::Name),
        };
        let issued_on = match rest.first().filter(|d| !d.is_empty()) {
            Some(issued) => Some(day_month_year(issued).ok_or(CardQrError::Date)?),
            None => None,
        };
        if issued_on.is_some_and(|issued| issued < birth_date) {
            return Err(CardQrError::Contradiction);
        }
        Ok(Self {
            id,
            old_number: parse_cmnd(old_number).ok(),
            full_name,
            birth_date,
            gender,
            residence: fold::nfc(residence),
            issued_on,
            damaged,
        })
    }
}

/// What a scanner typed, as it reached the program.
#[derive(Debug, Clone, Copy)]
pub struct TypedCode<'a> {
    /// What stood in the field in the end: what an input method made of the keys.
    pub shown: &'a str,
    /// The keys themselves, where they could be seen.
    pub keys: Option<&'a str>,
}

impl CardQr {
    /// Reads what a scanner typed, whatever an input method made of it.
    ///
    /// Keys with marks are what is on the card: a scanner that types them means them, and an input method can only
    /// have spoilt the letters around them. Keys without a mark may be raw Telex or VNI. What cannot be told for
    /// certain is marked `damaged`, to be compared with the card.
    pub fn read_typed(typed: TypedCode<'_>) -> Result<Self, CardQrError> {
        let shown = Self::parse(typed.shown);
        let Some(keys) = typed.keys else {
            return shown.map(Self::mended);
        };
        match (Self::parse(keys), shown) {
            (Ok(keys), Ok(shown)) if keys.has_marks() || !shown.has_marks() => Ok(keys.mended()),
            (Ok(keys), Ok(shown)) => {
                let read = keys.mended();
                let agreed = read.full_name == shown.full_name && read.residence == shown.residence;
                Ok(Self {
                    damaged: shown.damaged || !agreed,
                    ..shown
                })
            }
            (Ok(one), Err(_)) | (Err(_), Ok(one)) => Ok(one.mended()),
            (Err(keys), Err(shown)) => Err(if shown == CardQrError::NotACard {
                keys
            } else {
                shown
            }),
        }
    }

    fn has_marks(&self) -> bool {
        !self.full_name.is_ascii() || !self.residence.is_ascii()
    }

    /// Name and residence with Caps Lock turned back and raw Telex or VNI read; without any mark in the end they are
    /// to be compared with the card.
    fn mended(mut self) -> Self {
        for text in [&mut self.full_name, &mut self.residence] {
            if let Some(turned) = typed::without_caps_lock(text) {
                *text = turned;
            }
        }
        if !self.has_marks() {
            self.damaged = true;
            for text in [&mut self.full_name, &mut self.residence] {
                if let Some(read) = typed::from_keys(text) {
                    *text = read;
                }
            }
        }
        self
    }
}

/// `ddMMyyyy`, also with slashes.
fn day_month_year(text: &str) -> Option<NaiveDate> {
    let digits: String = text.chars().filter(|c| *c != '/').collect();
    if digits.len() != 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    NaiveDate::from_ymd_opt(
        digits[4..].parse().ok()?,
        digits[2..4].parse().ok()?,
        digits[..2].parse().ok()?,
    )
}

/// UTF-8 read as Latin-1, replacement characters, question marks inside words, control characters.
fn looks_damaged(text: &str) -> bool {
    text.chars()
        .any(|c| matches!(c, '\u{fffd}' | '?' | '»' | '¿') || c.is_control())
        || ["Ã¡", "Ã¢", "Ã©", "Ãª", "Ã´", "Ä‘", "Äƒ", "á»", "áº", "Æ°", "Æ¡"]
            .iter()
            .any(|pair| text.contains(pair))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CARD: &str = "062099000123|233123456|Nguyễn Văn An|15011999|Nam|Thôn 1, Đăk Hà, Kon Tum|10052021";

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn a_card() {
        let card = CardQr::parse(CARD).unwrap();
        assert_eq!(card.id.number, "062099000123");
        assert_eq!(card.old_number.as_deref(), Some("233123456"));
        assert_eq!(card.full_name, "Nguyễn Văn An");
        assert_eq!((card.birth_date, card.gender), (day(1999, 1, 15), Gender::Male));
        assert_eq!(card.residence, "Thôn 1, Đăk Hà, Kon Tum");
        assert_eq!(card.issued_on, Some(day(2021, 5, 10)));
        assert!(!card.damaged);
    }

    #[test]
    fn cards_with_less_and_with_more() {
        let older = CardQr::parse("062099000123||Nguyễn Văn An|15011999|Nam|Kon Tum").unwrap();
        assert_eq!((older.old_number, older.issued_on), (None, None));
        let newer = CardQr::parse(&format!("{CARD}|||extra\r\n")).unwrap();
        assert_eq!(newer.issued_on, Some(day(2021, 5, 10)));
    }

    #[test]
    fn what_is_no_card_is_refused() {
        for (text, error) in [
            ("", CardQrError::NotACard),
            ("https://example.vn/?a=1", CardQrError::NotACard),
            (
                "06209900012|233123456|Nguyễn Văn An|15011999|Nam|Kon Tum|10052021",
                CardQrError::Number,
            ),
            (
                "062099000123||Nguyễn Văn An|31021999|Nam|Kon Tum|",
                CardQrError::Date,
            ),
            (
                "062099000123||Nguyễn Văn An|15011998|Nam|Kon Tum|",
                CardQrError::Contradiction,
            ),
            (
                "062099000123||Nguyễn Văn An|15011999|Nữ|Kon Tum|",
                CardQrError::Contradiction,
            ),
            ("062099000123||<script>|15011999|Nam|Kon Tum|", CardQrError::Name),
            (
                "062099000123||Nguyễn Văn An|15011999|Nam|Kon Tum|01011990",
                CardQrError::Contradiction,
            ),
        ] {
            assert_eq!(CardQr::parse(text), Err(error), "{text}");
        }
        assert_eq!(CardQr::parse(&"x|".repeat(600)), Err(CardQrError::TooLong));
    }

    #[test]
    fn damaged_letters_are_told() {
        let card = CardQr::parse("062099000123||Nguyá»…n VÄƒn An|15011999|Nam|Kon Tum|10052021").unwrap();
        assert!(card.damaged);
        let card = CardQr::parse("062199000123||Nguy?n Th? An|15011999|N?|Kon Tum|10052021").unwrap();
        assert!(card.damaged);
        assert_eq!(card.gender, Gender::Female);
    }

    fn typed(shown: &str, keys: Option<&str>) -> CardQr {
        CardQr::read_typed(TypedCode { shown, keys }).unwrap()
    }
    fn card(name: &str, residence: &str) -> String {
        format!("062099000123|233123456|{name}|15011999|Nam|{residence}|10052021")
    }

    #[test]
    fn an_input_method_cannot_spoil_what_the_keys_say() {
        let on_the_card = card("A Rơ Wu", "Thôn 1, Đăk Rơ Wa, Kon Tum");
        let card = typed(&card("A Rơ Ưu", "Thôn 1, Đăk Rơ Ưa, Kon Tum"), Some(&on_the_card));
        assert_eq!(
            (card.full_name.as_str(), card.residence.as_str(), card.damaged),
            ("A Rơ Wu", "Thôn 1, Đăk Rơ Wa, Kon Tum", false)
        );
    }

    #[test]
    fn telex_that_an_input_method_read_needs_no_second_look() {
        let keys = card("Nguyeenx Vawn An", "Thoon 1, DDawsk Haf, Kon Tum");
        let read = typed(&card("Nguyễn Văn An", "Thôn 1, Đắk Hà, Kon Tum"), Some(&keys));
        assert_eq!((read.full_name.as_str(), read.damaged), ("Nguyễn Văn An", false));
        let half = typed(&card("Nguyễn Văn An", "Thôn 1, Đăks Hà, Kon Tum"), Some(&keys));
        assert!(half.damaged, "what the two disagree about is to be compared");
    }

    #[test]
    fn telex_that_nobody_read_is_read_and_compared() {
        let raw = card("Nguyeenx Vawn An", "Thoon 1, DDawsk Haf, Kon Tum");
        for keys in [None, Some(raw.as_str())] {
            let card = typed(&raw, keys);
            assert_eq!(
                (card.full_name.as_str(), card.residence.as_str(), card.damaged),
                ("Nguyễn Văn An", "Thôn 1, Đắk Hà, Kon Tum", true)
            );
        }
        let plain = typed(&card("Nguyen Van An", "Thon 1, Dak Ha, Kon Tum"), None);
        assert!(plain.damaged && plain.full_name == "Nguyen Van An");
    }

    #[test]
    fn what_neither_the_field_nor_the_keys_hold_is_refused() {
        let code = TypedCode {
            shown: "https://a.vn/|",
            keys: Some("https://a.vn/|"),
        };
        assert_eq!(CardQr::read_typed(code), Err(CardQrError::NotACard));
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_parser(text in any::<String>(), fields in proptest::collection::vec(".{0,12}", 0..10)) {
            let _ = CardQr::parse(&text);
            let _ = CardQr::parse(&fields.join("|"));
            let _ = CardQr::read_typed(TypedCode { shown: &text, keys: Some(&format!("062099000123||{text}|15011999|Nam|{text}")) });
        }
    }
}
