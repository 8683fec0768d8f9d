//! What Tauri prepares before the build.

fn main() {
    tauri_build::build();
}
