//! The end of a command: what it said holds, so it must not fall over behind it.

use std::process::Command;

use crate::bench::*;

/// The library under the database clears up when the process ends. A thread that had used it and ended at the same
/// moment freed its memory a second time; the command had done everything and ended with a signal.
#[test]
fn threads_end_before_the_process_does() {
    let home = Home::new("");
    let source = home.file("slow_ends.c", include_bytes!("slow_ends.c"));
    let beside = source.with_extension("so");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-o", path(&beside), path(&source), "-ldl"])
        .status()
        .unwrap();
    assert!(built.success(), "cc: {built}");
    let id = home.json(&["draft", "new", "--procedure", "4232"])["id"].clone();
    let shown = home
        .command(&["draft", "show", id.as_str().unwrap(), "--json"])
        .env("LD_PRELOAD", &beside)
        .output()
        .unwrap();
    assert_eq!(json(shown, 0)["id"], id);
}
