//! `motcua` as people and scripts run it: the real program in a folder of its own, against the real
//! portal over loopback.
#![allow(clippy::unwrap_used)]

mod answers;
mod backups;
mod bench;
mod beside;
mod carried;
#[cfg(target_os = "linux")]
mod ending;
mod faults;
mod money;
mod sending_rules;
mod whole_way;
