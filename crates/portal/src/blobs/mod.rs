//! File bytes: resumable uploads, and the files they become.

/// Uploads that a request of this process is writing to.
#[derive(Debug, Default)]
pub struct UploadLocks {}
