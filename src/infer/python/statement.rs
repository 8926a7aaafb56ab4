//! Python's statements, told apart by their first words.

use std::collections::BTreeSet;

use super::import::dotted;
use super::module::{Argument, Assignment, Function, Value};
use super::token::{Kind, Token};

/// The statement that a line begins with.
pub(super) enum Statement<'a, 'text> {
    /// `class Name:`
    Class,
    /// `def name():`, and what follows the colon.
    Function(Function, &'a [Token<'text>]),
    /// `if test:` and all others whose body runs at once, and what follows the colon.
    Block {
        kind: Block,
        rest: &'a [Token<'text>],
    },
    /// Statements of one line, with `;` between them.
    Simple(&'a [Token<'text>]),
}

/// Whether the body of a statement runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// If the module is the program.
    Main,
    /// Whatever happens: `with` and `try`.
    Always,
    /// Perhaps: any other.
    Branch,
}

/// Words that look like the name of a function before a bracket.
const KEYWORDS: [&str; 22] = [
    "False", "None", "True", "and", "assert", "await", "case", "del", "elif", "else", "except",
    "for", "if", "in", "is", "lambda", "not", "or", "raise", "return", "while", "yield",
];

pub(super) fn first<'a, 'text>(tokens: &'a [Token<'text>]) -> Statement<'a, 'text> {
    let is_async = tokens.first().is_some_and(|token| token.is_name("async"));
    let words = &tokens[usize::from(is_async)..];
    let keyword = words.first().and_then(Token::name).unwrap_or_default();
    match keyword {
        "class" if !is_async => return Statement::Class,
        "def" => {
            if let Some((function, rest)) = function(words, is_async) {
                return Statement::Function(function, rest);
            }
        }
        "if" | "elif" | "else" | "for" | "while" | "try" | "except" | "finally" | "with" => {
            if let Some(colon) = colon(words) {
                let kind = match keyword {
                    "with" | "try" => Block::Always,
                    _ if is_main(&words[..colon]) => Block::Main,
                    _ => Block::Branch,
                };
                return Statement::Block {
                    kind,
                    rest: &words[colon + 1..],
                };
            }
        }
        // These two are names as well.
        "match" | "case" => {
            let goes_on = words.get(1).is_some_and(|second| match second.kind {
                Kind::Operator(operator) => matches!(operator, "(" | "[" | "{" | "-" | "*" | "~"),
                _ => true,
            });
            let colon = colon(words)
                .filter(|colon| goes_on && (keyword == "case" || colon + 1 == words.len()));
            if let Some(colon) = colon {
                return Statement::Block {
                    kind: Block::Branch,
                    rest: &words[colon + 1..],
                };
            }
        }
        _ => {}
    }
    Statement::Simple(tokens)
}

/// The words between operators that stand outside of all brackets.
pub(super) fn split<'a, 'text>(
    tokens: &'a [Token<'text>],
    operator: &str,
) -> Vec<&'a [Token<'text>]> {
    let mut depth = 0;
    tokens
        .split(|token| {
            depth += token.nesting();
            depth == 0 && token.is(operator)
        })
        .collect()
}

/// The colon that ends the head of a statement: not one of a lambda, nor in brackets.
fn colon(tokens: &[Token]) -> Option<usize> {
    let (mut depth, mut lambdas) = (0, 0);
    tokens.iter().position(|token| {
        depth += token.nesting();
        if depth != 0 {
            return false;
        }
        if token.is_name("lambda") {
            lambdas += 1;
        }
        if token.is(":") && lambdas > 0 {
            lambdas -= 1;
            return false;
        }
        token.is(":")
    })
}

/// `if __name__ == "__main__"`, either way round.
fn is_main(head: &[Token]) -> bool {
    let [keyword, left, equals, right] = head else {
        return false;
    };
    let compares =
        |name: &Token, text: &Token| name.is_name("__name__") && text.text() == Some("__main__");
    keyword.is_name("if") && equals.is("==") && (compares(left, right) || compares(right, left))
}

/// The index behind the bracket that closes the one that comes first.
fn behind_brackets(tokens: &[Token]) -> Option<usize> {
    let mut depth = 0;
    let close = tokens.iter().position(|token| {
        depth += token.nesting();
        depth == 0
    });
    close.map(|close| close + 1)
}

