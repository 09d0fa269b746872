use csv::StringRecord;

/// Splits one line into cells; false if it ends inside quotes.
///
/// A quote opens only at the start of a cell (spaces aside) and `""` inside stands for one. What
/// follows the closing quote up to the delimiter is kept.
pub(super) fn split(line: &str, delimiter: char, cells: &mut StringRecord) -> bool {
    let mut rest = Some(line);
    while let Some(text) = rest {
        if let Some(quoted) = text.trim_start_matches(' ').strip_prefix('"') {
            let Some((cell, after)) = quoted_cell(quoted, delimiter) else {
                return false;
            };
            cells.push_field(&cell);
            rest = after;
        } else {
            rest = push_plain(text, delimiter, cells);
        }
    }
    true
}

/// Splits without giving quotes any meaning.
pub(super) fn split_plain(line: &str, delimiter: char, cells: &mut StringRecord) {
    let mut rest = Some(line);
    while let Some(text) = rest {
        rest = push_plain(text, delimiter, cells);
    }
}

fn push_plain<'a>(text: &'a str, delimiter: char, cells: &mut StringRecord) -> Option<&'a str> {
    if let Some((cell, after)) = text.split_once(delimiter) {
        cells.push_field(cell);
        Some(after)
    } else {
        cells.push_field(text);
        None
    }
}

/// The cell after its opening quote, and the rest of the line if more cells follow.
fn quoted_cell(text: &str, delimiter: char) -> Option<(String, Option<&str>)> {
    let mut cell = String::new();
    let mut rest = text;
    loop {
        let (inside, after) = rest.split_once('"')?;
        cell.push_str(inside);
        if let Some(more) = after.strip_prefix('"') {
            cell.push('"');
            rest = more;
            continue;
        }
        return if let Some((tail, next)) = after.split_once(delimiter) {
            cell.push_str(tail);
            Some((cell, Some(next)))
        } else {
            cell.push_str(after);
            Some((cell, None))
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(line: &str) -> Option<Vec<String>> {
        let mut cells = StringRecord::new();
        split(line, ',', &mut cells).then(|| cells.iter().map(str::to_owned).collect())
    }

    #[test]
    fn quotes_protect_delimiters() {
        assert_eq!(cells(r#"1,"a,b",2"#).unwrap(), ["1", "a,b", "2"]);
        assert_eq!(cells(r#""dice ""sí""", x"#).unwrap(), ["dice \"sí\"", " x"]);
        assert_eq!(cells("").unwrap(), [""]);
        assert_eq!(cells(",").unwrap(), ["", ""]);
    }

    #[test]
    fn an_open_quote_is_reported() {
        assert_eq!(cells(r#"1,"a,b"#), None);
    }

    #[test]
    fn a_quote_inside_a_word_is_a_letter() {
        assert_eq!(cells(r#"3" x,2"#).unwrap(), ["3\" x", "2"]);
    }
}
