//! The shape of every key.

use serde_json::{Value, json};

use super::super::{
    auth, base, build_step, copy, dependencies, gate, healthcheck, index, process, read, secret,
    smoke, system_packages, trust,
};
use super::{about, any, flag, list, map, named, one_of_words, one_or_more, pairs, shared, text};

/// A key without a shape.
fn unknown(key: &str) -> ! {
    panic!("`{key}` has no shape: add it to {}", file!())
}

pub(super) fn spec() -> Value {
    let mut spec = map(read::FIELDS, field);
    spec["definitions"] = json!({
        "command": command(),
        "pairs": pairs(),
        "texts": one_or_more(json!({"type": "string"})),
        "healthcheck": health(),
        "process": map(process::FIELDS, process),
        "requirements": requirements(),
        "secret": any([text(), map(secret::FIELDS, secret)]),
        "step": any([shared("command"), map(&build_step::FIELDS, step)]),
        "gate": any([shared("command"), map(&gate::FIELDS, gate)]),
    });
    spec
}

fn field(key: &str) -> Value {
    match key {
        "args" => about(
            "What builds can give, `--build-arg NAME=…`, with defaults; `${NAME}` stands for it in the other keys",
            any([
                named(&json!({"type": ["string", "number", "boolean", "null"]})),
                list(&text()),
            ]),
        ),
        "python" => about(
            "The version: 3.13 or 3.13.5. Left out: `requires-python` and `.python-version` are asked",
            text(),
        ),
        "base" => about(
            "The image to build on: `slim`, the default, `alpine`, `distroless`, `minimal`, any image with Python, or a map of two: one that builds, and one that ships",
            any([
                json!({"type": "string"}),
                map(base::FIELDS, |_| json!({"type": "string"})),
            ]),
        ),
        "dependencies" => about(
            "What to install: a file, a list of requirements, or a map. Left out: what the folder holds",
            dependencies(),
        ),
        "index" => about(
            "The package indexes that replace the public one, and directories whose packages are taken before theirs",
            one_or_more(index()),
        ),
        "certificates" | "ssh" => trusted(key),
        "installer" | "layers" | "bytecode" | "prune" => installed(key),
        "apt" => about(
            "Debian packages: those of the running application, or a map that has those of builds, too",
            system(),
        ),
        "apk" => about("The same on Alpine", system()),
        "entrypoint" => about(
            "The program that always runs: a list, or one line that no shell runs",
            shared("command"),
        ),
        "command" => about(
            "The program, or the arguments of `entrypoint`, that `docker run` can replace",
            shared("command"),
        ),
        "processes" => about(
            "Several programs of one application, by name",
            named(&any([shared("command"), shared("process")])),
        ),
        "env" => about("Environment variables of the container", shared("pairs")),
        "user" => about(
            "The user that the container runs as; 10001 unless you say",
            text(),
        ),
        "workdir" => about(
            "The directory of the application; `/app` unless you say",
            json!({"type": "string"}),
        ),
        "port" => about(
            "The ports that the container listens on: 8000, 53/udp",
            one_or_more(port()),
        ),
        "healthcheck" => about(
            "How an engine finds out whether the container is well: `http:8000/health`, `tcp:50051`, or as in compose",
            shared("healthcheck"),
        ),
        "stop_signal" => about("The signal that asks the container to stop", text()),
        "volumes" => about("Directories whose files outlive a container", texts()),
        "writable" => about(
            "Directories that the container's user may write to",
            texts(),
        ),
        "labels" => about("Labels of the image", shared("pairs")),
        "annotations" => about("Annotations of the image's manifest", shared("pairs")),
        "include" => about(
            "The only files to ship, in the syntax of .dockerignore",
            texts(),
        ),
        "copy" => about(
            "Files from other images, named contexts, the builder, and other places of the build context",
            one_or_more(map(copy::FIELDS, copied)),
        ),
        "exclude" => about("Files not to ship, in the syntax of .dockerignore", texts()),
        "build" => about(
            "Steps that make files of the application",
            one_or_more(shared("step")),
        ),
        "test" => about("What the image has to pass", shared("gate")),
        "checks" => about(
            "More that the image has to pass, by name",
            named(&shared("gate")),
        ),
        "smoke" => about(
            "Whether what the image runs is imported before there is an image",
            any([flag(), map(smoke::FIELDS, |_| shared("pairs"))]),
        ),
        other => unknown(other),
    }
}

