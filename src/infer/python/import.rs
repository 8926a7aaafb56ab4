//! What a module imports, and under which names.

use super::module::Import;
use super::statement::split;
use super::token::{Kind, Token};

/// `import …` or `from … import …`.
pub(super) fn imports(tokens: &[Token]) -> Option<Vec<Import>> {
    let (first, rest) = tokens.split_first()?;
    let start = first.start;
    if first.is_name("import") {
        let names = split(rest, ",").into_iter().filter_map(|clause| {
            let (origin, alias) = aliased(clause)?;
            // `import a.b` gives the name `a`, and it stands for `a`.
            let top = origin.split('.').next().unwrap_or_default().to_owned();
            let (name, origin) = match alias {
                Some(name) => (name, origin),
                None => (top.clone(), top),
            };
            Some(Import {
                name,
                origin,
                start,
            })
        });
        return Some(names.collect());
    }
    if !first.is_name("from") {
        return None;
    }
    let import = rest.iter().position(|token| token.is_name("import"))?;
    let module = dotted(&rest[..import])?;
    let mut clauses = &rest[import + 1..];
    if let [open, inner @ .., close] = clauses
        && open.is("(")
        && close.is(")")
    {
        clauses = inner;
    }
    let below = |name: &str| {
        let dot = if module.ends_with('.') { "" } else { "." };
        format!("{module}{dot}{name}")
    };
    if let [star] = clauses
        && star.is("*")
    {
        return Some(vec![Import {
            name: "*".to_owned(),
            origin: module,
            start,
        }]);
    }
    let names = split(clauses, ",").into_iter().filter_map(|clause| {
        let (name, alias) = aliased(clause)?;
        Some(Import {
            origin: below(&name),
            name: alias.unwrap_or(name),
            start,
        })
    });
    Some(names.collect())
}

/// `a.b as c`.
fn aliased(clause: &[Token]) -> Option<(String, Option<String>)> {
    match clause {
        [path @ .., keyword, alias] if keyword.is_name("as") => {
            Some((dotted(path)?, Some(alias.name()?.to_owned())))
        }
        path => Some((dotted(path)?, None)),
    }
}

/// `a.b.c`, or `..a` as imports have it.
pub(super) fn dotted(tokens: &[Token]) -> Option<String> {
    let parts = tokens.iter().map(|token| match token.kind {
        Kind::Name(name) => Some(name),
        Kind::Operator(dots @ ("." | "...")) => Some(dots),
        _ => None,
    });
    let path: String = parts.collect::<Option<_>>()?;
    (!path.is_empty()).then_some(path)
}
