//! Web applications: objects of a framework's class in a module, or functions that make one.

use super::candidate::{Candidate, oddity, outermost};
use super::project::{LEVELS, Project};
use super::python::Value;
use super::servers::{self, Interface, Target};
use super::tree::{Source, View};
use crate::diagnostic::texts::infer as texts;

/// A framework whose applications a server runs.
struct Framework {
    name: &'static str,
    /// What makes an application, by where it can be imported from.
    classes: &'static [&'static str],
    interface: Interface,
}

const FRAMEWORKS: [Framework; 9] = [
    Framework {
        name: "FastAPI",
        classes: &["fastapi.FastAPI", "fastapi.applications.FastAPI"],
        interface: Interface::Asgi,
    },
    Framework {
        name: "Starlette",
        classes: &["starlette.applications.Starlette"],
        interface: Interface::Asgi,
    },
    Framework {
        name: "Litestar",
        classes: &["litestar.Litestar", "litestar.app.Litestar"],
        interface: Interface::Asgi,
    },
    Framework {
        name: "Quart",
        classes: &["quart.Quart", "quart.app.Quart"],
        interface: Interface::Asgi,
    },
    Framework {
        name: "Falcon",
        classes: &["falcon.asgi.App"],
        interface: Interface::Asgi,
    },
    Framework {
        name: "Falcon",
        classes: &["falcon.App", "falcon.API"],
        interface: Interface::Wsgi,
    },
    Framework {
        name: FLASK,
        classes: &["flask.Flask", "flask.app.Flask"],
        interface: Interface::Wsgi,
    },
    Framework {
        name: "aiohttp",
        classes: &["aiohttp.web.Application"],
        interface: Interface::Aiohttp,
    },
    Framework {
        name: "Sanic",
        classes: &["sanic.Sanic", "sanic.app.Sanic"],
        interface: Interface::Sanic,
    },
];

/// What serves is an attribute of what its class makes: `server = app.server`.
const DASH: Framework = Framework {
    name: "Dash",
    classes: &["dash.Dash", "dash.dash.Dash"],
    interface: Interface::Wsgi,
};

const FLASK: &str = "Flask";

/// How many modules a name is followed through.
const LONGEST_WAY: usize = 4;

/// The applications of the first level that has any; instances before functions that make one.
pub(super) fn find(project: &Project, view: &mut View) -> Vec<Candidate> {
    for level in LEVELS {
        let sources = project.modules(level, view);
        for find in [instances as Finder, factories] {
            let mut found = Vec::new();
            for source in &sources {
                let here = find(project, source, view);
                found.extend(here.into_iter().map(|found| (source.clone(), found)));
            }
            let candidates: Vec<_> = outermost(project, found)
                .into_iter()
                .filter_map(|(source, found)| found.candidate(project, &source))
                .collect();
            if view.misses() || !candidates.is_empty() {
                return candidates;
            }
        }
    }
    Vec::new()
}

/// The applications of a module.
type Finder = fn(&Project, &Source, &mut View) -> Vec<Found>;

struct Found {
    framework: &'static Framework,
    name: String,
    is_factory: bool,
    start: usize,
}

/// `app = Flask(…)`, `app = create_app()` where that makes one, and `server = app.server` of Dash.
fn instances(project: &Project, source: &Source, view: &mut View) -> Vec<Found> {
    let assignments = source.module.assignments.iter();
    let found = assignments.filter_map(|assignment| {
        let framework = match &assignment.value {
            Value::Call(called) => maker(project, source, called, LONGEST_WAY, view)?,
            Value::Name(name) => dash(project, source, name)?,
            Value::Text(_) | Value::Other => return None,
        };
        Some(Found {
            framework,
            name: assignment.name.clone(),
            is_factory: false,
            start: assignment.start,
        })
    });
    found.collect()
}

/// [`DASH`], if a name is that of what serves an application of it.
fn dash(project: &Project, source: &Source, name: &str) -> Option<&'static Framework> {
    let object = name.strip_suffix(".server")?;
    let mut assignments = source.module.assignments.iter();
    let made = assignments.find(|it| it.name == object)?;
    let Value::Call(called) = &made.value else {
        return None;
    };
    let class = project.resolve(source, called);
    DASH.classes.contains(&class.as_str()).then_some(&DASH)
}

/// `def create_app():`, with a call of a framework's class in its body.
fn factories(project: &Project, source: &Source, _: &mut View) -> Vec<Found> {
    let functions = source.module.functions.iter();
    let usable =
        functions.filter(|it| it.needs_nothing && !it.is_async && !it.name.starts_with('_'));
    let found = usable.filter_map(|function| {
        let mut calls = function.calls.iter();
        Some(Found {
            framework: calls.find_map(|called| class(&project.resolve(source, called)))?,
            name: function.name.clone(),
            is_factory: true,
            start: function.start,
        })
    });
    found.collect()
}

fn class(path: &str) -> Option<&'static Framework> {
    FRAMEWORKS.iter().find(|it| it.classes.contains(&path))
}

/// The framework whose application a call gives: the framework's own class, or a function of the project that calls it.
fn maker(
    project: &Project,
    source: &Source,
    called: &str,
    way: usize,
    view: &mut View,
) -> Option<&'static Framework> {
    let path = project.resolve(source, called);
    if let Some(framework) = class(&path) {
        return Some(framework);
    }
    let functions = &source.module.functions;
    if let Some(function) = functions.iter().find(|it| it.name == called) {
        let mut calls = function.calls.iter();
        return calls.find_map(|called| class(&project.resolve(source, called)));
    }
    let (module, name) = path.rsplit_once('.').filter(|_| way > 0)?;
    let other = project.module(module, view)?;
    maker(project, &other, name, way - 1, view)
}

impl Found {
    /// `None` for what no server runs and may run by itself.
    fn candidate(self, project: &Project, source: &Source) -> Option<Candidate> {
        let Framework {
            name, interface, ..
        } = *self.framework;
        let kind = if self.is_factory {
            "factory"
        } else {
            "instance"
        };
        let what = format!("{name} {kind} `{}`", self.name);
        let at = source.at(self.start);
        let target = Target {
            module: project.name_of(&source.path)?,
            name: self.name,
            is_factory: self.is_factory,
        };
        let mut candidate = Candidate::new(Vec::<String>::new(), what, at);
        candidate.port = Some(servers::port(project));
        candidate.oddity = oddity(source, Some(&target.name));
        let servers = servers::names(interface);
        match servers::command(interface, &target, project) {
            Some(argv) => candidate.argv = argv,
            None if interface == Interface::Aiohttp || name == DASH.name => return None,
            None if name == FLASK => {
                candidate.argv = development_server(&target, project);
                candidate.warning = Some(texts::development_server(name, servers));
            }
            None => {
                let problem = texts::no_server(&candidate.what, servers);
                candidate.problem = Some(problem.at(candidate.at.clone()));
            }
        }
        Some(candidate)
    }
}

/// Flask's own.
fn development_server(target: &Target, project: &Project) -> Vec<String> {
    let app = format!("{}:{}", target.module, target.name);
    let port = servers::port(project).to_string();
    let argv = [
        "flask", "--app", &app, "run", "--host", "0.0.0.0", "--port", &port,
    ];
    argv.map(str::to_owned).to_vec()
}
