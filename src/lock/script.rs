//! Scripts that say what they need (PEP 723).

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Spanned as At, Value};

use super::python::Requires;
use super::uv_settings::UvSettings;
use crate::diagnostic::{Diagnostic, SourceFile, Span, Spanned, texts::lock_formats as texts};
use crate::lock::read_toml;

/// What a script says.
pub(super) struct Script {
    /// Requirements (PEP 508).
    pub dependencies: Vec<Spanned<String>>,
    pub requires_python: Option<Requires>,
    /// `exclude-newer` of `[tool.uv]`.
    pub exclude_newer: Option<String>,
    /// `[tool.uv]`.
    pub settings: UvSettings,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Document {
    requires_python: Option<At<String>>,
    #[serde(default)]
    dependencies: Vec<At<String>>,
    #[serde(default)]
    tool: Tool,
}

#[derive(Default, Deserialize)]
struct Tool {
    #[serde(default)]
    uv: BTreeMap<At<String>, Value>,
}

const BEGIN: &str = "# /// script";
const END: &str = "# ///";

/// Reads the block of a script.
pub(super) fn parse(file: &SourceFile) -> Result<Script, Diagnostic> {
    let text = block(file)?;
    // It has the lines and columns of the script.
    let text = SourceFile::new(file.name(), text);
    let document: Document = read_toml(text.text()).map_err(|error| {
        let span = error.span().map_or_else(Span::default, |it| text.span(it));
        texts::script_syntax(error.message()).at(file.at(span))
    })?;
    let requires = document.requires_python.map(|requires| Requires {
        at: file.at(text.span(requires.span())),
        text: requires.into_inner(),
    });
    let spanned = |it: At<String>| {
        let span = text.span(it.span());
        Spanned::new(it.into_inner(), span)
    };
    let uv = document.tool.uv;
    let moment = uv.get("exclude-newer").and_then(Value::as_str);
    let exclude_newer = moment.map(str::to_owned);
    let entries = uv.into_iter().map(|(key, value)| (spanned(key), value));
    let settings = UvSettings {
        file: file.clone(),
        entries: entries.collect(),
    };
    Ok(Script {
        dependencies: document.dependencies.into_iter().map(spanned).collect(),
        requires_python: requires,
        exclude_newer,
        settings,
    })
}

/// The block with spaces for its number signs, and empty lines for what is above it.
fn block(file: &SourceFile) -> Result<String, Diagnostic> {
    let lines: Vec<_> = file.text().lines().map(str::trim_end).collect();
    let mut found = None;
    let mut from = 0;
    while let Some(begin) = lines[from..].iter().position(|line| *line == BEGIN) {
        let begin = from + begin + 1;
        let is_comment = |line: &&&str| **line == "#" || line.starts_with("# ");
        let length = lines[begin..].iter().take_while(is_comment).count();
        let comments = &lines[begin..begin + length];
        from = begin;
        // Without an end it is a comment like any other.
        let Some(end) = comments.iter().rposition(|line| *line == END) else {
            continue;
        };
        if found.is_some() {
            return Err(texts::several_script_blocks().at(file.at(file.line(begin))));
        }
        from = begin + end + 1;
        let content = comments[..end].iter();
        let content = content.map(|line| format!("  {}\n", line.get(2..).unwrap_or_default()));
        found = Some("\n".repeat(begin) + &content.collect::<String>());
    }
    let start = || file.at(Span::default());
    found.ok_or_else(|| texts::no_script_block(file.name()).at(start()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::diagnostic::render;
    use crate::lock::tests::{Context, run};
    use crate::lock::{Inputs, Requested};
    use crate::spec::Installer;

    fn told(script: &str) -> String {
        let context: Context = ("dependencies: tool.py", &[("tool.py", script)]);
        let inputs = match run(context) {
            Ok(inputs) => inputs,
            Err(problems) => return render(&problems),
        };
        let Inputs {
            python,
            requested: Requested::Requirements(requirements),
            ..
        } = inputs
        else {
            panic!("a lock: {script}");
        };
        let options = requirements.options.arguments(Installer::Uv).join(" ");
        let list = requirements.to_requirements_txt();
        format!("{list}--- Python {python} {options}")
    }

    #[test]
    fn the_block_of_a_script_is_read() {
        insta::assert_snapshot!(told(
            "#!/usr/bin/env python\r\n# /// other\r\n# x = 1\r\n# ///\r\n\r\n# /// script\r\n# requires-python = \">=3.9,<3.12\"\r\n\
            #\r\n# dependencies = [\r\n#   \"Rich>=13\", # tables\r\n#   \"six\",\r\n# ]\r\n# [tool.uv]\r\n\
            # exclude-newer = \"2026-10-01\"\r\n# ///\r\nimport rich\r\n"
        ), @"
        rich>=13
        six
        --- Python 3.11 --exclude-newer 2026-10-01
        ");
        insta::assert_snapshot!(told("# /// script\n# ///"), @"--- Python 3.13");
        insta::assert_snapshot!(told(
            "# /// script\n# dependencies = [\"b\"]\n# [[tool.uv.index]]\n# url = \"https://index.example.org\"\n\
            # [tool.uv.sources]\n# b = { git = \"https://example.com/b\" }\n# ///\n"
        ), @"
    b @ git+https://example.com/b
    --- Python 3.13 --extra-index-url https://index.example.org
    ");
    }

    #[test]
    fn blocks_that_are_none() {
        insta::assert_snapshot!([
            "print(1)\n",
            "# /// script\n# dependencies = []\nprint(1)\n# ///\n",
            "# /// script\n# dependencies = []\n# ///\n\n# /// script\n# ///\n",
            "# /// script\n# dependencies = [\n#   1\n# ]\n# ///\n",
            "# /// script\n# dependencies = [\n#   \"six=1\"\n# ]\n# ///\n",
            "# /// script\n# [[tool.uv.index]]\n# url = \"./simple\"\n# ///\n",
        ].map(told).join("\n"), @r#"
        tool.py:1:1: `tool.py` does not say what it needs
          why: there is no block `# /// script` in it (PEP 723)
          help: add one: `uv add --script FILE PACKAGE`, or write `# /// script`, `# dependencies = ["requests"]` and `# ///` on lines of their own
        tool.py:1:1: `tool.py` does not say what it needs
          why: there is no block `# /// script` in it (PEP 723)
          help: add one: `uv add --script FILE PACKAGE`, or write `# /// script`, `# dependencies = ["requests"]` and `# ///` on lines of their own
        tool.py:5:1: there is a second block `# /// script`
          help: keep one of them (PEP 723)
        tool.py:3:5: this is not a valid block `# /// script`
          why: invalid type: integer `1`, expected a string
          help: correct it here; the format is described in PEP 723
        tool.py:3:5: `=` does not compare versions
          help: write `==` for exactly this version
        tool.py:2:13: uv's setting `index` cannot be followed here
          why: without it, other packages would be installed than uv installs; addresses of indexes must begin with `https://`, without a password, and pip knows none of uv's settings
          help: lock with uv (`uv lock`, or `uv lock --script`), and name the lock as `dependencies`
        "#);
    }

    proptest! {
        #[test]
        fn any_script_is_read_or_refused(
            lines in prop::collection::vec("# ///( script)?|# |#|# dependencies = \\[|# \\]|# \"[a-z=]{0,4}\",?|é.{0,4}", 0..8),
        ) {
            let _ = told(&lines.join("\n"));
        }
    }
}
