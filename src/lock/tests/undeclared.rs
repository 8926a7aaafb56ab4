//! Projects that only a build tells the requirements of.

use super::*;
use crate::diagnostic::Diagnostic;

const SHOP: &str = "from setuptools import setup\nsetup(name='My.Shop', install_requires=NEEDS)\n";

const METADATA: &str = "Name: My_Shop
Version: 2.1
Requires-Python: >=3.9
Requires-Dist: six>=1
Requires-Dist: core
Requires-Dist: tomli ; python_version < \"3.11\"
Requires-Dist: anyio[trio]>=4 ; extra == \"web\"
Requires-Dist: uvloop ; sys_platform == \"win32\" and extra == \"web\"
Requires-Dist: my-shop[web] ; extra == \"all\"
Requires-Dist: pytest ; extra == \"test\"
Provides-Extra: web
Provides-Extra: All
Provides-Extra: test
Summary: a shop
";

fn told(inputs: Inputs, told: &[(&str, &str)]) -> Result<Inputs, Diagnostic> {
    let told = told
        .iter()
        .map(|(name, text)| ((*name).to_owned(), Metadata::read(text).unwrap()));
    let libc = CLibrary::Glibc {
        major: 2,
        minor: 41,
    };
    inputs.told(
        &told.collect(),
        &target("3.13.5", "cpython-313", "x86_64", libc),
    )
}

/// What has to be built, and for what.
fn asked(inputs: &Inputs) -> String {
    let all = inputs.undeclared().into_iter();
    let all = all.map(|it| {
        let project = it.package.project().unwrap();
        let (name, at) = (&it.package.name, &it.at);
        format!("{name} in `{}`, for {at:?}", project.as_str())
    });
    all.collect::<Vec<_>>().join("\n")
}

fn listed(requirements: &Requirements) -> String {
    let projects = requirements.projects.iter().map(|it| {
        let version = it.version.as_deref().unwrap_or("?");
        format!("{} {version}\n", it.name)
    });
    requirements.to_requirements_txt() + &projects.collect::<String>()
}

#[test]
fn a_build_says_what_a_project_needs() {
    let spec = "dependencies: {file: setup.py, extras: [all]}\ntest: {run: pytest, extras: [test]}";
    let inputs = good((spec, &[("setup.py", SHOP)]));
    assert_eq!(asked(&inputs), "my-shop in ``, for cart.yaml:1:22");
    let inputs = told(inputs, &[("my-shop", METADATA)]).unwrap();
    let package = inputs.package.clone().unwrap();
    assert_eq!(
        (package.name.as_str(), package.version.as_deref()),
        ("my-shop", Some("2.1"))
    );
    assert_eq!(inputs.undeclared(), Vec::<&Undeclared>::new());
    assert_eq!(listed(&inputs.tasks["test"].requirements), "pytest\n");
    assert_eq!(
        listed(&requirements(inputs)),
        "six>=1\ncore\nanyio[trio]>=4\n"
    );
}

