//! The build's options, as the client puts them into the environment.

use buildkit_llb::{Definition, OpOrder};
use cartwright::context::{GitReference, Times};
use cartwright::gateway::Failure;
use cartwright::lower;
use cartwright::packaging::url::without_credentials;

use super::{Target, tell};
use crate::frontend::{World, options, settings};

/// Options, one on each line: targets, platforms, contexts, caches, checks, labels.
pub const OPTIONS: Target = Target {
    name: "options",
    about: "the client's options: contexts, platforms, caches, checks, targets, labels",
    is_text: true,
    real: Vec::new,
    run: |input| {
        let given = options(input);
        for (_, value) in given.with_prefix("") {
            context(value);
        }
        if let Ok(settings) = settings(&given) {
            Definition::build(lower::nothing(), settings.engine.order);
        }
        let spec: &[u8] = b"processes: {web: python main.py, worker: python worker.py}\ntest: {run: pytest, reports: r.xml}\n";
        let mut world = World::with(&[("cart.yaml", spec)]);
        world.options = given;
        tell(world.build());
    },
};

/// What is done with the address of a context.
fn context(address: &str) {
    let _ = without_credentials(address);
    if let Some(Ok(git)) = GitReference::parse_main(address) {
        let times = Some(Times::Commit);
        let title = git.shown();
        if let Ok(tree) = lower::repository(&GitReference { times, ..git }, None, title, &[]) {
            graph(lower::below(tree, address));
        }
    }
    if let Some(Err(problem)) = GitReference::parse(address) {
        tell::<()>(Err(Failure::from(problem)));
    }
    if let Ok(file) = lower::download(address, "title".to_owned()) {
        graph(lower::unpacked(file));
    }
}

fn graph(tree: buildkit_llb::Output) {
    let graph = Definition::build(tree, OpOrder::of_engine(true));
    assert!(graph.digest().is_some(), "a graph without a result");
}
