//! What is searched for.

/// A search. Everything is optional; an empty text finds all that the choices leave, most used first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// As typed: any Unicode, any length.
    pub text: String,
    /// Only this agency and those below it, by id.
    pub agency: Option<String>,
    /// Only this sector, by id.
    pub sector: Option<String>,
    /// Only this level; `Some(0)`: level not known.
    pub level: Option<u8>,
    /// Only what is for these people.
    pub audience: Option<AudienceChoice>,
    /// Only with, or without, a fee.
    pub fee: Option<FeeChoice>,
    /// Only of this list of the desk's own.
    pub list: Option<ListChoice>,
    /// Rows wanted; 0 asks for the counts only.
    pub limit: usize,
    /// Rows to pass over.
    pub offset: usize,
}

/// Whom a procedure must be for. What is for both passes the first two; what is not known passes only
/// the last: nothing is guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AudienceChoice {
    /// Công dân, hộ gia đình.
    Citizens,
    /// Tổ chức, doanh nghiệp.
    Organisations,
    /// Chưa rõ.
    Unknown,
}

/// Whether a procedure must cost something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FeeChoice {
    /// Có phí, lệ phí (the amount may be unknown).
    With,
    /// Không thu phí.
    Without,
    /// Chưa rõ.
    Unknown,
}

/// A list that the desk keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListChoice {
    /// Yêu thích.
    Favourites,
    /// Gần đây.
    Recent,
    /// Thường gặp.
    Common,
}

/// What the desk knows of a procedure; asked once for each that the text finds.
pub trait Habits {
    /// How often it was used here, by national code.
    fn uses(&self, code: &str) -> u32;
    /// Whether it stands in a list, by national code.
    fn is_in(&self, list: ListChoice, code: &str) -> bool;
}

/// A desk that has done nothing yet.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoHabits;

impl Habits for NoHabits {
    fn uses(&self, _: &str) -> u32 {
        0
    }

    fn is_in(&self, _: ListChoice, _: &str) -> bool {
        false
    }
}

/// Only how often procedures were used.
impl<F: Fn(&str) -> u32> Habits for F {
    fn uses(&self, code: &str) -> u32 {
        self(code)
    }

    fn is_in(&self, _: ListChoice, _: &str) -> bool {
        false
    }
}
