//! The recovery code: something a person can write down and type again years later.
//!
//! Eight groups of four letters of Crockford's base 32 (no I, L, O, U): 30 letters carry 150 random
//! bits, the last two are a check, so that a slip of the pen is told from a wrong code before the
//! slow stretching starts.

use rand::{TryRngCore, rngs::OsRng};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{Result, StoreError};

const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const DATA: usize = 30;
const TOTAL: usize = 32;

/// A code in its one canonical spelling, without dashes.
pub(crate) struct RecoveryCode(Zeroizing<String>);

impl RecoveryCode {
    /// A new one.
    pub(crate) fn generate() -> Result<Self> {
        let mut bytes = Zeroizing::new([0; DATA]);
        OsRng
            .try_fill_bytes(bytes.as_mut())
            .map_err(|error| StoreError::Io(std::io::Error::other(error)))?;
        // 256 is a multiple of 32: five bits of a random byte are uniform.
        let data: Zeroizing<String> = Zeroizing::new(
            bytes
                .iter()
                .map(|byte| char::from(LETTERS[usize::from(byte & 31)]))
                .collect(),
        );
        let check = check_letters(&data);
        Ok(Self(Zeroizing::new(format!("{}{check}", data.as_str()))))
    }

    /// Reads what a person typed: case, blanks and dashes do not matter, O is 0, I and L are 1.
    pub(crate) fn parse(typed: &str) -> Result<Self> {
        let mut code = Zeroizing::new(String::with_capacity(TOTAL));
        for letter in typed
            .chars()
            .filter(|letter| !letter.is_whitespace() && !"-–—_.".contains(*letter))
        {
            let letter = match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            if code.len() == TOTAL || !letter.is_ascii() || !LETTERS.contains(&(letter as u8)) {
                return Err(StoreError::MistypedCode);
            }
            code.push(letter);
        }
        if code.len() != TOTAL || check_letters(&code[..DATA]) != code[DATA..] {
            return Err(StoreError::MistypedCode);
        }
        Ok(Self(code))
    }

    /// What is stretched.
    pub(crate) fn secret(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// As printed: eight groups of four.
    pub(crate) fn grouped(&self) -> String {
        let groups: Vec<&str> = (0..TOTAL / 4)
            .map(|group| &self.0[group * 4..group * 4 + 4])
            .collect();
        groups.join("-")
    }
}

fn check_letters(data: &str) -> String {
    let digest = Sha256::digest([b"motcua recovery code ", data.as_bytes()].concat());
    [digest[0], digest[1]]
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte & 31)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let code = RecoveryCode::generate().unwrap();
        let printed = code.grouped();
        assert_eq!(printed.len(), 39);
        let spoken = printed
            .to_lowercase()
            .replace('-', " ")
            .replace('0', "o")
            .replace('1', "l");
        assert_eq!(RecoveryCode::parse(&spoken).unwrap().secret(), code.secret());
    }

    #[test]
    fn a_slip_of_the_pen_is_noticed() {
        let code = RecoveryCode::generate().unwrap();
        let printed = code.grouped();
        let mut noticed = 0;
        for (at, letter) in printed.char_indices().filter(|(_, letter)| *letter != '-') {
            let other = if letter == '7' { '8' } else { '7' };
            let mut wrong = printed.clone();
            wrong.replace_range(at..=at, &other.to_string());
            noticed += u32::from(RecoveryCode::parse(&wrong).is_err());
        }
        // Ten check bits: a slip passes once in about a thousand; 32 slips, at most one may.
        assert!(noticed >= 31, "{noticed} of 32");
        assert!(matches!(
            RecoveryCode::parse("quá ngắn"),
            Err(StoreError::MistypedCode)
        ));
    }
}
