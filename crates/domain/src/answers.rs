//! Reading answers, and what follows from them: case, needed papers, fees.

use chrono::NaiveDate;

use crate::{
    catalogue::{Case, Component, Condition, Fee, Procedure, Requirement},
    content::{Answers, FieldValue},
    money::Vnd,
};

/// The text at `path`, trimmed; `None` when absent, blank or no text.
pub fn text<'a>(answers: &'a Answers, path: &str) -> Option<&'a str> {
    match answers.get(path) {
        Some(FieldValue::Text(text)) => Some(text.trim()).filter(|t| !t.is_empty()),
        _ => None,
    }
}

/// The number at `path`; a text is read with [`parse_number`].
pub fn number(answers: &Answers, path: &str) -> Option<f64> {
    answers.get(path).and_then(as_number)
}

/// The tick at `path`; `None` when absent.
pub fn flag(answers: &Answers, path: &str) -> Option<bool> {
    match answers.get(path) {
        Some(FieldValue::Flag(flag)) => Some(*flag),
        _ => None,
    }
}

/// The ISO date at `path`.
pub fn date(answers: &Answers, path: &str) -> Option<NaiveDate> {
    text(answers, path).and_then(|t| NaiveDate::parse_from_str(t, "%Y-%m-%d").ok())
}

/// Whether an answer says anything: a tick, a number, or a text that is not blank.
pub fn is_given(value: &FieldValue) -> bool {
    !matches!(value, FieldValue::Text(text) if text.trim().is_empty())
}

fn as_number(value: &FieldValue) -> Option<f64> {
    match value {
        FieldValue::Number(number) => Some(*number).filter(|n| n.is_finite()),
        FieldValue::Text(text) => parse_number(text),
        FieldValue::Flag(_) => None,
    }
}

/// A number as people type it. Vietnamese writing has dots between thousands and a decimal comma
/// (`1.500`, `1.500,5`, `12,5`); a decimal dot is taken where it cannot part thousands (`12.5`,
/// `1500.5`, `0.125`), and commas between thousands where a dot follows (`1,500.5`).
pub fn parse_number(text: &str) -> Option<f64> {
    let compact: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{a0}')
        .collect();
    let (sign, body) = match compact.strip_prefix(['-', '−']) {
        Some(rest) => ("-", rest),
        None => ("", compact.strip_prefix('+').unwrap_or(&compact)),
    };
    if body.is_empty() || !body.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',')) {
        return None;
    }
    let (whole, fraction) = match (body.rfind('.'), body.rfind(',')) {
        (None, None) => (body.to_owned(), ""),
        (Some(dot), Some(comma)) => {
            let (decimal, thousands) = if dot > comma { ('.', ',') } else { (',', '.') };
            let (whole, fraction) = body.split_once(decimal)?;
            (ungroup(whole, thousands)?, fraction)
        }
        (Some(_), None) => match ungroup(body, '.') {
            Some(whole) if !body.starts_with('0') => (whole, ""),
            _ => split_decimal(body, '.')?,
        },
        (None, Some(_)) => split_decimal(body, ',').or_else(|| Some((ungroup(body, ',')?, "")))?,
    };
    if whole.is_empty() || !fraction.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let number: f64 = format!("{sign}{whole}.{fraction}0").parse().ok()?;
    number.is_finite().then_some(number)
}

fn split_decimal(body: &str, mark: char) -> Option<(String, &str)> {
    let (whole, fraction) = body.split_once(mark)?;
    (!whole.is_empty() && !fraction.is_empty() && !fraction.contains(mark))
        .then(|| (whole.to_owned(), fraction))
}

/// Takes the marks out of `1.234.567`; `None` when they do not stand between thousands.
fn ungroup(body: &str, mark: char) -> Option<String> {
    let mut groups = body.split(mark);
    let first = groups.next().filter(|g| (1..=3).contains(&g.len()))?;
    let mut whole = first.to_owned();
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        whole.push_str(group);
    }
    whole.bytes().all(|b| b.is_ascii_digit()).then_some(whole)
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

