//! Well-known programs that bases may lack, and the packages that bring them.

use crate::spec::PackageManager;

/// Programs that come in a Python package of the same name, and that people forget to ask for.
pub(super) const OF_PYTHON: [&str; 9] = [
    "bandit", "black", "coverage", "flake8", "isort", "mypy", "pylint", "pytest", "ruff",
];

/// A program, and the packages of Debian and of Alpine that bring it. A minimal base lacks even the plainest.
const OF_SYSTEM: [(&str, &str, &str); 43] = [
    ("bash", "bash", "bash"),
    ("cargo", "cargo", "cargo"),
    ("cat", "coreutils", "coreutils"),
    ("cc", "gcc", "gcc"),
    ("chmod", "coreutils", "coreutils"),
    ("cmake", "cmake", "cmake"),
    ("cp", "coreutils", "coreutils"),
    ("curl", "curl", "curl"),
    ("dot", "graphviz", "graphviz"),
    ("envsubst", "gettext-base", "gettext-envsubst"),
    ("ffmpeg", "ffmpeg", "ffmpeg"),
    ("g++", "g++", "g++"),
    ("gcc", "gcc", "gcc"),
    ("git", "git", "git"),
    ("gs", "ghostscript", "ghostscript"),
    ("java", "default-jre-headless", "openjdk21-jre-headless"),
    ("jq", "jq", "jq"),
    ("ln", "coreutils", "coreutils"),
    ("ls", "coreutils", "coreutils"),
    ("make", "make", "make"),
    ("mkdir", "coreutils", "coreutils"),
    ("msgfmt", "gettext", "gettext"),
    ("mv", "coreutils", "coreutils"),
    ("node", "nodejs", "nodejs"),
    ("npm", "npm", "npm"),
    ("npx", "npm", "npm"),
    ("pandoc", "pandoc", "pandoc-cli"),
    ("patch", "patch", "patch"),
    ("pdftoppm", "poppler-utils", "poppler-utils"),
    ("pdftotext", "poppler-utils", "poppler-utils"),
    ("protoc", "protobuf-compiler", "protoc"),
    ("psql", "postgresql-client", "postgresql-client"),
    ("rm", "coreutils", "coreutils"),
    ("rsync", "rsync", "rsync"),
    ("sed", "sed", "sed"),
    ("sh", "dash", "busybox"),
    ("ssh", "openssh-client", "openssh-client"),
    ("tesseract", "tesseract-ocr", "tesseract-ocr"),
    ("touch", "coreutils", "coreutils"),
    ("unzip", "unzip", "unzip"),
    ("wget", "wget", "wget"),
    ("xz", "xz-utils", "xz"),
    ("zip", "zip", "zip"),
];

/// The package of a distribution that brings a program, if it is well known.
pub fn package_of_program(program: &str, manager: PackageManager) -> Option<&'static str> {
    let mut known = OF_SYSTEM.iter();
    let (_, debian, alpine) = known.find(|(known, ..)| *known == program)?;
    Some(match manager {
        PackageManager::Apt => debian,
        PackageManager::Apk => alpine,
    })
}
