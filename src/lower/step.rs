//! The small programs that run inside build steps, each in a file of its own so that no step depends on another's.

use buildkit_llb::{Bind, Describe, FileActions, Mkdir, Mkfile};

/// A program written in Python, and where a step finds it.
pub(super) struct Script {
    name: &'static str,
    text: &'static str,
}

/// A program with a package of modules beside it.
pub(super) struct Program {
    /// What is started.
    pub(super) script: Script,
    package: &'static str,
    /// The names of modules, and what is in them.
    modules: &'static [(&'static str, &'static str)],
}

/// Modules of a package, by their names.
macro_rules! modules {
    ($package:literal: $($name:literal)*) => {
        &[$((
            $name,
            include_str!(concat!("../steps/", $package, "/", $name)),
        )),*]
    };
}

pub(super) const PROBE: Script = Script {
    name: "probe.py",
    text: include_str!("../steps/probe.py"),
};
pub(super) const RESOLVE: Script = Script {
    name: "resolve.py",
    text: include_str!("../steps/resolve.py"),
};
pub(super) const INSTALL: Script = Script {
    name: "install.py",
    text: include_str!("../steps/install.py"),
};
pub(super) const EXTRACT: Script = Script {
    name: "extract.py",
    text: include_str!("../steps/extract.py"),
};
pub(super) const BACKEND: Program = Program {
    script: Script {
        name: "backend.py",
        text: include_str!("../steps/backend.py"),
    },
    package: "cartwright_build",
    modules: modules!("cartwright_build": "__init__.py" "debian.py" "hints.py"),
};
pub(super) const FETCH: Script = Script {
    name: "fetch.py",
    text: include_str!("../steps/fetch.py"),
};
pub(super) const GATE: Script = Script {
    name: "gate.py",
    text: include_str!("../steps/gate.py"),
};
pub(super) const SMOKE: Program = Program {
    script: Script {
        name: "smoke.py",
        text: include_str!("../steps/smoke.py"),
    },
    package: "cartwright_smoke",
    modules: modules!("cartwright_smoke": "__init__.py" "child.py" "click_options.py" "common.py" "django_checks.py" "hints.py"
        "programs.py" "servers.py" "source.py"),
};
pub(super) const LOGIN: Script = Script {
    name: "login.py",
    text: include_str!("../steps/login.py"),
};

pub(super) const METADATA: Script = Script {
    name: "metadata.py",
    text: include_str!("../steps/metadata.py"),
};

pub(super) const PURE: Script = Script {
    name: "pure.py",
    text: include_str!("../steps/pure.py"),
};

pub(super) const OWNERS: Script = Script {
    name: "owners.py",
    text: include_str!("../steps/owners.py"),
};

pub(super) const TRUST: Script = Script {
    name: "trust.py",
    text: include_str!("../steps/trust.py"),
};

/// Where scripts are mounted.
const FOLDER: &str = "/run/cartwright/steps";

impl Script {
    /// The arguments that start it: the interpreter on its own, whatever the environment says, and without bytecode in its library.
    pub(super) fn argv(
        &self,
        python: &str,
        arguments: impl IntoIterator<Item = impl Into<String>>,
    ) -> Vec<String> {
        let start = [
            python.to_owned(),
            "-IB".to_owned(),
            format!("{FOLDER}/{}", self.name),
        ];
        start
            .into_iter()
            .chain(arguments.into_iter().map(Into::into))
            .collect()
    }

    /// Puts it where [`Self::argv`] looks.
    pub(super) fn mount(&self) -> Bind {
        Bind::new(format!("{FOLDER}/{}", self.name), self.file().into_output())
            .selector(format!("/{}", self.name))
    }

    fn file(&self) -> FileActions {
        FileActions::new(None, Mkfile::new(format!("/{}", self.name), self.text))
            .title(format!("[internal] prepare {}", self.name))
    }
}

impl Program {
    /// Puts it where [`Script::argv`] looks, and its modules where it does.
    pub(super) fn mounts(&self) -> [Bind; 2] {
        let Self {
            script,
            package,
            modules,
        } = self;
        let modules = modules
            .iter()
            .map(|(name, text)| Mkfile::new(format!("/{package}/{name}"), *text));
        let files = script
            .file()
            .then(Mkdir::new(format!("/{package}")))
            .then_all(modules)
            .into_output();
        [script.name, package]
            .map(|name| Bind::new(format!("{FOLDER}/{name}"), &files).selector(format!("/{name}")))
    }
}
