//! What the end-to-end tests share: projects in temporary folders, builds of them on the real engine, and the
//! images that come out, looked at as a user would.

#![allow(
    dead_code,
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::duplicate_mod
)]

pub mod layout;
#[path = "../numbers/mod.rs"]
mod numbers;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use numbers::without_numbers;
use serde_json::Value;

/// A folder with a user's files, gone with the value.
pub struct Project {
    folder: PathBuf,
    name: String,
}

/// A finished `docker buildx build --progress=plain`.
pub struct Build {
    pub succeeded: bool,
    pub code: Option<i32>,
    pub log: String,
    /// The same with the numbers of steps.
    pub numbered_log: String,
    pub image: String,
}

/// What became of a step of the build.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    Absent,
    /// Its result was there, or nothing needed it.
    Cached,
    Ran,
}

static COUNT: AtomicUsize = AtomicUsize::new(0);

impl Project {
    /// An empty project; the name becomes part of its image's.
    pub fn new(name: &str) -> Self {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let unique = format!("cartwright-test-{name}-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(unique);
        fs::create_dir_all(&folder).unwrap();
        Self {
            folder,
            name: name.to_owned(),
        }
    }

    /// A project with a `cart.yaml`, whose first line names the frontend.
    pub fn with_spec(name: &str, spec: &str) -> Self {
        Self::new(name).file("cart.yaml", &format!("# syntax=cartwright\n{spec}"))
    }

    /// A copy of a folder of `examples`.
    pub fn of_example(name: &str) -> Self {
        let project = Self::new(&name.replace('/', "-"));
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
        copy_folder(&examples.join(name), &project.folder);
        project
    }

    /// Writes a file, and the folders above it.
    pub fn file(self, path: &str, content: &str) -> Self {
        self.write(path, content);
        self
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Gives every file a time, in seconds since the epoch.
    pub fn of_time(self, time: u64) -> Self {
        set_times(&self.folder, UNIX_EPOCH + Duration::from_secs(time));
        self
    }

    pub fn path(&self) -> &Path {
        &self.folder
    }

    pub fn image(&self) -> String {
        format!("cartwright-test/{}", self.name)
    }

    /// `docker buildx build` of the whole project, with further arguments.
    pub fn build(&self, arguments: &[&str]) -> Build {
        self.finish(self.build_command(arguments).spawn().unwrap())
    }

    /// A build that reads something from its standard input.
    pub fn build_with_input(&self, mut command: Command, input: impl AsRef<[u8]>) -> Build {
        let mut build = command.stdin(Stdio::piped()).spawn().unwrap();
        let mut pipe = build.stdin.take().unwrap();
        // A build that fails early does not read everything.
        let _ = pipe.write_all(input.as_ref());
        drop(pipe);
        self.finish(build)
    }

    /// Waits for a build that was started.
    pub fn finish(&self, build: Child) -> Build {
        let output = build.wait_with_output().unwrap();
        if output.status.success() {
            self.keep_image();
        }
        let numbered_log = String::from_utf8_lossy(&output.stderr).into_owned();
        Build {
            succeeded: output.status.success(),
            code: output.status.code(),
            log: without_numbers(&numbered_log),
            numbered_log,
            image: self.image(),
        }
    }

    /// Keeps what was built under another name too. Where a name goes to a new image, containerd may collect what the
    /// former one shared with it while the engine unpacks it (<https://github.com/moby/buildkit/issues/6521>).
    fn keep_image(&self) {
        let image = self.image();
        let kept = format!("{image}:{}", COUNT.fetch_add(1, Ordering::Relaxed));
        // Not every build makes an image.
        let _ = docker(&["image", "tag", &image, &kept]).output();
    }

    /// The same, not started yet.
    pub fn build_command(&self, arguments: &[&str]) -> Command {
        self.build_command_of("cart.yaml", ".", arguments)
    }

    /// `docker buildx build` of a spec and a context, from the folder of the project, with further arguments.
    pub fn build_of(&self, spec: &str, context: &str, arguments: &[&str]) -> Build {
        let mut command = self.build_command_of(spec, context, arguments);
        self.finish(command.spawn().unwrap())
    }

    /// The same, not started yet.
    pub fn build_command_of(&self, spec: &str, context: &str, arguments: &[&str]) -> Command {
        let mut command = docker(&["buildx", "build", "--progress=plain", "-f", spec]);
        command
            .args(["-t", &self.image()])
            .args(arguments)
            .arg(context)
            .current_dir(&self.folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

fn set_times(path: &Path, time: SystemTime) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            set_times(&entry.unwrap().path(), time);
        }
    }
    let file = fs::File::open(path).unwrap();
    file.set_modified(time).unwrap();
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Build {
    #[track_caller]
    pub fn expect_success(self) -> Self {
        assert!(self.succeeded, "the build failed:\n{}", self.log);
        self
    }

    #[track_caller]
    pub fn expect_failure(self) -> Self {
        assert!(!self.succeeded, "the build succeeded:\n{}", self.log);
        self
    }

    /// What became of the one step whose title contains the text.
    pub fn step(&self, title: &str) -> Step {
        let Some(number) = self.log.lines().find_map(|line| {
            let (number, rest) = line.strip_prefix('#')?.split_once(' ')?;
            (rest.starts_with('[') && rest.contains(title)).then_some(number)
        }) else {
            return Step::Absent;
        };
        let cached = format!("#{number} CACHED");
        // What a cache elsewhere has is shown as a download, and nothing more: what runs prints something, after a time.
        let pulled = ["", "extracting "].map(|verb| format!("#{number} {verb}sha256:"));
        let prefix = format!("#{number} ");
        let has_printed = self.log.lines().any(|line| {
            let word = line
                .strip_prefix(&prefix)
                .and_then(|it| it.split(' ').next());
            word.is_some_and(|word| word.parse::<f32>().is_ok())
        });
        // What turns out not to be needed, because what needs it is known. Some is begun again, for somebody else.
        let canceled = format!("#{number} CANCELED");
        let done = format!("#{number} DONE ");
        let was_done = self.log.lines().any(|line| line.starts_with(&done));
        let is_known = |line: &str| {
            let was_not_needed = self.succeeded && line == canceled && !was_done;
            let was_pulled = !has_printed && pulled.iter().any(|it| line.starts_with(it));
            line == cached || was_pulled || was_not_needed
        };
        if self.log.lines().any(is_known) {
            Step::Cached
        } else {
            Step::Ran
        }
    }

    /// What the client prints when it gives up: the lines of the file, and the message.
    pub fn error(&self) -> String {
        let lines: Vec<_> = self.log.lines().collect();
        let is_rule = |line: &&str| line.len() > 6 && line.chars().all(|letter| letter == '-');
        let block = lines
            .windows(2)
            .rposition(|pair| !pair[0].contains(' ') && is_rule(&pair[1]));
        let message = lines
            .iter()
            .rposition(|line| line.starts_with("ERROR: "))
            .unwrap_or(0);
        lines[block.unwrap_or(message).min(message)..]
            .join("\n")
            .trim()
            // The client's own words, which depend on who is faster.
            .replace("failed to run Build function: ", "failed to solve: ")
    }

    /// Runs the image and gives what it printed.
    #[track_caller]
    pub fn run(&self, options: &[&str], arguments: &[&str]) -> String {
        let mut command = docker(&["run", "--rm"]);
        let output = command
            .args(options)
            .arg(&self.image)
            .args(arguments)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout)
            .unwrap()
            .trim_end()
            .to_owned()
    }

    /// Runs a line of Python inside the image, as its own user.
    #[track_caller]
    pub fn python(&self, code: &str) -> String {
        self.run(&["--entrypoint", "python"], &["-c", code])
    }

    /// `docker image inspect`.
    pub fn inspect(&self) -> Value {
        let output = docker(&["image", "inspect", &self.image]).output().unwrap();
        let images: Value = serde_json::from_slice(&output.stdout).unwrap();
        images[0].clone()
    }

    /// Our own entries of `docker history`, newest first, without that of the environment.
    pub fn history(&self) -> Vec<String> {
        let format = "{{.Comment}} {{.CreatedBy}}";
        let output = docker(&["history", "--no-trunc", "--format", format, &self.image])
            .output()
            .unwrap();
        let ours = |line: &str| line.strip_prefix("cartwright.v0 ").map(str::to_owned);
        stdout(&output)
            .lines()
            .filter_map(ours)
            .filter(|entry| !entry.starts_with("ENV "))
            .collect()
    }
}

/// What no earlier run has built: the engine remembers.
pub fn unique() -> u128 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap().as_nanos()
}

/// The layers of an image, by the digests of their contents, from the base up.
pub fn layers(build: &Build) -> Vec<String> {
    let layers = build.inspect()["RootFS"]["Layers"].clone();
    serde_json::from_value(layers).unwrap()
}

/// A build with `SOURCE_DATE_EPOCH` or without, and the digest of the image as the client is told it.
pub fn build_at(project: &Project, epoch: Option<&str>, arguments: &[&str]) -> (Build, String) {
    build_on(&[], project, epoch, arguments)
}

/// The same on the engine that some variables lead to.
pub fn build_on(
    engine: &[(String, String)],
    project: &Project,
    epoch: Option<&str>,
    arguments: &[&str],
) -> (Build, String) {
    let metadata = project.path().with_extension("metadata.json");
    let told = format!("--metadata-file={}", metadata.display());
    let arguments = [&["--provenance=false", &told], arguments].concat();
    let mut command = project.build_command(&arguments);
    command.envs(engine.iter().cloned());
    command.env_remove("SOURCE_DATE_EPOCH");
    command.envs(epoch.map(|epoch| ("SOURCE_DATE_EPOCH", epoch)));
    let build = project.finish(command.spawn().unwrap()).expect_success();
    let told: Value = serde_json::from_slice(&fs::read(&metadata).unwrap()).unwrap();
    fs::remove_file(&metadata).unwrap();
    let digest = told["containerimage.digest"].as_str().unwrap().to_owned();
    (build, digest)
}

pub fn docker(arguments: &[&str]) -> Command {
    let mut command = Command::new("docker");
    command.args(arguments);
    command
}

/// Whether the engine keeps images in containerd's store. With the classic one, clients refuse to export caches, layouts and
/// attestations, and nothing is merged.
pub fn has_containerd_store() -> bool {
    let status = docker(&["info", "--format", "{{.DriverStatus}}"])
        .output()
        .unwrap();
    let is_there = stdout(&status).contains("io.containerd.snapshotter");
    if !is_there {
        eprintln!("NOT RUN: clients refuse it where the engine has the classic image store");
    }
    is_there
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Where a text is, in all that the engine keeps of a build.
pub fn places(build: &Build, wanted: &str) -> Vec<String> {
    let output = |command: &mut Command| {
        let output = command.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        stdout(&output)
    };
    let kept = Project::new("kept");
    let image = build.image.as_str();
    kept.write("log", &build.log);
    kept.write("configuration", build.inspect().to_string());
    kept.write(
        "history",
        output(&mut docker(&["history", "--no-trunc", image])),
    );
    let archive = "manifests and attestations";
    output(docker(&["save", "-o", archive, image]).current_dir(kept.path()));
    // Layers may be compressed, so their files are looked at in a container.
    let search = "import os, sys\n\
        for folder, folders, names in os.walk('/'):\n  \
          folders[:] = [name for name in folders if folder != '/' or name not in ('proc', 'sys', 'dev')]\n  \
          for path in (os.path.join(folder, name) for name in names):\n    \
            if os.path.isfile(path) and sys.argv[1].encode() in open(path, 'rb').read(): print(path)\n";
    let files = build.run(
        &["--user=0", "--entrypoint=python"],
        &["-c", search, wanted],
    );
    let files = files.lines().map(str::to_owned);
    files.chain(holders(kept.path(), wanted)).collect()
}

/// The files below a folder that hold a text, by their paths in it.
pub fn holders(folder: &Path, wanted: &str) -> Vec<String> {
    let mut grep = Command::new("grep");
    grep.args(["-rlF", "-e", wanted]).current_dir(folder);
    let found = grep.output().unwrap();
    assert!(found.stderr.is_empty(), "{found:?}");
    stdout(&found).lines().map(str::to_owned).collect()
}

/// The lock that a project resolves to, as the user gets it.
pub fn lock_of(project: &Project) -> String {
    let exported = project.path().join("exported");
    let output = docker(&[
        "buildx",
        "build",
        "-f",
        "cart.yaml",
        "--target",
        "lock",
        "-o",
        "exported",
        ".",
    ])
    .current_dir(project.path())
    .output()
    .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    fs::read_to_string(exported.join("pylock.toml")).unwrap()
}
