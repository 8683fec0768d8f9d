//! Files that people attach: bytes in, a verdict out.
//!
//! [`inspect`] looks at bytes and never trusts a name. It reads sizes before contents, keeps memory
//! bounded whatever the file claims, and answers hostile bytes with a [`FileProblem`] and nothing else.

mod image;
mod inspect;
mod kind;
mod office;
mod pdf;
mod problem;

pub use inspect::{Inspected, inspect};
pub use kind::FileKind;
pub use problem::FileProblem;
