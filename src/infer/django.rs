//! Django: `manage.py` names the settings, and the settings name the application.

use super::candidate::Candidate;
use super::project::Project;
use super::python::is_identifier;
use super::servers::{self, Interface, Target};
use super::tree::{Source, View};
use crate::diagnostic::texts::infer as texts;

/// How many modules of settings may import each other.
const LONGEST_WAY: usize = 4;

pub(super) fn find(project: &Project, view: &mut View) -> Vec<Candidate> {
    let manage = project.directory.file("manage.py").ok();
    let Some(manage) = manage.and_then(|path| view.file(&path)) else {
        return Vec::new();
    };
    let mut environment = manage.module.environment.iter();
    let settings = environment.find(|(name, _)| name == "DJANGO_SETTINGS_MODULE");
    let Some((_, settings)) = settings.filter(|(_, it)| is_dotted_name(&it.value)) else {
        return Vec::new();
    };
    let what = format!("Django project `{}`", settings.value);
    let port = servers::port(project);
    let mut warning = None;
    let argv = server(project, &settings.value, view).unwrap_or_else(|| {
        let servers = servers::names(Interface::Wsgi);
        warning = Some(texts::development_server("Django", servers));
        development_server(&manage, port)
    });
    vec![Candidate {
        port: Some(port),
        warning,
        ..Candidate::new(argv, what, manage.at(settings.start))
    }]
}

/// The server among the dependencies, for an interface that the settings name or that `startproject` made a module for.
fn server(project: &Project, settings: &str, view: &mut View) -> Option<Vec<String>> {
    let mut named = |name| setting(project, settings, name, LONGEST_WAY, view);
    let (asgi, wsgi) = (named("ASGI_APPLICATION"), named("WSGI_APPLICATION"));
    let root = settings.split('.').next()?;
    let mut made = |kind| {
        let source = project.module(&format!("{root}.{kind}"), view)?;
        let mut assignments = source.module.assignments.iter();
        let is_made = assignments.any(|it| it.name == "application");
        is_made.then(|| format!("{root}.{kind}.application"))
    };
    let ways = [
        (Interface::Asgi, asgi),
        (Interface::Wsgi, wsgi.or_else(|| made("wsgi"))),
        (Interface::Asgi, made("asgi")),
    ];
    ways.into_iter().find_map(|(interface, application)| {
        let application = application.filter(|it| is_dotted_name(it))?;
        let (module, name) = application.rsplit_once('.')?;
        let target = Target {
            module: module.to_owned(),
            name: name.to_owned(),
            is_factory: false,
        };
        servers::command(interface, &target, project)
    })
}

fn is_dotted_name(text: &str) -> bool {
    text.split('.').all(is_identifier)
}

/// Django's own, without the process that watches the files.
fn development_server(manage: &Source, port: u16) -> Vec<String> {
    let address = format!("0.0.0.0:{port}");
    let path = manage.path.as_str();
    let argv = ["python", path, "runserver", "--noreload", &address];
    argv.map(str::to_owned).to_vec()
}

/// A text in the settings, or in settings that they import all of.
fn setting(
    project: &Project,
    module: &str,
    name: &str,
    way: usize,
    view: &mut View,
) -> Option<String> {
    let source = project.module(module, view)?;
    if let Some(text) = source.module.text(name) {
        return Some(text.to_owned());
    }
    let imports = source
        .module
        .imports
        .iter()
        .filter(|it| it.name == "*" && way > 0);
    let bases: Vec<_> = imports
        .map(|it| project.resolve(&source, &it.origin))
        .collect();
    bases
        .iter()
        .rev()
        .find_map(|base| setting(project, base, name, way - 1, view))
}
