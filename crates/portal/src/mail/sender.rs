//! Sends the letters of the outbox by a real SMTP conversation.

use std::time::Duration;

use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp::{
        authentication::Credentials,
        client::{Tls, TlsParameters},
    },
};
use tokio_util::sync::CancellationToken;

use super::{
    letter::{self, Setting},
    outbox::{self, Due},
};
use crate::{config::SmtpTls, error::ApiResult, state::App};

/// Why a letter was not sent.
struct Failure {
    /// For the log: no address, no name.
    why: String,
    /// Whether trying again is of no use.
    hopeless: bool,
}

/// Sends what is due, whenever something is, until `stop`.
pub async fn run(app: App, stop: CancellationToken) {
    loop {
        let pause = match send_due(&app).await {
            Ok(pause) => pause,
            Err(error) => {
                log::error!("letters: {error}");
                Duration::from_secs(5)
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = app.mail_waiting.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Sends every letter that is due now; answers with the pause until the next one.
///
/// # Errors
/// Those of the database; a mail server that fails is no error but a later attempt.
pub async fn send_due(app: &App) -> ApiResult<Duration> {
    loop {
        let state = app.clone();
        let Some(due) = app.db.write(move |tx| outbox::next_due(tx, &state)).await? else {
            break;
        };
        let outcome = send(app, &due).await;
        let state = app.clone();
        app.db
            .write(move |tx| match outcome {
                Ok(()) => outbox::sent(tx, &state, due.id),
                Err(failure) => {
                    log::warn!("letter {} not sent: {}", due.id, failure.why);
                    outbox::failed(tx, &state, due.id, &failure.why, failure.hopeless)
                }
            })
            .await?;
    }
    let next = app.db.read(outbox::next_at).await?;
    let pause = next.map_or(Duration::from_secs(60), |at| {
        (at - app.now()).to_std().unwrap_or_default()
    });
    Ok(pause.clamp(Duration::from_millis(20), Duration::from_secs(60)))
}

async fn send(app: &App, due: &Due) -> Result<(), Failure> {
    let hopeless = |why: String| Failure { why, hopeless: true };
    let later = |why: String| Failure { why, hopeless: false };
    let lifetimes = &app.config.lifetimes;
    let url = app.public_url().await;
    let hotlines = crate::http::profile::hotlines(&app.config);
    let (subject, text) = letter::write(
        due,
        &Setting {
            portal: &app.config.name,
            url: &url,
            reset_minutes: lifetimes.reset / 60,
            confirm_hours: lifetimes.confirmation / 3600,
            hotline: hotlines.first().map_or("", |h| &h.number),
        },
    );
    let from: Mailbox = app
        .config
        .smtp
        .from
        .parse()
        .map_err(|e| later(format!("smtp.from: {e}")))?;
    let to: Address = due
        .email
        .parse()
        .map_err(|_| hopeless("the address cannot be written to".into()))?;
    let message = Message::builder()
        .from(from)
        .to(Mailbox::new(None, to))
        .subject(subject)
        .date_now()
        .header(ContentType::TEXT_PLAIN)
        .body(text)
        .map_err(|e| hopeless(format!("letter: {e}")))?;
    let transport = transport(app).await.map_err(later)?;
    match transport.send(message).await {
        Ok(_) => Ok(()),
        Err(error) => Err(Failure {
            hopeless: error.is_permanent(),
            why: match error.status() {
                // The server's text may repeat the address; its code does not.
                Some(code) => format!("the mail server answered {code}"),
                None if error.is_timeout() => "the mail server did not answer in time".into(),
                None => "no conversation with the mail server".into(),
            },
        }),
    }
}

async fn transport(app: &App) -> Result<AsyncSmtpTransport<Tokio1Executor>, String> {
    let smtp = &app.config.smtp;
    let own = if app.config.mailbox.enabled {
        app.addresses.read().await.smtp.clone()
    } else {
        None
    };
    let (host, port) = match own.as_deref().and_then(|address| address.rsplit_once(':')) {
        Some((host, port)) => (
            host.to_owned(),
            port.parse().map_err(|e| format!("mailbox port: {e}"))?,
        ),
        None => (smtp.host.clone(), smtp.port),
    };
    let tls = if own.is_some() {
        Tls::None
    } else {
        let parameters = || TlsParameters::new(host.clone()).map_err(|e| format!("TLS: {e}"));
        match smtp.tls {
            SmtpTls::None => Tls::None,
            SmtpTls::StartTls => Tls::Required(parameters()?),
            SmtpTls::Tls => Tls::Wrapper(parameters()?),
        }
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
        .port(port)
        .tls(tls)
        .timeout(Some(Duration::from_secs(smtp.timeout_seconds)));
    if let (Some(user), Some(variable)) = (&smtp.username, &smtp.password_env) {
        let password = std::env::var(variable)
            .map_err(|_| format!("the environment variable {variable} with the mail password is not set"))?;
        builder = builder.credentials(Credentials::new(user.clone(), password));
    }
    Ok(builder.build())
}
