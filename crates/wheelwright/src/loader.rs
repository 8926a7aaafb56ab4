//! Where a loader looks for libraries: the rules of glibc's `ld.so` and of musl's, for the interpreter of a root.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::iter;
use std::rc::Rc;

use crate::elf::{self, Machine, Object, Search};
use crate::error::Fault;
use crate::ld_cache;
use crate::limits;
use crate::root::Root;

/// What Debian calls the machines whose libraries have a directory of their own, by `e_machine`.
const MULTIARCH: [(u16, &str); 8] = [
    (3, "i386-linux-gnu"),
    (21, "powerpc64le-linux-gnu"),
    (22, "s390x-linux-gnu"),
    (40, "arm-linux-gnueabihf"),
    (62, "x86_64-linux-gnu"),
    (183, "aarch64-linux-gnu"),
    (243, "riscv64-linux-gnu"),
    (258, "loongarch64-linux-gnu"),
];

/// Where musl looks unless a file says something else.
const MUSL: &str = "/lib:/usr/local/lib:/usr/lib";

/// How the names of libraries begin that are musl's loader itself.
const IN_MUSL: [&str; 7] = [
    "libc.",
    "libcrypt.",
    "libdl.",
    "libm.",
    "libpthread.",
    "librt.",
    "libutil.",
];

/// The loader of a root's interpreter.
pub struct Loader {
    /// Its path, as programs ask for it.
    pub path: String,
    /// The interpreter, in whose process all modules are.
    pub interpreter: Loaded,
    root: Root,
    family: Family,
    /// The directories of `LD_LIBRARY_PATH`.
    library_path: Vec<String>,
    /// Where it looks in the end.
    directories: Vec<String>,
    opened: RefCell<BTreeMap<String, Option<Rc<Object>>>>,
    lookups: Cell<usize>,
}

enum Family {
    /// With the paths that its cache has, by name.
    Glibc(BTreeMap<String, Vec<String>>),
    Musl,
}

/// An object in a process.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Where it was found.
    pub path: String,
    /// What it is.
    pub object: Rc<Object>,
    /// Which of the loaded needed it first; `None` for the program.
    pub parent: Option<usize>,
}

impl Loader {
    /// The loader of an interpreter, which is an absolute path; `None` if no loader starts that.
    pub fn of(root: Root, interpreter: &str, library_path: &str) -> Option<Self> {
        let path = root.real_path(interpreter)?;
        let object = elf::read(&root.open(&path)?).ok()??;
        let loader = object.interpreter.clone()?;
        let file_name = loader.rsplit('/').next()?;
        let (family, directories) = if let Some(rest) = file_name.strip_prefix("ld-musl-") {
            let file = format!("/etc/ld-musl-{}.path", rest.split('.').next()?);
            let listed = root.read(&file);
            let listed = listed.map(|it| String::from_utf8_lossy(&it).into_owned());
            let directories = absolute(listed.as_deref().unwrap_or(MUSL), &[':', '\n']);
            (Family::Musl, directories)
        } else {
            let cache = root.read("/etc/ld.so.cache").unwrap_or_default();
            let cache = ld_cache::parse(&cache, object.machine.is_big);
            (Family::Glibc(cache), directories(object.machine))
        };
        Some(Self {
            path: loader,
            interpreter: Loaded {
                path,
                object: Rc::new(object),
                parent: None,
            },
            root,
            family,
            library_path: absolute(library_path, &[':', ';']),
            directories,
            opened: RefCell::default(),
            lookups: Cell::default(),
        })
    }

    /// The only kind of object that it takes.
    pub fn machine(&self) -> Machine {
        self.interpreter.object.machine
    }

    /// Whether a name is the loader's own, which is always there.
    pub fn is_own(&self, name: &str) -> bool {
        match self.family {
            Family::Glibc(_) => self.path.rsplit('/').next() == Some(name),
            Family::Musl => IN_MUSL.iter().any(|own| name.starts_with(own)),
        }
    }

    /// Counts a place that is looked at: no real environment comes near the limit.
    pub fn count(&self) -> Result<(), Fault> {
        self.lookups.set(self.lookups.get() + 1);
        if self.lookups.get() > limits::LOOKUPS {
            return Err(Fault::TooManyLookups);
        }
        Ok(())
    }

