//! Names that the spec uses: what the client puts in their place (`--build-context`), and images where it puts nothing.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use buildkit_llb::{Definition, Image, OciLayout, OpOrder};
use futures_util::future::try_join_all;
use serde_json::{Value, json};

use super::context::of_root;
use super::conversation::Conversation;
use super::sources::{handed_in, session};
use super::{Project, base, engine};
use crate::context::Address;
use crate::diagnostic::{Diagnostic, Location, texts};
use crate::gateway::{Failure, ImageMetadata, Layout, ResolveImage, ResolvedImage};
use crate::lower::{self, ClientDirectory, Context, Site};
use crate::packaging::PythonVersion;
use crate::packaging::url::without_credentials;
use crate::plan::{Machine, Ssh};
use crate::spec::{CopiedFrom, ImageReference, Spec};

/// How often a policy of the client's may replace what is meant by something else.
const HOPS: usize = 10;

/// What a search path is where nobody says it.
const PATH: &str = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// What stands for a name.
#[derive(Clone, Debug)]
pub(super) struct Named {
    /// Its files.
    pub(super) files: Context,
    /// Whether the client put it there.
    pub(super) is_given: bool,
    /// The image's full reference, with a digest where the engine knows one; the name, if it is no image.
    pub(super) reference: String,
    /// The image's configuration, JSON; a plain one, if it is no image.
    pub(super) config: Vec<u8>,
}

impl Named {
    fn of_image(files: Context, image: ImageMetadata) -> Self {
        Self {
            files,
            is_given: false,
            reference: image.reference,
            config: image.config,
        }
    }
}

/// A name that a spec uses.
struct Use {
    name: String,
    /// The image that it means by itself.
    image: ImageReference,
    /// Where the spec has it.
    at: Location,
}

/// The names of a spec: those of its bases, and for its image those that files are copied from, and packages.
fn uses(spec: &Spec, python: PythonVersion, machine: Machine) -> Result<Vec<Use>, Diagnostic> {
    let bases = base::images(spec, python)?;
    let copies = spec.copies.iter().filter(|_| machine == Machine::Image);
    let copies = copies.filter_map(|copied| match &copied.from {
        CopiedFrom::Named(image) => Some((image.value.clone(), spec.file.at(image.span))),
        CopiedFrom::Context | CopiedFrom::Builder(_) => None,
    });
    let packages = spec.package_directories.iter();
    let packages = packages.filter(|_| machine == Machine::Image);
    let packages = packages.filter_map(|directory| {
        let from = directory.from.as_ref()?;
        Some((from.value.clone(), spec.file.at(from.span)))
    });
    let mut uses: Vec<Use> = Vec::new();
    for (image, at) in bases.into_iter().chain(copies).chain(packages) {
        let name = image.familiar();
        if uses.iter().all(|known| known.name != name) {
            uses.push(Use { name, image, at });
        }
    }
    Ok(uses)
}

/// Finds what stands for the names that a spec uses on a machine, and for no others.
///
/// # Errors
/// When nothing stands for one of them, or nothing of use.
pub(super) async fn find(
    conversation: &Conversation,
    site: &Site<'_>,
    project: &Project,
    machine: Machine,
) -> Result<BTreeMap<String, Named>, Failure> {
    let uses = uses(&project.spec, project.inputs.python, machine)?;
    let found = uses.into_iter().map(async |used| {
        let name = Name {
            conversation,
            site,
            ssh: project.trust.ssh.as_ref(),
            used: &used,
        };
        let found = name.find().await;
        let found = found.map_err(|failure| failure.at(Some(used.at.clone())))?;
        Ok::<_, Failure>((used.name, found))
    });
    Ok(try_join_all(found).await?.into_iter().collect())
}

/// A name on its way to what stands for it.
struct Name<'a> {
    conversation: &'a Conversation,
    site: &'a Site<'a>,
    /// How repositories are reached by SSH.
    ssh: Option<&'a Ssh>,
    used: &'a Use,
}

