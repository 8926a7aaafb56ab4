//! The frontend without an engine: the same rooms in the same order, for files and answers that are at hand.

use std::collections::BTreeMap;

use buildkit_llb::{Definition, Image, OpOrder, Platform};
use cartwright::diagnostic::{SourceFile, Span, Spanned, texts};
use cartwright::frontend::{Request, Target};
use cartwright::gateway::{Failure, Options};
use cartwright::infer::{self, Entry, Project, Tree, Want};
use cartwright::lint::{self, Config, Report, Scope};
use cartwright::lock::{
    self, Commit, Files, Inputs, Locked, Metadata, ParsedLock, Requested, Requirements,
};
use cartwright::lower::{self, Context, Engine, Settings, Site, Sources};
use cartwright::packaging::{self, CLibrary};
use cartwright::plan::{
    self, Base, BaseImage, Bases, Facts, ImageConfig, Lacking, Owners, Resolution, Trust, Wanted,
};
use cartwright::spec::{Installer, PackageManager, Spec, pattern};

/// The user's files, and what the engine answers.
#[derive(Clone, Debug)]
pub struct World<'a> {
    /// Files of the context, the spec among them.
    pub files: BTreeMap<&'a str, &'a [u8]>,
    /// What a base reports about itself.
    pub facts: &'a [u8],
    /// The configuration of a base.
    pub config: &'a [u8],
    /// What an audit finds.
    pub findings: &'a [u8],
    /// Which packages bring it.
    pub owners: &'a [u8],
    /// What requirements resolve to.
    pub lock: &'a [u8],
    /// What that warns of.
    pub warnings: &'a [u8],
    /// What the build of a project says about it.
    pub metadata: &'a [u8],
    /// The options of the build.
    pub options: Options,
    /// Whether graphs are made: that takes longer than all the rest, and depends on little of it.
    pub draws: bool,
}

const FACTS: &[u8] = br#"{
    "python": {"executable": "/usr/local/bin/python3", "version": "3.13.5", "implementation": "cpython", "cache_tag": "cpython-313", "pip": true, "venv": true},
    "apt": true, "libc": {"family": "glibc", "version": "2.41"}, "release": {"id": "debian", "version": "13"},
    "users": [{"name": "root", "uid": 0, "gid": 0, "home": "/root"}, {"name": "www-data", "uid": 33, "gid": 33, "home": "/var/www"}],
    "certificates": true}"#;

const CONFIG: &[u8] = br#"{"architecture": "amd64", "os": "linux", "config": {"Env": ["PATH=/usr/local/bin:/usr/bin"], "Cmd": ["python3"]},
    "rootfs": {"type": "layers", "diff_ids": []}, "history": [{"created_by": "base"}]}"#;

const METADATA: &[u8] = b"Name: shop
Version: 1.0
Requires-Python: >=3.9
Requires-Dist: flask[async]>=3
Requires-Dist: uvloop ; extra == 'web' and python_version >= '3.8'
Requires-Dist: shop[web] ; extra == 'all'
Provides-Extra: web
Provides-Extra: all
";

const LOCK: &[u8] = br#"lock-version = "1.0"
created-by = "uv"
[[packages]]
name = "flask"
version = "3.1.0"
wheels = [{ url = "https://files.example.org/flask-3.1.0-py3-none-any.whl", size = 1, hashes = { sha256 = "1111111111111111111111111111111111111111111111111111111111111111" } }]
[[packages]]
name = "psycopg2"
version = "2.9"
sdist = { url = "https://files.example.org/psycopg2-2.9.tar.gz", size = 2, hashes = { sha256 = "2222222222222222222222222222222222222222222222222222222222222222" } }
"#;

impl<'a> World<'a> {
    /// A context with some files, on the usual base.
    pub fn with(files: &[(&'a str, &'a [u8])]) -> Self {
        Self {
            files: files.iter().copied().collect(),
            facts: FACTS,
            config: CONFIG,
            findings: b"[]",
            owners: b"{}",
            lock: LOCK,
            warnings: b"",
            metadata: METADATA,
            options: options(b""),
            draws: files.iter().map(|(_, text)| text.len()).sum::<usize>() % 16 == 0,
        }
    }

