//! skeleton
/// A broken rule with what its sentence needs.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Rule {
    /// Nothing was entered where something is needed.
    Required,
}
impl Rule {
    /// Stable machine name.
    pub fn code(&self) -> &'static str {
        todo!()
    }
    /// The full sentence, saying what to do.
    pub fn sentence(&self, _lang: crate::language::Language) -> String {
        todo!()
    }
}
