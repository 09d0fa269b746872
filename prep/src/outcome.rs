use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

/// What a command has to say, and how it ends.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Outcome {
    /// For the standard output.
    pub(crate) stdout: String,
    /// For the standard error.
    pub(crate) stderr: String,
    /// How it ends.
    pub(crate) end: End,
}

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum End {
    /// 0: done, nothing wrong.
    #[default]
    Done,
    /// 1: what was given is wrong, and the output says where.
    Refused,
    /// 2: something could not be read or written, or the arguments make no sense.
    Failed,
}

impl Outcome {
    /// A command that did what was asked.
    pub(crate) fn done(stdout: impl Into<String>) -> Self {
        Self {
            stdout: stdout.into(),
            ..Self::default()
        }
    }

    /// The same for a script, or what it says of something wrong.
    pub(crate) fn json(value: &serde_json::Value, end: End) -> Self {
        Self {
            stdout: format!("{value:#}\n"),
            end,
            ..Self::default()
        }
    }

    /// A command that a rule forbids.
    pub(crate) fn refused(message: &str, remedy: &str) -> Self {
        Self {
            end: End::Refused,
            ..Self::failed(message, remedy)
        }
    }

    /// A command whose database or disk failed.
    pub(crate) fn broken(error: &dyn Error) -> Self {
        let mut message = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            message = format!("{message}: {cause}");
            source = cause.source();
        }
        Self::failed(
            &format!("no se pudo usar la base de datos o el disco ({message})"),
            "no se cambió nada; revise los ajustes con «prep config» y vuelva a intentarlo",
        )
    }

    /// A command that could not do its work.
    pub(crate) fn failed(message: &str, remedy: &str) -> Self {
        Self {
            stderr: format!("error: {message}\n  → {remedy}\n"),
            end: End::Failed,
            ..Self::default()
        }
    }

    /// Writes everything. Whoever closes the output early (`| head`) has read enough; any other
    /// failure to write ends the command as failed.
    pub(crate) fn report(self) -> ExitCode {
        let Self {
            stdout,
            stderr,
            end,
        } = self;
        let mut out = io::stdout().lock();
        let written = out.write_all(stdout.as_bytes()).and_then(|()| out.flush());
        let end = match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => End::Failed,
            _ => end,
        };
        // Without a standard error there is nobody left to tell.
        let _ = io::stderr().lock().write_all(stderr.as_bytes());
        match end {
            End::Done => ExitCode::SUCCESS,
            End::Refused => ExitCode::FAILURE,
            End::Failed => ExitCode::from(2),
        }
    }
}
