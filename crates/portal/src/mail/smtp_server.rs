//! Training's own small mail server (RFC 5321): takes every letter, keeps it, passes nothing on.
//! Loopback only.

use std::{io, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncBufRead, AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tokio_util::sync::CancellationToken;

use super::mailbox;
use crate::state::App;

const MAX_LINE: usize = 2048;
const MAX_RECIPIENTS: usize = 100;
const MAX_CONNECTIONS: usize = 32;
const IDLE: Duration = Duration::from_secs(120);

/// Takes letters on a listener that is bound already, until `stop`.
///
/// # Errors
/// When the listener is not on loopback, or fails.
pub async fn serve(app: App, listener: TcpListener, stop: CancellationToken) -> io::Result<()> {
    if !listener.local_addr()?.ip().is_loopback() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "the training mailbox listens on loopback only; set mailbox.listen to 127.0.0.1",
        ));
    }
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let stream = tokio::select! {
            () = stop.cancelled() => return Ok(()),
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    log::warn!("mailbox: {error}");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
        };
        let Ok(place) = places.clone().try_acquire_owned() else {
            continue;
        };
        let (app, stop) = (app.clone(), stop.clone());
        tokio::spawn(async move {
            let _place = place;
            tokio::select! {
                () = stop.cancelled() => {}
                ended = converse(&app, stream) => {
                    if let Err(error) = ended {
                        log::debug!("mailbox: {error}");
                    }
                }
            }
        });
    }
}

#[derive(Default)]
struct Envelope {
    greeted: bool,
    sender: bool,
    recipients: Vec<String>,
}

async fn converse(app: &App, stream: TcpStream) -> io::Result<()> {
    let (reading, mut writing) = stream.into_split();
    let mut reader = BufReader::new(reading);
    let max = app.config.mailbox.max_bytes;
    let mut envelope = Envelope::default();
    writing.write_all(b"220 motcua ESMTP\r\n").await?;
    loop {
        let Some(line) = read_line(&mut reader, MAX_LINE).await? else {
            return Ok(());
        };
        let Line::Whole(line) = line else {
            writing.write_all(b"500 5.5.2 line too long\r\n").await?;
            continue;
        };
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end();
        let verb: String = text.chars().take_while(char::is_ascii_alphabetic).collect();
        let argument = text[verb.len()..].trim();
        let reply: String = match verb.to_ascii_uppercase().as_str() {
            "EHLO" => {
                envelope = Envelope {
                    greeted: true,
                    ..Envelope::default()
                };
                format!("250-motcua\r\n250-SIZE {max}\r\n250-8BITMIME\r\n250 SMTPUTF8")
            }
            "HELO" => {
                envelope = Envelope {
                    greeted: true,
                    ..Envelope::default()
                };
                "250 motcua".into()
            }
            "MAIL" if !envelope.greeted => "503 5.5.1 EHLO first".into(),
            "MAIL" if envelope.sender => "503 5.5.1 one sender only".into(),
            "MAIL" => match path(argument, "FROM:") {
                Some((_, parameters)) if declared_size(parameters) > max => "552 5.3.4 too large".into(),
                Some(_) => {
                    envelope.sender = true;
                    "250 2.1.0 ok".into()
                }
                None => "501 5.5.4 MAIL FROM:<address>".into(),
            },
            "RCPT" if !envelope.sender => "503 5.5.1 MAIL first".into(),
            "RCPT" if envelope.recipients.len() >= MAX_RECIPIENTS => "452 4.5.3 too many recipients".into(),
            "RCPT" => match path(argument, "TO:") {
                Some((address, _)) if !address.is_empty() => {
                    envelope.recipients.push(address.to_owned());
                    "250 2.1.5 ok".into()
                }
                _ => "501 5.5.4 RCPT TO:<address>".into(),
            },
            "DATA" if envelope.recipients.is_empty() => "503 5.5.1 RCPT first".into(),
            "DATA" => {
                writing.write_all(b"354 end with <CRLF>.<CRLF>\r\n").await?;
                let Some(data) = read_data(&mut reader, max).await? else {
                    return Ok(());
                };
                let recipients = std::mem::take(&mut envelope.recipients);
                envelope.sender = false;
                match data {
                    Data::TooLarge => "552 5.3.4 too large".into(),
                    Data::Letter(raw) => match mailbox::keep(app, &recipients, raw).await {
                        Ok(()) => "250 2.0.0 kept".into(),
                        Err(error) => {
                            log::error!("mailbox: {error}");
                            "451 4.3.0 not kept, try again".into()
                        }
                    },
                }
            }
            "RSET" => {
                envelope = Envelope {
                    greeted: envelope.greeted,
                    ..Envelope::default()
                };
                "250 2.0.0 ok".into()
            }
            "NOOP" => "250 2.0.0 ok".into(),
            "VRFY" => "252 2.1.5 will take it".into(),
            "QUIT" => {
                writing.write_all(b"221 2.0.0 bye\r\n").await?;
                return Ok(());
            }
            _ => "502 5.5.1 not known".into(),
        };
        writing.write_all(format!("{reply}\r\n").as_bytes()).await?;
    }
}

