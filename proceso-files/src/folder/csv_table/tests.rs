use super::*;

/// Reads `text` with columns A and B; gives each row as `line:A|B` and every fault as text.
fn read(text: &str) -> (Vec<String>, Vec<String>) {
    let mut faults = Faults::default();
    let mut rows = Vec::new();
    if let Some(mut table) = Table::open("t.csv", text, &["A", "B"], &mut faults) {
        while let Some(row) = table.next_row(&mut faults) {
            rows.push(format!("{}:{}|{}", row.line(), row.text(0), row.text(1)));
        }
    }
    let faults = faults.finish().0;
    (rows, faults.iter().map(ToString::to_string).collect())
}

fn sound(text: &str) -> Vec<String> {
    let (rows, faults) = read(text);
    assert_eq!(faults, [""; 0], "{text:?}");
    rows
}

fn fault(text: &str) -> String {
    let (_, faults) = read(text);
    assert_eq!(faults.len(), 1, "{text:?} {faults:?}");
    faults.into_iter().next().unwrap()
}

#[test]
fn plain_rows_in_any_column_order_and_line_ending() {
    assert_eq!(sound("A,B\n1,2\n"), ["2:1|2"]);
    assert_eq!(sound("B,A\r\n1,2\r\n3,4"), ["2:2|1", "3:4|3"]);
}

#[test]
fn quotes_hold_separators_and_doubled_quotes() {
    assert_eq!(
        sound("A,B\n\"x, y\", \"di \"\"z\"\"\" \n"),
        ["2:x, y|di \"z\""]
    );
    assert_eq!(sound("\"A\",\"B\"\n\"\",\"\"\"\"\n"), ["2:|\""]);
}

#[test]
fn spreadsheets_of_other_countries_separate_with_semicolons_or_tabs() {
    assert_eq!(sound("A;B\n1,5;2\n"), ["2:1,5|2"]);
    assert_eq!(sound("A\tB\n1\t2\n"), ["2:1|2"]);
}

#[test]
fn empty_lines_and_empty_trailing_columns_are_passed_over() {
    assert_eq!(sound("A,B,,\n\n1,2,,\n,,,\n , \n3,4\n"), ["3:1|2", "6:3|4"]);
}

#[test]
fn each_malformed_line_is_one_fault_with_its_column_and_spoils_no_other() {
    let text = "A,B\n\"a,b\n\"a\"x,b\na\"b\",c\n1\n1,2,3\n1,2\n";
    let (rows, faults) = read(text);
    assert_eq!(rows, ["7:1|2"]);
    assert_eq!(
        faults,
        [
            "t.csv:2:1: falta la comilla doble que cierra este texto",
            "t.csv:3:4: hay texto después de la comilla doble que cierra",
            "t.csv:4:2: hay una comilla doble en medio de un texto sin comillas",
            "t.csv:5: la línea tiene 1 columnas y deben ser 2",
            "t.csv:6:5: la línea tiene 3 columnas y deben ser 2",
        ]
    );
}

#[test]
fn headers_name_every_column_once() {
    assert_eq!(fault("A\n"), "t.csv:1: falta la columna B");
}

#[test]
fn unknown_and_repeated_columns_are_pointed_at() {
    let (_, faults) = read("A,B,Á,B\n");
    assert_eq!(
        faults,
        [
            "t.csv:1:5: la columna «Á» no se conoce",
            "t.csv:1:7: la columna «B» está dos veces",
        ]
    );
}

#[test]
fn an_empty_header_and_an_endless_line_are_refused() {
    assert!(fault("").starts_with("t.csv:1: la primera línea está vacía"));
    let long = format!("A,B\n{},1\n", "x".repeat(MAX_LINE_BYTES));
    assert!(fault(&long).starts_with("t.csv:2: la línea tiene 65538 bytes"));
}

#[test]
fn cells_as_numbers_and_codes() {
    let mut faults = Faults::default();
    let text = "A,B\n'0042, 7\nN/A,\n-1,\"1,000\"\n4294967296,1.5\n";
    let mut table = Table::open("t.csv", text, &["A", "B"], &mut faults).unwrap();
    let mut read = Vec::new();
    while let Some(row) = table.next_row(&mut faults) {
        let a = row.optional_number::<u32>(0, 0..=u32::MAX, &mut faults);
        let b = row.number::<u8>(1, 0..=99, &mut faults);
        read.push((a, b));
    }
    assert_eq!(
        read,
        [
            (Some(Some(42)), Some(7)),
            (Some(None), None),
            (None, None),
            (None, None)
        ]
    );
    let faults = faults.finish().0;
    let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "t.csv:3:5: B está vacía",
            "t.csv:4:1: A no es un número de 0 a 4294967295: «-1»",
            "t.csv:4:4: B no es un número de 0 a 99: «1,000»",
            "t.csv:5:1: A no es un número de 0 a 4294967295: «4294967296»",
            "t.csv:5:12: B no es un número de 0 a 99: «1.5»",
        ]
    );
}
