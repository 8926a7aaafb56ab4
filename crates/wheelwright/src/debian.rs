//! What Debian's package manager knows of a system, told as scanners of images without one read it: a record for each package in
//! a directory, where distroless images have it.

use crate::changes::ships;
use crate::error::Error;
use crate::keep::Kept;
use crate::root::Root;

/// Where the package manager keeps its records, and where those are told.
const STATUS: &str = "/var/lib/dpkg/status";
const LISTS: &str = "/var/lib/dpkg/info";
const RECORDS: &str = "/var/lib/dpkg/status.d";

/// A package that is installed.
struct Package<'s> {
    name: &'s str,
    machine: &'s str,
    record: &'s str,
}

/// Keeps the records and the licences of the packages whose files were kept, and gives their number.
pub fn record(kept: &mut Kept) -> Result<usize, Error> {
    let status = status(kept.root());
    let has_some = |package: &Package| {
        let mut files = package.files(kept.root());
        files.any(|path| kept.files().contains(&path))
    };
    let owners: Vec<_> = packages(&status).filter(has_some).collect();
    for Package { name, record, .. } in &owners {
        kept.write(&format!("{RECORDS}/{name}"), &format!("{record}\n"))?;
        kept.keep(&format!("/usr/share/doc/{name}/copyright"))?;
    }
    Ok(owners.len())
}

/// The package that has a file, by its own path.
pub fn owner(root: &Root, file: &str) -> Option<String> {
    let status = status(root);
    let mut packages = packages(&status);
    let owner = packages.find(|package| package.files(root).any(|path| path == file));
    owner.map(|package| package.name.to_owned())
}

/// The files of a package as it calls them, as far as they ship. Its name may be more exact (`bash=5.2-1`, `libc6:amd64`).
pub fn files(root: &Root, asked: &str) -> Vec<String> {
    let name = asked.split([':', '=']).next();
    let status = status(root);
    let package = packages(&status).find(|package| Some(package.name) == name);
    let paths = package.map(|package| package.paths(root));
    let mut paths = paths.unwrap_or_default();
    paths.retain(|path| ships(path) && root.real_path(path).is_some());
    paths
}

fn status(root: &Root) -> String {
    text(root, STATUS).unwrap_or_default()
}

fn packages(status: &str) -> impl Iterator<Item = Package<'_>> {
    status.split("\n\n").filter_map(Package::read)
}

impl<'s> Package<'s> {
    /// A record of a package that is installed, and whose name is fit for a path.
    fn read(record: &'s str) -> Option<Self> {
        let record = record.trim();
        let is_plain = |name: &&str| {
            let mut letters = name.bytes();
            let is_letter = |it: u8| it.is_ascii_alphanumeric() || b"+-.".contains(&it);
            name.starts_with(|it: char| it.is_ascii_alphanumeric()) && letters.all(is_letter)
        };
        let is_installed = field(record, "Status")?.ends_with(" installed");
        let name = field(record, "Package").filter(|name| is_installed && is_plain(name))?;
        Some(Self {
            name,
            machine: field(record, "Architecture").unwrap_or_default(),
            record,
        })
    }

    /// Its files and directories, as it calls them.
    fn paths(&self, root: &Root) -> Vec<String> {
        let Self { name, machine, .. } = self;
        let list = text(root, &format!("{LISTS}/{name}.list"));
        let list = list.or_else(|| text(root, &format!("{LISTS}/{name}:{machine}.list")));
        let list = list.unwrap_or_default();
        list.lines().map(str::to_owned).collect()
    }

    /// Its files by their own paths: it may call them by others, which lead through links.
    fn files(&self, root: &Root) -> impl Iterator<Item = String> {
        let paths = self.paths(root).into_iter();
        paths.filter_map(|path| root.real_path(&path))
    }
}

fn field<'r>(record: &'r str, name: &str) -> Option<&'r str> {
    let mut lines = record.lines().filter_map(|line| line.split_once(": "));
    lines.find_map(|(key, value)| (key == name).then_some(value))
}

fn text(root: &Root, path: &str) -> Option<String> {
    String::from_utf8(root.read(path)?).ok()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn packages_are_told_whose_files_are_kept() {
        let system = tempfile::tempdir().unwrap();
        let out = tempfile::tempdir().unwrap();
        let status = "Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nVersion: 2\n\n\
            Package: bash\nStatus: install ok installed\nArchitecture: amd64\n\n\
            Package: gone\nStatus: deinstall ok config-files\nArchitecture: amd64\n\n\
            Package: ../up\nStatus: install ok installed\nArchitecture: amd64\n\n";
        for (path, text) in [
            ("var/lib/dpkg/status", status),
            (
                "var/lib/dpkg/info/libc6:amd64.list",
                "/.\n/lib\n/lib/libc.so.6\n",
            ),
            ("var/lib/dpkg/info/bash.list", "/bin/bash\n"),
            ("var/lib/dpkg/info/gone.list", "/lib/libc.so.6\n"),
            ("usr/lib/libc.so.6", ""),
            ("bin/bash", ""),
            ("usr/share/doc/libc6/copyright", "free"),
            ("usr/share/doc/bash/copyright", "free"),
        ] {
            let path = system.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        std::os::unix::fs::symlink("usr/lib", system.path().join("lib")).unwrap();
        let mut kept = Kept::new(Root(system.path().to_owned()), out.path()).unwrap();
        kept.keep("/lib/libc.so.6").unwrap();
        assert_eq!(record(&mut kept).unwrap(), 1);
        let at = |path: &str| out.path().join(path);
        let told = fs::read_to_string(at("var/lib/dpkg/status.d/libc6")).unwrap();
        assert!(told.ends_with("Version: 2\n"), "{told}");
        assert!(at("usr/share/doc/libc6/copyright").exists());
        for path in [
            "var/lib/dpkg/status.d/bash",
            "usr/share/doc/bash",
            "var/lib/dpkg/status",
        ] {
            assert!(!at(path).exists(), "{path}");
        }
    }
}
