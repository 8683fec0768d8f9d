//! Files as people bring them.

#![allow(clippy::unwrap_used)]

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use motcua_documents::{FileKind, FileProblem, Inspected, inspect};
use motcua_domain::{language::Language, paper::PaperLimits};
use proptest::prelude::*;

fn limits(kinds: &[FileKind], max_bytes: u64) -> PaperLimits {
    PaperLimits {
        media_types: kinds.iter().map(|kind| kind.media_type().to_owned()).collect(),
        max_bytes,
    }
}

const USUAL: [FileKind; 3] = [FileKind::Pdf, FileKind::Jpeg, FileKind::Png];

fn look(name: &str, bytes: &[u8]) -> Result<Inspected, FileProblem> {
    inspect(&mut Cursor::new(bytes), name, &limits(&USUAL, 50 << 20))
}

/// A PDF with a cross-reference table and that many pages.
fn pdf(pages: usize, trailer_extra: &str) -> Vec<u8> {
    let kids: String = (0..pages).map(|page| format!("{} 0 R ", page + 3)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Count {pages}/Kids[{kids}]>>"),
    ];
    objects.extend((0..pages).map(|_| "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>".to_owned()));
    let mut bytes = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", bytes.len());
        bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", number + 1).bytes());
    }
    let start = bytes.len();
    let end = format!(
        "{table}trailer\n<</Size {}/Root 1 0 R{trailer_extra}>>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    );
    bytes.extend(end.bytes());
    bytes
}

/// Baseline JPEG with a thumbnail in its first segment, a restart mark and a stuffed byte in the scan.
fn jpeg() -> Vec<u8> {
    let thumbnail = [0xff, 0xd8, 0xff, 0xd9];
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe1, 0, 2 + thumbnail.len() as u8];
    bytes.extend(thumbnail);
    bytes.extend([0xff, 0xc0, 0, 11, 8, 0, 16, 0, 16, 1, 1, 0x11, 0]);
    bytes.extend([0xff, 0xda, 0, 8, 1, 1, 0, 0, 0x3f, 0]);
    bytes.extend([1, 2, 0xff, 0, 3, 0xff, 0xd0, 4, 0xff, 0xd9]);
    bytes
}

fn png() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |kind: &[u8], data: &[u8]| {
        bytes.extend((data.len() as u32).to_be_bytes());
        bytes.extend(kind);
        bytes.extend(data);
        bytes.extend([0; 4]);
    };
    chunk(b"IHDR", &[0, 0, 0, 9, 0, 0, 0, 9, 8, 2, 0, 0, 0]);
    chunk(b"IDAT", &[7; 40]);
    chunk(b"IEND", &[]);
    bytes
}

