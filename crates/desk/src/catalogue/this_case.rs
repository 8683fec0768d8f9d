//! What a procedure asks for and costs in the case at hand: one number, entered for the person at
//! the counter, decides cases, papers and fee tiers. Nothing of it is kept.

use motcua_domain::{
    answers::{ComponentNeed, Truth, case_of, component_need, weigh},
    catalogue::{Condition, Form, FormField, Procedure, Requirement, Widget},
    content::{Answers, FieldValue},
};

use super::shelf::Edition;
use crate::views::catalogue::{CaseFee, CaseNeed, CasePaper, CaseQuestion, CaseView};

/// Weighs a procedure for a value of the answer that decides most of it; `None`: not entered yet.
pub(crate) fn case_view(edition: &Edition, code: &str, value: Option<f64>) -> Option<CaseView> {
    let procedure = edition.procedure(code)?;
    Some(weigh_case(procedure, edition.form(&procedure.form), value))
}

/// [`case_view`] of a procedure with its form.
pub(crate) fn weigh_case(procedure: &Procedure, form: Option<&Form>, value: Option<f64>) -> CaseView {
    let field = form.and_then(|form| deciding_field(procedure, form));
    let mut answers = Answers::new();
    if let (Some(field), Some(value)) = (field, amount(value)) {
        answers.insert(path(field), FieldValue::Number(value));
    }
    let papers = procedure.components.iter().flatten();
    let fees: Vec<CaseFee> = procedure
        .fees
        .iter()
        .flatten()
        .filter_map(|fee| {
            let applies = match fee.when.as_ref().map(|when| weigh(when, &answers)) {
                // once the case is known, the other tiers are not this person's
                Some(Truth::Fails) => return None,
                Some(Truth::Unknown) => false,
                Some(Truth::Holds) | None => true,
            };
            Some(CaseFee {
                id: fee.id.clone(),
                applies,
            })
        })
        .collect();
    CaseView {
        ask: field.map(|field| CaseQuestion {
            field: path(field),
            label: field.label.clone(),
            unit: field.unit.clone(),
        }),
        case: case_of(procedure, &answers).map(|case| case.name.clone()),
        papers: papers
            .map(|paper| CasePaper {
                code: paper.code.clone(),
                need: match component_need(paper, &answers) {
                    ComponentNeed::Required => CaseNeed::Required,
                    ComponentNeed::Optional => CaseNeed::Optional,
                    ComponentNeed::NotNeeded => CaseNeed::NotNeeded,
                    ComponentNeed::Undecided => CaseNeed::Undecided,
                },
            })
            .collect(),
        fees_open: fees.iter().any(|fee| !fee.applies),
        fees,
    }
}

/// What can be an answer: a flow or an area is never below nothing.
pub(crate) fn amount(value: Option<f64>) -> Option<f64> {
    value.filter(|value| value.is_finite() && *value >= 0.0)
}

fn path(field: &FormField) -> String {
    format!("form.{}", field.property)
}

/// The number of the form that decides most of a procedure's fees, papers and cases; of two that
/// decide as much the one the form asks first.
fn deciding_field<'f>(procedure: &Procedure, form: &'f Form) -> Option<&'f FormField> {
    let fees = procedure
        .fees
        .iter()
        .flatten()
        .filter_map(|fee| fee.when.as_ref());
    let cases = procedure.cases.iter().map(|case| &case.when);
    let papers = (procedure.components.iter().flatten()).filter_map(|paper| match &paper.required {
        Requirement::When { condition } => Some(condition),
        _ => None,
    });
    let conditions: Vec<&Condition> = fees.chain(cases).chain(papers).collect();
    let mut best: Option<(usize, &FormField)> = None;
    for field in form.layout.iter().flat_map(|section| &section.fields) {
        if !matches!(field.widget, Widget::Number | Widget::Integer) {
            continue;
        }
        let path = path(field);
        let times = conditions
            .iter()
            .filter(|condition| condition.field == path)
            .count();
        if times > best.map_or(0, |(most, _)| most) {
            best = Some((times, field));
        }
    }
    best.map(|(_, field)| field)
}
