//! What has to be in an image for its health check: without its program, every container is unhealthy.

use super::Check;
use crate::diagnostic::texts::container as texts;
use crate::spec::{HealthTest, is_shell};

/// What engines call for `CMD-SHELL`.
const SHELL: [&str; 2] = ["/bin/sh", "-c"];

/// The command of a health check, and what to look at of it; `None` for what asks with the image's own interpreter.
pub(super) fn checks(test: &HealthTest) -> Option<(Vec<String>, Vec<Check>)> {
    let argv = match test {
        HealthTest::Disabled | HealthTest::Http { .. } | HealthTest::Tcp(_) => return None,
        HealthTest::Program(argv) => argv.as_slice().to_vec(),
        HealthTest::Shell(line) => {
            let argv = SHELL.into_iter().chain([line.as_str()]);
            argv.map(str::to_owned).collect()
        }
    };
    let checks = match argv.as_slice() {
        [program, option, line] if is_shell(program) && option == "-c" => vec![Check {
            program: program.clone(),
            finds: command(line).map(str::to_owned),
            ..Check::default()
        }],
        argv => Check::of(argv),
    };
    let mut asked = argv.iter().flat_map(|word| word.split_whitespace());
    let help = texts::healthcheck_needs_a_program(asked.find_map(own_page));
    let with_help = |check| Check {
        help: Some(help.clone()),
        ..check
    };
    Some((argv, checks.into_iter().map(with_help).collect()))
}

/// The command that a line begins with, if it is a plain word: the shell itself is asked whether it knows it.
fn command(line: &str) -> Option<&str> {
    let word = line.split_whitespace().next()?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./".contains(&byte);
    word.bytes().all(is_plain).then_some(word)
}

/// `8000/health` of `http://localhost:8000/health`: the port and the path that a container asks itself for.
fn own_page(word: &str) -> Option<(u16, &str)> {
    let word = word.trim_matches(['"', '\'', ';']);
    let rest = word.strip_prefix("http://")?;
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, "80"));
    let is_itself = matches!(host, "localhost" | "127.0.0.1" | "0.0.0.0" | "[::1]");
    let number = port.parse().ok().filter(|number| *number != 0)?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/_-.?=&%".contains(&byte);
    (is_itself && path.bytes().all(is_plain)).then_some((number, path))
}
