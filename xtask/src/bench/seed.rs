//! The examples of the seed, each in one stage, in the stages of its article, and ours.

use std::fs;
use std::path::Path;

use crate::docker::Docker;
use crate::problem::{About as _, Outcome};
use crate::process::{answer, output, progress, run};
use crate::repository::root;

/// Where they are; each has a folder.
const EXAMPLES: &str = "examples/seed";

/// What builds ours, and the titles of the files that do it in other ways.
pub const OURS: &str = "cart.yaml";
pub const STAGES: &str = "Dockerfile.multi-stage";
const ONE_STAGE: &str = "Dockerfile.single-stage";

/// For a build that takes more than one file.
const BAKE: &str = "docker-bake.hcl";

/// Prints a table of how large the files of the images are.
pub fn sizes(docker: &Docker) -> Outcome {
    answer("\n| example, files in the image | one stage | the article's stages | cartwright |")?;
    answer("| --- | --- | --- | --- |")?;
    let folder = root().join(EXAMPLES);
    let entries = fs::read_dir(&folder).about(folder.display())?;
    let mut examples: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    examples.retain(|example| example.is_dir());
    examples.sort();
    examples
        .iter()
        .try_for_each(|example| compare(docker, example))
}

fn compare(docker: &Docker, example: &Path) -> Outcome {
    let name = example.file_name().unwrap_or_default().display();
    let mut sizes = Vec::new();
    for file in [ONE_STAGE, STAGES, OURS] {
        let image = format!("cartwright-bench/{name}-{}", file.to_lowercase());
        build(docker, example, file, &image, &[])?;
        sizes.push(format!("{} MB", files(docker, &image)?));
        run(docker.command().args(["image", "rm", &image]))?;
    }
    answer(format_args!("| {name} | {} |", sizes.join(" | ")))
}

/// Builds what a file of a folder describes.
pub fn build(
    docker: &Docker,
    folder: &Path,
    file: &str,
    image: &str,
    arguments: &[&str],
) -> Outcome {
    progress(format_args!("building {image}"));
    let mut command = docker.command();
    command.arg("buildx");
    if file == OURS && folder.join(BAKE).exists() {
        command.args(["bake", "--set", &format!("app.tags={image}")]);
    } else {
        command.args(["build", "--file", file, "--tag", image, "."]);
    }
    run(command.args(arguments).current_dir(folder))
}

/// The size of all files of an image, as `du` counts, in megabytes.
fn files(docker: &Docker, image: &str) -> Outcome<String> {
    let count = [
        "run",
        "--rm",
        "--user=0",
        "--entrypoint=du",
        image,
        "-sx",
        "-B1000000",
        "/",
    ];
    let counted = output(docker.command().args(count))?;
    Ok(counted
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned())
}