#[test]
fn requirements_name_projects_that_are_built_to_know_them() {
    let context: Context = (
        "",
        &[
            ("requirements.txt", "-e .[web]\n./libs/core\nidna\n"),
            ("setup.py", "setup(name=compute())"),
            ("libs/core/pyproject.toml", "[build-system]\nrequires = []"),
            (
                "libs/core/setup.cfg",
                "[metadata]\nname = core\n[options]\ninstall_requires =\n    attrs",
            ),
        ],
    );
    let inputs = good(context);
    insta::assert_snapshot!(asked(&inputs), @"
    project in ``, for requirements.txt:1:4
    core in `libs/core`, for requirements.txt:2:1
    ");
    let core = "Name: core\nVersion: 1\nRequires-Dist: attrs\n";
    let inputs = told(inputs, &[("project", METADATA), ("core", core)]).unwrap();
    insta::assert_snapshot!(listed(&requirements(inputs)), @"
    idna
    six>=1
    anyio[trio]>=4
    attrs
    my-shop 2.1
    core 1
    ");
}

#[test]
fn fields_that_no_file_has_are_told_by_a_build() {
    let asked_for = |spec: &str, text: &str| {
        let inputs = good((spec, &[("pyproject.toml", text)]));
        let package = inputs.package.as_ref().map(|it| it.name.clone());
        format!(
            "{package:?}: {}\n{}",
            asked(&inputs),
            listed(&requirements(inputs))
        )
    };
    let hatch = "[project]\nname = 'a'\ndynamic = ['dependencies']\noptional-dependencies.x = ['y']\n[build-system]\nrequires = ['hatchling']\n[dependency-groups]\nd = ['z']\n";
    let poetry = "[tool.poetry]\nname = 'b'\n[build-system]\nrequires = ['poetry-core']\n";
    let extras =
        "[project]\nname = 'c'\ndependencies = ['six']\ndynamic = ['optional-dependencies']\n";
    let all = [
        asked_for("dependencies: {groups: [d]}", hatch),
        asked_for("", poetry),
        asked_for("", extras),
        asked_for("dependencies: {extras: [x]}", extras),
    ];
    insta::assert_snapshot!(all.join("\n"), @r#"
    Some("a"): a in ``, for cart.yaml:1:15
    z

    Some("b"): b in ``, for cart.yaml:1:1

    None: 
    six

    None: c in ``, for cart.yaml:1:15
    "#);
}

#[test]
fn what_does_not_fit_is_told() {
    let complaint = |spec: &str, files: &[(&str, &str)], metadata: &str| {
        let inputs = good((spec, files));
        let told = told(inputs, &[("my-shop", metadata)]);
        render(&told.unwrap_err().into())
    };
    let setup = ("setup.py", SHOP);
    let extras = "dependencies: {file: setup.py, extras: [webb]}";
    let poetry = "[tool.poetry]\nname = 'b'\n[build-system]\nrequires = []\n[tool.poetry.group.prod.dependencies]\nx = '*'\n";
    let lib = [
        ("requirements.txt", "-e .\n./core\n"),
        setup,
        ("core/setup.py", "setup(name='core')"),
    ];
    let all = [
        complaint(extras, &[setup], METADATA),
        complaint("", &[setup], "Name: my-shop\nRequires-Python: <3.12\n"),
        complaint("", &lib, "Name: my-shop\nRequires-Dist: core[x]\n"),
        complaints([("dependencies: {file: setup.py, groups: [dev]}", &[setup])]),
        complaints([("installer: pip", &[setup])]),
        complaints([("dependencies: setup.cfg", &[("setup.cfg", "[flake8]")])]),
        complaints([(
            "dependencies: {groups: [prod]}",
            &[("pyproject.toml", poetry)],
        )]),
    ];
    let nothing = ["Version: 1", "Name: -", "Name: a\nRequires-Dist: b=1"];
    let nothing = nothing.map(|text| render(&Metadata::read(text).unwrap_err().into()));
    insta::assert_snapshot!(all.join("\n") + "\n" + &nothing.join("\n"), @"
    cart.yaml:1:22: there is no extra `webb`
      help: did you mean `web`?
    cart.yaml:1:1: `my-shop` does not allow Python 3.13.5
      why: it requires `<3.12`
      help: change `python` in the spec, or what the project requires
    requirements.txt:1:4: this project needs `core[x]`, and nobody looks up what the extras are
      why: both are projects of the build context, and only a build of this one tells what it needs
      help: name the other one with its extras on a line of the requirements file: `./libs/core[web]`
    cart.yaml:1:41: there is no dependency group `dev`
      help: the project declares no dependency group at all
    cart.yaml:1:1: `setup.py`: pip installs no projects of the build context here
      help: leave out `installer: pip`
    cart.yaml:1:15: `setup.cfg` does not say what its project is called
      help: write `name` into its `[project]`, or into `[metadata]` of `setup.cfg`
    cart.yaml:1:25: `[dependency-groups]` has no group `prod`
      why: the groups of `[tool.poetry]` are read together with Poetry's lock only
      help: lock: `poetry lock`, and write `dependencies: {file: poetry.lock, groups: […]}`
    the build of the project does not tell its name
      help: write `name` into its `setup.py`, `setup.cfg` or `[project]`
    the build of the project does not tell its name
      help: write `name` into its `setup.py`, `setup.cfg` or `[project]`
    `=` does not compare versions
      help: write `==` for exactly this version
    ");
}
