//! Files that several packages have: warnings beside an image, from a step that runs while the image is made.

use buildkit_llb::Output;

use super::conversation::Part;
use super::{Target, foreseen};
use crate::diagnostic::{Diagnostic, Diagnostics, texts};
use crate::gateway::{Failure, Reference};
use crate::lower::{self, Site};
use crate::plan::{OVERLAPS, Overlaps, Plan};

/// The comparison of an image's packages, handed over; `None` if there is nothing to compare.
pub(super) async fn ask(
    part: &Part<'_>,
    target: &Target,
    plan: &Plan,
) -> Result<Option<Reference>, Failure> {
    match step(target, plan, &part.site)? {
        Some(step) => part.ask(step).await.map(Some),
        None => Ok(None),
    }
}

/// The step that compares; `None` if there is nothing to compare, or no image.
pub(super) fn step(
    target: &Target,
    plan: &Plan,
    site: &Site,
) -> Result<Option<Output>, Diagnostic> {
    match target {
        Target::Image { .. } => lower::overlaps(plan, site),
        _ => Ok(None),
    }
}

/// What it finds.
pub(super) async fn find(
    part: &Part<'_>,
    report: Option<&Reference>,
    plan: &Plan,
) -> Result<Diagnostics, Failure> {
    let Some(report) = report else {
        return Ok(Diagnostics::new());
    };
    let bridge = &part.conversation.bridge;
    let report = bridge.read_file(report, OVERLAPS).await;
    let report = report.map_err(|failure| foreseen::tell(plan, failure.into()))?;
    let overlaps = Overlaps::read(&report);
    let overlaps = overlaps.map_err(|it| texts::overlap::unreadable(&it.to_string()))?;
    Ok(overlaps.warnings(plan))
}
