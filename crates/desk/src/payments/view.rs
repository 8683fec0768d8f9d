//! An obligation as the payer sees it.

use motcua_portal_api::{
    money::{Attempt, Obligation},
    profile::PaymentMethod,
};
use qrcode::{EcLevel, QrCode, render::svg};

use crate::views::money::{AttemptView, Transaction};

/// Compiles the row of an obligation.
pub(crate) fn transaction(obligation: Obligation, methods: &[PaymentMethod]) -> Transaction {
    let attempt = obligation
        .attempts
        .last()
        .map(|attempt| attempt_view(attempt, methods));
    Transaction {
        id: obligation.id,
        dossier: obligation.dossier,
        dossier_code: obligation.dossier_code,
        procedure_name: obligation.procedure_name,
        lines: obligation.lines,
        total: obligation.total,
        illustrative: obligation.illustrative,
        beneficiary: obligation.beneficiary,
        state: obligation.state,
        attempt,
        receipt: obligation.receipt,
        created_at: obligation.created_at,
    }
}

fn attempt_view(attempt: &Attempt, methods: &[PaymentMethod]) -> AttemptView {
    AttemptView {
        uid: attempt.uid,
        reference: attempt.reference.clone(),
        method: methods
            .iter()
            .find(|method| method.id == attempt.method)
            .map_or_else(|| attempt.method.clone(), |method| method.name.clone()),
        state: attempt.state,
        pay_url: attempt.pay_url.clone(),
        qr_svg: attempt.qr_payload.as_deref().and_then(qr_svg),
        expires_at: attempt.expires_at,
        message: attempt.message.clone(),
    }
}

/// The VietQR as SVG: black on white whatever the theme, with the quiet zone that scanners need.
fn qr_svg(payload: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(payload, EcLevel::M)
        .inspect_err(|error| log::error!("a VietQR cannot be drawn: {error}"))
        .ok()?;
    Some(
        code.render::<svg::Color<'_>>()
            .min_dimensions(240, 240)
            .quiet_zone(true)
            .dark_color(svg::Color("#000000"))
            .light_color(svg::Color("#ffffff"))
            .build(),
    )
}
