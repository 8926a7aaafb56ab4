//! Commands of `wheelwright`, the program of ours that runs in steps.

use super::libraries::{INVENTORY, OBJECTS};
use super::{Base, Bases, ByName, Command, NewAccount, Packages, Runtime, VENV};

/// Where it is mounted.
pub const HELPER: &str = "/run/cartwright/bin";

/// Where it puts the parts of an image, each the root of a layer.
pub const LAYERS: &str = "/run/cartwright/layers";

/// Where layers are mounted that are there already.
pub const TREES: &str = "/run/cartwright/trees";

/// Where the tree is mounted that layers are laid on.
pub const TREE: &str = "/run/cartwright/tree";

/// The layer of [`reduce`], in [`LAYERS`].
pub const BASE: &str = "base";

/// The layer of [`account`], in [`LAYERS`].
pub const ACCOUNT: &str = "account";

/// One of its commands. It needs nothing of a base; what it makes is for the one that ships.
pub(super) fn helper(command: &str) -> Command<Runtime> {
    Command::new([format!("{HELPER}/wheelwright"), command.to_owned()])
}

/// The layer of [`library`], in [`LAYERS`].
pub const LIBRARY: &str = "library";

/// The interpreter's own library as bytecode, in the layer [`LIBRARY`]; `None` where it comes with some, or where the base that
/// compiles has another.
pub(super) fn library(bases: &Bases) -> Option<Command<Runtime>> {
    let [ours, theirs] = [&bases.runtime, &bases.compiler].map(|base| &base.facts.python);
    let directory = ours.uncompiled.as_ref()?;
    let is_same = ours.version == theirs.version && ours.uncompiled == theirs.uncompiled;
    is_same.then(|| {
        helper("library")
            .args(["--python", &theirs.executable])
            .args(["--out".to_owned(), format!("{LAYERS}/{LIBRARY}")])
            .args([directory])
    })
}

/// Makes a tree ready to ship: readable by every user, writable by its owner only, and compiled if an interpreter is given.
pub fn seal(python: Option<&str>, time: Option<u64>, path: &str) -> Command<Runtime> {
    let time = time.map(|time| time.to_string());
    helper("seal")
        .option("--python", python)
        .option("--time", time.as_deref())
        .args([path])
}

/// Takes the interpreter out of an image, and what that needs, as the layer [`BASE`].
pub fn reduce() -> Command<Runtime> {
    helper("reduce").args(["--out".to_owned(), format!("{LAYERS}/{BASE}")])
}

/// The layer of [`extend`], in [`LAYERS`].
pub const PACKAGES: &str = "packages";

/// Where the system is mounted as it was before packages were installed.
pub const BEFORE: &str = "/run/cartwright/before";

/// Where the part of it is mounted that ships.
pub const SHIPPED: &str = "/run/cartwright/shipped";

/// Takes packages out of the system that they were installed in, and what they need, as the layer [`PACKAGES`].
pub fn extend(packages: &Packages) -> Command<Runtime> {
    let names = packages.names.iter();
    helper("extend")
        .args(["--before", BEFORE, "--base", SHIPPED])
        .args(names.flat_map(|name| ["--package", name]))
        .args(["--out".to_owned(), format!("{LAYERS}/{PACKAGES}")])
}

/// Lists the programs and libraries of an environment that pip made.
pub(super) fn inventory(site_packages: &str, out: &str) -> Command<Runtime> {
    helper("inventory").args(["--site-packages", site_packages, VENV, "--out", out])
}

/// Where modules are mounted that the build of a project left among its sources.
pub const MODULES: &str = "/run/cartwright/modules";

/// Lists the programs and libraries in [`MODULES`].
pub fn modules(project: &str) -> Command<Runtime> {
    helper("inventory")
        .args(["--project", project, MODULES])
        .args(["--out".to_owned(), format!("{INVENTORY}/{OBJECTS}")])
}

/// Finds what a root lacks. `PATH` and `LD_LIBRARY_PATH` are the image's.
pub fn audit(
    base: &Base<Runtime>,
    [path, library_path]: [Option<&str>; 2],
    by_name: &ByName<'_>,
    out: &str,
    inventories: &[String],
) -> Command<Runtime> {
    let ByName { loads, runs } = by_name;
    let pair = |(package, name): &(&str, &str)| format!("{package}={name}");
    let load = |need| ["--loads".to_owned(), pair(need)];
    let run = |need| ["--runs".to_owned(), pair(need)];
    helper("audit")
        .args(["--python", base.python(), "--prefix", VENV])
        .option("--library-path", library_path)
        .args(loads.iter().flat_map(load))
        .option("--path", path.filter(|_| !runs.is_empty()))
        .args(runs.iter().flat_map(run))
        .args(["--out", out])
        .args(inventories)
}

/// Lays layers on the tree in [`TREE`], from the lowest.
pub fn join<'p>(layers: impl Iterator<Item = &'p String>) -> Command<Runtime> {
    helper("join").args(["--out", TREE]).args(layers)
}

/// Gives a numeric user a name and a home, in the layer [`ACCOUNT`].
pub fn account(account: &NewAccount) -> Command<Runtime> {
    let NewAccount {
        uid,
        gid,
        name,
        home,
    } = account;
    let (uid, gid) = (uid.to_string(), gid.to_string());
    let out = format!("{LAYERS}/{ACCOUNT}");
    helper("account")
        .args(["--out", &out, "--uid", &uid, "--gid", &gid])
        .args(["--name", name, "--home", home])
}
