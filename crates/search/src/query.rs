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
    /// Rows wanted; 0 asks for the counts only.
    pub limit: usize,
    /// Rows to pass over.
    pub offset: usize,
}
