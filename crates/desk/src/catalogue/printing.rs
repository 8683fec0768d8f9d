//! A procedure on paper, for the case at hand: what no source states is said to be unknown, never guessed or left out.

use chrono::NaiveDate;
use motcua_domain::{
    catalogue::{Catalogue, Procedure},
    language::Language,
};

use crate::shared::words::pick;

/// What is printed, and for whom. [`Printing::sheet`] gives one A5 sheet for who goes home to collect papers.
#[derive(Debug, Clone, Copy)]
pub struct Printing<'a> {
    /// The edition.
    pub catalogue: &'a Catalogue,
    /// The procedure.
    pub procedure: &'a Procedure,
    /// The number that decides the case (a flow, an area); `None`, or what is no amount: not known, every tier is
    /// shown.
    pub value: Option<f64>,
    /// In training amounts read elsewhere are shown, marked, and so is the paper.
    pub training: bool,
    /// Day of printing.
    pub today: NaiveDate,
    /// The reader's language.
    pub lang: Language,
}

impl Printing<'_> {
    pub(super) fn pick(&self, vi: &str, en: &str) -> String {
        pick(self.lang, vi, en).to_owned()
    }
}