    /// What is asked for, with what builds say.
    fn tell(&self, inputs: Inputs) -> Result<Inputs, Failure> {
        let mut told = BTreeMap::new();
        for wanted in inputs.undeclared() {
            let metadata = Metadata::read(&String::from_utf8_lossy(self.metadata))?;
            told.insert(wanted.package.name.clone(), metadata);
        }
        let target = packaging::Target {
            python: "3.13.5".to_owned(),
            cache_tag: "cpython-313".to_owned(),
            machine: "x86_64".to_owned(),
            libc: CLibrary::Other,
        };
        Ok(inputs.told(&told, &target)?)
    }

    /// Does all that a build does, as far as this process does it.
    pub fn build(&self) -> Result<Vec<Definition>, Failure> {
        let engine = engine();
        let request = Request::read(&self.options, engine, sources())?;
        let file = SourceFile::decode("cart.yaml", self.file("cart.yaml"))?;
        let given = self.options.with_prefix("build-arg:");
        let given = given.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let (spec, warnings) = Spec::read_with(&file, &given.collect())?;
        let config = Config::read(&spec.file, request.check.as_deref())?;
        let mut report = Report::new(config);
        report.add(&warnings)?;
        let (target, spec) = Target::choose(&request.target, spec)?;
        let mut files = Files::new();
        let inputs = self.tell(self.collect(&spec, &mut files)?)?;
        let ignored = self.file(".dockerignore");
        let ignored = pattern::ignore_file(&SourceFile::decode(".dockerignore", ignored)?)?;
        report.add(&self.lint(&spec, &inputs, &mut files))?;
        self.insert(spec.trusted_files().cloned().collect(), &mut files);
        let trust = Trust::read(&spec, &files)?;
        let build = Build {
            world: self,
            request: &request,
            target: &target,
            spec: &spec,
            inputs: &inputs,
            ignored: &ignored,
            trust: &trust,
        };
        let platforms = request.platforms.all.iter().take(4);
        let graphs: Result<Vec<_>, _> = platforms.map(|it| build.image(it)).collect();
        Ok(graphs?.into_iter().flatten().collect())
    }

    fn file(&self, path: &str) -> &'a [u8] {
        self.files.get(path).copied().unwrap_or_default()
    }

    fn collect(&self, spec: &Spec, files: &mut Files) -> Result<Inputs, Failure> {
        loop {
            match lock::collect(spec, files)? {
                lock::Progress::Done(inputs) => return Ok(*inputs),
                lock::Progress::Wants(paths) => self.fetch(paths, files),
            }
        }
    }

    fn fetch(&self, paths: Vec<cartwright::spec::ContextPath>, files: &mut Files) {
        assert!(!paths.is_empty(), "nothing is wanted, and nothing done");
        self.insert(paths, files);
    }

    fn insert(&self, paths: Vec<cartwright::spec::ContextPath>, files: &mut Files) {
        for path in paths {
            let bytes = self.files.get(path.as_str()).copied();
            files.insert(path, bytes);
        }
    }

    fn lint(
        &self,
        spec: &Spec,
        inputs: &Inputs,
        files: &mut Files,
    ) -> cartwright::diagnostic::Diagnostics {
        loop {
            match lint::look(spec, Some(inputs), files, Scope::Everything) {
                lint::Progress::Done(found) => return found,
                lint::Progress::Wants(paths) => self.fetch(paths, files),
            }
        }
    }

    fn program(&self, spec: Spec, project: &Project) -> Result<Spec, Failure> {
        if spec.names_program() {
            return Ok(spec);
        }
        let mut tree = Tree::new();
        loop {
            match infer::infer(project, &tree)? {
                infer::Progress::Done(inferred) => {
                    let argv = Spanned::new(inferred.argv, Span::default());
                    return Ok(Spec {
                        entrypoint: Some(argv),
                        ..spec
                    });
                }
                infer::Progress::Wants(wants) => {
                    assert!(!wants.is_empty(), "nothing is wanted, and nothing found");
                    for want in wants {
                        self.look(want, &mut tree);
                    }
                }
            }
        }
    }

    fn look(&self, want: Want, tree: &mut Tree) {
        match want {
            Want::File(path) => {
                let bytes = self.file(path.as_str());
                tree.insert_file(path, bytes);
            }
            Want::Directory(listing) => {
                let entries = self.entries(listing.path.as_str());
                tree.insert_directory(listing, entries);
            }
        }
    }

    fn entries(&self, directory: &str) -> Vec<Entry> {
        let prefix = if directory.is_empty() {
            String::new()
        } else {
            format!("{directory}/")
        };
        let below = self
            .files
            .keys()
            .filter_map(|path| path.strip_prefix(&prefix));
        let entries = below.map(|path| match path.split_once('/') {
            Some((name, _)) => (name.to_owned(), true),
            None => (path.to_owned(), false),
        });
        let entries: BTreeMap<_, _> = entries.collect();
        let entries = entries.into_iter();
        entries
            .map(|(name, is_directory)| Entry { name, is_directory })
            .collect()
    }

    fn bases(&self, spec: &Spec, inputs: &Inputs) -> Result<(Bases, ImageConfig), Failure> {
        let at = spec.file.at(spec.base.run.span);
        let reference = spec.base.run.value.image(inputs.python);
        let reference = reference
            .map_err(|problem| problem.at(at.clone()))?
            .to_string();
        let config = ImageConfig::of_base(self.config).map_err(|error| {
            texts::engine::unreadable_config(&reference, &error.to_string()).at(at.clone())
        })?;
        let facts: Facts = serde_json::from_slice(self.facts)
            .map_err(|error| texts::engine::unreadable_facts(&error.to_string()).at(at.clone()))?;
        let image = BaseImage {
            is_reduced: false,
            machine: plan::Machine::Engine,
            architecture: config.architecture.clone(),
            context: None,
            reference,
            env: config.config.env.clone(),
            at,
        };
        let base = Base::new(image.clone(), facts.clone());
        let bases = Bases::native(base, Base::new(image, facts));
        Ok((bases, config))
    }
}

