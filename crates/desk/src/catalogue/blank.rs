//! The electronic form of a procedure on paper, blank, to be filled by hand.

use motcua_domain::{
    catalogue::{Form, FormField, Widget},
    catalogue_words as words,
};
use motcua_print::{BlankField, BlankFormData, BlankKind, BlankSection, PrintError, blank_form};
use serde_json::Value;

use super::printing::Printing;

impl Printing<'_> {
    /// The blank form as PDF.
    ///
    /// # Errors
    /// See [`PrintError`].
    pub fn blank(&self) -> Result<Vec<u8>, PrintError> {
        blank_form(&self.blank_data())
    }

    fn blank_data(&self) -> BlankFormData {
        let Self {
            catalogue, procedure, ..
        } = *self;
        let form = catalogue.form(&procedure.form);
        let mut sections = vec![self.people()];
        sections.extend(form.into_iter().flat_map(|form| self.asked(form)));
        BlankFormData {
            title: form.map_or_else(|| procedure.name.clone(), |form| form.title.clone()),
            code: procedure.display_code().to_owned(),
            procedure_name: procedure.name.clone(),
            addressee_label: self.pick("Kính gửi", "To"),
            addressee: catalogue.agency_name(procedure).to_owned(),
            sections,
            note: self.pick(
                "Mục có dấu * là bắt buộc. Tờ này dùng để ghi sẵn nội dung nhập vào biểu mẫu điện tử, không thay cho mẫu đơn do pháp luật quy định.",
                "Fields marked * must be filled in. This sheet prepares what is entered in the electronic form; it does not replace a form prescribed by law.",
            ),
            signer: self.pick("NGƯỜI NỘP HỒ SƠ", "APPLICANT"),
            signer_note: self.pick("(Ký và ghi rõ họ tên)", "(Signature and full name)"),
            training: self.training,
        }
    }

    /// What the form asks, section by section.
    fn asked(&self, form: &Form) -> Vec<BlankSection> {
        let required = form.schema.get("required").and_then(Value::as_array);
        let required: Vec<&str> = required.into_iter().flatten().filter_map(Value::as_str).collect();
        let field = |field: &FormField| BlankField {
            label: field.label.clone(),
            kind: kind(field.widget),
            unit: field.unit.clone().unwrap_or_default(),
            options: field.options.iter().map(|option| option.label.clone()).collect(),
            required: required.contains(&field.property.as_str()),
            short: is_short(field),
            only: field.visible_when.as_ref().map_or_else(String::new, |when| {
                let when = words::condition(when, Some(form), self.lang);
                format!("{} {when}", self.pick("chỉ điền khi", "only when"))
            }),
        };
        (form.layout.iter())
            .map(|section| BlankSection {
                title: section.title.clone(),
                fields: section.fields.iter().map(field).collect(),
            })
            .collect()
    }

    fn people(&self) -> BlankSection {
        let line = |vi, en, kind, required| BlankField {
            label: self.pick(vi, en),
            kind,
            required,
            short: kind == BlankKind::Date,
            ..BlankField::default()
        };
        BlankSection {
            title: self.pick("Người nộp", "Applicant"),
            fields: vec![
                line("Họ và tên", "Full name", BlankKind::Line, true),
                line(
                    "Tên tổ chức, doanh nghiệp (nếu có)",
                    "Organisation (if any)",
                    BlankKind::Line,
                    false,
                ),
                line(
                    "Số CCCD / hộ chiếu / mã số thuế",
                    "Identity card / passport / tax code",
                    BlankKind::Line,
                    true,
                ),
                line("Ngày cấp", "Issued on", BlankKind::Date, false),
                line("Ngày sinh", "Date of birth", BlankKind::Date, false),
                line("Điện thoại", "Telephone", BlankKind::Line, true),
                line("Email", "E-mail", BlankKind::Line, false),
                line("Địa chỉ", "Address", BlankKind::Line, true),
            ],
        }
    }
}

/// Whether half a line has room for the label and what is written behind it.
fn is_short(field: &FormField) -> bool {
    let label = field.label.chars().count() + field.unit.as_deref().map_or(0, |unit| unit.chars().count());
    let brief = matches!(
        field.widget,
        Widget::Number | Widget::Integer | Widget::Date | Widget::Checkbox
    );
    brief && label <= 32 && field.visible_when.is_none()
}

fn kind(widget: Widget) -> BlankKind {
    match widget {
        Widget::Multiline => BlankKind::Area,
        Widget::Date => BlankKind::Date,
        Widget::Choice => BlankKind::Choice,
        Widget::Checkbox => BlankKind::Tick,
        Widget::Text | Widget::Number | Widget::Integer | Widget::Commune => BlankKind::Line,
    }
}
