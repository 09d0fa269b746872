use prep_model::bitacora::{
    CorteEvent, DeviceEvent, EjercicioEvent, FilaChange, HoldReason, OutboxEvent, PersonEvent,
};
use prep_model::elecciones::Modalidad;
use prep_model::people::PersonId;

use super::short;
use crate::hour::Hour;
use crate::text::counted;

pub(super) fn outbox(event: &OutboxEvent, hour: &Hour) -> String {
    match event {
        OutboxEvent::Captured { image_sha256 } => {
            let image = short(image_sha256);
            format!("Tomó la fotografía {image}… y la guardó en el dispositivo.")
        }
        OutboxEvent::BolsaReceived { casilla } => {
            format!("Recibió la bolsa de la casilla {casilla}.")
        }
        OutboxEvent::Queued { .. } => "Firmó el sobre de la fotografía.".to_owned(),
        OutboxEvent::SendingBegan { attempt } => format!("Comenzó el intento {attempt} de envío."),
        OutboxEvent::Postponed { not_before } => {
            let not_before = hour.text(*not_before);
            format!("El envío no se pudo terminar; se intentará después de {not_before}.")
        }
        OutboxEvent::Delivered { .. } => "Comprobó el acuse del servidor.".to_owned(),
        OutboxEvent::Rejected { reason } => format!("El servidor no la admitió: «{reason}»."),
        OutboxEvent::Retried { reason } => format!("Se pidió enviarla otra vez: «{reason}»."),
    }
}

pub(super) fn corte(event: &CorteEvent, hour: &Hour) -> String {
    match event {
        CorteEvent::Scheduled { due } => format!("Quedó previsto para {}.", hour.text(*due)),
        CorteEvent::BuildingBegan { snapshot } => format!(
            "Comenzó a hacerse con lo ocurrido hasta la posición {} de la bitácora.",
            snapshot.length
        ),
        CorteEvent::Abandoned => "Quedó sin quien lo hiciera.".to_owned(),
        CorteEvent::Checked { withheld: 0, .. } => "Pasó la revisión completo.".to_owned(),
        CorteEvent::Checked { withheld, .. } => {
            let withheld = counted(*withheld, "renglón retenido", "renglones retenidos");
            format!("Pasó la revisión, con {withheld}.")
        }
        CorteEvent::Held { cause, .. } => format!("La revisión lo detuvo: {}.", held(*cause)),
        CorteEvent::Published { manifest_sha256 } => {
            format!("Se publicó, con el manifiesto {}….", short(manifest_sha256))
        }
        CorteEvent::OverrideProposed { reason } => {
            format!("Propuso publicarlo contra la revisión: «{reason}».")
        }
        CorteEvent::OverrideApproved {
            manifest_sha256,
            cause,
            proposed_by,
            reason,
        } => format!(
            "Aprobó publicarlo contra la revisión ({}), como propuso {proposed_by}, con el \
             manifiesto {}…: «{reason}».",
            held(*cause),
            short(manifest_sha256)
        ),
        CorteEvent::OverrideRejected { reason } => {
            format!("No aprobó publicarlo contra la revisión: «{reason}».")
        }
        CorteEvent::Failed { reason } => format!("No se pudo hacer o publicar: «{reason}»."),
        CorteEvent::Rescheduled { due } => {
            format!("Quedó previsto otra vez, para {}.", hour.text(*due))
        }
        CorteEvent::CopyVerified { manifest_sha256 } => format!(
            "Se comprobó su copia en el segundo lugar, con el manifiesto {}….",
            short(manifest_sha256)
        ),
        CorteEvent::CopyFailed { reason } => {
            format!("No se pudo copiar al segundo lugar o comprobar allí: «{reason}».")
        }
        CorteEvent::ScheduleStopped { reason } => {
            format!("Detuvo la publicación de cortes: «{reason}».")
        }
        CorteEvent::ScheduleReleased { reason } => {
            format!("Reanudó la publicación de cortes: «{reason}».")
        }
        CorteEvent::StartAuthorised { from } => {
            format!("Autorizó publicar desde {}.", hour.text(*from))
        }
    }
}

fn held(cause: HoldReason) -> &'static str {
    match cause {
        HoldReason::Arithmetic => "las sumas no cuadran",
        HoldReason::Signature => "una firma o un código de integridad no se comprueba",
        HoldReason::Structure => "un archivo no tiene la forma que pide la norma",
    }
}

