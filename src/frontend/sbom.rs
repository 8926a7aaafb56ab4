//! Bills of materials, where the client asks for them (`--sbom`): what the lock tells, and what a scanner finds.
//!
//! An engine scans by itself unless it is given a bill of materials: whoever gives one has to have the scanner run, too.

use super::conversation::Part;
use crate::context::boolean;
use crate::diagnostic::{Diagnostics, texts};
use crate::gateway::{Attestation, Content, Failure, Options, ResolveImage, ResolvedImage};
use crate::lower::{self, Extras, Scanner};
use crate::plan::{self, ImageConfig, Materials, Plan};
use crate::spec::ImageReference;

/// What the client wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// The image of the scanner, in full.
    pub generator: String,
    /// What the scanner is told, by the names of variables.
    pub parameters: Vec<(String, String)>,
    /// What is scanned beside the image.
    pub extras: Extras,
}

/// The scanner that engines use, too, if the client names none.
const SCANNER: &str = "docker/buildkit-syft-scanner:stable-1";

/// The capability of engines to take attestations.
const ATTESTATIONS: &str = "reference.attestations";

/// The type of a statement whose predicate is an SPDX document.
const SPDX: &str = "https://spdx.dev/Document";

impl Scan {
    /// `--attest type=sbom,generator=IMAGE,NAME=value`
    pub(super) fn read(options: &Options, problems: &mut Diagnostics) -> Option<Self> {
        let asked = options
            .get("attest:sbom")
            .or_else(|| options.build_arg("BUILDKIT_ATTEST_SBOM"))?;
        let mut generator = SCANNER;
        let mut parameters = Vec::new();
        for parameter in asked.split(',') {
            match parameter.trim_matches('"').split_once('=') {
                Some(("disabled", value)) if boolean(value) == Some(true) => return None,
                Some(("type" | "disabled", _)) | None => {}
                Some(("generator", image)) => generator = image,
                Some((name, value)) => {
                    let name = format!("BUILDKIT_SCAN_{}", name.to_uppercase());
                    parameters.push((name, value.to_owned()));
                }
            }
        }
        let generator: Result<ImageReference, _> = generator.parse();
        let generator = generator.map_err(|problem| problems.push(problem));
        let wants = |name: &str, stage: &str| {
            let wanted = options.build_arg(name).unwrap_or_default();
            boolean(wanted).unwrap_or_else(|| wanted.split(',').any(|it| it.trim() == stage))
        };
        Some(Self {
            generator: generator.ok()?.to_string(),
            parameters,
            extras: Extras {
                context: wants("BUILDKIT_SBOM_SCAN_CONTEXT", "context"),
                builder: wants("BUILDKIT_SBOM_SCAN_STAGE", "builder"),
            },
        })
    }
}

/// What is known of an image, and what a scanner will find. Nothing if the client does not ask, or the engine does it alone.
pub(super) async fn attest(
    part: &Part<'_>,
    materials: Option<&Materials<'_>>,
    plan: &Plan,
    ignored: &[String],
) -> Result<Vec<Attestation>, Failure> {
    let conversation = part.conversation;
    let takes = conversation.bridge.gateway_capabilities().has(ATTESTATIONS);
    let (Some(scan), Some(materials), true) = (&conversation.request.scan, materials, takes) else {
        return Ok(Vec::new());
    };
    let scanner = scanner(part, scan).await?;
    let found = lower::scan(&scanner, plan, ignored, &part.site, part.asked())?;
    let known = lower::sbom(&plan::sbom(materials), part.site.settings);
    let found = Attestation {
        content: Content::Statements,
        file_system: conversation.solve(found).await?,
        path: "/".to_owned(),
        predicate: SPDX.to_owned(),
        metadata: vec![("reason", "sbom"), ("sbom-core", "sbom")],
    };
    let known = Attestation {
        content: Content::Predicate,
        file_system: conversation.solve(known).await?,
        path: format!("/{}", lower::SBOM),
        predicate: SPDX.to_owned(),
        metadata: vec![("reason", "sbom")],
    };
    Ok(vec![found, known])
}

/// The scanner, pinned, as its image says that it is started.
async fn scanner(part: &Part<'_>, scan: &Scan) -> Result<Scanner, Failure> {
    let settings = part.site.settings;
    let image = ResolveImage {
        reference: scan.generator.clone(),
        layout: None,
        platform: settings.engine.platform.clone(),
        mode: settings.resolve_mode,
        log_name: format!("[internal] load metadata for {}", scan.generator),
    };
    let ResolvedImage::Image(found) = part.conversation.bridge.resolve_image(image).await? else {
        return Err(texts::request::scanner_is_no_image(&scan.generator).into());
    };
    let config = ImageConfig::of_base(&found.config)
        .map_err(|error| texts::engine::unreadable_config(&scan.generator, &error.to_string()))?;
    let container = config.config;
    let argv: Vec<_> = container
        .entrypoint
        .into_iter()
        .chain(container.cmd)
        .collect();
    if argv.is_empty() {
        return Err(texts::request::scanner_without_program(&scan.generator).into());
    }
    let own = container
        .env
        .iter()
        .filter_map(|entry| entry.split_once('='));
    let own = own.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Ok(Scanner {
        reference: found.reference,
        argv,
        env: own.chain(scan.parameters.clone()).collect(),
        workdir: match container.working_dir {
            empty if empty.is_empty() => "/".to_owned(),
            directory => directory,
        },
        extras: scan.extras,
    })
}