    /// Where it may look for what an object needs, best first. The object is followed by those that led to it.
    pub fn candidates<'a>(
        &'a self,
        name: &'a str,
        chain: &'a [&'a Loaded],
    ) -> Box<dyn Iterator<Item = String> + 'a> {
        let Some(object) = chain.first() else {
            return Box::new(iter::empty());
        };
        if name.contains('/') {
            let path = expand(name, object).and_then(|path| normal(&path));
            return Box::new(path.into_iter());
        }
        let own = self.own_directories(object, chain);
        let known = match &self.family {
            Family::Glibc(cache) => cache.get(name),
            Family::Musl => None,
        };
        let inside = move |directory: String| format!("{directory}/{name}");
        let last = self.directories.iter().cloned().map(inside);
        let paths = own.map(inside);
        let paths = paths
            .chain(known.into_iter().flatten().cloned())
            .chain(last);
        Box::new(paths.filter_map(|path| normal(&path)))
    }

    /// The directories that an object, those that led to it, and the user name.
    fn own_directories<'a>(
        &'a self,
        object: &'a Loaded,
        chain: &'a [&'a Loaded],
    ) -> Box<dyn Iterator<Item = String> + 'a> {
        let library_path = self.library_path.iter().cloned();
        let has_own = matches!(object.object.search, Search::Own(_));
        let inherited = |loaded: &&&Loaded| matches!(loaded.object.search, Search::Inherited(_));
        match &self.family {
            Family::Glibc(_) if has_own => Box::new(library_path.chain(search(object))),
            Family::Glibc(_) => {
                let above = chain.iter().filter(inherited);
                Box::new(above.flat_map(|loaded| search(loaded)).chain(library_path))
            }
            Family::Musl => Box::new(library_path.chain(chain.iter().flat_map(|it| search(it)))),
        }
    }

    /// Whether the root has a file at a path.
    pub fn has(&self, path: &str) -> bool {
        self.root.open(path).is_some()
    }

    /// The object at a path of the root, if the loader takes it.
    pub fn open(&self, path: &str) -> Option<Rc<Object>> {
        if let Some(known) = self.opened.borrow().get(path) {
            return known.clone();
        }
        let found = self.root.open(path);
        let object = found.and_then(|file| elf::read(&file).ok()?);
        let object = object.filter(|object| object.machine == self.machine());
        let object = object.map(Rc::new);
        let mut opened = self.opened.borrow_mut();
        opened.insert(path.to_owned(), object.clone());
        object
    }
}

/// Where glibc looks when its cache does not know better. Distributions build it with one of these or another.
fn directories(machine: Machine) -> Vec<String> {
    let is_its = |(number, _): &&(u16, &str)| *number == machine.number;
    let tuple = MULTIARCH.iter().find(is_its).map(|(_, tuple)| tuple);
    let multiarch = tuple
        .into_iter()
        .flat_map(|tuple| ["/lib", "/usr/lib"].map(|directory| format!("{directory}/{tuple}")));
    let wide = ["/lib64", "/usr/lib64"].into_iter();
    let plain = wide.filter(|_| machine.is_64).chain(["/lib", "/usr/lib"]);
    multiarch.chain(plain.map(str::to_owned)).collect()
}

/// The absolute ones of some directories; what a relative one means depends on where a program is started.
pub fn absolute(text: &str, separators: &[char]) -> Vec<String> {
    let parts = text.split(separators).map(str::trim);
    let absolute = parts.filter(|part| part.starts_with('/'));
    absolute.map(str::to_owned).collect()
}

/// Where an object looks itself.
fn search(loaded: &Loaded) -> impl Iterator<Item = String> {
    let path = match &loaded.object.search {
        Search::Inherited(path) | Search::Own(path) => path,
        Search::Nowhere => "",
    };
    let directories = path.split(':');
    directories.filter_map(|directory| expand(directory, loaded))
}

/// `$ORIGIN` is the directory of the object. Other variables, which stand for names of machines, are nowhere used.
fn expand(path: &str, loaded: &Loaded) -> Option<String> {
    let (origin, _) = loaded.path.rsplit_once('/')?;
    let path = path.replace("${ORIGIN}", origin);
    let path = path.replace("$ORIGIN", origin);
    (path.starts_with('/') && !path.contains('$')).then_some(path)
}

/// An absolute path without `.` and `..`.
fn normal(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| format!("/{}", parts.join("/")))
}
