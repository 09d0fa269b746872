//! What published databases say of the actas of a proceso.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use prep_model::actas::CampoValue;
use prep_model::claves::{ActaKey, EleccionId};
use prep_model::elecciones::CampoId;
use prep_model::proceso::Proceso;
use proceso_files::published::NamedBytes;
use simulator::actas::published::{self, PublishedVotes};

use crate::failure::Failure;
use crate::people::{Values, read_truths};

/// One elección with the file of its votes.
#[derive(Debug, Clone)]
pub(crate) struct SourceFile {
    /// Whose votes.
    pub(crate) eleccion: EleccionId,
    /// The published database.
    pub(crate) path: PathBuf,
}

/// What is known of every acta, and what could not be used.
#[derive(Debug, Clone, Default)]
pub(crate) struct Source {
    /// Each acta with its votes.
    pub(crate) actas: BTreeMap<ActaKey, Arc<Values>>,
    /// What the report says of rows that are no acta with votes.
    pub(crate) remarks: Vec<String>,
}

/// Reads `ELECCION=ARCHIVO`.
pub(crate) fn parse_file(text: &str) -> Result<SourceFile, String> {
    let (eleccion, path) = text
        .split_once('=')
        .filter(|(_, path)| !path.is_empty())
        .ok_or_else(|| format!("«{text}» no es ELECCION=ARCHIVO, como GUB=resultados.csv"))?;
    Ok(SourceFile {
        eleccion: EleccionId::new(eleccion).map_err(|error| error.to_string())?,
        path: PathBuf::from(path),
    })
}

impl Source {
    /// The votes of published databases.
    pub(crate) fn read(proceso: &Proceso, files: &[SourceFile]) -> Result<Self, Failure> {
        let mut source = Self::default();
        for file in files {
            source.add(proceso, file)?;
        }
        Ok(source)
    }

    fn add(&mut self, proceso: &Proceso, file: &SourceFile) -> Result<(), Failure> {
        if proceso.eleccion(&file.eleccion).is_none() {
            return Err(Failure::Refused(format!(
                "el proceso no tiene la elección {}; revise «{}={}»",
                file.eleccion,
                file.eleccion,
                file.path.display()
            )));
        }
        let found = read_votes(proceso, &file.eleccion, &file.path)?;
        let PublishedVotes {
            actas,
            unmatched,
            sin_acta,
            ..
        } = found;
        let name = file.path.display();
        if !unmatched.is_empty() {
            self.remarks.push(format!(
                "{name}: {} renglones no son actas del proceso ({})",
                unmatched.len(),
                lines(&unmatched)
            ));
        }
        if !sin_acta.is_empty() {
            self.remarks.push(format!(
                "{name}: {} renglones SIN ACTA ({}); de esas actas no hay imagen que enviar, y el \
                 corte las cuenta como no capturadas",
                sin_acta.len(),
                lines(&sin_acta)
            ));
        }
        let actas = actas.into_iter();
        self.actas
            .extend(actas.map(|(acta, values)| (acta, Arc::new(plain(values)))));
        Ok(())
    }

    /// The actas of a folder of `prep-sim actas`, as far as the proceso expects them.
    pub(crate) fn of_truths(folder: &Path) -> Result<Self, Failure> {
        let mut source = Self::default();
        for truth in read_truths(folder)? {
            let acta: ActaKey = truth.acta.parse().map_err(Failure::refused)?;
            source.actas.insert(acta, Arc::new(truth.values));
        }
        Ok(source)
    }

    /// So many of its actas, spread evenly over all.
    pub(crate) fn sample(&mut self, count: usize) {
        let all = self.actas.len();
        if count == 0 || count >= all {
            return;
        }
        let keys: Vec<ActaKey> = (0..count)
            .filter_map(|n| self.actas.keys().nth(n * all / count).cloned())
            .collect();
        self.actas
            .retain(|acta, _| keys.binary_search(acta).is_ok());
    }
}

/// What a database says of the actas of an elección.
pub(crate) fn read_votes(
    proceso: &Proceso,
    eleccion: &EleccionId,
    path: &Path,
) -> Result<PublishedVotes, Failure> {
    let bytes = std::fs::read(path).map_err(Failure::file(path))?;
    let file = NamedBytes::new(path.display().to_string(), bytes);
    published::votes(proceso, eleccion, &file)
        .map_err(|fault| Failure::unreadable(path, fault.to_string()))
}

/// Values by the name of their field.
pub(crate) fn plain(values: BTreeMap<CampoId, CampoValue>) -> Values {
    let values = values.into_iter();
    values
        .map(|(campo, value)| (campo.to_string(), value))
        .collect()
}

/// The first lines, for a sentence.
fn lines(all: &[u32]) -> String {
    let shown: Vec<String> = all.iter().take(5).map(u32::to_string).collect();
    let more = if all.len() > shown.len() { "…" } else { "" };
    format!("líneas {}{more}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_with_its_eleccion() {
        let file = parse_file("GUB=a=b.csv").unwrap();
        assert_eq!(
            (file.eleccion.as_str(), file.path),
            ("GUB", PathBuf::from("a=b.csv"))
        );
        for bad in ["a.csv", "GUB=", "=a.csv", "gub é=a.csv"] {
            assert!(parse_file(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_sample_is_spread_over_all_and_the_same_every_time() {
        let actas = (1..=100).map(|seccion| {
            let acta: ActaKey = format!("GUB/09{seccion:04}B0100/A02").parse().unwrap();
            (acta, Arc::new(Values::new()))
        });
        let all = Source {
            actas: actas.collect(),
            remarks: Vec::new(),
        };
        let sampled = |count| {
            let mut source = all.clone();
            source.sample(count);
            source.actas.into_keys().collect::<Vec<_>>()
        };
        let ten = sampled(10);
        assert_eq!(ten, sampled(10));
        assert_eq!(ten.len(), 10);
        assert_eq!(ten[9].to_string(), "GUB/090091B0100/A02");
        assert_eq!((sampled(0).len(), sampled(500).len()), (100, 100));
    }
}
