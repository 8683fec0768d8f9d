//! The typed door between window and desk: `ui/src/backend/bindings.ts` is written from here.

use tauri_specta::{Builder, collect_commands, collect_events};

use crate::{commands, events};

/// Every command and event of the window.
pub fn builder() -> Builder<tauri::Wry> {
    Builder::<tauri::Wry>::new()
        .disable_serde_phases()
        .commands(collect_commands![
            commands::start::status,
            commands::start::choose_training,
            commands::start::leave_training,
            commands::start::test_portal,
            commands::start::connect_portal,
            commands::start::check_connection,
            commands::start::save_settings,
            commands::start::remember_place,
            commands::start::unlock,
            commands::start::recovery_code,
            commands::start::recovery_code_noted,
            commands::start::set_passphrase,
            commands::start::mailbox,
            commands::account::check_registration,
            commands::account::register,
            commands::account::confirm_account,
            commands::account::resend_confirmation,
            commands::account::forgot_password,
            commands::account::reset_password,
            commands::account::sign_in,
            commands::account::sign_out,
            commands::account::save_account,
            commands::account::unclaimed_drafts,
            commands::account::claim_drafts,
            commands::catalogue::search,
            commands::catalogue::common_procedures,
            commands::catalogue::procedure_case,
            commands::catalogue::set_favourite,
            commands::catalogue::note_procedure_seen,
            commands::catalogue::procedure,
            commands::catalogue::provinces,
            commands::catalogue::communes,
            commands::catalogue::save_procedure_sheet,
            commands::catalogue::save_blank_form,
            commands::catalogue::update_catalogue,
            commands::catalogue::save_catalogue,
            commands::catalogue::bring_catalogue,
            commands::dossiers::create_dossier,
            commands::dossiers::copy_dossier,
            commands::dossiers::move_dossier,
            commands::dossiers::dossier,
            commands::dossiers::dossiers,
            commands::dossiers::save_dossiers,
            commands::dossiers::open_dossiers,
            commands::dossiers::month,
            commands::start::diagnostics,
            commands::start::save_diagnostics,
            commands::dossiers::set_answers,
            commands::card::read_card,
            commands::papers::remove_paper,
            commands::papers::restore_paper,
            commands::papers::move_paper,
            commands::dossiers::delete_dossier,
            commands::dossiers::restore_dossier,
            commands::dossiers::submit,
            commands::dossiers::recall,
            commands::dossiers::withdraw,
            commands::dossiers::answer_supplement,
            commands::outbox::outbox,
            commands::outbox::outbox_pause,
            commands::outbox::outbox_send_now,
            commands::outbox::outbox_retry,
            commands::outbox::set_outbox_rules,
            commands::payments::transactions,
            commands::payments::start_payment,
            commands::payments::cancel_payment,
            commands::follow::timeline,
            commands::follow::refresh_dossier,
            commands::follow::lookup,
            commands::papers::choose_files,
            commands::papers::attach_dropped,
            commands::papers::replace_paper,
            commands::payments::open_payment,
            commands::start::open_officer,
            commands::start::open_letter_link,
            commands::follow::save_proof,
            commands::payments::save_receipt,
            commands::follow::save_result,
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
            commands::start::leave,
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