fn fila(change: &FilaChange) -> String {
    let of = |modalidad: Option<Modalidad>| {
        modalidad.map_or_else(String::new, |one| format!(" de «{}»", one.text()))
    };
    match change {
        FilaChange::Paused { modalidad } => {
            format!("Detuvo la fila de captura y verificación{}", of(*modalidad))
        }
        FilaChange::Resumed { modalidad } => {
            format!(
                "Reanudó la fila de captura y verificación{}",
                of(*modalidad)
            )
        }
        FilaChange::Reserved { modalidad, people } if people.is_empty() => {
            format!("Abrió a todas las personas la fila{}", of(Some(*modalidad)))
        }
        FilaChange::Reserved { modalidad, people } => {
            let people: Vec<_> = people.iter().map(PersonId::as_str).collect();
            let (which, whom) = (of(Some(*modalidad)), people.join(", "));
            format!("Reservó la fila{which} para {whom}")
        }
        FilaChange::Limited { actas: Some(actas) } => {
            let actas = counted(u64::from(*actas), "acta", "actas");
            format!("Puso un límite de {actas} por persona")
        }
        FilaChange::Limited { actas: None } => "Quitó el límite de actas por persona".to_owned(),
    }
}

pub(super) fn ejercicio(event: &EjercicioEvent) -> String {
    match event {
        EjercicioEvent::Created => "Creó el ejercicio.".to_owned(),
        EjercicioEvent::PuestaEnCerosAttested {
            esperadas,
            proceso_sha256,
        } => format!(
            "Certificó la puesta en ceros: {esperadas} actas esperadas, ningún resultado, \
             catálogo {}….",
            short(proceso_sha256)
        ),
        EjercicioEvent::PuestaEnCerosVoided { reason } => {
            format!("Dejó sin efecto la puesta en ceros: «{reason}».")
        }
        EjercicioEvent::Opened { attested_by } => {
            format!("Abrió el ejercicio, cuya puesta en ceros certificó {attested_by}.")
        }
        EjercicioEvent::FilaChanged { change, reason } => {
            format!("{}: «{reason}».", fila(change))
        }
        EjercicioEvent::ClosingBegan { reason } => {
            format!("Comenzó el cierre; sólo se termina lo empezado: «{reason}».")
        }
        EjercicioEvent::Resumed { reason } => {
            format!("Reanudó el ejercicio, que vuelve a recibir actas: «{reason}».")
        }
        EjercicioEvent::Closed {
            last_corte,
            manifest_sha256,
        } => format!(
            "Cerró el ejercicio con el corte {last_corte}, manifiesto {}….",
            short(manifest_sha256)
        ),
        EjercicioEvent::Archived { archive_sha256 } => {
            format!(
                "Archivó el ejercicio, con el manifiesto {}….",
                short(archive_sha256)
            )
        }
    }
}

pub(super) fn device(event: &DeviceEvent) -> String {
    match event {
        DeviceEvent::Enrolled { key_sha256 } => {
            format!(
                "Se dio de alta el dispositivo, con la llave {}….",
                short(key_sha256)
            )
        }
        DeviceEvent::Revoked { reason } => {
            format!("Dio de baja el dispositivo; lo que envíe queda en cuarentena: «{reason}».")
        }
        DeviceEvent::SequenceReset { reason } => {
            format!("Reinició la numeración del dispositivo: «{reason}».")
        }
    }
}

pub(super) fn person(event: &PersonEvent, hour: &Hour) -> String {
    match event {
        PersonEvent::Registered { role } => format!("Dio de alta la cuenta, como {role}."),
        PersonEvent::RoleChanged { role } => format!("Cambió el rol de la cuenta a {role}."),
        PersonEvent::Disabled { reason } => format!("Deshabilitó la cuenta: «{reason}»."),
        PersonEvent::LoggedIn => "Entró al sistema.".to_owned(),
        PersonEvent::LoggedOut => "Salió del sistema.".to_owned(),
        PersonEvent::PasswordReset { expires_at } => {
            let expires_at = hour.text(*expires_at);
            format!("Dio a la cuenta una contraseña de un solo uso, que vence {expires_at}.")
        }
        PersonEvent::PasswordChanged => "Cambió su contraseña.".to_owned(),
        PersonEvent::SessionsEnded { reason } => {
            format!("Cerró las sesiones de la cuenta: «{reason}».")
        }
        PersonEvent::SecondFactorBegan => "Activó la verificación en dos pasos.".to_owned(),
        PersonEvent::SecondFactorEnded { reason: None } => {
            "Quitó la verificación en dos pasos.".to_owned()
        }
        PersonEvent::SecondFactorEnded {
            reason: Some(reason),
        } => format!("Quitó la verificación en dos pasos de la cuenta: «{reason}»."),
        PersonEvent::RecoveryCodeUsed { left } => {
            format!("Entró con un código de recuperación; códigos que le quedan: {left}.")
        }
    }
}