fn copied(key: &str) -> Value {
    match key {
        "from" => about(
            "An image, a named context, or `builder`; the build context unless you say",
            json!({"type": "string"}),
        ),
        "src" => about(
            "A path there; its last part may be a pattern",
            json!({"type": "string"}),
        ),
        "dest" => about(
            "A path in the image; with a slash at its end, a directory to put files into",
            json!({"type": "string"}),
        ),
        "mode" => about("Permissions of all of it, in octal digits: 755", text()),
        other => unknown(other),
    }
}

/// A line, or a list of words.
fn command() -> Value {
    any([json!({"type": "string"}), list(&text())])
}

fn system() -> Value {
    any([texts(), map(system_packages::FIELDS, |_| texts())])
}

fn texts() -> Value {
    shared("texts")
}

fn requirements() -> Value {
    any([json!({"type": "string"}), list(&json!({"type": "string"}))])
}

fn port() -> Value {
    let number = json!({"type": "integer", "minimum": 1, "maximum": 65535});
    any([number, json!({"type": "string"})])
}

fn dependencies() -> Value {
    any([
        shared("requirements"),
        map(dependencies::FIELDS, dependency),
    ])
}

fn dependency(key: &str) -> Value {
    match key {
        "file" => about(
            "A lock, a requirements file, pyproject.toml, or a script",
            json!({"type": "string"}),
        ),
        "packages" => about(
            "Requirements (PEP 508), alone or beside a file that is no lock",
            texts(),
        ),
        "package" => about("The member of the workspace, or several of them", texts()),
        "extras" => about("Extras of the project", texts()),
        "groups" => about("Dependency groups of the project", texts()),
        "constraints" => about("Files of versions to keep to", texts()),
        "overrides" => about("Versions that replace whatever else is asked for", texts()),
        "no_binary" => about("Projects never to install from a wheel, or `all`", texts()),
        "only_binary" => about("Projects never to build, or `all`", texts()),
        "build_network" => about("Projects whose builds get the network", texts()),
        "build_env" => about(
            "Variables of builds, and maps of the variables of single projects by their names",
            build_env(),
        ),
        "build_dependencies" => about(
            "What builds need and do not list, by the names of the projects",
            named(&texts()),
        ),
        "require_hashes" => about("Whether every requirement must have a hash", flag()),
        "exclude_newer" => about(
            "Ignores what was published after this moment",
            json!({"type": "string"}),
        ),
        other => unknown(other),
    }
}

fn build_env() -> Value {
    let value = json!({"type": ["string", "number", "boolean"]});
    any([named(&any([value, shared("pairs")])), list(&text())])
}

fn index() -> Value {
    any([json!({"type": "string"}), map(index::FIELDS, index_key)])
}

fn index_key(key: &str) -> Value {
    match key {
        "name" => about("What people call it", text()),
        "url" => about(
            "Where it is, without credentials",
            json!({"type": "string"}),
        ),
        "explicit" => about("Whether it only gives what a lock takes from it", flag()),
        "packages" => about(
            "The packages that come from it alone; it is asked for no others",
            one_or_more(text()),
        ),
        "auth" => about(
            "How to log in: ids of secrets, never their values",
            any([one_of_words(["netrc"]), map(auth::FIELDS, |_| text())]),
        ),
        "fetch" => about("Who downloads its files", one_of_words(["engine", "step"])),
        "path" => about(
            "A directory with wheels, in the build context or in what `from` names",
            text(),
        ),
        "from" => about("A named context or an image that has wheels", text()),
        other => unknown(other),
    }
}

