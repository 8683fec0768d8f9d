//! Chooses how pages are drawn where there is no graphics card.
//!
//! WebKitGTK composes a page from layers by OpenGL. Without a card that is Mesa's software renderer: each frame is
//! drawn by the processor, uploaded as a texture and drawn by the processor once more. Painted straight into the window,
//! as WebKitGTK does without compositing, the same frame is ready several times sooner and in less memory (decision
//! 0009).

use std::path::Path;

use gtk::glib;

/// Where the kernel shows the render nodes of graphics cards.
const CARDS: &str = "/dev/dri";
const SWITCH: &str = "WEBKIT_DISABLE_COMPOSITING_MODE";

/// Has pages painted without compositing on a machine that has no graphics card; a choice that its owner has made by
/// the variable stays. Must be called before anything else of the program runs.
pub fn examine() {
    if !has_card(Path::new(CARDS)) {
        let _ = glib::setenv(SWITCH, "1", false);
    }
}

/// Whether one of the devices there can draw.
fn has_card(devices: &Path) -> bool {
    std::fs::read_dir(devices).is_ok_and(|devices| {
        devices
            .flatten()
            .any(|device| device.file_name().to_string_lossy().starts_with("renderD"))
    })
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::has_card;

    #[test]
    fn a_card_is_a_render_node_and_a_screen_alone_is_none() {
        let devices = tempfile::tempdir().unwrap();
        assert!(!has_card(&devices.path().join("dri")));
        File::create(devices.path().join("card0")).unwrap();
        assert!(!has_card(devices.path()));
        File::create(devices.path().join("renderD128")).unwrap();
        assert!(has_card(devices.path()));
    }
}
