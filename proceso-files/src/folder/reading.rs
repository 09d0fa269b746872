use std::collections::BTreeSet;
use std::path::Path;

use prep_model::casillas::Casilla;
use prep_model::claves::EleccionId;
use prep_model::elecciones::{AmbitoTipo, Eleccion};
use prep_model::perfiles::Perfil;
use prep_model::proceso::{Proceso, ProcesoFault};
use thiserror::Error;

use super::ambitos_csv::Ambitos;
use super::casillas_csv::{self, Casillas};
use super::eleccion_toml::{self, EleccionToml, Places};
use super::fault::{Faults, Place};
use super::input::{optional_text, required_text};
use super::lines::Lines;
use super::paths::{CASILLAS, EleccionPaths, PROCESO, eleccion_of};
use super::proceso_toml::{self, ProcesoToml, placeholder_entidad};
use super::toml_source::Source;
use super::{FileFault, Files, Unreadable, perfil_toml, warnings};

/// A proceso that was read, and what deserves a second look.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The proceso.
    pub proceso: Proceso,
    /// The notes on where the data came from, `[procedencia]` of `proceso.toml`.
    pub notes: Vec<String>,
    /// What is allowed and yet looks like a mistake.
    pub warnings: Vec<FileFault>,
}

/// Everything that is wrong with a folder, by file and line.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("los archivos del proceso tienen {} faltas", faults.len())]
pub struct Refusal {
    /// What is wrong; never empty.
    pub faults: Vec<FileFault>,
    /// What is allowed and yet looks like a mistake.
    pub warnings: Vec<FileFault>,
}

/// Why no proceso could be read from a folder.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The folder or a file of it cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// What it holds is not a proceso.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// Reads the proceso that a folder holds.
pub fn read(dir: &Path) -> Result<Reading, ReadError> {
    Ok(parse(&Files::load(dir)?)?)
}

/// Reads a proceso from files in memory, or names everything that is wrong with them.
///
/// A fault hides only those others that would be its consequence: while the contendientes of an
/// elección are not understood, nobody is told that its ámbitos print unknown ones.
pub fn parse(files: &Files) -> Result<Reading, Refusal> {
    let mut faults = Faults::default();
    for path in files.unknown() {
        let remedy =
            "si es una nota, guárdela fuera de la carpeta; si es del proceso, corrija su nombre";
        faults.warn(
            path,
            Place::FILE,
            "este archivo no es del formato y no se leyó",
            remedy,
        );
    }
    let head = proceso_toml::read(files, &mut faults);
    let perfil = perfil_toml::read(files, &mut faults);
    let ids = listed_elecciones(&head, files, &mut faults);
    let elecciones: Vec<_> = ids
        .iter()
        .map(|id| EleccionFiles::read(id, files, &mut faults))
        .collect();
    let entidad = head.entidad.unwrap_or_else(placeholder_entidad);
    let casillas = required_text(files, CASILLAS, &mut faults)
        .map(|text| casillas_csv::read(&text, entidad, &ids, &mut faults))
        .unwrap_or_default();
    assemble(&head, perfil, elecciones, casillas, faults)
}

/// An elección as its three files tell it.
struct EleccionFiles {
    id: EleccionId,
    toml: EleccionToml,
    ambitos: Ambitos,
    /// Nothing in the file of the elección was refused.
    definition_is_whole: bool,
    /// Nothing in its list of ámbitos was refused.
    ambitos_are_whole: bool,
}

impl EleccionFiles {
    fn read(id: &EleccionId, files: &Files, faults: &mut Faults) -> Self {
        let paths = EleccionPaths::new(id);
        let toml = required_text(files, &paths.toml, faults).map(|text| {
            let file = &paths.toml;
            eleccion_toml::read(id, Source { file, text: &text }, faults)
        });
        let ambitos = required_text(files, &paths.ambitos, faults).map(|text| {
            let file = &paths.ambitos;
            Ambitos::read(Source { file, text: &text }, faults)
        });
        let mut ambitos = ambitos.unwrap_or_default();
        let ambitos_are_whole = faults.is_clean(&paths.ambitos);
        if let Some(text) = optional_text(files, &paths.candidaturas, faults) {
            let file = &paths.candidaturas;
            ambitos.read_candidaturas(Source { file, text: &text }, ambitos_are_whole, faults);
        }
        Self {
            id: id.clone(),
            toml: toml.unwrap_or_default(),
            ambitos,
            definition_is_whole: faults.is_clean(&paths.toml),
            ambitos_are_whole,
        }
    }

    fn into_eleccion(self) -> (Eleccion, Places, Ambitos) {
        let Self {
            id,
            toml,
            mut ambitos,
            ..
        } = self;
        let eleccion = Eleccion {
            id,
            nombre: toml.nombre.unwrap_or_default(),
            ambito_tipo: toml.ambito_tipo.unwrap_or(AmbitoTipo::Entidad),
            ambitos: std::mem::take(&mut ambitos.by_id),
            contendientes: toml.contendientes,
            tipos_acta: toml.tipos_acta,
            esperadas_declaradas: toml.esperadas_declaradas,
        };
        (eleccion, toml.places, ambitos)
    }
}

