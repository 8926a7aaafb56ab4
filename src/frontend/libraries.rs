//! Shared libraries, and programs: a plan whose runtime has what its environment needs.

use buildkit_llb::Output;
use futures_util::future::try_join_all;

use super::Target;
use super::conversation::Part;
use super::{foreseen, overlaps};
use crate::diagnostic::{Diagnostic, Diagnostics, texts};
use crate::gateway::Failure;
use crate::lower;
use crate::plan::{self, FINDINGS, Inputs, Lacking, OWNERS, Owners, Plan};
use crate::spec::PackageManager;

/// Makes a plan, and makes it again with the packages that bring what the runtime turns out to lack, unless the spec lists
/// packages itself. Nothing is asked if nothing was compiled, or if the program runs in nothing that is made.
///
/// # Errors
/// When the plan is impossible, or when something that was built would lack a library.
pub(super) async fn plan(
    part: &Part<'_>,
    target: &Target,
    inputs: &Inputs<'_>,
) -> Result<(Plan, Diagnostics), Failure> {
    let mut plan = plan::plan(inputs)?;
    let compiled = plan::without_musl_wheel(inputs);
    if !compiled.is_empty() {
        let told = texts::artifact::no_musl_wheels(compiled.into_iter());
        part.conversation.tell(&told).await?;
    }
    if !target.runs() {
        return Ok((plan, Diagnostics::new()));
    }
    let mut lacking = audit(part, target, &plan).await?;
    if lacking.is_empty() {
        return Ok((plan, Diagnostics::new()));
    }
    let owners = owners(part, inputs, &plan, &lacking).await?;
    if inputs.spec.system.run.is_none()
        && let Some(packages) = lacking.packages(&plan, &owners)
    {
        plan = plan::plan(&Inputs {
            inferred: Some(&packages),
            ..inputs.clone()
        })?;
        lacking = audit(part, target, &plan).await?;
    }
    let problems = lacking.problems(inputs, &plan, &owners);
    Ok(problems.or_fail(plan)?)
}

/// What the runtime of a plan lacks. Meanwhile, all is made that does not depend on what is found.
async fn audit(part: &Part<'_>, target: &Target, plan: &Plan) -> Result<Lacking, Failure> {
    let Some(step) = lower::audit(plan, &part.site)? else {
        return Ok(Lacking::default());
    };
    let compared = overlaps::step(target, plan, &part.site)?;
    expect(part, target, plan, compared.iter().chain([&step]))?;
    let rest = lower::independent(plan, compared, &part.site)?;
    let rest = rest.into_iter().map(|it| part.build(it));
    let found = tokio::try_join!(find(part, step), try_join_all(rest));
    let (lacking, _) = found.map_err(|failure| foreseen::tell(plan, failure))?;
    Ok(lacking)
}

/// Steps are counted as if nothing were lacking: those of the environment are the same whatever is found.
fn expect<'o>(
    part: &Part<'_>,
    target: &Target,
    plan: &Plan,
    more: impl Iterator<Item = &'o Output>,
) -> Result<(), Diagnostic> {
    let asked = part.asked().into_iter().chain(more.cloned());
    part.expect(&target.graph(plan, &part.site, asked.collect())?);
    Ok(())
}

async fn find(part: &Part<'_>, audit: Output) -> Result<Lacking, Failure> {
    let reference = part.ask(audit).await?;
    let bridge = &part.conversation.bridge;
    let report = bridge.read_file(&reference, FINDINGS).await?;
    let lacking = Lacking::read(&report);
    Ok(lacking.map_err(|error| texts::libraries::unreadable(&error.to_string()))?)
}

/// The packages that bring it, if the base has packages.
async fn owners(
    part: &Part<'_>,
    inputs: &Inputs<'_>,
    plan: &Plan,
    lacking: &Lacking,
) -> Result<Owners, Failure> {
    let Some(manager) = inputs.bases.runtime.facts.package_manager() else {
        return Ok(Owners::default());
    };
    let libraries = lacking.libraries();
    let owners = match manager {
        PackageManager::Apk => Owners::by_library(libraries),
        PackageManager::Apt if libraries.is_empty() => Owners::default(),
        PackageManager::Apt => search(part, plan, &libraries).await?,
    };
    Ok(owners.with_programs(lacking, manager))
}

/// The packages that bring libraries, as apt knows it.
async fn search(part: &Part<'_>, plan: &Plan, libraries: &[String]) -> Result<Owners, Failure> {
    let step = lower::owners(plan, libraries, &part.site);
    let reference = part.ask(step).await?;
    let bridge = &part.conversation.bridge;
    let report = bridge.read_file(&reference, OWNERS).await?;
    let owners = Owners::read(&report);
    Ok(owners.map_err(|error| texts::libraries::unreadable(&error.to_string()))?)
}
