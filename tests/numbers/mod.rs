//! The numbers of steps, which change with every step that is added: tests leave them out, unless they are about them.

/// `[runtime  2/12] APT libpq5` as `[runtime] APT libpq5`, wherever it is in a text.
pub fn without_numbers(text: &str) -> String {
    let mut parts = text.split('[');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push('[');
        match part.split_once(']') {
            Some((stage, rest)) => plain.extend([without_number(stage), "]", rest]),
            None => plain.push_str(part),
        }
    }
    plain
}

fn without_number(stage: &str) -> &str {
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match stage.rsplit_once(' ') {
        Some((name, number))
            if number
                .split_once('/')
                .is_some_and(|(a, b)| is_number(a) && is_number(b)) =>
        {
            name.trim_end()
        }
        _ => stage,
    }
}
