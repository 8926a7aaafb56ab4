//! What wheels become.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Bench, Draft};
use wheelwright::environment::{Environment, create};
use wheelwright::install::install;

fn demo() -> Draft {
    Draft::new("Demo.X-1.0")
        .file("demo/__init__.py", "def main():\n    return 3\n")
        .mode("demo/tool.so", "\x7fELF", 0o100_755)
        .file(
            "Demo.X-1.0.dist-info/entry_points.txt",
            "[console_scripts]\ndemo = demo:main\n[gui_scripts]\ndemo-gui = demo:main\n",
        )
        .file("Demo.X-1.0.dist-info/REQUESTED", "")
        .file("Demo.X-1.0.data/scripts/plain", "#!/bin/sh\n")
        .file(
            "Demo.X-1.0.data/scripts/python-script",
            "#!python -u\nprint(1)\n",
        )
        .file("Demo.X-1.0.data/scripts/demo", "#!python\nold launcher\n")
        .file("Demo.X-1.0.data/data/etc/demo.conf", "a\n")
        .file("Demo.X-1.0.data/data/lib64/demo/b", "b\n")
        .file("Demo.X-1.0.data/headers/demo.h", "h\n")
        .file("Demo.X-1.0.data/purelib/pure.py", "")
        .file("Demo.X-1.0.data/platlib/demo/plat, \"q\".py", "")
}

