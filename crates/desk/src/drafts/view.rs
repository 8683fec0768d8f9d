//! A dossier as its screens show it, compiled from the record, its content, the catalogue it was
//! made under and what the portal last said.

use chrono::NaiveDate;
use motcua_domain::{
    answers::{self, ComponentNeed},
    catalogue::{Component, Form, Procedure},
    check::{CheckContext, DossierPart, check, check_part},
    content::DossierContent,
    language::Language,
    paper::PaperLimits,
    places::Places,
    problem::FieldProblem,
    status::{BusinessStatus, SyncState},
};
use motcua_portal_api::dossier::{Dossier as PortalDossier, Supplement};
use motcua_store::DossierRecord;

use super::{form, newer::Former};
use crate::{
    catalogue::shelf::{Edition, display_code},
    shared::words::pick,
    views::dossier::{
        ComponentView, DossierView, FeeEstimate, FeeEstimateLine, Need, NewerCatalogue, Part, PartState,
        PartView, Proof, SupplementItemView, SupplementView,
    },
    views::elsewhere::ElsewhereView,
};

/// What a dossier's screens are compiled from.
pub(crate) struct Sources<'a> {
    pub record: &'a DossierRecord,
    pub content: &'a DossierContent,
    pub edition: &'a Edition,
    pub procedure: &'a Procedure,
    pub form: &'a Form,
    pub places: Option<&'a Places>,
    pub limits: &'a PaperLimits,
    pub portal: Option<&'a PortalDossier>,
    /// What other computers did to it.
    pub elsewhere: Option<&'a ElsewhereView>,
    pub newer: Option<&'a NewerCatalogue>,
    pub former: &'a Former,
    /// An operation about this dossier is in the outbox.
    pub pending: bool,
    pub training: bool,
    pub today: NaiveDate,
    pub lang: Language,
}

