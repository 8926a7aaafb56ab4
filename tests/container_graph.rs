//! How containers of an image run, as its configuration and its layers say it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::fake_engine::{Engine, FACTS, Transcript};
use buildkit_llb::{Digests, definition_to_json};
use serde_json::Value;

const SPEC: &str = "# syntax=cartwright
dependencies: []
entrypoint: python main.py
";

fn engine(lines: &str) -> Engine {
    Engine::with_files(&[("cart.yaml", &format!("{SPEC}{lines}"))])
}

/// The configuration of the image.
fn config(transcript: &Transcript) -> Value {
    assert!(transcript.error.is_none(), "{:?}", transcript.error);
    let result = transcript.result.as_ref().unwrap();
    serde_json::from_slice(&result.metadata["containerimage.config"]).unwrap()
}

#[test]
fn a_page_is_asked_for_without_a_program_of_the_systems() {
    let image = config(&engine("healthcheck: http:8000/health\n").run());
    let mut check = image["config"]["Healthcheck"].clone();
    let program = check["Test"][3].take();
    assert_eq!(program, include_str!("../src/steps/health.py"));
    insta::assert_snapshot!(check, @r#"{"StartInterval":2000000000,"StartPeriod":30000000000,"Test":["CMD","/usr/local/bin/python3","-ISBc",null,"8000","/health"]}"#);
}

#[test]
fn history_names_the_package_manager_of_the_base() {
    let alpine = FACTS.replace("\"apt\": true", "\"apt\": false, \"apk\": true");
    let alpine = alpine.replace("\"debian\"", "\"alpine\"");
    for (manager, facts) in [("apt", FACTS), ("apk", &alpine)] {
        let mut engine = engine(&format!(
            "base: example.com/run\n{manager}: {{run: [libpq]}}\n"
        ));
        engine
            .files
            .insert("facts.json".to_owned(), facts.to_owned());
        let told = config(&engine.run())["history"][1]["created_by"].clone();
        assert_eq!(told, format!("{} libpq", manager.to_uppercase()));
    }
}

#[test]
fn what_is_written_is_what_engines_are_told() {
    let lines = "healthcheck: {test: [CMD-SHELL, 'a || exit 1'], interval: 1m, timeout: 5s, retries: 2}\n\
        stop_signal: int\nvolumes: [/data, /app/media]\nwritable: [/data/cache, /home/app/.cache]\n";
    let image = config(&engine(lines).run());
    let of = |key: &str| &image["config"][key];
    insta::assert_snapshot!(of("Healthcheck"), @r#"{"Interval":60000000000,"Retries":2,"Test":["CMD-SHELL","a || exit 1"],"Timeout":5000000000}"#);
    insta::assert_snapshot!(of("StopSignal"), @r#""SIGINT""#);
    insta::assert_snapshot!(of("Volumes"), @r#"{"/app/media":{},"/data":{}}"#);
    let history = image["history"].as_array().unwrap().iter();
    let history = history.map(|entry| {
        let layer = if entry["empty_layer"] == true {
            " "
        } else {
            "+"
        };
        format!("{layer} {}", entry["created_by"].as_str().unwrap())
    });
    insta::assert_snapshot!(history.collect::<Vec<_>>().join("\n"), @r#"
    + base
    + ACCOUNT app 10001:10001
    + BYTECODE standard library
    + COPY . /app
    + WRITABLE /app/media /data /data/cache /home/app/.cache
      ENV PATH=/usr/local/bin:/usr/bin LANG=C.UTF-8 PYTHONUNBUFFERED=1 PYTHONFAULTHANDLER=1 PYTHONPATH=/app
      WORKDIR /app
      VOLUME /app/media
      VOLUME /data
      USER 10001:10001
      ENTRYPOINT ["python", "main.py"]
      HEALTHCHECK ["CMD-SHELL", "a || exit 1"]
      STOPSIGNAL SIGINT
    "#);
}

#[test]
fn directories_of_the_user_are_a_layer_on_top() {
    let lines = "writable: [/data, /app/media, /home/app/.cache/x, /var/lib/app]\n";
    let transcript = engine(lines).run();
    let json = definition_to_json(transcript.solved.last().unwrap(), Digests::Hidden);
    let ops = json.as_array().unwrap();
    let title = |op: &Value| {
        op["metadata"]["title"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let made = ops
        .iter()
        .filter(|op| title(op).starts_with("[runtime] WRITABLE"))
        .flat_map(|op| op["file"]["actions"].as_array().unwrap());
    let made: Vec<_> = made
        .map(|action| {
            let mut action = action.clone();
            if let Some(copy) = action.get_mut("copy").and_then(Value::as_object_mut) {
                copy.remove("from");
            }
            action.to_string()
        })
        .collect();
    insta::assert_snapshot!(made.join("\n"), @r#"
    {"mkdir":{"mode":"0755","owner":{"group":0,"user":0},"path":"/app"}}
    {"mkdir":{"mode":"0755","owner":{"group":10001,"user":10001},"path":"/app/media"}}
    {"mkdir":{"mode":"0755","owner":{"group":10001,"user":10001},"path":"/data"}}
    {"mkdir":{"mode":"0755","owner":{"group":0,"user":0},"path":"/home"}}
    {"mkdir":{"mode":"0755","owner":{"group":10001,"user":10001},"path":"/home/app"}}
    {"mkdir":{"mode":"0755","owner":{"group":10001,"user":10001},"path":"/home/app/.cache"}}
    {"mkdir":{"mode":"0755","owner":{"group":10001,"user":10001},"path":"/home/app/.cache/x"}}
    {"mkdir":{"mode":"0755","owner":{"group":0,"user":0},"path":"/var"}}
    {"mkdir":{"mode":"0755","owner":{"group":0,"user":0},"path":"/var/lib"}}
    {"mkdir":{"mode":"0755","owner":{"group":10001,"user":10001},"path":"/var/lib/app"}}
    {"copy":{"contents":true,"dest":"/","src":"/","timestamp":315532800000000000}}
    "#);
    let merge = ops
        .iter()
        .find(|op| title(op) == "[runtime] MERGE")
        .unwrap();
    let last = merge["merge"].as_array().unwrap().last().unwrap();
    let number: usize = last
        .as_str()
        .unwrap()
        .trim_start_matches('@')
        .parse()
        .unwrap();
    assert!(title(&ops[number]).starts_with("[runtime] WRITABLE"));
}

#[test]
fn a_health_check_that_is_none_is_said_to_be_none() {
    let image = config(&engine("healthcheck: {disable: true}\n").run());
    assert_eq!(
        image["config"]["Healthcheck"],
        serde_json::json!({"Test": ["NONE"]})
    );
}
