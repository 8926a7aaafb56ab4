//! `build-env: {numpy: {…}}`, and a wheel of numpy

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Span, texts::lint as texts};
use crate::plan::Plan;
use crate::spec::{Dependencies, Spec};

/// More of them say nothing more: names that are no package's are compared with all that are.
const MOST: usize = 50;

/// The findings. Only a plan tells: whether there are wheels depends on the base.
pub fn unused_build_settings(spec: &Spec, plan: &Plan) -> Vec<Diagnostic> {
    // What tests have is unknown where none of them runs.
    if plan.bases.unrunnable.is_some() || plan.wheels().is_none() {
        return Vec::new();
    }
    let of_tasks = plan.tasks().filter_map(|task| task.wheels.as_deref());
    let wheels: Vec<_> = of_tasks.chain(plan.wheels()).collect();
    let builds = wheels.iter().flat_map(|it| it.builds.all());
    let built: BTreeSet<_> = builds.map(|(name, _)| name).collect();
    let installed = wheels.iter().flat_map(|it| it.packages());
    let names: BTreeSet<_> = installed.map(|it| it.name.as_str()).collect();
    let unused = settings(&spec.dependencies.value).into_iter();
    let unused = unused.filter(|(name, _)| !built.contains(name));
    let unused = unused.take(MOST).map(|(name, span)| {
        let problem = if names.contains(name) {
            texts::build_settings_of_wheel(name)
        } else {
            texts::build_settings_of_nothing(name, names.iter().copied())
        };
        problem.at(spec.file.at(span))
    });
    unused.collect()
}

/// The packages that have settings for their builds, and where the first of them is.
fn settings(dependencies: &Dependencies) -> BTreeMap<&str, Span> {
    let variables = dependencies.build_env.of_packages.iter();
    let variables = variables.filter_map(|(name, it)| Some((name, it.values().next()?.span)));
    let needs = dependencies.build_dependencies.iter();
    let needs = needs.filter_map(|(name, it)| Some((name, it.first()?.span)));
    let all = needs.chain(variables);
    all.map(|(name, span)| (name.as_str(), span)).collect()
}