impl Sources<'_> {
    fn context(&self) -> CheckContext<'_> {
        CheckContext {
            procedure: self.procedure,
            form: self.form,
            places: self
                .places
                .map(|places| (places, self.edition.catalogue.places_edition.as_str())),
            default_limits: self.limits,
            today: self.today,
            lang: self.lang,
        }
    }

    /// Everything wrong with the content, all at once.
    pub fn problems(&self) -> Vec<FieldProblem> {
        check(&self.context(), self.content)
    }

    /// Compiles the view.
    pub fn view(&self) -> DossierView {
        let Self { record, content, .. } = *self;
        let supplement = open_supplement(record, self.portal);
        let editable = editable(record, supplement, self.pending);
        let parts = if editable { self.parts() } else { settled_parts() };
        let ready = editable
            && parts
                .iter()
                .any(|p| p.part == Part::Review && p.state == PartState::Done);
        DossierView {
            id: record.id,
            procedure: record.procedure.clone(),
            display_code: display_code(self.procedure),
            procedure_name: record.procedure_name.clone(),
            agency_name: self.edition.agency(&self.procedure.agency).name,
            edition: record.edition.clone(),
            places_edition: self.edition.catalogue.places_edition.clone(),
            sync: match record.sync {
                SyncState::Draft | SyncState::Ready if ready => SyncState::Ready,
                SyncState::Ready => SyncState::Draft,
                other => other,
            },
            held_reason: record.held_reason.clone(),
            status: record.status,
            code: record.code.clone(),
            money: record.money,
            editable,
            answers: content.answers.clone(),
            form: {
                let mut sections = form::sections(self.form, &content.answers);
                sections.extend(self.former.section(self.lang));
                sections
            },
            case_name: answers::case_of(self.procedure, &content.answers).map(|case| case.name.clone()),
            components: self.components(),
            fees: self.fees(),
            parts,
            saved_at: record.changed_at,
            created_at: record.created_at,
            submitted_at: record.submitted_at,
            due_on: record.due_on,
            proof: proof(record),
            supplement: supplement.map(|open| self.supplement(open)),
            elsewhere: self.elsewhere.cloned(),
            newer: self.newer.filter(|_| editable).cloned(),
        }
    }

    fn components(&self) -> Vec<ComponentView> {
        let Self {
            content, procedure, ..
        } = *self;
        let known = procedure.components.as_deref().unwrap_or_default();
        let mut views: Vec<ComponentView> = known.iter().map(|component| self.component(component)).collect();
        // a paper whose component the catalogue no longer names must stay visible
        for paper in &content.papers {
            if !views.iter().any(|view| view.code == paper.component) {
                let former = self.former.components.get(&paper.component);
                views.push(ComponentView {
                    code: paper.component.clone(),
                    name: former.map_or_else(|| paper.component.clone(), |former| former.name.clone()),
                    form: former.and_then(|former| former.form.clone()),
                    note: Some(
                        pick(
                            self.lang,
                            "Thủ tục không còn thành phần này. Hãy gỡ tệp, hoặc đính kèm lại vào đúng thành phần.",
                            "The procedure does not have this component any more. Remove the files, or attach them where they belong.",
                        )
                        .to_owned(),
                    ),
                    need: Need::Optional,
                    condition: None,
                    originals: None,
                    copies: None,
                    limits: self.limits.clone(),
                    papers: content
                        .papers
                        .iter()
                        .filter(|p| p.component == paper.component)
                        .cloned()
                        .collect(),
                });
            }
        }
        views
    }

    fn component(&self, component: &Component) -> ComponentView {
        let mut papers: Vec<_> = self
            .content
            .papers
            .iter()
            .filter(|paper| paper.component == component.code)
            .cloned()
            .collect();
        papers.sort_by_key(|paper| paper.position);
        ComponentView {
            code: component.code.clone(),
            name: component.name.clone(),
            form: component.form.clone(),
            note: component.note.clone(),
            need: match answers::component_need(component, &self.content.answers) {
                ComponentNeed::Required => Need::Required,
                ComponentNeed::Optional => Need::Optional,
                ComponentNeed::NotNeeded => Need::NotNeeded,
                ComponentNeed::Undecided => Need::Undecided,
            },
            condition: match &component.required {
                motcua_domain::catalogue::Requirement::When { condition } => Some(condition.clone()),
                _ => None,
            },
            originals: component.originals,
            copies: component.copies,
            limits: component.limits.clone().unwrap_or_else(|| self.limits.clone()),
            papers,
        }
    }

    fn fees(&self) -> FeeEstimate {
        match answers::fee_lines(self.procedure, &self.content.answers, self.training) {
            None => FeeEstimate {
                known: false,
                lines: Vec::new(),
            },
            Some(lines) => FeeEstimate {
                known: true,
                lines: lines
                    .into_iter()
                    .map(|line| FeeEstimateLine {
                        name: line.fee.name.clone(),
                        amount: line.amount,
                        illustrative: line.illustrative,
                    })
                    .collect(),
            },
        }
    }

    fn parts(&self) -> Vec<PartView> {
        let context = self.context();
        let entered = |prefixes: &[&str]| {
            self.content
                .answers
                .keys()
                .any(|path| prefixes.iter().any(|prefix| path.starts_with(prefix)))
        };
        let parts = [
            (
                Part::People,
                DossierPart::People,
                entered(&["applicant.", "owner."]),
            ),
            (Part::Form, DossierPart::Form, entered(&["form."])),
            (Part::Papers, DossierPart::Papers, !self.content.papers.is_empty()),
            (
                Part::Delivery,
                DossierPart::Delivery,
                entered(&["collection.", "delivery."]),
            ),
        ];
        let mut all = Vec::new();
        let mut views: Vec<PartView> = parts
            .into_iter()
            .map(|(part, checked, entered)| {
                let problems = check_part(&context, self.content, checked);
                all.extend(problems.iter().cloned());
                let state = match (entered, problems.is_empty()) {
                    (false, _) => PartState::NotStarted,
                    (true, true) => PartState::Done,
                    (true, false) => PartState::NeedsAttention,
                };
                // nobody is told off for what they have not come to yet; the review says it all
                PartView {
                    part,
                    state,
                    problems: if entered { problems } else { Vec::new() },
                }
            })
            .collect();
        let state = if all.is_empty() {
            PartState::Done
        } else if views.iter().all(|view| view.state == PartState::NotStarted) {
            PartState::NotStarted
        } else {
            PartState::NeedsAttention
        };
        views.push(PartView {
            part: Part::Review,
            state,
            problems: all,
        });
        views
    }

    fn supplement(&self, open: &Supplement) -> SupplementView {
        SupplementView {
            id: open.id,
            asked_at: open.asked_at,
            until: open.until,
            officer: open.officer.clone(),
            items: open
                .items
                .iter()
                .map(|item| SupplementItemView {
                    component: item.component.clone(),
                    component_name: item.component.as_deref().map_or_else(
                        || pick(self.lang, "Biểu mẫu điện tử", "Electronic form").to_owned(),
                        |code| self.edition.component_name(&self.record.procedure, code),
                    ),
                    reason: item.reason.clone(),
                })
                .collect(),
        }
    }
}

/// What was sent is settled: nothing of it is checked again under newer rules.
fn settled_parts() -> Vec<PartView> {
    [
        Part::People,
        Part::Form,
        Part::Papers,
        Part::Delivery,
        Part::Review,
    ]
    .map(|part| PartView {
        part,
        state: PartState::Done,
        problems: Vec::new(),
    })
    .to_vec()
}

/// The proof of submission, once confirmed.
pub(crate) fn proof(record: &DossierRecord) -> Option<Proof> {
    record.proof.clone().and_then(|proof| {
        serde_json::from_value(proof)
            .inspect_err(|error| log::error!("a stored proof of submission is unreadable: {error}"))
            .ok()
    })
}

/// The request for supplements that waits for an answer.
pub(crate) fn open_supplement<'a>(
    record: &DossierRecord,
    portal: Option<&'a PortalDossier>,
) -> Option<&'a Supplement> {
    if record.status != Some(BusinessStatus::SupplementRequested) {
        return None;
    }
    portal?
        .supplements
        .iter()
        .rev()
        .find(|supplement| supplement.answered_at.is_none())
}

/// Whether answers and papers may be changed now: before queueing, and while a supplement is open
/// and its answer has not been queued.
pub(crate) fn editable(record: &DossierRecord, supplement: Option<&Supplement>, pending: bool) -> bool {
    if record.deleted_at.is_some() || pending {
        return false;
    }
    match record.sync {
        SyncState::Draft | SyncState::Ready => true,
        SyncState::Queued | SyncState::Sending | SyncState::Held => false,
        SyncState::Confirmed => supplement.is_some(),
    }
}
