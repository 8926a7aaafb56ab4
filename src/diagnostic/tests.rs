use super::*;

fn decoded(bytes: &[u8]) -> Result<String, String> {
    SourceFile::decode("f", bytes)
        .map(|file| file.text().to_owned())
        .map_err(|problem| render_one(&problem))
}

#[test]
fn files_are_decoded_by_their_byte_order_mark() {
    let utf16 = |order: fn(u16) -> [u8; 2]| {
        "\u{feff}né\n"
            .encode_utf16()
            .flat_map(order)
            .collect::<Vec<_>>()
    };
    assert_eq!(decoded("né\n".as_bytes()).unwrap(), "né\n");
    assert_eq!(decoded("\u{feff}né\n".as_bytes()).unwrap(), "né\n");
    assert_eq!(decoded(&utf16(u16::to_le_bytes)).unwrap(), "né\n");
    assert_eq!(decoded(&utf16(u16::to_be_bytes)).unwrap(), "né\n");
    for binary in [b"a\0".as_slice(), b"\xff", b"\xff\xfea", b"\xc3"] {
        assert_eq!(
            decoded(binary).unwrap_err(),
            "`f` is not a text file\n  help: save it as UTF-8"
        );
    }
}

#[test]
fn columns_count_characters() {
    let file = SourceFile::new("f", "é b\nédé\n");
    assert_eq!(format!("{:?}", file.span(3..4)), "1:3-1:4");
    assert_eq!(format!("{:?}", file.span(7..8)), "2:2-2:3");
    // In the middle of a character, and beyond the end.
    assert_eq!(format!("{:?}", file.span(1..99)), "1:1-3:1");
    assert_eq!(format!("{:?}", file.line(2)), "2:1-2:4");
    assert_eq!(format!("{:?}", file.line(9)), "9:1-9:1");
    let file = SourceFile::new("f", "a\r\nbc\r\n");
    assert_eq!(format!("{:?}", file.line(1)), "1:1-1:2");
    assert_eq!(format!("{:?}", file.line(2)), "2:1-2:3");
}

#[test]
fn the_client_is_shown_the_file_of_the_first_error() {
    let one = SourceFile::new("one", "a\nb https://é:s3cret@host\nc");
    let other = SourceFile::new("other", "a");
    let mut diagnostics = Diagnostics::new();
    diagnostics.push(Diagnostic::warning(Lint::RootUser, "w").at(other.at(other.line(1))));
    diagnostics.push(Diagnostic::error(Rule::Missing, "nowhere"));
    diagnostics.push(Diagnostic::error(Rule::Credentials, "x").at(one.at(Span::on_line(2, 3..24))));
    diagnostics.push(Diagnostic::error(Rule::Syntax, "y").at(other.at(other.line(1))));
    diagnostics.push(Diagnostic::error(Rule::Syntax, "z").at(one.at(one.line(3))));
    let (file, spans) = diagnostics.source().unwrap();
    assert_eq!(file.name(), "one");
    assert_eq!(file.text(), "a\nb *********************\nc");
    assert_eq!(format!("{spans:?}"), "[2:3-2:24, 3:1-3:2]");
    assert_eq!(
        Diagnostics::from(Diagnostic::error(Rule::Missing, "nowhere")).source(),
        None
    );
}

#[test]
fn of_very_many_errors_the_first_are_shown() {
    let text = "?\n".repeat(100_000);
    let file = SourceFile::new("f", text);
    let mut diagnostics = Diagnostics::new();
    for line in 1..=100_000 {
        diagnostics.push(Diagnostic::error(Rule::Syntax, "x").at(file.at(file.line(line))));
    }
    let rendered = render(&diagnostics);
    let lines: Vec<_> = rendered.lines().collect();
    assert_eq!(lines[..2], ["100000 errors", "1. f:1:1: x"]);
    assert_eq!(lines[50..], ["50. f:50:1: x", "… and 99950 more"]);
    assert_eq!(diagnostics.source().unwrap().1.len(), 50);
}

#[test]
fn of_very_many_warnings_the_first_are_told() {
    let [spec, list] = ["cart.yaml", "requirements.txt"].map(|name| SourceFile::new(name, "a\nb"));
    let mut diagnostics = Diagnostics::from(Diagnostic::error(Rule::Syntax, "x"));
    for file in [&spec, &list] {
        let warning = Diagnostic::warning(Lint::UnencryptedIndex, "w").at(file.at(file.line(2)));
        for _ in 0..40 {
            diagnostics.push(warning.clone());
        }
    }
    let told = diagnostics.told();
    let lines = told
        .iter()
        .map(|(lint, warning)| render_line(*lint, warning, "cart.yaml"));
    let lines: Vec<_> = lines.collect();
    assert_eq!(lines[0], "UnencryptedIndex: w (line 2)");
    assert_eq!(
        lines[49..],
        [
            "UnencryptedIndex: w (requirements.txt, line 2)",
            "UnencryptedIndex: … and 30 more warnings"
        ]
    );
}

#[test]
fn messages_have_an_end() {
    let error = Diagnostic::error(Rule::Syntax, "é".repeat(100_000)).why("y".repeat(3000));
    let rendered = render(&error.into());
    let lengths: Vec<_> = rendered.lines().map(|line| line.chars().count()).collect();
    assert_eq!(lengths, [2001, "  why: ".len() + 2001]);
}
