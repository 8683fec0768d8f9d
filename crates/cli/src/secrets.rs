//! Secrets: from a file, the environment or standard input, and never from an argument, which
//! everybody on the machine can read in the list of processes.

use std::{
    io::{IsTerminal, Read},
    path::Path,
};

use motcua_desk::deps::StoreKey;
use motcua_domain::language::Language;

use crate::{exit::Failure, session::Common, words::pick};

/// The account's password.
pub const PASSWORD: &str = "MOTCUA_PASSWORD";
/// The store's passphrase.
pub const PASSPHRASE: &str = "MOTCUA_PASSPHRASE";
/// The store's recovery code.
pub const RECOVERY_CODE: &str = "MOTCUA_RECOVERY_CODE";
/// A file with more than this is no secret.
const LARGEST: u64 = 64 * 1024;

/// What opens the store where no keyring does.
pub fn store_key(common: &Common, lang: Language) -> Result<Option<StoreKey>, Failure> {
    if let Some(path) = &common.passphrase_file {
        return Ok(Some(StoreKey::Passphrase(file(path, lang)?)));
    }
    if let Some(path) = &common.recovery_code_file {
        return Ok(Some(StoreKey::Recovery(file(path, lang)?)));
    }
    if let Some(secret) = environment(PASSPHRASE) {
        return Ok(Some(StoreKey::Passphrase(secret)));
    }
    Ok(environment(RECOVERY_CODE).map(StoreKey::Recovery))
}

/// A secret from its file, else from the environment, else typed or piped in.
pub fn ask(
    path: Option<&Path>,
    variable: &str,
    prompt: (&str, &str),
    lang: Language,
) -> Result<String, Failure> {
    if let Some(path) = path {
        return file(path, lang);
    }
    if let Some(secret) = environment(variable) {
        return Ok(secret);
    }
    if std::io::stdin().is_terminal() {
        let prompt = format!("{}: ", pick(lang, prompt.0, prompt.1));
        return Ok(rpassword::prompt_password(prompt)?);
    }
    file(Path::new("-"), lang)
}

/// The first line of a file; `-` is standard input.
pub fn file(path: &Path, lang: Language) -> Result<String, Failure> {
    let mut text = String::new();
    let read = if path.as_os_str() == "-" {
        std::io::stdin().take(LARGEST).read_to_string(&mut text)
    } else {
        warn_if_open_to_all(path, lang);
        std::fs::File::open(path).and_then(|file| file.take(LARGEST).read_to_string(&mut text))
    };
    read.map_err(|error| {
        let path = path.display();
        Failure::usage(match lang {
            Language::Vi => {
                format!("Không đọc được tệp bí mật {path}: {error}. Hãy kiểm tra đường dẫn và quyền đọc.")
            }
            Language::En => {
                format!("The secret in {path} cannot be read: {error}. Check the path and its permissions.")
            }
        })
    })?;
    let line = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let line = line.split(['\r', '\n']).next().unwrap_or_default();
    if line.is_empty() {
        return Err(Failure::usage(pick(
            lang,
            "Chưa có mật khẩu hoặc mã: đầu vào trống. Hãy cho qua tệp, biến môi trường hoặc đầu vào chuẩn.",
            "No secret was given: the input is empty. Give it by a file, the environment or standard input.",
        )));
    }
    Ok(line.to_owned())
}

/// A secret from the environment.
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// A secret that others on the machine can read is used, but not in silence.
#[cfg(unix)]
fn warn_if_open_to_all(path: &Path, lang: Language) {
    use std::os::unix::fs::MetadataExt;
    if std::fs::metadata(path).is_ok_and(|about| about.is_file() && about.mode() & 0o077 != 0) {
        eprintln!(
            "motcua: {}: {}",
            path.display(),
            pick(
                lang,
                "người khác trên máy này đọc được tệp bí mật. Hãy chạy: chmod 600",
                "others on this machine can read this secret. Run: chmod 600",
            )
        );
    }
}

#[cfg(not(unix))]
fn warn_if_open_to_all(_path: &Path, _lang: Language) {}
