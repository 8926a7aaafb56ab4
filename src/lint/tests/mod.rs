//! What rules find.

mod base;
mod commands;
mod locks;
mod reports;
mod secrets;
mod servers;

use super::*;
use crate::diagnostic::{Lint, SourceFile, render, render_one};
use crate::lock;

/// What is found in a spec and the files beside it: place, rule, text.
fn found(spec: &str, files: &[(&str, &str)]) -> String {
    let found = look_at(spec, files, Scope::Everything);
    let line = |(lint, finding): (Lint, &Diagnostic)| {
        let text = render_one(finding);
        let span = finding.at.as_ref().map(|at| format!("{:?}", at.span));
        format!("{} {}\n  {text}", lint.name(), span.unwrap_or_default())
    };
    found.warnings().map(line).collect::<Vec<_>>().join("\n")
}

fn look_at(spec: &str, files: &[(&str, &str)], scope: Scope) -> Diagnostics {
    let file = SourceFile::new("cart.yaml", spec);
    let (spec, warnings) = Spec::read(&file).unwrap();
    assert!(warnings.is_empty());
    let mut known = Files::new();
    let read = |paths: Vec<ContextPath>, known: &mut Files| {
        for path in paths {
            let file = files.iter().find(|(name, _)| *name == path.as_str());
            known.insert(path, file.map(|(_, text)| text.as_bytes()));
        }
    };
    let inputs = loop {
        match lock::collect(&spec, &known) {
            Ok(lock::Progress::Wants(paths)) => read(paths, &mut known),
            Ok(lock::Progress::Done(inputs)) => break inputs,
            Err(problems) => panic!("{}", render(&problems)),
        }
    };
    loop {
        match look(&spec, Some(&inputs), &known, scope) {
            Progress::Wants(paths) => read(paths, &mut known),
            Progress::Done(found) => return found,
        }
    }
}

/// Nothing is wrong with these.
#[track_caller]
fn nothing_in(specs: &[&str]) {
    for spec in specs {
        assert_eq!(found(spec, &[]), "", "{spec}");
    }
}

#[test]
fn builds_tell_what_they_know_anyway() {
    let told = look_at("user: root\ndependencies: [fastapi]", &[], Scope::Build);
    let lints: Vec<_> = told.warnings().map(|(lint, _)| lint).collect();
    assert_eq!(lints, [Lint::RootUser]);
}

#[test]
fn every_rule_has_a_page() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rules");
    let mut pages = std::collections::BTreeSet::new();
    for page in std::fs::read_dir(folder).unwrap() {
        pages.insert(page.unwrap().file_name().into_string().unwrap());
    }
    for lint in Lint::ALL {
        let name = lint.name();
        assert!(pages.remove(&format!("{name}.md")), "{name} has no page");
        assert!(lint.url().ends_with(&format!("/docs/rules/{name}.md")));
        let page = std::fs::read_to_string(format!("{folder}/{name}.md")).unwrap();
        let summary = crate::diagnostic::texts::lint::summary(lint);
        assert!(
            page.starts_with(&format!("# {name}\n\n{summary}.\n")),
            "{page}"
        );
        let parts = page.lines().filter(|line| line.starts_with("## "));
        let parts: Vec<_> = parts.collect();
        assert_eq!(
            parts,
            ["## Why", "## Wrong", "## Right", "## Silencing it"],
            "{name}"
        );
    }
    assert_eq!(pages.iter().find(|page| *page != "README.md"), None);
    assert!(Lint::ALL.is_sorted());
}