/// `FROM:<a@b> SIZE=1` as address and parameters.
fn path<'a>(argument: &'a str, keyword: &str) -> Option<(&'a str, &'a str)> {
    let head = argument.get(..keyword.len())?;
    let rest = argument[keyword.len()..].trim_start().strip_prefix('<')?;
    let (address, parameters) = rest.split_once('>')?;
    head.eq_ignore_ascii_case(keyword)
        .then_some((address.trim(), parameters))
}

fn declared_size(parameters: &str) -> usize {
    parameters
        .split_whitespace()
        .filter_map(|p| p.split_once('='))
        .find(|(name, _)| name.eq_ignore_ascii_case("size"))
        .and_then(|(_, size)| size.parse().ok())
        .unwrap_or(0)
}

enum Line {
    Whole(Vec<u8>),
    TooLong,
}

/// One line with its end; `None` when the peer has gone or is silent for too long.
async fn read_line(reader: &mut (impl AsyncBufRead + Unpin), max: usize) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    let mut too_long = false;
    loop {
        let Ok(chunk) = tokio::time::timeout(IDLE, reader.fill_buf()).await else {
            return Ok(None);
        };
        let chunk = chunk?;
        if chunk.is_empty() {
            return Ok(None);
        }
        let end = chunk.iter().position(|b| *b == b'\n');
        let take = end.map_or(chunk.len(), |at| at + 1);
        if line.len() + take > max {
            too_long = true;
        } else {
            line.extend_from_slice(&chunk[..take]);
        }
        reader.consume(take);
        if end.is_some() {
            return Ok(Some(if too_long {
                Line::TooLong
            } else {
                Line::Whole(line)
            }));
        }
    }
}

enum Data {
    Letter(Vec<u8>),
    TooLarge,
}

/// The letter up to the lone dot, with the dots that were doubled on the way single again.
async fn read_data(reader: &mut (impl AsyncBufRead + Unpin), max: usize) -> io::Result<Option<Data>> {
    let mut letter = Vec::new();
    let mut too_large = false;
    loop {
        let Some(line) = read_line(reader, max.max(MAX_LINE)).await? else {
            return Ok(None);
        };
        let Line::Whole(line) = line else {
            too_large = true;
            continue;
        };
        if line == b".\r\n" {
            return Ok(Some(if too_large {
                Data::TooLarge
            } else {
                Data::Letter(letter)
            }));
        }
        let line = line.strip_prefix(b".").unwrap_or(&line);
        if letter.len() + line.len() > max {
            too_large = true;
        } else {
            letter.extend_from_slice(line);
        }
    }
}
