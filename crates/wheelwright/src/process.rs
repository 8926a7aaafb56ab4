//! What a process loads, worked out as a loader would do it.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::elf::Object;
use crate::error::Error;
use crate::loader::{Loaded, Loader};
use crate::members::{Member, Members};

/// The drivers of graphics cards, which come from the machine that runs the container.
const DRIVERS: [&str; 4] = ["libcuda.so", "libnvidia-", "libnvcuvid.so", "libnvoptix.so"];

/// What a process has loaded.
#[derive(Clone)]
pub struct Process<'a> {
    loader: &'a Loader,
    members: &'a Members<'a>,
    loaded: Vec<Loaded>,
    /// The paths of what was found.
    pub reached: BTreeSet<String>,
    /// The names that are not looked for any more.
    names: BTreeSet<String>,
    /// The path of the object that needs it, and the name.
    pub missing: Vec<(String, String)>,
}

impl<'a> Process<'a> {
    fn empty(loader: &'a Loader, members: &'a Members<'a>) -> Self {
        Self {
            loader,
            members,
            loaded: Vec::new(),
            reached: BTreeSet::new(),
            names: BTreeSet::new(),
            missing: Vec::new(),
        }
    }

    /// The interpreter before it imports anything. What it lacks itself is not the environment's fault.
    pub fn of_interpreter(loader: &'a Loader, members: &'a Members<'a>) -> Result<Self, Error> {
        let mut process = Self::empty(loader, members);
        process.loaded.push(loader.interpreter.clone());
        process.load(0)?;
        process.missing.clear();
        Ok(process)
    }

    /// The process once it has loaded an object of the environment; one of its own if that is a program.
    pub fn closure(&self, path: &str, member: &Member) -> Result<Self, Error> {
        let is_program = member.object.interpreter.is_some() && member.object.soname.is_none();
        let mut process = if is_program {
            Self::empty(self.loader, self.members)
        } else {
            self.clone()
        };
        let first = process.loaded.len();
        process.names.extend(member.object.soname.clone());
        process.reached.insert(path.to_owned());
        process.loaded.push(Loaded {
            path: path.to_owned(),
            object: Rc::clone(&member.object),
            parent: (!is_program).then_some(0),
        });
        process.load(first)?;
        process.reached.remove(path);
        Ok(process)
    }

    /// Loads what an object needs, what that needs, and so on: breadth first, as loaders do, and each name once.
    fn load(&mut self, first: usize) -> Result<(), Error> {
        let mut next = first;
        while let Some(loaded) = self.loaded.get(next) {
            let object = Rc::clone(&loaded.object);
            for name in &object.needed {
                self.need(name, next)?;
            }
            next += 1;
        }
        Ok(())
    }

    fn need(&mut self, name: &str, by: usize) -> Result<(), Error> {
        let is_driver = DRIVERS.iter().any(|driver| name.starts_with(driver));
        if is_driver || self.loader.is_own(name) || !self.names.insert(name.to_owned()) {
            return Ok(());
        }
        let Some((path, object)) = self.find(name, by)? else {
            let path = self.loaded[by].path.clone();
            self.missing.push((path, name.to_owned()));
            return Ok(());
        };
        self.names.extend(object.soname.clone());
        if self.reached.insert(path.clone()) {
            self.loaded.push(Loaded {
                path,
                object,
                parent: Some(by),
            });
        }
        Ok(())
    }

    /// Whether the loader finds a library that this process loads by its name.
    pub fn finds(&self, name: &str) -> Result<bool, Error> {
        let is_there = self.loader.is_own(name) || self.names.contains(name);
        Ok(is_there || self.find(name, 0)?.is_some())
    }

    /// What the loader takes for a name that an object needs, and where it is.
    fn find(&self, name: &str, by: usize) -> Result<Option<(String, Rc<Object>)>, Error> {
        for path in self.loader.candidates(name, &self.chain(by)) {
            self.loader.count()?;
            if let Some(found) = self.members.open(&path) {
                return Ok(Some(found));
            }
            if let Some(object) = self.loader.open(&path) {
                return Ok(Some((path, object)));
            }
        }
        Ok(None)
    }

    /// An object, the one that needed it, and so on up to the program.
    fn chain(&self, of: usize) -> Vec<&Loaded> {
        let mut chain = Vec::new();
        let mut next = self.loaded.get(of);
        while let Some(loaded) = next {
            chain.push(loaded);
            next = loaded.parent.and_then(|parent| self.loaded.get(parent));
        }
        chain
    }
}
