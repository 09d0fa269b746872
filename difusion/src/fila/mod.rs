//! One acta as one row of a database, column by column (LEEME, tercer componente).

mod fuera_de_catalogo;

use central::cortes::{Contenido, Leida};
use prep_model::claves::ActaKey;
use prep_model::contract::TipoDocumento;
use prep_model::elecciones::{CampoId, CampoRole, Eleccion};
use prep_model::perfiles::{Columna, Perfil};
use prep_model::proceso::Proceso;
use prep_model::publicacion::tipo_documento;
use prep_model::time::Timestamp;
use thiserror::Error;

use crate::columnas::{ColumnaPublicada, ContenidoColumna};
use crate::registradas::Registrada;
use crate::territorio;

pub use fuera_de_catalogo::fila_fuera_de_catalogo;

/// Why an acta cannot be a row: it is withheld, and the corte says so.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FilaError {
    /// Not in the catalogue.
    #[error("el acta {0} no está en el catálogo de actas esperadas")]
    NotExpected(ActaKey),
    /// What was captured is not what the acta prints.
    #[error("lo capturado del acta {acta} no corresponde a sus campos impresos: {fault}")]
    Values {
        /// The acta.
        acta: ActaKey,
        /// The first field that does not fit.
        fault: String,
    },
}

/// What every row of a file is written with.
#[derive(Debug, Clone, Copy)]
pub struct Contexto<'a> {
    /// The proceso.
    pub proceso: &'a Proceso,
    /// The elección.
    pub eleccion: &'a Eleccion,
}

impl Contexto<'_> {
    pub(crate) fn perfil(&self) -> &Perfil {
        self.proceso.perfil()
    }

    fn no_aplica(&self) -> String {
        self.perfil().textos.no_aplica.clone()
    }

    fn moment(&self, moment: Timestamp) -> String {
        let formato = &self.perfil().publicacion.fecha_hora.acta;
        formato.format(moment, self.proceso.head().utc_offset_minutes)
    }
}

/// The values of an acta in `columnas`, in their order.
pub fn fila(
    contexto: Contexto<'_>,
    columnas: &[ColumnaPublicada<'_>],
    registrada: &Registrada<'_>,
) -> Vec<String> {
    let source = Source {
        contexto,
        registrada,
    };
    let value = |columna: &ColumnaPublicada<'_>| {
        columna.value(match &columna.contenido {
            ContenidoColumna::Variable(variable) => source.value(*variable),
            ContenidoColumna::Votos(_, campo) => source.votos(campo),
        })
    };
    columnas.iter().map(value).collect()
}

/// What one row is made from.
struct Source<'a> {
    contexto: Contexto<'a>,
    registrada: &'a Registrada<'a>,
}

impl Source<'_> {
    fn leida(&self) -> Option<&Leida> {
        match &self.registrada.acta.contenido {
            Contenido::Leida(leida) => Some(leida),
            Contenido::SinActa(_) => None,
        }
    }

    fn value(&self, columna: Columna) -> String {
        let clasificacion = &self.registrada.clasificacion;
        match columna {
            Columna::TotalBoletasSobrantes => self.campo(CampoRole::BoletasSobrantes),
            Columna::TotalPersonasVotaron => self.campo(CampoRole::PersonasVotaron),
            Columna::TotalRepPartidoCiVotaron => self.campo(CampoRole::RepresentantesVotaron),
            Columna::TotalVotosSacados => self.campo(CampoRole::VotosSacados),
            Columna::NoRegistradas => self.campo(CampoRole::NoRegistradas),
            Columna::Nulos => self.campo(CampoRole::Nulos),
            Columna::TotalVotosAsentado => self.campo(CampoRole::TotalAsentado),
            Columna::TotalVotosCalculado => {
                clasificacion.total_calculado_text(self.contexto.perfil())
            }
            Columna::Observaciones => clasificacion.observaciones.clone(),
            Columna::Contabilizada => clasificacion.contabilizada.code().to_string(),
            Columna::CodigoIntegridad
            | Columna::FechaHoraAcopio
            | Columna::FechaHoraCaptura
            | Columna::FechaHoraVerificacion
            | Columna::Origen
            | Columna::Digitalizacion
            | Columna::TipoDocumento
            | Columna::Cotejada => {
                // SIN ACTA: nothing of an image applies (LEEME, variables 40 to 46).
                let leida = self.leida();
                leida.map_or_else(
                    || self.contexto.no_aplica(),
                    |leida| self.de_la_imagen(columna, leida),
                )
            }
            identification => self.identification(identification),
        }
    }

    fn identification(&self, columna: Columna) -> String {
        let acta = &self.registrada.acta.acta;
        match columna {
            Columna::ClaveActa => acta.clave_acta().to_string(),
            Columna::TipoActa => acta.tipo_acta.to_string(),
            of_casilla => {
                territorio::de_casilla(self.contexto, self.registrada.casilla, of_casilla)
            }
        }
    }

    fn de_la_imagen(&self, columna: Columna, leida: &Leida) -> String {
        match columna {
            Columna::CodigoIntegridad => leida.sha256.to_string(),
            Columna::FechaHoraAcopio => self.contexto.moment(leida.acopio),
            Columna::FechaHoraCaptura => self.contexto.moment(leida.captura),
            Columna::FechaHoraVerificacion => self.contexto.moment(leida.verificacion),
            Columna::Origen => leida.origen.to_string(),
            Columna::Digitalizacion => leida.digitalizacion.to_string(),
            Columna::TipoDocumento => self.documento(leida).to_string(),
            Columna::Cotejada => leida.cotejo.map_or_else(
                || self.contexto.perfil().textos.no_capturado.clone(),
                |cotejo| cotejo.code().to_string(),
            ),
            _ => self.contexto.no_aplica(),
        }
    }

    /// The acta itself has the tipo of its modalidad, whatever the person with the tablet called it;
    /// a copy from somebody else is what they say it is.
    fn documento(&self, leida: &Leida) -> TipoDocumento {
        match leida.documento {
            copy @ (TipoDocumento::Rpp | TipoDocumento::Cc | TipoDocumento::Ppc) => copy,
            TipoDocumento::ActaPrep
            | TipoDocumento::ActaVrme
            | TipoDocumento::ActaVa
            | TipoDocumento::ActaVppp
            | TipoDocumento::ActaUe => tipo_documento(self.registrada.forma.def.modalidad),
        }
    }

    fn campo(&self, role: CampoRole) -> String {
        match self.registrada.forma.impresa.campo_with_role(role) {
            Some(campo) => self.campo_text(&campo.id),
            None => self.contexto.no_aplica(),
        }
    }

    fn votos(&self, id: &CampoId) -> String {
        if self.registrada.forma.impresa.campo(id).is_some() {
            self.campo_text(id)
        } else {
            self.contexto.perfil().textos.no_impreso.clone()
        }
    }

    fn campo_text(&self, id: &CampoId) -> String {
        let textos = &self.contexto.perfil().textos;
        match self.leida() {
            None => textos.sin_acta.clone(),
            Some(leida) => leida
                .values
                .get(id)
                .map_or_else(|| textos.no_capturado.clone(), |value| textos.campo(value)),
        }
    }
}
