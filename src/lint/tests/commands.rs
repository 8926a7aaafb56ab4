//! Commands that no shell reads.

use super::*;

#[test]
fn unexpanded_variable() {
    insta::assert_snapshot!(found("env: {PATH: '/x:$PATH', B: 'a${C}'}", &[]), @"
    UnexpandedVariable 1:13-1:23
      cart.yaml:1:13: `$PATH` in `PATH` is not replaced by a value
      why: variables are passed to the container as they are written
      help: write the value out
    UnexpandedVariable 1:28-1:35
      cart.yaml:1:28: `${C}` in `B` is not replaced by a value
      why: variables are passed to the container as they are written
      help: write the value out, or let builds give it: `args` declares it
    ");
    insta::assert_snapshot!(found("command: [serve, --port, $PORT]", &[]), @"
    UnexpandedVariable 1:26-1:31
      cart.yaml:1:26: `$PORT` is not replaced by a value
      why: the program is started without a shell, and gets the argument as it is written
      help: write the value out, or call a shell: `[sh, -c, 'exec program $PORT']`
    ");
    insta::assert_snapshot!(found("test: {run: [[pytest, '${ARGS}']], env: [A=$B]}", &[]), @"
    UnexpandedVariable 1:23-1:32
      cart.yaml:1:23: `${ARGS}` is not replaced by a value
      why: the program is started without a shell, and gets the argument as it is written
      help: write the value out, or call a shell: `[sh, -c, 'exec program ${ARGS}']`
    UnexpandedVariable 1:44-1:46
      cart.yaml:1:44: `$B` in `A` is not replaced by a value
      why: variables are passed to the container as they are written
      help: write the value out
    ");
    insta::assert_snapshot!(found("healthcheck: [CMD, check, $PORT]", &[]), @"
    UnexpandedVariable 1:27-1:32
      cart.yaml:1:27: `$PORT` is not replaced by a value
      why: the program is started without a shell, and gets the argument as it is written
      help: write the value out, or call a shell: `[sh, -c, 'exec program $PORT']`
    ");
    insta::assert_snapshot!(found("env: {API_TOKEN: '${API_TOKEN}'}", &[]), @"
    UnexpandedVariable 1:18-1:32
      cart.yaml:1:18: `${API_TOKEN}` in `API_TOKEN` is not replaced by a value
      why: variables are passed to the container as they are written
      help: remove it, and give it to the container: `docker run -e NAME`, or a secret of the orchestrator
    ");
    insta::assert_snapshot!(found("args: {VERSION: '1'}\nenv: {RELEASE: v$VERSION}", &[]), @"
    UnexpandedVariable 2:16-2:25
      cart.yaml:2:16: `$VERSION` in `RELEASE` is not replaced by a value
      why: variables are passed to the container as they are written
      help: write `${VERSION}`, with braces and no default in them: `args` has that
    ");
    nothing_in(&[
        "env: {COST: 5$, HASH: $2b$12$abc}",
        "command: \"serve '$PORT'\"",
        "command: [grep, 'a$B']",
    ]);
}

#[test]
fn shell_syntax() {
    insta::assert_snapshot!(found("command: [migrate, '&&', serve, '>', /log]", &[]), @"
    ShellSyntax 1:20-1:24
      cart.yaml:1:20: `&&` is passed to the program as an argument
      why: the program is started without a shell
      help: call a shell (`[sh, -c, '…']`) or a script, or start one program only
    ShellSyntax 1:33-1:36
      cart.yaml:1:33: `>` is passed to the program as an argument
      why: the program is started without a shell
      help: call a shell (`[sh, -c, '…']`) or a script, or start one program only
    ");
    nothing_in(&[
        "command: [find, ., -exec, rm, '{}', ';']",
        "command: [sh, -c, 'migrate && serve']",
        "command: \"echo '&&'\"",
    ]);
}
