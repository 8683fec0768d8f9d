//! Vietnamese text that came through a keyboard: raw Telex or VNI that no input method read, and
//! letters that Caps Lock turned over.

use crate::fold;

/// With those of the names of places in the Central Highlands (Đăk, Krông, Plông).
const ONSETS: [&str; 31] = [
    "", "b", "br", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "kr", "l", "m", "n", "ng", "ngh",
    "nh", "p", "ph", "pl", "q", "r", "s", "t", "th", "tr", "v", "x",
];
const CODAS: [&str; 11] = ["", "c", "ch", "k", "l", "m", "n", "ng", "nh", "p", "t"];
/// Vowels as typed with `w` or a doubled letter, and what they are.
const PLAIN_VOWELS: &str = "aeiouy";
const TONES: [(char, char, char); 5] = [
    ('s', '1', '\u{301}'),
    ('f', '2', '\u{300}'),
    ('r', '3', '\u{309}'),
    ('x', '4', '\u{303}'),
    ('j', '5', '\u{323}'),
];

/// The text with every word read that is raw Telex or VNI; `None` when no word is, or when the text has marks
/// already: then somebody has read it.
pub(super) fn from_keys(text: &str) -> Option<String> {
    if !text.is_ascii() {
        return None;
    }
    let mut read_one = false;
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while !rest.is_empty() {
        let word = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric()).len();
        if word == 0 {
            let sign = rest.chars().next().map_or(1, char::len_utf8);
            out.push_str(&rest[..sign]);
            rest = &rest[sign..];
            continue;
        }
        match read_word(&rest[..word]) {
            Some(read) => {
                read_one = true;
                out.push_str(&read);
            }
            None => out.push_str(&rest[..word]),
        }
        rest = &rest[word..];
    }
    read_one.then(|| fold::nfc(&out))
}

/// Words whose first letter is small and the others great were typed with Caps Lock on.
pub(super) fn without_caps_lock(text: &str) -> Option<String> {
    let turned = |word: &str| {
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        let first = letters.next().is_some_and(char::is_lowercase);
        let mut rest = letters.peekable();
        first && rest.peek().is_some() && rest.all(char::is_uppercase)
    };
    if !text.split_whitespace().any(turned)
        || text
            .split_whitespace()
            .any(|word| starts_great(word) && word.chars().count() > 1)
    {
        return None;
    }
    let over = |c: char| -> Vec<char> {
        if c.is_uppercase() {
            c.to_lowercase().collect()
        } else {
            c.to_uppercase().collect()
        }
    };
    Some(text.chars().flat_map(over).collect())
}

fn starts_great(word: &str) -> bool {
    word.chars()
        .find(|c| c.is_alphabetic())
        .is_some_and(char::is_uppercase)
}

/// One word as an input method would read it; `None` when nothing in it is a mark or no syllable comes of it.
fn read_word(word: &str) -> Option<String> {
    let vni = word.chars().any(|c| c.is_ascii_digit()) && word.starts_with(|c: char| c.is_ascii_alphabetic());
    let mut letters: Vec<char> = Vec::with_capacity(word.len());
    let mut tone = None;
    let mut marks = 0;
    for c in word.chars() {
        let small = c.to_ascii_lowercase();
        let has_vowel = letters.iter().any(|l| is_vowel(*l));
        let found = TONES
            .iter()
            .find(|(telex, digit, _)| if vni { *digit == small } else { *telex == small });
        if let Some((_, _, sign)) = found.filter(|_| has_vowel) {
            tone = Some(*sign);
            marks += 1;
        } else if marked(&mut letters, small, vni) {
            marks += 1;
        } else {
            letters.push(c);
        }
    }
    if marks == 0 {
        return None;
    }
    spread_horn(&mut letters);
    let small: String = letters.iter().flat_map(|c| c.to_lowercase()).collect();
    if !is_syllable(&small) {
        return None;
    }
    if let Some(sign) = tone {
        letters.insert(tone_place(&letters)? + 1, sign);
    }
    Some(letters.into_iter().collect())
}

