//! Header names of the contract.

/// Key of a mutation, made once by the client and stored before the first byte leaves.
/// Same key and same body: the same answer for at least 30 days; same key and another body: 422;
/// still in flight: 409. Every answer replayed from a key carries [`IDEMPOTENT_REPLAY`].
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// `true` on an answer that was stored earlier and is given again.
pub const IDEMPOTENT_REPLAY: &str = "idempotent-replay";
/// tus protocol version, always `1.0.0`.
pub const TUS_RESUMABLE: &str = "tus-resumable";
/// Offset in bytes of a tus upload.
pub const UPLOAD_OFFSET: &str = "upload-offset";
/// Whole length in bytes of a tus upload.
pub const UPLOAD_LENGTH: &str = "upload-length";
/// tus metadata: comma-separated `key base64(value)`. The contract uses `sha256` (hex, required)
/// and `filename` (optional).
pub const UPLOAD_METADATA: &str = "upload-metadata";
/// When an unfinished upload is dropped (HTTP date).
pub const UPLOAD_EXPIRES: &str = "upload-expires";
