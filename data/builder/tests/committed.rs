//! The committed files are what the converter makes of the sources, and they load.

use std::path::Path;

use motcua_catalogue_builder::build;

#[test]
fn the_committed_files_are_the_converters() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for (name, content) in build(data).unwrap() {
        let committed = std::fs::read_to_string(data.join(name)).unwrap();
        assert!(
            committed == content,
            "data/{name} is not what the sources give: run `cargo xtask catalogue` and commit it"
        );
    }
}
