//! The environment from locked files: each package a layer of its own.

use buildkit_llb::{Bind, Output, OutputMount};

use super::graph::Graph;
use crate::diagnostic::{Diagnostic, Location, texts};
use crate::lock::LockedPackage;
use crate::plan::helper::LAYERS;
use crate::plan::{Unpacking, WHEELS, Wheels, label, wheel};

impl Graph<'_> {
    /// The parts of the environment, each the root of a layer, in the order of the history.
    ///
    /// # Errors
    /// When a lock names an address that no engine can fetch.
    pub(super) fn wheels(&self, wheels: &Wheels) -> Result<Vec<Output>, Diagnostic> {
        let empty = self.base().helper(&wheels.create);
        let [empty] = self
            .describe(
                empty,
                format!("{} CREATE", self.site.stage("environment")),
                &[],
            )
            .produce([OutputMount::scratch(format!("{LAYERS}/environment"))]);
        let mut layers = vec![empty];
        for unpacking in &wheels.unpackings {
            layers.extend(self.unpack(wheels, unpacking)?);
        }
        Ok(layers)
    }

    /// One step, and the layers that it fills.
    fn unpack(&self, wheels: &Wheels, unpacking: &Unpacking) -> Result<Vec<Output>, Diagnostic> {
        let mut exec = self.base().helper(&wheels.unpack(unpacking));
        for package in unpacking.packages() {
            let directory = self.wheel(wheels, package)?;
            exec = exec.mount(Bind::new(format!("{WHEELS}/{}", package.name), directory));
        }
        let packages: Vec<_> = unpacking.packages().map(label).collect();
        let layers = unpacking
            .layers
            .iter()
            .map(|layer| OutputMount::scratch(format!("{LAYERS}/{}", layer.name)));
        let exec = self.describe(
            exec,
            format!(
                "{} UNPACK {}",
                self.site.stage("environment"),
                packages.join(", ")
            ),
            &wheels.at,
        );
        Ok(exec.produce_all(layers.collect()))
    }

    /// The directory that holds a package's wheel.
    fn wheel(&self, wheels: &Wheels, package: &LockedPackage) -> Result<Output, Diagnostic> {
        match (wheels.builds.of(package), wheel(&package.artifact)) {
            (Some(build), _) => self.build(&wheels.builds, build, package),
            (None, Some(file)) => self.file(file, package),
            (None, None) => Err(texts::lock::no_source(&package.name).at(package.at.clone())),
        }
    }

    /// The lines of the spec that ask for a package. Not those of its lock: every graph would carry the whole file.
    pub(super) fn place(&self, package: &LockedPackage) -> &[Location] {
        self.wheels.map_or(&[], |wheels| wheels.place(package))
    }
}
