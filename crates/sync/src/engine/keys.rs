//! Idempotency keys. A key follows from the job's random id, what it is for and the generation,
//! so that it needs no row of its own: it is on disk as soon as the job is.

use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Registering the dossier.
    Register,
    /// The submission, the answer or the withdrawal itself.
    Main,
}

/// The key of a job's operation (UUID version 8).
pub(crate) fn key(job: Uuid, generation: u32, purpose: Purpose) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(b"motcua idempotency key 1\0");
    hash.update(job.as_bytes());
    hash.update(generation.to_be_bytes());
    hash.update(match purpose {
        Purpose::Register => b"register" as &[u8],
        Purpose::Main => b"main",
    });
    let digest = hash.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Builder::from_custom_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stay_the_same_for_ever_and_differ_by_job_generation_and_purpose() {
        let job = Uuid::from_u128(7);
        // Written down: a job on disk must find its key again after any upgrade.
        assert_eq!(key(job, 0, Purpose::Main), key(job, 0, Purpose::Main));
        let all = [
            key(job, 0, Purpose::Main),
            key(job, 0, Purpose::Register),
            key(job, 1, Purpose::Main),
            key(Uuid::from_u128(8), 0, Purpose::Main),
        ];
        for (at, one) in all.iter().enumerate() {
            assert_eq!(one.get_version_num(), 8);
            assert!(all[at + 1..].iter().all(|other| other != one));
        }
    }
}
