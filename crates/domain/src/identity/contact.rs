//! Names, telephone, e-mail, password.

use crate::{fold, rule::Rule};

/// Longest password in characters; longer ones only make the hash slow.
pub const PASSWORD_MAX: usize = 128;
/// Characters of which a password needs one.
pub const PASSWORD_SPECIAL: &str = "@$!%*#?&";

/// A person's name in NFC with single spaces: letters of any script with spaces, hyphens,
/// apostrophes and dots between them.
pub fn normalise_name(text: &str, label: &str) -> Result<String, Rule> {
    let name = fold::nfc(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    let length = name.chars().count();
    if length == 0 {
        return Err(Rule::Required {
            label: label.to_owned(),
        });
    }
    if length < 2 {
        return Err(Rule::TextTooShort {
            label: label.to_owned(),
            limit: 2,
        });
    }
    if length > 150 {
        return Err(Rule::TextTooLong {
            label: label.to_owned(),
            limit: 150,
        });
    }
    let is_fine = |c: char| {
        c.is_alphabetic()
            || unicode_normalization::char::is_combining_mark(c)
            || matches!(c, ' ' | '-' | '\'' | '’' | '.')
    };
    if !name.chars().all(is_fine) || !name.chars().any(char::is_alphabetic) {
        return Err(Rule::NameCharacters {
            label: label.to_owned(),
        });
    }
    Ok(name)
}

/// Ten digits from `0912 345 678`, `0912.345.678`, `+84 912 345 678`, `0084…`.
pub fn normalise_phone(text: &str) -> Result<String, Rule> {
    let mut digits = String::new();
    for (at, c) in text.trim().chars().enumerate() {
        match c {
            '0'..='9' => digits.push(c),
            '+' if at == 0 => digits.push_str("00"),
            ' ' | '.' | '-' | '(' | ')' | '\u{a0}' => {}
            _ => return Err(Rule::PhoneForm),
        }
    }
    let national = match digits.strip_prefix("0084") {
        Some(rest) => format!("0{}", rest.strip_prefix('0').unwrap_or(rest)),
        None if digits.len() == 11 && digits.starts_with("84") => format!("0{}", &digits[2..]),
        None => digits,
    };
    let fits = national.len() == 10 && national.starts_with('0') && !national.starts_with("00");
    if fits { Ok(national) } else { Err(Rule::PhoneForm) }
}

/// The address as it is stored and compared: trimmed, lower case. Checked as far as a form can:
/// whether it works only the confirmation letter tells.
pub fn normalise_email(text: &str) -> Result<String, Rule> {
    let email = text.trim().to_ascii_lowercase();
    let (local, domain) = email.rsplit_once('@').ok_or(Rule::EmailForm)?;
    let local_fits = (1..=64).contains(&local.len())
        && local
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~.-".contains(&b))
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..");
    let labels: Vec<&str> = domain.split('.').collect();
    let domain_fits = labels.len() >= 2
        && labels.iter().all(|l| {
            (1..=63).contains(&l.len())
                && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !l.starts_with('-')
                && !l.ends_with('-')
        })
        && labels
            .last()
            .is_some_and(|l| l.len() >= 2 && !l.bytes().all(|b| b.is_ascii_digit()));
    if local_fits && domain_fits && email.len() <= 254 {
        Ok(email)
    } else {
        Err(Rule::EmailForm)
    }
}

/// At least 8 characters with an upper-case letter, a lower-case letter and one of
/// [`PASSWORD_SPECIAL`].
pub fn check_password(password: &str) -> Result<(), Rule> {
    let length = password.chars().count();
    if length > PASSWORD_MAX {
        return Err(Rule::PasswordTooLong { limit: PASSWORD_MAX });
    }
    let too_short = length < 8;
    let upper = !password.chars().any(char::is_uppercase);
    let lower = !password.chars().any(char::is_lowercase);
    let special = !password.chars().any(|c| PASSWORD_SPECIAL.contains(c));
    if too_short || upper || lower || special {
        return Err(Rule::PasswordWeak {
            too_short,
            upper,
            lower,
            special,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones() {
        for text in [
            "0912345678",
            "0912 345 678",
            "0912.345.678",
            "+84 912 345 678",
            "0084912345678",
            "84912345678",
            "+84 (0)912345678",
        ] {
            assert_eq!(normalise_phone(text).as_deref(), Ok("0912345678"), "{text}");
        }
        for text in [
            "",
            "912345678",
            "09123456789",
            "0012345678",
            "09l2345678",
            "+1 202 555 0100",
            "0912+345678",
        ] {
            assert_eq!(normalise_phone(text), Err(Rule::PhoneForm), "{text}");
        }
    }

    #[test]
    fn emails() {
        assert_eq!(
            normalise_email(" An.Nguyen+1@Example.VN ").as_deref(),
            Ok("an.nguyen+1@example.vn")
        );
        for text in [
            "", "a", "a@b", "@b.vn", "a@", "a b@c.vn", "a@b..vn", ".a@b.vn", "a@-b.vn", "a@b.1", "a@b@",
            "a\n@b.vn", "đ@b.vn",
        ] {
            assert_eq!(normalise_email(text), Err(Rule::EmailForm), "{text}");
        }
    }

    #[test]
    fn passwords_say_all_that_lacks() {
        assert_eq!(check_password("Matkhau@1"), Ok(()));
        assert_eq!(
            check_password("abc"),
            Err(Rule::PasswordWeak {
                too_short: true,
                upper: true,
                lower: false,
                special: true
            })
        );
        assert_eq!(
            check_password("Matkhau11"),
            Err(Rule::PasswordWeak {
                too_short: false,
                upper: false,
                lower: false,
                special: true
            })
        );
        assert_eq!(
            check_password(&"Aa@1".repeat(40)),
            Err(Rule::PasswordTooLong { limit: 128 })
        );
    }

    #[test]
    fn names() {
        assert_eq!(
            normalise_name("  Nguyễn   Văn An ", "Họ và tên").as_deref(),
            Ok("Nguyễn Văn An")
        );
        assert!(normalise_name("Y Ngọc-Linh K'Bang", "Họ và tên").is_ok());
        assert!(matches!(
            normalise_name("An 2", "Họ và tên"),
            Err(Rule::NameCharacters { .. })
        ));
        assert!(matches!(
            normalise_name(" ", "Họ và tên"),
            Err(Rule::Required { .. })
        ));
        assert!(matches!(
            normalise_name("<b>An</b>", "Họ và tên"),
            Err(Rule::NameCharacters { .. })
        ));
    }
}
