//! `prep corte check`: is what was published right?

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use difusion::check::{
    CheckOptions, Defect, Example, Kind, Report, Unreadable, Ventana, check_database, check_dir,
    check_package_zip,
};
use prep_model::contract::{KeyPurpose, PublicKey, ServerKeys};
use prep_model::perfiles::Perfil;
use proceso_files::published::table::FechaHora;
use serde_json::json;

use crate::commands::HELP;
use crate::outcome::{End, Outcome};
use crate::text::{counted, grouped};

/// Longest text of a value in a report for people; `--json` has it whole.
const MAX_SHOWN: usize = 100;

/// Revisa una base de datos, un paquete o una carpeta de cortes, de cualquier PREP.
///
/// Vuelve a calcular el resumen y cada renglón con los votos del propio archivo y lo compara con lo
/// publicado y con las reglas del LEEME. Cada regla tiene una clave pública; docs/CHECKER.md las
/// describe. No necesita una instalación ni cambia nada.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep corte check [--perfil <NOMBRE>] [--ventana <DESDE> <HASTA>] [--llave <ARCHIVO>] [--json] <RUTA>",
    after_help = "\
Termina con 0 si no hay defectos, con 1 si los hay y con 2 si no se pudo leer.

Ejemplos:
  prep corte check CDMX_GUB_2024.csv --perfil iecm-2024
  prep corte check 20240602_2000_PREP_CDMX.zip --ventana \"02/06/2024 20:00\" \"03/06/2024 20:00\"
  prep corte check var/cortes/cdmx-2024/oficial --llave llaves.json"
)]
pub(crate) struct Args {
    /// Un CSV, un ZIP o una carpeta.
    #[arg(value_name = "RUTA", help_heading = "Argumentos")]
    path: PathBuf,
    /// Con los nombres, textos y formas de qué instituto: iecm-2024, ine o un archivo .toml.
    /// Sin decirlo, solo se revisa lo que vale para todo PREP.
    #[arg(long, value_name = "NOMBRE", help_heading = "Opciones")]
    perfil: Option<String>,
    /// Cuándo operó el PREP, como «DD/MM/AAAA HH:MM», en la hora de la entidad. Sin decirlo no se
    /// puede saber si las horas están corridas.
    #[arg(long, num_args = 2, value_names = ["DESDE", "HASTA"], help_heading = "Opciones")]
    ventana: Option<Vec<String>>,
    /// Llave pública de cortes: un JWK, o las llaves que publica el servidor. Sin ella no se
    /// verifica la firma.
    #[arg(long, value_name = "ARCHIVO", help_heading = "Opciones")]
    llave: Option<PathBuf>,
    /// Escribe el resultado como JSON, para programas.
    #[arg(long, help_heading = "Opciones")]
    json: bool,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        let checked = self.options().and_then(|options| self.check(&options));
        match checked {
            Ok(report) if self.json => as_json(&report),
            Ok(report) => as_text(&report),
            Err(unreadable) if self.json => {
                let Unreadable {
                    name,
                    message,
                    remedy,
                } = unreadable;
                let unreadable = json!({ "name": name, "message": message, "remedy": remedy });
                Outcome::json(&json!({ "unreadable": unreadable }), End::Failed)
            }
            Err(unreadable) => Outcome::failed(&unreadable.to_string(), &unreadable.remedy),
        }
    }

    fn check(&self, options: &CheckOptions) -> Result<Report, Unreadable> {
        if self.path.is_dir() {
            return check_dir(&self.path, options);
        }
        let bytes = read(&self.path)?;
        let name = self.path.display().to_string();
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            check_package_zip(&name, &bytes, options)
        } else {
            check_database(&name, &bytes, options)
        }
    }

    fn options(&self) -> Result<CheckOptions, Unreadable> {
        let perfil = self.perfil.as_deref().map(perfil).transpose()?;
        let ventana = self.ventana.as_deref().map(ventana).transpose()?;
        let llaves = self.llave.as_deref().map(llaves).transpose()?;
        Ok(CheckOptions {
            perfil,
            ventana,
            llaves: llaves.unwrap_or_default(),
        })
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Unreadable> {
    fs::read(path).map_err(|error| Unreadable::of_io(path, &error))
}

/// One of those built in, or a file.
fn perfil(name: &str) -> Result<Perfil, Unreadable> {
    if let Some(perfil) = Perfil::built_in(name) {
        return Ok(perfil);
    }
    let refused = |message: String| Unreadable {
        name: name.to_owned(),
        message,
        remedy: format!(
            "use {} o un archivo de perfil",
            Perfil::built_in_names().join(", ")
        ),
    };
    if !Path::new(name).is_file() {
        return Err(refused("no hay un perfil con ese nombre".to_owned()));
    }
    let text = String::from_utf8_lossy(&read(Path::new(name))?).into_owned();
    Perfil::from_toml(&text).map_err(|error| refused(error.to_string()))
}

fn ventana(texts: &[String]) -> Result<Ventana, Unreadable> {
    let moment = |text: &String| {
        let found = FechaHora::parse(text).filter(|moment| moment.timestamp(0).is_some());
        found.ok_or_else(|| Unreadable {
            name: "--ventana".to_owned(),
            message: format!("«{text}» no es una fecha y hora"),
            remedy: "escríbala como «02/06/2024 20:00», entre comillas".to_owned(),
        })
    };
    let moments: Vec<FechaHora> = texts.iter().map(moment).collect::<Result<_, _>>()?;
    match moments.as_slice() {
        [from, to] if from <= to => Ok(Ventana {
            from: *from,
            to: *to,
        }),
        _ => Err(Unreadable {
            name: "--ventana".to_owned(),
            message: "termina antes de empezar".to_owned(),
            remedy: "dé primero el inicio y después el fin".to_owned(),
        }),
    }
}

/// A JWK, or the list of keys that a server publishes.
fn llaves(path: &Path) -> Result<Vec<PublicKey>, Unreadable> {
    let text = String::from_utf8_lossy(&read(path)?).into_owned();
    if let Ok(keys) = serde_json::from_str::<ServerKeys>(&text) {
        let cortes = keys.0.iter().filter(|key| key.purpose == KeyPurpose::Corte);
        let cortes: Vec<PublicKey> = cortes.map(|key| key.jwk).collect();
        if !cortes.is_empty() {
            return Ok(cortes);
        }
    }
    let one = PublicKey::from_jwk(&text).map(|key| vec![key]);
    one.map_err(|error| Unreadable {
        name: path.display().to_string(),
        message: format!("no es una llave pública: {error}"),
        remedy: "dé un JWK, o las llaves que publica el servidor con una de cortes".to_owned(),
    })
}

fn end(report: &Report) -> End {
    if report.is_clean() {
        End::Done
    } else {
        End::Refused
    }
}

fn as_json(report: &Report) -> Outcome {
    let value = serde_json::to_value(report).expect("a report is texts and numbers");
    Outcome::json(&value, end(report))
}

fn as_text(report: &Report) -> Outcome {
    let mut stdout = format!(
        "{}: {}{}\n",
        report.name,
        counted(report.actas, "acta", "actas"),
        report
            .perfil
            .as_ref()
            .map(|perfil| format!(", perfil {perfil}"))
            .unwrap_or_default()
    );
    for kind in Kind::ALL {
        let mut own = report.of_kind(kind).peekable();
        if own.peek().is_some() {
            let _ = writeln!(stdout, "\n{}", kind.heading());
        }
        for defect in own {
            push_defect(&mut stdout, defect);
        }
    }
    if !report.notes.is_empty() {
        stdout.push('\n');
    }
    for note in &report.notes {
        let _ = writeln!(stdout, "Nota: {note}");
    }
    stdout.push_str(&verdict(report));
    Outcome {
        stdout,
        end: end(report),
        ..Outcome::default()
    }
}

fn push_defect(text: &mut String, defect: &Defect) {
    let file = defect.file.as_ref();
    let file = file.map(|file| format!(" [{file}]")).unwrap_or_default();
    let _ = writeln!(
        text,
        "  {}{file} ({}) {}",
        defect.code,
        grouped(defect.count),
        defect.message
    );
    for example in &defect.examples {
        let _ = writeln!(
            text,
            "      {}{} → {}",
            place(example),
            shown(&example.found),
            shown(&example.expected)
        );
    }
}

fn place(example: &Example) -> String {
    match (example.line, &example.column) {
        (Some(line), Some(column)) => format!("línea {line}, {column}: "),
        (Some(line), None) => format!("línea {line}: "),
        (None, Some(column)) => format!("{column}: "),
        (None, None) => String::new(),
    }
}

fn shown(text: &str) -> String {
    if text.is_empty() {
        return "(vacío)".to_owned();
    }
    let mut short: String = text.chars().take(MAX_SHOWN).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

fn verdict(report: &Report) -> String {
    if report.is_clean() {
        return "\nSin defectos.\n".to_owned();
    }
    let rules: std::collections::BTreeSet<_> =
        report.defects.iter().map(|defect| defect.code).collect();
    let total = report
        .defects
        .iter()
        .map(|defect| defect.count)
        .sum::<u64>();
    format!(
        "\nDefectos de {}: {} en total.\n",
        counted(rules.len() as u64, "clase", "clases"),
        grouped(total)
    )
}
