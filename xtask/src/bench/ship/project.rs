//! An application in a folder of its own, with locks that were made for it.

use std::fs;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use super::app::{ADDED, App, SMALL};
use super::way::{BASE, UV_IMAGE};
use crate::docker::Docker;
use crate::problem::{About as _, Outcome};
use crate::process::{progress, run, run_with_input};

/// What its folder holds when a scenario starts.
struct State {
    requirements: String,
    lock: String,
}

/// The folder and what belongs into it.
pub struct Project {
    pub docker: Docker,
    pub folder: PathBuf,
    first: State,
    bumped: State,
    added: State,
}

impl Project {
    /// Resolves everything that the scenarios need, so that none of them pays for it.
    pub fn make(docker: &Docker, app: &App) -> Outcome<Self> {
        progress(format_args!("{}: making locks", app.name));
        let folder = std::env::temp_dir().join(format!("cartwright-bench-{}", std::process::id()));
        fs::create_dir_all(&folder).about(folder.display())?;
        let empty = || State {
            requirements: String::new(),
            lock: String::new(),
        };
        let mut project = Self {
            docker: docker.clone(),
            folder,
            first: empty(),
            bumped: empty(),
            added: empty(),
        };
        project.reset_base()?;
        let bumped = app.requirements.replace(SMALL.0, SMALL.1);
        project.first = project.resolve(app.requirements.to_owned())?;
        project.bumped = project.resolve(bumped.clone())?;
        project.added = project.resolve(format!("{bumped}{ADDED}\n"))?;
        fs::remove_file(project.folder.join("resolve.yaml")).about("resolve.yaml")?;
        for way in app.ways() {
            project.write(way.file, way.text)?;
        }
        let uv = "FROM python:3.13-slim AS uv\nRUN pip install --target /opt/uv uv==0.13.9\n\
            FROM scratch\nCOPY --from=uv /opt/uv/bin/uv /opt/uv/bin/uv\n";
        project.image(UV_IMAGE, uv)?;
        Ok(project)
    }

    fn resolve(&self, requirements: String) -> Outcome<State> {
        self.write("requirements.txt", &requirements)?;
        let spec = format!(
            "# syntax=cartwright\nbase: {BASE}\ndependencies: requirements.txt\nentrypoint: python\n"
        );
        self.write("resolve.yaml", &spec)?;
        let mut command = self.docker.command();
        command.args(["buildx", "build", "--file=resolve.yaml", "--target=lock"]);
        run(command.args(["--output=.", "."]).current_dir(&self.folder))?;
        let lock = self.folder.join("pylock.toml");
        let lock = fs::read_to_string(&lock).about(lock.display())?;
        Ok(State { requirements, lock })
    }

    fn image(&self, name: &str, dockerfile: &str) -> Outcome {
        let mut command = self.docker.command();
        command.args(["buildx", "build", "--provenance=false", "--tag", name, "-"]);
        run_with_input(&mut command, dockerfile)
    }

    fn write(&self, name: &str, text: &str) -> Outcome {
        let path = self.folder.join(name);
        fs::write(&path, text).about(path.display())
    }

    fn set(&self, state: &State) -> Outcome {
        self.write("requirements.txt", &state.requirements)?;
        self.write("pylock.toml", &state.lock)
    }

    /// The base as it is at first: nothing on top of it is in the engine's image store, which keeps what is unpacked.
    pub fn reset_base(&self) -> Outcome {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = now.about("the clock")?.as_nanos();
        let new = format!("FROM python:3.11-slim\nRUN echo {now} > /etc/new\n");
        self.image(BASE, &new)
    }

    pub fn reset(&self, _: usize) -> Outcome {
        self.write("main.py", "print('ready')\n")?;
        self.set(&self.first)
    }

    pub fn edit(&self, number: usize) -> Outcome {
        self.write("main.py", &format!("print('ready')\n# edit {number}\n"))
    }

    pub fn bump(&self, _: usize) -> Outcome {
        self.set(&self.bumped)
    }

    pub fn add(&self, _: usize) -> Outcome {
        self.set(&self.added)
    }

    /// As a security fix of the distribution does.
    pub fn change_base(&self, _: usize) -> Outcome {
        self.reset_base()
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}
