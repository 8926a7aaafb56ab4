//! What a change costs from edit to registry, against uv's own multi-stage Dockerfile with the same lock.

use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::median;
use crate::docker::Docker;
use crate::problem::{About as _, Outcome, Problem};
use crate::process::{answer, output, progress, run, run_with_input};
use crate::repository::root;

const RUNS: usize = 5;
const PORT: u16 = 5057;
const UV: &str = "cartwright-bench/uv";

const REQUIREMENTS: &str =
    "fastapi==0.109.0\nuvicorn==0.27.0\nnumpy==1.26.0\nscipy==1.11.1\npydantic==2.5.0\n";
const BUMPED: (&str, &str) = ("uvicorn==0.27.0", "uvicorn==0.27.1");

const OURS: &str = "# syntax=cartwright\npython: \"3.11\"\ndependencies: pylock.toml\n\
    entrypoint: uvicorn main:app --host 0.0.0.0 --port 8000\n";

/// What uv's documentation recommends, on the same base.
const THEIRS: &str = "FROM python:3.11-slim AS builder
COPY --from=cartwright-bench/uv /opt/uv/bin/uv /bin/uv
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_SYSTEM_CERTS=1 UV_PYTHON_DOWNLOADS=never
WORKDIR /app
RUN --mount=type=cache,target=/root/.cache/uv \\
    --mount=type=bind,source=pylock.toml,target=pylock.toml \\
    uv venv && uv pip sync pylock.toml
