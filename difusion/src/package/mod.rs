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

use central::cortes::Snapshot;
use prep_model::claves::{EjercicioId, EleccionId};
use prep_model::contract::Sha256Digest;
use prep_model::porcentajes::Resumen;
use prep_model::proceso::Proceso;
use thiserror::Error;

use crate::base::{BaseError, Momento};

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

/// What a file of a corte is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
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

/// Why there can be no package. Nothing of it is usable.
#[derive(Debug, Error)]
pub enum PackageError {
    /// A database cannot be made.
    #[error(transparent)]
    Base(#[from] BaseError),
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
    let _ = ejercicio;
    let mut package = Package {
        files: Vec::new(),
        withheld: Vec::new(),
        resumenes: Vec::new(),
        images: Vec::new(),
    };
    for kept in &snapshot.withheld {
        package.withheld.push(Withheld {
            acta: kept.acta.to_string(),
            reason: kept.reason.clone(),
        });
    }
    for eleccion in proceso.elecciones() {
        let base = crate::base::base(proceso, eleccion, &snapshot.actas, momento)?;
        package.resumenes.push((eleccion.id.clone(), base.resumen));
        package.files.push(PackageFile {
            path: format!("{}/{}", eleccion.id, base.archivo),
            bytes: base.bytes,
            kind: FileKind::Base,
            eleccion: Some(eleccion.id.clone()),
            rows: Some(base.filas as u64),
        });
    }
    Ok(package)
}
