//! Values that builds give.

use super::*;
use crate::diagnostic::render;

fn read(text: &str, given: &[(&str, &str)]) -> Result<Spec, String> {
    let given = given.iter();
    let given = given.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let file = SourceFile::new("cart.yaml", text);
    let read = Spec::read_with(&file, &given.collect());
    read.map(|(spec, _)| spec)
        .map_err(|problems| render(&problems))
}

#[test]
fn what_is_declared_is_replaced_everywhere_and_nothing_else_is() {
    let text = "args: {PYTHON: 3.12, REGISTRY: docker.io, LEVEL: null}\n\
        python: ${PYTHON}\nbase: ${REGISTRY}/python:${PYTHON}-slim\n\
        labels: {a: \"${PYTHON}${PYTHON}\", b: \"${OTHER} $PYTHON ${ PYTHON} ${PYTHON\"}\n\
        entrypoint: [serve, --level, \"${LEVEL}\"]\n";
    let spec = read(text, &[("PYTHON", "3.13"), ("LEVEL", "${REGISTRY} x")]).unwrap();
    assert_eq!(spec.python.unwrap().value.to_string(), "3.13");
    let Base::Image(image) = spec.base.run.value else {
        panic!("{:?}", spec.base);
    };
    assert_eq!(image.to_string(), "docker.io/library/python:3.13-slim");
    assert_eq!(spec.labels["a"].value, "3.133.13");
    assert_eq!(
        spec.labels["b"].value,
        "${OTHER} $PYTHON ${ PYTHON} ${PYTHON"
    );
    // A value is one word, whatever it holds, and is not looked into.
    assert_eq!(
        spec.entrypoint.unwrap().value.as_slice(),
        ["serve", "--level", "${REGISTRY} x"]
    );
}

#[test]
fn args_are_a_map_or_a_list() {
    let declared = |text: &str| {
        let args = good(text).args.into_iter();
        args.map(|arg| (arg.name.value, arg.default))
            .collect::<Vec<_>>()
    };
    let expected = [
        ("A".to_owned(), Some("1".to_owned())),
        ("B".to_owned(), None),
    ];
    assert_eq!(declared("args: {A: 1, B: }"), expected);
    assert_eq!(declared("args: [A=1, B]"), expected);
}

#[test]
fn what_is_wrong_with_args() {
    insta::assert_snapshot!(complaints([
        "args: VERSION",
        "args: [A-B]",
        "args: {http_proxy: x}",
        "args: [BUILDKIT_SYNTAX]",
        "args: [A, A=1]",
        "args: [VERSION]\nlabels: {a: \"${VERSION}\"}",
        "args: {PYTHON: three}\npython: ${PYTHON}",
        "args: {A: [b]}",
    ]), @"
    cart.yaml:1:7: `args` is a map, not a text
      help: write names and defaults: `args: {VERSION: dev}`; without a default, every build has to give a value
    cart.yaml:1:8: `A-B` is not a name for a build argument
      help: use letters, digits and `_`, and do not begin with a digit
    cart.yaml:1:8: `http_proxy` has a meaning of its own
      why: proxies reach every step that has a network by themselves, and what begins with BUILDKIT_ is for BuildKit
      help: choose another name, or leave it out
    cart.yaml:1:8: `BUILDKIT_SYNTAX` has a meaning of its own
      why: proxies reach every step that has a network by themselves, and what begins with BUILDKIT_ is for BuildKit
      help: choose another name, or leave it out
    cart.yaml:1:11: `A` is given twice
      help: keep one of them
    cart.yaml:2:13: `${VERSION}` has no value
      why: `args` declares it without a default
      help: give it to the build, `--build-arg VERSION=…`, or a default in `args`
    cart.yaml:2:9: `three` is not a Python version
      help: write the numbers alone, for example `3.13` or `3.13.4`
    cart.yaml:1:11: `A` must be a text, not a list
      help: write one value, `A: value`
    ");
}

#[test]
fn a_spec_does_not_grow_without_end() {
    let long = |count: usize| "x".repeat(count);
    let one = format!(
        "args: {{A: {}}}\nlabels: {{a: \"{}\"}}\n",
        long(1 << 12),
        "${A}".repeat(1 << 12)
    );
    insta::assert_snapshot!(read(&one, &[]).unwrap_err(), @"
    cart.yaml:2:13: the value of `A` makes the spec too long
      help: all values together may add 1 MiB
    ");
    let labels: Vec<_> = (0..100).map(|n| format!("  l{n}: ${{A}}\n")).collect();
    let labels = labels.concat();
    let many = format!("args: {{A: {}}}\nlabels:\n{labels}", long(1 << 15));
    let said = read(&many, &[]).unwrap_err();
    let told: Vec<_> = said.lines().take(2).collect();
    assert_eq!(
        told,
        [
            "68 errors",
            "1. cart.yaml:35:8: the value of `A` makes the spec too long"
        ]
    );
}
