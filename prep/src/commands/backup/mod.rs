//! `prep backup`: everything a second time.

mod create;
mod place;
mod restore;
mod verify;

use central::backup::{BackupError, BitacoraHead};
use central::store::StoreError;
use central::store::copy::CopyError;
use clap::Subcommand;

use crate::outcome::Outcome;
use crate::text::counted;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Create(create::Args),
    Verify(verify::Args),
    Restore(restore::Args),
}

impl Command {
    pub(crate) fn run(self) -> Outcome {
        match self {
            Self::Create(args) => args.run(),
            Self::Verify(args) => args.run(),
            Self::Restore(args) => args.run(),
        }
    }
}

/// Where a bitácora of a backup ends.
fn head_line(head: &BitacoraHead) -> String {
    let events = counted(head.events, "evento", "eventos");
    format!(
        "  bitácora de {}/{}: {events}, cabeza {}\n",
        head.proceso, head.ejercicio, head.head
    )
}

/// Why something was not done with a backup, and what to do.
fn outcome(error: &BackupError) -> Outcome {
    let message = error.to_string();
    match error {
        BackupError::NoBackup(_) => Outcome::refused(
            &message,
            "revise --from; «prep backup verify» sin --backup toma el más nuevo",
        ),
        BackupError::Manifest { .. } | BackupError::Head(_) | BackupError::Database => {
            Outcome::refused(
                &message,
                "use otro respaldo con --backup, y conserve éste para averiguar qué le pasó",
            )
        }
        BackupError::Block(_) | BackupError::Images(_) => Outcome::refused(
            &message,
            "use otro respaldo; mientras el original exista, «prep backup create» repone lo que falta",
        ),
        BackupError::OtherKeys(_) => Outcome::refused(
            &message,
            "restaure con otra PREP_DATA_DIR, o ponga ahí primero las llaves correctas",
        ),
        BackupError::Copy(CopyError::NotEmpty(_)) => Outcome::refused(
            &message,
            "restaure en una instalación nueva: otra PREP_DATA_DIR, o una base recién creada",
        ),
        BackupError::Copy(CopyError::Store(StoreError::Open(_)))
        | BackupError::Failed(central::Failure::Store(StoreError::Open(_))) => {
            Outcome::failed(&message, "revise los ajustes con «prep config»")
        }
        BackupError::Copy(CopyError::Store(error)) => Outcome::broken(error),
        BackupError::Copy(_) => Outcome::refused(
            &message,
            "no se copió nada; compruebe el origen con «prep bitacora verify» y repita la orden",
        ),
        BackupError::Failed(error) => Outcome::broken(error),
        BackupError::Io { .. } => Outcome::failed(&message, "revise la carpeta y sus permisos"),
    }
}
