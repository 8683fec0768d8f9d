//! The log: a small file beside the stores that turns over by itself. No room of this house logs
//! personal data; of other crates only warnings are kept, since nobody here vouches for more.

use std::{
    fs::{File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use log::{Level, LevelFilter, Log, Metadata, Record};

/// A file larger than this is turned over.
const LARGEST: u64 = 1 << 20;
/// How many old ones are kept.
const KEPT: u32 = 3;

struct Logger {
    folder: PathBuf,
    file: Mutex<Option<(File, u64)>>,
}

/// Starts logging into `home/logs`. Without a place to write to, nothing is logged.
pub fn start(home: &Path) {
    let folder = home.join("logs");
    if std::fs::create_dir_all(&folder).is_err() {
        return;
    }
    let logger = Logger {
        folder,
        file: Mutex::new(None),
    };
    if log::set_boxed_logger(Box::new(logger)).is_ok() {
        log::set_max_level(LevelFilter::Info);
    }
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        // where, not what: a panic's words may quote what it choked on
        match panic.location() {
            Some(place) => log::error!("panic at {}:{}", place.file(), place.line()),
            None => log::error!("panic"),
        }
        before(panic);
    }));
    log::info!("started, version {}", env!("CARGO_PKG_VERSION"));
}

impl Logger {
    fn path(&self, age: u32) -> PathBuf {
        match age {
            0 => self.folder.join("motcua.log"),
            age => self.folder.join(format!("motcua.{age}.log")),
        }
    }

    fn open(&self) -> Option<(File, u64)> {
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.path(0))
            .ok()?;
        let size = file.metadata().map_or(0, |about| about.len());
        Some((file, size))
    }

    fn turn_over(&self) {
        for age in (0..KEPT).rev() {
            let _ = std::fs::rename(self.path(age), self.path(age + 1));
        }
    }
}

impl Log for Logger {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let ours = metadata.target().starts_with("motcua");
        metadata.level() <= if ours { Level::Info } else { Level::Warn }
            // these quote addresses and headers
            && !["reqwest", "hyper", "h2", "rustls"].iter().any(|other| metadata.target().starts_with(other))
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let seconds = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .as_secs();
        let line = format!(
            "{seconds} {} {} {}\n",
            record.level(),
            record.target(),
            record.args()
        );
        let mut held = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if held.as_ref().is_some_and(|(_, size)| *size > LARGEST) {
            *held = None;
            self.turn_over();
        }
        if held.is_none() {
            *held = self.open();
        }
        if let Some((file, size)) = held.as_mut()
            && file.write_all(line.as_bytes()).is_ok()
        {
            *size += line.len() as u64;
        }
    }

    fn flush(&self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_turns_over_and_keeps_no_more_than_it_should() {
        let folder = tempfile::tempdir().unwrap();
        let logger = Logger {
            folder: folder.path().to_owned(),
            file: Mutex::new(None),
        };
        let line = "x".repeat(300 * 1024);
        for _ in 0..30 {
            logger.log(
                &Record::builder()
                    .target("motcua_desk")
                    .level(Level::Info)
                    .args(format_args!("{line}"))
                    .build(),
            );
        }
        let sizes: Vec<u64> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().metadata().unwrap().len())
            .collect();
        assert_eq!(sizes.len(), 4);
        assert!(sizes.iter().sum::<u64>() < 6 << 20);
    }

    #[test]
    fn what_may_quote_personal_data_is_not_kept() {
        let logger = Logger {
            folder: PathBuf::new(),
            file: Mutex::new(None),
        };
        let enabled =
            |target, level| logger.enabled(&Metadata::builder().target(target).level(level).build());
        assert!(enabled("motcua_sync::driver", Level::Info));
        assert!(!enabled("motcua_desk", Level::Debug));
        assert!(!enabled("tauri", Level::Info));
        assert!(!enabled("reqwest::connect", Level::Error));
    }
}
