use central::cortes::FueraDeCatalogo;
use prep_model::casillas::Ubicacion;
use prep_model::claves::{ClaveCasilla, TipoCasilla};
use prep_model::elecciones::AmbitoTipo;
use prep_model::inconsistencias::{ActaRegistrada, classify};
use prep_model::perfiles::Columna;

use super::Contexto;
use crate::columnas::{ColumnaPublicada, ContenidoColumna};
use crate::territorio;

/// The values of an acta fuera de catálogo in `columnas`: what is known of its identification, tipo
/// 0, ubicación 3, no votes, CONTABILIZADA 2 (LEEME, variables 1, 2, 10, 11 and 38).
pub fn fila_fuera_de_catalogo(
    contexto: Contexto<'_>,
    columnas: &[ColumnaPublicada<'_>],
    fuera: &FueraDeCatalogo,
) -> Vec<String> {
    let source = Source { contexto, fuera };
    let value = |columna: &ColumnaPublicada<'_>| {
        columna.value(match &columna.contenido {
            ContenidoColumna::Variable(variable) => source.value(*variable),
            ContenidoColumna::Votos(..) => source.no_capturado(),
        })
    };
    columnas.iter().map(value).collect()
}

struct Source<'a> {
    contexto: Contexto<'a>,
    fuera: &'a FueraDeCatalogo,
}

impl Source<'_> {
    fn value(&self, columna: Columna) -> String {
        let (contexto, fuera) = (self.contexto, self.fuera);
        match columna {
            Columna::TotalBoletasSobrantes
            | Columna::TotalPersonasVotaron
            | Columna::TotalRepPartidoCiVotaron
            | Columna::TotalVotosSacados
            | Columna::NoRegistradas
            | Columna::Nulos
            | Columna::TotalVotosAsentado
            | Columna::FechaHoraCaptura
            | Columna::FechaHoraVerificacion
            | Columna::Cotejada => self.no_capturado(),
            Columna::TotalVotosCalculado | Columna::Observaciones | Columna::Contabilizada => {
                self.by_rule(columna)
            }
            Columna::CodigoIntegridad => fuera.sha256.to_string(),
            Columna::FechaHoraAcopio => contexto.moment(fuera.acopio),
            Columna::Origen => fuera.origen.to_string(),
            Columna::Digitalizacion => fuera.digitalizacion_con.to_string(),
            Columna::TipoDocumento => fuera.documento.to_string(),
            Columna::MecanismosTraslado => String::new(),
            identification => self.identification(identification),
        }
    }

    fn by_rule(&self, columna: Columna) -> String {
        let perfil = self.contexto.perfil();
        let clasificacion = classify(ActaRegistrada::FueraDeCatalogo, perfil);
        match columna {
            Columna::TotalVotosCalculado => clasificacion.total_calculado_text(perfil),
            Columna::Observaciones => clasificacion.observaciones,
            _ => clasificacion.contabilizada.code().to_string(),
        }
    }

    fn identification(&self, columna: Columna) -> String {
        let (head, leido) = (self.contexto.proceso.head(), &self.fuera.leido);
        let clave = self.clave().map(|clave| clave.to_string());
        let two = |number: Option<u8>| number.map(|number| format!("{number:02}"));
        let known = match columna {
            Columna::ClaveCasilla => clave,
            // TIPO_ACTA «viene en cero», in the key too (LEEME, variable 2).
            Columna::ClaveActa => clave.map(|clave| format!("{clave}0")),
            Columna::IdEntidad => Some(head.entidad.to_string()),
            Columna::Entidad => Some(head.entidad_nombre.clone()),
            Columna::IdDistritoLocal => self.ambito(AmbitoTipo::Distrito, false),
            Columna::DistritoLocal => self.ambito(AmbitoTipo::Distrito, true),
            Columna::IdAlcaldia => self.ambito(AmbitoTipo::Municipio, false),
            Columna::Alcaldia => self.ambito(AmbitoTipo::Municipio, true),
            Columna::Seccion => leido.seccion.map(|seccion| format!("{seccion:04}")),
            Columna::IdCasilla => two(leido.id),
            Columna::TipoCasilla => leido.tipo.map(|tipo| tipo.to_string()),
            Columna::ExtContigua => two(leido.ext_contigua),
            Columna::UbicacionCasilla => Some(Ubicacion::FueraDeCatalogo.code().to_string()),
            Columna::TipoActa => Some("0".to_owned()),
            // What a catalogue says of a casilla, and there is none.
            _ => return self.contexto.no_aplica(),
        };
        known.unwrap_or_else(|| self.contexto.perfil().textos.sin_identificar.clone())
    }

    /// The key, if enough is known for one; it names no approved casilla.
    fn clave(&self) -> Option<ClaveCasilla> {
        let (head, leido) = (self.contexto.proceso.head(), &self.fuera.leido);
        let tipo = leido.tipo?;
        // Only an extraordinaria has contiguas of its own: for the others there is nothing to know.
        let ext = match (leido.ext_contigua, tipo) {
            (Some(ext), _) => ext,
            (None, TipoCasilla::Extraordinaria) => return None,
            (None, _) => 0,
        };
        ClaveCasilla::new(head.entidad, leido.seccion?, tipo, leido.id?, ext).ok()
    }

    fn ambito(&self, tipo: AmbitoTipo, nombre: bool) -> Option<String> {
        let leido = &self.fuera.leido;
        let id = match tipo {
            AmbitoTipo::Entidad => None,
            AmbitoTipo::Distrito => leido.distrito,
            AmbitoTipo::Municipio => leido.municipio,
        }?;
        if nombre {
            territorio::nombre(self.contexto, tipo, id).map(str::to_owned)
        } else {
            Some(id.to_string())
        }
    }

    fn no_capturado(&self) -> String {
        self.contexto.perfil().textos.no_capturado.clone()
    }
}
