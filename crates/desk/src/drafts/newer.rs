//! A draft keeps the version of the catalogue that it was made under. When there is a newer one it is told what
//! is different for its procedure, and moves when the user says so, with everything typed and attached.

use std::{collections::HashMap, sync::Arc};

use motcua_domain::{
    answers,
    catalogue::{Component, Fee, Form, FormField, Procedure, Widget},
    catalogue_words as words,
    content::DossierContent,
    language::Language,
    status::SyncState,
};
use motcua_store::DossierRecord;
use uuid::Uuid;

use super::{check::need_editable, form};
use crate::{
    catalogue::shelf::{Edition, Shelf, submittable},
    error::{DeskError, ErrorCode},
    portal_link::documents::keep_edition,
    shared::{
        room::{Room, wrong_state},
        words::{Thing, pick},
    },
    views::{
        dossier::{CatalogueChange, ChangeAbout, FormFieldView, FormSectionView, NewerCatalogue},
        event::DeskEvent,
    },
};

/// What is different for a dossier in the newest version of its edition; `None`: nothing, or it cannot move.
pub(crate) fn newer(
    record: &DossierRecord,
    edition: &Edition,
    shelf: &Shelf,
    illustrative: bool,
    lang: Language,
) -> Option<NewerCatalogue> {
    let unsent = matches!(record.sync, SyncState::Draft | SyncState::Ready) && record.submitted_at.is_none();
    let newest = shelf.newest(&record.edition)?;
    let (from, to) = (&edition.catalogue, &newest.catalogue);
    if !unsent || (&from.edition, from.version) != (&record.edition, record.catalogue_version) {
        return None;
    }
    if to.version <= from.version {
        return None;
    }
    let old = edition.procedure(&record.procedure)?;
    let new = newest.procedure(&record.procedure).filter(|new| submittable(new));
    let changes = match new {
        Some(new) => Comparison {
            old: (edition, old),
            new: (&newest, new),
            illustrative,
            lang,
        }
        .changes(),
        None => Vec::new(),
    };
    (new.is_none() || !changes.is_empty()).then(|| NewerCatalogue {
        edition: to.edition.clone(),
        from: from.version,
        to: to.version,
        gone: new.is_none(),
        changes,
    })
}

/// Moves a draft to the newest version of its edition. Answers and papers stay as they are.
pub(crate) async fn move_to_newer(room: &Arc<Room>, id: Uuid) -> Result<(), DeskError> {
    let lang = room.lang();
    let shelf = room.shared.shelf().await?;
    let now = room.shared.now();
    room.write(move |tx| {
        let record = need_editable(tx, id, lang)?;
        if !matches!(record.sync, SyncState::Draft | SyncState::Ready) || record.submitted_at.is_some() {
            return Err(wrong_state(
                lang,
                "Hồ sơ đã nộp giữ bản danh mục lúc nộp. Chỉ hồ sơ chưa nộp mới chuyển sang bản mới.",
                "A dossier that was submitted keeps the catalogue it was submitted under. Only an unsent one can move.",
            )
            .into());
        }
        let missing = || DeskError::not_found(lang, Thing::Procedure);
        let newest = shelf.newest(&record.edition).ok_or_else(missing)?;
        let Some(procedure) = newest.procedure(&record.procedure).filter(|p| submittable(p)) else {
            return Err(DeskError::say(
                ErrorCode::Refused,
                lang,
                "Thủ tục này không còn trong bản danh mục mới nên hồ sơ giữ bản cũ. Hãy xem trang thủ tục để biết thủ tục thay thế.",
                "This procedure is not in the new catalogue, so the draft keeps its own. See the procedure's page for what replaced it.",
            )
            .into());
        };
        keep_edition(tx, &newest, now)?;
        tx.set_catalogue_version(id, newest.catalogue.version, &procedure.name, now)?;
        Ok(())
    })
    .await?;
    room.emit(DeskEvent::Dossier { id });
    Ok(())
}

