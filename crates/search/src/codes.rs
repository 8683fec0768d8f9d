//! Codes of procedures, whole or in part: `1.004232.000.00.00.H34`, `1.004232.000.0 0.00.H34`,
//! `004232`, `4232`, `1.0042`.

use std::ops::Range;

/// What a text says that may be a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypedCode {
    /// Where it stands in the text, in bytes, with its suffix.
    pub bytes: Range<usize>,
    /// Its digits without the separator.
    pub digits: String,
    /// Whether they begin with the leading digit of a national code (`1.…`).
    pub leading: bool,
}

/// How a typed code met a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CodeMatch {
    /// Inside, not at the start.
    Within,
    /// All digits but one, or two swapped.
    Near,
    /// The beginning.
    Beginning,
    /// The number without its leading digit and zeros.
    Number,
    /// The whole code.
    Whole,
}

/// The digits of a national code: `1.004232` → `1004232`. `None` for codes of another shape.
pub(crate) fn digits_of(code: &str) -> Option<String> {
    let digits: String = code.chars().filter(char::is_ascii_digit).take(7).collect();
    let (head, tail) = code.split_at_checked(2)?;
    (head.ends_with('.') && tail.len() >= 6 && digits.len() == 7).then_some(digits)
}

/// Looks for codes in what was typed.
pub(crate) fn find(text: &str, max_chars: usize) -> Vec<TypedCode> {
    let mut chars: Vec<(usize, char)> = text
        .char_indices()
        .take(max_chars)
        .filter(|c| !is_zero_width(c.1))
        .collect();
    digits_for_letters(&mut chars);
    let end = chars.last().map_or(0, |&(byte, c)| byte + c.len_utf8());
    let scan = Scan { chars, end };
    let mut out = Vec::new();
    let mut at = 0;
    while at < scan.chars.len() && out.len() < 8 {
        let begins = scan.digit(at) && (at == 0 || !scan.chars[at - 1].1.is_alphanumeric());
        match if begins { scan.code(at) } else { None } {
            Some((digits, leading, after)) => {
                out.push(TypedCode {
                    bytes: scan.byte(at)..scan.end_byte(after),
                    digits,
                    leading,
                });
                at = after;
            }
            None => at += 1,
        }
    }
    out
}

/// Compares typed digits with a code's seven.
pub(crate) fn compare(typed: &TypedCode, code: &str) -> Option<CodeMatch> {
    let digits = typed.digits.as_str();
    let body = &code[1..];
    if digits == code || (!typed.leading && digits == body) {
        return Some(CodeMatch::Whole);
    }
    if typed.leading {
        return match digits.len() {
            7 => near(digits, code).then_some(CodeMatch::Near),
            4.. if code.starts_with(digits) => Some(CodeMatch::Beginning),
            // 1.4232 for 1.004232
            5.. if digits[..1] == code[..1]
                && digits[1..].trim_start_matches('0') == body.trim_start_matches('0') =>
            {
                Some(CodeMatch::Number)
            }
            _ => None,
        };
    }
    let number = body.trim_start_matches('0');
    match digits.len() {
        6 if code.starts_with(digits) => Some(CodeMatch::Beginning),
        6 => near(digits, body).then_some(CodeMatch::Near),
        _ if digits == number => Some(CodeMatch::Number),
        _ if body.starts_with(digits) || code.starts_with(digits) => Some(CodeMatch::Beginning),
        _ if number.starts_with(digits) || body.ends_with(digits) => Some(CodeMatch::Within),
        _ => None,
    }
}

fn near(a: &str, b: &str) -> bool {
    let differ: Vec<usize> = a
        .bytes()
        .zip(b.bytes())
        .enumerate()
        .filter(|(_, (x, y))| x != y)
        .map(|(i, _)| i)
        .collect();
    match differ[..] {
        [_] => true,
        [i, j] => j == i + 1 && a.as_bytes()[i] == b.as_bytes()[j] && a.as_bytes()[j] == b.as_bytes()[i],
        _ => false,
    }
}

