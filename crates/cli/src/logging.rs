//! The log on standard error, with `--verbose`. No room of this house logs personal data; of other
//! crates nothing is shown, since nobody here vouches for them.

use log::{Level, LevelFilter, Log, Metadata, Record};

struct Stderr;

/// Starts it.
pub fn start(verbose: bool) {
    static LOGGER: Stderr = Stderr;
    if verbose && log::set_logger(&LOGGER).is_ok() {
        log::set_max_level(LevelFilter::Info);
    }
}

impl Log for Stderr {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= Level::Info && metadata.target().starts_with("motcua")
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            eprintln!("{} {}: {}", record.level(), record.target(), record.args());
        }
    }

    fn flush(&self) {}
}
