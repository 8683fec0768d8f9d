//! Starting and stopping the parts of the process.