/// Turns a letter that stands there into the one that this key makes of it.
fn marked(letters: &mut [char], key: char, vni: bool) -> bool {
    let made = |letter: char| -> Option<char> {
        let small = letter.to_lowercase().next()?;
        let made = match (small, key, vni) {
            ('a', 'a', false) | ('a', '6', true) => 'â',
            ('e', 'e', false) | ('e', '6', true) => 'ê',
            ('o', 'o', false) | ('o', '6', true) => 'ô',
            ('a', 'w', false) | ('a', '8', true) => 'ă',
            ('o', 'w', false) | ('o', '7', true) => 'ơ',
            ('u', 'w', false) | ('u', '7', true) => 'ư',
            ('d', 'd', false) | ('d', '9', true) => 'đ',
            _ => return None,
        };
        if letter.is_uppercase() {
            made.to_uppercase().next()
        } else {
            Some(made)
        }
    };
    let Some(at) = letters.iter().rposition(|letter| made(*letter).is_some()) else {
        return false;
    };
    if let Some(letter) = made(letters[at]) {
        letters[at] = letter;
    }
    true
}

/// ưo and uơ before a consonant are ươ: people mark either letter.
fn spread_horn(letters: &mut [char]) {
    for at in 1..letters.len() {
        let pair = (small(letters[at - 1]), small(letters[at]));
        let closed = at + 1 < letters.len();
        if matches!(pair, ('ư', 'o') | ('u', 'ơ')) && closed {
            letters[at - 1] = if letters[at - 1].is_uppercase() {
                'Ư'
            } else {
                'ư'
            };
            letters[at] = if letters[at].is_uppercase() { 'Ơ' } else { 'ơ' };
        }
    }
}

fn small(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

fn is_vowel(letter: char) -> bool {
    PLAIN_VOWELS.contains(small(letter)) || "âêôăơư".contains(small(letter))
}

/// Where the tone stands: on a letter with a mark (of ươ the second), otherwise by the usual rules.
fn tone_place(letters: &[char]) -> Option<usize> {
    let first = letters.iter().position(|l| is_vowel(*l))?;
    // qu and gi before another vowel are consonants
    let glide = |at: usize| {
        at > 0
            && letters.get(at + 1).is_some_and(|l| is_vowel(*l))
            && matches!(
                (small(letters[at - 1]), small(letters[at])),
                ('q', 'u') | ('g', 'i')
            )
    };
    let from = if glide(first) { first + 1 } else { first };
    let vowels = letters[from..].iter().take_while(|l| is_vowel(**l)).count();
    if let Some(at) = (from..from + vowels)
        .rev()
        .find(|at| "âêôăơư".contains(small(letters[*at])))
    {
        return Some(at);
    }
    let closed = from + vowels < letters.len();
    Some(match vowels {
        1 => from,
        2 if closed => from + 1,
        // òa, óe, úy: the older way, as identity cards mostly have it
        2 => from,
        _ => from + 1,
    })
}

/// Whether small letters without a tone are built like a Vietnamese syllable.
fn is_syllable(word: &str) -> bool {
    let Some(first) = word.find(is_vowel) else {
        return false;
    };
    let after = &word[first..];
    let end = after.find(|c| !is_vowel(c)).unwrap_or(after.len());
    (1..=3).contains(&after[..end].chars().count())
        && ONSETS.contains(&&word[..first])
        && CODAS.contains(&&after[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_telex_and_vni_are_read() {
        for (typed, read) in [
            ("Nguyeenx Vawn An", "Nguyễn Văn An"),
            ("Traanf Thij Thuyr", "Trần Thị Thủy"),
            ("DDawsk Haf, Kon Tum", "Đắk Hà, Kon Tum"),
            (
                "Xax Vinh Quang, Thanhf phoos Kon Tum",
                "Xã Vinh Quang, Thành phố Kon Tum",
            ),
            ("Nguye6n4 Va8n An", "Nguyễn Văn An"),
            ("Hoaf, Thuowngr, Nuowcs, Quyeen", "Hòa, Thưởng, Nước, Quyên"),
            ("D9a81k Ha2", "Đắk Hà"),
        ] {
            assert_eq!(from_keys(typed).as_deref(), Some(read), "{typed}");
        }
    }

    #[test]
    fn what_is_no_telex_stays() {
        for text in ["Nguyen Van An", "Kon Tum", "Thon 1", "Nguyễn Văn An", "0123", ""] {
            assert_eq!(from_keys(text), None, "{text}");
        }
    }

    #[test]
    fn caps_lock_is_turned_back() {
        assert_eq!(
            without_caps_lock("nGUYỄN vĂN aN").as_deref(),
            Some("Nguyễn Văn An")
        );
        for text in ["Nguyễn Văn An", "NGUYỄN VĂN AN", "A Thui", "iPhone"] {
            assert_eq!(without_caps_lock(text), None, "{text}");
        }
    }
}
