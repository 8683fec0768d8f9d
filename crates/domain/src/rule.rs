//! Every rule that an answer can break, with a stable code and a sentence that says what to do.
//!
//! The sentences stand beside a field and also alone in the list of all problems, so each names
//! what it is about.

use chrono::NaiveDate;

use crate::language::Language;

/// A broken rule with what its sentence needs. `label` is the field's name as the user reads it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[allow(missing_docs)] // the fields are what the sentence names
pub enum Rule {
    // any field
    /// Nothing was entered.
    Required { label: String },
    /// Nothing was chosen.
    ChoiceRequired { label: String },
    /// A tick that must be set.
    TickRequired { label: String },
    /// The answer has another type than the field (only a program can do this).
    WrongType { label: String },
    /// A text beyond its limit in characters.
    TextTooLong { label: String, limit: u64 },
    /// A text below its limit in characters.
    TextTooShort { label: String, limit: u64 },
    /// No number.
    NotANumber { label: String },
    /// A fraction where a whole number is wanted.
    NotWhole { label: String },
    /// Below the smallest number taken; `exclusive`: that number itself is not taken.
    NumberTooSmall {
        label: String,
        limit: f64,
        exclusive: bool,
        unit: Option<String>,
    },
    /// Above the largest number taken; `exclusive`: that number itself is not taken.
    NumberTooLarge {
        label: String,
        limit: f64,
        exclusive: bool,
        unit: Option<String>,
    },
    /// No date.
    NotADate { label: String },
    /// A date after today.
    DateInFuture { label: String },
    /// A date before the earliest that makes sense.
    DateTooEarly { label: String, earliest: NaiveDate },
    /// None of the choices.
    NotAChoice { label: String },
    /// A text of the wrong shape; `example` shows a right one.
    WrongFormat { label: String, example: Option<String> },
    /// The form has no such field (only a program can do this).
    UnknownField { name: String },
    /// The catalogue's form cannot be used.
    FormBroken,

    // people
    /// A name with digits or signs that no name has.
    NameCharacters { label: String },
    /// Neither 12 digits nor 9 nor a passport.
    IdNumberForm,
    /// A personal number without 12 digits.
    PersonalIdLength,
    /// The first three digits are no province's.
    PersonalIdProvince { prefix: String },
    /// The year inside the number lies in the future.
    PersonalIdYear { year: i32 },
    /// The year of birth given differs from the number's.
    BirthYearDiffers { in_number: i32 },
    /// Male or female given differs from the number's.
    GenderDiffers { male_in_number: bool },
    /// An old number without 9 digits.
    CmndLength,
    /// No passport number.
    PassportForm,
    /// A tax code without 10 or 13 digits (or 12 of a person).
    TaxCodeLength,
    /// The tenth digit does not fit the nine before it.
    TaxCodeCheckDigit,
    /// A branch number 000.
    TaxCodeBranch,
    /// No agency code.
    AgencyCodeForm,
    /// Issued before its holder was born.
    IssuedBeforeBirth,
    /// No Vietnamese telephone number.
    PhoneForm,
    /// No e-mail address.
    EmailForm,
    /// A password that lacks something.
    PasswordWeak {
        too_short: bool,
        upper: bool,
        lower: bool,
        special: bool,
    },
    /// Too long to be hashed.
    PasswordTooLong { limit: usize },
    /// The terms were not agreed to.
    TermsNotAccepted,

    // places
    /// No province of this edition has the code.
    ProvinceUnknown,
    /// No commune of this edition has the code.
    CommuneUnknown,
    /// The commune lies in another province.
    CommuneElsewhere,

    // papers
    /// The catalogue does not know what papers the procedure asks for.
    ComponentsUnknown,
    /// A paper that must be there is not.
    PaperMissing { component: String },
    /// None of a group is there.
    OneOfMissing { components: Vec<String> },
    /// Larger than the limit in bytes.
    PaperTooLarge { file: String, limit: u64 },
    /// Without a byte.
    PaperEmpty { file: String },
    /// Not of a type that is taken.
    PaperType { file: String, taken: Vec<String> },
    /// The same file twice for one component.
    PaperTwice { file: String, other: String },
    /// For a component that the procedure does not have.
    PaperComponent { file: String },
    /// Its hash is no SHA-256 (only a program can do this).
    PaperHash { file: String },
    /// Two papers have one id (only a program can do this).
    PaperIdTwice { file: String },
}

