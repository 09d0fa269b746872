//! `prep proceso from-results`: a proceso out of published result databases.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use prep_model::claves::{EleccionId, EntidadId, ProcesoId};
use prep_model::elecciones::AmbitoTipo;
use prep_model::perfiles::Perfil;
use prep_model::time::Timestamp;
use proceso_files::folder::{self, WriteError};
use proceso_files::published::{
    CandidaturaComun, NamedBytes, Options, PublishedFault, Rebuilt, Representantes, rebuild,
};

use super::summary::Summary;
use crate::commands::HELP;
use crate::outcome::{End, Outcome};
use crate::text::counted;

/// Largest result database read.
const MAX_FILE_BYTES: u64 = 1024 * 1024 * 1024;
/// Rows that could not be used, printed and noted one by one.
const MAX_ROWS_SHOWN: usize = 20;

/// Reconstruye un proceso a partir de bases de datos de resultados publicadas.
///
/// De cada base toma las casillas, la lista nominal, los contendientes y lo que imprime cada acta, y
/// escribe una carpeta de proceso nueva. Lo que las bases no dicen se supone, y cada suposición
/// queda escrita en las notas de proceso.toml para que alguien la revise.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep proceso from-results --entidad <NUMERO> --out <CARPETA> [OPCIONES] <ELECCION=ARCHIVO>...",
    after_help = "\
Termina con 0 si escribió la carpeta, con 1 si las bases no permiten reconstruir el proceso y con 2
si algo no se pudo leer o escribir.

