//! Commands: how they are split, and what only a shell could do.

use super::*;

#[test]
fn commands_that_need_a_shell() {
    insta::assert_snapshot!(
        complaints([
            "command: migrate && serve",
            "command: serve --port $PORT",
            "command: 'serve --port \"${PORT:-80}\"'",
            "command: |\n  serve ${PORT:-\n  80}",
            "command: cat a | serve",
            "command: serve > log",
            "command: serve `id`",
            "command: serve *.py",
            "command: serve; true",
            "command: |\n  migrate\n  serve",
            "command: PORT=1 serve",
            "command: exec serve",
            "command: cd /x",
            "command: cd x && serve",
            "command: serve 'a",
            "command: serve \"a",
            "command: serve \\",
            "command: ''",
            "command: []",
        ]),
        @r#"
        cart.yaml:1:18: `&&` would need a shell
          why: the text is split into words like a shell does, and then started without a shell
          help: put it in quotes if it is part of a word; if it is not, call a shell (`sh -c '…'`) or a script
        cart.yaml:1:23: `$PORT` would not be replaced by a value
          why: the text is split into words like a shell does, and then started without a shell
          help: write the value out, put it in single quotes if it is meant as it is, or call a shell: `sh -c 'exec program $PORT'`
        cart.yaml:1:25: `${PORT:-80}` would not be replaced by a value
          why: the text is split into words like a shell does, and then started without a shell
          help: write the value out, put it in single quotes if it is meant as it is, or call a shell: `sh -c 'exec program ${PORT:-80}'`
        cart.yaml:2:3: `${PORT:-…` would not be replaced by a value
          why: the text is split into words like a shell does, and then started without a shell
          help: write the value out, put it in single quotes if it is meant as it is, or call a shell: `sh -c 'exec program ${PORT:-…'`
        cart.yaml:1:16: `|` would need a shell
          why: the text is split into words like a shell does, and then started without a shell
          help: put it in quotes if it is part of a word; if it is not, call a shell (`sh -c '…'`) or a script
        cart.yaml:1:16: `>` would need a shell
          why: the text is split into words like a shell does, and then started without a shell
          help: put it in quotes if it is part of a word; if it is not, call a shell (`sh -c '…'`) or a script
        cart.yaml:1:16: a backquote would need a shell
          why: the text is split into words like a shell does, and then started without a shell
          help: put it in quotes if it is part of a word; if it is not, call a shell (`sh -c '…'`) or a script
        cart.yaml:1:16: `*` would not be replaced by the names of files
          why: the text is split into words like a shell does, and then started without a shell
          help: put it in quotes if it is meant as it is, or write the names out
        cart.yaml:1:15: `;` would need a shell
          why: the text is split into words like a shell does, and then started without a shell
          help: put it in quotes if it is part of a word; if it is not, call a shell (`sh -c '…'`) or a script
        cart.yaml:2:3: a second command begins on the next line
          why: the text is split into words like a shell does, and then started without a shell
          help: end the line with `\` (or use `>-` instead of `|`) if it goes on; call a script for several commands
        cart.yaml:1:10: `PORT=` would not set a variable
          why: the text is split into words like a shell does, and then started without a shell
          help: write it into `env`: `env: {PORT: …}`; of a step or a test, into its own: `{run: …, env: {PORT: …}}`
        cart.yaml:1:10: `exec` is a command of a shell, not a program
          why: the program is started directly, without a shell
          help: leave `exec` out: the program is started without a shell in between
        cart.yaml:1:10: `cd` is a command of a shell, not a program
          why: the program is started directly, without a shell
          help: name the file with its directory, `python backend/manage.py`, or call a shell: `sh -c 'cd backend && exec …'`
        cart.yaml:1:10: `cd` is a command of a shell, not a program
          why: the program is started directly, without a shell
          help: name the file with its directory, `python backend/manage.py`, or call a shell: `sh -c 'cd backend && exec …'`
        cart.yaml:1:16: the quote `'` is not closed
          help: add the same quote at the end of the word, or `\` before it
        cart.yaml:1:16: the quote `"` is not closed
          help: add the same quote at the end of the word, or `\` before it
        cart.yaml:1:16: there is nothing after `\`
          help: write `\\` for a backslash
        cart.yaml:1:10: there is no program to run
          help: begin with a program, for example `python main.py`
        cart.yaml:1:10: there is no program to run
          help: begin with a program, for example `python main.py`
        "#
    );
}

#[test]
fn commands_are_split_like_a_shell_splits_words() {
    for (text, words) in [
        ("a  b\tc", vec!["a", "b", "c"]),
        ("a 'b c' \"d e\"", vec!["a", "b c", "d e"]),
        (r#"a\ b "c\"d\e" 'f\g'"#, vec!["a b", r#"c"d\e"#, r"f\g"]),
        (
            "sh -c 'exec serve $PORT && true'",
            vec!["sh", "-c", "exec serve $PORT && true"],
        ),
        (r#"a "\$HOME" '' """#, vec!["a", "$HOME", "", ""]),
        ("a\\\n  b\n", vec!["a", "b"]),
        ("a b#c x=~ {1,2}", vec!["a", "b#c", "x=~", "{1,2}"]),
        (
            "gunicorn --bind=0.0.0.0:80 a:app",
            vec!["gunicorn", "--bind=0.0.0.0:80", "a:app"],
        ),
    ] {
        assert_eq!(text.parse::<Argv>().unwrap().as_slice(), words, "{text}");
    }
}

proptest! {
    #[test]
    fn quoted_words_come_back(words in prop::collection::vec("[^\0]*", 1..6)) {
        let quoted: Vec<_> = words.iter().map(|word| format!("'{}'", word.replace('\'', r"'\''"))).collect();
        let builtin = words[0].is_empty() || texts_refuse(&words[0]);
        match quoted.join(" ").parse::<Argv>() {
            Ok(argv) => prop_assert_eq!(argv.as_slice(), words),
            Err(_) => prop_assert!(builtin),
        }
    }

    #[test]
    fn any_text_is_a_command_or_not(text in ".*") {
        let _ = text.parse::<Argv>();
    }
}

fn texts_refuse(word: &str) -> bool {
    [
        "cd", "exec", "export", "source", ".", "eval", "set", "ulimit", "umask",
    ]
    .contains(&word)
}

/// With work that grows as the square of the text, this would take hours.
#[test]
fn a_long_command_is_read_in_time() {
    let command = "a ".repeat(1_000_000);
    let spec = good(&format!(
        "dependencies: []\nentrypoint: python\ncommand: {command}\n"
    ));
    assert_eq!(spec.command.unwrap().value.as_slice().len(), 1_000_000);
}
