//! What a file is, by its first bytes.

/// Kinds of files that can be told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// PDF.
    Pdf,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// TIFF.
    Tiff,
    /// HEIC, as telephones make it.
    Heic,
    /// WebP.
    Webp,
    /// GIF.
    Gif,
    /// Word document (Office Open XML).
    Docx,
    /// Excel workbook (Office Open XML).
    Xlsx,
    /// OpenDocument text.
    Odt,
    /// A ZIP archive that is none of the above.
    Zip,
    /// An old Office file, or a new one with a password (both are OLE containers).
    OldOffice,
    /// A program or script.
    Program,
}

impl FileKind {
    /// Media type, as catalogues list them.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Tiff => "image/tiff",
            Self::Heic => "image/heic",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Zip => "application/zip",
            Self::OldOffice => "application/x-ole-storage",
            Self::Program => "application/octet-stream",
        }
    }

    /// The kind of a media type.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        [
            Self::Pdf,
            Self::Jpeg,
            Self::Png,
            Self::Tiff,
            Self::Heic,
            Self::Webp,
            Self::Gif,
            Self::Docx,
            Self::Xlsx,
            Self::Odt,
            Self::Zip,
        ]
        .into_iter()
        .find(|kind| kind.media_type() == media_type)
    }

    /// The kind that the end of a file's name claims, where the claim matters: a document that is
    /// none misleads whoever opens it, while pictures are shown by their bytes anyway.
    pub(crate) fn claimed(file_name: &str) -> Option<Self> {
        let (_, extension) = file_name.rsplit_once('.')?;
        match extension.trim().to_ascii_lowercase().as_str() {
            "pdf" => Some(Self::Pdf),
            "docx" => Some(Self::Docx),
            "xlsx" => Some(Self::Xlsx),
            "odt" => Some(Self::Odt),
            _ => None,
        }
    }

    /// By the first bytes; ZIP archives are told apart later, by what is in them.
    pub(crate) fn sniff(head: &[u8]) -> Option<Self> {
        let brand = head.get(8..12);
        Some(match head {
            [0xff, 0xd8, 0xff, ..] => Self::Jpeg,
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Self::Png,
            [b'I', b'I', 0x2a, 0, ..] | [b'M', b'M', 0, 0x2a, ..] => Self::Tiff,
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Self::Zip,
            [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => Self::OldOffice,
            [b'G', b'I', b'F', b'8', ..] => Self::Gif,
            [b'R', b'I', b'F', b'F', ..] if brand == Some(b"WEBP") => Self::Webp,
            [_, _, _, _, b'f', b't', b'y', b'p', ..]
                if matches!(
                    brand,
                    Some(b"heic" | b"heix" | b"hevc" | b"mif1" | b"msf1" | b"heim")
                ) =>
            {
                Self::Heic
            }
            [b'M', b'Z', ..] | [0x7f, b'E', b'L', b'F', ..] | [b'#', b'!', ..] => Self::Program,
            // ISO 32000 lets other bytes come before the header; readers look at the first 1024.
            _ if head.windows(5).take(1024).any(|window| window == b"%PDF-") => Self::Pdf,
            _ => return None,
        })
    }
}
