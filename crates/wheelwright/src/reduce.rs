//! `wheelwright reduce`: a Python interpreter, and what it needs of its system.

use std::path::PathBuf;

use crate::debian;
use crate::error::{Error, Fault};
use crate::keep::Kept;
use crate::library::UNUSED;
use crate::loader::Loader;
use crate::needed;
use crate::root::Root;

/// What to reduce.
#[derive(Clone, Debug)]
pub struct Reduce {
    /// The file system.
    pub root: PathBuf,
    /// The directory that becomes the root of a layer.
    pub out: PathBuf,
}

/// What was kept.
#[derive(Clone, Copy, Debug)]
pub struct Reduced {
    /// Regular files.
    pub files: usize,
    /// Packages of the system that have some of them.
    pub packages: usize,
}

/// Where interpreters are: that of official images before that of the system.
const PREFIXES: [&str; 2] = ["/usr/local", "/usr"];

/// What programs read of a system: names of users, hosts and services, authorities, time zones, terminals, what the system is,
/// and where its loader looks.
const SYSTEM: [&str; 24] = [
    "/etc/debian_version",
    "/etc/group",
    "/etc/host.conf",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/nsswitch.conf",
    "/etc/os-release",
    "/etc/passwd",
    "/etc/protocols",
    "/etc/services",
    "/etc/ssl/certs",
    "/etc/ssl/openssl.cnf",
    "/etc/timezone",
    "/lib/terminfo",
    "/usr/lib/locale/C.utf8",
    "/usr/lib/os-release",
    "/usr/lib/ssl/cert.pem",
    "/usr/lib/ssl/certs",
    "/usr/lib/ssl/openssl.cnf",
    "/usr/share/terminfo",
    "/usr/share/zoneinfo",
];

/// Directories that every system has, and links to them, without what is in them.
const EMPTY: [&str; 14] = [
    "/bin", "/dev", "/home", "/lib", "/lib64", "/proc", "/root", "/run", "/sbin", "/sys", "/tmp",
    "/var/log", "/var/run", "/var/tmp",
];

/// The libraries that wheels expect of any system (PEP 600), and those that the C library loads by their names.
const EXPECTED: [&str; 13] = [
    "libatomic.so.1",
    "libcrypt.so.1",
    "libdl.so.2",
    "libexpat.so.1",
    "libgcc_s.so.1",
    "libm.so.6",
    "libnss_dns.so.2",
    "libnss_files.so.2",
    "libpthread.so.0",
    "libresolv.so.2",
    "librt.so.1",
    "libstdc++.so.6",
    "libz.so.1",
];

/// How the names of other things begin that are not kept: modules for tests and for Tk, and what compilers need.
const LEFT_OUT: [&str; 5] = ["_ctypes_test", "_test", "_tkinter", "config-", "xxlimited"];

/// Reduces.
pub fn reduce(request: &Reduce) -> Result<Reduced, Error> {
    let root = Root(request.root.clone());
    let loader = loader(&root)?;
    let mut kept = Kept::new(root, &request.out)?;
    for path in SYSTEM {
        kept.keep(path)?;
    }
    for path in EMPTY {
        kept.keep_itself(path)?;
    }
    keep_python(&loader.interpreter.path, &mut kept)?;
    keep_libraries(&loader, &mut kept)?;
    let packages = debian::record(&mut kept)?;
    let files = kept.files().len();
    kept.finish()?;
    Ok(Reduced { files, packages })
}

/// The loader of a system's interpreter.
pub fn loader(root: &Root) -> Result<Loader, Error> {
    let mut prefixes = PREFIXES.iter();
    let python = prefixes.find_map(|prefix| root.real_path(&format!("{prefix}/bin/python3")));
    let loader = Loader::of(root.clone(), &python.ok_or(Fault::NoPython)?, "");
    Ok(loader.ok_or(Fault::NoPython)?)
}

/// `/usr/local/bin/python3.13`, its other names, and its library.
fn keep_python(python: &str, kept: &mut Kept) -> Result<(), Error> {
    let (directory, name) = python.rsplit_once('/').unwrap_or_default();
    let names =
        PREFIXES.map(|prefix| [name, "python", "python3"].map(|it| format!("{prefix}/bin/{it}")));
    for path in names.as_flattened() {
        if kept.root().real_path(path).as_deref() == Some(python) {
            kept.keep(path)?;
        }
    }
    let prefix = directory.strip_suffix("/bin").unwrap_or_default();
    kept.keep_but(&format!("{prefix}/lib/{name}"), &|name| {
        let mut prefixes = LEFT_OUT.iter();
        UNUSED.contains(&name) || prefixes.any(|prefix| name.starts_with(prefix))
    })
}

/// The loader, and what it loads for the interpreter, its modules and wheels.
fn keep_libraries(loader: &Loader, kept: &mut Kept) -> Result<(), Error> {
    kept.keep(&loader.path)?;
    let modules = kept.files().iter().filter(|path| path.contains(".so"));
    let mut objects: Vec<_> = modules
        .filter_map(|path| needed::load(loader, path))
        .collect();
    objects.push(loader.interpreter.clone());
    let expected = EXPECTED.iter();
    objects.extend(expected.filter_map(|name| needed::find(loader, name, &loader.interpreter)));
    needed::keep(loader, objects, kept)
}