fn installed(key: &str) -> Value {
    match key {
        "installer" => about("The program that installs", one_of_words(["uv", "pip"])),
        "bytecode" => about(
            "What is compiled before it ships: all that is imported, only dependencies and the application, or nothing",
            one_of_words(["all", "packages", "none"]),
        ),
        "prune" => about(
            "What is left out of packages: nothing, or what no program imports or reads",
            one_of_words(["none", "safe"]),
        ),
        "layers" => about(
            "The most layers of the image",
            json!({"type": "integer", "minimum": 10, "maximum": 120, "default": 60}),
        ),
        other => unknown(other),
    }
}

fn trusted(key: &str) -> Value {
    match key {
        "certificates" => about(
            "Certificates of authorities that steps trust beside those of the base: files of the context, or secrets",
            one_or_more(any([
                json!({"type": "string"}),
                map(trust::CERTIFICATE, certificate),
            ])),
        ),
        "ssh" => about(
            "How repositories are reached by SSH: the id of an agent, or a map of it and the hosts that are known",
            any([one_or_more(text()), map(trust::SSH, ssh)]),
        ),
        other => unknown(other),
    }
}

fn certificate(key: &str) -> Value {
    match key {
        "file" => about(
            "A file of the build context, PEM",
            json!({"type": "string"}),
        ),
        "secret" => about("The id of a secret, as in `--secret id=…`", text()),
        "runtime" => about("Whether the image trusts it, too", flag()),
        other => unknown(other),
    }
}

fn ssh(key: &str) -> Value {
    match key {
        "agent" => about("The id of the agent, as in `--ssh ID`", text()),
        "known_hosts" => about(
            "The keys of hosts: a file of the build context, or a list of its lines",
            requirements(),
        ),
        other => unknown(other),
    }
}

fn process(key: &str) -> Value {
    match key {
        // They mean what they mean above.
        "command" | "entrypoint" | "env" | "port" | "healthcheck" | "stop_signal" => field(key),
        other => unknown(other),
    }
}

fn health() -> Value {
    any([
        json!({"type": "string"}),
        list(&text()),
        map(healthcheck::FIELDS, health_key),
    ])
}

fn health_key(key: &str) -> Value {
    match key {
        "test" => about(
            "What is asked: `http:8000/health`, `tcp:50051`, a line, or a list that begins with CMD, CMD-SHELL or NONE",
            command(),
        ),
        "interval" | "timeout" | "start_period" | "start_interval" => {
            about("A duration: 30s, 1m30s", json!({"type": "string"}))
        }
        "retries" => about(
            "How many checks in a row fail before the container is unhealthy",
            json!({"type": "integer", "minimum": 1, "maximum": 1000}),
        ),
        "disable" => about(
            "Whether nothing is asked, not even what the base says",
            flag(),
        ),
        other => unknown(other),
    }
}

fn task(key: &str) -> Value {
    match key {
        "run" => about(
            "One command, or a list of commands",
            any([json!({"type": "string"}), list(&shared("command"))]),
        ),
        "extras" => about("Extras of the project that it needs", texts()),
        "groups" => about("Dependency groups of the project that it needs", texts()),
        "dependencies" => about("What it needs beside what ships", shared("requirements")),
        "env" => about("Variables, on top of those of the image", shared("pairs")),
        "secrets" => about(
            "Secrets of the build that it sees",
            one_or_more(shared("secret")),
        ),
        "ssh" => about("The SSH agent that it may use, as in `--ssh ID`", texts()),
        other => unknown(other),
    }
}

fn step(key: &str) -> Value {
    match key {
        "files" => about(
            "Patterns of files of the build context that it sees in the place of the application",
            texts(),
        ),
        "outputs" => about("What it makes of them, in a layer of its own", texts()),
        other => task(other),
    }
}

fn gate(key: &str) -> Value {
    match key {
        "required" => about("Whether there is no image when it fails", flag()),
        "files" => about(
            "Patterns of files of the build context that it sees beside what ships",
            texts(),
        ),
        "reports" => about("Files that `--target test-reports` exports", texts()),
        other => task(other),
    }
}

fn secret(key: &str) -> Value {
    match key {
        "id" => about("The id, as in `--secret id=…`", text()),
        "env" => about(
            "The variable that holds it; a file does without",
            json!({"type": "string"}),
        ),
        "required" => about("Whether builds without it fail", flag()),
        other => unknown(other),
    }
}
