//! Everything that goes into a corte's folder except its manifest and its images.
//!
//! ```text
//! 20240602_2000_PREP_CDMX.zip          the official package: one zip per elección within
//! CATALOGO_CASILLAS_CDMX_2024.zip      the approved casillas, the same bytes in every corte
//! resultados.json                      summary, parties and candidaturas of every ámbito
//! GUB/CDMX_GUB_2024.csv                the database, as it is in the package
//! GUB/CDMX_GUB_CANDIDATURAS_2024.csv
//! GUB/leeme.txt
//! GUB/agregados/{entidad,distrito,alcaldia,seccion,casilla,partidos,candidaturas}.csv
//! ```
//!
//! Names are the perfil's. The same proceso, snapshot and moment give the same bytes, whatever the
//! order of the actas: files come in the order above, zips hold the moment of the corte and no other,
//! and one compression is used.

mod zips;

use std::collections::BTreeSet;
use std::fmt;

use central::cortes::{Contenido, Snapshot};
use prep_model::claves::{EjercicioId, EleccionId};
use prep_model::contract::Sha256Digest;
use prep_model::distribucion::DistribucionError;
use prep_model::elecciones::Eleccion;
use prep_model::perfiles::Archivos;
use prep_model::porcentajes::{Resumen, ResumenError};
use prep_model::proceso::Proceso;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::agregados::{Agregados, EleccionResultados, Resultados, archivos};
use crate::base::{BaseError, Momento, base_of, file_moment};
use crate::candidaturas::candidaturas;
use crate::catalogo::catalogo;
use crate::fila::Contexto;
use crate::leeme::leeme;
use crate::registradas::Registradas;

use zips::Zips;

/// Seconds of a day: the catalogue is frozen one day before the authorised start (DOMAIN 1.7).
const DAY_SECONDS: i64 = 86_400;

/// The files of a corte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// In the order in which a manifest names them.
    pub files: Vec<PackageFile>,
    /// Actas that are left out, each with its reason.
    pub withheld: Vec<Withheld>,
    /// The summary of each elección, in the order of publication.
    pub resumenes: Vec<(EleccionId, Resumen)>,
    /// The images of the published rows, ascending and each once.
    pub images: Vec<Sha256Digest>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageFile {
    /// Where it lies in the corte's folder, parts separated by `/`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What it is.
    pub kind: FileKind,
    /// The elección it belongs to; `None` if to all.
    pub eleccion: Option<EleccionId>,
    /// Rows of data in it, without titles and names of columns; `None` where there are none to count.
    pub rows: Option<u64>,
}

impl PackageFile {
    /// Its name without folders, and its bytes.
    fn alone(&self) -> (&str, &[u8]) {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        (name, self.bytes.as_slice())
    }
}

/// What a file of a corte is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// The official package, zips within a zip.
    Paquete,
    /// The approved casillas, zipped.
    Catalogo,
    /// Results of all elecciones as JSON.
    Resultados,
    /// The database of an elección.
    Base,
    /// The candidaturas of an elección.
    Candidaturas,
    /// The description of the variables.
    Leeme,
    /// Sums of an elección by territory, by party or by candidatura.
    Agregado,
    /// The actas that are left out, with the reason.
    Retenidas,
    /// The digests of the images of its rows.
    Imagenes,
    /// The closing record, in the last corte.
    Cierre,
}

/// An acta that is left out of a corte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// Which: the key of the acta, or the id of the image where no acta is known.
    pub acta: String,
    /// Why, as a sentence in Spanish.
    pub reason: String,
}

impl fmt::Display for Withheld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.acta, self.reason)
    }
}