/// What was typed and attached for fields and components that the dossier's version of the catalogue does not
/// have: it is shown as the version before named it, and nothing of it is dropped.
#[derive(Debug, Default)]
pub(crate) struct Former {
    fields: Vec<FormField>,
    /// By code.
    pub components: HashMap<String, Component>,
}

impl Former {
    pub fn of(content: &DossierContent, record: &DossierRecord, edition: &Edition, shelf: &Shelf) -> Self {
        let Some(procedure) = edition.procedure(&record.procedure) else {
            return Self::default();
        };
        let form = edition.form(&procedure.form);
        let fields = (content.answers.iter())
            .filter(|(_, value)| answers::is_given(value))
            .filter_map(|(path, _)| path.strip_prefix("form."))
            .filter(|property| form.is_some_and(|form| form::property(form, property).is_none()))
            .map(|property| former_field(shelf, record, property).unwrap_or_else(|| plain_field(property)))
            .collect();
        let known = procedure.components.as_deref().unwrap_or_default();
        let components = (content.papers.iter())
            .filter(|paper| !known.iter().any(|component| component.code == paper.component))
            .filter_map(|paper| {
                let component = former_component(shelf, record, &paper.component)?;
                Some((paper.component.clone(), component))
            })
            .collect();
        Self { fields, components }
    }

    /// The fields as a section of the form.
    pub fn section(&self, lang: Language) -> Option<FormSectionView> {
        let hint = pick(
            lang,
            "Biểu mẫu bản mới không còn mục này. Hãy chuyển nội dung sang mục khác nếu cần, rồi xóa trống.",
            "The new form does not have this field. Move what it says to another field if needed, then clear it.",
        );
        let fields: Vec<FormFieldView> = (self.fields.iter())
            .map(|field| FormFieldView {
                path: format!("form.{}", field.property),
                field: FormField {
                    hint: Some(hint.to_owned()),
                    visible_when: None,
                    columns: 12,
                    ..field.clone()
                },
                required: false,
                max_length: None,
                visible: true,
            })
            .collect();
        (!fields.is_empty()).then(|| FormSectionView {
            title: pick(lang, "Không còn trong biểu mẫu", "No longer in the form").to_owned(),
            fields,
        })
    }
}

/// A field that an earlier version of the procedure's form had, the latest first.
fn former_field(shelf: &Shelf, record: &DossierRecord, property: &str) -> Option<FormField> {
    shelf.versions(&record.edition).iter().find_map(|edition| {
        let form = edition.form(&edition.procedure(&record.procedure)?.form)?;
        fields(form).find(|field| field.property == property).cloned()
    })
}

/// A field of which only the name is known.
fn plain_field(property: &str) -> FormField {
    FormField {
        property: property.to_owned(),
        label: property.to_owned(),
        hint: None,
        widget: Widget::Text,
        unit: None,
        options: Vec::new(),
        visible_when: None,
        columns: 12,
    }
}

/// What a component was called in an earlier version.
fn former_component(shelf: &Shelf, record: &DossierRecord, code: &str) -> Option<Component> {
    shelf.versions(&record.edition).iter().find_map(|edition| {
        let components = edition.procedure(&record.procedure)?.components.as_deref()?;
        components
            .iter()
            .find(|component| component.code == code)
            .cloned()
    })
}

fn fields(form: &Form) -> impl Iterator<Item = &FormField> {
    form.layout.iter().flat_map(|section| &section.fields)
}

struct Comparison<'a> {
    old: (&'a Edition, &'a Procedure),
    new: (&'a Edition, &'a Procedure),
    illustrative: bool,
    lang: Language,
}

