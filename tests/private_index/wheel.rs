//! Wheels with a module.

use std::io::{Cursor, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use buildkit_llb::Digest;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

/// A wheel of a package with a module of the same name, in which `origin` is a text.
#[derive(Clone)]
pub struct Wheel {
    pub name: String,
    pub version: String,
    pub origin: String,
    /// The package that it needs, if any.
    pub needs: Option<String>,
    /// Its other files.
    pub beside: Vec<(String, String)>,
}

impl Wheel {
    /// Version 1.0. What is made in another run of the tests has another content, so that no cache knows it.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            version: "1.0".to_owned(),
            origin: format!("run {}", std::process::id()),
            needs: None,
            beside: Vec::new(),
        }
    }

    /// With something that it needs.
    pub fn needs(self, name: &str) -> Self {
        Self {
            needs: Some(name.to_owned()),
            ..self
        }
    }

    /// Another version, which says so.
    pub fn version(mut self, version: &str) -> Self {
        version.clone_into(&mut self.version);
        self.origin = format!("{} {version}", self.origin);
        self
    }

    /// With another file.
    pub fn file(mut self, path: &str, content: &str) -> Self {
        self.beside.push((path.to_owned(), content.to_owned()));
        self
    }

    pub fn file_name(&self) -> String {
        format!("{}-{}-py3-none-any.whl", self.name, self.version)
    }

    /// Where an index has it.
    pub fn path(&self) -> String {
        format!("/files/{}", self.file_name())
    }

    pub fn sha256(&self) -> String {
        Digest::of(&self.bytes()).hex().to_owned()
    }

    /// A lock of nothing but this wheel, which is in the directory `wheels` and said to have a size.
    pub fn lock(&self, size: u64) -> String {
        let Self { name, version, .. } = self;
        format!(
            "lock-version = \"1.0\"\ncreated-by = \"test\"\n[[packages]]\nname = \"{name}\"\nversion = \"{version}\"\n\
            wheels = [{{ path = \"wheels/{}\", size = {size}, hashes = {{ sha256 = \"{}\" }} }}]\n",
            self.file_name(),
            self.sha256()
        )
    }

    /// A project that builds it, file by file.
    pub fn project(&self) -> Vec<(String, Vec<u8>)> {
        let file = self.file_name();
        let backend = format!(
            "import shutil\ndef build_wheel(out, *rest):\n    shutil.copy('{file}', out)\n    return '{file}'\n"
        );
        let manifest =
            "[build-system]\nrequires = []\nbuild-backend = \"backend\"\nbackend-path = [\".\"]\n";
        vec![
            ("backend.py".to_owned(), backend.into_bytes()),
            ("pyproject.toml".to_owned(), manifest.into()),
            (file, self.bytes()),
        ]
    }

    /// The archive.
    pub fn bytes(&self) -> Vec<u8> {
        let Self {
            name,
            version,
            origin,
            needs,
            beside,
        } = self;
        let needs = needs.as_ref().map(|it| format!("Requires-Dist: {it}\n"));
        let needs = needs.unwrap_or_default();
        let info = format!("{name}-{version}.dist-info");
        let mut files = vec![
            (format!("{name}.py"), format!("origin = '{origin}'\n")),
            (
                format!("{info}/METADATA"),
                format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}"),
            ),
            (
                format!("{info}/WHEEL"),
                "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
                    .to_owned(),
            ),
        ];
        files.extend(beside.iter().cloned());
        let row = |(path, text): &(String, String)| {
            let digest = URL_SAFE_NO_PAD.encode(bytes_of(Digest::of(text.as_bytes()).hex()));
            format!("{path},sha256={digest},{}\n", text.len())
        };
        let record: String = files.iter().map(row).collect();
        files.push((
            format!("{info}/RECORD"),
            format!("{record}{info}/RECORD,,\n"),
        ));
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for (path, text) in files {
            archive.start_file(path, options).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }
}

fn bytes_of(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2);
    digits
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}
