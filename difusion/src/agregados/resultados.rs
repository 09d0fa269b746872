use std::collections::BTreeMap;

use prep_model::claves::{EjercicioId, EleccionId, ProcesoId};
use prep_model::distribucion::DistribucionError;
use prep_model::elecciones::{Ambito, AmbitoId, AmbitoTipo, ContendienteId};
use prep_model::porcentajes::{Porcentaje, Resumen, VariableResumen};
use prep_model::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::Agregados;
use crate::base::Momento;
use crate::fila::Contexto;

/// The results of a corte for programs: `resultados.json`. Numbers are the ones of the databases and
/// of the sums, under the LEEME's names whatever a perfil calls them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resultados {
    /// Version of this format: 1.
    pub v: u8,
    /// The proceso.
    pub proceso: ProcesoId,
    /// The run of it: only `oficial` is the election.
    pub ejercicio: EjercicioId,
    /// The moment of the corte.
    pub corte: Timestamp,
    /// True if it is the last.
    pub ultimo: bool,
    /// Each elección, in the order of publication.
    pub elecciones: Vec<EleccionResultados>,
}

/// One elección.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EleccionResultados {
    /// Its short name.
    pub eleccion: EleccionId,
    /// Its name for people.
    pub nombre: String,
    /// In what it is decided.
    pub ambito_tipo: AmbitoTipo,
    /// The thirteen variables, as in its database.
    pub resumen: BTreeMap<String, String>,
    /// Its ámbitos, by number.
    pub ambitos: Vec<AmbitoResultados>,
}

/// One ámbito.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmbitoResultados {
    /// Its number.
    pub id: AmbitoId,
    /// Its name.
    pub nombre: String,
    /// The thirteen variables of its actas.
    pub resumen: BTreeMap<String, String>,
    /// Votes of every row of the acta, as they were cast.
    pub votos: BTreeMap<ContendienteId, u64>,
    /// Votes for candidaturas no registradas.
    pub no_registradas: u64,
    /// Votos nulos.
    pub nulos: u64,
    /// Votes of each party, those of coaliciones and candidaturas comunes given to their parties.
    pub partidos: Vec<PartidoResultado>,
    /// Votes of each candidatura, without those of representación proporcional.
    pub candidaturas: Vec<CandidaturaResultado>,
}

/// The votes of a party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartidoResultado {
    /// Its siglas.
    pub partido: ContendienteId,
    /// Its votes.
    pub votos: u64,
    /// Their share of all votes of the ámbito; `None` while there is none.
    pub porcentaje: Option<Porcentaje>,
}

/// The votes of a candidatura.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CandidaturaResultado {
    /// The rows of the acta that name it.
    pub contendientes: Vec<ContendienteId>,
    /// Who runs.
    pub propietaria: String,
    /// The substitute, where there is one.
    pub suplente: Option<String>,
    /// Its votes.
    pub votos: u64,
    /// Their share of all votes cast for persons in the ámbito; `None` while there is none.
    pub porcentaje: Option<Porcentaje>,
}

impl EleccionResultados {
    /// The results of `contexto`'s elección.
    pub fn of(
        contexto: Contexto<'_>,
        agregados: &Agregados,
        (resumen, momento): (&Resumen, Momento),
    ) -> Result<Self, DistribucionError> {
        let eleccion = contexto.eleccion;
        let ambitos = eleccion.ambitos.values();
        let ambitos = ambitos.map(|ambito| ambito_resultados(contexto, agregados, ambito, momento));
        Ok(Self {
            eleccion: eleccion.id.clone(),
            nombre: eleccion.nombre.clone(),
            ambito_tipo: eleccion.ambito_tipo,
            resumen: variables(contexto, resumen, momento),
            ambitos: ambitos.collect::<Result<_, _>>()?,
        })
    }
}

fn variables(
    contexto: Contexto<'_>,
    resumen: &Resumen,
    momento: Momento,
) -> BTreeMap<String, String> {
    let of = |variable: VariableResumen| {
        let value = resumen.value(variable, momento.ultimo, contexto.perfil());
        (variable.as_str().to_owned(), value)
    };
    VariableResumen::ALL.map(of).into()
}

fn ambito_resultados(
    contexto: Contexto<'_>,
    agregados: &Agregados,
    ambito: &Ambito,
    momento: Momento,
) -> Result<AmbitoResultados, DistribucionError> {
    let sumas = agregados.ambito(ambito.id);
    let of = sumas.resultados(contexto, ambito)?;
    let (todos, personas) = (of.suma.total()?, sumas.mayoria.total()?);
    let partidos = of
        .partidos
        .into_iter()
        .map(|(partido, votos)| PartidoResultado {
            partido,
            votos,
            porcentaje: Porcentaje::of(votos, todos),
        });
    let candidaturas = ambito.candidaturas.iter().zip(of.candidaturas.votos);
    let candidaturas = candidaturas.map(|(candidatura, votos)| CandidaturaResultado {
        contendientes: candidatura.contendientes.clone(),
        propietaria: candidatura.propietaria.clone(),
        suplente: candidatura.suplente.clone(),
        votos,
        porcentaje: Porcentaje::of(votos, personas),
    });
    Ok(AmbitoResultados {
        id: ambito.id,
        nombre: ambito.nombre.clone(),
        resumen: variables(contexto, &sumas.resumen, momento),
        partidos: partidos.collect(),
        candidaturas: candidaturas.collect(),
        no_registradas: of.suma.no_registradas,
        nulos: of.suma.nulos,
        votos: of.suma.contendientes,
    })
}
