//! What is refused, and what is said then.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Bench, Draft, refusal};
use proptest::prelude::*;

/// What RECORD says of the only module.
const DEMO: &str = "demo.py,sha256=nia_NpkRxFwkPGhBR7I_yeHc_PJX0pmhxjIBam_NM_Q,6\n";

fn demo() -> Draft {
    Draft::new("demo-1.0").file("demo.py", "x = 1\n")
}

/// Replaces text of equal length wherever it stands in an archive.
fn patched(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut start = 0;
    while let Some(found) = bytes[start..]
        .windows(from.len())
        .position(|window| window == from)
    {
        bytes[start + found..start + found + to.len()].copy_from_slice(to);
        start += found + to.len();
    }
    bytes
}

fn refusal_of(bytes: &[u8]) -> String {
    let bench = Bench::new();
    bench.put("demo-1.0-py3-none-any.whl", bytes);
    let said = bench.install().unwrap_err();
    assert!(!bench.out().exists(), "something was written");
    said
}

#[test]
fn paths_that_lead_elsewhere() {
    let said: String = [
        "../evil",
        "a/../../evil",
        "/etc/evil",
        "C:/evil",
        "a\\..\\evil",
        "a\u{1}",
    ]
    .iter()
    .map(|path| {
        refusal_of(&patched(
            demo().file("0123456789012", "x").zip(),
            b"0123456789012",
            format!("{path:_<13}").as_bytes(),
        ))
    })
    .collect();
    insta::assert_snapshot!(said, @r"
    error: demo-1.0-py3-none-any.whl: `../evil______` leads out of its directory
      help: no build tool makes such a wheel: do not trust it
    error: demo-1.0-py3-none-any.whl: `a/../../evil_` leads out of its directory
      help: no build tool makes such a wheel: do not trust it
    error: demo-1.0-py3-none-any.whl: `/etc/evil____` is an absolute path
      help: no build tool makes such a wheel: do not trust it
    error: demo-1.0-py3-none-any.whl: `C:/evil______` begins with a drive
      help: no build tool makes such a wheel: do not trust it
    error: demo-1.0-py3-none-any.whl: `a\\..\\evil____` has a backslash
      help: no build tool makes such a wheel: do not trust it
    error: demo-1.0-py3-none-any.whl: `a\u{1}___________` has a control character
      help: no build tool makes such a wheel: do not trust it
    ");
    // The paths of all its directories together are a quarter of a gigabyte.
    let long = "a/".repeat(16 * 1024);
    let said = refusal(&[demo().file(&format!("{long}b"), "x")]);
    assert!(said.contains("/a/…` is longer than Linux takes"), "{said}");
    assert!(said.len() < 400, "{said}");
    let said: String = ["scripts/../../x", "data/../x", "scripts"]
        .iter()
        .map(|path| refusal(&[demo().file(&format!("demo-1.0.data/{path}"), "x")]))
        .collect();
    insta::assert_snapshot!(said, @"
    error: demo-1.0-py3-none-any.whl: `demo-1.0.data/scripts/../../x` leads out of its directory
      help: no build tool makes such a wheel: do not trust it
    error: demo-1.0-py3-none-any.whl: `demo-1.0.data/data/../x` leads out of its directory
      help: no build tool makes such a wheel: do not trust it
    error: demo-1.0-py3-none-any.whl: `demo-1.0.data/scripts` belongs to the unknown scheme scripts
      help: the schemes are purelib, platlib, scripts, headers and data
    ");
}

#[test]
fn entries_that_are_no_files() {
    insta::assert_snapshot!(refusal(&[demo().mode("link", "/etc/passwd", 0o120_777)]), @"
    error: demo-1.0-py3-none-any.whl: `link` is a link or a device
      help: no build tool makes such a wheel: do not trust it
    ");
    let zip = demo().zip();
    let encrypted: Vec<u8> = {
        let mut bytes = zip.clone();
        for (signature, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
            let places: Vec<usize> = bytes
                .windows(4)
                .enumerate()
                .filter(|(_, window)| window == signature)
                .map(|(place, _)| place)
                .collect();
            for place in places {
                bytes[place + flags] |= 1;
            }
        }
        bytes
    };
    insta::assert_snapshot!(refusal_of(&encrypted), @"
    error: demo-1.0-py3-none-any.whl: `demo-1.0.dist-info/METADATA` is encrypted
      help: no build tool makes such a wheel: do not trust it
    ");
}

#[test]
fn names_that_are_there_twice() {
    let twice = patched(
        demo().file("dem0.py", "x = 1\n").zip(),
        b"dem0.py",
        b"demo.py",
    );
    insta::assert_snapshot!(refusal_of(&twice), @"
    error: demo-1.0-py3-none-any.whl: has two entries of the same name
      help: no build tool makes such a wheel: do not trust it
    ");
    insta::assert_snapshot!(refusal(&[demo().file("./demo.py", "x = 1\n")]), @"
    error: demo-1.0-py3-none-any.whl: `./demo.py` is there twice
      help: no build tool makes such a wheel: do not trust it
    ");
    insta::assert_snapshot!(refusal(&[demo().file("demo.py/x", "")]), @"
    error: demo-1.0-py3-none-any.whl: `demo.py` is a file, and a directory of other files
      help: no build tool makes such a wheel: do not trust it
    ");
    insta::assert_snapshot!(refusal(&[demo().file("demo-1.0.data/purelib/demo.py", "x = 1\n")]), @"
    error: demo-1.0-py3-none-any.whl: `demo.py` is where two files of this wheel would go
      help: no build tool makes such a wheel: do not trust it
    ");
}

#[test]
fn archives_that_lie() {
    let zip = demo().zip();
    let central = zip
        .windows(4)
        .position(|window| window == b"PK\x01\x02")
        .unwrap();
    let with = |place: usize, bytes: &[u8]| {
        let mut lying = zip.clone();
        lying[place..place + bytes.len()].copy_from_slice(bytes);
        refusal_of(&lying)
    };
    // The size, unpacked, in the central directory.
    insta::assert_snapshot!(with(central + 24, &[1, 0, 0, 0]), @"
    error: demo-1.0-py3-none-any.whl: is not a sound zip archive: invalid Zip archive: header inconsistency detected: uncompressed size mismatch (does not match central directory)
      help: the wheel is damaged or was changed after it was built: get it again, or ask its authors
    ");
    insta::assert_snapshot!(with(central + 24, &[0xff, 0xff, 0xff, 0x7f]), @"
    error: demo-1.0-py3-none-any.whl: would take 2913818 times its own size
      help: at most 200 times the size of the archive is unpacked
    ");
    // The size in the archive: the next entry would be part of this one.
    insta::assert_snapshot!(with(central + 20, &[0xff, 0, 0, 0]), @"
    error: demo-1.0-py3-none-any.whl: is not a sound zip archive: invalid Zip archive: header inconsistency detected: compressed size mismatch (does not match central directory)
      help: the wheel is damaged or was changed after it was built: get it again, or ask its authors
    ");
    // The place of the entry: another one's.
    let second = central
        + 4
        + zip[central + 4..]
            .windows(4)
            .position(|window| window == b"PK\x01\x02")
            .unwrap();
    insta::assert_snapshot!(with(second + 42, &[0, 0, 0, 0]), @"
    error: demo-1.0-py3-none-any.whl: is not a sound zip archive: invalid Zip archive: header inconsistency detected: Local file header filename mismatch (does not match central directory)
      help: the wheel is damaged or was changed after it was built: get it again, or ask its authors
    ");
    // A size that says "see the zip64 field" without such a field.
    insta::assert_snapshot!(with(central + 24, &[0xff, 0xff, 0xff, 0xff]), @"
    error: demo-1.0-py3-none-any.whl: would take 5827635 times its own size
      help: at most 200 times the size of the archive is unpacked
    ");
    let prefixed = [b"#!/bin/sh\n".as_slice(), &zip].concat();
    insta::assert_snapshot!(refusal_of(&prefixed), @"
    error: demo-1.0-py3-none-any.whl: has something before its first entry
      help: no build tool makes such a wheel: do not trust it
    ");
    insta::assert_snapshot!(refusal_of(&zip[..zip.len() - 30]), @"
    error: demo-1.0-py3-none-any.whl: is not a sound zip archive: invalid Zip archive: Could not find EOCD
      help: the wheel is damaged or was changed after it was built: get it again, or ask its authors
    ");
    insta::assert_snapshot!(refusal_of(b""), @"
    error: demo-1.0-py3-none-any.whl: is not a sound zip archive: invalid Zip archive: Could not find EOCD
      help: the wheel is damaged or was changed after it was built: get it again, or ask its authors
    ");
}

#[test]
fn bombs() {
    let sized = |size: u32| {
        let mut bytes = demo().zip();
        for place in 0..bytes.len() - 4 {
            if bytes[place..].starts_with(b"PK\x01\x02") {
                bytes[place + 24..place + 28].copy_from_slice(&size.to_le_bytes());
            }
        }
        refusal_of(&bytes)
    };
    insta::assert_snapshot!(sized(80 << 20), @"
    error: demo-1.0-py3-none-any.whl: would take 455284 times its own size
      help: at most 200 times the size of the archive is unpacked
    ");
    insta::assert_snapshot!(sized(u32::MAX - 1), @"
    error: demo-1.0-py3-none-any.whl: would take 17179869176 bytes
      help: at most 8 GiB are unpacked, and 64 MiB of a file of .dist-info
    ");
}

#[test]
fn records_that_do_not_match() {
    let record = demo().own_record();
    let said: String = [
        record.replace("demo.py,", "damo.py,"),
        format!("{record}more.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0\n"),
        record.replace(DEMO, ""),
        record.replace("demo.py,sha256=", "demo.py,sha256=A"),
        record.replace("demo.py,sha256=", "demo.py,md5="),
        record.replace(DEMO, "demo.py,,6\n"),
        record.replace(",6\n", ",7\n"),
        format!("{record}./demo.py,,\n"),
    ]
    .iter()
    .map(|record| refusal(&[demo().record(record)]))
    .collect();
    insta::assert_snapshot!(said, @"
    error: demo-1.0-py3-none-any.whl: `demo.py` is not listed in RECORD
      help: the wheel is damaged or was changed after it was built: get it again, or ask its authors
    error: demo-1.0-py3-none-any.whl: `more.py` is listed in RECORD, but not there
      help: the wheel is damaged or was changed after it was built: get it again, or ask its authors
    error: demo-1.0-py3-none-any.whl: `demo.py` is not listed in RECORD
      help: the wheel is damaged or was changed after it was built: get it again, or ask its authors
    error: demo-1.0-py3-none-any.whl: `lib/python3.13/site-packages/demo.py` should be sha256=Ania_NpkRxFwkPGhBR7I_yeHc_PJX0pmhxjIBam_NM_Q, and is sha256=nia_NpkRxFwkPGhBR7I_yeHc_PJX0pmhxjIBam_NM_Q
      help: the wheel is damaged or was changed after it was built: get it again, or ask its authors
    error: demo-1.0-py3-none-any.whl: `demo-1.0.dist-info/RECORD` has a row that is not understood: demo.py,md5=nia_NpkRxFwkPGhBR7I_yeHc_PJX0pmhxjIBam_NM_Q,6
      help: the wheel is damaged or was changed after it was built: get it again, or ask its authors
    error: demo-1.0-py3-none-any.whl: `demo.py` has no hash in RECORD
      help: the wheel is damaged or was changed after it was built: get it again, or ask its authors
    error: demo-1.0-py3-none-any.whl: `lib/python3.13/site-packages/demo.py` should have 7 bytes, and has 6
      help: the wheel is damaged or was changed after it was built: get it again, or ask its authors
    error: demo-1.0-py3-none-any.whl: `./demo.py` is listed twice in RECORD
      help: the wheel is damaged or was changed after it was built: get it again, or ask its authors
    ");
}

#[test]
fn metadata_that_does_not_fit() {
    let mut renamed = demo();
    renamed.name = "other-1.0-py3-none-any.whl".to_owned();
    let mut odd = demo();
    odd.name = "demo.whl".to_owned();
    let wheel = |text: &str| {
        demo()
            .without("demo-1.0.dist-info/WHEEL")
            .file("demo-1.0.dist-info/WHEEL", text)
    };
    let said: String = [
        renamed,
        odd,
        demo().file("demo-2.0.dist-info/METADATA", ""),
        demo().without("demo-1.0.dist-info/METADATA"),
        demo().without("demo-1.0.dist-info/WHEEL"),
        wheel("Wheel-Version: 2.0\n"),
        wheel("Generator: x\n"),
        wheel("\u{fffd}")
            .without("demo.py")
            .file("demo-1.0.data/other/x", "")
            .without("demo-1.0.dist-info/WHEEL")
            .file("demo-1.0.dist-info/WHEEL", "Wheel-Version: 1.9\n"),
        demo().file(
            "demo-1.0.dist-info/entry_points.txt",
            "[console_scripts]\nx = os:system('x')\n",
        ),
    ]
    .iter()
    .map(|draft| refusal(std::slice::from_ref(draft)))
    .collect();
    insta::assert_snapshot!(said, @r"
    error: other-1.0-py3-none-any.whl: should have the .dist-info directory of its own name and version alone, and has demo-1.0.dist-info
      help: was the wheel renamed?
    error: demo.whl: is not the file name of a wheel
      help: wheels are named `name-version-python-abi-platform.whl`
    error: demo-1.0-py3-none-any.whl: should have the .dist-info directory of its own name and version alone, and has demo-1.0.dist-info, demo-2.0.dist-info
      help: was the wheel renamed?
    error: demo-1.0-py3-none-any.whl: `demo-1.0.dist-info/METADATA` is missing
      help: the wheel is damaged or was changed after it was built: get it again, or ask its authors
    error: demo-1.0-py3-none-any.whl: `demo-1.0.dist-info/WHEEL` is missing
      help: the wheel is damaged or was changed after it was built: get it again, or ask its authors
    error: demo-1.0-py3-none-any.whl: `demo-1.0.dist-info/WHEEL` has version 2.0 of the wheel format
      help: version 1 is understood
    error: demo-1.0-py3-none-any.whl: `demo-1.0.dist-info/WHEEL` does not say which version of the wheel format it has
      help: version 1 is understood
    error: demo-1.0-py3-none-any.whl: `demo-1.0.data/other/x` belongs to the unknown scheme other
      help: the schemes are purelib, platlib, scripts, headers and data
    error: demo-1.0-py3-none-any.whl: `demo-1.0.dist-info/entry_points.txt` has an entry point that is not understood: x = os:system(\'x\')
      help: scripts are written `name = module:function`
    ");
}

#[test]
fn what_belongs_to_others() {
    let said: String = [
        demo().file("demo-1.0.data/scripts/python", "x"),
        demo().file("demo-1.0.data/scripts/python3.13", "x"),
        demo().file("demo-1.0.data/data/pyvenv.cfg", "x"),
        demo().file("demo-1.0.data/data/lib64", "x"),
        demo().file("demo-1.0.data/data/pyvenv.cfg/x", "x"),
        demo().file("demo-1.0.data/scripts/python/x", "x"),
        demo().file(
            "demo-1.0.data/data/lib/python3.13/site-packages/pip-1.dist-info/RECORD",
            "x",
        ),
        demo().file(
            "demo-1.0.dist-info/entry_points.txt",
            "[console_scripts]\npython3 = demo:x\n",
        ),
    ]
    .iter()
    .map(|draft| refusal(std::slice::from_ref(draft)))
    .collect();
    insta::assert_snapshot!(said, @"
    error: demo-1.0-py3-none-any.whl: `demo-1.0.data/scripts/python` would replace a file of the environment
      help: no build tool makes such a wheel: do not trust it
    error: demo-1.0-py3-none-any.whl: `demo-1.0.data/scripts/python3.13` would replace a file of the environment
      help: no build tool makes such a wheel: do not trust it
    error: demo-1.0-py3-none-any.whl: `demo-1.0.data/data/pyvenv.cfg` would replace a file of the environment
      help: no build tool makes such a wheel: do not trust it
    error: demo-1.0-py3-none-any.whl: `demo-1.0.data/data/lib64` would replace a file of the environment
      help: no build tool makes such a wheel: do not trust it
    error: demo-1.0-py3-none-any.whl: `demo-1.0.data/data/pyvenv.cfg/x` would replace a file of the environment
      help: no build tool makes such a wheel: do not trust it
    error: demo-1.0-py3-none-any.whl: `demo-1.0.data/scripts/python/x` would replace a file of the environment
      help: no build tool makes such a wheel: do not trust it
    error: demo-1.0-py3-none-any.whl: `demo-1.0.data/data/lib/python3.13/site-packages/pip-1.dist-info/RECORD` lies in the .dist-info of another distribution
      help: no build tool makes such a wheel: do not trust it
    error: demo-1.0-py3-none-any.whl: `demo-1.0.dist-info/entry_points.txt` would replace a file of the environment
      help: no build tool makes such a wheel: do not trust it
    ");
}

#[test]
fn wheels_that_own_the_same_file() {
    let one = Draft::new("one-1").file("tests.py", "1");
    let three = Draft::new("three-1").file("tests.py/x", "");
    insta::assert_snapshot!(refusal(&[one, three]), @"
    error: three-1-py3-none-any.whl: `lib/python3.13/site-packages/tests.py` is a directory in one-1-py3-none-any.whl
      help: both cannot be installed: leave one of them out, or choose versions that agree
    ");
    insta::assert_snapshot!(refusal(&[Draft::new("one-1"), Draft::new("one-2")]), @"
    error: one-2-py3-none-any.whl: is of the same distribution as one-1-py3-none-any.whl
      help: give one wheel for each distribution
    ");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_archive_is_a_surprise(places in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut bytes = demo().file("demo-1.0.data/scripts/x", "#!python\n").zip();
        for (place, byte) in places {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let bench = Bench::new();
        bench.put("demo-1.0-py3-none-any.whl", &bytes);
        let _ = bench.install();
    }

    #[test]
    fn no_bytes_are_a_surprise(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let bench = Bench::new();
        bench.put("demo-1.0-py3-none-any.whl", &bytes);
        prop_assert!(bench.install().is_err());
    }

    #[test]
    fn no_name_escapes(name in "([a./]|demo-1.0.data|/scripts/|/data/|\\.\\./){1,8}") {
        prop_assume!(!name.is_empty() && !name.ends_with('/'));
        let bench = Bench::new();
        bench.put("demo-1.0-py3-none-any.whl", &demo().file(&name, "x").zip());
        let _ = bench.install();
        let beside: Vec<_> = std::fs::read_dir(bench.out().parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        prop_assert!(beside.iter().all(|name| name == "out" || name == "wheels"), "{beside:?}");
        if bench.out().exists() {
            let inside: Vec<_> = std::fs::read_dir(bench.out()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
            prop_assert_eq!(inside, ["opt"]);
        }
    }
}