/// One look at an address: what is there, or the address of what a policy has in its place.
enum Found {
    Named(Named),
    Elsewhere(String),
}

impl<'a> Name<'a> {
    async fn find(&self) -> Result<Named, Failure> {
        if let Some(value) = self.value() {
            return self.load(value.to_owned(), true).await;
        }
        let image = format!("docker-image://{}", self.used.image);
        let found = self.load(image, false).await;
        found.map_err(|failure| self.explained(failure))
    }

    /// An image that nobody has may be a name that is misspelt, or that the client should have put something in the place of.
    fn explained(&self, failure: Failure) -> Failure {
        let Failure::Engine(status, at) = failure else {
            return failure;
        };
        let given = self.conversation.options.with_prefix("context:");
        let given = given.filter_map(|(name, _)| name.split("::").next());
        let known = ["builder", "context"].into_iter().chain(given);
        let (name, said) = (&self.used.name, status.message());
        let is_word = !name.contains(['/', ':', '@']);
        let problem = texts::copy::misspelt(name, known, said)
            .or_else(|| is_word.then(|| texts::context::neither_given_nor_image(name, said)));
        match problem {
            Some(problem) => problem.at(self.used.at.clone()).into(),
            None => Failure::Engine(status, at),
        }
    }

    fn at(&self) -> &[Location] {
        std::slice::from_ref(&self.used.at)
    }

