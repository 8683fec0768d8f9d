//! The installation's secret: made at the first start, never compiled in, readable by its owner only.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::random::Random;

/// Keys derived from one master secret, each for one purpose.
#[derive(Clone)]
pub struct Secrets {
    master: [u8; 32],
}

impl Secrets {
    /// Reads the secret, or makes it at the first start (mode 0600).
    ///
    /// # Errors
    /// When the file cannot be read, written, or does not hold 64 hex digits.
    pub fn load_or_create(path: &Path, random: &dyn Random) -> io::Result<Self> {
        match fs::read_to_string(path) {
            Ok(text) => {
                let mut master = [0; 32];
                hex::decode_to_slice(text.trim(), &mut master).map_err(|_| {
                    let why = format!("{} does not hold a secret of 64 hex digits", path.display());
                    io::Error::new(io::ErrorKind::InvalidData, why)
                })?;
                Ok(Self { master })
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let master = random.bytes32();
                write_private(path, hex::encode(master).as_bytes())?;
                Ok(Self { master })
            }
            Err(error) => Err(error),
        }
    }

    /// From known bytes, for simulations.
    pub fn from_master(master: [u8; 32]) -> Self {
        Self { master }
    }

    /// The key for one purpose, e.g. `session-tokens`; different purposes give unrelated keys.
    pub fn key(&self, purpose: &str) -> [u8; 32] {
        self.mac_with(&self.master, purpose.as_bytes())
    }

    /// HMAC-SHA256 of `data` under the key of `purpose`.
    pub fn mac(&self, purpose: &str, data: &[u8]) -> [u8; 32] {
        self.mac_with(&self.key(purpose), data)
    }

    fn mac_with(&self, key: &[u8; 32], data: &[u8]) -> [u8; 32] {
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key).expect("HMAC takes keys of any length");
        mac.update(data);
        mac.finalize().into_bytes().into()
    }
}

/// Writes a file that only its owner may read, whole or not at all.
///
/// # Errors
/// Those of the file system.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = path.with_extension("tmp");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    sync_folder(path.parent().unwrap_or(Path::new(".")))
}

/// Makes a rename in a folder survive a power cut.
///
/// # Errors
/// Those of the file system.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    // Windows has no such call for folders; its rename is journalled.
    if cfg!(unix) {
        fs::File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}