impl Comparison<'_> {
    fn changes(&self) -> Vec<CatalogueChange> {
        let (old, new, lang) = (self.old.1, self.new.1, self.lang);
        let mut changes = Vec::new();
        let mut plain = |about, old: String, new: String| {
            if old != new {
                changes.push(CatalogueChange {
                    about,
                    name: None,
                    old: Some(old),
                    new: Some(new),
                });
            }
        };
        let known = |text: &Option<String>| text.clone().unwrap_or_else(|| words::unknown(lang).to_owned());
        plain(ChangeAbout::Name, old.name.clone(), new.name.clone());
        plain(
            ChangeAbout::Agency,
            self.old.0.catalogue.agency_name(old).to_owned(),
            self.new.0.catalogue.agency_name(new).to_owned(),
        );
        plain(
            ChangeAbout::Deadline,
            words::time(old.processing, lang),
            words::time(new.processing, lang),
        );
        plain(ChangeAbout::Result, known(&old.result), known(&new.result));
        let basis = |procedure: &Procedure| procedure.legal_basis.join("; ");
        plain(ChangeAbout::LegalBasis, basis(old), basis(new));
        self.cases(&mut changes);
        self.components(&mut changes);
        self.fees(&mut changes);
        self.form(&mut changes);
        changes
    }

    fn forms(&self) -> (Option<&Form>, Option<&Form>) {
        (
            self.old.0.form(&self.old.1.form),
            self.new.0.form(&self.new.1.form),
        )
    }

    fn cases(&self, changes: &mut Vec<CatalogueChange>) {
        let (old_form, new_form) = self.forms();
        let say = |when, form| words::condition(when, form, self.lang);
        let old = (self.old.1.cases.iter()).map(|c| (c.id.as_str(), c.name.as_str(), say(&c.when, old_form)));
        let new = (self.new.1.cases.iter()).map(|c| (c.id.as_str(), c.name.as_str(), say(&c.when, new_form)));
        pair(ChangeAbout::Case, old.collect(), new.collect(), changes);
    }

    fn components(&self, changes: &mut Vec<CatalogueChange>) {
        let (old_form, new_form) = self.forms();
        let named = |procedure: &Procedure, form: Option<&Form>| -> Vec<(String, String, String)> {
            (procedure.components.iter().flatten())
                .map(|c| (c.code.clone(), c.name.clone(), self.component(c, form)))
                .collect()
        };
        let (old, new) = (named(self.old.1, old_form), named(self.new.1, new_form));
        pair(ChangeAbout::Component, borrowed(&old), borrowed(&new), changes);
    }

    fn component(&self, component: &Component, form: Option<&Form>) -> String {
        joined(&[
            words::requirement(component, form, self.lang),
            words::copies(component, self.lang),
            component.form.clone().unwrap_or_default(),
            component.note.clone().unwrap_or_default(),
        ])
    }

    fn fees(&self, changes: &mut Vec<CatalogueChange>) {
        let lang = self.lang;
        if let (Some(_), None) | (None, Some(_)) = (&self.old.1.fees, &self.new.1.fees) {
            let say = |fees: &Option<Vec<Fee>>| match fees.as_deref() {
                None => words::unknown(lang).to_owned(),
                Some([]) => pick(lang, "không thu", "none").to_owned(),
                Some(fees) => joined(&fees.iter().map(|fee| self.fee(fee, None)).collect::<Vec<_>>()),
            };
            changes.push(CatalogueChange {
                about: ChangeAbout::Fee,
                name: None,
                old: Some(say(&self.old.1.fees)),
                new: Some(say(&self.new.1.fees)),
            });
            return;
        }
        let (old_form, new_form) = self.forms();
        let list = |procedure: &Procedure, form: Option<&Form>| -> Vec<(String, String, String)> {
            (procedure.fees.iter().flatten())
                .map(|fee| (fee.id.clone(), fee.name.clone(), self.fee(fee, form)))
                .collect()
        };
        let (old, new) = (list(self.old.1, old_form), list(self.new.1, new_form));
        pair(ChangeAbout::Fee, borrowed(&old), borrowed(&new), changes);
    }

    fn fee(&self, fee: &Fee, form: Option<&Form>) -> String {
        let when = (fee.when.as_ref()).map(|when| words::condition(when, form, self.lang));
        joined(&[
            words::amount(fee, self.illustrative, self.lang),
            when.unwrap_or_default(),
        ])
    }

    fn form(&self, changes: &mut Vec<CatalogueChange>) {
        let (Some(old), Some(new)) = self.forms() else {
            return;
        };
        let list = |form: &Form| -> Vec<(String, String, String)> {
            fields(form)
                .map(|field| {
                    (
                        field.property.clone(),
                        field.label.clone(),
                        self.field(form, field),
                    )
                })
                .collect()
        };
        let (before, after) = (list(old), list(new));
        let told = changes.len();
        pair(ChangeAbout::Form, borrowed(&before), borrowed(&after), changes);
        if told == changes.len() && old.schema != new.schema {
            changes.push(CatalogueChange {
                about: ChangeAbout::Form,
                name: None,
                old: None,
                new: Some(
                    pick(
                        self.lang,
                        "quy tắc kiểm tra nội dung đã đổi",
                        "the rules for what is entered have changed",
                    )
                    .to_owned(),
                ),
            });
        }
    }

    fn field(&self, form: &Form, field: &FormField) -> String {
        let lang = self.lang;
        let required = (form.schema.get("required").and_then(serde_json::Value::as_array))
            .is_some_and(|all| all.iter().any(|name| *name == *field.property));
        let need = match required {
            true => pick(lang, "bắt buộc", "required"),
            false => pick(lang, "không bắt buộc", "not required"),
        };
        let kind = match field.widget {
            Widget::Text | Widget::Multiline => pick(lang, "chữ", "text"),
            Widget::Number | Widget::Integer => pick(lang, "số", "number"),
            Widget::Date => pick(lang, "ngày", "date"),
            Widget::Choice => pick(lang, "chọn một", "choice"),
            Widget::Checkbox => pick(lang, "đánh dấu", "tick"),
            Widget::Commune => pick(lang, "địa danh", "place"),
        };
        let options: Vec<String> = field.options.iter().map(|option| option.label.clone()).collect();
        joined(&[
            need.to_owned(),
            kind.to_owned(),
            field.unit.clone().unwrap_or_default(),
            options.join(" / "),
        ])
    }
}

