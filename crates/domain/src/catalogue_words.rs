//! What the catalogue says of a procedure, in words for people: times, conditions, needs, fees.

use crate::{
    catalogue::{
        Audience, Component, Condition, Fee, Form, FormField, ProcessingTime, Requirement, TimeUnit,
    },
    content::FieldValue,
    language::Language,
};

fn pick<'a>(lang: Language, vi: &'a str, en: &'a str) -> &'a str {
    match lang {
        Language::Vi => vi,
        Language::En => en,
    }
}

/// What no source states.
pub fn unknown(lang: Language) -> &'static str {
    match lang {
        Language::Vi => "chưa rõ",
        Language::En => "not known",
    }
}

/// `45 ngày làm việc`; not known when it is not.
pub fn time(time: Option<ProcessingTime>, lang: Language) -> String {
    let Some(ProcessingTime { value, unit }) = time else {
        return unknown(lang).to_owned();
    };
    let one = value == 1;
    let unit = match (unit, lang) {
        (TimeUnit::WorkingDays, Language::Vi) => "ngày làm việc",
        (TimeUnit::Days, Language::Vi) => "ngày",
        (TimeUnit::Hours, Language::Vi) => "giờ làm việc",
        (TimeUnit::WorkingDays, Language::En) if one => "working day",
        (TimeUnit::Days, Language::En) if one => "day",
        (TimeUnit::Hours, Language::En) if one => "working hour",
        (TimeUnit::WorkingDays, Language::En) => "working days",
        (TimeUnit::Days, Language::En) => "days",
        (TimeUnit::Hours, Language::En) => "working hours",
    };
    format!("{value} {unit}")
}

/// Who it is for.
pub fn audience(audience: Option<Audience>, lang: Language) -> &'static str {
    match (audience, lang) {
        (None, _) => unknown(lang),
        (Some(Audience::Citizens), Language::Vi) => "công dân, hộ gia đình",
        (Some(Audience::Organisations), Language::Vi) => "tổ chức, doanh nghiệp",
        (Some(Audience::Both), Language::Vi) => "công dân và tổ chức",
        (Some(Audience::Citizens), Language::En) => "citizens",
        (Some(Audience::Organisations), Language::En) => "organisations",
        (Some(Audience::Both), Language::En) => "citizens and organisations",
    }
}

/// A number as it is written: `3.000,5` in Vietnamese, `3,000.5` in English.
pub fn number(number: f64, lang: Language) -> String {
    let text = number.abs().to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let (group, point) = match lang {
        Language::Vi => ('.', ','),
        Language::En => (',', '.'),
    };
    let mut out = String::new();
    if number < 0.0 {
        out.push('-');
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(group);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(point);
        out.push_str(fraction);
    }
    out
}

fn field_of<'f>(form: Option<&'f Form>, path: &str) -> Option<&'f FormField> {
    let property = path.strip_prefix("form.")?;
    form?
        .layout
        .iter()
        .flat_map(|section| &section.fields)
        .find(|field| field.property == property)
}

/// A condition: `Lưu lượng từ 200 đến dưới 500 m³/ngày đêm`. The form gives the names.
pub fn condition(condition: &Condition, form: Option<&Form>, lang: Language) -> String {
    let field = field_of(form, &condition.field);
    let name = field.map_or_else(
        || pick(lang, "câu trả lời", "the answer").to_owned(),
        |field| field.label.clone(),
    );
    let said = |value: &FieldValue| match value {
        FieldValue::Text(text) => field
            .and_then(|field| field.options.iter().find(|option| option.value == *text))
            .map_or_else(|| text.clone(), |option| option.label.clone()),
        FieldValue::Number(value) => number(*value, lang),
        FieldValue::Flag(true) => pick(lang, "có", "yes").to_owned(),
        FieldValue::Flag(false) => pick(lang, "không", "no").to_owned(),
    };
    let mut bounds = Vec::new();
    let mut bound = |at: Option<f64>, vi: &str, en: &str| {
        if let Some(at) = at {
            bounds.push(format!("{} {}", pick(lang, vi, en), number(at, lang)));
        }
    };
    bound(condition.at_least, "từ", "from");
    bound(condition.above, "trên", "above");
    bound(condition.below, "đến dưới", "below");
    bound(condition.at_most, "đến", "up to");
    let mut words = if bounds.is_empty() {
        let mut values: Vec<String> = condition.equals.iter().map(&said).collect();
        values.extend(condition.any_of.iter().map(&said));
        let values = values.join(pick(lang, " hoặc ", " or "));
        format!("{name}: {values}")
    } else {
        // an upper bound alone is no “to”
        if bounds.len() == 1 && condition.below.is_some() {
            bounds[0] = bounds[0].replace("đến dưới", "dưới");
        }
        let unit = field.and_then(|field| field.unit.as_deref()).unwrap_or_default();
        format!("{name} {} {unit}", bounds.join(" "))
            .trim_end()
            .to_owned()
    };
    for further in &condition.and {
        words.push_str(pick(lang, " và ", " and "));
        words.push_str(&self::condition(further, form, lang));
    }
    words
}