Ejemplo:
  prep proceso from-results --entidad 9 --id cdmx-2024 --perfil iecm-2024 \\
    --out procesos/cdmx-2024 GUB=CDMX_GUB_2024.csv ALC=CDMX_ALC_2024.csv"
)]
pub(crate) struct Args {
    /// Una base por elección, en el orden en que se publican.
    #[arg(value_name = "ELECCION=ARCHIVO", required = true, value_parser = eleccion_path, help_heading = "Argumentos")]
    files: Vec<(EleccionId, PathBuf)>,
    /// Carpeta nueva en que se escribe el proceso.
    #[arg(long, value_name = "CARPETA", help_heading = "Opciones")]
    out: PathBuf,
    /// Número de la entidad federativa, de 1 a 32.
    #[arg(long, value_name = "NUMERO", value_parser = entidad, help_heading = "Opciones")]
    entidad: EntidadId,
    /// Nombre corto del proceso, como cdmx-2024.
    #[arg(long, help_heading = "Opciones")]
    id: Option<ProcesoId>,
    /// Nombre del proceso para las personas.
    #[arg(long, help_heading = "Opciones")]
    nombre: Option<String>,
    /// Perfil que viene con el sistema, o archivo perfil.toml. Sin decirlo, iecm-2024.
    #[arg(
        long,
        value_name = "PERFIL",
        default_value = "iecm-2024",
        hide_default_value = true,
        help_heading = "Opciones"
    )]
    perfil: String,
    /// Representantes acreditados en cada casilla. Sin decirlo, 14.
    #[arg(long, value_name = "NUMERO", help_heading = "Opciones")]
    representantes: Option<u32>,
    /// Toma los representantes de la columna REPRESENTANTES_PP_CI, que muchas bases usan para los
    /// que votaron.
    #[arg(long, help_heading = "Opciones")]
    representantes_de_columna: bool,
    /// Máximo de boletas de cada casilla especial. Sin decirlo, 1000.
    #[arg(long, value_name = "NUMERO", help_heading = "Opciones")]
    boletas_maximas: Option<u32>,
    /// Minutos del uso horario al este de UTC, como -360. Sin decirlo, lo que digan las bases.
    #[arg(
        long,
        value_name = "MINUTOS",
        allow_negative_numbers = true,
        help_heading = "Opciones"
    )]
    utc_offset_minutes: Option<i16>,
    /// Inicio de la publicación, como 2024-06-02T20:00:00-06:00.
    #[arg(
        long,
        value_name = "FECHA",
        requires = "hasta",
        help_heading = "Opciones"
    )]
    desde: Option<Timestamp>,
    /// Fin de la publicación.
    #[arg(
        long,
        value_name = "FECHA",
        requires = "desde",
        help_heading = "Opciones"
    )]
    hasta: Option<Timestamp>,
    /// Ámbito de una elección (entidad, distrito o municipio), si su nombre no lo dice.
    #[arg(long, value_name = "ELECCION=AMBITO", value_parser = eleccion_ambito, help_heading = "Opciones")]
    ambito: Vec<(EleccionId, AmbitoTipo)>,
    /// Columna que es una candidatura común, con su convenio:
    /// DIP_LOC:ROJO_AZUL=ROJO:60,AZUL:40;remanente=ROJO
    #[arg(long, value_name = "CONVENIO", help_heading = "Opciones")]
    candidatura_comun: Vec<CandidaturaComun>,
    /// Archivo publicado de candidaturas de una elección.
    #[arg(long, value_name = "ELECCION=ARCHIVO", value_parser = eleccion_path, help_heading = "Opciones")]
    candidaturas: Vec<(EleccionId, PathBuf)>,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        self.try_run().unwrap_or_else(|outcome| outcome)
    }

    fn try_run(&self) -> Result<Outcome, Outcome> {
        let options = self.options()?;
        let files = read_all(&self.files)?;
        let rebuilt = rebuild(&options, &files).map_err(|faults| refused(&faults))?;
        folder::write(&rebuilt.proceso, &notes(&rebuilt), &self.out)
            .map_err(|error| unwritten(&error))?;
        Ok(Outcome {
            stdout: report(&rebuilt, &self.out),
            ..Outcome::default()
        })
    }

    fn options(&self) -> Result<Options, Outcome> {
        let mut options = Options::new(self.entidad, read_perfil(&self.perfil)?);
        if let Some(id) = &self.id {
            options.id = id.clone();
        }
        options.nombre.clone_from(&self.nombre);
        let number = self.representantes.unwrap_or(Options::REPRESENTANTES);
        options.representantes = if self.representantes_de_columna {
            Representantes::Columna { faltante: number }
        } else {
            Representantes::PorCasilla(number)
        };
        if let Some(boletas) = self.boletas_maximas {
            options.boletas_maximas = boletas;
        }
        options.utc_offset_minutes = self.utc_offset_minutes;
        options.publicacion = self.desde.zip(self.hasta);
        options.ambitos = self.ambito.iter().cloned().collect();
        options
            .candidaturas_comunes
            .clone_from(&self.candidatura_comun);
        options.candidaturas = read_all(&self.candidaturas)?;
        Ok(options)
    }
}

fn eleccion_and(text: &str) -> Result<(EleccionId, &str), String> {
    let (eleccion, rest) = text
        .split_once('=')
        .ok_or_else(|| "se escribe con un signo =, como GUB=archivo.csv".to_owned())?;
    let eleccion = eleccion.parse().map_err(|error| format!("{error}"))?;
    Ok((eleccion, rest))
}

fn eleccion_path(text: &str) -> Result<(EleccionId, PathBuf), String> {
    eleccion_and(text).map(|(eleccion, path)| (eleccion, PathBuf::from(path)))
}

fn eleccion_ambito(text: &str) -> Result<(EleccionId, AmbitoTipo), String> {
    let (eleccion, ambito) = eleccion_and(text)?;
    let ambito = match ambito {
        "entidad" => AmbitoTipo::Entidad,
        "distrito" => AmbitoTipo::Distrito,
        "municipio" => AmbitoTipo::Municipio,
        _ => return Err("el ámbito es entidad, distrito o municipio".to_owned()),
    };
    Ok((eleccion, ambito))
}

fn entidad(text: &str) -> Result<EntidadId, String> {
    let number: u8 = text
        .parse()
        .map_err(|_| "es un número de 1 a 32".to_owned())?;
    EntidadId::new(number).map_err(|error| error.to_string())
}

