//! Environment markers (PEP 508): checked, not evaluated.

use super::cursor::Cursor;
use crate::diagnostic::{Fault, texts::packaging as texts};

/// The variables of PEP 508, and the older spellings that pip and uv still take.
const VARIABLES: [&str; 18] = [
    "python_version",
    "python_full_version",
    "os_name",
    "sys_platform",
    "platform_release",
    "platform_system",
    "platform_version",
    "platform_machine",
    "platform_python_implementation",
    "implementation_name",
    "implementation_version",
    "extra",
    "os.name",
    "sys.platform",
    "platform.version",
    "platform.machine",
    "platform.python_implementation",
    "python_implementation",
];

/// Far beyond what anyone writes, and far from the end of the stack.
const DEEPEST: usize = 32;

/// Reads a marker and gives it back with single spaces and double quotes.
pub(super) fn parse(cursor: &mut Cursor) -> Result<String, Fault> {
    let mut canonical = String::new();
    expression(cursor, 0, &mut canonical)?;
    Ok(canonical)
}

/// Comparisons and parentheses, joined with `and` and `or`. Which of the two binds stronger matters to evaluation only.
fn expression(cursor: &mut Cursor, depth: usize, canonical: &mut String) -> Result<(), Fault> {
    if depth > DEEPEST {
        return Err(texts::marker_too_deep().into());
    }
    loop {
        cursor.skip_spaces();
        if cursor.eat('(') {
            append(canonical, "(");
            expression(cursor, depth + 1, canonical)?;
            if !cursor.eat(')') {
                return Err(texts::marker_ends().within(cursor.rest().1));
            }
            append(canonical, ")");
        } else {
            comparison(cursor, canonical)?;
        }
        cursor.skip_spaces();
        let (before, _) = cursor.rest();
        let Some(joint) = ["and", "or"]
            .into_iter()
            .find(|joint| starts_with_word(before, joint))
        else {
            return Ok(());
        };
        cursor.eat_text(joint);
        append(canonical, joint);
    }
}

fn comparison(cursor: &mut Cursor, canonical: &mut String) -> Result<(), Fault> {
    let start = cursor.offset();
    let left = operand(cursor, canonical)?;
    operator(cursor, canonical)?;
    let right = operand(cursor, canonical)?;
    if left == Operand::Text && right == Operand::Text {
        return Err(texts::marker_without_variable().within(start..cursor.offset()));
    }
    Ok(())
}

#[derive(PartialEq)]
enum Operand {
    Text,
    Variable,
}

fn operand(cursor: &mut Cursor, canonical: &mut String) -> Result<Operand, Fault> {
    cursor.skip_spaces();
    let start = cursor.offset();
    if let Some(quote) = ['"', '\''].into_iter().find(|quote| cursor.eat(*quote)) {
        let (text, range) = cursor.take_while(|letter| letter != quote);
        if !cursor.eat(quote) {
            return Err(texts::marker_quote().within(start..range.end));
        }
        let quote = if text.contains('"') { '\'' } else { '"' };
        append(canonical, &format!("{quote}{text}{quote}"));
        return Ok(Operand::Text);
    }
    let (word, range) =
        cursor.take_while(|letter| letter.is_alphanumeric() || "_.".contains(letter));
    if VARIABLES.contains(&word) {
        append(canonical, word);
        Ok(Operand::Variable)
    } else if word.is_empty() {
        Err(texts::marker_ends().within(cursor.rest().1))
    } else if word.starts_with(|first: char| first.is_ascii_digit()) {
        Err(texts::marker_unquoted(word).within(range))
    } else {
        Err(texts::marker_variable(word, &VARIABLES).within(range))
    }
}

fn operator(cursor: &mut Cursor, canonical: &mut String) -> Result<(), Fault> {
    const OPERATORS: [&str; 8] = ["===", "==", "~=", "!=", "<=", ">=", "<", ">"];
    cursor.skip_spaces();
    let (symbols, range) = cursor.take_while(|letter| "=<>!~".contains(letter));
    if OPERATORS.contains(&symbols) {
        append(canonical, symbols);
        return Ok(());
    }
    if !symbols.is_empty() {
        return Err(texts::marker_operator(symbols).within(range));
    }
    let (word, range) = cursor.take_while(char::is_alphanumeric);
    match word {
        "in" => append(canonical, "in"),
        "not" => {
            cursor.skip_spaces();
            let (word, range) = cursor.take_while(char::is_alphanumeric);
            if word != "in" {
                return Err(texts::marker_operator(&format!("not {word}")).within(range));
            }
            append(canonical, "not in");
        }
        "" => return Err(texts::marker_ends().within(cursor.rest().1)),
        word => return Err(texts::marker_operator(word).within(range)),
    }
    Ok(())
}

fn starts_with_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| {
        !rest.starts_with(|next: char| next.is_alphanumeric() || "_.".contains(next))
    })
}

/// Adds a token after a space, where one belongs. Texts end with a quote, so a `(` at the end is a token.
fn append(canonical: &mut String, token: &str) {
    if !canonical.is_empty() && !canonical.ends_with('(') && token != ")" {
        canonical.push(' ');
    }
    canonical.push_str(token);
}
