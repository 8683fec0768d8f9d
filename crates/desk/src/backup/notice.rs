//! What happened to the store and the user has to know, kept in the store until it was read.

use chrono::{DateTime, Utc};
use motcua_domain::language::Language;
use motcua_store::{
    KeysMended, ReadTx, Store, StoreError,
    backup::{Brought, Salvaged},
};
use serde::{Deserialize, Serialize};

use crate::follow::notices::local_time;

const NAME: &str = "store_notice";

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Notice {
    /// The database was damaged and was salvaged.
    Salvaged {
        aside: String,
        backup: Option<DateTime<Utc>>,
        whole: u64,
        partly: u64,
        from_backup: u64,
    },
    /// The slots were lost and came back from a backup.
    KeysMended { backup: DateTime<Utc> },
    /// Files are damaged or missing and in no backup.
    DamagedFiles { files: u64 },
    /// A backup was restored.
    Restored {
        made_at: DateTime<Utc>,
        missing: u64,
        aside: String,
    },
}

impl From<&Salvaged> for Notice {
    fn from(salvaged: &Salvaged) -> Self {
        Self::Salvaged {
            aside: salvaged.aside.display().to_string(),
            backup: salvaged.backup,
            whole: salvaged.whole,
            partly: salvaged.partly,
            from_backup: salvaged.from_backup,
        }
    }
}

impl From<&KeysMended> for Notice {
    fn from(mended: &KeysMended) -> Self {
        Self::KeysMended {
            backup: mended.backup,
        }
    }
}

impl From<&Brought> for Notice {
    fn from(brought: &Brought) -> Self {
        Self::Restored {
            made_at: brought.made_at,
            missing: brought.missing,
            aside: brought.aside.display().to_string(),
        }
    }
}

/// Keeps it until it is read.
pub(crate) fn keep(store: &Store, notice: &Notice) -> Result<(), StoreError> {
    store.write(|tx| tx.set_setting(NAME, notice))
}

/// Tells of damaged files once, and never in the place of something that was not read yet.
pub(crate) fn tell_damaged_files(store: &Store, files: u64) -> Result<(), StoreError> {
    const TOLD: &str = "damaged_files_told";
    store.write(|tx| {
        let told = tx.setting::<u64>(TOLD)?.unwrap_or(0);
        if files == told {
            return Ok(());
        }
        let unread = tx.setting::<Option<Notice>>(NAME)?.flatten().is_some();
        if unread {
            return Ok(()); // at the next start
        }
        tx.set_setting(TOLD, &files)?;
        if files > told {
            tx.set_setting(NAME, &Some(Notice::DamagedFiles { files }))?;
        }
        Ok(())
    })
}

/// Forgets it.
pub(crate) fn seen(store: &Store) -> Result<(), StoreError> {
    store.write(|tx| tx.set_setting(NAME, &None::<Notice>))
}

/// What there is, in words.
pub(crate) fn words(tx: &ReadTx<'_>, lang: Language) -> Result<Option<String>, StoreError> {
    Ok(tx
        .setting::<Option<Notice>>(NAME)?
        .flatten()
        .map(|notice| notice.say(lang)))
}

impl Notice {
    fn say(&self, lang: Language) -> String {
        match (self, lang) {
            (
                Self::Salvaged {
                    aside,
                    backup,
                    whole,
                    partly,
                    from_backup,
                },
                Language::Vi,
            ) => {
                let mut text = format!(
                    "Kho dữ liệu bị hỏng một phần và đã được cứu: {whole} hồ sơ đọc lại được nguyên vẹn"
                );
                if *partly > 0 {
                    text += &format!(", {partly} hồ sơ chỉ đọc được một phần");
                }
                match backup {
                    Some(at) => {
                        text += &format!(
                            "; phần còn lại ({from_backup} hồ sơ) lấy từ bản sao lưu lúc {}. ",
                            local_time(*at)
                        );
                    }
                    None => text += "; không có bản sao lưu nào để bù phần còn lại. ",
                }
                text + &format!(
                    "Hãy xem lại các hồ sơ vừa làm. Kho bị hỏng được giữ nguyên tại {aside}; không có gì bị xóa."
                )
            }
            (
                Self::Salvaged {
                    aside,
                    backup,
                    whole,
                    partly,
                    from_backup,
                },
                Language::En,
            ) => {
                let mut text = format!(
                    "The store was damaged in part and was salvaged: {whole} dossiers were read whole"
                );
                if *partly > 0 {
                    text += &format!(", {partly} only in part");
                }
                match backup {
                    Some(at) => {
                        text += &format!(
                            "; the rest ({from_backup}) is from the backup of {}. ",
                            local_time(*at)
                        );
                    }
                    None => text += "; there was no backup for the rest. ",
                }
                text + &format!(
                    "Look through what was worked on last. The damaged store is kept as it was in {aside}; nothing was deleted."
                )
            }
            (Self::KeysMended { backup }, Language::Vi) => format!(
                "Tệp khóa của kho bị mất hoặc hỏng, đã lấy lại từ bản sao lưu lúc {}. Nếu từ đó đến nay đã đổi mật khẩu kho hoặc mã khôi phục thì bản cũ đang có hiệu lực: hãy đặt lại trong Cài đặt.",
                local_time(*backup)
            ),
            (Self::KeysMended { backup }, Language::En) => format!(
                "The file with the store's keys was lost and came back from the backup of {}. If passphrase or recovery code were changed since, the old ones count again: set them anew in Settings.",
                local_time(*backup)
            ),
            (Self::DamagedFiles { files }, Language::Vi) => format!(
                "{files} tệp đã lưu bị hỏng hoặc bị mất và không có trong bản sao lưu nào. Khi mở các tệp đó chương trình sẽ báo; hãy đính kèm lại."
            ),
            (Self::DamagedFiles { files }, Language::En) => format!(
                "{files} stored files are damaged or missing and in no backup. They say so when opened; attach them again."
            ),
            (
                Self::Restored {
                    made_at,
                    missing,
                    aside,
                },
                Language::Vi,
            ) => {
                let mut text = format!("Đã khôi phục kho từ bản sao lưu lúc {}. ", local_time(*made_at));
                if *missing > 0 {
                    text += &format!("{missing} tệp không có trong bản sao; hãy đính kèm lại. ");
                }
                text + &format!(
                    "Kho trước đó được giữ nguyên tại {aside}. Hãy đăng nhập lại để gửi; hồ sơ đã nộp không bị nộp thành hai."
                )
            }
            (
                Self::Restored {
                    made_at,
                    missing,
                    aside,
                },
                Language::En,
            ) => {
                let mut text = format!(
                    "The store was restored from the backup of {}. ",
                    local_time(*made_at)
                );
                if *missing > 0 {
                    text += &format!("{missing} files are not in it; attach them again. ");
                }
                text + &format!(
                    "The store before is kept in {aside}. Sign in again to send; what was submitted stays one dossier."
                )
            }
        }
    }
}