fn read_perfil(name: &str) -> Result<Perfil, Outcome> {
    if let Some(perfil) = Perfil::built_in(name) {
        return Ok(perfil);
    }
    let known = Perfil::built_in_names().join(", ");
    let text = fs::read_to_string(name).map_err(|error| {
        let message = format!("no hay un perfil ni un archivo «{name}» ({error})");
        Outcome::failed(&message, &format!("los perfiles que hay son {known}"))
    })?;
    Perfil::from_toml(&text).map_err(|error| {
        let message = format!("{name}:{}:{}: {}", error.line, error.column, error.message);
        Outcome::failed(&message, "corrija el perfil")
    })
}

fn read_all(files: &[(EleccionId, PathBuf)]) -> Result<Vec<(EleccionId, NamedBytes)>, Outcome> {
    let named = files.iter().map(|(eleccion, path)| {
        let name = path.display().to_string();
        let failed = |why: &dyn std::fmt::Display| {
            Outcome::failed(
                &format!("no se pudo leer {name}: {why}"),
                "revise el nombre y los permisos",
            )
        };
        let length = fs::metadata(path).map_err(|error| failed(&error))?.len();
        if length > MAX_FILE_BYTES {
            return Err(failed(&"pasa de 1 GB"));
        }
        let bytes = fs::read(path).map_err(|error| failed(&error))?;
        Ok((eleccion.clone(), NamedBytes::new(name.clone(), bytes)))
    });
    named.collect()
}

fn refused(faults: &[PublishedFault]) -> Outcome {
    let mut stdout = String::new();
    for fault in faults {
        let _ = write!(stdout, "{}", fault.file);
        if let Some(line) = fault.line {
            let _ = write!(stdout, ":{line}");
        }
        let _ = writeln!(stdout, ": {}\n  → {}", fault.message, fault.remedy);
    }
    let count = counted(faults.len(), "falta", "faltas");
    let _ = writeln!(stdout, "\nNo se reconstruyó el proceso: {count}.");
    Outcome {
        stdout,
        end: End::Refused,
        ..Outcome::default()
    }
}

/// A proceso that was not written, whatever command made it.
pub(crate) fn unwritten(error: &WriteError) -> Outcome {
    use std::error::Error as _;
    let cause = error.source().map(|cause| format!(" ({cause})"));
    let message = format!("{error}{}", cause.unwrap_or_default());
    Outcome::failed(&message, "no se escribió nada; corrija y vuelva a intentar")
}

/// What is noted in the proceso: every assumption, and the rows that are not in it.
fn notes(rebuilt: &Rebuilt) -> Vec<String> {
    let mut notes = rebuilt.assumptions.clone();
    let rows = &rebuilt.unused_rows;
    notes.extend(
        rows.iter()
            .take(MAX_ROWS_SHOWN)
            .map(|row| format!("No se usó {row}")),
    );
    notes.extend(more_rows(rebuilt));
    notes
}

fn more_rows(rebuilt: &Rebuilt) -> Option<String> {
    let more = rebuilt.unused_rows.len().saturating_sub(MAX_ROWS_SHOWN);
    (more > 0).then(|| format!("No se usaron {} más", counted(more, "renglón", "renglones")))
}

fn report(rebuilt: &Rebuilt, out: &Path) -> String {
    let mut text = Summary::of(&rebuilt.proceso).text();
    let mut section = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let _ = writeln!(text, "\n{title}:");
            for line in lines {
                let _ = writeln!(text, "  - {line}");
            }
        }
    };
    section("Se supuso", rebuilt.assumptions.clone());
    let rows = rebuilt.unused_rows.iter().take(MAX_ROWS_SHOWN);
    let rows = rows.map(ToString::to_string).chain(more_rows(rebuilt));
    section("No se usaron", rows.collect());
    let _ = writeln!(text, "\nSe escribió {}.", out.display());
    text
}