/// One build, before it is known for which platform.
struct Build<'a> {
    world: &'a World<'a>,
    request: &'a Request,
    target: &'a Target,
    spec: &'a Spec,
    inputs: &'a Inputs,
    ignored: &'a [String],
    trust: &'a Trust,
}

impl Build<'_> {
    fn image(&self, platform: &Platform) -> Result<Option<Definition>, Failure> {
        let Self {
            world,
            request,
            target,
            spec,
            inputs,
            ignored,
            trust,
        } = self;
        let (bases, config) = world.bases(spec, inputs)?;
        plan::check_bases(spec, target.variant(), inputs.python, &bases)?;
        let site = Site {
            settings: &request.settings,
            platform: platform.clone(),
            is_named: request.platforms.all.len() > 1,
            certificates: trust.certificates.clone(),
            contexts: BTreeMap::new(),
            native: None,
        };
        let mut asked = Vec::new();
        if world.draws {
            asked.push(lower::probe(&bases.runtime.image, &site));
        }
        let wanted = self.choose(&bases, &site, &mut asked)?;
        let project = Project::new(spec, inputs.project.as_deref(), &wanted);
        let spec = world.program((*spec).clone(), &project)?;
        let inputs = plan::Inputs {
            spec: &spec,
            variant: target.variant(),
            process: target.process(),
            about: &inputs.about,
            builds: &inputs.builds,
            wanted: &wanted,
            extras: &BTreeMap::new(),
            ignored,
            trust,
            bases: &bases,
            config,
            inferred: None,
            labels: request.labels.clone(),
            epoch: request.epoch,
            cache_namespace: &request.cache_namespace,
        };
        let plan = self.with_libraries(&inputs, &site)?;
        plan.image
            .to_json()
            .map_err(|error| tonic::Status::unknown(error.to_string()))?;
        if !world.draws {
            return Ok(None);
        }
        Ok(Some(match target {
            Target::Gates => lower::gates(&plan, &site, asked)?,
            Target::Reports => lower::reports(&plan, &site, asked)?,
            Target::Wheels => lower::wheels(&plan, &site)?,
            Target::Image { .. } | Target::Lock => lower::image(&plan, &site, asked)?,
        }))
    }

    fn choose(
        &self,
        bases: &Bases,
        site: &Site,
        asked: &mut Vec<buildkit_llb::Output>,
    ) -> Result<Wanted, Failure> {
        let platform = &site.platform;
        let target = bases
            .runtime
            .facts
            .target(platform.architecture(), platform.variant());
        let mut locked = match &self.inputs.requested {
            Requested::Requirements(requirements)
                if self.spec.installer.value == Installer::Pip =>
            {
                return Ok(Wanted::ByPip(requirements.clone()));
            }
            Requested::Lock(lock) => lock.select(&target)?.0,
            Requested::Pins(lock) => {
                let (pinned, _) = lock.select(&target)?;
                let found = self.resolve(&pinned.requirements, bases, site, asked)?;
                pinned.with(found)
            }
            Requested::Requirements(requirements) => {
                self.resolve(requirements, bases, site, asked)?
            }
        };
        if let Some(project) = &self.inputs.package {
            locked.add_project(project.clone());
        }
        Ok(Wanted::Locked(locked))
    }

    fn resolve(
        &self,
        requirements: &Requirements,
        bases: &Bases,
        site: &Site,
        asked: &mut Vec<buildkit_llb::Output>,
    ) -> Result<Locked, Failure> {
        if requirements.is_empty() {
            return Ok(Locked::default());
        }
        let platform = &site.platform;
        let target = bases
            .runtime
            .facts
            .target(platform.architecture(), platform.variant());
        let at = |(_, url, repository): (&_, &str, _)| {
            let hash = "0123456789".repeat(4);
            (url.to_owned(), Commit { repository, hash })
        };
        let requirements = &Requirements {
            commits: requirements.repositories().map(at).collect(),
            ..requirements.clone()
        };
        let resolution =
            Resolution::new(self.spec, requirements, &self.inputs.builds, bases, &target)?;
        if self.world.draws {
            let step = lower::resolution(&resolution, "cache", site)?;
            asked.push(step);
        }
        let file = SourceFile::decode(plan::PYLOCK, self.world.lock)?;
        let lock = ParsedLock::resolved(self.spec, &file, requirements)?;
        let (mut locked, _) = lock.select(&target)?;
        let mut again = requirements.clone();
        again.requirements.extend(requirements.strays(&locked));
        Resolution::new(self.spec, &again, &self.inputs.builds, bases, &target)?;
        lock::check_hashes(&locked, requirements)?;
        for project in &requirements.projects {
            locked.add_local(project.clone());
        }
        lock::yanked(&String::from_utf8_lossy(self.world.warnings), requirements);
        Ok(locked)
    }

    fn with_libraries(&self, inputs: &plan::Inputs, site: &Site) -> Result<plan::Plan, Failure> {
        let plan = plan::plan(inputs)?;
        let unreadable =
            |error: serde_json::Error| texts::libraries::unreadable(&error.to_string());
        if self.world.draws && lower::audit(&plan, site)?.is_none() {
            return Ok(plan);
        }
        let lacking = Lacking::read(self.world.findings).map_err(unreadable)?;
        if lacking.is_empty() {
            return Ok(plan);
        }
        if self.world.draws {
            lower::owners(&plan, &lacking.libraries(), site);
        }
        let owners = Owners::read(self.world.owners).map_err(unreadable)?;
        let owners = owners.with_programs(&lacking, PackageManager::Apt);
        let packages = lacking.packages(&plan, &owners);
        let plan = plan::plan(&plan::Inputs {
            inferred: packages.as_ref(),
            ..inputs.clone()
        })?;
        Ok(lacking.problems(inputs, &plan, &owners).or_fail(plan)?.0)
    }
}

/// Options as clients send them, one on each line.
pub fn options(lines: &[u8]) -> Options {
    let text = String::from_utf8_lossy(lines);
    let variable = |(number, line): (usize, &str)| {
        (format!("BUILDKIT_FRONTEND_OPT_{number}"), line.to_owned())
    };
    let session = ("BUILDKIT_SESSION_ID".to_owned(), "session".to_owned());
    Options::from_environment(text.lines().enumerate().map(variable).chain([session]))
}

/// An engine that can do everything.
fn engine() -> Engine {
    let platform = Platform::linux("amd64");
    Engine {
        frontend: Image::new("example.com/cartwright:1", platform.clone()).into_output(),
        platforms: vec![platform.clone()],
        platform,
        order: OpOrder::of_engine(true),
        merges: true,
        logs_in: true,
        keys_by_origin: true,
    }
}

fn sources() -> Sources {
    let context = Context::Tree(lower::nothing());
    Sources {
        entry: context.clone(),
        filename: "cart.yaml".to_owned(),
        context,
    }
}

/// How the steps of a usual build run.
pub fn settings(options: &Options) -> Result<Settings, Failure> {
    Ok(Request::read(options, engine(), sources())?.settings)
}