/// The elecciones that `proceso.toml` lists; those for which there are files, if it lists none.
fn listed_elecciones(head: &ProcesoToml, files: &Files, faults: &mut Faults) -> Vec<EleccionId> {
    let present: BTreeSet<_> = files
        .iter()
        .filter_map(|(path, _)| Some((eleccion_of(path)?, path)))
        .collect();
    let Some(listed) = head.elecciones.clone() else {
        let ids: BTreeSet<_> = present.into_iter().map(|(id, _)| id).collect();
        return ids.into_iter().collect();
    };
    for (id, path) in present.iter().filter(|(id, _)| !listed.contains(id)) {
        let message = format!("la elección {id} no está en la lista elecciones de {PROCESO}");
        let remedy = format!("agréguela a la lista en {PROCESO} o quite el archivo");
        faults.fault(path, Place::FILE, message, remedy);
    }
    listed
}

fn assemble(
    head: &ProcesoToml,
    perfil: Option<Perfil>,
    elecciones: Vec<EleccionFiles>,
    mut casillas: Casillas,
    mut faults: Faults,
) -> Result<Reading, Refusal> {
    let hidden = Hidden::of(&elecciones, head, &faults);
    if !hidden.elecciones.is_empty() {
        hidden.remove_actas(&mut casillas.list);
    }
    let mut lines = Lines::new(casillas.lines);
    let elecciones = elecciones
        .into_iter()
        .map(|files| {
            let (eleccion, places, ambitos) = files.into_eleccion();
            lines.add(&eleccion.id, places, ambitos);
            eleccion
        })
        .collect();
    let perfil = perfil.unwrap_or_else(|| {
        Perfil::built_in("iecm-2024").expect("the perfil of reference is built in")
    });
    let proceso = match Proceso::new(head.head(), elecciones, casillas.list, perfil) {
        Ok(proceso) => proceso,
        Err(found) => {
            hidden.report(found, &lines, &mut faults);
            return Err(refusal(faults));
        }
    };
    if !faults.is_empty() {
        return Err(refusal(faults));
    }
    warnings::collect(&proceso, &lines, &mut faults);
    let (_, warnings) = faults.finish();
    Ok(Reading {
        proceso,
        notes: head.notes.clone(),
        warnings,
    })
}

fn refusal(faults: Faults) -> Refusal {
    let (faults, warnings) = faults.finish();
    Refusal { faults, warnings }
}

/// What cannot be judged because something it stands on was refused.
struct Hidden {
    /// Elecciones whose contendientes and tipos de acta are not all known.
    definitions: BTreeSet<EleccionId>,
    /// Elecciones of which the definition or the ámbitos are not all known.
    elecciones: BTreeSet<EleccionId>,
    head: bool,
    casillas: bool,
}

impl Hidden {
    fn of(elecciones: &[EleccionFiles], head: &ProcesoToml, faults: &Faults) -> Self {
        let ids = |broken: fn(&EleccionFiles) -> bool| {
            let found = elecciones.iter().filter(|files| broken(files));
            found.map(|files| files.id.clone()).collect()
        };
        Self {
            definitions: ids(|files| !files.definition_is_whole),
            elecciones: ids(|files| !(files.definition_is_whole && files.ambitos_are_whole)),
            head: !faults.is_clean(PROCESO),
            casillas: head.entidad.is_none(),
        }
    }

    /// Takes away the actas of elecciones that are not known, and the casillas left without any.
    fn remove_actas(&self, casillas: &mut Vec<Casilla>) {
        casillas.retain_mut(|casilla| {
            let before = casilla.actas.len();
            let actas = &mut casilla.actas;
            actas.retain(|esperada| !self.elecciones.contains(&esperada.eleccion));
            before == 0 || !actas.is_empty()
        });
    }

    fn report(&self, found: Vec<ProcesoFault>, lines: &Lines, faults: &mut Faults) {
        use prep_model::proceso::ProcesoSubject as Subject;
        for fault in found {
            let hidden = match &fault.subject {
                Subject::Head => self.head,
                Subject::Eleccion(_) | Subject::TipoActa(..) => false,
                Subject::Contendiente(id, _) | Subject::Prints(id, _) | Subject::Ambito(id, _) => {
                    self.definitions.contains(id)
                }
                Subject::Candidatura(id, ..) => self.elecciones.contains(id),
                Subject::Casilla(_) => self.casillas,
            };
            if !hidden {
                let (file, place) = lines.locate(&fault.subject);
                faults.fault(&file, place, fault.message, fault.remedy);
            }
        }
    }
}
