//! Addresses: of people, and those the post goes to.

use super::{CheckContext, limited, word};
use crate::{answers, content::Answers, identity, problem::Problems, rule::Rule};

/// Longest street line in characters.
const STREET_MAX: u64 = 200;

/// Checks `<prefix>.address.*`: province and commune must be chosen and belong together; the street
/// line may be demanded.
pub(super) fn check_address(
    context: &CheckContext<'_>,
    answers: &Answers,
    prefix: &str,
    street_required: bool,
    problems: &mut Problems,
) {
    let lang = context.lang;
    let path = |field: &str| format!("{prefix}.address.{field}");
    let province = answers::text(answers, &path("province"));
    let commune = answers::text(answers, &path("commune"));

    match (province, context.places) {
        (None, _) => {
            let label = word(lang, "Tỉnh, thành phố", "Province");
            problems.add(path("province"), &Rule::ChoiceRequired { label });
        }
        (Some(code), Some((places, edition))) if places.province(edition, code).is_none() => {
            problems.add(path("province"), &Rule::ProvinceUnknown);
        }
        _ => {}
    }
    match (commune, context.places) {
        (None, _) => {
            let label = word(lang, "Xã, phường", "Commune");
            problems.add(path("commune"), &Rule::ChoiceRequired { label });
        }
        (Some(code), Some((places, edition))) => match places.commune(edition, code) {
            None => problems.add(path("commune"), &Rule::CommuneUnknown),
            Some(unit) if province.is_some_and(|p| p != unit.province) => {
                problems.add(path("commune"), &Rule::CommuneElsewhere);
            }
            Some(_) => {}
        },
        (Some(_), None) => {}
    }
    let label = word(lang, "Số nhà, đường, thôn", "House number, street, village");
    if street_required && answers::text(answers, &path("street")).is_none() {
        problems.add(path("street"), &Rule::Required { label });
    } else {
        limited(answers, &path("street"), STREET_MAX, label, problems);
    }
}

/// Checks an address that the post goes to (`collection` or `delivery`).
pub(super) fn check_post(context: &CheckContext<'_>, answers: &Answers, side: &str, problems: &mut Problems) {
    let lang = context.lang;
    let label = match side {
        "collection" => word(
            lang,
            "Họ và tên người giao hồ sơ",
            "Name of who hands the papers over",
        ),
        _ => word(lang, "Họ và tên người nhận", "Name of the recipient"),
    };
    let name = answers::text(answers, &format!("{side}.name")).unwrap_or_default();
    problems.take(format!("{side}.name"), identity::normalise_name(name, &label));
    match answers::text(answers, &format!("{side}.phone")) {
        Some(phone) => {
            problems.take(format!("{side}.phone"), identity::normalise_phone(phone));
        }
        None => {
            let label = word(lang, "Số điện thoại", "Telephone");
            problems.add(format!("{side}.phone"), &Rule::Required { label });
        }
    }
    check_address(context, answers, side, true, problems);
}
