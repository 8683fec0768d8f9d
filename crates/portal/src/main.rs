//! `motcua-portal`: the reference portal as a command.

fn main() {}
