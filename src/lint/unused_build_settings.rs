//! `build-env: {numpy: {…}}`, and a wheel of numpy

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Span, texts::lint as texts};
use crate::plan::Plan;
use crate::spec::{Dependencies, Spec};

/// The findings. Only a plan tells: whether there are wheels depends on the base.
pub fn unused_build_settings(spec: &Spec, plan: &Plan) -> Vec<Diagnostic> {
    // What tests have is unknown where none of them runs.
    if plan.bases.unrunnable.is_some() || plan.wheels().is_none() {
        return Vec::new();
    }
    let of_tasks = plan.tasks().filter_map(|task| task.wheels.as_deref());
    let wheels: Vec<_> = of_tasks.chain(plan.wheels()).collect();
    let is_built = |name: &str| {
        let mut builds = wheels.iter().flat_map(|it| it.builds.all());
        builds.any(|(built, _)| built == name)
    };
    let installed = wheels.iter().flat_map(|it| it.packages());
    let names: Vec<_> = installed.map(|it| it.name.as_str()).collect();
    let unused = settings(&spec.dependencies.value).into_iter();
    let unused = unused.filter(|(name, _)| !is_built(name));
    let unused = unused.map(|(name, span)| {
        let problem = if names.contains(&name) {
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
