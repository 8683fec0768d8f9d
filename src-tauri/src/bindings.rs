//! The typed door between window and desk: `ui/src/backend/bindings.ts` is written from here.

use tauri_specta::{Builder, collect_commands, collect_events};

use crate::commands;

/// Every command and event of the window.
pub fn builder() -> Builder<tauri::Wry> {
    Builder::<tauri::Wry>::new().disable_serde_phases().commands(collect_commands![
        commands::status,
        commands::choose_training,
        commands::leave_training,
        commands::test_portal,
        commands::connect_portal,
        commands::check_connection,
        commands::save_settings,
        commands::remember_place,
        commands::unlock,
        commands::recovery_code,
        commands::recovery_code_noted,
        commands::set_passphrase,
        commands::mailbox,
        commands::check_registration,
        commands::register,
        commands::confirm_account,
        commands::resend_confirmation,
        commands::forgot_password,
        commands::reset_password,
        commands::sign_in,
        commands::sign_out,
        commands::save_account,
        commands::unclaimed_drafts,
        commands::claim_drafts,
        commands::search,
        commands::common_procedures,
        commands::procedure,
        commands::provinces,
        commands::communes,
        commands::create_dossier,
        commands::copy_dossier,
        commands::dossier,
        commands::dossiers,
        commands::set_answers,
        commands::remove_paper,
        commands::restore_paper,
        commands::move_paper,
        commands::delete_dossier,
        commands::restore_dossier,
        commands::submit,
        commands::recall,
        commands::withdraw,
        commands::answer_supplement,
        commands::outbox,
        commands::outbox_pause,
        commands::outbox_send_now,
        commands::outbox_retry,
        commands::transactions,
        commands::start_payment,
        commands::cancel_payment,
        commands::timeline,
        commands::refresh_dossier,
        commands::lookup,
        commands::choose_files,
        commands::attach_dropped,
        commands::replace_paper,
        commands::open_payment,
        commands::open_officer,
        commands::open_letter_link,
        commands::save_proof,
        commands::save_receipt,
        commands::save_result,
    ]).events(collect_events![crate::events::DeskEvents, crate::events::FilesDropped])
}

#[cfg(test)]
mod tests {
    #[test]
    fn bindings_are_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/backend/bindings.ts");
        super::builder().export(specta_typescript::Typescript::default(), path).expect("bindings export");
    }
}
