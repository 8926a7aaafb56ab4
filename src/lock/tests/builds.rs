//! What builds of packages get.

use super::*;

const UV: &str = "
    [project]
    name = 'app'
    version = '1'
    dependencies = ['flash-attn']
    [tool.uv.extra-build-dependencies]
    Flash_Attn = ['ninja', { requirement = 'torch', match-runtime = true }]
    [tool.uv.extra-build-variables]
    flash-attn = { JOBS = '4', SKIP = '1' }
    ";

const SPEC: &str = "dependencies: {file: pyproject.toml, build-env: {CFLAGS: -O2, flash.attn: {JOBS: 2}}, \
    build-dependencies: {flash-attn: [torch==2.7.1]}}";

#[test]
fn uv_and_the_spec_say_what_builds_get() {
    insta::assert_debug_snapshot!(good((SPEC, &[("pyproject.toml", UV)])).builds, @r#"
    PackageBuilds {
        env: {
            "CFLAGS": "-O2",
        },
        packages: {
            "flash-attn": PackageBuild {
                env: {
                    "JOBS": "2",
                    "SKIP": "1",
                },
                needs: [
                    Requirement {
                        name: "torch",
                        extras: [],
                        source: Index(
                            [
                                "==2.7.1",
                            ],
                        ),
                        marker: None,
                    },
                    Requirement {
                        name: "ninja",
                        extras: [],
                        source: Index(
                            [],
                        ),
                        marker: None,
                    },
                ],
            },
        },
    }
    "#);
}

#[test]
fn a_lock_does_not_tell_how_packages_are_built() {
    let lock = "
        version = 1
        requires-python = '>=3.11'
        [manifest]
        members = ['app', 'lib']
        [[package]]
        name = 'app'
        version = '1'
        source = { virtual = '.' }
        [[package]]
        name = 'lib'
        version = '1'
        source = { virtual = 'lib' }
        ";
    let root = UV.replace("dependencies = ['flash-attn']", "");
    let lib = "[project]\nname = 'lib'\nversion = '1'\n";
    for spec in [
        "dependencies: {file: uv.lock, package: app}",
        "dependencies: {file: uv.lock, package: lib}",
    ] {
        let files = [
            ("uv.lock", lock),
            ("pyproject.toml", &root),
            ("lib/pyproject.toml", lib),
        ];
        let builds = good((spec, &files)).builds;
        assert_eq!(builds.packages["flash-attn"].needs.len(), 2, "{spec}");
    }
}

#[test]
fn what_builds_cannot_get() {
    let project =
        |lines: &str| format!("[project]\nname = 'app'\nversion = '1'\n[tool.uv]\n{lines}\n");
    let texts = [
        project("extra-build-variables = { a = { 'B C' = 'd' } }"),
        project("extra-build-variables = { a = { B = \"\\u0000\" } }"),
        project("extra-build-dependencies = { a = ['b=1'] }"),
        project("extra-build-dependencies = ['a']"),
    ];
    for text in &texts {
        let told = complaints([("dependencies: pyproject.toml", &[("pyproject.toml", text)])]);
        assert!(told.starts_with("pyproject.toml:5:1: "), "{told}");
    }
    let by_pip = "installer: pip\ndependencies: pyproject.toml";
    insta::assert_snapshot!(complaints([(by_pip, &[("pyproject.toml", UV)])]), @"
    2 errors
    1. pyproject.toml:6:14: uv's setting `extra-build-dependencies` cannot be followed here
         why: it gives variables (texts) or requirements to single packages by their names, and pip can give none
         help: correct it, or remove `installer: pip`
    2. pyproject.toml:8:14: uv's setting `extra-build-variables` cannot be followed here
         why: it gives variables (texts) or requirements to single packages by their names, and pip can give none
         help: correct it, or remove `installer: pip`
    ");
}
