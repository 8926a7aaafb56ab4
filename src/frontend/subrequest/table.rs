//! Answers for people.

use std::fmt::Write;

/// A table as BuildKit's clients print theirs: columns three spaces apart.
pub(super) fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let head = head.iter().map(|title| (*title).to_owned()).collect();
    let lines: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    let width = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let mut text = String::new();
    for line in &lines {
        let mut written = String::new();
        for (column, cell) in line.iter().enumerate() {
            let _ = write!(written, "{cell:<width$}   ", width = width(column));
        }
        text.push_str(written.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [("a", "x"), ("longer", ""), ("é", "y")];
        let rows = rows.map(|(one, other)| vec![one.to_owned(), other.to_owned()]);
        insta::assert_snapshot!(table(&["NAME", "B"], rows), @r"
        NAME     B
        a        x
        longer
        é        y
        ");
    }
}
