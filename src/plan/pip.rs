//! `installer: pip`: everything in one step and one layer, for what locks cannot say.

use super::environment::{
    Command, INSTALLER_CACHE, LISTS, Lists, REQUIREMENTS, VENV, places, summary,
};
use super::indexes::Indexes;
use super::libraries::{INVENTORY, OBJECTS};
use super::{Base, Builder, Inputs, Packages, Runtime, Supplied, helper};
use crate::diagnostic::{Diagnostic, Location, texts};
use crate::lock::Requirements;
use crate::spec::Installer;

/// How pip makes the environment.
#[derive(Clone, Debug)]
pub struct Installation {
    /// Packages of the distribution in the builder.
    pub packages: Option<Packages>,
    /// Makes it, empty.
    pub create: Command<Builder>,
    /// Fills it.
    pub install: Command<Builder>,
    /// Lists the programs and libraries, into [`OBJECTS`] in [`INVENTORY`].
    pub inventory: Command<Runtime>,
    /// The files that pip reads.
    pub lists: Lists,
    /// Packages that it finds in files.
    pub supplied: Supplied,
    /// For people: how many requirements, and from where.
    pub summary: String,
    /// Where the requirements are written.
    pub at: Vec<Location>,
}

impl Installation {
    pub(super) fn new(inputs: &Inputs, requirements: &Requirements, base: &Base<Builder>) -> Self {
        let Inputs { spec, builds, .. } = inputs;
        let python = base.python();
        let lists = Lists::of(requirements);
        let supplied = Supplied::new(spec, requirements);
        let has_default = requirements.options.index_url.is_some();
        let install = [
            python,
            "-m",
            "pip",
            "--python",
            "/opt/venv/bin/python",
            "install",
            "--disable-pip-version-check",
            "--root-user-action=ignore",
            "--no-input",
            "--no-compile",
            "--cache-dir",
            INSTALLER_CACHE,
        ];
        Self {
            packages: Packages::of(spec, &spec.system.build),
            create: Command::new([python, "-I", "-m", "venv", "--without-pip", VENV]),
            install: Command::new(install)
                .envs(builds.env.clone())
                .args(supplied.links(true))
                .args(Indexes::of(spec).arguments(Installer::Pip, has_default))
                .args(requirements.options.arguments(Installer::Pip))
                .args(["--requirement", &format!("{LISTS}/{REQUIREMENTS}")])
                .args(lists.arguments()),
            inventory: helper::inventory(
                &base.facts.python.site_packages(),
                &format!("{INVENTORY}/{OBJECTS}"),
            ),
            lists,
            supplied,
            summary: summary(requirements),
            at: places(spec, requirements),
        }
    }
}

/// What the builder's interpreter lacks, if anything.
pub(super) fn missing_module(base: &Base<Builder>) -> Option<Diagnostic> {
    let module = match (base.facts.python.pip, base.facts.python.venv) {
        (true, true) => return None,
        (false, _) => "pip",
        (true, false) => "venv",
    };
    Some(texts::plan::base_lacks_module(
        &base.image.reference,
        module,
    ))
}
