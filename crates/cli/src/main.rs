//! motcua-cli
fn main() {}
