//! The frontend's own work, without BuildKit and without a process: from the text of a spec and a lock to a definition.

#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/fake_engine/mod.rs"]
mod fake_engine;

use std::time::Instant;

use buildkit_llb::{Image, Network, OpOrder, Platform, ResolveMode, Session, pb};
use cartwright::diagnostic::SourceFile;
use cartwright::lock::{Files, Progress, Requested, collect};
use cartwright::lower::{self, Engine, Settings};
use cartwright::plan::{self, BaseImage, Facts, ImageConfig, Wanted};
use cartwright::spec::Spec;

const RUNS: usize = 101;

const SPEC: &str =
    "# syntax=cartwright\npython: \"3.13\"\ndependencies: LOCK\nentrypoint: python main.py\n";

fn main() {
    let locks: Vec<(String, String)> =
        match std::env::args().nth(1).filter(|it| !it.starts_with("--")) {
            Some(path) => vec![(path.clone(), std::fs::read_to_string(path).unwrap())],
            None => vec![],
        };
    for (path, text) in locks {
        let name = path.rsplit('/').next().unwrap();
        let settings = settings();
        let facts: Facts = serde_json::from_str(fake_engine::FACTS).unwrap();
        let mut phases: Vec<[f64; 5]> = (0..RUNS)
            .map(|_| once(name, &text, &facts, &settings))
            .collect();
        for phase in 0..5 {
            phases.sort_by(|a, b| a[phase].total_cmp(&b[phase]));
            println!("{phase} {:.2} ms", phases[RUNS / 2][phase]);
        }
    }
}

fn once(name: &str, lock: &str, facts: &Facts, settings: &Settings) -> [f64; 5] {
    let start = Instant::now();
    let ms = |from: Instant| from.elapsed().as_secs_f64() * 1e3;
    let (spec, _) = Spec::read(&SourceFile::new("cart.yaml", SPEC.replace("LOCK", name))).unwrap();
    let mut files = Files::new();
    let inputs = loop {
        match collect(&spec, &files).unwrap() {
            Progress::Wants(paths) => {
                for path in paths {
                    let bytes = (path.as_str() == name).then_some(lock.as_bytes());
                    files.insert(path, bytes);
                }
            }
            Progress::Done(inputs) => break inputs,
        }
    };
    let a = ms(start);
    let Requested::Lock(parsed) = inputs.requested else {
        panic!()
    };
    let (locked, _) = parsed.select(&facts.target("amd64", "")).unwrap();
    let b = ms(start);
    let count = locked.packages.len();
    let wanted = Wanted::Locked(locked);
    let plan = plan::plan(&plan::Inputs {
        spec: &spec,
        wanted: &wanted,
        ignored: &[],
        base: BaseImage {
            reference: "docker.io/library/python:3.13-slim".into(),
            env: vec![],
            at: spec.file.at(spec.base.span),
        },
        config: ImageConfig::of_base(br#"{"architecture":"amd64","os":"linux"}"#).unwrap(),
        facts,
        epoch: None,
        labels: vec![],
        cache_namespace: "",
    })
    .unwrap();
    let c = ms(start);
    let definition = lower::image(&plan, settings).unwrap();
    let d = ms(start);
    assert!(count > 10 && definition.as_pb().def.len() > count);
    drop((plan, definition, parsed, files));
    [a, b - a, c - b, d - c, ms(start)]
}

fn settings() -> Settings {
    let platform: Platform = "linux/amd64".parse().unwrap();
    Settings {
        engine: Engine {
            platform: platform.clone(),
            order: OpOrder::of_engine(true),
            merges: true,
            logs_in: true,
            frontend: Image::new("cartwright", platform.clone()).into_output(),
        },
        session: Session::new("session").unwrap(),
        filename: "cart.yaml".into(),
        spec_source: "dockerfile".into(),
        platform,
        resolve_mode: ResolveMode::Default,
        no_cache: false,
        network: Network::default(),
        hosts: vec![],
        proxy: pb::ProxyEnv::default(),
    }
}
