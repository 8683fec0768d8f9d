//! Files.

use std::{
    fs,
    io::{self, Read, Seek, SeekFrom, Write},
};

use motcua_store::{RevisionKind, StoreError};
use uuid::Uuid;

use crate::support::{Bench, at, bench, files_under, new_draft, paper, put};

const BLOCK: usize = 64 * 1024;

fn noise(len: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    (0..len)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state as u8
        })
        .collect()
}

fn blob_files(bench: &Bench) -> Vec<std::path::PathBuf> {
    files_under(&bench.path().join("blobs"))
}

#[test]
fn any_offset_of_any_size_reads_back() {
    let bench = bench();
    for size in [0, 1, 100, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 5 * BLOCK + 7] {
        let bytes = noise(size);
        let blob = put(&bench.store, &bytes);
        assert_eq!(blob.size(), size as u64);
        bench.store.blobs().verify(&blob.sha256()).unwrap();
        let mut reader = bench.store.blobs().open(&blob.sha256()).unwrap();
        assert_eq!(reader.size(), size as u64);
        for offset in [
            0,
            1,
            size / 3,
            BLOCK - 1,
            BLOCK,
            BLOCK + 1,
            2 * BLOCK,
            size.saturating_sub(1),
            size,
            size + 9,
        ] {
            assert_eq!(
                reader.seek(SeekFrom::Start(offset as u64)).unwrap(),
                offset as u64
            );
            let mut rest = Vec::new();
            reader.read_to_end(&mut rest).unwrap();
            assert_eq!(
                rest,
                bytes.get(offset..).unwrap_or_default(),
                "size {size}, offset {offset}"
            );
        }
        reader.seek(SeekFrom::End(-(size.min(10) as i64))).unwrap();
        let mut tail = Vec::new();
        reader.read_to_end(&mut tail).unwrap();
        assert_eq!(tail, bytes[size - size.min(10)..]);
    }
}

#[test]
fn the_same_bytes_are_kept_once_under_a_name_that_tells_nothing() {
    let bench = bench();
    let bytes = noise(200_000);
    let (first, second) = (put(&bench.store, &bytes), put(&bench.store, &bytes));
    assert_eq!(first.sha256(), second.sha256());
    let files = blob_files(&bench);
    assert_eq!(files.len(), 1);
    let name = files[0].file_name().unwrap().to_str().unwrap().to_owned();
    assert_ne!(name, first.sha256());
    // Another store keeps the same paper under another name.
    let other = crate::support::bench();
    put(&other.store, &bytes);
    assert_ne!(blob_files(&other)[0].file_name().unwrap().to_str().unwrap(), name);
}

#[test]
fn files_without_rows_are_swept_and_no_others() {
    let bench = bench();
    let dossier = new_draft(&bench.store, None, 0);
    let (kept, frozen, dropped) = (
        put(&bench.store, b"kept"),
        put(&bench.store, b"frozen"),
        put(&bench.store, b"no"),
    );
    let (frozen_sha, dropped_sha) = (frozen.sha256(), dropped.sha256());
    let frozen_paper = Uuid::new_v4();
    let revision = bench
        .store
        .write(|tx| {
            tx.add_paper(dossier, &paper(Uuid::new_v4(), "TP01", &kept), at(1))?;
            tx.add_paper(dossier, &paper(frozen_paper, "TP01", &frozen), at(1))?;
            let revision = tx.freeze(dossier, RevisionKind::Submission, at(2))?;
            // The draft goes on with other bytes; what was queued must stay.
            tx.replace_paper(dossier, &paper(frozen_paper, "TP01", &kept), at(3))?;
            Ok(revision)
        })
        .unwrap();
    drop(frozen);
    assert_eq!(
        bench.store.sweep_blobs().unwrap(),
        0,
        "a blob that is being named is left alone"
    );
    drop(dropped);
    assert_eq!(bench.store.sweep_blobs().unwrap(), 1);
    assert!(matches!(
        bench.store.blobs().open(&dropped_sha),
        Err(StoreError::DamagedBlob)
    ));
    bench.store.blobs().verify(&kept.sha256()).unwrap();
    bench.store.blobs().verify(&frozen_sha).unwrap();

    bench.store.write(|tx| tx.drop_revision(revision.id)).unwrap();
    assert_eq!(bench.store.sweep_blobs().unwrap(), 1);
    assert!(bench.store.blobs().get(&frozen_sha).unwrap().is_none());

    // Nothing outlives a dossier that is gone for good.
    drop(kept);
    bench.store.write(|tx| tx.delete_dossier(dossier, at(5))).unwrap();
    assert_eq!(bench.store.sweep_blobs().unwrap(), 0, "the bin keeps its files");
    assert_eq!(bench.store.write(|tx| tx.purge_deleted(at(6))).unwrap(), 1);
    assert_eq!(bench.store.sweep_blobs().unwrap(), 1);
    assert!(blob_files(&bench).is_empty());
}

