//! Papers: those that must be there are, and each can be taken.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::CheckContext;
use crate::{
    answers::{ComponentNeed, component_need},
    catalogue::Component,
    content::{DossierContent, Paper},
    paper::PaperLimits,
    problem::Problems,
    rule::Rule,
};

pub(super) fn check(context: &CheckContext<'_>, content: &DossierContent, problems: &mut Problems) {
    let Some(components) = &context.procedure.components else {
        return problems.add("papers", &Rule::ComponentsUnknown);
    };
    let mut by_component: HashMap<&str, Vec<&Paper>> = HashMap::new();
    for paper in &content.papers {
        by_component.entry(&paper.component).or_default().push(paper);
    }
    for component in components {
        let papers = by_component
            .get(component.code.as_str())
            .map_or(&[][..], Vec::as_slice);
        let need = component_need(component, &content.answers);
        if papers.is_empty() && need == ComponentNeed::Required {
            let component_name = component.name.clone();
            problems.add(
                path_of(&component.code),
                &Rule::PaperMissing {
                    component: component_name,
                },
            );
        }
        let limits = component.limits.as_ref().unwrap_or(context.default_limits);
        check_component(&component.code, papers, limits, problems);
    }
    check_groups(components, &by_component, content, problems);

    let mut ids = HashSet::new();
    for paper in &content.papers {
        let file = || paper.file_name.clone();
        if !components.iter().any(|c| c.code == paper.component) {
            problems.add("papers", &Rule::PaperComponent { file: file() });
        }
        if !ids.insert(paper.id) {
            problems.add(path_of(&paper.component), &Rule::PaperIdTwice { file: file() });
        }
    }
}

fn path_of(component: &str) -> String {
    format!("papers.{component}")
}

fn check_component(code: &str, papers: &[&Paper], limits: &PaperLimits, problems: &mut Problems) {
    let mut by_hash: HashMap<&str, &Paper> = HashMap::new();
    for paper in papers {
        if let Some(rule) = refusal(paper, limits) {
            problems.add(path_of(code), &rule);
        } else if let Some(other) = by_hash.insert(&paper.sha256, paper) {
            let rule = Rule::PaperTwice {
                file: paper.file_name.clone(),
                other: other.file_name.clone(),
            };
            problems.add(path_of(code), &rule);
        }
    }
}

/// Why a paper cannot be taken, from what is known of it.
fn refusal(paper: &Paper, limits: &PaperLimits) -> Option<Rule> {
    let file = paper.file_name.clone();
    if paper.sha256.len() != 64
        || !paper
            .sha256
            .bytes()
            .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    {
        Some(Rule::PaperHash { file })
    } else if paper.size == 0 {
        Some(Rule::PaperEmpty { file })
    } else if !limits.media_types.iter().any(|taken| taken == &paper.media_type) {
        Some(Rule::PaperType {
            file,
            taken: limits.media_types.clone(),
        })
    } else if paper.size > limits.max_bytes {
        Some(Rule::PaperTooLarge {
            file,
            limit: limits.max_bytes,
        })
    } else {
        None
    }
}

/// Of each group at least one must be there. Where an answer decides which one, the component's own
/// condition speaks; where the answer is not given yet, the form asks for it.
fn check_groups(
    components: &[Component],
    by_component: &HashMap<&str, Vec<&Paper>>,
    content: &DossierContent,
    problems: &mut Problems,
) {
    let mut groups: BTreeMap<&str, Vec<&Component>> = BTreeMap::new();
    for component in components {
        if let Some(group) = &component.group {
            groups.entry(group).or_default().push(component);
        }
    }
    for members in groups.values() {
        let needs: Vec<ComponentNeed> = members
            .iter()
            .map(|c| component_need(c, &content.answers))
            .collect();
        let any_there = members.iter().any(|c| by_component.contains_key(c.code.as_str()));
        if any_there || needs.contains(&ComponentNeed::Required) || !needs.contains(&ComponentNeed::Optional)
        {
            continue;
        }
        let open: Vec<&&Component> = members
            .iter()
            .zip(&needs)
            .filter(|(_, need)| **need == ComponentNeed::Optional)
            .map(|(component, _)| component)
            .collect();
        let components = open.iter().map(|c| c.name.clone()).collect();
        problems.add(path_of(&open[0].code), &Rule::OneOfMissing { components });
    }
}
