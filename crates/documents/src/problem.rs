//! Why a file cannot be taken, in words that say what to do.

use motcua_domain::language::Language;

use crate::FileKind;

/// Why a file cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Language::En))]
pub enum FileProblem {
    /// No bytes at all.
    Empty,
    /// Larger than allowed.
    TooLarge {
        /// Bytes it has.
        size: u64,
        /// Bytes it may have.
        max: u64,
    },
    /// The system does not let it be read.
    Unreadable,
    /// Of a kind that is not taken.
    WrongKind {
        /// What it is, if that can be told.
        found: Option<FileKind>,
        /// What is taken.
        taken: Vec<FileKind>,
    },
    /// Its name says one thing, its bytes another.
    NotWhatItSays {
        /// By its name.
        claimed: FileKind,
        /// By its bytes, if that can be told.
        found: Option<FileKind>,
    },
    /// It ends too early: half-copied or half-downloaded.
    Truncated,
    /// It cannot be opened.
    Damaged {
        /// What it seems to be.
        kind: FileKind,
    },
    /// A PDF that opens with a password only.
    Encrypted,
    /// A PDF without a page.
    NoPages,
}

impl FileProblem {
    /// Stable machine name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge { .. } => "too_large",
            Self::Unreadable => "unreadable",
            Self::WrongKind { .. } => "wrong_kind",
            Self::NotWhatItSays { .. } => "not_what_it_says",
            Self::Truncated => "truncated",
            Self::Damaged { .. } => "damaged",
            Self::Encrypted => "encrypted",
            Self::NoPages => "no_pages",
        }
    }

    /// For the user: what is wrong and what to do.
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::Vi => self.vietnamese(),
            Language::En => self.english(),
        }
    }

    fn vietnamese(&self) -> String {
        let vi = Language::Vi;
        match self {
            Self::Empty => {
                "Tệp này không có nội dung (0 byte). Hãy mở tệp gốc kiểm tra, lưu lại rồi chọn lại.".into()
            }
            Self::TooLarge { size, max } => format!(
                "Tệp này nặng {}, vượt mức {} cho một tệp. Hãy quét lại ở 200 dpi, nén bớt, hoặc chia thành nhiều tệp \
                 rồi đính kèm từng tệp.",
                megabytes(*size, vi),
                megabytes(*max, vi)
            ),
            Self::Unreadable => {
                "Không đọc được tệp này. Hãy kiểm tra USB còn cắm, mạng còn nối, tệp còn ở chỗ cũ và \
                                 không bị chương trình khác khóa, rồi chọn lại."
                    .into()
            }
            Self::WrongKind { found, taken } => {
                let found = found.map_or("thuộc loại không nhận ra được".to_owned(), |kind| {
                    format!("là {}", name(kind, vi))
                });
                format!(
                    "Tệp này {found}; ở đây chỉ nhận {}. {}",
                    list(taken, vi),
                    advice(self, vi)
                )
            }
            Self::NotWhatItSays { claimed, found } => {
                let found = found.map_or(String::new(), |kind| format!(", mà là {}", name(kind, vi)));
                let claimed = name(*claimed, vi);
                format!(
                    "Tên tệp nói đây là {claimed}, nhưng nội dung không phải{found}. Đổi đuôi tên không đổi được nội dung: \
                     hãy xuất lại thành {claimed} từ chương trình đã tạo ra tệp, rồi chọn lại."
                )
            }
            Self::Truncated => {
                "Tệp này bị cắt cụt: mới chép hoặc tải về được một phần. Hãy chép hoặc tải lại cho đủ, mở \
                                thử, rồi chọn lại."
                    .into()
            }
            Self::Damaged { kind } => format!(
                "Tệp {} này bị hỏng, không mở được. Hãy mở thử trên máy; nếu cũng không được, hãy xuất hoặc quét lại rồi chọn lại.",
                name(*kind, vi)
            ),
            Self::Encrypted => {
                "Tệp PDF này có mật khẩu nên cơ quan tiếp nhận không mở được. Hãy mở bằng mật khẩu, in ra \
                                một tệp PDF mới không mật khẩu, rồi chọn tệp mới."
                    .into()
            }
            Self::NoPages => "Tệp PDF này không có trang nào. Hãy xuất hoặc quét lại rồi chọn lại.".into(),
        }
    }

    fn english(&self) -> String {
        let en = Language::En;
        match self {
            Self::Empty => {
                "This file is empty (0 bytes). Open the original, save it again, then choose it again.".into()
            }
            Self::TooLarge { size, max } => format!(
                "This file has {}, more than the {} allowed for one file. Scan it again at 200 dpi, compress it, or split \
                 it and attach the parts.",
                megabytes(*size, en),
                megabytes(*max, en)
            ),
            Self::Unreadable => {
                "This file cannot be read. Check that the USB stick is plugged in, the network is there, \
                                 and no other program has locked the file; then choose it again."
                    .into()
            }
            Self::WrongKind { found, taken } => {
                let found = found.map_or("of an unknown kind".to_owned(), |kind| name(kind, en).to_owned());
                format!(
                    "This file is {found}; only {} can be attached here. {}",
                    list(taken, en),
                    advice(self, en)
                )
            }
            Self::NotWhatItSays { claimed, found } => {
                let found = found.map_or(String::new(), |kind| format!("; it is {}", name(kind, en)));
                let claimed = name(*claimed, en);
                format!(
                    "The name says this is {claimed}, but the contents are not{found}. Renaming does not change contents: \
                     export it again as {claimed} from the program that made it, then choose it again."
                )
            }
            Self::Truncated => {
                "This file ends too early: only a part was copied or downloaded. Copy or download it again, \
                                open it to check, then choose it again."
                    .into()
            }
            Self::Damaged { kind } => format!(
                "This file ({}) is damaged and cannot be opened. Try to open it on this computer; if that fails too, export \
                 or scan it again, then choose it again.",
                name(*kind, en)
            ),
            Self::Encrypted => {
                "This PDF has a password, so the office cannot open it. Open it with the password, print it \
                                to a new PDF without one, and choose that."
                    .into()
            }
            Self::NoPages => "This PDF has no pages. Export or scan it again, then choose it again.".into(),
        }
    }
}

