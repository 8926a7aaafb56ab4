//! Failures of the engine that can be told better than it does.

use buildkit_llb::Definition;
use tonic::Status;

use super::conversation::Part;
use super::no_program;
use crate::diagnostic::{Diagnostic, Location, texts};
use crate::gateway::{Failure, Reference};
use crate::lock::LockedPackage;
use crate::packaging::url::host;
use crate::plan::{
    ApartStep, Certificate, Copied, Material, Origin, Plan, Ssh, Task, Trust, Wheels, Writable,
    label,
};
use crate::spec::{CertificateSource, SecretId};

/// Whether a call failed for want of a secret. The engine has no typed answer for it.
pub(super) fn is_missing(status: &Status, id: &SecretId) -> bool {
    status.message().contains(&without_secret(id))
}

fn without_secret(id: &SecretId) -> String {
    format!("secret {}: not found", id.as_str())
}

fn without_agent(id: &str) -> Vec<String> {
    vec![
        format!("unset ssh forward key {id}"),
        format!("no SSH key \"{id}\" forwarded"),
    ]
}

/// What is told of a failure for want of certificates, whichever step it was that trusts them.
pub(super) fn without_certificates(trust: &Trust, failure: Failure) -> Failure {
    let foreseen = trust
        .certificates
        .iter()
        .filter_map(Foreseen::of_certificate);
    tell_one(foreseen, failure)
}

/// A failure: what the engine would say, in one way or another, and what is told instead.
struct Foreseen {
    said: Vec<String>,
    /// What it has to name beside that; empty for nothing.
    about: String,
    told: Diagnostic,
}

/// Hands the graph of a plan to the engine. It is built at once if that is wanted, or if there are failures that can be told
/// better: otherwise it would fail when nobody is there to tell them.
pub(super) async fn solve(
    part: &Part<'_>,
    plan: &Plan,
    definition: Definition,
    at_once: bool,
) -> Result<Reference, Failure> {
    let conversation = part.conversation;
    let has_tasks = plan.tasks().next().is_some();
    if !at_once && !has_tasks && Foreseen::all(plan).is_empty() {
        return conversation.solve(definition).await;
    }
    match conversation.build(definition).await {
        Ok(built) => Ok(built),
        Err(failure) => Err(no_program::tell(part, plan, tell(plan, failure)).await),
    }
}

/// What is told of a failure of a plan's steps.
pub(super) fn tell(plan: &Plan, failure: Failure) -> Failure {
    tell_one(Foreseen::all(plan).into_iter(), failure)
}

/// What is told of a failure to fetch the repository of a package.
pub(super) fn without_repository(
    name: &str,
    url: &str,
    ssh: Option<&Ssh>,
    at: &Location,
    failure: Failure,
) -> Failure {
    tell_one(
        Foreseen::of_repository(name, url, ssh, at).into_iter(),
        failure,
    )
}

fn tell_one(mut foreseen: impl Iterator<Item = Foreseen>, failure: Failure) -> Failure {
    let Failure::Engine(status, at) = failure else {
        return failure;
    };
    let message = status.message();
    let is_said = |it: &Foreseen| it.said.iter().any(|said| message.contains(said));
    let is_it = |it: &Foreseen| is_said(it) && message.contains(&it.about);
    match foreseen.find(is_it) {
        Some(Foreseen { told, .. }) => told.into(),
        None => Failure::Engine(status, at),
    }
}

impl Foreseen {
    fn all(plan: &Plan) -> Vec<Self> {
        let copies = plan.copies.all().map(Self::of_copy);
        let outputs = plan.build.apart.iter().flat_map(Self::of_outputs);
        let tasks = plan.tasks().flat_map(Self::of_task);
        let compiled = plan.wheels().into_iter().flat_map(Self::of_compiled);
        let certificates = plan.trust.certificates.iter();
        let certificates = certificates.filter_map(Self::of_certificate);
        let of_tasks = plan.tasks().filter_map(|task| task.wheels.as_deref());
        let repositories = of_tasks
            .chain(plan.wheels())
            .flat_map(Self::of_repositories);
        let writable = plan.writable.iter().flat_map(Self::of_writable);
        let all = tasks
            .chain(copies)
            .chain(outputs)
            .chain(compiled)
            .chain(certificates);
        all.chain(repositories).chain(writable).collect()
    }

    /// What should be a directory is a file of the application.
    fn of_writable(writable: &Writable) -> impl Iterator<Item = Self> {
        let places = writable.directories.iter();
        places.map(|(path, at)| Self {
            said: vec!["cannot copy to non-directory".to_owned()],
            about: path.clone(),
            told: texts::container::writable_file(path).at(at.clone()),
        })
    }

