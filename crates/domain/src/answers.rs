//! Reading answers, and what follows from them: case, needed papers, fees.

use crate::{
    catalogue::{Case, Component, Condition, Fee, Procedure},
    content::Answers,
    money::Vnd,
};

/// The text at `path`, trimmed; `None` when absent or blank.
pub fn text<'a>(_answers: &'a Answers, _path: &str) -> Option<&'a str> {
    todo!()
}
/// The number at `path`; text is read with [`parse_number`].
pub fn number(_answers: &Answers, _path: &str) -> Option<f64> {
    todo!()
}
/// The tick at `path`; `None` when absent.
pub fn flag(_answers: &Answers, _path: &str) -> Option<bool> {
    todo!()
}
/// The ISO date at `path`.
pub fn date(_answers: &Answers, _path: &str) -> Option<chrono::NaiveDate> {
    todo!()
}
/// A number as Vietnamese people type it: `1.500`, `1.500,5`, `12,5`, `12.5`.
pub fn parse_number(_text: &str) -> Option<f64> {
    todo!()
}
/// What the answers say about a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    Holds,
    /// It does not.
    Fails,
    /// An answer it needs is not given (or is no number).
    Unknown,
}
/// Weighs a condition with all its `and`s.
pub fn weigh(_condition: &Condition, _answers: &Answers) -> Truth {
    todo!()
}
/// Whether a condition holds; an answer not given fails it.
pub fn evaluate(condition: &Condition, answers: &Answers) -> bool {
    weigh(condition, answers) == Truth::Holds
}
/// The case that the answers lead to.
pub fn case_of<'a>(_procedure: &'a Procedure, _answers: &Answers) -> Option<&'a Case> {
    todo!()
}
/// Whether a component must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ComponentNeed {
    /// Must be there.
    Required,
    /// May be there.
    Optional,
    /// Not asked for in this case.
    NotNeeded,
    /// Depends on an answer not yet given.
    Undecided,
}
/// Whether `component` must be there, given the answers (its group aside).
pub fn component_need(_component: &Component, _answers: &Answers) -> ComponentNeed {
    todo!()
}
/// One fee that the answers lead to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FeeLine<'a> {
    /// The catalogue's line.
    pub fee: &'a Fee,
    /// What is owed; `None`: not known.
    pub amount: Option<Vnd>,
    /// The amount is a reference one: show "mức minh họa".
    pub illustrative: bool,
    /// The tier depends on an answer not yet given.
    pub undecided: bool,
}
/// The fees that the answers lead to; `None`: the catalogue does not know this procedure's fees.
/// Reference amounts are used only with `allow_reference` (training).
pub fn fee_lines<'a>(_procedure: &'a Procedure, _answers: &Answers, _allow_reference: bool) -> Option<Vec<FeeLine<'a>>> {
    todo!()
}