impl Rule {
    /// Stable machine name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Required { .. } | Self::ChoiceRequired { .. } | Self::TickRequired { .. } => "required",
            Self::WrongType { .. } => "wrong_type",
            Self::TextTooLong { .. } => "text_too_long",
            Self::TextTooShort { .. } => "text_too_short",
            Self::NotANumber { .. } => "not_a_number",
            Self::NotWhole { .. } => "not_whole",
            Self::NumberTooSmall { .. } => "number_too_small",
            Self::NumberTooLarge { .. } => "number_too_large",
            Self::NotADate { .. } => "not_a_date",
            Self::DateInFuture { .. } => "date_in_future",
            Self::DateTooEarly { .. } => "date_too_early",
            Self::NotAChoice { .. } => "not_a_choice",
            Self::WrongFormat { .. } => "wrong_format",
            Self::UnknownField { .. } => "unknown_field",
            Self::FormBroken => "form_broken",
            Self::NameCharacters { .. } => "name_characters",
            Self::IdNumberForm => "id_number_form",
            Self::PersonalIdLength => "id_number_length",
            Self::PersonalIdProvince { .. } => "id_number_province",
            Self::PersonalIdYear { .. } => "id_number_year",
            Self::BirthYearDiffers { .. } => "birth_year_differs",
            Self::GenderDiffers { .. } => "gender_differs",
            Self::CmndLength => "cmnd_length",
            Self::PassportForm => "passport_form",
            Self::TaxCodeLength => "tax_code_length",
            Self::TaxCodeCheckDigit => "tax_code_check_digit",
            Self::TaxCodeBranch => "tax_code_branch",
            Self::AgencyCodeForm => "agency_code_form",
            Self::IssuedBeforeBirth => "issued_before_birth",
            Self::PhoneForm => "phone_form",
            Self::EmailForm => "email_form",
            Self::PasswordWeak { .. } => "password_weak",
            Self::PasswordTooLong { .. } => "password_too_long",
            Self::TermsNotAccepted => "terms_not_accepted",
            Self::ProvinceUnknown => "province_unknown",
            Self::CommuneUnknown => "commune_unknown",
            Self::CommuneElsewhere => "commune_elsewhere",
            Self::ComponentsUnknown => "components_unknown",
            Self::PaperMissing { .. } => "paper_missing",
            Self::OneOfMissing { .. } => "one_of_missing",
            Self::PaperTooLarge { .. } => "paper_too_large",
            Self::PaperEmpty { .. } => "paper_empty",
            Self::PaperType { .. } => "paper_type",
            Self::PaperTwice { .. } => "paper_twice",
            Self::PaperComponent { .. } => "paper_component",
            Self::PaperHash { .. } => "paper_hash",
            Self::PaperIdTwice { .. } => "paper_id_twice",
        }
    }

    /// The full sentence in the language asked for, saying what to do.
    pub fn sentence(&self, lang: Language) -> String {
        match lang {
            Language::Vi => self.vi(),
            Language::En => self.en(),
        }
    }

    fn vi(&self) -> String {
        match self {
            Self::Required { label } => format!("Hãy nhập “{label}”."),
            Self::ChoiceRequired { label } => format!("Hãy chọn “{label}”."),
            Self::TickRequired { label } => format!("Hãy đánh dấu vào ô “{label}”."),
            Self::WrongType { label } => format!("“{label}” không đúng kiểu dữ liệu. Hãy xóa và nhập lại."),
            Self::TextTooLong { label, limit } => format!("“{label}” quá dài. Hãy viết gọn trong {limit} ký tự."),
            Self::TextTooShort { label, limit } => format!("“{label}” quá ngắn. Hãy nhập ít nhất {limit} ký tự."),
            Self::NotANumber { label } => format!("“{label}” phải là số. Hãy nhập bằng chữ số, ví dụ 150 hoặc 12,5."),
            Self::NotWhole { label } => format!("“{label}” phải là số nguyên. Hãy nhập lại, không có phần thập phân."),
            Self::NumberTooSmall { label, limit, exclusive, unit } => {
                let bound = if *exclusive { "lớn hơn" } else { "từ" };
                let end = if *exclusive { "" } else { " trở lên" };
                format!("“{label}” phải {bound} {}{end}. Hãy kiểm tra và nhập lại.", quantity(*limit, unit, Language::Vi))
            }
            Self::NumberTooLarge { label, limit, exclusive, unit } => {
                let bound = if *exclusive { "nhỏ hơn" } else { "không vượt quá" };
                format!("“{label}” phải {bound} {}. Hãy kiểm tra và nhập lại.", quantity(*limit, unit, Language::Vi))
            }
            Self::NotADate { label } => format!("“{label}” không phải là ngày có thật. Hãy nhập theo dạng ngày/tháng/năm."),
            Self::DateInFuture { label } => format!("“{label}” ở sau ngày hôm nay. Hãy kiểm tra và nhập lại."),
            Self::DateTooEarly { label, earliest } => {
                format!("“{label}” phải từ ngày {} trở đi. Hãy kiểm tra và nhập lại.", earliest.format("%d/%m/%Y"))
            }
            Self::NotAChoice { label } => format!("“{label}” không có trong danh sách. Hãy chọn lại một mục trong danh sách."),
            Self::WrongFormat { label, example: Some(example) } => {
                format!("“{label}” không đúng dạng. Hãy nhập lại, ví dụ {example}.")
            }
            Self::WrongFormat { label, example: None } => format!("“{label}” không đúng dạng. Hãy kiểm tra và nhập lại."),
            Self::UnknownField { name } => {
                format!("Biểu mẫu không có mục “{name}”. Hãy cập nhật danh mục thủ tục rồi mở lại hồ sơ.")
            }
            Self::FormBroken => "Biểu mẫu của thủ tục này bị lỗi. Hãy cập nhật danh mục thủ tục rồi mở lại hồ sơ.".into(),
            Self::NameCharacters { label } => format!("“{label}” có ký tự lạ. Hãy chỉ dùng chữ cái, như trên giấy tờ tùy thân."),
            Self::IdNumberForm => {
                "Số giấy tờ không đúng dạng. Hãy nhập số định danh 12 chữ số, số CMND 9 chữ số hoặc số hộ chiếu.".into()
            }
            Self::PersonalIdLength => "Số định danh cá nhân phải có đúng 12 chữ số. Hãy nhập lại như trên thẻ căn cước.".into(),
            Self::PersonalIdProvince { prefix } => {
                format!("Ba số đầu “{prefix}” không phải mã của tỉnh, thành phố nào. Hãy xem lại số trên thẻ căn cước.")
            }
            Self::PersonalIdYear { year } => {
                format!("Số định danh cho năm sinh {year}, ở sau năm nay. Hãy xem lại số trên thẻ căn cước.")
            }
            Self::BirthYearDiffers { in_number } => {
                format!("Năm sinh không khớp số định danh (số định danh ghi năm {in_number}). Hãy sửa ngày sinh hoặc số định danh.")
            }
            Self::GenderDiffers { male_in_number } => format!(
                "Giới tính không khớp số định danh (số định danh ghi {}). Hãy sửa giới tính hoặc số định danh.",
                if *male_in_number { "nam" } else { "nữ" }
            ),
            Self::CmndLength => "Số chứng minh nhân dân phải có đúng 9 chữ số. Hãy nhập lại như trên giấy.".into(),
            Self::PassportForm => "Số hộ chiếu bắt đầu bằng chữ cái, gồm 6 đến 9 chữ và số, ví dụ C1234567. Hãy nhập lại.".into(),
            Self::TaxCodeLength => {
                "Mã số thuế phải có 10 chữ số, hoặc 13 chữ số đối với đơn vị phụ thuộc (dạng 0100109106-001). Hãy nhập lại.".into()
            }
            Self::TaxCodeCheckDigit => {
                "Mã số thuế không đúng: chữ số thứ 10 không khớp các số trước. Hãy xem lại mã trên giấy đăng ký.".into()
            }
            Self::TaxCodeBranch => "Ba số cuối của mã đơn vị phụ thuộc bắt đầu từ 001. Hãy nhập lại.".into(),
            Self::AgencyCodeForm => {
                "Mã cơ quan không đúng dạng. Hãy nhập mã định danh của cơ quan, ví dụ 000.00.12.H34, hoặc mã số thuế.".into()
            }
            Self::IssuedBeforeBirth => "Ngày cấp giấy tờ ở trước ngày sinh. Hãy sửa ngày cấp hoặc ngày sinh.".into(),
            Self::PhoneForm => "Số điện thoại phải có 10 chữ số và bắt đầu bằng số 0. Hãy nhập lại, ví dụ 0912345678.".into(),
            Self::EmailForm => "Thư điện tử không đúng dạng. Hãy nhập lại, ví dụ ten@example.vn.".into(),
            Self::PasswordWeak { too_short, upper, lower, special } => format!(
                "Mật khẩu chưa đủ mạnh. Hãy thêm: {}.",
                listed(&[
                    (*too_short, "cho đủ 8 ký tự"),
                    (*upper, "một chữ hoa"),
                    (*lower, "một chữ thường"),
                    (*special, "một ký tự trong @$!%*#?&"),
                ])
            ),
            Self::PasswordTooLong { limit } => format!("Mật khẩu quá dài. Hãy dùng nhiều nhất {limit} ký tự."),
            Self::TermsNotAccepted => "Hãy đọc và đánh dấu đồng ý với điều khoản sử dụng để đăng ký.".into(),
            Self::ProvinceUnknown => "Tỉnh, thành phố không có trong danh mục. Hãy chọn lại.".into(),
            Self::CommuneUnknown => "Xã, phường không có trong danh mục. Hãy chọn lại.".into(),
            Self::CommuneElsewhere => "Xã, phường không thuộc tỉnh, thành phố đã chọn. Hãy chọn lại xã, phường.".into(),
            Self::ComponentsUnknown => {
                "Chưa có dữ liệu về thành phần hồ sơ của thủ tục này nên chưa nộp trực tuyến được. Hãy hỏi cơ quan giải quyết.".into()
            }
            Self::PaperMissing { component } => format!("Còn thiếu “{component}”. Hãy đính kèm tệp cho thành phần này."),
            Self::OneOfMissing { components } => {
                format!("Cần ít nhất một trong các giấy tờ: {}. Hãy đính kèm một giấy tờ.", quoted(components))
            }
            Self::PaperTooLarge { file, limit } => format!(
                "Tệp “{file}” vượt quá {}. Hãy giảm dung lượng hoặc tách thành nhiều tệp rồi đính kèm lại.",
                size_text(*limit, Language::Vi)
            ),
            Self::PaperEmpty { file } => format!("Tệp “{file}” rỗng. Hãy chọn lại tệp có nội dung."),
            Self::PaperType { file, taken } => {
                format!("Tệp “{file}” không thuộc định dạng được nhận. Hãy dùng tệp {}.", type_names(taken, "hoặc"))
            }
            Self::PaperTwice { file, other } => {
                format!("Tệp “{file}” giống hệt tệp “{other}” của cùng thành phần. Hãy bỏ bớt một tệp.")
            }
            Self::PaperComponent { file } => {
                format!("Tệp “{file}” gắn với một thành phần mà thủ tục không có. Hãy gỡ tệp và đính kèm vào đúng thành phần.")
            }
            Self::PaperHash { file } => format!("Không xác định được nội dung tệp “{file}”. Hãy gỡ tệp và đính kèm lại."),
            Self::PaperIdTwice { file } => format!("Tệp “{file}” bị ghi trùng trong hồ sơ. Hãy gỡ tệp và đính kèm lại."),
        }
    }

    fn en(&self) -> String {
        match self {
            Self::Required { label } => format!("Enter “{label}”."),
            Self::ChoiceRequired { label } => format!("Choose “{label}”."),
            Self::TickRequired { label } => format!("Tick “{label}”."),
            Self::WrongType { label } => format!("“{label}” holds data of the wrong type. Clear it and enter it again."),
            Self::TextTooLong { label, limit } => format!("“{label}” is too long. Shorten it to {limit} characters."),
            Self::TextTooShort { label, limit } => format!("“{label}” is too short. Enter at least {limit} characters."),
            Self::NotANumber { label } => format!("“{label}” must be a number. Enter digits, for example 150 or 12.5."),
            Self::NotWhole { label } => format!("“{label}” must be a whole number. Enter it without decimals."),
            Self::NumberTooSmall { label, limit, exclusive, unit } => format!(
                "“{label}” must be {} {}. Check it and enter it again.",
                if *exclusive { "more than" } else { "at least" },
                quantity(*limit, unit, Language::En)
            ),
            Self::NumberTooLarge { label, limit, exclusive, unit } => format!(
                "“{label}” must be {} {}. Check it and enter it again.",
                if *exclusive { "less than" } else { "at most" },
                quantity(*limit, unit, Language::En)
            ),
            Self::NotADate { label } => format!("“{label}” is no real date. Enter it as day/month/year."),
            Self::DateInFuture { label } => format!("“{label}” lies after today. Check it and enter it again."),
            Self::DateTooEarly { label, earliest } => {
                format!("“{label}” must be on or after {}. Check it and enter it again.", earliest.format("%d/%m/%Y"))
            }
            Self::NotAChoice { label } => format!("“{label}” is not in the list. Choose one of the list."),
            Self::WrongFormat { label, example: Some(example) } => {
                format!("“{label}” has the wrong form. Enter it again, for example {example}.")
            }
            Self::WrongFormat { label, example: None } => format!("“{label}” has the wrong form. Check it and enter it again."),
            Self::UnknownField { name } => {
                format!("The form has no field “{name}”. Update the catalogue and open the dossier again.")
            }
            Self::FormBroken => "The form of this procedure is broken. Update the catalogue and open the dossier again.".into(),
            Self::NameCharacters { label } => format!("“{label}” has unusual characters. Use letters only, as on the identity paper."),
            Self::IdNumberForm => {
                "The number has the wrong form. Enter a 12-digit personal number, a 9-digit identity card number or a passport number.".into()
            }
            Self::PersonalIdLength => "A personal number has exactly 12 digits. Enter it as on the card.".into(),
            Self::PersonalIdProvince { prefix } => {
                format!("The first three digits “{prefix}” are no province's code. Check the number on the card.")
            }
            Self::PersonalIdYear { year } => {
                format!("The personal number says born in {year}, which lies in the future. Check the number on the card.")
            }
            Self::BirthYearDiffers { in_number } => {
                format!("The year of birth differs from the personal number, which says {in_number}. Correct one of them.")
            }
            Self::GenderDiffers { male_in_number } => format!(
                "The gender differs from the personal number, which says {}. Correct one of them.",
                if *male_in_number { "male" } else { "female" }
            ),
            Self::CmndLength => "An identity card number has exactly 9 digits. Enter it as on the card.".into(),
            Self::PassportForm => "A passport number begins with a letter and has 6 to 9 letters and digits, for example C1234567. Enter it again.".into(),
            Self::TaxCodeLength => {
                "A tax code has 10 digits, or 13 for a dependent unit (as 0100109106-001). Enter it again.".into()
            }
            Self::TaxCodeCheckDigit => {
                "The tax code is wrong: its 10th digit does not fit the others. Check it on the certificate.".into()
            }
            Self::TaxCodeBranch => "The last three digits of a dependent unit's code start at 001. Enter it again.".into(),
            Self::AgencyCodeForm => {
                "The agency code has the wrong form. Enter the agency's identification code, for example 000.00.12.H34, or its tax code.".into()
            }
            Self::IssuedBeforeBirth => "The paper was issued before the date of birth. Correct one of the dates.".into(),
            Self::PhoneForm => "A telephone number has 10 digits and begins with 0. Enter it again, for example 0912345678.".into(),
            Self::EmailForm => "The e-mail address has the wrong form. Enter it again, for example name@example.vn.".into(),
            Self::PasswordWeak { too_short, upper, lower, special } => format!(
                "The password is too weak. Add: {}.",
                listed(&[
                    (*too_short, "up to 8 characters"),
                    (*upper, "an upper-case letter"),
                    (*lower, "a lower-case letter"),
                    (*special, "one of @$!%*#?&"),
                ])
            ),
            Self::PasswordTooLong { limit } => format!("The password is too long. Use at most {limit} characters."),
            Self::TermsNotAccepted => "Read the terms of use and tick that you agree, in order to register.".into(),
            Self::ProvinceUnknown => "The province is not in the list. Choose again.".into(),
            Self::CommuneUnknown => "The commune is not in the list. Choose again.".into(),
            Self::CommuneElsewhere => "The commune does not lie in the province chosen. Choose the commune again.".into(),
            Self::ComponentsUnknown => {
                "The papers of this procedure are not known, so it cannot be submitted online yet. Ask the agency in charge.".into()
            }
            Self::PaperMissing { component } => format!("“{component}” is missing. Attach a file for it."),
            Self::OneOfMissing { components } => {
                format!("At least one of these papers is needed: {}. Attach one of them.", quoted(components))
            }
            Self::PaperTooLarge { file, limit } => format!(
                "The file “{file}” is larger than {}. Make it smaller or split it, then attach it again.",
                size_text(*limit, Language::En)
            ),
            Self::PaperEmpty { file } => format!("The file “{file}” is empty. Choose a file with content."),
            Self::PaperType { file, taken } => {
                format!("The file “{file}” is of a type that is not taken. Use {}.", type_names(taken, "or"))
            }
            Self::PaperTwice { file, other } => {
                format!("The file “{file}” is the same as “{other}” of the same component. Remove one of them.")
            }
            Self::PaperComponent { file } => {
                format!("The file “{file}” is for a component that the procedure does not have. Remove it and attach it where it belongs.")
            }
            Self::PaperHash { file } => format!("The content of the file “{file}” is not known. Remove it and attach it again."),
            Self::PaperIdTwice { file } => format!("The file “{file}” is listed twice in the dossier. Remove it and attach it again."),
        }
    }
}