    /// The client did not give a secret, or an agent.
    fn of_task(task: &Task) -> impl Iterator<Item = Self> {
        let agent = task.agent.iter().map(|(agent, at)| Self {
            said: without_agent(agent),
            about: String::new(),
            told: texts::task::no_agent(agent, &task.name).at(at.clone()),
        });
        let secrets = task.secrets.iter().map(|secret| Self {
            said: vec![without_secret(&secret.id)],
            about: String::new(),
            told: texts::task::no_secret(secret.id.as_str(), &task.name).at(secret.at.clone()),
        });
        secrets.chain(agent)
    }

    /// A step did not make what it should.
    fn of_outputs(step: &ApartStep) -> impl Iterator<Item = Self> {
        step.outputs.iter().map(|path| Self {
            said: vec![format!("\"/{path}\": not found")],
            about: String::new(),
            told: texts::task::no_output(path, &step.task.name).at(step.task.at.clone()),
        })
    }

    /// The client did not give the secret with certificates.
    fn of_certificate(certificate: &Certificate) -> Option<Self> {
        let CertificateSource::Secret(id) = &certificate.from else {
            return None;
        };
        Some(Self {
            said: vec![without_secret(id)],
            about: String::new(),
            told: texts::trust::no_secret(id.as_str()).at(certificate.at.clone()),
        })
    }

    /// Repositories that let nobody in, or that are not where they should be.
    fn of_repositories(wheels: &Wheels) -> Vec<Self> {
        let mut foreseen = Vec::new();
        for package in wheels.built() {
            let material = wheels.builds.of(package).map(|build| &build.material);
            if let Some(Material::Git { url, ssh, .. }) = material {
                foreseen.extend(Self::of_repository(
                    &package.name,
                    url,
                    ssh.as_ref(),
                    &package.at,
                ));
            }
        }
        foreseen
    }

    fn of_repository(name: &str, url: &str, ssh: Option<&Ssh>, at: &Location) -> Vec<Self> {
        match ssh {
            None => vec![Self::of_web(name, url, at)],
            Some(ssh) => Self::of_ssh(name, url, ssh, at),
        }
    }

    fn of_web(name: &str, url: &str, at: &Location) -> Self {
        let said = [
            "could not read Username",
            "Authentication failed",
            "error: 403",
        ];
        Self {
            said: said.map(str::to_owned).to_vec(),
            about: without_user(url).to_owned(),
            told: texts::trust::no_access(name, url, false).at(at.clone()),
        }
    }

    fn of_ssh(name: &str, url: &str, ssh: &Ssh, at: &Location) -> Vec<Self> {
        let Ssh { agent, .. } = ssh;
        let host = host(url);
        let about = without_user(url);
        let failures = [
            (
                without_agent(agent),
                "",
                texts::trust::no_agent(name, host, agent),
            ),
            (
                vec!["Host key verification failed".to_owned()],
                about,
                texts::trust::unknown_host(name, host),
            ),
            (
                vec!["Permission denied".to_owned()],
                about,
                texts::trust::no_access(name, url, true),
            ),
        ];
        let foreseen = failures.map(|(said, about, told)| Self {
            said,
            about: about.to_owned(),
            told: told.at(at.clone()),
        });
        foreseen.into()
    }

    /// What was built turned out to have compiled code, for another machine than the image's.
    fn of_compiled(wheels: &Wheels) -> Vec<Self> {
        let Some(platform) = &wheels.builds.pure_for else {
            return Vec::new();
        };
        let of_package = |package: &LockedPackage| {
            let told = texts::platform::cannot_compile(&label(package), platform);
            let places = wheels.places(&package.name);
            Self {
                said: vec![format!("{} {platform}\" did not complete", package.name)],
                about: String::new(),
                told: told.at(places.first().unwrap_or(&package.at).clone()),
            }
        };
        wheels.built().map(of_package).collect()
    }

    /// There is nothing to copy.
    fn of_copy(copied: &Copied) -> Self {
        let src = &copied.src;
        let told = match &copied.from {
            Origin::Context(_) => texts::copy::nothing_in_context(src),
            Origin::Builder(_) => texts::copy::nothing_in("the builder", src),
            Origin::Named(name) => texts::copy::nothing_in(&format!("`{name}`"), src),
        };
        let said = if copied.is_pattern {
            let directories = src.match_indices('/').map(|(end, _)| &src[..end]);
            let nowhere = directories.map(|path| format!("lstat {path}: no such file"));
            nowhere.chain([format!("{src} not found")]).collect()
        } else {
            vec![format!("\"{src}\": not found")]
        };
        Self {
            said,
            about: String::new(),
            told: told.at(copied.at.clone()),
        }
    }
}

/// Host and path of a URL, as the engine shows them: it hides the user.
fn without_user(url: &str) -> &str {
    let host = host(url);
    url.find(host).map_or(url, |start| &url[start..])
}