/// Weighs a condition with all its `and`s: one that fails settles it, whatever is still unknown.
pub fn weigh(condition: &Condition, answers: &Answers) -> Truth {
    condition
        .and
        .iter()
        .fold(weigh_one(condition, answers), |so_far, next| {
            match (so_far, weigh(next, answers)) {
                (Truth::Fails, _) | (_, Truth::Fails) => Truth::Fails,
                (Truth::Holds, Truth::Holds) => Truth::Holds,
                _ => Truth::Unknown,
            }
        })
}

fn weigh_one(condition: &Condition, answers: &Answers) -> Truth {
    let Some(value) = answers.get(&condition.field).filter(|v| is_given(v)) else {
        return Truth::Unknown;
    };
    if condition
        .equals
        .as_ref()
        .is_some_and(|wanted| !is_answer(wanted, value))
    {
        return Truth::Fails;
    }
    if !condition.any_of.is_empty() && !condition.any_of.iter().any(|wanted| is_answer(wanted, value)) {
        return Truth::Fails;
    }
    let bounds = [
        condition.at_least,
        condition.below,
        condition.at_most,
        condition.above,
    ];
    if bounds.iter().all(Option::is_none) {
        return Truth::Holds;
    }
    let Some(number) = as_number(value) else {
        return Truth::Unknown;
    };
    let within = condition.at_least.is_none_or(|bound| number >= bound)
        && condition.below.is_none_or(|bound| number < bound)
        && condition.at_most.is_none_or(|bound| number <= bound)
        && condition.above.is_none_or(|bound| number > bound);
    if within { Truth::Holds } else { Truth::Fails }
}

fn is_answer(wanted: &FieldValue, given: &FieldValue) -> bool {
    match (wanted, given) {
        (FieldValue::Number(wanted), given) => as_number(given) == Some(*wanted),
        (FieldValue::Text(wanted), FieldValue::Text(given)) => wanted.trim() == given.trim(),
        (wanted, given) => wanted == given,
    }
}

/// Whether a condition holds; an answer not given fails it.
pub fn evaluate(condition: &Condition, answers: &Answers) -> bool {
    weigh(condition, answers) == Truth::Holds
}

/// The case that the answers lead to; `None`: there are none, or the answer is not given yet.
pub fn case_of<'a>(procedure: &'a Procedure, answers: &Answers) -> Option<&'a Case> {
    procedure.cases.iter().find(|case| evaluate(&case.when, answers))
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

/// Whether `component` must be there, given the answers. Its group is another matter: of a group at
/// least one must be there, which [`crate::check`] tells.
pub fn component_need(component: &Component, answers: &Answers) -> ComponentNeed {
    match &component.required {
        Requirement::Always => ComponentNeed::Required,
        Requirement::Optional => ComponentNeed::Optional,
        Requirement::When { condition } => match weigh(condition, answers) {
            Truth::Holds => ComponentNeed::Required,
            Truth::Fails => ComponentNeed::NotNeeded,
            Truth::Unknown => ComponentNeed::Undecided,
        },
    }
}

/// One fee that the answers lead to, or may lead to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FeeLine<'a> {
    /// The catalogue's line.
    pub fee: &'a Fee,
    /// What is owed; `None`: not known.
    pub amount: Option<Vnd>,
    /// The amount is a reference one: show "mức minh họa".
    pub illustrative: bool,
    /// The tier depends on an answer not yet given: it may or may not be owed.
    pub undecided: bool,
}

