//! docs/GLOSSARY.md is the authority on names: every identifier it gives must exist where it says.

use system_tests::workspace_root;

/// Identifier and file of each row of the glossary's table.
fn rows() -> Vec<(String, String)> {
    let path = workspace_root().join("docs/GLOSSARY.md");
    let text = std::fs::read_to_string(path).expect("docs/GLOSSARY.md");
    let cell = |cell: &str| cell.trim().trim_matches('`').to_owned();
    text.lines()
        .filter(|line| line.starts_with("| ") && line.contains('`'))
        .map(|line| {
            let cells: Vec<_> = line.trim_matches('|').split('|').collect();
            let [_, identifier, _, _, module] = cells.as_slice() else {
                panic!("a row of the glossary has five cells: {line}");
            };
            (cell(identifier), cell(module))
        })
        .collect()
}

#[test]
fn every_identifier_of_the_glossary_exists_where_it_says() {
    let rows = rows();
    assert!(
        rows.len() >= 30,
        "the glossary lost its table: {} rows",
        rows.len()
    );
    for (identifier, module) in rows {
        let path = workspace_root().join(&module);
        let text = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{identifier}: {module}: {error}"));
        let (item, member) = identifier
            .split_once("::")
            .unwrap_or((identifier.as_str(), ""));
        let declared = ["struct", "enum", "trait", "fn", "mod", "const", "type"]
            .iter()
            .any(|kind| text.contains(&format!("{kind} {item}")))
            || text.contains(&format!("    {item}, \""));
        assert!(declared, "{module} does not declare {item}");
        assert!(text.contains(member), "{module} does not have {identifier}");
    }
}
