use std::collections::BTreeMap;

use central::cortes::Contenido;
use prep_model::casillas::Casilla;
use prep_model::claves::ClaveCasilla;
use prep_model::distribucion::{DistribucionError, ResultadosDeAmbito, SumaDeVotos};
use prep_model::elecciones::{Ambito, AmbitoId, AmbitoTipo, Principio};
use prep_model::inconsistencias::{ActaRegistrada, classify};
use prep_model::porcentajes::{ActaResumida, Resumen};

use crate::base::BaseError;
use crate::fila::Contexto;
use crate::package::PackageError;
use crate::registradas::{Registrada, Registradas};

/// A kind of territory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nivel {
    /// The whole.
    Entidad,
    /// Distritos locales.
    Distrito,
    /// Alcaldías or municipios.
    Municipio,
    /// Secciones.
    Seccion,
    /// Casillas.
    Casilla,
}

impl Nivel {
    /// From the widest to the narrowest.
    pub const ALL: [Self; 5] = [
        Self::Entidad,
        Self::Distrito,
        Self::Municipio,
        Self::Seccion,
        Self::Casilla,
    ];

    pub(super) fn of(tipo: AmbitoTipo) -> Self {
        match tipo {
            AmbitoTipo::Entidad => Self::Entidad,
            AmbitoTipo::Distrito => Self::Distrito,
            AmbitoTipo::Municipio => Self::Municipio,
        }
    }

    /// The territory in which a casilla lies.
    fn clave(self, casilla: &Casilla) -> Clave {
        match self {
            Self::Entidad => Clave::Entidad,
            Self::Distrito => Clave::Ambito(casilla.distrito),
            Self::Municipio => Clave::Ambito(casilla.municipio),
            Self::Seccion => Clave::Seccion(casilla.clave.seccion()),
            Self::Casilla => Clave::Casilla(casilla.clave),
        }
    }
}

/// One territory of a [`Nivel`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clave {
    /// The whole.
    Entidad,
    /// A distrito or municipio; `None` for the mesas that belong to none.
    Ambito(Option<AmbitoId>),
    /// A sección; 0 for the mesas that belong to none.
    Seccion(u16),
    /// A casilla.
    Casilla(ClaveCasilla),
}

/// What the actas of one territory add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sumas {
    /// The thirteen variables.
    pub resumen: Resumen,
    /// Votes of the actas contabilizadas that elect a person.
    pub mayoria: SumaDeVotos,
    /// Votes of those of representación proporcional.
    pub proporcional: SumaDeVotos,
}

/// All sums of an elección.
#[derive(Debug, Clone)]
pub struct Agregados {
    niveles: BTreeMap<Nivel, BTreeMap<Clave, Sumas>>,
    ambito_tipo: AmbitoTipo,
}

impl Agregados {
    /// Adds up the actas of `contexto`'s elección. Territories where nothing has arrived are there.
    pub fn of(contexto: Contexto<'_>, registradas: &Registradas<'_>) -> Result<Self, PackageError> {
        let mut agregados = Self {
            niveles: Nivel::ALL.map(|nivel| (nivel, BTreeMap::new())).into(),
            ambito_tipo: contexto.eleccion.ambito_tipo,
        };
        agregados.expect(contexto);
        for registrada in &registradas.actas {
            agregados.add(registrada)?;
        }
        let fuera = classify(ActaRegistrada::FueraDeCatalogo, contexto.perfil());
        for _ in &registradas.fuera {
            let whole = agregados.sumas(Nivel::Entidad, Clave::Entidad);
            whole.plus(ActaResumida::new(&fuera, None))?;
        }
        Ok(agregados)
    }

    /// The territories of a level, in order.
    pub fn nivel(&self, nivel: Nivel) -> impl Iterator<Item = (Clave, &Sumas)> {
        let territories = self.niveles.get(&nivel).into_iter().flatten();
        territories.map(|(clave, sumas)| (*clave, sumas))
    }

    /// The sums of one of the ámbitos in which the elección is decided.
    pub fn ambito(&self, id: AmbitoId) -> Sumas {
        let clave = match self.ambito_tipo {
            AmbitoTipo::Entidad => Clave::Entidad,
            AmbitoTipo::Distrito | AmbitoTipo::Municipio => Clave::Ambito(Some(id)),
        };
        let nivel = self.niveles.get(&Nivel::of(self.ambito_tipo));
        let sumas = nivel.and_then(|nivel| nivel.get(&clave));
        sumas.cloned().unwrap_or_default()
    }

    /// The esperadas of every territory, by catalogue; of the whole, as declared.
    fn expect(&mut self, contexto: Contexto<'_>) {
        let (proceso, eleccion) = (contexto.proceso, contexto.eleccion);
        for casilla in proceso.casillas() {
            let of_eleccion = casilla.actas.iter();
            let count = of_eleccion
                .filter(|esperada| esperada.eleccion == eleccion.id)
                .count() as u64;
            if count == 0 {
                continue;
            }
            for nivel in Nivel::ALL {
                self.sumas(nivel, nivel.clave(casilla)).resumen.esperadas += count;
            }
        }
        let whole = self.sumas(Nivel::Entidad, Clave::Entidad);
        let catalogo = whole.resumen.esperadas;
        whole.resumen.esperadas = proceso.perfil().actas_esperadas(eleccion, catalogo);
    }

    fn sumas(&mut self, nivel: Nivel, clave: Clave) -> &mut Sumas {
        let territories = self.niveles.entry(nivel).or_default();
        territories.entry(clave).or_default()
    }

    fn add(&mut self, registrada: &Registrada<'_>) -> Result<(), PackageError> {
        let resumida = registrada.resumida();
        let votos = votos(registrada)?;
        let proporcional =
            registrada.forma.def.principio == Some(Principio::RepresentacionProporcional);
        for nivel in Nivel::ALL {
            let sumas = self.sumas(nivel, nivel.clave(registrada.casilla));
            sumas.plus(resumida)?;
            if let Some(votos) = &votos {
                let sum = if proporcional {
                    &mut sumas.proporcional
                } else {
                    &mut sumas.mayoria
                };
                sum.plus(votos)?;
            }
        }
        Ok(())
    }
}

/// The votes of an acta that counts.
fn votos(registrada: &Registrada<'_>) -> Result<Option<SumaDeVotos>, DistribucionError> {
    match &registrada.acta.contenido {
        Contenido::Leida(leida) if registrada.clasificacion.is_contabilizada() => {
            let mut votos = SumaDeVotos::default();
            votos.add(&registrada.forma.capturada, &leida.values)?;
            Ok(Some(votos))
        }
        Contenido::Leida(_) | Contenido::SinActa(_) => Ok(None),
    }
}

impl Sumas {
    fn plus(&mut self, acta: ActaResumida) -> Result<(), BaseError> {
        self.resumen = self.resumen.plus(acta)?;
        Ok(())
    }

    /// The votes of every row, whether they elect a person or not.
    pub fn votos(&self) -> Result<SumaDeVotos, DistribucionError> {
        let mut votos = self.mayoria.clone();
        votos.plus(&self.proporcional)?;
        Ok(votos)
    }

    /// Votes of parties and candidaturas, in one of the elección's own ámbitos.
    pub fn resultados(
        &self,
        contexto: Contexto<'_>,
        ambito: &Ambito,
    ) -> Result<ResultadosDeAmbito, DistribucionError> {
        ResultadosDeAmbito::of(contexto.eleccion, ambito, &self.mayoria, &self.proporcional)
    }
}