/// A stored ZIP of these names and contents.
fn zip(entries: &[(&str, &str)]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in entries {
        let offset = bytes.len() as u32;
        let common = |out: &mut Vec<u8>| {
            out.extend([0; 12]);
            out.extend((content.len() as u32).to_le_bytes());
            out.extend((content.len() as u32).to_le_bytes());
            out.extend((name.len() as u16).to_le_bytes());
            out.extend([0; 2]);
        };
        bytes.extend(b"PK\x03\x04\x14\0");
        let at = bytes.len();
        common(&mut bytes);
        assert_eq!(bytes.len() - at, 24);
        bytes.extend(name.bytes());
        bytes.extend(content.bytes());
        directory.extend(b"PK\x01\x02\x14\0\x14\0");
        common(&mut directory);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.bytes());
    }
    let start = bytes.len() as u32;
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([(entries.len() as u16).to_le_bytes(); 2].concat());
    bytes.extend((directory.len() as u32).to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

#[test]
fn good_files_are_known_by_their_bytes() {
    let found = look("don.pdf", &pdf(3, "")).unwrap();
    assert_eq!((found.media_type, found.pages), ("application/pdf", Some(3)));
    // Bytes before the header and behind the end are allowed.
    let dressed = [b"\xef\xbb\xbf\n".as_slice(), &pdf(1, ""), b"\n\n\0\0"].concat();
    assert_eq!(look("ĐƠN.PDF", &dressed).unwrap().kind, FileKind::Pdf);
    assert_eq!(look("ảnh.jpg", &jpeg()).unwrap().media_type, "image/jpeg");
    let with_film = [jpeg(), vec![0x42; 100_000]].concat();
    assert_eq!(look("ảnh động.jpg", &with_film).unwrap().kind, FileKind::Jpeg);
    assert_eq!(look("ảnh.png", &png()).unwrap().media_type, "image/png");
    // A picture under another picture's name is shown by its bytes anyway.
    assert_eq!(look("ảnh.jpg", &png()).unwrap().media_type, "image/png");
    assert_eq!(look("không có đuôi", &pdf(1, "")).unwrap().kind, FileKind::Pdf);
}

#[test]
fn office_documents_are_told_apart() {
    let take = limits(&[FileKind::Docx, FileKind::Xlsx, FileKind::Odt], 1 << 20);
    let docx = zip(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>")]);
    let xlsx = zip(&[("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<w/>")]);
    let odt = zip(&[("mimetype", FileKind::Odt.media_type()), ("content.xml", "<o/>")]);
    let look =
        |name: &str, bytes: &[u8]| inspect(&mut Cursor::new(bytes), name, &take).map(|found| found.kind);
    assert_eq!(look("a.docx", &docx), Ok(FileKind::Docx));
    assert_eq!(look("a.xlsx", &xlsx), Ok(FileKind::Xlsx));
    assert_eq!(look("a.odt", &odt), Ok(FileKind::Odt));
    assert_eq!(
        look("a.docx", &xlsx),
        Err(FileProblem::NotWhatItSays {
            claimed: FileKind::Docx,
            found: Some(FileKind::Xlsx)
        })
    );
    assert_eq!(
        look("a.docx", &docx[..docx.len() - 30]),
        Err(FileProblem::Truncated)
    );
    let plain = zip(&[("a.txt", "x")]);
    assert!(matches!(
        look("a.zip", &plain),
        Err(FileProblem::WrongKind {
            found: Some(FileKind::Zip),
            ..
        })
    ));
}

#[test]
fn bad_files_are_told_apart() {
    assert_eq!(look("a.pdf", b""), Err(FileProblem::Empty));
    assert_eq!(look("a.pdf", &[0; 100_000]), Err(FileProblem::Truncated));
    assert_eq!(
        inspect(&mut Cursor::new(pdf(1, "")), "a.pdf", &limits(&USUAL, 100)),
        Err(FileProblem::TooLarge {
            size: pdf(1, "").len() as u64,
            max: 100
        })
    );
    // A "PDF" that is none.
    let html = b"<html>Phi\xc3\xaan \xc4\x91\xc3\xa3 h\xe1\xba\xbft h\xe1\xba\xa1n</html>";
    assert_eq!(
        look("kết quả.pdf", html),
        Err(FileProblem::NotWhatItSays {
            claimed: FileKind::Pdf,
            found: None
        })
    );
    assert_eq!(
        look("ảnh.pdf", &jpeg()),
        Err(FileProblem::NotWhatItSays {
            claimed: FileKind::Pdf,
            found: Some(FileKind::Jpeg)
        })
    );
    for (name, bytes, kind) in [
        (
            "a.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1........".as_slice(),
            FileKind::OldOffice,
        ),
        ("a.exe", b"MZ..............", FileKind::Program),
        ("a.heic", b"\0\0\0\x18ftypheic....", FileKind::Heic),
        ("a.gif", b"GIF89a..........", FileKind::Gif),
        ("a.webp", b"RIFF\x10\0\0\0WEBPVP8 ", FileKind::Webp),
        ("a.tif", b"II*\0............", FileKind::Tiff),
    ] {
        let problem = look(name, bytes).unwrap_err();
        assert_eq!(
            problem,
            FileProblem::WrongKind {
                found: Some(kind),
                taken: USUAL.to_vec()
            },
            "{name}"
        );
    }
    assert_eq!(
        look("a.txt", b"chi la chu"),
        Err(FileProblem::WrongKind {
            found: None,
            taken: USUAL.to_vec()
        })
    );
    assert_eq!(look("a.pdf", &pdf(0, "")), Err(FileProblem::NoPages));
    let locked = "/Encrypt <</Filter/Standard/V 1/R 2/P -4/O(00000000000000000000000000000000)\
                  /U(11111111111111111111111111111111)>>/ID[(a)(a)]";
    assert_eq!(look("a.pdf", &pdf(1, locked)), Err(FileProblem::Encrypted));
    let no_frame = [0xff, 0xd8, 0xff, 0xe0, 0, 2, 0xff, 0xd9];
    assert_eq!(
        look("a.jpg", &no_frame),
        Err(FileProblem::Damaged { kind: FileKind::Jpeg })
    );
}

#[test]
fn a_file_cut_anywhere_is_never_taken_for_whole() {
    for (name, whole, essential) in [
        ("a.pdf", pdf(4, ""), pdf(4, "").len() - 6),
        ("a.jpg", jpeg(), jpeg().len()),
        ("a.png", png(), png().len()),
    ] {
        for len in 1..essential {
            let found = look(name, &whole[..len]);
            assert!(
                found.is_err(),
                "{name} cut to {len} of {} bytes: {found:?}",
                whole.len()
            );
        }
    }
    // Its end mark near the beginning is that of the first part of a linearized file.
    let mut linearized =
        b"%PDF-1.5\n1 0 obj\n<</Linearized 1/L 200000/H[1 2]/O 4/E 5/N 1/T 6>>\nendobj\n".to_vec();
    linearized.extend(b"startxref\n0\n%%EOF\n");
    linearized.extend(vec![b'x'; 3000]);
    assert_eq!(look("a.pdf", &linearized), Err(FileProblem::Truncated));
}

/// Claims to be huge and counts what is read.
struct Huge {
    at: u64,
    size: u64,
    read: u64,
}

impl Read for Huge {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let head = b"%PDF-1.7\n";
        let tail = b"trailer <</Size 5>> startxref\n400000000\n%%EOF\n";
        let len = buf.len().min((self.size - self.at) as usize);
        for (byte, at) in buf[..len].iter_mut().zip(self.at..) {
            let from_end = (self.size - at) as usize;
            *byte = match head.get(at as usize) {
                Some(byte) => *byte,
                None if from_end <= tail.len() => tail[tail.len() - from_end],
                None => b'x',
            };
        }
        self.at += len as u64;
        self.read += len as u64;
        Ok(len)
    }
}

impl Seek for Huge {
    fn seek(&mut self, pos: SeekFrom) -> io::Result<u64> {
        self.at = match pos {
            SeekFrom::Start(at) => at,
            SeekFrom::End(delta) => self.size.saturating_add_signed(delta),
            SeekFrom::Current(delta) => self.at.saturating_add_signed(delta),
        };
        Ok(self.at)
    }
}

#[test]
fn a_huge_file_is_not_read_into_memory() {
    let mut huge = Huge {
        at: 0,
        size: 500 << 20,
        read: 0,
    };
    let refused = inspect(&mut huge, "a.pdf", &limits(&USUAL, 50 << 20));
    assert!(matches!(refused, Err(FileProblem::TooLarge { .. })));
    assert_eq!(huge.read, 0, "the size comes first");
    let taken = inspect(&mut huge, "a.pdf", &limits(&USUAL, 1 << 30)).unwrap();
    assert_eq!((taken.size, taken.pages), (500 << 20, None));
    assert!(huge.read < 1 << 20, "{} bytes read", huge.read);
}

#[test]
fn an_unreadable_file_says_so() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("input/output error"))
        }
    }
    impl Seek for Broken {
        fn seek(&mut self, _: SeekFrom) -> io::Result<u64> {
            Ok(1000)
        }
    }
    assert_eq!(
        inspect(&mut Broken, "a.pdf", &limits(&USUAL, 1 << 20)),
        Err(FileProblem::Unreadable)
    );
}

