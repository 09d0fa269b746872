use std::collections::BTreeMap;
use std::str::FromStr;

use prep_model::claves::{EleccionId, EntidadId, ProcesoId};
use prep_model::elecciones::{AmbitoTipo, ContendienteId, Reparto};
use prep_model::perfiles::Perfil;
use prep_model::time::Timestamp;

use crate::percent::hundredths;

/// A file in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedBytes {
    /// The name by which messages call it.
    pub name: String,
    /// Its contents.
    pub bytes: Vec<u8>,
}

impl NamedBytes {
    /// A file with this name and these contents.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.into(),
            bytes: bytes.into(),
        }
    }
}

/// What the files do not say.
#[derive(Debug, Clone)]
pub struct Options {
    /// The entidad whose results these are.
    pub entidad: EntidadId,
    /// Short name of the proceso.
    pub id: ProcesoId,
    /// Its name for people; without it, one made from the entidad.
    pub nombre: Option<String>,
    /// Where the number of accredited representatives comes from.
    pub representantes: Representantes,
    /// Most ballots approved for each casilla especial.
    pub boletas_maximas: u32,
    /// Minutes east of UTC; without it, what the files write, or else UTC-6.
    pub utc_offset_minutes: Option<i16>,
    /// Begin and end of publication; without it, 24 hours from 20:00 of the first day found.
    pub publicacion: Option<(Timestamp, Timestamp)>,
    /// The kind of ámbito of an elección where its name does not tell.
    pub ambitos: BTreeMap<EleccionId, AmbitoTipo>,
    /// Columns that stand for a candidatura común, which the files cannot say.
    pub candidaturas_comunes: Vec<CandidaturaComun>,
    /// Published files of candidaturas.
    pub candidaturas: Vec<(EleccionId, NamedBytes)>,
    /// The settings of the institute.
    pub perfil: Perfil,
}

impl Options {
    /// Representatives taken as accredited in each casilla unless said otherwise.
    pub const REPRESENTANTES: u32 = 14;
    /// Ballots taken as approved for a casilla especial unless said otherwise.
    pub const BOLETAS_MAXIMAS: u32 = 1_000;

    /// The options that assume least, for an entidad and a perfil.
    pub fn new(entidad: EntidadId, perfil: Perfil) -> Self {
        Self {
            entidad,
            id: ProcesoId::new(&format!("resultados-{entidad}"))
                .expect("two digits after a word have the form of a ProcesoId"),
            nombre: None,
            representantes: Representantes::PorCasilla(Self::REPRESENTANTES),
            boletas_maximas: Self::BOLETAS_MAXIMAS,
            utc_offset_minutes: None,
            publicacion: None,
            ambitos: BTreeMap::new(),
            candidaturas_comunes: Vec::new(),
            candidaturas: Vec::new(),
            perfil,
        }
    }
}

/// Where the number of representatives accredited in a casilla comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Representantes {
    /// The same number everywhere: many files publish in REPRESENTANTES_PP_CI who *voted*.
    PorCasilla(u32),
    /// The column REPRESENTANTES_PP_CI, and this number where it says nothing.
    Columna {
        /// For the casillas without a number.
        faltante: u32,
    },
}

/// A column of an elección that is a candidatura común, with the percentages of its convenio.
///
/// As text: `DIP_LOC:ROJO_AZUL=ROJO:60,AZUL:40;remanente=ROJO`. Without `remanente` it is the first
/// party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidaturaComun {
    /// The elección.
    pub eleccion: EleccionId,
    /// The column.
    pub columna: ContendienteId,
    /// How its votes are shared.
    pub reparto: Reparto,
}

const FORM: &str = "ELECCION:COLUMNA=PARTIDO:PORCENTAJE,PARTIDO:PORCENTAJE;remanente=PARTIDO";

impl FromStr for CandidaturaComun {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let form = || format!("«{text}» no dice una candidatura común: se escribe {FORM}");
        let (subject, convenio) = text.split_once('=').ok_or_else(form)?;
        let (eleccion, columna) = subject.split_once(':').ok_or_else(form)?;
        let (shares, remanente) = convenio.split_once(';').unwrap_or((convenio, ""));
        let shares = shares.split(',').map(|share| {
            let (partido, porcentaje) = share.split_once(':').ok_or_else(form)?;
            Ok((
                contendiente(partido)?,
                hundredths(porcentaje).ok_or_else(form)?,
            ))
        });
        let shares: Vec<_> = shares.collect::<Result<_, String>>()?;
        let remanente = match remanente.trim().strip_prefix("remanente=") {
            Some(partido) => contendiente(partido)?,
            None if remanente.trim().is_empty() => {
                let (first, _) = shares.first().ok_or_else(form)?;
                first.clone()
            }
            None => return Err(form()),
        };
        let eleccion = EleccionId::new(eleccion.trim()).map_err(|error| error.to_string())?;
        Ok(Self {
            eleccion,
            columna: contendiente(columna)?,
            reparto: Reparto { shares, remanente },
        })
    }
}

fn contendiente(text: &str) -> Result<ContendienteId, String> {
    ContendienteId::new(text.trim()).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_convenio_as_text() {
        let text = "DIP_LOC:ROJO_AZUL_GRIS=ROJO:53.33,AZUL:20,GRIS:26.67;remanente=ROJO";
        let comun: CandidaturaComun = text.parse().unwrap();
        let shares: Vec<_> = comun
            .reparto
            .shares
            .iter()
            .map(|(_, share)| *share)
            .collect();
        assert_eq!(shares, [5333, 2000, 2667]);
        assert_eq!(comun.reparto.remanente.as_str(), "ROJO");
        assert_eq!(comun.columna.as_str(), "ROJO_AZUL_GRIS");
    }

    #[test]
    fn what_is_wrong_is_said() {
        for text in [
            "DIP_LOC",
            "DIP_LOC:A=",
            "DIP_LOC:A=B:1.234",
            "DIP_LOC:A=B:50,C:50;resto=B",
            "DIP_LOC:A=B:-5",
            "DIP_LOC:A=B:999",
        ] {
            assert!(text.parse::<CandidaturaComun>().is_err(), "{text}");
        }
    }
}
