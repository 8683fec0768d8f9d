//! Following what was sent: timeline, results, notices, look-up.

pub(crate) mod notices;
pub(crate) mod results;
pub(crate) mod timeline;