/// From `def` on.
fn function<'a, 'text>(
    tokens: &'a [Token<'text>],
    is_async: bool,
) -> Option<(Function, &'a [Token<'text>])> {
    let name = tokens.get(1)?.name()?;
    let mut rest = &tokens[2..];
    if rest.first()?.is("[") {
        rest = &rest[behind_brackets(rest)?..];
    }
    let open = rest.first().filter(|token| token.is("("));
    let behind = open.and_then(|_| behind_brackets(rest))?;
    let parameters = split(&rest[1..behind - 1], ",");
    let needs_nothing = parameters.into_iter().all(|parameter| {
        let first = parameter.first();
        first.is_none_or(|first| first.is("*") || first.is("**") || first.is("/"))
            || split(parameter, "=").len() > 1
    });
    let rest = &rest[behind..];
    let body = colon(rest).map_or(rest.len(), |colon| colon + 1);
    let function = Function {
        name: name.to_owned(),
        is_async,
        needs_nothing,
        calls: BTreeSet::new(),
        start: tokens[0].start,
    };
    Some((function, &rest[body..]))
}

/// The dotted name in `a.b(…)`, if that is all there is, and what is between the brackets.
pub(super) fn dotted_call<'a, 'text>(
    tokens: &'a [Token<'text>],
) -> Option<(String, &'a [Token<'text>])> {
    let open = tokens.iter().position(|token| token.is("("))?;
    let (name, brackets) = tokens.split_at(open);
    let is_all = behind_brackets(brackets) == Some(brackets.len());
    let name = plain_name(name).filter(|_| is_all)?;
    Some((name, &brackets[1..brackets.len() - 1]))
}

/// What a call passes, by what is between its brackets.
pub(super) fn arguments(tokens: &[Token]) -> Vec<Argument> {
    let parts = split(tokens, ",").into_iter();
    let argument = |part: &[Token]| match part {
        [] => None,
        [star, ..] if star.is("*") || star.is("**") => Some(Argument::Unpacked),
        [name, equals, value @ ..] if equals.is("=") => {
            let name = name.name()?.to_owned();
            Some(Argument::Keyword(name, self::value(value)))
        }
        value => Some(Argument::Positional(self::value(value))),
    };
    parts.filter_map(argument).collect()
}

/// `a.b.c`, made of names that are no keywords.
fn plain_name(tokens: &[Token]) -> Option<String> {
    let is_plain = tokens.len() % 2 == 1
        && tokens.iter().enumerate().all(|(at, token)| {
            if at % 2 == 1 {
                return token.is(".");
            }
            token.name().is_some_and(|name| !KEYWORDS.contains(&name))
        });
    dotted(tokens).filter(|_| is_plain)
}

/// The most names that a value is assigned to at once: more of them are generated.
const MOST_NAMES: usize = 10;

/// `a = b = value` and `a: T = value`: one for each plain name.
pub(super) fn assignments(tokens: &[Token]) -> Vec<Assignment> {
    let mut parts = split(tokens, "=");
    let Some(value) = parts.pop() else {
        return Vec::new();
    };
    if parts.is_empty() || parts.len() > MOST_NAMES {
        return Vec::new();
    }
    let value = self::value(value);
    let names = parts.iter().filter_map(|target| match target {
        [name] => name.name().map(|text| (name, text)),
        [name, colon, ..] if colon.is(":") && parts.len() == 1 => {
            name.name().map(|text| (name, text))
        }
        _ => None,
    });
    names
        .map(|(token, name)| Assignment {
            name: name.to_owned(),
            value: value.clone(),
            start: token.start,
        })
        .collect()
}

fn value(tokens: &[Token]) -> Value {
    let tokens = match tokens {
        [open, inner @ .., _] if open.is("(") && behind_brackets(tokens) == Some(tokens.len()) => {
            inner
        }
        bare => bare,
    };
    if let Some((called, _)) = dotted_call(tokens) {
        return Value::Call(called);
    }
    if let Some(name) = plain_name(tokens) {
        return Value::Name(name);
    }
    let texts: Option<Vec<_>> = tokens.iter().map(Token::text).collect();
    match texts {
        Some(texts) if !texts.is_empty() => Value::Text(texts.concat()),
        _ => Value::Other,
    }
}

/// Every dotted name that is called.
pub(super) fn calls(tokens: &[Token]) -> BTreeSet<String> {
    let opens = (0..tokens.len()).filter(|at| tokens[*at].is("("));
    let names = opens.filter_map(|open| {
        let is_part = |token: &&Token| token.is(".") || token.name().is_some();
        let length = tokens[..open].iter().rev().take_while(is_part).count();
        let words = &tokens[open - length..open];
        // The name ends the run: `return Flask(` has a keyword before it.
        let mut start = words.len().checked_sub(1)?;
        while start >= 2 && words[start - 1].is(".") {
            start -= 2;
        }
        plain_name(&words[start..])
    });
    names.collect()
}
