use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why a command did not do what it was asked for. The text says what to do about it.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    #[error(
        "la tableta de «{}» no está dada de alta. Pida un código de alta y ejecute:\n  \
         prep-sim enroll --server {} --code CÓDIGO --dir {}",
        dir.display(), server.as_deref().unwrap_or("http://127.0.0.1:8080"), dir.display()
    )]
    NotEnrolled {
        dir: PathBuf,
        server: Option<String>,
    },
    #[error("la tableta de «{}» ya está dada de alta; use otra carpeta con --dir", .0.display())]
    AlreadyEnrolled(PathBuf),
    #[error(
        "«{0}» no es una dirección de este equipo: el simulador solo habla HTTP sin cifrar con \
         127.0.0.1, localhost o [::1], y no admite https"
    )]
    NotLoopback(String),
    #[error("no se pudo usar «{}»: {reason}", path.display())]
    File { path: PathBuf, reason: String },
    #[error("{0}")]
    Refused(String),
    #[error("quedan {waiting} fotos en espera ({reason}); se enviarán con: prep-sim send --dir {}", dir.display())]
    Waiting {
        waiting: usize,
        reason: String,
        dir: PathBuf,
    },
    #[error("el servidor no admitió la foto: {0}")]
    Rejected(String),
    #[error(
        "la foto no se guardó: no se lee toda el acta. Tómela de nuevo, o envíela así con --insist"
    )]
    NotReadable,
    #[error("la foto no tiene etiqueta legible; diga el acta con --acta o el texto con --qr")]
    NoLabel,
    #[error("no se puede juzgar «{}»: {reason}", path.display())]
    Unreadable { path: PathBuf, reason: String },
    #[error("no se pudo escribir la salida: {0}")]
    Output(#[from] std::io::Error),
}

impl Failure {
    /// For `map_err` on a step with the file at `path`.
    pub(crate) fn file<E: std::fmt::Display>(path: impl Into<PathBuf>) -> impl FnOnce(E) -> Self {
        let path = path.into();
        move |error| Self::File {
            path,
            reason: error.to_string(),
        }
    }

    /// For `map_err` on what already says everything.
    pub(crate) fn refused(error: impl std::fmt::Display) -> Self {
        Self::Refused(error.to_string())
    }

    /// A file that is not what was asked for.
    pub(crate) fn unreadable(path: &Path, reason: impl std::fmt::Display) -> Self {
        Self::Unreadable {
            path: path.to_owned(),
            reason: reason.to_string(),
        }
    }

    /// 2: the file given is not one; 3: it waits and will be sent; 4: it will not; 1: anything else.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Unreadable { .. } => 2,
            Self::Waiting { .. } => 3,
            Self::Rejected(_) => 4,
            _ => 1,
        }
    }
}
