//! The environment from locked files: each package a layer of its own.

use buildkit_llb::{Bind, FileActions, Output, OutputMount};

use super::application::generated;
use super::graph::Graph;
use crate::diagnostic::{Diagnostic, Location, texts};
use crate::lock::{LockedPackage, Origin};
use crate::plan::helper::{self, LAYERS};
use crate::plan::{INVENTORY, PackageLayer, Unpacking, WHEELS, Wheels, label, wheel};

/// What comes of installing packages.
#[derive(Default)]
pub(super) struct Installed {
    /// Layers, in the order of the history.
    pub(super) parts: Vec<Part>,
    /// Lists of libraries, under distinct names.
    pub(super) inventories: Vec<(String, Output)>,
}

/// What one step makes.
#[derive(Clone)]
pub(super) struct Part {
    /// How many packages are in it.
    pub(super) packages: usize,
    /// Roots of layers.
    pub(super) layers: Vec<Output>,
    /// Whether there are many files in them, and the next build has the same ones.
    pub(super) is_large: bool,
    /// Whether there is nothing in them but projects of the build context.
    pub(super) is_project: bool,
}

impl Part {
    /// One layer that is the same in the next build.
    pub(super) fn large(layer: Output) -> Self {
        Self {
            packages: 0,
            layers: vec![layer],
            is_large: true,
            is_project: false,
        }
    }
}

impl Graph<'_> {
    /// The parts of the environment, in the order of the history.
    ///
    /// # Errors
    /// When a lock names an address that no engine can fetch.
    pub(super) fn wheels(&self, wheels: &Wheels) -> Result<Installed, Diagnostic> {
        let empty = self.compiler().helper(&wheels.create);
        let [empty] = self
            .describe(
                empty,
                format!("{} CREATE", self.site.stage("environment")),
                &[],
            )
            .produce([OutputMount::scratch(format!("{LAYERS}/environment"))]);
        let mut parts = Installed {
            parts: vec![Part::large(empty)],
            ..Installed::default()
        };
        for unpacking in &wheels.unpackings {
            self.unpack(wheels, unpacking, &mut parts)?;
        }
        for package in wheels.built() {
            let sources = self.built_sources(wheels, package)?;
            let list = sources.map(|sources| self.list_modules(package, sources));
            parts.inventories.extend(list);
        }
        Ok(parts)
    }

    /// What was compiled among the sources of an editable project, which its wheel does not have.
    fn list_modules(&self, package: &LockedPackage, sources: Output) -> (String, Output) {
        let name = &package.name;
        let title = |verb| {
            format!(
                "{} {verb} modules of {name}",
                self.site.stage("environment")
            )
        };
        let modules = FileActions::new(None, generated(sources));
        let modules = self.describe(modules, title("COPY"), &[]).into_output();
        let exec = self.compiler().helper(&helper::modules(name));
        let exec = exec.mount(Bind::new(helper::MODULES, modules));
        let [list] = self
            .describe(exec, title("LIST"), &[])
            .produce([OutputMount::scratch(INVENTORY)]);
        // No package has a name with a dot.
        (format!("{name}.modules"), list)
    }

    /// One step, the layers that it fills, and the list of the libraries in them.
    fn unpack(
        &self,
        wheels: &Wheels,
        unpacking: &Unpacking,
        parts: &mut Installed,
    ) -> Result<(), Diagnostic> {
        let mut exec = self.compiler().helper(&wheels.unpack(unpacking));
        for package in unpacking.packages() {
            let directory = self.wheel(wheels, package)?;
            let bind = Bind::new(format!("{WHEELS}/{}", package.name), directory);
            exec = exec.mount(match wheel(&package.artifact).map(|file| &file.origin) {
                Some(Origin::Url(_)) => self.site.by_origin(bind),
                _ => bind,
            });
        }
        let packages: Vec<_> = unpacking.packages().map(label).collect();
        let summary = packages.join(", ");
        let names = unpacking.layers.iter().flat_map(PackageLayer::names);
        let layers = names.map(|name| format!("{LAYERS}/{name}"));
        let has_list = unpacking.may_have_libraries();
        let list = has_list.then(|| INVENTORY.to_owned());
        let outputs = layers.chain(list).map(OutputMount::scratch);
        let exec = self.describe(
            exec,
            format!("{} UNPACK {summary}", self.site.stage("environment")),
            &wheels.at,
        );
        let mut made = exec.produce_all(outputs.collect());
        let list = made.pop_if(|_| has_list);
        let list = list.map(|it| (unpacking.name().to_owned(), it));
        parts.inventories.extend(list);
        parts.parts.push(Part {
            packages: packages.len(),
            layers: made,
            is_large: unpacking.is_large,
            is_project: unpacking.is_project(),
        });
        Ok(())
    }

    /// The directory that holds a package's wheel.
    pub(super) fn wheel(
        &self,
        wheels: &Wheels,
        package: &LockedPackage,
    ) -> Result<Output, Diagnostic> {
        match (wheels.builds.of(package), wheel(&package.artifact)) {
            (Some(build), _) => self.build(&wheels.builds, build, package),
            (None, Some(file)) => self.file(file, package),
            (None, None) => Err(texts::artifact::no_source(&package.name).at(package.at.clone())),
        }
    }

    /// The lines of the spec that ask for a package. Not those of its lock: every graph would carry the whole file.
    pub(super) fn place(&self, package: &LockedPackage) -> &[Location] {
        self.wheels
            .map_or(&[], |wheels| wheels.places(&package.name))
    }
}
