//! Requirements that a project has setuptools read from files.

use super::*;

const PROJECT: &str = "[project]\nname = 'app'\ndynamic = ['version', 'dependencies', 'optional-dependencies']\n\
    [build-system]\nrequires = ['setuptools']\n[tool.setuptools.dynamic]\nversion = {attr = 'app.VERSION'}\n\
    dependencies = {file = ['requirements.txt', 'more/list.txt']}\n\
    optional-dependencies.Web = {file = 'web.txt'}\noptional-dependencies.all = {file = ['all.txt']}\n";

const FILES: &[(&str, &str)] = &[
    ("pyproject.toml", PROJECT),
    (
        "requirements.txt",
        "# what ships\nFlask >= 3 # the web\n\nsix\n",
    ),
    ("more/list.txt", "idna >=3, \\\n  <4\n"),
    ("web.txt", "uvicorn; python_version >= '3.9'\n"),
    ("all.txt", "app[web]\n"),
];

#[test]
fn setuptools_finds_requirements_in_files() {
    let inputs = good(("", FILES));
    let source = inputs.source.as_ref().map(ToString::to_string);
    assert_eq!(source.as_deref(), Some("pyproject.toml"));
    assert_eq!(
        inputs.package.as_ref().map(|it| it.name.as_str()),
        Some("app")
    );
    assert_eq!(
        requirements(inputs).to_requirements_txt(),
        "flask>=3\nsix\nidna>=3,<4\n"
    );
    let all = "dependencies: {file: pyproject.toml, extras: all}";
    assert_eq!(
        required((all, FILES)).to_requirements_txt(),
        "flask>=3\nsix\nidna>=3,<4\nuvicorn ; python_version >= \"3.9\"\n"
    );
    // One that is named is what is installed, and nothing else.
    let named = good(("dependencies: requirements.txt", FILES));
    assert_eq!(named.package, None);
    assert_eq!(requirements(named).to_requirements_txt(), "flask>=3\nsix\n");
}

#[test]
fn projects_of_the_context_may_have_them_too() {
    let files: Vec<_> = FILES
        .iter()
        .map(|(name, text)| (format!("libs/app/{name}"), *text))
        .collect();
    let mut files: Vec<_> = files
        .iter()
        .map(|(name, text)| (name.as_str(), *text))
        .collect();
    files.push(("requirements.txt", "./libs/app[web]\n"));
    assert_eq!(
        required(("", &files)).to_requirements_txt(),
        "flask>=3\nsix\nidna>=3,<4\nuvicorn ; python_version >= \"3.9\"\n"
    );
}

#[test]
fn a_lock_older_than_such_a_file_is_refused() {
    let lock = |specifier: &str| {
        format!(
            "version = 1\n[[package]]\nname = \"app\"\nsource = {{ editable = \".\" }}\n[package.metadata]\n\
            requires-dist = [{{ name = \"flask\", specifier = \"{specifier}\" }}, {{ name = \"six\" }}, {{ name = \"idna\", specifier = \">=3,<4\" }}]\n"
        )
    };
    let read = |specifier: &str| {
        let lock = lock(specifier);
        let files: Vec<_> = FILES
            .iter()
            .copied()
            .chain([("uv.lock", lock.as_str())])
            .collect();
        run(("", &files))
    };
    assert!(read(">=3").is_ok());
    insta::assert_snapshot!(render(&read(">=2").unwrap_err()), @"
    requirements.txt:2:1: `uv.lock` is older than `requirements.txt`
      why: `flask>=3` is not what was locked
      help: lock again: `uv lock`
    ");
}

#[test]
fn what_setuptools_could_not_read_is_told() {
    let with = |name: &str, text: Option<&str>| {
        let files = FILES.iter().filter(|(known, _)| *known != name).copied();
        let files: Vec<_> = files.chain(text.map(|text| (name, text))).collect();
        complaints([("dependencies: pyproject.toml", &files)])
    };
    let dynamic = |fields: &str, table: &str| {
        let text = format!(
            "[project]\nname = 'app'\ndynamic = [{fields}]\n[tool.setuptools]\ndynamic = {table}\n"
        );
        with("pyproject.toml", Some(&text))
    };
    let all = [
        with("more/list.txt", None),
        with("requirements.txt", Some("six\n-r base.txt\n")),
        with("requirements.txt", Some("six\n  flask=3\n")),
        dynamic(
            "'dependencies'",
            "{dependencies = {file = '../outside.txt'}}",
        ),
    ];
    insta::assert_snapshot!(all.join("\n"), @"
    pyproject.toml:3:12: there is no file `more/list.txt` in the build context
      help: check its name, and whether the last argument of `docker buildx build` is its directory
    requirements.txt:2:1: `-r base.txt` is no requirement
      why: `[tool.setuptools.dynamic]` names this file, and setuptools knows no options there: no build of the project would succeed
      help: list requirements alone; or do without the project itself, and name the file in the spec: `dependencies: requirements.txt`
    requirements.txt:2:8: `=` does not compare versions
      help: write `==` for exactly this version
    pyproject.toml:3:12: `../outside.txt` is outside of the build context
      why: only files of the build context reach the build
      help: build from a directory further up (`docker buildx build -f DIRECTORY/cart.yaml .`), or move the file
    ");
}
