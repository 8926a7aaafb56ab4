use std::fmt::Write;

use proptest::prelude::*;

use super::module::Module;
use super::{Argument, Value, token};

fn value(value: &Value) -> String {
    match value {
        Value::Call(name) => format!("{name}()"),
        Value::Text(text) => format!("{text:?}"),
        Value::Name(name) => name.clone(),
        Value::Other => "…".to_owned(),
    }
}

/// A module in few lines.
fn show(text: &str) -> String {
    let module = Module::parse(text);
    let line = |start: usize| text[..start].matches('\n').count() + 1;
    let mut shown = String::new();
    for import in &module.imports {
        let _ = writeln!(shown, "import {} as {}", import.origin, import.name);
    }
    for it in &module.assignments {
        let value = value(&it.value);
        let _ = writeln!(shown, "{}: {} = {value}", line(it.start), it.name);
    }
    for it in &module.functions {
        let kind = if it.is_async { "async def" } else { "def" };
        let arguments = if it.needs_nothing { "" } else { "…" };
        let calls: Vec<_> = it.calls.iter().map(String::as_str).collect();
        let _ = writeln!(
            shown,
            "{}: {kind} {}({arguments}) calls [{}]",
            line(it.start),
            it.name,
            calls.join(", ")
        );
    }
    for it in &module.calls {
        let arguments = it.arguments.iter().map(|argument| match argument {
            Argument::Positional(it) => value(it),
            Argument::Keyword(name, it) => format!("{name}={}", value(it)),
            Argument::Unpacked => "*".to_owned(),
        });
        let arguments = arguments.collect::<Vec<_>>().join(", ");
        let perhaps = if it.is_certain { "" } else { " perhaps" };
        let _ = writeln!(
            shown,
            "{}: {}({arguments}){perhaps}",
            line(it.start),
            it.name
        );
    }
    for (name, it) in &module.environment {
        let _ = writeln!(shown, "{}: ${name} = {:?}", line(it.start), it.value);
    }
    if let Some(start) = module.main {
        let _ = writeln!(shown, "{}: main", line(start));
    }
    shown
}

