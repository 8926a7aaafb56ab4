//! `entry_points.txt`: the commands of a distribution.

use crate::error::Fault;
use crate::safe_path::SafePath;

/// A command: the name of a file, and the function that it calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryPoint {
    /// The file's name.
    pub name: SafePath,
    /// `package.module`
    pub module: String,
    /// `function`, or `Class.method`.
    pub function: String,
}

/// The console and GUI scripts. On Linux they are the same.
pub fn scripts(text: &str) -> Result<Vec<EntryPoint>, Fault> {
    let mut scripts = Vec::new();
    let mut is_script = false;
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(section) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            is_script = matches!(section.trim(), "console_scripts" | "gui_scripts");
        } else if is_script {
            let script = parse(line).ok_or_else(|| Fault::EntryPoint(line.to_owned()))?;
            scripts.push(script);
        }
    }
    Ok(scripts)
}

/// `name = module:function [extra]`
fn parse(line: &str) -> Option<EntryPoint> {
    let (name, reference) = line.split_once('=')?;
    let name = SafePath::parse(name.trim()).ok()?;
    let (module, function) = reference.split('[').next()?.split_once(':')?;
    let (module, function) = (module.trim(), function.trim());
    if name.depth() != 1 || !is_dotted_name(module) || !is_dotted_name(function) {
        return None;
    }
    Some(EntryPoint {
        name,
        module: module.to_owned(),
        function: function.to_owned(),
    })
}

/// These become source code, so nothing else than names may pass.
fn is_dotted_name(text: &str) -> bool {
    text.split('.').all(|name| {
        let is_letter = |letter: char| letter == '_' || letter.is_alphabetic();
        name.starts_with(is_letter)
            && name
                .chars()
                .all(|letter| is_letter(letter) || letter.is_numeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn scripts_are_found_among_other_groups() {
        let found = scripts(
            "# comment\n[console_scripts]\na = p.m:f\nb=p:C.f [extra, x]\n\n[pytest11]\nx = y\n[ gui_scripts ]\nc = p:g\n",
        )
        .unwrap();
        let found: Vec<_> = found
            .iter()
            .map(|script| format!("{} {} {}", script.name, script.module, script.function))
            .collect();
        assert_eq!(found, ["a p.m f", "b p C.f", "c p g"]);
    }

    #[test]
    fn what_is_not_a_function_is_refused() {
        for line in [
            "a",
            "a = p",
            "a = p:",
            "= p:f",
            "a/b = p:f",
            "../a = p:f",
            "a = p:f()",
            "a = p;import os:f",
            "a = p:f\u{7f}",
            "a = 1p:f",
            "a = p..q:f",
        ] {
            assert!(
                scripts(&format!("[console_scripts]\n{line}")).is_err(),
                "{line}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "(?s).{0,200}") {
            let _ = scripts(&format!("[console_scripts]\n{text}"));
        }
    }
}
