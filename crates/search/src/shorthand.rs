//! Office shorthand and everyday words: data that people can extend (`data/shorthand.json`).

use serde::{Deserialize, Serialize};

/// The list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shorthand {
    /// What the list is and how to extend it; for readers.
    #[serde(default)]
    pub about: String,
    /// Who says so, by the short name that entries use.
    #[serde(default)]
    pub sources: std::collections::BTreeMap<String, String>,
    /// Words around a request that say nothing about the procedure (`tôi muốn`, `thủ tục`).
    #[serde(default)]
    pub fillers: Vec<String>,
    /// Words that stand in titles but say little by themselves (`khác`, `lấy`): they count less.
    #[serde(default)]
    pub weak: Vec<String>,
    /// The entries.
    pub entries: Vec<Entry>,
}

/// Some ways of writing and what they stand for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// As people write or say it; any of them.
    pub short: Vec<String>,
    /// Official words it may stand for, the likeliest first. All words of one must match.
    pub means: Vec<String>,
    /// What kind of word it is.
    pub kind: Kind,
    /// Who says so: a key of [`Shorthand::sources`].
    pub source: String,
    /// For readers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The kind of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// How offices abbreviate: the same as the words in full.
    Office,
    /// How people say it: near, not the same; ranks below the official words.
    Everyday,
}

/// A list that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ShorthandError {
    /// Not JSON of the expected shape.
    #[error("danh sách viết tắt không đọc được: {0}; hãy sửa tệp hoặc xóa nó để dùng danh sách đi kèm")]
    Json(#[from] serde_json::Error),
    /// An entry has no `short` or no `means`, or names a source that is not listed.
    #[error("mục viết tắt “{0}” thiếu chữ viết tắt, nghĩa hoặc nguồn; hãy bổ sung rồi thử lại")]
    Entry(String),
}

impl Shorthand {
    /// The list that comes with the program.
    pub fn bundled() -> Self {
        Self::parse(include_str!("../../../data/shorthand.json")).unwrap_or_default()
    }

    /// Reads a list.
    ///
    /// # Errors
    /// [`ShorthandError`] when it is not JSON of this shape, or an entry is incomplete.
    pub fn parse(json: &str) -> Result<Self, ShorthandError> {
        let list: Self = serde_json::from_str(json)?;
        for entry in &list.entries {
            let blank = |texts: &[String]| texts.is_empty() || texts.iter().any(|t| t.trim().is_empty());
            if blank(&entry.short) || blank(&entry.means) || !list.sources.contains_key(&entry.source) {
                return Err(ShorthandError::Entry(entry.short.join(", ")));
            }
        }
        Ok(list)
    }
}
