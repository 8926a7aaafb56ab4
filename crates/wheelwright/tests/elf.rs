//! Reading ELF files, of every kind of machine, sound and not.

#![allow(clippy::unwrap_used)]

mod common;

use std::process::Command;

use common::elf::{file, library};
use proptest::prelude::*;
use wheelwright::elf::{Object, Search, has_symbol, read};

fn objects() -> impl Strategy<Value = Object> {
    let name = || "[a-z./$-]{1,12}";
    let search = prop_oneof![
        Just(Search::Nowhere),
        name().prop_map(Search::Inherited),
        name().prop_map(Search::Own)
    ];
    let machine = prop::sample::select(vec!["64le62", "64be22", "32le40", "32be8"]);
    let needed = prop::collection::vec(name(), 0..4);
    (
        machine,
        prop::option::of(name()),
        prop::option::of(name()),
        search,
        needed,
    )
        .prop_map(|(machine, interpreter, soname, search, needed)| Object {
            machine: machine.parse().unwrap(),
            interpreter,
            soname,
            search,
            needed,
        })
}

proptest! {
    #[test]
    fn what_is_written_is_read(object in objects()) {
        let bytes = file(&object, &["PyInit_demo"]);
        prop_assert_eq!(read(&bytes[..]).unwrap(), Some(object.clone()));
        prop_assert!(has_symbol(&bytes[..], "demo").unwrap() == object.needed.contains(&"demo".to_owned()));
    }

    #[test]
    fn any_change_is_survived(
        object in objects(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        end in any::<prop::sample::Index>(),
    ) {
        let mut bytes = file(&object, &["PyInit_demo"]);
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        for bytes in [&bytes[..], &bytes[..end.index(bytes.len())]] {
            let _ = (read(bytes).unwrap(), has_symbol(bytes, "PyInit_demo").unwrap());
        }
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..300), kind in 1..3_u8, order in 1..3_u8) {
        let bytes = [&b"\x7fELF"[..], &[kind, order], &bytes].concat();
        let _ = (read(&bytes[..]).unwrap(), has_symbol(&bytes[..], "x").unwrap());
    }
}

#[test]
fn what_is_no_program_is_none() {
    for bytes in [&b""[..], b"\x7fELF", b"#!/bin/sh\n", &[0; 100]] {
        assert_eq!(read(bytes).unwrap(), None);
    }
}

#[test]
fn symbols_are_found_whole() {
    let bytes = file(&library(&[]), &["PyInit_demo"]);
    for (symbol, is_there) in [
        ("PyInit_demo", true),
        ("PyInit_dem", false),
        ("Init_demo", false),
    ] {
        assert_eq!(has_symbol(&bytes[..], symbol).unwrap(), is_there);
    }
}

/// binutils read the same.
#[test]
fn the_oracle_agrees() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("demo.so");
    let mut object = library(&["liba.so.1", "libb.so.2"]);
    object.soname = Some("demo.so.1".to_owned());
    object.search = Search::Own("$ORIGIN/../demo.libs".to_owned());
    std::fs::write(&path, file(&object, &[])).unwrap();
    let Ok(told) = Command::new("readelf").arg("-dW").arg(&path).output() else {
        return;
    };
    let told = String::from_utf8(told.stdout).unwrap();
    for line in [
        "(NEEDED)             Shared library: [liba.so.1]",
        "(SONAME)             Library soname: [demo.so.1]",
        "(RUNPATH)            Library runpath: [$ORIGIN/../demo.libs]",
    ] {
        assert!(told.contains(line), "{told}");
    }
}

#[test]
fn empty_names_name_nothing() {
    let mut object = library(&["libc.so.6"]);
    object.interpreter = Some(String::new());
    object.soname = Some(String::new());
    let read = read(&file(&object, &[])[..]).unwrap().unwrap();
    assert_eq!(read, library(&["libc.so.6"]));
}

/// Names may share their letters, so that a small file seems to need much.
#[test]
fn what_needs_more_than_anything_does_is_no_library() {
    let name = "x".repeat(4000);
    let many = |count: usize| file(&library(&vec![name.as_str(); count]), &[]);
    assert!(read(&many(4)[..]).unwrap().is_some());
    assert_eq!(read(&many(5)[..]).unwrap(), None);
}
