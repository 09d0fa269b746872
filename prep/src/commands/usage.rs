//! What is wrong with the arguments, in Spanish.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::outcome::{End, Outcome};

/// Help and version are an answer; everything else is an error.
pub(super) fn outcome(error: &clap::Error) -> Outcome {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Outcome {
            stdout: error.to_string(),
            ..Outcome::default()
        },
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Outcome {
            stderr: error.to_string(),
            end: End::Failed,
            ..Outcome::default()
        },
        _ => Outcome::failed(&message(error), "con --help se ve qué se puede escribir"),
    }
}

fn message(error: &clap::Error) -> String {
    let context = |kind| error.get(kind).map(text).unwrap_or_default();
    let argument = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::MissingRequiredArgument => format!("falta {argument}"),
        ErrorKind::MissingSubcommand => "falta decir qué hacer".to_owned(),
        ErrorKind::InvalidSubcommand => {
            format!(
                "no hay una orden «{}»",
                context(ContextKind::InvalidSubcommand)
            )
        }
        ErrorKind::UnknownArgument => format!("no se conoce «{argument}»"),
        ErrorKind::ArgumentConflict => format!(
            "{argument} y {} no van juntos o van una sola vez",
            context(ContextKind::PriorArg)
        ),
        ErrorKind::InvalidValue if value.is_empty() => format!("falta el valor de {argument}"),
        ErrorKind::InvalidValue => format!("«{value}» no es un valor de {argument}"),
        ErrorKind::ValueValidation => {
            use std::error::Error as _;
            let why = error.source().map(|source| format!(": {source}"));
            format!(
                "«{value}» no es un valor de {argument}{}",
                why.unwrap_or_default()
            )
        }
        _ => error.to_string().trim().to_owned(),
    }
}

fn text(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(values) => values.join(", "),
        other => other.to_string(),
    }
}