#[test]
fn every_problem_says_what_to_do_in_both_languages() {
    let problems = [
        FileProblem::Empty,
        FileProblem::TooLarge {
            size: (10 << 20) + 1,
            max: 10 << 20,
        },
        FileProblem::Unreadable,
        FileProblem::WrongKind {
            found: None,
            taken: USUAL.to_vec(),
        },
        FileProblem::WrongKind {
            found: Some(FileKind::Docx),
            taken: vec![FileKind::Pdf],
        },
        FileProblem::WrongKind {
            found: Some(FileKind::Heic),
            taken: vec![],
        },
        FileProblem::NotWhatItSays {
            claimed: FileKind::Pdf,
            found: Some(FileKind::Jpeg),
        },
        FileProblem::Truncated,
        FileProblem::Damaged { kind: FileKind::Pdf },
        FileProblem::Encrypted,
        FileProblem::NoPages,
    ];
    for problem in problems {
        let (vi, en) = (problem.message(Language::Vi), problem.message(Language::En));
        assert!(vi.contains("Hãy") || vi.contains("hãy"), "{vi}");
        assert!(
            !en.contains("Hãy") && en.ends_with('.') && vi.ends_with('.'),
            "{en}"
        );
        assert!(!vi.contains("  ") && !en.contains("  "), "{vi} {en}");
    }
    let over = FileProblem::TooLarge {
        size: (10 << 20) + 1,
        max: 10 << 20,
    }
    .message(Language::Vi);
    assert!(over.contains("10,1 MB") && over.contains("10 MB"), "{over}");
    let wrong = FileProblem::WrongKind {
        found: Some(FileKind::Docx),
        taken: USUAL.to_vec(),
    }
    .message(Language::Vi);
    assert!(
        wrong.contains("là văn bản Word (.docx); ở đây chỉ nhận PDF, ảnh JPEG hoặc ảnh PNG."),
        "{wrong}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn hostile_bytes_get_a_verdict(
        seed in 0..6usize,
        hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        cut in any::<prop::sample::Index>(),
        tail in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let mut bytes = match seed {
            0 => pdf(2, ""),
            1 => jpeg(),
            2 => png(),
            3 => zip(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>")]),
            4 => zip(&[("mimetype", FileKind::Odt.media_type()), ("content.xml", "<o/>")]),
            _ => b"%PDF-1.4\n".to_vec(),
        };
        for (at, byte) in hits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len() * 4).max(1));
        bytes.extend(tail);
        let every = [FileKind::Pdf, FileKind::Jpeg, FileKind::Png, FileKind::Docx, FileKind::Odt];
        if let Ok(found) = inspect(&mut Cursor::new(&bytes), "a", &limits(&every, 1 << 20)) {
            prop_assert_eq!(found.size, bytes.len() as u64);
        }
    }
}

#[test]
fn deep_nesting_and_cycles_end() {
    let nested = format!("<</Type/Pages/Kids{}", "[".repeat(200_000));
    let cycle = "<</Type/Pages/Kids[2 0 R]>>".to_owned();
    for pages in [nested, cycle] {
        let mut bytes =
            format!("%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n{pages}\nendobj\n");
        let second = bytes.find("2 0 obj").unwrap();
        let start = bytes.len();
        bytes += &format!(
            "xref\n0 3\n0000000000 65535 f \n{:010} 00000 n \n{second:010} 00000 n \n\
             trailer\n<</Size 3/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n",
            9
        );
        assert!(look("a.pdf", bytes.as_bytes()).is_err());
    }
}
