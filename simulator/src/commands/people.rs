use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::HELP;
use crate::failure::Failure;
use crate::people::{Known, Manner, Quiet, Shift, team};
use crate::transport::require_loopback;

/// Sienta personas simuladas en la captura y la verificación, con las mismas páginas que todos.
///
/// Cada una entra con su cuenta, pide actas, mira la imagen, teclea lo que dice, a veces se equivoca, y
/// termina; quien verifica decide las diferencias. Lo que dice cada imagen se toma de la carpeta que
/// hizo «prep-sim actas --format jpeg». Trabajan hasta que no queda nada en la fila. Se puede
/// interrumpir y volver a ejecutar: lo terminado está guardado y lo demás vuelve a la fila.
///
/// Una contraseña de una sola vez se cambia al entrar por la misma seguida de «-prep-sim».
#[derive(Debug, Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    next_help_heading = "Opciones",
    override_usage = "prep-sim people --server <DIRECCION> --accounts <ARCHIVO> --truth <CARPETA> [OPCIONES]",
    after_help = "\
Al terminar dice cuántas actas hizo cada persona por hora, cuántas difirieron y cuánto tardó el servidor.

Ejemplo, el ritmo de personas de verdad, diez veces más rápido:
  prep-sim people --server http://127.0.0.1:8080 --accounts cuentas.csv --truth var/actas \\
    --errors 0.005 --speed 10"
)]
pub(crate) struct People {
    /// Cuántas personas. Sin decirlo, todas las del archivo.
    #[arg(long, value_name = "NUMERO", value_parser = clap::value_parser!(u16).range(1..=1000))]
    count: Option<u16>,
    /// Dirección del servidor.
    #[arg(long, value_name = "DIRECCION")]
    server: String,
    /// Archivo con «usuario,contraseña» en cada renglón, de capturistas y verificadores.
    #[arg(long, value_name = "ARCHIVO")]
    accounts: PathBuf,
    /// Carpeta de «prep-sim actas --format jpeg» cuyas imágenes se enviaron.
    #[arg(long, value_name = "CARPETA")]
    truth: PathBuf,
    /// Parte de los campos en que se equivoca quien captura, de 0 a 1. Sin decirla, 0.005.
    #[arg(long, value_name = "PARTE", default_value = "0.005", hide_default_value = true, value_parser = parse_part)]
    errors: f64,
    /// Cuántas veces más rápido que una persona; 0, sin pausa alguna. Sin decirlo, 1.
    #[arg(long, value_name = "VECES", default_value = "1", hide_default_value = true, value_parser = parse_speed)]
    speed: f64,
    /// Semilla de pausas y descuidos. Sin decirla, 1.
    #[arg(
        long,
        value_name = "NUMERO",
        default_value_t = 1,
        hide_default_value = true
    )]
    seed: u64,
    /// Escribe las cifras como JSON, para programas.
    #[arg(long)]
    json: bool,
}

impl People {
    pub(crate) fn run(self, out: &mut impl Write) -> Result<(), Failure> {
        let server = require_loopback(&self.server)?.to_string();
        let mut accounts = team::read_accounts(&self.accounts)?;
        if let Some(count) = self.count.map(usize::from) {
            if count > accounts.len() {
                return Err(Failure::Refused(format!(
                    "«{}» tiene {} cuentas y se pidieron {count} personas; agregue cuentas o pida menos",
                    self.accounts.display(),
                    accounts.len()
                )));
            }
            accounts.truncate(count);
        }
        let known = Known::read(&self.truth)?;
        let shift = Shift {
            server: &server,
            known: &known,
            manner: Manner {
                errors: self.errors,
                speed: Some(self.speed).filter(|speed| *speed > 0.0),
                drafts: true,
                seed: self.seed,
            },
            quiet: &Quiet::default(),
        };
        let (report, ()) = team::work(&shift, &accounts, || ());
        if self.json {
            writeln!(out, "{}", report.json())?;
        } else {
            writeln!(out, "{}", report.text())?;
        }
        report.outcome()
    }
}

/// A part of a whole.
pub(super) fn parse_part(text: &str) -> Result<f64, String> {
    let part = text.parse().ok().filter(|part| (0.0..=1.0).contains(part));
    part.ok_or_else(|| "se espera un número de 0 a 1, como 0.005".to_owned())
}

/// How much quicker than a person.
fn parse_speed(text: &str) -> Result<f64, String> {
    let speed = text.parse().ok();
    let speed = speed.filter(|speed| (0.0..=10_000.0).contains(speed));
    speed.ok_or_else(|| "se espera un número de 0 a 10000".to_owned())
}
