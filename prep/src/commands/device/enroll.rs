//! `prep device enroll`: a one-time code and its label.

use central::devices::{PublicUrl, make_enrolment_code};
use central::{Central, UseCaseError};
use prep_model::contract::EnrolmentLabel;
use prep_model::time::Timestamp;
use serde_json::json;

use crate::commands::HELP;
use crate::hour::Hour;
use crate::installation;
use crate::outcome::{End, Outcome};
use crate::qr::{self, Background};
use crate::settings::Settings;

/// Hace un código con el que un solo dispositivo se da de alta.
///
/// Muestra el texto de la etiqueta y su código QR, que la tableta lee con la cámara; también se
/// puede escribir a mano. Lleva la dirección de PREP_PUBLIC_URL, que debe ser https o de esta misma
/// máquina. El código se muestra una sola vez.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep device enroll [--hours <HORAS>] [--light] [--json] <NOMBRE>",
    after_help = "\
Termina con 0 si hizo el código, con 1 si el nombre o el plazo no pueden ser y con 2 si la dirección
no sirve o algo no se pudo escribir.

Ejemplo:
  prep device enroll \"Tableta 14, distrito 9\" --hours 72"
)]
pub(crate) struct Args {
    /// Cómo se llama el dispositivo en las listas.
    #[arg(value_name = "NOMBRE", help_heading = "Argumentos")]
    label: String,
    /// Horas que vale el código, hasta 720. Sin decirlo, 72.
    #[arg(
        long,
        value_name = "HORAS",
        default_value_t = 72,
        hide_default_value = true,
        help_heading = "Opciones"
    )]
    hours: u16,
    /// Dibuja el código QR para una terminal de fondo claro.
    #[arg(long, help_heading = "Opciones")]
    light: bool,
    /// Escribe el resultado como JSON, para programas.
    #[arg(long, help_heading = "Opciones")]
    json: bool,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        let url = match Settings::read().and_then(|settings| label_url(&settings.public_url)) {
            Ok(url) => url,
            Err(message) => {
                return Outcome::failed(&message, "revise los ajustes con «prep config»");
            }
        };
        installation::run(|central| async move {
            self.enroll(&central, &url)
                .await
                .unwrap_or_else(|outcome| outcome)
        })
    }

    async fn enroll(&self, central: &Central, url: &PublicUrl) -> Result<Outcome, Outcome> {
        let hour = Hour::current(central).await;
        let hour = hour.map_err(|error| Outcome::broken(&error))?;
        let seconds = i64::from(self.hours) * 3_600;
        let made = make_enrolment_code(central, &self.label, seconds).await;
        let (code, expires_at) = made.map_err(|error| match error {
            UseCaseError::Refused(refusal) => {
                Outcome::refused(&refusal.to_string(), "corrija y vuelva a intentarlo")
            }
            UseCaseError::Failed(failure) => Outcome::broken(&failure),
        })?;
        let server = url.as_str().parse();
        let server = server.expect("a public URL is a URL, and this one was tried in a label");
        let label = EnrolmentLabel { server, code };
        Ok(if self.json {
            self.as_json(&label, expires_at)
        } else {
            self.as_text(&label, &hour.text(expires_at))
        })
    }

    fn as_text(&self, label: &EnrolmentLabel, expires_at: &str) -> Outcome {
        let background = if self.light {
            Background::Light
        } else {
            Background::Dark
        };
        let drawing = qr::draw(&label.to_string(), background).unwrap_or_default();
        Outcome::done(format!(
            "{drawing}\nDispositivo  {}\nServidor     {}\nCódigo       {}\nVence        {expires_at}\n\n\
             {label}\n\nVale para un solo dispositivo y no vuelve a mostrarse.\n",
            self.label.trim(),
            label.server,
            label.code
        ))
    }

    fn as_json(&self, label: &EnrolmentLabel, expires_at: Timestamp) -> Outcome {
        let enrolment = json!({
            "name": self.label.trim(),
            "label": label.to_string(),
            "server": label.server.to_string(),
            "code": label.code.to_string(),
            "expires_at": expires_at,
        });
        Outcome::json(&enrolment, End::Done)
    }
}

/// The address for a label, if devices will take it: a label is tried before a code is made.
fn label_url(text: &str) -> Result<PublicUrl, String> {
    let wrong = |why: &dyn std::fmt::Display| format!("PREP_PUBLIC_URL: «{text}»: {why}");
    let url: PublicUrl = text.parse().map_err(|error| wrong(&error))?;
    let sample = format!("PREPE1:{url}:000000-000000-000000");
    let label: Result<EnrolmentLabel, _> = sample.parse();
    label.map(|_| url).map_err(|error| wrong(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_devices_take_are_put_on_a_label() {
        assert!(label_url("https://prep.example.mx").is_ok());
        assert!(label_url("http://127.0.0.1:8080").is_ok());
        for bad in ["http://prep.example.mx", "prep.example.mx", ""] {
            let message = label_url(bad).unwrap_err();
            assert!(message.starts_with("PREP_PUBLIC_URL: "), "{message}");
        }
    }
}
