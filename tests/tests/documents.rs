//! What the documents point at exists: links between them, and files and folders of the sources.

use std::path::Path;

use system_tests::{files_below, workspace_root};

#[test]
fn every_link_between_documents_leads_somewhere() {
    for (document, text) in documents() {
        let folder = document.parent().expect("a document lies in a folder");
        for link in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let path = link.split('#').next().unwrap_or_default();
            if path.is_empty() || path.contains("://") {
                continue;
            }
            assert!(folder.join(path).exists(), "{}: {link}", document.display());
        }
    }
}

#[test]
fn every_source_that_a_document_names_is_there() {
    let root = workspace_root();
    let mut named = 0;
    for (document, text) in documents() {
        // A path of ours in code marks, without a placeholder.
        let paths = text
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|code| is_path(&root, code));
        for path in paths {
            assert!(root.join(path).exists(), "{}: {path}", document.display());
            named += 1;
        }
    }
    assert!(named > 40, "the documents name sources: {named}");
}

fn is_path(root: &Path, code: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    let first = code.split('/').next().unwrap_or_default();
    code.contains('/')
        && code.chars().all(plain)
        && !first.is_empty()
        && root.join(first).is_dir()
        // What a run leaves behind, and what a reader is told to make.
        && !["var", "target"].contains(&first)
}

fn documents() -> Vec<(std::path::PathBuf, String)> {
    let root = workspace_root();
    let mut paths = files_below(&root.join("docs"), ".md");
    paths.extend(["README.md", "CONTRIBUTING.md"].map(|name| root.join(name)));
    let read = |path: std::path::PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a document is text");
        (path, text)
    };
    paths.into_iter().map(read).collect()
}
