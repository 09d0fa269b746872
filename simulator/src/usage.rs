//! What is wrong with the arguments, in Spanish.

use std::error::Error as _;
use std::io::Write as _;
use std::num::ParseIntError;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// Help and version are an answer; everything else is an error, and ends with 2.
pub(crate) fn tell(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = write!(std::io::stdout(), "{error}");
            return ExitCode::SUCCESS;
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = write!(std::io::stderr(), "{error}");
        }
        _ => {
            let message = message(error);
            let _ = writeln!(
                std::io::stderr(),
                "prep-sim: {message}; con --help se ve qué se puede escribir"
            );
        }
    }
    ExitCode::from(2)
}

fn message(error: &clap::Error) -> String {
    let context = |kind| error.get(kind).map(text).unwrap_or_default();
    let argument = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::MissingRequiredArgument => format!("falta {argument}"),
        ErrorKind::InvalidSubcommand => {
            let name = context(ContextKind::InvalidSubcommand);
            format!("no hay una orden «{name}»")
        }
        ErrorKind::UnknownArgument => format!("no se conoce «{argument}»"),
        ErrorKind::ArgumentConflict => format!(
            "{argument} y {} no van juntos o van una sola vez",
            context(ContextKind::PriorArg)
        ),
        ErrorKind::InvalidValue if value.is_empty() => format!("falta el valor de {argument}"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let why = error.source().map(|source| {
                if source.is::<ParseIntError>() {
                    "se espera un número".to_owned()
                } else {
                    source.to_string()
                }
            });
            let why = why.map(|why| format!(": {why}")).unwrap_or_default();
            format!("«{value}» no es un valor de {argument}{why}")
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
