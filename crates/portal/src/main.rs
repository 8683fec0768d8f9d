//! motcua-portal
fn main() {}