/// What to do with a file of another kind.
fn advice(problem: &FileProblem, language: Language) -> String {
    let FileProblem::WrongKind { found, taken } = problem else {
        return String::new();
    };
    let (vi, en) = match found {
        Some(FileKind::Docx | FileKind::Xlsx | FileKind::Odt | FileKind::OldOffice)
            if taken.contains(&FileKind::Pdf) =>
        {
            (
                "Hãy mở tệp, chọn “Lưu dưới dạng” PDF, rồi chọn tệp PDF đó.",
                "Open it, choose “Save as” PDF, then choose that PDF.",
            )
        }
        Some(FileKind::Heic) => (
            "Hãy chuyển ảnh sang JPEG (trên iPhone: Cài đặt → Camera → Định dạng → Tương thích nhất), rồi chọn lại.",
            "Convert the picture to JPEG (on an iPhone: Settings → Camera → Formats → Most Compatible), then choose it again.",
        ),
        Some(FileKind::Zip) => (
            "Hãy giải nén rồi đính kèm từng tệp bên trong.",
            "Unpack it and attach the files inside one by one.",
        ),
        _ => (
            "Hãy chuyển sang một trong các loại đó rồi chọn lại.",
            "Convert it to one of these, then choose it again.",
        ),
    };
    match language {
        Language::Vi => vi.to_owned(),
        Language::En => en.to_owned(),
    }
}

fn name(kind: FileKind, language: Language) -> &'static str {
    let vi = language == Language::Vi;
    match kind {
        FileKind::Pdf => "PDF",
        FileKind::Jpeg if vi => "ảnh JPEG",
        FileKind::Jpeg => "a JPEG picture",
        FileKind::Png if vi => "ảnh PNG",
        FileKind::Png => "a PNG picture",
        FileKind::Tiff if vi => "ảnh TIFF",
        FileKind::Tiff => "a TIFF picture",
        FileKind::Heic if vi => "ảnh HEIC",
        FileKind::Heic => "a HEIC picture",
        FileKind::Webp if vi => "ảnh WebP",
        FileKind::Webp => "a WebP picture",
        FileKind::Gif if vi => "ảnh GIF",
        FileKind::Gif => "a GIF picture",
        FileKind::Docx if vi => "văn bản Word (.docx)",
        FileKind::Docx => "a Word document (.docx)",
        FileKind::Xlsx if vi => "bảng tính Excel (.xlsx)",
        FileKind::Xlsx => "an Excel workbook (.xlsx)",
        FileKind::Odt if vi => "văn bản OpenDocument (.odt)",
        FileKind::Odt => "an OpenDocument text (.odt)",
        FileKind::Zip if vi => "tệp nén ZIP",
        FileKind::Zip => "a ZIP archive",
        FileKind::OldOffice if vi => "tệp Office kiểu cũ hoặc có mật khẩu",
        FileKind::OldOffice => "an old Office file, or one with a password",
        FileKind::Program if vi => "tệp chương trình",
        FileKind::Program => "a program",
    }
}

fn list(kinds: &[FileKind], language: Language) -> String {
    let names: Vec<&str> = kinds.iter().map(|kind| name(*kind, language)).collect();
    let or = if language == Language::Vi {
        " hoặc "
    } else {
        " or "
    };
    match names.split_last() {
        None if language == Language::Vi => "các loại tệp mà cơ quan quy định".into(),
        None => "the kinds the office prescribes".into(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{}{or}{last}", rest.join(", ")),
    }
}

/// `12,3 MB`: tenths, rounded up, so that a file over the limit never seems to be at it.
fn megabytes(bytes: u64, language: Language) -> String {
    const MB: u64 = 1024 * 1024;
    let tenths = bytes / MB * 10 + (bytes % MB * 10).div_ceil(MB);
    let comma = if language == Language::Vi { ',' } else { '.' };
    match (tenths / 10, tenths % 10) {
        (whole, 0) => format!("{whole} MB"),
        (whole, tenth) => format!("{whole}{comma}{tenth} MB"),
    }
}