#[test]
fn a_damaged_file_is_noticed_and_mended_by_attaching_again() {
    let bench = bench();
    let bytes = noise(3 * BLOCK);
    let blob = put(&bench.store, &bytes);
    let file = blob_files(&bench).remove(0);
    let whole = fs::read(&file).unwrap();

    let mut flipped = whole.clone();
    flipped[BLOCK] ^= 1;
    fs::write(&file, &flipped).unwrap();
    assert!(matches!(
        bench.store.blobs().verify(&blob.sha256()),
        Err(StoreError::DamagedBlob)
    ));
    let mut read = Vec::new();
    assert!(
        bench
            .store
            .blobs()
            .open(&blob.sha256())
            .unwrap()
            .read_to_end(&mut read)
            .is_err()
    );
    assert!(
        bytes.starts_with(&read),
        "not one byte that was not authenticated"
    );

    fs::write(&file, &whole[..whole.len() - 10]).unwrap();
    assert!(matches!(
        bench.store.blobs().open(&blob.sha256()),
        Err(StoreError::DamagedBlob)
    ));
    // A cut at a block's border is noticed as well.
    fs::write(&file, &whole[..whole.len() - (BLOCK + 16)]).unwrap();
    assert!(matches!(
        bench.store.blobs().open(&blob.sha256()),
        Err(StoreError::DamagedBlob)
    ));

    put(&bench.store, &bytes);
    bench.store.blobs().verify(&blob.sha256()).unwrap();

    // A whole file under another's name is no stand-in for it.
    let other = put(&bench.store, b"mot to khac");
    let other_file = blob_files(&bench).into_iter().find(|path| *path != file).unwrap();
    fs::copy(&file, &other_file).unwrap();
    assert!(matches!(
        bench.store.blobs().open(&other.sha256()),
        Err(StoreError::DamagedBlob)
    ));
}

#[test]
fn too_large_unreadable_and_half_read_sources_leave_nothing() {
    struct Breaks(usize);
    impl Read for Breaks {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
            if self.0 == 0 {
                return Err(io::Error::other("the stick was pulled out"));
            }
            let read = buf.len().min(self.0);
            self.0 -= read;
            Ok(read)
        }
    }
    let bench = bench();
    let blobs = bench.store.blobs();
    assert!(matches!(
        blobs.put(&mut Breaks(300_000), u64::MAX, &mut |_| {}),
        Err(StoreError::Source(_))
    ));
    assert!(matches!(
        blobs.put(&mut noise(1001).as_slice(), 1000, &mut |_| {}),
        Err(StoreError::TooLarge { limit: 1000 })
    ));
    let mut told = Vec::new();
    blobs
        .put(&mut noise(1000).as_slice(), 1000, &mut |bytes| told.push(bytes))
        .unwrap();
    assert_eq!(told, [1000]);
    assert_eq!(blob_files(&bench).len(), 1);
    let missing = blobs.put_file(&bench.dir.path().join("không có.pdf"), 1000, &mut |_| {});
    assert!(matches!(missing, Err(StoreError::Source(_))));
    let folder = blobs.put_file(bench.dir.path(), 1000, &mut |_| {});
    assert!(matches!(folder, Err(StoreError::Source(_))));
}

#[test]
fn a_file_that_changes_while_it_is_copied_is_not_taken() {
    let bench = bench();
    let path = bench.dir.path().join("đang quét.pdf");
    let bytes = noise(2_000_000);
    let blobs = bench.store.blobs();
    let grow = |extra: &[u8]| {
        fs::OpenOptions::new()
            .append(true)
            .open(&path)
            .unwrap()
            .write_all(extra)
            .unwrap()
    };

    fs::write(&path, &bytes).unwrap();
    assert_eq!(
        blobs.put_file(&path, u64::MAX, &mut |_| {}).unwrap().size(),
        bytes.len() as u64
    );

    // Grows: a scanner is still writing.
    let mut once = true;
    let grown = blobs.put_file(&path, u64::MAX, &mut |_| {
        if std::mem::take(&mut once) {
            grow(b"more");
        }
    });
    assert!(matches!(grown, Err(StoreError::SourceChanged)));

    // Cut short.
    let mut once = true;
    let cut = blobs.put_file(&path, u64::MAX, &mut |_| {
        if std::mem::take(&mut once) {
            fs::OpenOptions::new()
                .write(true)
                .open(&path)
                .unwrap()
                .set_len(900_000)
                .unwrap();
        }
    });
    assert!(matches!(cut, Err(StoreError::SourceChanged)));

    // Replaced under the same name by one of the same size.
    fs::write(&path, &bytes).unwrap();
    let mut once = true;
    let replaced = blobs.put_file(&path, u64::MAX, &mut |_| {
        if std::mem::take(&mut once) {
            let other = path.with_extension("other");
            fs::write(&other, noise(1_999_999)).unwrap();
            fs::rename(&other, &path).unwrap();
        }
    });
    assert!(matches!(replaced, Err(StoreError::SourceChanged)));
    bench.store.sweep_blobs().unwrap();
    assert!(blob_files(&bench).is_empty(), "what was not taken does not stay");
}
