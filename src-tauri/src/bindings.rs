//! The typed door between window and desk: `ui/src/backend/bindings.ts` is written from here.

use tauri_specta::{Builder, collect_commands, collect_events};

use crate::{commands, events};

/// Every command and event of the window.
pub fn builder() -> Builder<tauri::Wry> {
    Builder::<tauri::Wry>::new()
        .disable_serde_phases()
        .commands(collect_commands![
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
            commands::procedure_case,
            commands::set_favourite,
            commands::note_procedure_seen,
            commands::procedure,
            commands::provinces,
            commands::communes,
            commands::create_dossier,
            commands::copy_dossier,
            commands::move_dossier,
            commands::dossier,
            commands::dossiers,
            commands::save_dossiers,
            commands::open_dossiers,
            commands::month,
            commands::diagnostics,
            commands::save_diagnostics,
            commands::set_answers,
            commands::card::read_card,
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
            commands::set_outbox_rules,
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
            commands::backup::backups,
            commands::backup::back_up,
            commands::backup::back_up_elsewhere,
            commands::backup::choose_backup_folder,
            commands::backup::forget_backup_folder,
            commands::backup::find_backups,
            commands::backup::restore_backup,
            commands::backup::export_package,
            commands::backup::choose_package,
            commands::backup::import_package,
            commands::backup::renew_recovery_code,
            commands::backup::set_keyring,
            commands::backup::store_notice_seen,
            commands::backup::open_outside,
            commands::elsewhere::draft_sync,
            commands::elsewhere::set_draft_sync,
            commands::elsewhere::settle_draft,
            commands::elsewhere::keep_draft,
            commands::network::network_settings,
            commands::network::set_proxy,
            commands::network::choose_certificate,
            commands::network::forget_certificate,
            commands::leave,
        ])
        .events(collect_events![
            events::Closing,
            events::DeskEvents,
            events::FilesDropped
        ])
}

#[cfg(test)]
mod tests {
    /// The window's side of the door is generated, and what is committed is what would be generated
    /// now. After a change: `UPDATE_BINDINGS=1 cargo test -p motcua-shell bindings`.
    #[test]
    fn bindings_are_current() {
        let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/backend/bindings.ts");
        let folder = tempfile::tempdir().unwrap();
        let generated = folder.path().join("bindings.ts");
        super::builder()
            .export(specta_typescript::Typescript::default(), &generated)
            .unwrap();
        let generated = std::fs::read_to_string(&generated).unwrap();
        if std::env::var_os("UPDATE_BINDINGS").is_some() {
            std::fs::write(committed, &generated).unwrap();
        }
        let committed = std::fs::read_to_string(committed).unwrap_or_default();
        let differing = committed
            .lines()
            .zip(generated.lines())
            .find(|(old, new)| old != new);
        assert!(
            committed == generated,
            "ui/src/backend/bindings.ts is not what the desk's interface says now (first difference: {differing:?}); \
             run UPDATE_BINDINGS=1 cargo test -p motcua-shell bindings"
        );
    }
}
