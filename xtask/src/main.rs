//! The project's own tasks. `cargo xtask help` lists them.

mod bench;
mod demo;
mod docker;
mod engine;
mod fuzz;
mod image;
mod options;
mod oracle;
mod problem;
mod process;
mod repository;
mod test;

use std::env;
use std::num::ParseIntError;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;

use options::Options;
use problem::{About as _, Outcome, Problem};
use process::{answer, progress};

const HELP: &str = "\
The project's tasks.

cargo xtask demo
    From examples/fastapi/cart.yaml to an answer over HTTP, with the image's size and where the time went.
cargo xtask test [--slow] [--release] [--store STORE] [CARGO TEST ARGUMENTS] [-- TEST ARGUMENTS]
    Every test of the workspace, those that need an engine included, those of `oracle` and slow ones not; with --slow
    the slow ones alone. They run on a frontend that is compiled quickly, with --release on the one that is released.
cargo xtask bench [--unchanged | --sizes | --stages | --ship] [--app seed|60|300] [--runs NUMBER]
    What things cost, measured in turn in one run, as tables; with --unchanged only builds that have nothing to do, with
    --sizes only how large the examples of examples/seed are, with --stages only what tests cost, with --ship only the way
    from edit to registry, of one application or of all. Medians of 5 runs, or of as many as --runs says.
cargo xtask oracle
    Compares with Python's own tools, which are downloaded: packaging and uv; an image of 200 distributions with what uv
    installs from its lock. Takes 4 GB of the engine's disk.
cargo xtask fuzz [TARGET...] [--inputs NUMBER] [--seed NUMBER] [--replay FILE]
    Gives hostile input to everything that reads what others wrote: 10 million each, unless --inputs says something else.
    Nothing may panic, take a second or 256 MB. With --replay, gives one target one file.
cargo xtask image [--name NAME] [--env NAME=VALUE]... [--quick | --from-source]
    Loads the frontend's image (default name: cartwright) into the engine. It is built here, with --quick sooner and not
    as it is released; with --from-source, in a container, by Dockerfile.frontend alone.
cargo xtask engine up [--store containerd|classic]
    Makes sure that there is a Docker engine with buildx. One that is reachable is used as it is. Else (root on
    Debian needed) a private one starts, with stand-ins for python:3.11-slim and python:3.13-slim.
    The private engine is restarted if its image store is not the one that --store says, or if it is out of date.
cargo xtask engine stand-ins [--alpine]
    Makes stand-ins for the other images that tests start from: distroless. `test` does so by itself.
    With --alpine, makes the one that slow tests start from, which is compiled: minutes.
cargo xtask engine env
    Variables that lead there: eval \"$(cargo xtask engine env)\"; docker ps
cargo xtask engine twin DIR [--store containerd|classic]
    Starts another engine in an empty directory, of the same parts as the private one and with its frontend, and with empty
    caches; prints the variables that lead there. With them, `engine down --purge` ends it.
cargo xtask engine down [--purge]
    Ends the private engine. Its files stay for the next time, unless --purge is given.

demo, test, bench and image set up what is missing. The private engine is wholly in .engine, or in $CARTWRIGHT_ENGINE_DIR.";

fn main() -> ExitCode {
    match task(env::args().skip(1).collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            progress(problem);
            ExitCode::FAILURE
        }
    }
}

fn task(arguments: Vec<String>) -> Outcome {
    let mut options = Options::new(arguments);
    match options.word().as_deref() {
        Some("bench") => {
            let parts = [
                ("--unchanged", bench::Part::Unchanged),
                ("--sizes", bench::Part::Sizes),
                ("--stages", bench::Part::Stages),
                ("--ship", bench::Part::Ship),
            ];
            let only = parts.into_iter().find(|(flag, _)| options.flag(flag));
            let choice = bench::Choice {
                only: only.map(|(_, part)| part),
                runs: options
                    .value("--runs")?
                    .map_or(Ok(5), |text| number(&text))?,
                app: options.value("--app")?,
            };
            options.end().and_then(|()| bench::bench(&choice))
        }
        Some("demo") => options.end().and_then(|()| demo::demo()),
        Some("fuzz") => fuzz_targets(options),
        Some("oracle") => options.end().and_then(|()| oracle::compare()),
        Some("test") => {
            let choice = test::Choice {
                slow: options.flag("--slow"),
                frontend: frontend(!options.flag("--release")),
                store: options.parsed("--store")?,
            };
            test::test(&choice, &options.rest())
        }
        Some("image") => load_image(options),
        Some("engine") => engine_task(options),
        None | Some("help" | "--help" | "-h") => answer(HELP),
        Some(other) => Err(Problem::new(format!(
            "there is no task `{other}`: see `cargo xtask help`"
        ))),
    }
}

fn number<N: FromStr<Err = ParseIntError>>(text: &str) -> Outcome<N> {
    text.parse().about(format_args!("`{text}` is no number"))
}

fn fuzz_targets(mut options: Options) -> Outcome {
    let mut value = |name: &str, default: u64| {
        let given = options.value(name)?;
        given.map_or(Ok(default), |text| number(&text))
    };
    let (inputs, seed) = (value("--inputs", 10_000_000)?, value("--seed", 1)?);
    let replay = options.value("--replay")?.map(PathBuf::from);
    fuzz::fuzz(&fuzz::Choice {
        targets: options.rest(),
        inputs,
        seed,
        replay,
    })
}

fn frontend(quick: bool) -> image::Build {
    if quick {
        image::Build::Quick
    } else {
        image::Build::Release
    }
}

fn load_image(mut options: Options) -> Outcome {
    let name = options
        .value("--name")?
        .unwrap_or_else(|| image::NAME.to_owned());
    let env = options.values("--env")?;
    let from_source = options.flag("--from-source");
    let how = frontend(options.flag("--quick"));
    options.end()?;
    let docker = engine::up(None)?;
    if from_source {
        image::load_from_source(&docker, &name, &env)
    } else {
        image::load(&docker, &name, &env, how)
    }
}

fn engine_task(mut options: Options) -> Outcome {
    match options.word().as_deref() {
        Some("up") => {
            let store = options.parsed("--store")?;
            options.end()?;
            engine::up(store).map(drop)
        }
        Some("stand-ins") => {
            let alpine = options.flag("--alpine");
            options.end()?;
            let docker = engine::current()?;
            if alpine {
                engine::derive_alpine(&docker)
            } else {
                engine::derive(&docker)
            }
        }
        Some("env") => {
            options.end()?;
            engine::current()?
                .exports()
                .into_iter()
                .try_for_each(answer)
        }
        Some("twin") => {
            let store = options.parsed("--store")?.unwrap_or_default();
            let dir = options.word();
            options.end()?;
            let dir =
                dir.ok_or_else(|| Problem::new("`cargo xtask engine twin` takes a directory"))?;
            let twin = engine::twin(Path::new(&dir), store)?;
            twin.exports().into_iter().try_for_each(answer)
        }
        Some("down") => {
            let purge = options.flag("--purge");
            options.end()?;
            engine::down(purge)
        }
        _ => Err(Problem::new(
            "`cargo xtask engine` takes up, stand-ins, env, twin or down: see `cargo xtask help`",
        )),
    }
}