/// Why there can be no package. Nothing of it is usable.
#[derive(Debug, Error)]
pub enum PackageError {
    /// A database cannot be made.
    #[error(transparent)]
    Base(#[from] BaseError),
    /// Votes cannot be given to parties or candidaturas.
    #[error(transparent)]
    Distribucion(#[from] DistribucionError),
    /// The writer of zips.
    #[error("no se puede escribir el paquete comprimido")]
    Zip(#[from] zip::result::ZipError),
}

impl From<ResumenError> for PackageError {
    fn from(error: ResumenError) -> Self {
        Self::Base(error.into())
    }
}

/// Makes the files of a corte of `ejercicio` from one snapshot.
///
/// An acta that cannot be a row is left out and named in [`Package::withheld`], and every sum is of
/// the rows that remain; so to leave a row out, leave it out of the snapshot.
pub fn build(
    proceso: &Proceso,
    ejercicio: &EjercicioId,
    snapshot: &Snapshot,
    momento: Momento,
) -> Result<Package, PackageError> {
    let mut parts = Vec::new();
    for eleccion in proceso.elecciones() {
        let contexto = Contexto { proceso, eleccion };
        parts.push(Part::of(contexto, ejercicio, snapshot, momento)?);
    }
    let mut files = vec![
        paquete(proceso, momento, &parts)?,
        paquete_catalogo(proceso)?,
        resultados(proceso, ejercicio, momento, &parts),
    ];
    let mut withheld = kept_out(snapshot);
    let mut resumenes = Vec::new();
    for part in parts {
        resumenes.push((part.eleccion.clone(), part.resultados.0));
        withheld.extend(part.withheld);
        files.extend(part.official);
        files.extend(part.agregados);
    }
    Ok(Package {
        images: images(snapshot, &withheld),
        files,
        withheld,
        resumenes,
    })
}

/// The files of one elección.
struct Part {
    eleccion: EleccionId,
    /// Database, candidaturas and LEEME: what its zip holds.
    official: Vec<PackageFile>,
    agregados: Vec<PackageFile>,
    resultados: (Resumen, EleccionResultados),
    withheld: Vec<Withheld>,
}

impl Part {
    fn of(
        contexto: Contexto<'_>,
        ejercicio: &EjercicioId,
        snapshot: &Snapshot,
        momento: Momento,
    ) -> Result<Self, PackageError> {
        let Contexto { proceso, eleccion } = contexto;
        let registradas = Registradas::of(
            proceso,
            eleccion,
            (&snapshot.actas, &snapshot.fuera_de_catalogo),
        );
        let (base, registradas) = base_of(contexto, registradas, momento)?;
        let sums = Agregados::of(contexto, &registradas)?;
        let resultados = EleccionResultados::of(contexto, &sums, (&base.resumen, momento))?;
        let (people, people_rows) = candidaturas(proceso, eleccion);
        let names = &proceso.perfil().publicacion.archivos;
        let name = |of: fn(&Archivos) -> &prep_model::perfiles::Plantilla| {
            let (fecha, hora) = file_moment(proceso, momento.at);
            of(names).fill(eleccion.id.as_str(), &fecha, &hora)
        };
        let file = |kind, name: &str, bytes, rows| file(eleccion, kind, name, bytes, rows);
        let official = vec![
            file(FileKind::Base, &base.archivo, base.bytes, Some(base.filas)),
            file(
                FileKind::Candidaturas,
                &name(|names| &names.candidaturas),
                people,
                Some(people_rows),
            ),
            file(
                FileKind::Leeme,
                &name(|names| &names.leeme),
                leeme(contexto, ejercicio),
                None,
            ),
        ];
        let agregados = archivos(contexto, &sums, momento)?.into_iter().map(|sum| {
            let name = format!("agregados/{}", sum.nombre);
            file(FileKind::Agregado, &name, sum.bytes, Some(sum.filas))
        });
        Ok(Self {
            eleccion: eleccion.id.clone(),
            official,
            agregados: agregados.collect(),
            resultados: (base.resumen, resultados),
            withheld: base.withheld,
        })
    }
}

fn file(
    eleccion: &Eleccion,
    kind: FileKind,
    name: &str,
    bytes: Vec<u8>,
    rows: Option<u64>,
) -> PackageFile {
    PackageFile {
        path: format!("{}/{name}", eleccion.id),
        bytes,
        kind,
        eleccion: Some(eleccion.id.clone()),
        rows,
    }
}

/// The official package (DOMAIN 2.6): a zip with one zip for each elección.
fn paquete(
    proceso: &Proceso,
    momento: Momento,
    parts: &[Part],
) -> Result<PackageFile, PackageError> {
    let names = &proceso.perfil().publicacion.archivos;
    let (fecha, hora) = file_moment(proceso, momento.at);
    let zips = Zips::at(momento.at, proceso.head().utc_offset_minutes);
    let mut inner = Vec::new();
    for part in parts {
        let files: Vec<_> = part.official.iter().map(PackageFile::alone).collect();
        let name = names
            .paquete_eleccion
            .fill(part.eleccion.as_str(), &fecha, &hora);
        inner.push((name, zips.write(&files)?));
    }
    Ok(PackageFile {
        path: names.paquete.fill("", &fecha, &hora),
        bytes: zips.write(&borrowed(&inner))?,
        kind: FileKind::Paquete,
        eleccion: None,
        rows: None,
    })
}

fn paquete_catalogo(proceso: &Proceso) -> Result<PackageFile, PackageError> {
    let names = &proceso.perfil().publicacion.archivos;
    let frozen = proceso.head().publicacion_desde.plus_seconds(-DAY_SECONDS);
    let (fecha, hora) = file_moment(proceso, frozen);
    let (mut files, mut rows) = (Vec::new(), 0);
    for eleccion in proceso.elecciones() {
        let (bytes, own) = catalogo(proceso, eleccion);
        let name = names.catalogo.fill(eleccion.id.as_str(), &fecha, &hora);
        files.push((name, bytes));
        rows += own;
    }
    let zips = Zips::at(frozen, proceso.head().utc_offset_minutes);
    Ok(PackageFile {
        path: names.paquete_catalogo.fill("", &fecha, &hora),
        bytes: zips.write(&borrowed(&files))?,
        kind: FileKind::Catalogo,
        eleccion: None,
        rows: Some(rows),
    })
}

fn resultados(
    proceso: &Proceso,
    ejercicio: &EjercicioId,
    momento: Momento,
    parts: &[Part],
) -> PackageFile {
    let elecciones = parts.iter().map(|part| part.resultados.1.clone());
    let resultados = Resultados {
        v: 1,
        proceso: proceso.head().id.clone(),
        ejercicio: ejercicio.clone(),
        corte: momento.at,
        ultimo: momento.ultimo,
        elecciones: elecciones.collect(),
    };
    let bytes = serde_json::to_vec(&resultados);
    PackageFile {
        path: "resultados.json".to_owned(),
        bytes: bytes.expect("results have only text keys and no failing serializer"),
        kind: FileKind::Resultados,
        eleccion: None,
        rows: None,
    }
}

fn borrowed(files: &[(String, Vec<u8>)]) -> Vec<(&str, &[u8])> {
    let files = files.iter();
    files
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect()
}

/// What the snapshot keeps out, and the images fuera de catálogo that stand in no database because
/// not even their elección is known.
fn kept_out(snapshot: &Snapshot) -> Vec<Withheld> {
    let kept = snapshot.withheld.iter().map(|kept| Withheld {
        acta: kept.acta.to_string(),
        reason: kept.reason.clone(),
    });
    let unknown = snapshot.fuera_de_catalogo.iter();
    let unknown = unknown.filter(|fuera| fuera.eleccion.is_none());
    let unknown = unknown.map(|fuera| Withheld {
        acta: fuera.digitalizacion.to_string(),
        reason: "fuera de catálogo: no se sabe de qué elección es".to_owned(),
    });
    let mut all: Vec<_> = kept.chain(unknown).collect();
    all.sort_by(|a, b| a.acta.cmp(&b.acta));
    all
}

fn images(snapshot: &Snapshot, withheld: &[Withheld]) -> Vec<Sha256Digest> {
    let out: BTreeSet<&str> = withheld.iter().map(|kept| kept.acta.as_str()).collect();
    let rows = snapshot
        .actas
        .iter()
        .filter_map(|acta| match &acta.contenido {
            Contenido::Leida(leida) => Some((acta, leida.sha256)),
            Contenido::SinActa(_) => None,
        });
    let rows =
        rows.filter(|(acta, _)| out.is_empty() || !out.contains(acta.acta.to_string().as_str()));
    let fuera = snapshot.fuera_de_catalogo.iter();
    let fuera = fuera
        .filter(|fuera| fuera.eleccion.is_some())
        .map(|fuera| fuera.sha256);
    let all: BTreeSet<_> = rows.map(|(_, sha256)| sha256).chain(fuera).collect();
    all.into_iter().collect()
}