/// `1.OO4232`, `l.004232`: a letter that looks like a digit, among at least five digits.
fn digits_for_letters(chars: &mut [(usize, char)]) {
    for token in chars.split_mut(|c| c.1.is_whitespace()) {
        let digits = token.iter().filter(|c| c.1.is_ascii_digit()).count();
        let meant = |c: char| match c {
            'o' | 'O' => Some('0'),
            'l' | 'I' => Some('1'),
            c if c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '_') => Some(c),
            _ => None,
        };
        if digits >= 5 && token.iter().all(|c| meant(c.1).is_some()) {
            for c in token {
                c.1 = meant(c.1).unwrap_or(c.1);
            }
        }
    }
}

fn is_zero_width(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

struct Scan {
    chars: Vec<(usize, char)>,
    end: usize,
}

impl Scan {
    fn get(&self, at: usize) -> Option<char> {
        self.chars.get(at).map(|c| c.1)
    }

    fn digit(&self, at: usize) -> bool {
        self.get(at).is_some_and(|c| c.is_ascii_digit())
    }

    fn byte(&self, at: usize) -> usize {
        self.chars.get(at).map_or(self.end, |c| c.0)
    }

    /// The end of the character before `after`.
    fn end_byte(&self, after: usize) -> usize {
        self.chars
            .get(after.saturating_sub(1))
            .map_or(self.end, |&(byte, c)| byte + c.len_utf8())
    }

    fn blanks(&self, at: usize) -> usize {
        let blank = |&i: &usize| self.get(i).is_some_and(char::is_whitespace);
        at + (at..self.chars.len()).take(2).take_while(blank).count()
    }

    fn digits(&self, at: usize) -> String {
        (at..self.chars.len())
            .take(24)
            .map_while(|i| self.get(i).filter(char::is_ascii_digit))
            .collect()
    }

    /// A code from `at`: digits, whether with the leading digit, and where it ends.
    fn code(&self, at: usize) -> Option<(String, bool, usize)> {
        let run = self.digits(at);
        let after = at + run.len();
        match run.len() {
            1 => self.dotted(at, &run),
            3..=6 if self.get(after).is_some_and(char::is_alphanumeric) => None,
            3..=5 => Some((run, false, after)),
            6 => Some((run, false, self.suffix(after))),
            7 => Some((run, true, self.suffix(after))),
            8.. if run[7..].bytes().all(|b| b == b'0') => {
                Some((run[..7].to_owned(), true, self.suffix(after)))
            }
            _ => None,
        }
    }

    /// `1.004232`, also with blanks or another separator, and in part.
    fn dotted(&self, at: usize, first: &str) -> Option<(String, bool, usize)> {
        let mut next = self.blanks(at + 1);
        let separated = matches!(self.get(next), Some('.' | ',' | '-' | '_'));
        if separated {
            next = self.blanks(next + 1);
        } else if next == at + 1 {
            return None;
        }
        let mut body = self.digits(next);
        let mut after = next + body.len();
        if body.len() < 6 {
            // stray blanks between the six digits
            let (mut joined, mut end) = (body.clone(), after);
            while joined.len() < 6 && self.blanks(end) > end && self.digit(self.blanks(end)) {
                let from = self.blanks(end);
                let more = self.digits(from);
                end = from + more.len();
                joined.push_str(&more);
            }
            if joined.len() == 6 && separated {
                (body, after) = (joined, end);
            }
        }
        let whole = body.len() == 6;
        if !(whole || (separated && (3..6).contains(&body.len()))) {
            return None;
        }
        if !whole && self.get(after).is_some_and(char::is_alphanumeric) {
            return None; // 3.000m3
        }
        Some((
            format!("{first}{body}"),
            true,
            if whole { self.suffix(after) } else { after },
        ))
    }

    /// Passes over `.000.00.00.H34` and what is left of it.
    fn suffix(&self, mut at: usize) -> usize {
        loop {
            let mut next = at;
            while self.get(next).is_some_and(|c| c == '.' || c.is_whitespace()) && next < at + 4 {
                next += 1;
            }
            let zeros = (next..self.chars.len())
                .take(4)
                .take_while(|&i| self.get(i) == Some('0'))
                .count();
            if zeros > 0 && !self.get(next + zeros).is_some_and(|c| c.is_ascii_digit()) {
                at = next + zeros;
                continue;
            }
            if matches!(self.get(next), Some('h' | 'H')) && self.digit(next + 1) {
                return next + 1 + self.digits(next + 1).len();
            }
            return at;
        }
    }
}
