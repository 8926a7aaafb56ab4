//! Libraries that packages load by their names as they run, which no file tells.

/// Packages that do nothing without them, and the names that they try, as Debian and Alpine have them. Others bring theirs
/// (`soundfile`), are built with them, or take one of several versions (`wand`).
const LOADED: [(&str, &[&str]); 13] = [
    ("cairocffi", &["libcairo.so.2"]),
    ("libarchive-c", &["libarchive.so.13"]),
    ("libusb1", &["libusb-1.0.so.0"]),
    ("pyenchant", &["libenchant-2.so.2"]),
    ("pylibdmtx", &["libdmtx.so.0"]),
    ("pysodium", &["libsodium.so.23"]),
    ("python-magic", &["libmagic.so.1"]),
    ("python-vlc", &["libvlc.so.5"]),
    ("pyusb", &["libusb-1.0.so.0"]),
    ("pyvips", &["libvips.so.42"]),
    ("pyzbar", &["libzbar.so.0"]),
    ("sounddevice", &["libportaudio.so.2"]),
    (
        "weasyprint",
        &[
            "libfontconfig.so.1",
            "libgobject-2.0.so.0",
            "libharfbuzz-subset.so.0",
            "libharfbuzz.so.0",
            "libpango-1.0.so.0",
            "libpangoft2-1.0.so.0",
        ],
    ),
];

/// A package, by its normalized name, and a library that it loads.
pub type Load<'a> = (&'a str, &'static str);

/// What the well-known ones of some packages load.
pub(super) fn loads<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Load<'a>> {
    let known = |name: &'a str| {
        let libraries = LOADED.iter().find(|(known, _)| *known == name)?.1;
        Some(libraries.iter().map(move |library| (name, *library)))
    };
    let mut loads: Vec<_> = names.filter_map(known).flatten().collect();
    loads.sort_unstable();
    loads
}
