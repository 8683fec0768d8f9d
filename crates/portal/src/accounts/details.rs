//! Changing one's own details.

use axum::http::StatusCode;
use motcua_domain::{
    identity::{self, AccountFields},
    language::Language,
    problem::FieldProblem,
};
use motcua_portal_api::{account::AccountDetails, change::ChangeKind};
use uuid::Uuid;

use super::{by_id, id_key, name_key, normalised};
use crate::{
    clock::day_in_viet_nam,
    dossiers::feed,
    error::{ApiError, ApiResult},
    http::idempotency::{self, Answer, Mutation},
    state::App,
};

/// Changes name, telephone and day of issue. Kind, number and address identify the account and stay.
///
/// # Errors
/// 412 when the version is not the current one, 422 with every wrong field.
pub async fn change(
    app: &App,
    account: Uuid,
    key: Uuid,
    expected: u32,
    wanted: AccountDetails,
    language: Language,
) -> ApiResult<Answer> {
    let mutation = Mutation::of_account(app, account, key, "change_account", &wanted)?;
    let state = app.clone();
    idempotency::run(app, mutation, move |tx| {
        let app = &state;
        let mut row = by_id(tx, account)?;
        if row.version != expected {
            return Err(ApiError::changed(row.version));
        }
        let mut problems =
            identity::check_account(&AccountFields::from(&wanted), "", day_in_viet_nam(app.now()), language);
        let stays = |path: &str, vi: &str, en: &str| FieldProblem {
            path: path.into(),
            code: "not_changeable".into(),
            message: if language == Language::Vi { vi } else { en }.into(),
        };
        if wanted.kind != row.details.kind {
            problems.push(stays(
                "kind",
                "Loại tài khoản không đổi được. Hãy đăng ký tài khoản khác cho loại này.",
                "The kind of account cannot be changed. Register another account for this kind.",
            ));
        }
        if id_key(&wanted.id_number) != id_key(&row.details.id_number) {
            problems.push(stays(
                "id_number",
                "Số giấy tờ của tài khoản không đổi được tại đây. Hãy liên hệ tổng đài hỗ trợ.",
                "The account's number cannot be changed here. Call the hotline.",
            ));
        }
        if name_key(&wanted.email) != name_key(&row.details.email) {
            problems.push(stays(
                "email",
                "Địa chỉ thư điện tử là tên đăng nhập, không đổi được tại đây. Hãy liên hệ tổng đài hỗ trợ.",
                "The e-mail address is the sign-in name and cannot be changed here. Call the hotline.",
            ));
        }
        if !problems.is_empty() {
            return Err(ApiError::invalid_fields(problems));
        }
        row.details = normalised(&wanted);
        row.version += 1;
        let d = &row.details;
        tx.execute(
            "UPDATE accounts SET full_name = ?1, organisation_name = ?2, id_issued_on = ?3, phone = ?4, version = ?5
             WHERE id = ?6",
            (
                &d.full_name,
                &d.organisation_name,
                d.id_issued_on.map(|day| day.to_string()),
                &d.phone,
                row.version,
                account.to_string(),
            ),
        )?;
        feed::record(tx, app, account, ChangeKind::Account, account, row.version, false)?;
        let account = by_id(tx, account)?.account();
        Ok(Answer::new(StatusCode::OK, &account)?.with_version(account.version))
    })
    .await
}
