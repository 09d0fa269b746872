//! `prep device list`: every device.

use central::devices::list_devices;
use central::store::DeviceRow;
use central::{Central, Failure};
use serde_json::json;

use crate::commands::HELP;
use crate::hour::Hour;
use crate::installation;
use crate::outcome::{End, Outcome};
use crate::text::push_columns;

/// Muestra los dispositivos dados de alta, también los que ya se dieron de baja.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep device list [--json]",
    after_help = "\
Ejemplo:
  prep device list"
)]
pub(crate) struct Args {
    /// Escribe el resultado como JSON, para programas.
    #[arg(long, help_heading = "Opciones")]
    json: bool,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        installation::run(|central| async move {
            match load(&central).await {
                Ok((devices, _)) if self.json => {
                    let devices: Vec<_> = devices.iter().map(as_json).collect();
                    Outcome::json(&devices.into(), End::Done)
                }
                Ok((devices, hour)) => Outcome::done(as_text(&devices, &hour)),
                Err(failure) => Outcome::broken(&failure),
            }
        })
    }
}

async fn load(central: &Central) -> Result<(Vec<DeviceRow>, Hour), Failure> {
    let devices = list_devices(central).await?;
    let hour = Hour::current(central).await?;
    Ok((devices, hour))
}

fn as_text(devices: &[DeviceRow], hour: &Hour) -> String {
    if devices.is_empty() {
        return "No hay dispositivos; con «prep device enroll» se da de alta el primero.\n"
            .to_owned();
    }
    let header = ["identificador", "nombre", "alta", "estado"];
    let mut rows = vec![header.map(str::to_owned)];
    rows.extend(devices.iter().map(|device| {
        [
            device.id.to_string(),
            device.label.clone(),
            hour.text(device.enrolled_at),
            match &device.revoked {
                None => "en uso".to_owned(),
                Some((at, reason)) => format!("de baja desde {}: «{reason}»", hour.text(*at)),
            },
        ]
    }));
    let mut text = String::new();
    push_columns(&mut text, &rows);
    text
}

fn as_json(device: &DeviceRow) -> serde_json::Value {
    let revoked = device.revoked.as_ref();
    json!({
        "device": device.id,
        "name": device.label,
        "thumbprint": device.key.thumbprint().to_string(),
        "enrolled_at": device.enrolled_at,
        "revoked_at": revoked.map(|(at, _)| at),
        "revoked_reason": revoked.map(|(_, reason)| reason),
    })
}