COPY . /app
FROM python:3.11-slim
COPY --from=builder /app /app
ENV PATH=/app/.venv/bin:$PATH
WORKDIR /app
CMD [\"uvicorn\", \"main:app\", \"--host\", \"0.0.0.0\", \"--port\", \"8000\"]
";

/// One way to build the application.
struct Way {
    name: &'static str,
    file: &'static str,
}

const WAYS: [Way; 2] = [
    Way {
        name: "cartwright",
        file: "cart.yaml",
    },
    Way {
        name: "uv",
        file: "Dockerfile",
    },
];

/// Seconds and bytes of one build that is pushed.
#[derive(Clone, Copy)]
struct Cost {
    seconds: f64,
    bytes: f64,
}

/// Makes a project what a scenario starts from; given the number of the run.
type Prepare = fn(&Project, usize) -> Outcome;

/// Prints a table of medians and ratios.
pub fn compare(docker: &Docker) -> Outcome {
    let project = Project::make(docker)?;
    let scenarios: [(&str, Prepare); 4] = [
        ("cold build and push", Project::reset),
        ("nothing changed", |_, _| Ok(())),
        ("source edit", Project::edit),
        ("one small dependency bumped", Project::bump),
    ];
    let mut costs: Vec<[Vec<Cost>; 2]> = scenarios.iter().map(|_| Default::default()).collect();
    for number in 0..RUNS {
        for (which, way) in WAYS.iter().enumerate() {
            progress(format_args!("run {} of {RUNS}: {}", number + 1, way.name));
            // Empty, so that a cold push finds nothing there.
            let registry = Registry::start(docker)?;
            run(docker
                .command()
                .args(["buildx", "prune", "--all", "--force"]))?;
            for (scenario, (_, prepare)) in scenarios.iter().enumerate() {
                prepare(&project, number)?;
                costs[scenario][which].push(registry.push(&project, way)?);
            }
        }
    }
    answer(
        "\n| seed's application, from edit to registry | cartwright | uv's Dockerfile | ratio |",
    )?;
    answer("| --- | --- | --- | --- |")?;
    for ((name, _), [ours, theirs]) in scenarios.iter().zip(&costs) {
        row(&format!("{name}: time"), "s", ours, theirs, |cost| {
            cost.seconds
        })?;
        row(&format!("{name}: pushed"), "MB", ours, theirs, |cost| {
            cost.bytes / 1e6
        })?;
    }
    Ok(())
}

fn row(
    name: &str,
    unit: &str,
    ours: &[Cost],
    theirs: &[Cost],
    figure: fn(&Cost) -> f64,
) -> Outcome {
    let [ours, theirs] = [ours, theirs].map(|costs| median(costs.iter().map(figure).collect()));
    let ratio = if theirs > 0.0 {
        format!("{:.3}", ours / theirs)
    } else {
        "–".to_owned()
    };
    answer(format_args!(
        "| {name} | {ours:.2} {unit} | {theirs:.2} {unit} | {ratio} |"
    ))
}

/// The application in a folder of its own, with a lock that was made for it.
struct Project {
    docker: Docker,
    folder: PathBuf,
    lock: String,
    bumped: String,
}

impl Project {
    fn make(docker: &Docker) -> Outcome<Self> {
        let folder = std::env::temp_dir().join(format!("cartwright-bench-{}", std::process::id()));
        fs::create_dir_all(&folder).about(folder.display())?;
        let mut project = Self {
            docker: docker.clone(),
            folder,
            lock: String::new(),
            bumped: String::new(),
        };
        project.lock = project.resolve(REQUIREMENTS)?;
        project.bumped = project.resolve(&REQUIREMENTS.replace(BUMPED.0, BUMPED.1))?;
        for way in &WAYS {
            let text = if way.file == "cart.yaml" {
                OURS
            } else {
                THEIRS
            };
            project.write(way.file, text)?;
        }
        let uv = "FROM python:3.13-slim AS uv\nRUN pip install --target /opt/uv uv==0.13.9\n\
            FROM scratch\nCOPY --from=uv /opt/uv/bin/uv /opt/uv/bin/uv\n";
        let mut command = docker.command();
        run_with_input(command.args(["buildx", "build", "--tag", UV, "-"]), uv)?;
        Ok(project)
    }

    fn resolve(&self, requirements: &str) -> Outcome<String> {
        self.write("requirements.txt", requirements)?;
        self.write(
            "lock.yaml",
            &OURS.replace("pylock.toml", "requirements.txt"),
        )?;
        let mut command = self.docker.command();
        command.args([
            "buildx",
            "build",
            "-f",
            "lock.yaml",
            "--target",
            "lock",
            "-o",
            ".",
            ".",
        ]);
        run(command.current_dir(&self.folder))?;
        let lock = self.folder.join("pylock.toml");
        fs::read_to_string(&lock).about(lock.display())
    }

    fn write(&self, name: &str, text: &str) -> Outcome {
        let path = self.folder.join(name);
        fs::write(&path, text).about(path.display())
    }

    fn reset(&self, _: usize) -> Outcome {
        self.write("pylock.toml", &self.lock)?;
        self.write(
            "main.py",
            &fs::read_to_string(root().join(super::PROJECT).join("main.py")).about("main.py")?,
        )
    }

    fn edit(&self, number: usize) -> Outcome {
        let path = self.folder.join("main.py");
        let text = fs::read_to_string(&path).about(path.display())?;
        self.write("main.py", &format!("{text}\n# edit {number}\n"))
    }

    fn bump(&self, _: usize) -> Outcome {
        self.write("pylock.toml", &self.bumped)
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A registry on loopback, with its files in a folder.
struct Registry {
    process: Child,
    folder: PathBuf,
}

impl Registry {
    fn start(docker: &Docker) -> Outcome<Self> {
        let folder =
            std::env::temp_dir().join(format!("cartwright-registry-{}", std::process::id()));
        fs::create_dir_all(&folder).about(folder.display())?;
        let config = folder.join("config.yml");
        let text = format!(
            "version: 0.1\nstorage: {{filesystem: {{rootdirectory: {}/data}}}}\nhttp: {{addr: \"127.0.0.1:{PORT}\"}}\n",
            folder.display()
        );
        fs::write(&config, text).about(config.display())?;
        let process = docker
            .lead(Command::new("docker-registry"))
            .args([Path::new("serve"), &config])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .about("docker-registry: install Debian's package of that name")?;
        let registry = Self { process, folder };
        let address = SocketAddr::from(([127, 0, 0, 1], PORT));
        let begin = Instant::now();
        while TcpStream::connect(address).is_err() {
            if begin.elapsed() > Duration::from_secs(10) {
                return Err(Problem::new(format!("no registry answers on {address}")));
            }
            sleep(Duration::from_millis(50));
        }
        Ok(registry)
    }

    /// Builds and pushes.
    fn push(&self, project: &Project, way: &Way) -> Outcome<Cost> {
        let tag = format!("127.0.0.1:{PORT}/{}", way.name);
        let before = self.stored()?;
        let start = Instant::now();
        let mut command = project.docker.command();
        command.args([
            "buildx",
            "build",
            "--provenance=false",
            "--push",
            "-f",
            way.file,
            "-t",
            &tag,
            ".",
        ]);
        run(command.current_dir(&project.folder))?;
        Ok(Cost {
            seconds: start.elapsed().as_secs_f64(),
            bytes: self.stored()? - before,
        })
    }

    /// Bytes of all blobs.
    fn stored(&self) -> Outcome<f64> {
        let data = self.folder.join("data");
        if !data.exists() {
            return Ok(0.0);
        }
        let counted = output(
            Command::new("du")
                .args(["-s", "--apparent-size", "-B1"])
                .arg(&data),
        )?;
        let bytes = counted.split_whitespace().next().unwrap_or_default();
        bytes.parse().about(format_args!("du says {counted:?}"))
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
