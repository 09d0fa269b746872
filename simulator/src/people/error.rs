use thiserror::Error;

/// Why somebody at the desk cannot go on.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum DeskError {
    /// No answer, or one that says that something failed: it may work later.
    #[error("el servidor no respondió: {0}")]
    Line(String),
    /// A page that cannot be used.
    #[error("no se pudo usar la página {path}: {what}")]
    Page {
        /// Its path.
        path: String,
        /// What is wrong with it.
        what: String,
    },
    /// Nobody gets in with these words.
    #[error("no se pudo entrar con el usuario «{username}»: {why}")]
    Entrance {
        /// The username.
        username: String,
        /// What the server said.
        why: String,
    },
    /// An image nobody knows the content of.
    #[error(
        "la imagen de «{0}» no está entre las que se conocen; el servidor tiene actas que no son de \
         esta simulación"
    )]
    UnknownImage(String),
}

impl DeskError {
    /// For `map_err` on what goes over the line.
    #[expect(clippy::needless_pass_by_value, reason = "for map_err")]
    pub(crate) fn line(error: impl ToString) -> Self {
        Self::Line(error.to_string())
    }

    /// A page that cannot be used.
    pub(crate) fn page(path: impl Into<String>, what: impl Into<String>) -> Self {
        Self::Page {
            path: path.into(),
            what: what.into(),
        }
    }
}