fn listed(parts: &[(bool, &str)]) -> String {
    let named: Vec<&str> = parts
        .iter()
        .filter(|(lacking, _)| *lacking)
        .map(|(_, name)| *name)
        .collect();
    named.join(", ")
}

fn quoted(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|n| format!("“{n}”")).collect();
    quoted.join("; ")
}

fn quantity(number: f64, unit: &Option<String>, lang: Language) -> String {
    match unit {
        Some(unit) => format!("{} {unit}", number_text(number, lang)),
        None => number_text(number, lang),
    }
}

/// A number as people of the language write it: `3.000` and `12,5`, or `3,000` and `12.5`.
pub fn number_text(number: f64, lang: Language) -> String {
    let (thousands, decimal) = match lang {
        Language::Vi => ('.', ','),
        Language::En => (',', '.'),
    };
    let plain = number.abs().to_string();
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut out = String::from(if number < 0.0 { "-" } else { "" });
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(thousands);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(decimal);
        out.push_str(fraction);
    }
    out
}

/// A size in bytes as people read it, in binary megabytes as the portals count them.
pub fn size_text(bytes: u64, lang: Language) -> String {
    const MIB: f64 = 1024.0 * 1024.0;
    let (number, unit) = match bytes {
        0..1024 => (bytes as f64, if lang == Language::Vi { "byte" } else { "bytes" }),
        1024..1_048_576 => ((bytes as f64 / 1024.0 * 10.0).round() / 10.0, "KB"),
        _ => ((bytes as f64 / MIB * 10.0).round() / 10.0, "MB"),
    };
    format!("{} {unit}", number_text(number, lang))
}

