//! A window to drag one file from, as a file manager has it. Ends when the file was dropped.

use gtk::{gdk, prelude::*};

fn main() {
    let path = std::env::args().nth(1).expect("a file to drag");
    gtk::init().expect("a display");
    let window = gtk::Window::new(gtk::WindowType::Toplevel);
    window.set_title("drag-source");
    window.set_default_size(140, 120);
    window.set_keep_above(true);
    let button = gtk::EventBox::new();
    button.add(&gtk::Label::new(Some("tệp")));
    let targets = [gtk::TargetEntry::new(
        "text/uri-list",
        gtk::TargetFlags::OTHER_APP,
        0,
    )];
    button.drag_source_set(gdk::ModifierType::BUTTON1_MASK, &targets, gdk::DragAction::COPY);
    let uri = gtk::glib::filename_to_uri(&path, None).expect("an absolute path");
    button.connect_drag_data_get(move |_, _, data, _, _| {
        data.set_uris(&[&uri]);
    });
    button.connect_drag_end(|_, _| gtk::main_quit());
    window.add(&button);
    window.show_all();
    gtk::main();
}
