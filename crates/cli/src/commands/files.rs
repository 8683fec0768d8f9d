//! Writing what people keep.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use motcua_domain::language::Language;

use crate::{exit::Failure, session::Session};

/// The name alone, so that what comes from a portal cannot choose a folder.
pub fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last
        .chars()
        .filter(|c| !c.is_control() && !":*?\"<>|".contains(*c))
        .collect();
    let name = name.trim_start_matches('.').trim();
    if name.is_empty() {
        "tep".to_owned()
    } else {
        name.to_owned()
    }
}

/// Writes a new file; one that is there already is left alone.
pub fn save(session: &Session, path: &Path, bytes: &[u8]) -> Result<PathBuf, Failure> {
    let write = || -> std::io::Result<()> {
        if let Some(dir) = path.parent() {
            std::fs::create_dir_all(dir)?;
        }
        let mut file = std::fs::File::create_new(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(|error| {
        let path = path.display();
        Failure::usage(match session.lang {
            Language::Vi => format!("Không lưu được {path}: {error}. Hãy chọn tên hoặc thư mục khác."),
            Language::En => format!("{path} cannot be saved: {error}. Choose another name or folder."),
        })
    })?;
    Ok(path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::plain_name;

    #[test]
    fn a_name_from_outside_stays_in_the_folder() {
        assert_eq!(plain_name("../../.ssh/authorized_keys"), "authorized_keys");
        assert_eq!(plain_name("C:\\x\\giấy phép.pdf"), "giấy phép.pdf");
        assert_eq!(plain_name(".."), "tep");
    }
}
