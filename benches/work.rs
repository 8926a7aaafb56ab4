//! The frontend's own work, without BuildKit and without a process: from the text of a spec and a lock to a definition.
//! `cargo xtask bench` runs this as it is released.

#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used, clippy::panic)]

#[path = "../tests/fake_engine/mod.rs"]
mod fake_engine;
mod support;

use std::collections::BTreeMap;
use std::time::Instant;

use buildkit_llb::{Definition, Image, OpOrder, Platform, ResolveMode, Session};
use cartwright::diagnostic::SourceFile;
use cartwright::lock::{Files, Progress, Requested, collect};
use cartwright::lower::{
    self, ClientDirectory, Context, Engine, NoCache, Sandbox, Settings, Site, Sources,
};
use cartwright::plan::{self, Base, BaseImage, Bases, Facts, ImageConfig, Wanted};
use cartwright::spec::Spec;
use support::PACKAGES;

const RUNS: usize = 101;

const SPEC: &str = "# syntax=cartwright\npython: \"3.13\"\ndependencies: pylock.toml\nentrypoint: python main.py\n";

fn main() {
    let facts: Facts = serde_json::from_str(fake_engine::FACTS).unwrap();
    let settings = settings();
    for (wheels, what) in [
        (1, "one wheel each"),
        (usize::MAX, "wheels for all platforms"),
    ] {
        let lock = support::pylock(wheels);
        let mut times: Vec<_> = (0..RUNS)
            .map(|_| {
                let start = Instant::now();
                let definition = definition(&lock, &facts, &settings);
                let time = start.elapsed().as_secs_f64() * 1e3;
                assert!(definition.as_pb().def.len() > PACKAGES);
                time
            })
            .collect();
        times.sort_by(f64::total_cmp);
        println!(
            "| spec and lock of {PACKAGES} packages ({what}) to definition, median of {RUNS} | {:.1} ms |",
            times[RUNS / 2]
        );
    }
}

fn definition(lock: &str, facts: &Facts, settings: &Settings) -> Definition {
    let (spec, _) = Spec::read(&SourceFile::new("cart.yaml", SPEC)).unwrap();
    let mut files = Files::new();
    let inputs = loop {
        match collect(&spec, &files).unwrap() {
            Progress::Wants(paths) => {
                for path in paths {
                    let bytes = (path.as_str() == "pylock.toml").then_some(lock.as_bytes());
                    files.insert(path, bytes);
                }
            }
            Progress::Done(inputs) => break inputs,
        }
    };
    let Requested::Lock(parsed) = &inputs.requested else {
        panic!("a lock is a lock")
    };
    let (locked, _) = parsed.select(&facts.target("amd64", "")).unwrap();
    let image = BaseImage {
        context: None,
        is_reduced: false,
        machine: plan::Machine::Engine,
        architecture: "amd64".to_owned(),
        reference: "docker.io/library/python:3.13-slim".to_owned(),
        env: Vec::new(),
        at: spec.file.at(spec.base.run.span),
    };
    let bases = Bases::native(
        Base::new(image.clone(), facts.clone()),
        Base::new(image, facts.clone()),
    );
    let plan = plan::plan(&plan::Inputs {
        spec: &spec,
        variant: plan::Variant::Runtime,
        process: None,
        about: &inputs.about,
        builds: &inputs.builds,
        wanted: &Wanted::Locked(locked),
        extras: &BTreeMap::new(),
        ignored: &[],
        trust: &plan::Trust::default(),
        bases: &bases,
        config: ImageConfig::of_base(br#"{"architecture":"amd64","os":"linux"}"#).unwrap(),
        epoch: None,
        labels: Vec::new(),
        cache_namespace: "",
        inferred: None,
    })
    .unwrap();
    let site = Site {
        settings,
        platform: settings.engine.platform.clone(),
        is_named: false,
        certificates: Vec::new(),
        contexts: BTreeMap::new(),
        native: None,
    };
    lower::image(&plan, &site, Vec::new()).unwrap()
}

fn settings() -> Settings {
    let platform: Platform = "linux/amd64".parse().unwrap();
    let session = Session::new("session").unwrap();
    let directory = |name: &str| {
        Context::Local(ClientDirectory {
            name: name.to_owned(),
            session: session.clone(),
            hint: name.to_owned(),
            ignored: Vec::new(),
        })
    };
    Settings {
        sources: Sources {
            entry: directory("dockerfile"),
            filename: "cart.yaml".to_owned(),
            context: directory("context"),
        },
        engine: Engine {
            platforms: vec![platform.clone()],
            platform: platform.clone(),
            order: OpOrder::of_engine(true),
            merges: true,
            logs_in: true,
            keys_by_origin: true,
            frontend: Image::new("cartwright", platform.clone()).into_output(),
        },
        session,
        resolve_mode: ResolveMode::Default,
        no_cache: NoCache::Nothing,
        sandbox: Sandbox::default(),
    }
}
