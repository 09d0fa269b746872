use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use prep_model::proceso::Proceso;
use proceso_files::folder;
use serde_json::json;

use super::people::parse_part;
use super::tablets::read_lines;
use crate::HELP;
use crate::failure::Failure;
use crate::people::{Known, Manner, Quiet, Shift, team};
use crate::replay::source::{Source, SourceFile, parse_file};
use crate::replay::tablets::{Fleet, Sent};
use crate::transport::require_loopback;

/// Hace que una elección publicada ocurra otra vez: sus votos viajan de las tabletas a la captura.
///
/// Toma los votos de bases de datos publicadas. Por cada acta hace una imagen, que una tableta firma y
/// envía; dos personas la capturan en las páginas de siempre y, donde difieren, otra la verifica. Después
/// se publica un corte con «prep corte publish» y se compara con «prep-sim compare». Se puede
/// interrumpir y volver a ejecutar con la misma carpeta: sigue donde quedó.
#[derive(Debug, Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    next_help_heading = "Opciones",
    override_usage = "prep-sim replay --proceso <CARPETA> --server <DIRECCION> --codes <ARCHIVO> --accounts <ARCHIVO> [OPCIONES] <ELECCION=ARCHIVO>...",
    after_help = "\
«scripts/replay» prepara todo lo necesario y hace esto de principio a fin.

Ejemplo:
  prep-sim replay --proceso procesos/cdmx-2024 --server http://127.0.0.1:8080 \\
    --codes códigos.txt --accounts cuentas.csv GUB=computos_gobierno.csv"
)]
pub(crate) struct Replay {
    /// Una base de resultados por elección.
    #[arg(value_name = "ELECCION=ARCHIVO", required = true, value_parser = parse_file, help_heading = "Argumentos")]
    files: Vec<SourceFile>,
    /// Carpeta del proceso, el mismo que tiene el servidor.
    #[arg(long, value_name = "CARPETA")]
    proceso: PathBuf,
    /// Dirección del servidor.
    #[arg(long, value_name = "DIRECCION")]
    server: String,
    /// Archivo con un código de alta por renglón, para las tabletas que aún no están dadas de alta.
    #[arg(long, value_name = "ARCHIVO")]
    codes: Option<PathBuf>,
    /// Archivo con «usuario,contraseña» en cada renglón, de capturistas y verificadores.
    #[arg(long, value_name = "ARCHIVO")]
    accounts: PathBuf,
    /// Cuántas actas, repartidas entre todas. Sin decirlo, todas.
    #[arg(long, value_name = "NUMERO")]
    sample: Option<usize>,
    /// Cuántas tabletas. Sin decirlo, 16.
    #[arg(long, value_name = "NUMERO", default_value_t = 16, hide_default_value = true, value_parser = clap::value_parser!(u16).range(1..=500))]
    tablets: u16,
    /// Carpeta donde cada tableta tiene la suya. Sin decirla, var/sim/replay.
    #[arg(
        long,
        value_name = "CARPETA",
        default_value = "var/sim/replay",
        hide_default_value = true
    )]
    dir: PathBuf,
    /// Parte de los campos en que se equivoca quien captura, de 0 a 1. Sin decirla, 0.001.
    #[arg(long, value_name = "PARTE", default_value = "0.001", hide_default_value = true, value_parser = parse_part)]
    errors: f64,
    /// Semilla de los descuidos. Sin decirla, 1.
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

impl Replay {
    pub(crate) fn run(self, out: &mut impl Write) -> Result<(), Failure> {
        let server = require_loopback(&self.server)?.to_string();
        let accounts = team::read_accounts(&self.accounts)?;
        let proceso = read_proceso(&self.proceso)?;
        let mut source = Source::read(&proceso, &self.files)?;
        source.sample(self.sample.unwrap_or(0));
        let codes = self.codes.as_deref().map_or(Ok(Vec::new()), read_lines)?;
        let (known, quiet) = (Known::default(), Quiet::default());
        let fleet = Fleet {
            count: usize::from(self.tablets),
            server: &server,
            codes,
            dir: &self.dir,
            proceso: &proceso,
            source: &source,
            known: &known,
            quiet: &quiet,
        };
        let shift = Shift {
            server: &server,
            known: &known,
            manner: Manner {
                errors: self.errors,
                speed: None,
                drafts: false,
                seed: self.seed,
            },
            quiet: &quiet,
        };
        (0..self.tablets).for_each(|_| quiet.source_begins());
        let (report, sent) = team::work(&shift, &accounts, || fleet.send());
        self.tell(out, &source, sent?, &report)
    }

    fn tell(
        &self,
        out: &mut impl Write,
        source: &Source,
        sent: Sent,
        report: &team::Report,
    ) -> Result<(), Failure> {
        let micros = sent.micros.max(report.all.micros);
        let rate = team::ratio(u64::try_from(sent.delivered).unwrap_or(0), 1)
            / team::seconds(micros).max(1e-6);
        if self.json {
            let figures = json!({
                "actas": source.actas.len(), "delivered": sent.delivered, "waiting": sent.waiting,
                "rejected": sent.rejected, "sending_ms": sent.micros / 1_000,
                "elapsed_ms": micros / 1_000, "actas_per_second": rate,
                "remarks": source.remarks, "people": report.json(),
            });
            writeln!(out, "{figures}")?;
        } else {
            for remark in &source.remarks {
                writeln!(out, "{remark}")?;
            }
            writeln!(
                out,
                "{} actas: {} entregadas, {} en espera, {} rechazadas por {} tabletas en {:.1} s; todo en \
                 {:.1} s, {rate:.1} actas por segundo",
                source.actas.len(),
                sent.delivered,
                sent.waiting,
                sent.rejected,
                self.tablets,
                team::seconds(sent.micros),
                team::seconds(micros)
            )?;
            writeln!(out, "{}", report.text())?;
        }
        report.outcome()?;
        match (sent.rejected, sent.waiting) {
            (0, 0) => Ok(()),
            (0, waiting) => Err(Failure::Waiting {
                waiting,
                reason: "se acabó el tiempo".into(),
                dir: self.dir.clone(),
            }),
            (rejected, _) => Err(Failure::Rejected(format!("{rejected} fotos"))),
        }
    }
}

/// The proceso of a folder.
pub(super) fn read_proceso(path: &std::path::Path) -> Result<Proceso, Failure> {
    let reading = folder::read(path).map_err(|error| {
        Failure::Refused(format!(
            "no se pudo leer el proceso de «{}»: {error}; revíselo con: prep proceso check {}",
            path.display(),
            path.display()
        ))
    })?;
    Ok(reading.proceso)
}
