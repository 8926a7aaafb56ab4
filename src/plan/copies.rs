//! Files from elsewhere: which, and in which layer.

use super::{Packages, SentFiles};
use crate::diagnostic::Location;
use crate::spec::{self, BuildStep, CopiedFrom, Spec, is_inside};

/// Files from elsewhere, by where they are put in.
///
/// Each is the root of a layer that depends on nothing but itself, unless steps have to see it in a directory that they
/// change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copies {
    /// Below all that is made here, which keeps its directories as they are.
    pub below: Vec<Copied>,
    /// Into the application's directory before build steps run.
    pub into: Vec<Copied>,
    /// Into the application's directory, on top of its files and of what has a layer of its own.
    pub above: Vec<Copied>,
}

/// Files to copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Where they are.
    pub from: Origin,
    /// An absolute path there.
    pub src: String,
    /// Whether that is a pattern.
    pub is_pattern: bool,
    /// An absolute path; with a slash at its end if it is a directory that files go into.
    pub dest: String,
    /// Permissions of all of it; `None` leaves each its own.
    pub mode: Option<u16>,
    /// Where it is written.
    pub at: Location,
}

/// Where files are copied from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// These files of the build context.
    Context(SentFiles),
    /// The base that builds, with packages of the distribution.
    Builder(Option<Packages>),
    /// A named context, or an image, by its familiar name.
    Named(String),
}

impl Copies {
    pub(super) fn of(spec: &Spec, ignored: &[String]) -> Self {
        let workdir = format!("{}/", spec.workdir.value.as_str());
        let outputs = BuildStep::outputs(&spec.build);
        let outputs: Vec<_> = outputs.map(|it| it.value.as_str()).collect();
        let is_made = |path: &str| outputs.iter().any(|output| is_inside(path, output));
        let has_steps = spec.build.iter().any(|step| step.apart.is_none());
        let mut copies = Self::default();
        for copied in &spec.copies {
            let plan = Copied::of(spec, copied, ignored);
            let list = match plan.dest.strip_prefix(&workdir) {
                None => &mut copies.below,
                Some(path) if has_steps && !is_made(path) => &mut copies.into,
                Some(_) => &mut copies.above,
            };
            list.push(plan);
        }
        copies
    }

    /// Each of them.
    pub fn all(&self) -> impl Iterator<Item = &Copied> {
        self.below.iter().chain(&self.into).chain(&self.above)
    }
}

impl Copied {
    fn of(spec: &Spec, copied: &spec::Copied, ignored: &[String]) -> Self {
        let src = copied.src.value.as_str();
        let dest = &copied.dest.value;
        let is_pattern = copied.src.value.is_pattern();
        let slash = if dest.is_directory || is_pattern {
            "/"
        } else {
            ""
        };
        Self {
            from: match &copied.from {
                CopiedFrom::Context => Origin::Context(SentFiles::of_copy(src, ignored)),
                CopiedFrom::Builder(_) => Origin::Builder(Packages::of(spec, &spec.system.build)),
                CopiedFrom::Named(image) => Origin::Named(image.value.familiar()),
            },
            src: src.to_owned(),
            is_pattern,
            dest: format!("{}{slash}", dest.path),
            mode: copied.mode,
            at: spec.file.at(copied.at),
        }
    }

    /// The path that holds all of it, from the root of where it is; empty for everything. Only its last part may be a
    /// pattern.
    pub fn needed(&self) -> &str {
        let path = self.src.trim_start_matches('/');
        let pattern = path.find(['*', '?', '[']).unwrap_or(path.len());
        if path[pattern..].contains('/') {
            let above = path[..pattern].rsplit_once('/');
            above.map_or("", |(directory, _)| directory)
        } else {
            path
        }
    }

    /// In the words of a Dockerfile.
    pub fn summary(&self) -> String {
        let Self { src, dest, .. } = self;
        match &self.from {
            Origin::Context(_) => format!("COPY {src} {dest}"),
            Origin::Builder(_) => format!("COPY --from=builder {src} {dest}"),
            Origin::Named(name) => format!("COPY --from={name} {src} {dest}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::SourceFile;

    #[test]
    fn copies_are_where_steps_see_them_or_where_they_are_copied_once() {
        let places = |build: &str| {
            let copies = "copy: [{src: a, dest: /etc/}, {src: b, dest: static/}, {src: c, dest: models/c}]\n";
            let text = format!("dependencies: []\nentrypoint: a\n{copies}{build}\n");
            let (spec, _) = Spec::read(&SourceFile::new("cart.yaml", text)).unwrap();
            let Copies { below, into, above } = Copies::of(&spec, &[]);
            let named =
                |list: Vec<Copied>| list.iter().map(|it| it.src.clone()).collect::<String>();
            [below, into, above].map(named)
        };
        let apart = "{run: a, files: [], outputs: [models]}";
        assert_eq!(places(""), ["/a", "", "/b/c"]);
        assert_eq!(places(&format!("build: {apart}")), ["/a", "", "/b/c"]);
        assert_eq!(places("build: a"), ["/a", "/b/c", ""]);
        assert_eq!(places(&format!("build: [a, {apart}]")), ["/a", "/b", "/c"]);
    }

    #[test]
    fn what_holds_a_pattern_is_needed() {
        let file = SourceFile::new("cart.yaml", "");
        let needed = |src: &str| {
            let copied = Copied {
                from: Origin::Named("assets".to_owned()),
                src: src.to_owned(),
                is_pattern: true,
                dest: "/x/".to_owned(),
                mode: None,
                at: file.at(file.line(1)),
            };
            copied.needed().to_owned()
        };
        for (src, path) in [
            ("/", ""),
            ("/dist", "dist"),
            ("/dist/*.js", "dist/*.js"),
            ("/dist/*/js", "dist"),
            ("/a/b?/c/d", "a"),
            ("/*/js", ""),
        ] {
            assert_eq!(needed(src), path, "{src}");
        }
    }
}
