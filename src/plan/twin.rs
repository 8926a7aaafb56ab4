//! A base for another machine than the engine's, and the same image for the engine's own: what is made in the one has to fit
//! the other.

use super::facts::{accounts, release};
use super::{Base, BaseImage, Facts, Runtime};
use crate::diagnostic::{Diagnostic, texts};

/// The file that names the distribution.
pub const OS_RELEASE: &str = "/etc/os-release";
/// The file that names the users.
pub const PASSWD: &str = "/etc/passwd";

/// What is read of a base whose programs cannot be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// [`OS_RELEASE`]; empty where there is none.
    pub os_release: String,
    /// [`PASSWD`]; empty where there is none.
    pub passwd: String,
    /// Whether there is an interpreter where its twin has one.
    pub has_python: bool,
}

impl Facts {
    /// What is known of a base from its files, and from its twin on the engine's own machine.
    ///
    /// # Errors
    /// When they differ: nobody knows then which wheels fit.
    pub fn of_files(
        files: &Files,
        image: &BaseImage,
        twin: &Base<Runtime>,
    ) -> Result<Self, Diagnostic> {
        let known = &twin.facts;
        let mut facts = Self {
            users: accounts(&files.passwd),
            ..known.clone()
        };
        if !files.has_python {
            return Err(texts::platform::no_python(
                &image.reference,
                &known.python.executable,
            ));
        }
        let release = release(&files.os_release);
        if release != known.release {
            return Err(texts::platform::other_release(
                &image.reference,
                &release.describe(),
                &known.release.describe(),
            ));
        }
        // Official images tell their version. It counts if the twin tells the truth.
        let told = version(image);
        if version(&twin.image) == Some(&known.python.version)
            && let Some(version) = told
        {
            version.clone_into(&mut facts.python.version);
        }
        // Bytecode is for one library only, and nobody looks whether it is the one that is there.
        if told != Some(&known.python.version) {
            facts.python.uncompiled = None;
        }
        facts.check_twin(image, known)?;
        Ok(facts)
    }

    /// Checks that bytecode of a base's twin is its own, too. Before a release is out, every version may have a format of its
    /// own.
    ///
    /// # Errors
    /// When it is not.
    pub fn check_twin(&self, image: &BaseImage, twin: &Self) -> Result<(), Diagnostic> {
        let (ours, theirs) = (&self.python, &twin.python);
        let is_digit = |letter: char| letter.is_ascii_digit() || letter == '.';
        let same = ours.cache_tag == theirs.cache_tag
            && ours.feature() == theirs.feature()
            && (ours.version == theirs.version || ours.version.chars().all(is_digit));
        if same {
            return Ok(());
        }
        let [found, known] = [ours, theirs].map(|python| python.version.as_str());
        Err(texts::platform::other_python(
            &image.reference,
            found,
            known,
        ))
    }
}

fn version(image: &BaseImage) -> Option<&str> {
    let mut variables = image.env.iter();
    variables.find_map(|variable| variable.strip_prefix("PYTHON_VERSION="))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::SourceFile;
    use crate::plan::Machine;

    const FACTS: &str = r#"{
        "python": {"executable": "/usr/bin/python3", "version": "3.14.1", "implementation": "cpython", "cache_tag": "cpython-314", "pip": true, "venv": true},
        "apt": true, "libc": {"family": "glibc", "version": "2.41"}, "release": {"id": "debian", "version": "13"}, "users": [], "certificates": true
    }"#;

    /// What is known of an image that tells a version, whose twin has another and tells it, too.
    fn version_of(twin: &str, told: &str) -> Result<String, String> {
        let file = SourceFile::new("cart.yaml", "");
        let image = |machine, version: &str| BaseImage {
            reference: "python".to_owned(),
            is_reduced: false,
            machine,
            architecture: String::new(),
            context: None,
            env: vec![format!("PYTHON_VERSION={version}")],
            at: file.at(file.line(1)),
        };
        let facts = serde_json::from_str(&FACTS.replace("3.14.1", twin)).unwrap();
        let twin = Base::new(image(Machine::Engine, twin), facts);
        let files = Files {
            os_release: "ID=debian\nVERSION_ID=\"13\"\n".to_owned(),
            passwd: String::new(),
            has_python: true,
        };
        let facts = Facts::of_files(&files, &image(Machine::Image, told), &twin);
        facts
            .map(|facts| facts.python.version)
            .map_err(|problem| problem.why.unwrap_or_default())
    }

    #[test]
    fn bytecode_of_a_feature_release_fits_all_of_its_fixes() {
        assert_eq!(version_of("3.14.1", "3.14.0"), Ok("3.14.0".to_owned()));
        assert_eq!(
            version_of("3.14.0b1", "3.14.0b1"),
            Ok("3.14.0b1".to_owned())
        );
        for (twin, told) in [("3.14.1", "3.13.9"), ("3.14.0b2", "3.14.0b1")] {
            let why = version_of(twin, told).unwrap_err();
            assert!(why.contains("the other Python 3.1"), "{why}");
        }
    }
}
