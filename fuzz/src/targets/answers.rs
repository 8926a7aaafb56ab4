//! What steps answer: reports about bases and libraries, and locks. A base can be anybody's.

use super::{Target, files, tell};
use crate::frontend::World;
use crate::sections;

/// Reports, each in a section of its own; what is missing is as it should be.
pub const ANSWERS: Target = Target {
    name: "answers",
    about: "reports of steps: about bases, their configurations, libraries, packages, locks, projects",
    is_text: true,
    real: Vec::new,
    run: |input| {
        let spec: &[u8] = b"dependencies: [psycopg2]\nuser: app\nvolumes: [/data]\ntest: pytest\nentrypoint: python main.py\n";
        let mut world = World::with(&[("cart.yaml", spec)]);
        world.findings = files::FINDINGS;
        for (name, text) in sections::split(input) {
            match name {
                b"facts" => world.facts = text,
                b"config" => world.config = text,
                b"findings" => world.findings = text,
                b"owners" => world.owners = text,
                b"lock" => world.lock = text,
                b"warnings" => world.warnings = text,
                b"metadata" => {
                    world.metadata = text;
                    world.files.insert("setup.py", b"setup(name='shop')");
                    world.files.insert(
                        "cart.yaml",
                        b"dependencies: {file: setup.py, extras: [web, all]}\nentrypoint: shop\n",
                    );
                }
                _ => {}
            }
        }
        tell(world.build());
    },
};
