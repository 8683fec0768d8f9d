//! `motcua` as people and scripts run it: the real program in a folder of its own, against the real
//! portal over loopback.
#![allow(clippy::unwrap_used)]

mod answers;
mod backups;
mod bench;
mod beside;
mod carried;
mod faults;
mod money;
mod whole_way;
