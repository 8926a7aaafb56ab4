//! Programs and libraries: of wheels, and of bases.

use wheelwright::elf::{self, Object};
use wheelwright::inventory::{self, Distribution, Listed};
use wheelwright::ld_cache;
use wheelwright::safe_path::SafePath;

use super::Target;

/// An ELF file, or the cache of a loader.
pub const ELF: Target = Target {
    name: "elf",
    about: "programs and libraries of wheels and bases, and the cache of their loader",
    is_text: false,
    real: Vec::new,
    run: |input| {
        ld_cache::parse(input, false);
        ld_cache::parse(input, true);
        let _ = elf::has_symbol(input, "PyInit_x");
        if let Ok(Some(object)) = elf::read(input) {
            listed(object);
        }
    },
};

/// An inventory of it reads as it is written.
fn listed(object: Object) {
    let Ok(path) = SafePath::parse("lib/python3.13/site-packages/x.so") else {
        return;
    };
    let all = [Distribution {
        name: "x".to_owned(),
        is_local: false,
        objects: vec![Listed {
            path,
            is_entry: true,
            object,
        }],
    }];
    let read = inventory::read(&inventory::write(&all)).unwrap_or_default();
    assert!(read == all, "does not read as it is written");
}
