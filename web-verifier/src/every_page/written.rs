//! Writes every sample, and the files they load, where the browser's test asks for them.

use std::fs;
use std::path::Path;

use super::{Assets, samples};

/// `PREP_PAGES_OUT` is the folder that `tests/browser/pages.mjs` reads afterwards.
#[test]
fn samples_are_written_for_the_browser() {
    let Some(out) = std::env::var_os("PREP_PAGES_OUT") else {
        println!("SKIPPED: PREP_PAGES_OUT says no folder");
        return;
    };
    let out = Path::new(&out);
    let _ = fs::remove_dir_all(out);
    fs::create_dir_all(out.join("assets")).unwrap();
    for (file_name, text) in Assets::new().all() {
        fs::write(out.join("assets").join(file_name), text).unwrap();
    }
    let mut index = Vec::new();
    for (n, (template, shows, html)) in samples().into_iter().enumerate() {
        let file = format!("{n:03}.html");
        fs::write(out.join(&file), html).unwrap();
        index.push(format!("{file}\t{template}\t{shows}\n"));
    }
    fs::write(out.join("index.tsv"), index.concat()).unwrap();
}