#[test]
fn every_file_has_its_place() {
    let bench = Bench::new();
    bench.put("demo_x-1.0-py3-none-any.whl", &demo().zip());
    let installed = bench.install().unwrap();
    assert_eq!((installed.wheels, installed.files), (1, 16));
    insta::assert_snapshot!(bench.listing(), @r#"
    40755 opt
    40755 opt/venv
    40755 opt/venv/bin
    100755 opt/venv/bin/demo
    100755 opt/venv/bin/demo-gui
    100755 opt/venv/bin/plain
    100755 opt/venv/bin/python-script
    40755 opt/venv/etc
    100644 opt/venv/etc/demo.conf
    40755 opt/venv/include
    40755 opt/venv/include/site
    40755 opt/venv/include/site/python3.13
    40755 opt/venv/include/site/python3.13/demo-x
    100644 opt/venv/include/site/python3.13/demo-x/demo.h
    40755 opt/venv/lib
    40755 opt/venv/lib/demo
    100644 opt/venv/lib/demo/b
    40755 opt/venv/lib/python3.13
    40755 opt/venv/lib/python3.13/site-packages
    40755 opt/venv/lib/python3.13/site-packages/Demo.X-1.0.dist-info
    100644 opt/venv/lib/python3.13/site-packages/Demo.X-1.0.dist-info/INSTALLER
    100644 opt/venv/lib/python3.13/site-packages/Demo.X-1.0.dist-info/METADATA
    100644 opt/venv/lib/python3.13/site-packages/Demo.X-1.0.dist-info/RECORD
    100644 opt/venv/lib/python3.13/site-packages/Demo.X-1.0.dist-info/WHEEL
    100644 opt/venv/lib/python3.13/site-packages/Demo.X-1.0.dist-info/entry_points.txt
    40755 opt/venv/lib/python3.13/site-packages/demo
    100644 opt/venv/lib/python3.13/site-packages/demo/__init__.py
    100644 opt/venv/lib/python3.13/site-packages/demo/plat, "q".py
    100755 opt/venv/lib/python3.13/site-packages/demo/tool.so
    100644 opt/venv/lib/python3.13/site-packages/pure.py
    "#);
    insta::assert_snapshot!(bench.text("lib/python3.13/site-packages/Demo.X-1.0.dist-info/RECORD"), @r#"
    ../../../bin/demo,sha256=oA9LMcSoR5y_oIGP0nBiILIE7n4xSttEHFZBJEivfJ0,106
    ../../../bin/demo-gui,sha256=oA9LMcSoR5y_oIGP0nBiILIE7n4xSttEHFZBJEivfJ0,106
    ../../../bin/plain,sha256=qAdtPSjSHgIBKyDq99v3VAmmJ3E0Q5Al8oLjaOMwWr8,10
    ../../../bin/python-script,sha256=qnLk2Db4y5EWyEuOvsYXbL0BJtk-rw7i9qoOJ0mULl8,32
    ../../../etc/demo.conf,sha256=h0KPxSKAPTEGXnvOPPA_5HUJZjHl4Hu9eg_eYMTPJcc,2
    ../../../include/site/python3.13/demo-x/demo.h,sha256=ke5en0K6PTTkFEQ7NqJ7eXpWpHqta7HkwXaeacd84Mo,2
    ../../../lib/demo/b,sha256=AmOCmYm2_ZVPcrqvL8ZLwuLwHWktTecphuqAj26ZgT8,2
    Demo.X-1.0.dist-info/INSTALLER,sha256=zu3m3knAwqXafD_TZYge2u3Au4f5B7AYPMob9HrN9Kc,11
    Demo.X-1.0.dist-info/METADATA,sha256=5wsTz4ENCm1MlQ8uVZgtQJFoVwWcZCq7Xcr0G7kzcLs,22
    Demo.X-1.0.dist-info/RECORD,,
    Demo.X-1.0.dist-info/WHEEL,sha256=hPnzolO11CFKQQfo-cfRSowPfsQIecdrr39HeOvVHcE,19
    Demo.X-1.0.dist-info/entry_points.txt,sha256=JdQCWhyjkS99ZSPmmcj07ec9eibEy-LmhoIijg9kJLI,70
    demo/__init__.py,sha256=1hM75k1QNfQOZCJCanHX2RT2rdIJgLPu3dny6jFKBLU,25
    "demo/plat, ""q"".py",sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0
    demo/tool.so,sha256=O9u0_oOXzSuEJDCznM_wGoZjx1GUXvXpoJ4mf7ix01k,4
    pure.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0
    "#);
    assert_eq!(
        bench.text("bin/python-script"),
        "#!/opt/venv/bin/python\nprint(1)\n"
    );
    assert!(bench.text("bin/demo").contains("import main"));
    assert_eq!(
        bench.text("lib/python3.13/site-packages/Demo.X-1.0.dist-info/INSTALLER"),
        "cartwright\n"
    );
}

#[test]
fn wheels_may_share_equal_files() {
    let bench = Bench::new();
    for stem in ["one-1", "two-1"] {
        let draft = Draft::new(stem)
            .file("space/__init__.py", "same\n")
            .file(&format!("space/{stem}.py"), stem);
        bench.put(&draft.name, &draft.zip());
    }
    bench.install().unwrap();
    assert_eq!(
        bench.text("lib/python3.13/site-packages/space/__init__.py"),
        "same\n"
    );
    for stem in ["one-1", "two-1"] {
        let record = bench.text(&format!(
            "lib/python3.13/site-packages/{stem}.dist-info/RECORD"
        ));
        assert!(record.contains("space/__init__.py,sha256="), "{record}");
    }
}

#[test]
fn the_origin_is_recorded_where_it_is_given() {
    let bench = Bench::new();
    bench.put("demo_x-1.0-py3-none-any.whl", &demo().zip());
    let mut request = bench.request();
    request.direct_urls = vec![("demo.X".to_owned(), "{}".to_owned())];
    install(&request).unwrap();
    assert_eq!(
        bench.text("lib/python3.13/site-packages/Demo.X-1.0.dist-info/direct_url.json"),
        "{}"
    );
    let record = bench.text("lib/python3.13/site-packages/Demo.X-1.0.dist-info/RECORD");
    assert!(
        record.contains("direct_url.json,sha256=RBNvo1WzZ4oRRq0W9-hknpT7T8If536DEMBg9hyq_4o,2")
    );
}

#[test]
fn an_environment_is_a_skeleton() {
    let bench = Bench::new();
    let mut environment = Environment::new(
        bench.out(),
        "/opt/venv",
        "/usr/local/bin/python3.13".to_owned(),
        "3.13.5".to_owned(),
    )
    .unwrap();
    environment.implementation = Some("CPython".to_owned());
    create(&environment).unwrap();
    insta::assert_snapshot!(bench.listing(), @"
    40755 opt
    40755 opt/venv
    40755 opt/venv/bin
    link /usr/local/bin/python3.13 opt/venv/bin/python
    link python opt/venv/bin/python3
    link python opt/venv/bin/python3.13
    40755 opt/venv/include
    40755 opt/venv/include/python3.13
    40755 opt/venv/lib
    40755 opt/venv/lib/python3.13
    40755 opt/venv/lib/python3.13/site-packages
    link lib opt/venv/lib64
    100644 opt/venv/pyvenv.cfg
    ");
    insta::assert_snapshot!(bench.text("pyvenv.cfg"), @"
    home = /usr/local/bin
    include-system-site-packages = false
    version = 3.13.5
    executable = /usr/local/bin/python3.13
    implementation = CPython
    ");
}

#[test]
fn wheels_go_into_an_environment_that_is_there() {
    let bench = Bench::new();
    let environment = Environment::new(
        bench.out(),
        "/opt/venv",
        "/usr/local/bin/python3.13".to_owned(),
        "3.13.5".to_owned(),
    )
    .unwrap();
    create(&environment).unwrap();
    bench.put("demo_x-1.0-py3-none-any.whl", &demo().zip());
    bench.install().unwrap();
    assert!(bench.listing().contains("link lib opt/venv/lib64\n"));
    assert_eq!(bench.text("lib/demo/b"), "b\n");
}

#[test]
fn nothing_is_overwritten() {
    let bench = Bench::new();
    bench.put("demo_x-1.0-py3-none-any.whl", &demo().zip());
    bench.install().unwrap();
    let said = bench.install().unwrap_err();
    assert!(said.contains("File exists"), "{said}");
}

#[test]
fn of_two_files_under_one_path_the_first_stays_and_the_other_is_reported() {
    let bench = Bench::new();
    for (name, content) in [("one", "1"), ("two", "2")] {
        let draft = Draft::new(&format!("{name}-1")).file("tests/__init__.py", content);
        bench.put(&format!("{name}-1-py3-none-any.whl"), &draft.zip());
    }
    let installed = bench.install().unwrap();
    insta::assert_snapshot!(installed.reports[0], @"warning: `lib/python3.13/site-packages/tests/__init__.py` of two-1-py3-none-any.whl is left out: one-1-py3-none-any.whl has another one");
    assert_eq!(installed.reports.len(), 1);
}
