//! Why a row is here: the reasons the ranking used, in data and in words.

use motcua_domain::language::Language;

/// One reason. Words are quoted as typed (`typed`) and as they stand in the catalogue (`found`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The code was typed, whole or in part.
    Code {
        /// The procedure's code, or the old code that leads here.
        code: String,
        /// Whether it was typed whole.
        whole: bool,
    },
    /// Words of the title.
    TitleWords {
        /// The words in the title's order and spelling; those next to each other as one.
        words: Vec<String>,
        /// Whether they are one phrase of several words.
        phrase: bool,
    },
    /// A beginning of a word of the title.
    Beginning {
        /// As typed.
        typed: String,
        /// The word.
        found: String,
    },
    /// A slip of the fingers.
    Slip {
        /// As typed.
        typed: String,
        /// What was taken for it.
        found: String,
    },
    /// Typed in Telex or VNI with the input method off, glued, or split.
    ReadAs {
        /// As typed.
        typed: String,
        /// How it was read.
        read: String,
    },
    /// Office shorthand, an everyday word, or the initials of the title's words.
    Shorthand {
        /// As typed.
        typed: String,
        /// What it stands for.
        means: String,
    },
    /// Found outside the title.
    Elsewhere {
        /// Where.
        place: Place,
        /// The words, as they stand there.
        words: Vec<String>,
    },
    /// Found under an old name or code.
    OldName {
        /// The old name (or code).
        old: String,
    },
    /// Often used at this desk.
    Used {
        /// How many times.
        times: u32,
    },
}

/// Where words stood that are not of the title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Lĩnh vực.
    Sector,
    /// Cơ quan thực hiện.
    Agency,
    /// Thành phần hồ sơ, kết quả, trường hợp.
    Details,
    /// How people call it.
    Sayings,
}

impl Place {
    fn words(self, language: Language) -> &'static str {
        match (language, self) {
            (Language::Vi, Self::Sector) => "lĩnh vực",
            (Language::Vi, Self::Agency) => "cơ quan thực hiện",
            (Language::Vi, Self::Details) => "thành phần hồ sơ",
            (Language::Vi, Self::Sayings) => "cách nói hằng ngày",
            (Language::En, Self::Sector) => "field",
            (Language::En, Self::Agency) => "agency",
            (Language::En, Self::Details) => "papers",
            (Language::En, Self::Sayings) => "everyday words",
        }
    }
}

impl Why {
    /// In words, without a full stop, to be joined with others by [`sentence`].
    pub fn words(&self, language: Language) -> String {
        let vi = language == Language::Vi;
        match self {
            Self::Code { code, whole: true } if vi => format!("đúng mã {code}"),
            Self::Code { code, whole: true } => format!("code {code}"),
            Self::Code { code, whole: false } if vi => format!("khớp một phần mã {code}"),
            Self::Code { code, whole: false } => format!("part of code {code}"),
            Self::TitleWords { words, phrase: true } if vi => {
                format!("tên có nguyên cụm “{}”", words.join(" "))
            }
            Self::TitleWords { words, phrase: true } => {
                format!("the title has “{}” word for word", words.join(" "))
            }
            Self::TitleWords { words, .. } if vi => format!("tên có {}", quoted(words)),
            Self::TitleWords { words, .. } => format!("the title has {}", quoted(words)),
            Self::Beginning { typed, found } if vi => format!("“{typed}” là phần đầu của “{found}”"),
            Self::Beginning { typed, found } => format!("“{typed}” begins “{found}”"),
            Self::Slip { typed, found } if vi => format!("“{typed}” gần giống “{found}”"),
            Self::Slip { typed, found } => format!("“{typed}” is close to “{found}”"),
            Self::ReadAs { typed, read } if vi => format!("“{typed}” đọc là “{read}”"),
            Self::ReadAs { typed, read } => format!("“{typed}” read as “{read}”"),
            Self::Shorthand { typed, means } if vi => format!("“{typed}” nghĩa là “{means}”"),
            Self::Shorthand { typed, means } => format!("“{typed}” stands for “{means}”"),
            Self::Elsewhere { place, words } if vi => {
                format!("{} có {}", place.words(language), quoted(words))
            }
            Self::Elsewhere { place, words } => format!("{} has {}", place.words(language), quoted(words)),
            Self::OldName { old } if vi => format!("trước đây là “{old}”"),
            Self::OldName { old } => format!("formerly “{old}”"),
            Self::Used { times } if vi => format!("đã dùng {times} lần ở máy này"),
            Self::Used { times: 1 } => "used once at this desk".to_owned(),
            Self::Used { times } => format!("used {times} times at this desk"),
        }
    }
}

/// All reasons as one sentence, e.g. for the "vì sao?" of a row. Empty when there is none.
pub fn sentence(why: &[Why], language: Language) -> String {
    let joined = why
        .iter()
        .map(|w| w.words(language))
        .collect::<Vec<_>>()
        .join("; ");
    let mut letters = joined.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        None => joined,
    }
}

fn quoted(words: &[String]) -> String {
    words
        .iter()
        .map(|w| format!("“{w}”"))
        .collect::<Vec<_>>()
        .join(", ")
}
