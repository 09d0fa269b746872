//! `prep device revoke`: a device that is not believed any more.

use central::UseCaseError;
use central::devices::{RevokeRefusal, revoke_device};
use prep_model::bitacora::Reason;
use prep_model::people::DeviceId;

use crate::commands::HELP;
use crate::commands::by::By;
use crate::installation;
use crate::outcome::Outcome;

/// Da de baja un dispositivo: lo que envíe desde ahora espera en cuarentena.
///
/// Nada de lo que mandó se pierde. Lo que llegue después se guarda aparte hasta que un supervisor lo
/// admita o lo rechace con «prep device quarantine».
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep device revoke <IDENTIFICADOR> --reason <MOTIVO> [--by <USUARIO>]",
    after_help = "\
Termina con 0 si quedó dado de baja, con 1 si no existe o ya lo estaba y con 2 si algo falló.

Ejemplo:
  prep device revoke 018fdc5e-9800-7abc-8def-0123456789ab --reason \"se extravió\""
)]
pub(crate) struct Args {
    /// El dispositivo, como lo muestra «prep device list».
    #[arg(value_name = "IDENTIFICADOR", help_heading = "Argumentos")]
    device: DeviceId,
    /// Por qué, sin datos personales: queda en la bitácora.
    #[arg(long, value_name = "MOTIVO", value_parser = Reason::new, help_heading = "Opciones")]
    reason: Reason,
    #[command(flatten)]
    by: By,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        installation::run(|central| async move {
            let by = match self.by.actor(&central).await {
                Ok(by) => by,
                Err(outcome) => return outcome,
            };
            match revoke_device(&central, by, self.device, self.reason).await {
                Ok(()) => Outcome::done(format!(
                    "El dispositivo {} quedó dado de baja; lo que envíe espera en cuarentena.\n",
                    self.device
                )),
                Err(UseCaseError::Refused(refusal)) => {
                    let remedy = match refusal {
                        RevokeRefusal::Unknown | RevokeRefusal::AlreadyRevoked => {
                            "con «prep device list» se ven los que hay y su estado"
                        }
                        RevokeRefusal::NoEjercicio => {
                            "con «prep ejercicio begin» comienza el primero"
                        }
                    };
                    Outcome::refused(&refusal.to_string(), remedy)
                }
                Err(UseCaseError::Failed(failure)) => Outcome::broken(&failure),
            }
        })
    }
}