/// The fees that the answers lead to; `None`: the catalogue does not know this procedure's fees.
/// Reference amounts are used only with `allow_reference` (training), and never in the place of an
/// official one.
pub fn fee_lines<'a>(
    procedure: &'a Procedure,
    answers: &Answers,
    allow_reference: bool,
) -> Option<Vec<FeeLine<'a>>> {
    let fees = procedure.fees.as_ref()?;
    let lines = fees.iter().filter_map(|fee| {
        let undecided = match fee
            .when
            .as_ref()
            .map_or(Truth::Holds, |when| weigh(when, answers))
        {
            Truth::Holds => false,
            Truth::Unknown => true,
            Truth::Fails => return None,
        };
        let reference = fee
            .reference_amount
            .filter(|_| allow_reference && fee.amount.is_none());
        Some(FeeLine {
            fee,
            amount: fee.amount.or(reference),
            illustrative: reference.is_some(),
            undecided,
        })
    });
    Some(lines.collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_as_people_type_them() {
        for (text, want) in [
            ("150", 150.0),
            ("1.500", 1500.0),
            ("1.500,5", 1500.5),
            ("1,500.5", 1500.5),
            ("12,5", 12.5),
            ("12.5", 12.5),
            ("0.125", 0.125),
            ("1500.5", 1500.5),
            ("1500.123", 1500.123),
            ("1.234.567", 1_234_567.0),
            ("1,234,567", 1_234_567.0),
            (" 2 999,99 ", 2999.99),
            ("-5", -5.0),
        ] {
            assert_eq!(parse_number(text), Some(want), "{text}");
        }
        for text in [
            "",
            "abc",
            "12a",
            "1.2.3",
            "1,2,3",
            ".",
            ",",
            "1,",
            "--1",
            "1e5",
            "NaN",
            "٣",
            "1.23.456,7,8",
        ] {
            assert_eq!(parse_number(text), None, "{text}");
        }
    }

    fn answers(entries: &[(&str, FieldValue)]) -> Answers {
        entries
            .iter()
            .map(|(k, v)| ((*k).to_owned(), v.clone()))
            .collect()
    }

    #[test]
    fn a_condition_on_two_answers() {
        let condition = Condition {
            field: "form.flow".into(),
            at_least: Some(200.0),
            and: vec![Condition {
                field: "form.existing".into(),
                equals: Some(FieldValue::Flag(false)),
                ..Condition::default()
            }],
            ..Condition::default()
        };
        let flow = |n| ("form.flow", FieldValue::Number(n));
        let existing = |b| ("form.existing", FieldValue::Flag(b));
        assert_eq!(weigh(&condition, &answers(&[])), Truth::Unknown);
        assert_eq!(weigh(&condition, &answers(&[flow(200.0)])), Truth::Unknown);
        assert_eq!(
            weigh(&condition, &answers(&[flow(199.9)])),
            Truth::Fails,
            "settled without the other answer"
        );
        assert_eq!(weigh(&condition, &answers(&[existing(true)])), Truth::Fails);
        assert_eq!(
            weigh(&condition, &answers(&[flow(200.0), existing(false)])),
            Truth::Holds
        );
        let typed = answers(&[("form.flow", FieldValue::Text("1.200,5".into())), existing(false)]);
        assert_eq!(weigh(&condition, &typed), Truth::Holds);
    }

    proptest! {
        #[test]
        fn vietnamese_writing_reads_back(number in 0u32..100_000_000, tenth in 0u32..10) {
            let value = f64::from(number) + f64::from(tenth) / 10.0;
            let text = crate::rule::number_text(value, crate::language::Language::Vi);
            let read = parse_number(&text).unwrap();
            prop_assert!((read - value).abs() < 1e-6, "{} {}", text, read);
        }

        #[test]
        fn tiers_do_not_overlap(flow in 0.0f64..5000.0) {
            let bounds = [0.0, 200.0, 500.0, 1000.0, 3000.0, 1e9];
            let held = bounds.windows(2).filter(|w| evaluate(&Condition {
                field: "f".into(), at_least: Some(w[0]), below: Some(w[1]), ..Condition::default()
            }, &answers(&[("f", FieldValue::Number(flow))]))).count();
            prop_assert_eq!(held, 1);
        }
    }
}