/// Whether a paper must be there: `bắt buộc`, `nếu có`, or when.
pub fn requirement(component: &Component, form: Option<&Form>, lang: Language) -> String {
    match &component.required {
        Requirement::Always => pick(lang, "bắt buộc", "required").to_owned(),
        Requirement::Optional => pick(lang, "nếu có", "if there is one").to_owned(),
        Requirement::When { condition: when } => {
            format!(
                "{} {}",
                pick(lang, "bắt buộc khi", "required when"),
                condition(when, form, lang)
            )
        }
    }
}

/// How many of a paper: `1 bản chính, 2 bản sao`; empty when no source states it.
pub fn copies(component: &Component, lang: Language) -> String {
    let count = |number: Option<u32>, vi: &str, en: &str, many: &str| {
        let number = number.filter(|number| *number > 0)?;
        let en = if number == 1 { en } else { many };
        Some(format!("{number} {}", pick(lang, vi, en)))
    };
    [
        count(component.originals, "bản chính", "original", "originals"),
        count(component.copies, "bản sao", "copy", "copies"),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(", ")
}

/// What a fee costs; with `illustrative`, an amount read elsewhere is named as such instead of “not known”.
pub fn amount(fee: &Fee, illustrative: bool, lang: Language) -> String {
    match (fee.amount, fee.reference_amount) {
        (Some(amount), _) => amount.to_string(),
        (None, Some(amount)) if illustrative => {
            format!("{amount} ({})", pick(lang, "mức minh họa", "illustrative"))
        }
        _ => pick(lang, "chưa rõ mức thu", "amount not known").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_bounds_are_said_as_people_say_them() {
        assert_eq!(number(3_000.0, Language::Vi), "3.000");
        assert_eq!(number(1_234_567.5, Language::Vi), "1.234.567,5");
        assert_eq!(number(-0.5, Language::En), "-0.5");
        let flow = |at_least, below| Condition {
            field: "form.flow".into(),
            at_least,
            below,
            ..Condition::default()
        };
        let form: Form = serde_json::from_value(serde_json::json!({
            "id": "f", "version": 1, "title": "", "schema": {}, "layout": [{"title": "", "fields": [
                {"property": "flow", "label": "Lưu lượng", "widget": "number", "unit": "m³/ngày đêm"}
            ]}]
        }))
        .unwrap();
        let say = |c: &Condition| condition(c, Some(&form), Language::Vi);
        assert_eq!(
            say(&flow(Some(200.0), Some(3_000.0))),
            "Lưu lượng từ 200 đến dưới 3.000 m³/ngày đêm"
        );
        assert_eq!(say(&flow(None, Some(200.0))), "Lưu lượng dưới 200 m³/ngày đêm");
        assert_eq!(say(&flow(Some(200.0), None)), "Lưu lượng từ 200 m³/ngày đêm");
        let either = Condition {
            field: "form.x".into(),
            any_of: vec![FieldValue::Text("a".into()), FieldValue::Flag(true)],
            ..Condition::default()
        };
        assert_eq!(say(&either), "câu trả lời: a hoặc có");
    }
}
