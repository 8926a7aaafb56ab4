//! Commands in `bin`: their first line, and the ones that call an entry point.

use crate::entry_points::EntryPoint;

/// How a script for the environment's interpreter begins in a wheel. A `w`, a version or arguments may follow.
pub const PLACEHOLDER: &[u8] = b"#!python";

/// Older kernels cut the first line after this many bytes.
const LONGEST: usize = 127;

/// The first line of a script for an interpreter, as a kernel understands it. It splits at spaces and cuts long lines:
/// then a shell starts the interpreter, by a line that Python takes for a string.
pub fn shebang(interpreter: &str) -> String {
    let direct = format!("#!{interpreter}");
    if direct.len() > LONGEST || interpreter.contains(' ') {
        format!("#!/bin/sh\n'''exec' '{interpreter}' \"$0\" \"$@\"\n' '''")
    } else {
        direct
    }
}

/// A script with its placeholder replaced.
pub fn rewrite(script: &[u8], interpreter: &str) -> Vec<u8> {
    let end = script
        .iter()
        .position(|&byte| byte == b'\n')
        .unwrap_or(script.len());
    let mut rewritten = shebang(interpreter).into_bytes();
    rewritten.extend_from_slice(&script[end..]);
    rewritten
}

/// A script that calls an entry point, and exits with what it returns.
pub fn launcher(entry_point: &EntryPoint, interpreter: &str) -> String {
    let EntryPoint {
        module, function, ..
    } = entry_point;
    let imported = function.split('.').next().unwrap_or(function);
    let shebang = shebang(interpreter);
    format!(
        "{shebang}\nimport sys\n\nfrom {module} import {imported}\n\nif __name__ == \"__main__\":\n    sys.exit({function}())\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn launchers_import_what_they_call() {
        let entry_point =
            &crate::entry_points::scripts("[console_scripts]\nx = p.m:C.f").unwrap()[0];
        insta::assert_snapshot!(launcher(entry_point, "/opt/venv/bin/python"), @r#"
        #!/opt/venv/bin/python
        import sys

        from p.m import C

        if __name__ == "__main__":
            sys.exit(C.f())
        "#);
    }

    #[test]
    fn a_shell_helps_where_the_kernel_cannot() {
        insta::assert_snapshot!(shebang("/with space/bin/python"), @r#"
        #!/bin/sh
        '''exec' '/with space/bin/python' "$0" "$@"
        ' '''
        "#);
        assert!(shebang(&format!("/{}", "x".repeat(124))).starts_with("#!/x"));
        assert!(shebang(&format!("/{}", "x".repeat(125))).starts_with("#!/bin/sh"));
    }

    #[test]
    fn only_the_first_line_is_rewritten() {
        for (script, rewritten) in [
            ("#!python\nx\n", "#!/p\nx\n"),
            ("#!pythonw -u\n#!python\n", "#!/p\n#!python\n"),
            ("#!python", "#!/p"),
        ] {
            assert_eq!(rewrite(script.as_bytes(), "/p"), rewritten.as_bytes());
        }
    }
}
