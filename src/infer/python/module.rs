//! What a module does when it is imported.

use std::collections::BTreeSet;

use super::import;
use super::statement::{self, Block, Statement};
use super::token::{self, Kind, Line, Token};

/// The statements that run when a module is imported, as far as they tell what it is: those of functions and classes do
/// not, those under `if`, `try`, `with` and the like do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Module {
    /// In the order of the text.
    pub(crate) imports: Vec<Import>,
    /// In the order of the text.
    pub(crate) assignments: Vec<Assignment>,
    /// In the order of the text.
    pub(crate) functions: Vec<Function>,
    /// Calls that are statements of their own: `app.run()`.
    pub(crate) calls: Vec<Call>,
    /// Where `if __name__ == "__main__":` begins, in bytes.
    pub(crate) main: Option<usize>,
    /// Environment variables that are set to a text, anywhere in the module.
    pub(crate) environment: Vec<(String, Place<String>)>,
}

/// Something, and where it begins in the text, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place<T> {
    pub(crate) value: T,
    pub(crate) start: usize,
}

/// A name and what it stands for: `import a.b as c` has `c` stand for `a.b`, and `from .a import b` has `b` stand for `.a.b`.
/// The name is `*` for all that a module has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Import {
    pub(crate) name: String,
    pub(crate) origin: String,
    pub(crate) start: usize,
}

/// `name = value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Assignment {
    pub(crate) name: String,
    pub(crate) value: Value,
    pub(crate) start: usize,
}

/// What is assigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// The result of a call, by the dotted name of what is called.
    Call(String),
    /// A string.
    Text(String),
    /// What has a dotted name.
    Name(String),
    /// Anything else.
    Other,
}

/// `name(…)`
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    /// The dotted name of what is called.
    pub(crate) name: String,
    pub(crate) arguments: Vec<Argument>,
    /// Whether it happens whenever the module is run as a program: not below another `if` than that of the main program, nor
    /// in a loop.
    pub(crate) is_certain: bool,
    pub(crate) start: usize,
}

/// What a call passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Argument {
    /// `value`
    Positional(Value),
    /// `name=value`
    Keyword(String, Value),
    /// `*values` or `**values`
    Unpacked,
}

/// `def name(…):`
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) is_async: bool,
    /// Whether it can be called without arguments.
    pub(crate) needs_nothing: bool,
    /// The dotted names that its body calls.
    pub(crate) calls: BTreeSet<String>,
    pub(crate) start: usize,
}

/// The most of a kind that is looked at: names are looked for among all of them, and more are generated.
const MOST: usize = 2000;

fn extend<T>(all: &mut Vec<T>, more: impl IntoIterator<Item = T>) {
    let room = MOST.saturating_sub(all.len());
    all.extend(more.into_iter().take(room));
}

impl Module {
    /// Reads a module. A text that is no Python gives whatever looks like it.
    pub(crate) fn parse(text: &str) -> Self {
        let mut module = Self::default();
        let mut body: Option<Body> = None;
        // Where the blocks begin that may not run.
        let mut branches: Vec<usize> = Vec::new();
        for line in token::lines(text) {
            module.find_environment(&line.tokens);
            while branches.pop_if(|indent| *indent >= line.indent).is_some() {}
            body = body.filter(|body| line.indent > body.indent);
            match &body {
                Some(body) => module.inside(body, &line.tokens),
                None => body = module.line(&line, &mut branches),
            }
        }
        module
    }

    /// What a dotted name of this module stands for: `st.title` is `streamlit.title` after `import streamlit as st`.
    pub(crate) fn resolve(&self, dotted: &str) -> String {
        let (first, rest) = dotted.split_at(dotted.find('.').unwrap_or(dotted.len()));
        let mut imports = self.imports.iter().rev();
        match imports.find(|import| import.name == first) {
            Some(import) => format!("{}{rest}", import.origin),
            None => dotted.to_owned(),
        }
    }

    /// The text assigned to a name, last.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let mut assignments = self.assignments.iter().rev();
        match &assignments.find(|it| it.name == name)?.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A line outside of functions and classes; the body that begins with it.
    fn line(&mut self, line: &Line, branches: &mut Vec<usize>) -> Option<Body> {
        let mut tokens = line.tokens.as_slice();
        loop {
            match statement::first(tokens) {
                Statement::Class => {
                    return Some(Body {
                        indent: line.indent,
                        function: None,
                    });
                }
                Statement::Function(function, rest) => {
                    let place = self.functions.len();
                    extend(&mut self.functions, [function]);
                    let body = Body {
                        indent: line.indent,
                        function: Some(place),
                    };
                    self.inside(&body, rest);
                    return Some(body);
                }
                Statement::Block { kind, rest } => {
                    if kind == Block::Main && self.main.is_none() {
                        self.main = tokens.first().map(|token| token.start);
                    }
                    if kind == Block::Branch {
                        branches.push(line.indent);
                    }
                    tokens = rest;
                }
                Statement::Simple(rest) => {
                    for simple in statement::split(rest, ";") {
                        self.simple(simple, branches.is_empty());
                    }
                    return None;
                }
            }
        }
    }

    fn inside(&mut self, body: &Body, tokens: &[Token]) {
        if let Some(function) = body.function.and_then(|at| self.functions.get_mut(at)) {
            function.calls.extend(statement::calls(tokens));
        }
    }

    fn simple(&mut self, tokens: &[Token], is_certain: bool) {
        let Some(first) = tokens.first() else {
            return;
        };
        if let Some(imports) = import::imports(tokens) {
            extend(&mut self.imports, imports);
        } else if let Some((name, arguments)) = statement::dotted_call(tokens) {
            let call = Call {
                name,
                arguments: statement::arguments(arguments),
                is_certain,
                start: first.start,
            };
            extend(&mut self.calls, [call]);
        } else {
            extend(&mut self.assignments, statement::assignments(tokens));
        }
    }

    /// `os.environ.setdefault("NAME", "text")` and `os.environ["NAME"] = "text"`, as `manage.py` has them inside a function.
    fn find_environment(&mut self, tokens: &[Token]) {
        for window in tokens.windows(6) {
            let [first, open, name, middle, value, last] = window else {
                continue;
            };
            let is_default = first.is_name("setdefault") && open.is("(") && middle.is(",");
            let is_item = first.is_name("environ") && open.is("[") && middle.is("]");
            let value = if is_default {
                Some(value)
            } else {
                Some(last).filter(|_| value.is("="))
            };
            if let (true, Some(name), Some(token)) = (is_default || is_item, name.text(), value)
                && let Kind::Text(Some(text)) = &token.kind
            {
                let value = text.clone();
                let place = Place {
                    value,
                    start: first.start,
                };
                self.environment.push((name.to_owned(), place));
            }
        }
    }
}

/// The body of a function or class, which does not run.
struct Body {
    /// Of the line that begins it.
    indent: usize,
    /// Among the functions of the module; `None` for a class.
    function: Option<usize>,
}
