//! The window of Một Cửa.

mod bindings;
mod commands;
mod events;

fn main() {
    let _ = bindings::builder();
}