fn joined(parts: &[String]) -> String {
    let parts: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(", ")
}

fn borrowed(list: &[(String, String, String)]) -> Vec<(&str, &str, String)> {
    list.iter()
        .map(|(id, name, words)| (id.as_str(), name.as_str(), words.clone()))
        .collect()
}

/// What of a list is gone, changed and new, by id; each is its name and what is said of it.
fn pair(
    about: ChangeAbout,
    old: Vec<(&str, &str, String)>,
    new: Vec<(&str, &str, String)>,
    changes: &mut Vec<CatalogueChange>,
) {
    for (id, name, was) in &old {
        let now = new.iter().find(|(now, ..)| now == id);
        let (title, was, is) = match now {
            Some((_, same, is)) if same == name && is == was => continue,
            Some((_, same, is)) if same == name => (*name, was.clone(), Some(is.clone())),
            Some((_, renamed, is)) => (
                *renamed,
                joined(&[(*name).to_owned(), was.clone()]),
                Some(joined(&[(*renamed).to_owned(), is.clone()])),
            ),
            None => (*name, was.clone(), None),
        };
        changes.push(CatalogueChange {
            about,
            name: Some(title.to_owned()),
            old: Some(was),
            new: is,
        });
    }
    for (id, name, is) in new {
        if !old.iter().any(|(before, ..)| *before == id) {
            changes.push(CatalogueChange {
                about,
                name: Some(name.to_owned()),
                old: None,
                new: Some(is),
            });
        }
    }
}
