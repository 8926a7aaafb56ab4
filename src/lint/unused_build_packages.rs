//! `apt: {build: [gcc]}`, and a wheel for everything

use crate::diagnostic::{Diagnostic, texts::lint as texts};
use crate::plan::Plan;
use crate::spec::Spec;

/// The finding, if there is any. Only a plan tells: whether there are wheels depends on the base.
pub fn unused_build_packages(spec: &Spec, plan: &Plan) -> Option<Diagnostic> {
    let packages = &spec.system.build;
    let (first, last) = (packages.first()?, packages.last()?);
    let at = spec.file.at(first.span.to(last.span));
    (!plan.builds_anything()).then(|| texts::unused_build_packages().at(at))
}
