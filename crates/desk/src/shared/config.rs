//! What must be known before the store opens: which store, language, look, last place. It holds
//! nothing personal, so it lies beside the stores as a small plain file.

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use motcua_domain::language::Language;
use serde::{Deserialize, Serialize};

use crate::views::start::{Mode, Settings, Theme};

/// The settings of a new desk.
pub(crate) fn default_settings() -> Settings {
    Settings {
        language: Language::Vi,
        theme: Theme::System,
        text_percent: 100,
        compact: false,
        edition: None,
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct File {
    mode: Mode,
    settings: Settings,
    #[serde(default)]
    last_place_real: Option<String>,
    #[serde(default)]
    last_place_training: Option<String>,
    /// Another disk that backups go to as well.
    #[serde(default)]
    second_backup_folder: Option<PathBuf>,
}

/// The file `desk.json` and what it holds.
pub(crate) struct Config {
    path: PathBuf,
    file: Mutex<File>,
    language: Option<Language>,
}

impl Config {
    /// Reads it; a missing or unreadable file counts as a new desk (the stores say what there is).
    pub fn load(home: &Path) -> Self {
        let path = home.join("desk.json");
        let file = fs::read(&path)
            .ok()
            .and_then(|bytes| match serde_json::from_slice(&bytes) {
                Ok(file) => Some(file),
                Err(error) => {
                    log::warn!("desk.json cannot be read and is made anew: {error}");
                    None
                }
            });
        let file = file.unwrap_or_else(|| File {
            mode: Mode::Unset,
            settings: default_settings(),
            last_place_real: None,
            last_place_training: None,
            second_backup_folder: None,
        });
        Self {
            path,
            file: Mutex::new(file),
            language: None,
        }
    }

    /// Speaks this language for as long as it lives, whatever the settings say.
    pub fn speaking(self, language: Option<Language>) -> Self {
        Self { language, ..self }
    }

    pub fn mode(&self) -> Mode {
        self.get(|file| file.mode)
    }

    pub fn settings(&self) -> Settings {
        self.get(|file| file.settings.clone())
    }

    pub fn language(&self) -> Language {
        self.language
            .unwrap_or_else(|| self.get(|file| file.settings.language))
    }

    pub fn last_place(&self) -> Option<String> {
        self.get(|file| match file.mode {
            Mode::Training => file.last_place_training.clone(),
            Mode::Unset | Mode::Real => file.last_place_real.clone(),
        })
    }

    /// Another disk that backups go to as well.
    pub fn second_backup_folder(&self) -> Option<PathBuf> {
        self.get(|file| file.second_backup_folder.clone())
    }

    pub fn set_second_backup_folder(&self, folder: Option<PathBuf>) -> io::Result<()> {
        self.change(|file| file.second_backup_folder = folder)
    }

    pub fn set_mode(&self, mode: Mode) -> io::Result<()> {
        self.change(|file| file.mode = mode)
    }

    pub fn set_settings(&self, settings: Settings) -> io::Result<()> {
        self.change(|file| file.settings = settings)
    }

    pub fn set_last_place(&self, place: String) -> io::Result<()> {
        self.change(|file| match file.mode {
            Mode::Training => file.last_place_training = Some(place),
            Mode::Unset | Mode::Real => file.last_place_real = Some(place),
        })
    }

    fn get<T>(&self, read: impl FnOnce(&File) -> T) -> T {
        read(&self.file.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Written to a temporary name and renamed, so that a crash leaves the old or the new one.
    fn change(&self, change: impl FnOnce(&mut File)) -> io::Result<()> {
        let mut held = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = held.clone();
        change(&mut next);
        let bytes = serde_json::to_vec_pretty(&next)?;
        if let Some(dir) = self.path.parent() {
            fs::create_dir_all(dir)?;
        }
        let temporary = self.path.with_extension("json.new");
        let mut file = fs::File::create(&temporary)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, &self.path)?;
        *held = next;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_training_and_of_real_work_are_kept_apart_over_a_restart() {
        let home = tempfile::tempdir().unwrap();
        let config = Config::load(home.path());
        config.set_last_place("/ho-so".into()).unwrap();
        config.set_mode(Mode::Training).unwrap();
        config.set_last_place("/tim".into()).unwrap();
        let config = Config::load(home.path());
        assert_eq!(config.last_place().as_deref(), Some("/tim"));
        config.set_mode(Mode::Real).unwrap();
        assert_eq!(config.last_place().as_deref(), Some("/ho-so"));
    }

    #[test]
    fn a_torn_file_does_not_keep_the_desk_from_starting() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("desk.json"), b"{\"mode\":").unwrap();
        assert_eq!(Config::load(home.path()).mode(), Mode::Unset);
    }
}
