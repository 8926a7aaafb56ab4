//! What packages ask for by its name as they run, which no file tells.

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

/// Packages that do nothing without a program. Others have more uses (`pydub`, `gitpython`).
const RUN: [(&str, &[&str]); 9] = [
    ("ffmpeg-python", &["ffmpeg"]),
    ("language-tool-python", &["java"]),
    ("ocrmypdf", &["gs", "tesseract"]),
    ("openai-whisper", &["ffmpeg"]),
    ("pdf2image", &["pdftoppm"]),
    ("pypandoc", &["pandoc"]),
    ("pyspark", &["java"]),
    ("pytesseract", &["tesseract"]),
    ("tabula-py", &["java"]),
];

/// A package, by its normalized name, and what it asks for.
type Need<'a> = (&'a str, &'static str);

/// What packages ask for by its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ByName<'a> {
    /// Libraries.
    pub loads: Vec<Need<'a>>,
    /// Programs.
    pub runs: Vec<Need<'a>>,
}

impl<'a> ByName<'a> {
    /// What the well-known ones of some packages ask for.
    pub(super) fn of(packages: &[&'a str]) -> Self {
        Self {
            loads: needs(&LOADED, packages),
            runs: needs(&RUN, packages),
        }
    }

    /// Whether that is nothing.
    pub fn is_empty(&self) -> bool {
        self.loads.is_empty() && self.runs.is_empty()
    }
}

/// Sorted.
fn needs<'a>(
    known: &[(&'static str, &'static [&'static str])],
    packages: &[&'a str],
) -> Vec<Need<'a>> {
    let of = |package: &&'a str| {
        let package = *package;
        let names = known.iter().find(|(known, _)| *known == package)?.1;
        Some(names.iter().map(move |name| (package, *name)))
    };
    let mut needs: Vec<_> = packages.iter().filter_map(of).flatten().collect();
    needs.sort_unstable();
    needs
}
