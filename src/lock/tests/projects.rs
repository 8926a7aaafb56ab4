//! Projects: their dependencies, extras and groups, and whether they are installed themselves.

use super::*;

fn project_complaints<const N: usize>(texts: [(&str, &str); N]) -> String {
    texts
        .map(|(dependencies, text)| {
            let spec = format!("dependencies: {{file: pyproject.toml, {dependencies}}}");
            complaints([(&spec, &[("pyproject.toml", text)])])
        })
        .join("\n")
}

#[test]
fn a_project_gives_its_dependencies_extras_and_groups() {
    let project = r#"
[project]
name = "My.App"
requires-python = ">=3.11"
dependencies = ["fastapi"]

[project.optional-dependencies]
all = ["my-app[Web_Server]; python_version<'3.13' or extra=='x'", "my_app[db]"]
web-server = ["uvicorn ; sys_platform == 'linux'"]
db = ["psycopg", "my-app[all]"]
unused = ["nothing"]

[dependency-groups]
prod = [{include-group = "Observe"}, "gunicorn"]
observe = ["sentry-sdk"]
unused = ["nothing"]
"#;
    let spec = "dependencies: {file: pyproject.toml, extras: [all], groups: [prod]}";
    insta::assert_snapshot!(installed((spec, &[("pyproject.toml", project)])), @r#"
    fastapi
    uvicorn ; (python_version < "3.13" or extra == "x") and sys_platform == "linux"
    psycopg
    sentry-sdk
    gunicorn
    --- constraints
    --- options
    "#);
    let inputs = good((spec, &[("pyproject.toml", project)]));
    assert_eq!(inputs.project.as_deref(), Some("my-app"));
    assert_eq!(inputs.source.unwrap().as_str(), "pyproject.toml");
    let edited =
        format!("{project}\n[tool.ruff]\nline-length = 100\n").replace("nothing", "something");
    assert_eq!(
        installed((spec, &[("pyproject.toml", &edited)])),
        installed((spec, &[("pyproject.toml", project)])),
        "an edit of something else changes nothing"
    );
}

#[test]
fn extras_and_groups_that_refer_to_each_other_have_an_end() {
    let told = |extras: &str, groups: &str| {
        let project = format!(
            "[project]\nname = \"app\"\n[project.optional-dependencies]\n{extras}[dependency-groups]\n{groups}"
        );
        let spec = "dependencies: {file: pyproject.toml, extras: [x0], groups: [g0]}";
        let files = [("pyproject.toml", project.as_str())];
        match run((spec, &files)) {
            Ok(inputs) => requirements(inputs).to_requirements_txt(),
            Err(errors) => render(&errors),
        }
    };
    let cycle = told(
        "x0 = [\"a\", \"app[x1]; python_version >= '3'\"]\nx1 = [\"b; os_name == 'posix'\", \"app[x0]; os_name == 'posix'\"]\n",
        "g0 = []\n",
    );
    let chain = |count: usize, link: fn(usize) -> String| (0..count).map(link).collect::<String>();
    let end = "x2000 = [\"a\"]\n";
    let long = chain(2000, |at| format!("x{at} = [\"app[x{}]\"]\n", at + 1));
    let long = told(&format!("{long}{end}"), "g0 = []\n");
    let marked = chain(2000, |at| {
        format!("x{at} = [\"app[x{}]; os_name == '{at}'\"]\n", at + 1)
    });
    let marked = told(&format!("{marked}{end}"), "g0 = []\n");
    let twice = chain(50, |at| {
        let next = format!("{{include-group = \"g{}\"}}", at + 1);
        format!("g{at} = [{next}, {next}]\n")
    });
    let twice = format!("{twice}g50 = [\"c\"]\n");
    let deep = chain(2000, |at| {
        format!("g{at} = [{{include-group = \"g{}\"}}]\n", at + 1)
    });
    let (twice, deep) = (told("x0 = []\n", &twice), told("x0 = []\n", &deep));
    insta::assert_snapshot!([cycle, long, marked, twice, deep].join("\n---\n"), @r#"
    a
    b ; python_version >= "3" and os_name == "posix"

    ---
    a

    ---
    pyproject.toml:36:8: the extra `x33` is asked for under too many conditions
      why: extras of this project refer to each other, each time with another marker
      help: write what an extra needs into it, without a detour by other extras
    ---
    c

    ---
    pyproject.toml:69:8: this dependency group is within 64 others
      help: write into the chosen group what it is for
    "#);
}

#[test]
fn a_project_is_a_package_if_something_builds_it() {
    let project = "[project]\nname = \"My.Shop\"\nversion = \"2\"\n";
    let package = |rest: &str| {
        let text = format!("{project}{rest}");
        let spec = "dependencies: backend/pyproject.toml";
        let files: &[(&str, &str)] = &[("backend/pyproject.toml", &text)];
        let package = good((spec, files)).package?;
        Some((
            package.name,
            package.version?,
            package.artifact,
            format!("{:?}", package.at),
        ))
    };
    assert_eq!(package(""), None);
    assert_eq!(package("[build-system]\n[tool.uv]\npackage = false"), None);
    insta::assert_debug_snapshot!(package("[build-system]\nrequires = []"), @r#"
    Some(
        (
            "my-shop",
            "2",
            Directory {
                path: ContextDirectory(
                    "backend",
                ),
                editable: false,
                subdirectory: None,
            },
            "backend/pyproject.toml:2:8",
        ),
    )
    "#);
    assert_eq!(
        package("[build-system]"),
        package("[tool.uv]\npackage = true")
    );
}

#[test]
fn groups_need_no_project() {
    let text = "[dependency-groups]\nprod = ['a']";
    let spec = "dependencies: {file: pyproject.toml, groups: prod}";
    assert_eq!(
        required((spec, &[("pyproject.toml", text)])).to_requirements_txt(),
        "a\n"
    );
}

#[test]
fn projects_that_cannot_be_read() {
    insta::assert_snapshot!(
        project_complaints([
            ("", "[project"),
            ("", "[project]\nname = 'a'\ndependencies = 'b'"),
            ("", "[tool.ruff]"),
            ("", "[tool.poetry.dependencies]\nfoo = '^1'"),
            ("", "[project]\nname = 'a'\ndynamic = ['dependencies']\n[tool.uv.sources]\nb = {git = 'https://example.com/b'}"),
            ("", "[project]\nname = 'a'\ndependencies = [\n  'b',\n  'c=1',\n]"),
            ("extras: [wbe]", "[project]\nname = 'a'\noptional-dependencies.web = ['b']"),
            ("extras: [web]", "[project]\nname = 'a'"),
            ("extras: [x]", "[project]\nname = 'a'\noptional-dependencies.x = ['a[y]']"),
            ("groups: [dev]", "[dependency-groups]\nprod = []"),
            ("groups: [b]", "[dependency-groups]\na = [{include-group = 'b'}]\nb = ['c', {include-group = 'a'}]"),
            ("groups: [a]", "[dependency-groups]\na = [{include-group = 'b'}, 1, {x = 'y'}]"),
            ("", "[project]\nname = 'a'\ndependencies = ['b']\n[tool.uv.sources]\nb = {path = '../b'}\nc = {path = '../c'}"),
            ("", "[project]\nname = 'a'\n[[tool.uv.index]]\nurl = './simple'"),
            ("", "[project]\nname = 'a'\n[tool.uv]\nconstraint-dependencies = ['b=1']"),
            ("installer: pip", "[project]\nname = 'a'\n[tool.uv]\nno-index = true"),
            ("", "[project]\nname = 'a'\ndependencies = ['b']\n[tool.uv.sources]\nb = {index = 'gone'}"),
            ("", "[project]\nname = 'a'\ndependencies = ['b']\n[tool.uv.sources]\nb = {workspace = true}"),
            ("", "[project]\nname = 'a'\ndependencies = ['b']\n[tool.uv.sources]\nb = {git = 'https://u:hunter2@example.com/b'}"),
        ]),
        @r#"
        pyproject.toml:1:9: this is not a valid `pyproject.toml`
          why: unclosed table, expected `]`
          help: correct it here; the format is described in PEP 621 and PEP 735
        pyproject.toml:3:16: this is not a valid `pyproject.toml`
          why: invalid type: string "b", expected a sequence
          help: correct it here; the format is described in PEP 621 and PEP 735
        pyproject.toml:1:1: there is no `[project]` table here
          help: declare `[project]` with `dependencies`, or name another file in the spec's `dependencies`
        pyproject.toml:1:1: there is no `[project]` table here
          why: `[tool.poetry]` is Poetry's own way to declare dependencies, which is read together with its lock only
          help: lock: `poetry lock`, and write `dependencies: poetry.lock`; or declare them in `[project]`, which Poetry 2 reads too
        pyproject.toml:3:12: `dependencies` is dynamic: only a build of the project would tell it
          why: no build is asked with `installer: pip`, nor with `[tool.uv.sources]`, which says where requirements come from
          help: write `dependencies` into `[project]`, or name the file they come from in the spec, for example `dependencies: requirements.txt`
        pyproject.toml:5:5: `=` does not compare versions
          help: write `==` for exactly this version
        cart.yaml:1:47: there is no extra `wbe`
          help: the project declares `web`
        cart.yaml:1:47: there is no extra `web`
          help: the project declares no extra at all
        pyproject.toml:3:28: there is no extra `y`
          help: the project declares `x`
        cart.yaml:1:47: there is no dependency group `dev`
          help: the project declares `prod`
        pyproject.toml:2:6: this dependency group includes itself
          why: `b` → `a` → `b`
          help: remove one of these `include-group`s
        3 errors
        1. pyproject.toml:2:6: there is no dependency group `b`
             help: the project declares `a`
        2. pyproject.toml:2:29: this is not an entry of a dependency group (PEP 735)
             help: write a requirement (`"pytest>=8"`) or `{include-group = "NAME"}`
        3. pyproject.toml:2:32: this is not an entry of a dependency group (PEP 735)
             help: write a requirement (`"pytest>=8"`) or `{include-group = "NAME"}`
        pyproject.toml:4:10: the source of `b` in `[tool.uv.sources]` cannot be followed here
          why: repositories, addresses, files and indexes of this file can be, and directories and members of the workspace that has its root here if they are for every Python and machine, all by uv alone; without it, a package of the same name would be installed from the index
          help: lock with uv (`uv lock`), and write `dependencies: uv.lock`; a member of a workspace is built from its root, where the lock is: `docker buildx build -f MEMBER/cart.yaml .`, with `dependencies: {file: uv.lock, package: NAME}`
        pyproject.toml:3:11: uv's setting `index` cannot be followed here
          why: without it, other packages would be installed than uv installs; addresses of indexes must begin with `https://`, without a password, and pip knows none of uv's settings
          help: lock with uv (`uv lock`, or `uv lock --script`), and name the lock as `dependencies`
        pyproject.toml:4:1: uv's setting `constraint-dependencies` cannot be followed here
          why: without it, other packages would be installed than uv installs; addresses of indexes must begin with `https://`, without a password, and pip knows none of uv's settings
          help: lock with uv (`uv lock`, or `uv lock --script`), and name the lock as `dependencies`
        cart.yaml:1:38: unknown key `installer`
          help: the keys here are `file`, `packages`, `package`, `extras`, `groups`, `constraints`, `overrides`, `no_binary`, `only_binary`, `build_network`, `build_env`, `build_dependencies`, `require_hashes` and `exclude_newer`
        pyproject.toml:4:10: the source of `b` in `[tool.uv.sources]` cannot be followed here
          why: repositories, addresses, files and indexes of this file can be, and directories and members of the workspace that has its root here if they are for every Python and machine, all by uv alone; without it, a package of the same name would be installed from the index
          help: lock with uv (`uv lock`), and write `dependencies: uv.lock`; a member of a workspace is built from its root, where the lock is: `docker buildx build -f MEMBER/cart.yaml .`, with `dependencies: {file: uv.lock, package: NAME}`
        pyproject.toml:4:10: the source of `b` in `[tool.uv.sources]` cannot be followed here
          why: repositories, addresses, files and indexes of this file can be, and directories and members of the workspace that has its root here if they are for every Python and machine, all by uv alone; without it, a package of the same name would be installed from the index
          help: lock with uv (`uv lock`), and write `dependencies: uv.lock`; a member of a workspace is built from its root, where the lock is: `docker buildx build -f MEMBER/cart.yaml .`, with `dependencies: {file: uv.lock, package: NAME}`
        pyproject.toml:4:10: the source of `b` in `[tool.uv.sources]` cannot be followed here
          why: repositories, addresses, files and indexes of this file can be, and directories and members of the workspace that has its root here if they are for every Python and machine, all by uv alone; without it, a package of the same name would be installed from the index
          help: lock with uv (`uv lock`), and write `dependencies: uv.lock`; a member of a workspace is built from its root, where the lock is: `docker buildx build -f MEMBER/cart.yaml .`, with `dependencies: {file: uv.lock, package: NAME}`
        "#
    );
}
