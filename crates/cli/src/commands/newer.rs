//! `motcua draft show` and `draft move`: what a newer catalogue changes for a draft, and moving it there.

use std::io::Write;

use motcua_desk::{
    Desk,
    prelude::{CatalogueChange, ChangeAbout, NewerCatalogue},
};
use serde_json::json;

use crate::{
    exit::{Exit, Failure},
    session::Session,
};

/// What is different, line by line.
pub fn tell(out: &mut dyn Write, session: &Session, newer: &NewerCatalogue) -> std::io::Result<()> {
    let NewerCatalogue {
        edition,
        from,
        to,
        gone,
        ..
    } = newer;
    let title = session.pick(
        "Hồ sơ theo danh mục bản",
        "The draft is made under catalogue version",
    );
    writeln!(
        out,
        "{title} {edition} ({from}); {} {edition} ({to}).",
        session.pick("đã có bản", "there is")
    )?;
    if *gone {
        return writeln!(
            out,
            "  {}",
            session.pick(
                "Thủ tục này không còn trong bản mới; hồ sơ giữ bản cũ.",
                "The procedure is not in the new one; the draft keeps its own.",
            )
        );
    }
    for change in &newer.changes {
        line(out, session, change)?;
    }
    writeln!(
        out,
        "  {}",
        session.pick(
            "Hồ sơ giữ bản cũ cho đến khi chuyển: motcua draft move.",
            "The draft keeps its own until it is moved: motcua draft move.",
        )
    )
}

fn line(out: &mut dyn Write, session: &Session, change: &CatalogueChange) -> std::io::Result<()> {
    let pick = |vi, en| session.pick(vi, en);
    let about = match change.about {
        ChangeAbout::Name => pick("Tên thủ tục", "Procedure"),
        ChangeAbout::Agency => pick("Cơ quan thực hiện", "Agency"),
        ChangeAbout::Deadline => pick("Thời hạn giải quyết", "Time"),
        ChangeAbout::Result => pick("Kết quả", "Result"),
        ChangeAbout::LegalBasis => pick("Căn cứ", "Legal basis"),
        ChangeAbout::Case => pick("Trường hợp", "Case"),
        ChangeAbout::Component => pick("Thành phần", "Component"),
        ChangeAbout::Fee => pick("Phí, lệ phí", "Fee"),
        ChangeAbout::Form => pick("Biểu mẫu", "Form"),
    };
    let name = change
        .name
        .as_ref()
        .map(|name| format!(" “{name}”"))
        .unwrap_or_default();
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => writeln!(out, "  - {about}{name}: {old} → {new}"),
        (None, Some(new)) => writeln!(out, "  - {about}{name}: {} {new}", pick("mới:", "new:")),
        (Some(old), None) => writeln!(out, "  - {about}{name}: {} {old}", pick("đã bỏ:", "gone:")),
        (None, None) => writeln!(out, "  - {about}{name}"),
    }
}

/// Moves a draft to the newest version of its catalogue.
pub async fn move_draft(session: &Session, desk: &Desk, id: &str) -> Result<Exit, Failure> {
    let id = session.dossier(desk, id).await?;
    let before = desk.dossier(id).await.map_err(|error| session.failure(error))?;
    let view = desk
        .move_dossier(id)
        .await
        .map_err(|error| session.failure(error))?;
    let moved = before.newer.as_ref();
    session.print(
        &json!({ "id": id, "edition": view.edition, "from": moved.map(|n| n.from), "to": moved.map(|n| n.to) }),
        |out| {
            writeln!(
                out,
                "{}",
                session.pick(
                    "Hồ sơ theo bản danh mục mới nhất; những gì đã nhập và đính kèm được giữ nguyên. Hãy chạy motcua draft check.",
                    "The draft follows the newest catalogue; everything typed and attached is kept. Run motcua draft check.",
                )
            )
        },
    )?;
    Ok(Exit::Done)
}