#[test]
fn an_application_and_what_surrounds_it() {
    let text = r#"
"""A docstring with app = Fake()."""
from __future__ import annotations
import os, sys as system
import streamlit as st
import a.b.c
from fastapi import (  # a comment
    FastAPI, APIRouter as Router,
)
from . import views
from ..shared.settings import *

app: FastAPI = FastAPI(
    title="it's",  # unbalanced ) in a comment
    description=f"{"nested"} {os.environ["X"]:>{10}} {{",
); NAME = "a" 'b'
one = two = lib.make(1)[0]
other = Thing() if NAME else None
wrapped = (
    Wrapped()
)

try:
    import uvloop
except ImportError:
    uvloop = None
else: uvloop.install()

class Settings:
    app = Hidden()

@decorated
def create_app(config=None, *args, debug: bool = False, **more) -> FastAPI:
    inner = FastAPI(); inner.include(Router())
    return other.prepare(inner)

async def serve(scope): pass

if "__main__" == __name__:
    app.run(
        host="0.0.0.0",
    )
"#;
    insta::assert_snapshot!(show(text), @r#"
    import __future__.annotations as annotations
    import os as os
    import sys as system
    import streamlit as st
    import a as a
    import fastapi.FastAPI as FastAPI
    import fastapi.APIRouter as Router
    import .views as views
    import ..shared.settings as *
    import uvloop as uvloop
    13: app = FastAPI()
    16: NAME = "ab"
    17: one = …
    17: two = …
    18: other = …
    19: wrapped = Wrapped()
    26: uvloop = …
    33: def create_app() calls [FastAPI, Router, inner.include, other.prepare]
    37: async def serve(…) calls []
    27: uvloop.install() perhaps
    40: app.run(host="0.0.0.0")
    39: main
    "#);
}

#[test]
fn where_django_keeps_its_settings() {
    let text = "import os\ndef main():\n    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n\
        os.environ[\"A\"] = \"b\"\n";
    insta::assert_snapshot!(show(text), @r#"
    import os as os
    2: def main() calls [os.environ.setdefault]
    3: $DJANGO_SETTINGS_MODULE = "shop.settings"
    4: $A = "b"
    "#);
}

#[test]
fn what_is_called_and_whether_it_is_for_certain() {
    let text = "a(1, 'b', c=d(), *e, **f,)\nwith x() as y:\n    y.b()\n    if z:\n        c()\n    d()\nif z: e()\nf()\n\
        try:\n    g()\nfinally:\n  h(host='1' '2')\nif __name__ == '__main__':\n    i(\n      (j),\n    )\n    while k:\n        l()\n    m()\nelse:\n    n()\n";
    insta::assert_snapshot!(show(text), @r#"
    1: a(…, "b", c=d(), *, *)
    3: y.b()
    5: c() perhaps
    6: d()
    7: e() perhaps
    8: f()
    10: g()
    12: h(host="12") perhaps
    14: i(j)
    18: l() perhaps
    19: m()
    21: n() perhaps
    13: main
    "#);
}

#[test]
fn names_are_resolved_by_imports() {
    let module =
        Module::parse("import streamlit as st\nfrom flask import Flask as F\nimport a.b\n");
    let names = ["st.title", "F", "a.b.c", "own"].map(|name| module.resolve(name));
    assert_eq!(names, ["streamlit.title", "flask.Flask", "a.b.c", "own"]);
}

#[test]
fn lines_go_on_in_brackets_strings_and_after_backslashes() {
    let text = "a = (1,\n  2)\nb = '''x\ny = C()\n'''\nc = \\\n  D()\r\nif x: e = F()\n  # comment\ng = 'open\nh = I()\n";
    insta::assert_snapshot!(show(text), @r#"
    1: a = …
    3: b = "x\ny = C()\n"
    6: c = D()
    8: e = F()
    10: g = …
    11: h = I()
    "#);
}

#[test]
fn deep_nesting_is_no_danger() {
    for unit in [
        "(", "f'{", "f\"{f'{", "[{(", "lambda: ", "if x:", "((((", "f'{x:{",
    ] {
        Module::parse(&unit.repeat(20_000));
    }
}

/// Pieces of Python in any order.
fn soup() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "app", "=", "(", ")", "[", "]", "{", "}", "'", "\"", "\"\"\"", "'''", "f'", "rb\"", "\\",
        "\n", "\r\n", "    ", "\t", ":", ";", ",", ".", "#", "import ", "from ", " as ", "def ",
        "async ", "class ", "if ", "lambda ", "match ", "case ", "*", "é", "1e-5", "0x",
        "__name__", "==", "\\N{", "\u{0}", "\u{c}",
    ]);
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_read(text in ".*") {
        Module::parse(&text);
    }

    #[test]
    fn any_soup_is_read(text in soup()) {
        Module::parse(&text);
    }

    #[test]
    fn tokens_stand_where_they_say(text in soup()) {
        let lines = token::lines(&text);
        let starts: Vec<_> = lines.iter().flat_map(|line| &line.tokens).map(|it| it.start).collect();
        prop_assert!(starts.is_sorted_by(|one, next| one < next));
        for token in lines.iter().flat_map(|line| &line.tokens) {
            if let Some(name) = token.name() {
                prop_assert!(text[token.start..].starts_with(name));
            }
        }
    }

    /// A string's value survives, whatever quotes it.
    #[test]
    fn strings_keep_their_value(value in "[a-z \\\\'\"{}\n\t#]*") {
        let quoted = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        for text in [format!("x = \"{quoted}\""), format!("x = \"\"\"{quoted}\"\"\"")] {
            let module = Module::parse(&text);
            prop_assert_eq!(module.text("x"), Some(value.as_str()));
        }
    }
}