    /// What the client says about the name: for this platform, or else for all.
    fn value(&self) -> Option<&'a str> {
        // These mean themselves.
        if matches!(self.used.name.as_str(), "scratch" | "context") {
            return None;
        }
        let options = &self.conversation.options;
        let of_platform = format!("context:{}::{}", self.used.name, self.site.platform);
        let of_all = format!("context:{}", self.used.name);
        options.get(&of_platform).or_else(|| options.get(&of_all))
    }

    async fn load(&self, mut value: String, mut is_given: bool) -> Result<Named, Failure> {
        for _ in 0..HOPS {
            match self.look(&value, is_given).await? {
                Found::Named(named) => return Ok(Named { is_given, ..named }),
                Found::Elsewhere(address) => (value, is_given) = (address, true),
            }
        }
        Err(texts::context::too_many_hops(&self.used.name).into())
    }

    async fn look(&self, value: &str, is_given: bool) -> Result<Found, Failure> {
        let shown = without_credentials(value);
        let unusable = || texts::context::named_address(&self.used.name, &shown);
        let title = self.title(&shown);
        let files = match Address::parse(value).ok_or_else(unusable)?? {
            Address::Image(reference) => return self.registry(&reference, is_given).await,
            Address::OciLayout { store, digest } => return self.layout(&store, &digest).await,
            Address::Input(key) => return self.input(&key).await.map(Found::Named),
            Address::Scratch => Context::Tree(lower::nothing()),
            Address::Local(directory) => self.directory(&directory).await?,
            Address::Web(url) => {
                Context::Tree(lower::web_file(&url, title, self.at()).map_err(|_| unusable())?)
            }
            Address::Git(git) => {
                let tree = lower::repository(&git, self.ssh, title, self.at());
                let tree = tree.map_err(|_| unusable())?;
                let conversation = self.conversation;
                // Here, so that the error has the place of the name.
                let graph = Definition::build(&tree, OpOrder::default());
                let needed = graph.required_caps();
                engine::check(&conversation.bridge, &conversation.options, needed)?;
                Context::Tree(tree)
            }
        };
        Ok(Found::Named(self.without_config(files)))
    }

    fn title(&self, rest: &str) -> String {
        format!(
            "{} {rest}",
            self.site.stage(format_args!("context {}", self.used.name))
        )
    }

    async fn registry(&self, reference: &ImageReference, is_given: bool) -> Result<Found, Failure> {
        let site = self.site;
        let (log_name, title) = if is_given {
            let title = self.title(&reference.to_string());
            (self.title(&format!("load metadata for {reference}")), title)
        } else {
            let internal = site.stage("internal");
            let log_name = format!("{internal} load metadata for {reference}");
            (log_name, format!("{internal} FROM {reference}"))
        };
        let found = match self.resolve(reference.to_string(), None, log_name).await? {
            ResolvedImage::Image(found) => found,
            ResolvedImage::Replaced(address) => return Ok(Found::Elsewhere(address)),
        };
        let files = Image::new(&found.reference, site.platform.clone())
            .resolve_mode(site.settings.resolve_mode);
        let files = lower::image_files(files, title, self.at());
        Ok(Found::Named(Named::of_image(files, found)))
    }

    async fn layout(&self, store: &str, digest: &str) -> Result<Found, Failure> {
        let site = self.site;
        let unusable =
            || texts::context::named_address(&self.used.name, &format!("{store}@{digest}"));
        let digest = digest.parse().map_err(|_| unusable())?;
        // The name is for people: what counts is the digest.
        let name: ImageReference = self.used.name.parse()?;
        let name = format!("{}/{}", name.registry, name.repository);
        let session = &site.settings.session;
        let layout = Layout {
            store: store.to_owned(),
            session: session.clone(),
        };
        let log_name = self.title("load metadata from client");
        let found = self
            .resolve(format!("{name}@{digest}"), Some(layout), log_name)
            .await?;
        let ResolvedImage::Image(found) = found else {
            return Err(unusable().into());
        };
        let files = OciLayout::new(&name, &digest, store, session, site.platform.clone());
        let files = lower::image_files(files, self.title("OCI load from client"), self.at());
        Ok(Found::Named(Named::of_image(files, found)))
    }

    async fn resolve(
        &self,
        reference: String,
        layout: Option<Layout>,
        log_name: String,
    ) -> Result<ResolvedImage, Failure> {
        let site = self.site;
        let image = ResolveImage {
            reference,
            layout,
            platform: site.platform.clone(),
            mode: site.settings.resolve_mode,
            log_name,
        };
        Ok(self.conversation.bridge.resolve_image(image).await?)
    }

    /// A directory of the client, with an ignore file of its own.
    async fn directory(&self, directory: &str) -> Result<Context, Failure> {
        let conversation = self.conversation;
        let options = &conversation.options;
        let shared = options.get(&format!("sharedkey:localdir:{directory}"));
        let hint = match shared.filter(|key| !key.is_empty()) {
            Some(key) => format!("context:{}-{key}", self.used.name),
            None => format!("context:{}", self.used.name),
        };
        let directory = ClientDirectory {
            name: directory.to_owned(),
            session: session(options, directory)?,
            hint,
            ignored: Vec::new(),
        };
        let title = self.title("load .dockerignore");
        let ignored = of_root(conversation, &Context::Local(directory.clone()), &title).await?;
        Ok(Context::Local(ClientDirectory {
            ignored,
            ..directory
        }))
    }

    /// The result of another build. What it says about itself comes beside it.
    async fn input(&self, key: &str) -> Result<Named, Failure> {
        let conversation = self.conversation;
        let inputs = conversation.bridge.inputs().await?;
        let definition = inputs
            .get(key)
            .ok_or_else(|| texts::context::no_input(key))?;
        let files = handed_in(definition)?;
        let metadata = conversation.options.get(&format!("input-metadata:{key}"));
        let metadata: Option<BTreeMap<String, Value>> =
            metadata.and_then(|text| serde_json::from_str(text).ok());
        let config = metadata.and_then(|told| {
            let encoded = told.get("containerimage.config")?.as_str()?;
            STANDARD.decode(encoded).ok()
        });
        let plain = self.without_config(files);
        Ok(match config {
            Some(config) => Named { config, ..plain },
            None => plain,
        })
    }

    fn without_config(&self, files: Context) -> Named {
        let platform = &self.site.platform;
        let config = json!({
            "architecture": platform.architecture(),
            "os": platform.os(),
            "config": {"Env": [PATH]},
        });
        Named {
            files,
            is_given: false,
            reference: self.used.name.clone(),
            config: config.to_string().into_bytes(),
        }
    }
}
