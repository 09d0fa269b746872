//! Writes the Kotlin, Swift and Python bindings of a built library: `bindings LIBRARY CONFIG OUT`.

use uniffi::{GenerateOptions, TargetLanguage};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(library), Some(config), Some(out)) =
        (arguments.next(), arguments.next(), arguments.next())
    else {
        eprintln!("usage: bindings LIBRARY CONFIG OUT");
        std::process::exit(2);
    };
    let languages = [
        ("kotlin", TargetLanguage::Kotlin),
        ("swift", TargetLanguage::Swift),
        ("python", TargetLanguage::Python),
    ];
    for (folder, language) in languages {
        let options = GenerateOptions {
            languages: vec![language],
            source: library.clone().into(),
            out_dir: format!("{out}/{folder}").into(),
            config_override: Some(config.clone().into()),
            ..GenerateOptions::default()
        };
        if let Err(error) = uniffi::generate(options) {
            eprintln!("bindings of {folder}: {error:#}");
            std::process::exit(1);
        }
    }
}