/// Names of media types as people know them: `PDF, JPEG hoặc PNG`.
pub fn type_names(media_types: &[String], or: &str) -> String {
    let names: Vec<&str> = media_types.iter().map(|t| type_name(t)).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} {or} {last}", first.join(", ")),
    }
}

fn type_name(media_type: &str) -> &str {
    match media_type {
        "application/pdf" => "PDF",
        "image/jpeg" => "JPEG",
        "image/png" => "PNG",
        "image/tiff" => "TIFF",
        "application/msword" => "DOC",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "DOCX",
        "application/vnd.ms-excel" => "XLS",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "XLSX",
        "application/zip" => "ZIP",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_name_the_field_the_bound_and_the_way_out() {
        let rule = Rule::NumberTooLarge {
            label: "Lưu lượng".into(),
            limit: 3000.0,
            exclusive: true,
            unit: Some("m³/ngày đêm".into()),
        };
        assert_eq!(rule.code(), "number_too_large");
        assert_eq!(
            rule.sentence(Language::Vi),
            "“Lưu lượng” phải nhỏ hơn 3.000 m³/ngày đêm. Hãy kiểm tra và nhập lại."
        );
        let rule = Rule::PaperTooLarge {
            file: "đơn.pdf".into(),
            limit: 10 * 1024 * 1024,
        };
        assert!(rule.sentence(Language::Vi).contains("10 MB"));
        let rule = Rule::PasswordWeak {
            too_short: false,
            upper: true,
            lower: false,
            special: true,
        };
        assert_eq!(
            rule.sentence(Language::Vi),
            "Mật khẩu chưa đủ mạnh. Hãy thêm: một chữ hoa, một ký tự trong @$!%*#?&."
        );
    }

    #[test]
    fn numbers_and_sizes() {
        assert_eq!(number_text(1234567.5, Language::Vi), "1.234.567,5");
        assert_eq!(number_text(1234567.5, Language::En), "1,234,567.5");
        assert_eq!(size_text(1_572_864, Language::Vi), "1,5 MB");
        assert_eq!(
            type_names(&["application/pdf".into(), "image/png".into()], "hoặc"),
            "PDF hoặc PNG"
        );
    }
}
