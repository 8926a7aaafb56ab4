//! Requirements as people write them.

use proptest::prelude::*;

use super::*;
use crate::diagnostic::Fault;

fn canonical(text: &str) -> String {
    match text.parse::<Requirement>() {
        Ok(requirement) => requirement.to_string(),
        Err(Fault { diagnostic, within }) => format!("{within:?} {}", diagnostic.what),
    }
}

#[test]
fn requirements_keep_their_meaning() {
    for (written, meant) in [
        ("numpy", "numpy"),
        (
            "numpy>=1.22; python_version<\"4\"",
            "numpy>=1.22 ; python_version < \"4\"",
        ),
        (
            "  Foo_Bar [ B.c , a ] ( >= 1.0 , < 2 ) ",
            "foo-bar[a,b-c]>=1.0,<2",
        ),
        ("foo>=1.0,", "foo>=1.0"),
        ("foo[]", "foo"),
        ("foo===weird!", "foo===weird!"),
        ("foo==1.*,!=1.3.*,~=1.0", "foo==1.*,!=1.3.*,~=1.0"),
        ("foo==1.0+local.1", "foo==1.0+local.1"),
        (
            "foo @ https://example.com/a.whl#sha256=00",
            "foo @ https://example.com/a.whl#sha256=00",
        ),
        (
            "foo[x]@git+https://example.com/a@v1 ;os_name=='posix'",
            "foo[x] @ git+https://example.com/a@v1 ; os_name == \"posix\"",
        ),
        (
            "a;(sys_platform=='linux'or 'x'not  in platform_version)and python_version in'3.8, 3.9'",
            "a ; (sys_platform == \"linux\" or \"x\" not in platform_version) and python_version in \"3.8, 3.9\"",
        ),
        ("a; 'say \"hi\"' == os_name", "a ; 'say \"hi\"' == os_name"),
    ] {
        assert_eq!(canonical(written), meant);
        assert_eq!(canonical(meant), meant);
    }
}

#[test]
fn what_is_no_requirement() {
    let all = [
        "",
        ">=1",
        "-r x",
        "foo-",
        "foo bar",
        "foo=1",
        "foo^1",
        "foo~1",
        "foo>=",
        "foo>=x",
        "foo>1.*",
        "foo (>=1",
        "foo[a",
        "foo[a b]",
        "foo[a-]",
        "foo @",
        "foo @ x",
        "foo @ ftp://h/x",
        "foo @ file:///x",
        "./x",
        "x/y",
        "requirements.txt",
        "requirements/base.txt",
        "Pipfile",
        "environment.yml",
        "foo;",
        "foo; x",
        "foo; python_version",
        "foo; python_version <",
        "foo; python_version < 3.11",
        "foo; python_versoin < '3'",
        "foo; python_version => '3'",
        "foo; python_version not '3'",
        "foo; '1' == '1'",
        "foo; (os_name == 'a'",
        "foo; os_name == 'a",
        "foo; os_name == 'a' os_name",
        "foo; os_name == 'a')",
    ];
    let lines: Vec<_> = all
        .iter()
        .map(|text| format!("{text} → {}", canonical(text)))
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @"
     → None the requirement is empty
    >=1 → Some(0..3) `>=1` does not begin with the name of a package
    -r x → Some(0..4) `-r x` is an option, not a requirement
    foo- → Some(0..4) `foo-` is not the name of a package
    foo bar → Some(4..7) `bar` is not expected here
    foo=1 → Some(3..4) `=` does not compare versions
    foo^1 → Some(3..4) `^` and `~` are Poetry's and npm's way to write versions, not Python's
    foo~1 → Some(3..4) `^` and `~` are Poetry's and npm's way to write versions, not Python's
    foo>= → Some(3..5) there is no version after `>=`
    foo>=x → Some(3..6) `>=x` is not a valid version specifier (PEP 440)
    foo>1.* → Some(3..7) `>1.*` is not a valid version specifier (PEP 440)
    foo (>=1 → Some(4..5) the parenthesis around the versions is not closed
    foo[a → Some(3..5) the list of extras is not complete
    foo[a b] → Some(3..6) the list of extras is not complete
    foo[a-] → Some(4..6) `a-` is not the name of a package
    foo @ → None there is no URL after `@`
    foo @ x → Some(6..7) `x` is not a URL that can be installed from
    foo @ ftp://h/x → Some(6..15) `ftp://h/x` is not a URL that can be installed from
    foo @ file:///x → Some(6..15) `file:///x`: this is no place for files and directories
    ./x → Some(0..3) `./x`: this is no place for files and directories
    x/y → Some(0..3) `x/y`: this is no place for files and directories
    requirements.txt → Some(0..16) `requirements.txt` is the name of a file, and not of a package
    requirements/base.txt → Some(0..21) `requirements/base.txt` is the name of a file, and not of a package
    Pipfile → Some(0..7) `Pipfile` is the name of a file, and not of a package
    environment.yml → Some(0..15) `environment.yml` is the name of a file, and not of a package
    foo; → Some(4..4) the marker is not complete
    foo; x → Some(5..6) a marker knows no `x`
    foo; python_version → Some(19..19) the marker is not complete
    foo; python_version < → Some(21..21) the marker is not complete
    foo; python_version < 3.11 → Some(22..26) `3.11` in a marker needs quotes
    foo; python_versoin < '3' → Some(5..19) a marker knows no `python_versoin`
    foo; python_version => '3' → Some(20..22) `=>` does not compare
    foo; python_version not '3' → Some(24..24) `not ` does not compare
    foo; '1' == '1' → Some(5..15) this part of the marker compares nothing with the environment
    foo; (os_name == 'a' → Some(20..20) the marker is not complete
    foo; os_name == 'a → Some(16..18) the quote is not closed
    foo; os_name == 'a' os_name → Some(20..27) `os_name` is not expected here
    foo; os_name == 'a') → Some(19..20) `)` is not expected here
    ");
    let deep = format!("a; {}", "(".repeat(1_000_000));
    assert!(canonical(&deep).contains("too many parentheses"));
}

proptest! {
    #[test]
    fn any_text_is_a_requirement_or_not(
        text in prop_oneof![".*", "[a-c]{1,3}([-_.\\[\\](),;@ '\"<>=!~*^0-9é]|and|or|in|not|os_name|://){0,30}"]
    ) {
        match text.parse::<Requirement>() {
            Ok(requirement) => {
                let canonical = requirement.to_string();
                prop_assert_eq!(canonical.parse::<Requirement>().unwrap(), requirement, "{}", canonical);
            }
            Err(Fault { within: Some(range), .. }) => {
                let length = u32::try_from(text.chars().count()).unwrap();
                prop_assert!(range.start <= range.end && range.end <= length, "{range:?} of {text:?}");
            }
            Err(_) => {}
        }
    }
}

/// With work that grows as the square of the text, this would take hours.
#[test]
fn a_long_marker_is_read_in_time() {
    let marker = format!("{}os_name=='z'", "os_name=='a' or ".repeat(200_000));
    let requirement = format!("idna; {marker}").parse::<Requirement>().unwrap();
    assert_eq!(requirement.to_string().matches(" or ").count(), 200_000);
}
