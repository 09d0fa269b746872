//! One acta as one row of a database.

use central::cortes::{ActaSnapshot, Contenido, Leida};
use prep_model::actas::ActaValues;
use prep_model::casillas::Casilla;
use prep_model::claves::{ActaKey, TipoCasilla};
use prep_model::elecciones::{ActaForm, AmbitoTipo, CampoId, CampoRole, Contendiente, Eleccion};
use prep_model::inconsistencias::{ActaRegistrada, Clasificacion, classify};
use prep_model::perfiles::{Columna, Perfil};
use prep_model::proceso::Proceso;
use prep_model::time::Timestamp;
use thiserror::Error;
use time::UtcOffset;

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

/// One row, ready to be written, with what the summary needs of it.
#[derive(Debug, Clone)]
pub struct Fila {
    /// The values in the order of the columns.
    pub values: Vec<String>,
    /// What the rules say of the acta.
    pub clasificacion: Clasificacion,
}

/// What one row is made from.
struct Source<'a> {
    proceso: &'a Proceso,
    eleccion: &'a Eleccion,
    casilla: &'a Casilla,
    form: ActaForm,
    acta: &'a ActaSnapshot,
    clasificacion: Clasificacion,
}

/// The columns of an elección's database in order: those of the perfil, with every contendiente in
/// the place that stands for them.
pub fn columnas(eleccion: &Eleccion, perfil: &Perfil) -> Vec<String> {
    let names = perfil.publicacion.de(eleccion.ambito_tipo);
    let columna = |id: &str| {
        perfil
            .publicacion
            .columna(eleccion.ambito_tipo, id)
            .to_owned()
    };
    let of = |columna_id: &Columna| match columna_id {
        Columna::Contendientes => eleccion
            .contendientes
            .iter()
            .map(|c| columna(c.id.as_str()))
            .collect(),
        other => vec![columna(other.as_str())],
    };
    names.orden.iter().flat_map(of).collect()
}

/// Makes the row of an acta, or says why it must be withheld.
pub fn fila(
    proceso: &Proceso,
    eleccion: &Eleccion,
    acta: &ActaSnapshot,
) -> Result<Fila, FilaError> {
    let not_expected = || FilaError::NotExpected(acta.acta.clone());
    let casilla = proceso
        .casilla(acta.acta.casilla)
        .ok_or_else(not_expected)?;
    let form = proceso.form(&acta.acta).ok_or_else(not_expected)?;
    let clasificacion = match &acta.contenido {
        Contenido::Leida(leida) => {
            let captured = proceso.perfil().captured(form.clone());
            check_values(&acta.acta, &captured, &leida.values)?;
            let leida = ActaRegistrada::Leida {
                form: &captured,
                values: &leida.values,
                casilla,
            };
            classify(leida, proceso.perfil())
        }
        Contenido::SinActa(reason) => classify(ActaRegistrada::SinActa(*reason), proceso.perfil()),
    };
    let source = Source {
        proceso,
        eleccion,
        casilla,
        form,
        acta,
        clasificacion,
    };
    let orden = &proceso.perfil().publicacion.de(eleccion.ambito_tipo).orden;
    let values = orden
        .iter()
        .flat_map(|columna| source.values(*columna))
        .collect();
    Ok(Fila {
        values,
        clasificacion: source.clasificacion,
    })
}

/// A capture of an older catalogue may lack a field that is printed now; it must be captured again.
fn check_values(acta: &ActaKey, form: &ActaForm, values: &ActaValues) -> Result<(), FilaError> {
    let all = values
        .iter()
        .map(|(id, value)| (id.clone(), value))
        .collect();
    ActaValues::new(form, all)
        .map(|_| ())
        .map_err(|faults| FilaError::Values {
            acta: acta.clone(),
            fault: faults.first().map(ToString::to_string).unwrap_or_default(),
        })
}

impl Source<'_> {
    fn perfil(&self) -> &Perfil {
        self.proceso.perfil()
    }

    fn no_aplica(&self) -> String {
        self.perfil().textos.no_aplica.clone()
    }

    fn leida(&self) -> Option<&Leida> {
        match &self.acta.contenido {
            Contenido::Leida(leida) => Some(leida),
            Contenido::SinActa(_) => None,
        }
    }

    fn values(&self, columna: Columna) -> Vec<String> {
        match columna {
            Columna::Contendientes => self
                .eleccion
                .contendientes
                .iter()
                .map(|c| self.contendiente(c))
                .collect(),
            other => vec![self.value(other)],
        }
    }

    fn value(&self, columna: Columna) -> String {
        match columna {
            Columna::TotalBoletasSobrantes => self.campo(CampoRole::BoletasSobrantes),
            Columna::TotalPersonasVotaron => self.campo(CampoRole::PersonasVotaron),
            Columna::TotalRepPartidoCiVotaron => self.campo(CampoRole::RepresentantesVotaron),
            Columna::TotalVotosSacados => self.campo(CampoRole::VotosSacados),
            Columna::NoRegistradas => self.campo(CampoRole::NoRegistradas),
            Columna::Nulos => self.campo(CampoRole::Nulos),
            Columna::TotalVotosAsentado => self.campo(CampoRole::TotalAsentado),
            Columna::TotalVotosCalculado => self.clasificacion.total_calculado_text(self.perfil()),
            Columna::Observaciones => self.clasificacion.observaciones.clone(),
            Columna::Contabilizada => self.clasificacion.contabilizada.code().to_string(),
            Columna::CodigoIntegridad
            | Columna::FechaHoraAcopio
            | Columna::FechaHoraCaptura
            | Columna::FechaHoraVerificacion
            | Columna::Origen
            | Columna::Digitalizacion
            | Columna::TipoDocumento => {
                // SIN ACTA: nothing of an image applies (LEEME, variables 40 to 46).
                self.leida().map_or_else(
                    || self.no_aplica(),
                    |leida| self.de_la_imagen(columna, leida),
                )
            }
            identification => self.identification(identification),
        }
    }

    fn identification(&self, columna: Columna) -> String {
        let Casilla { clave, .. } = self.casilla;
        let head = self.proceso.head();
        match columna {
            Columna::ClaveCasilla => clave.to_string(),
            Columna::ClaveActa => self.acta.acta.clave_acta().to_string(),
            Columna::IdEntidad => clave.entidad().to_string(),
            Columna::Entidad => head.entidad_nombre.clone(),
            Columna::IdDistritoLocal => self.ambito(AmbitoTipo::Distrito),
            Columna::IdAlcaldia => self.ambito(AmbitoTipo::Municipio),
            Columna::Alcaldia => self.ambito_nombre(),
            // A mesa that belongs to no sección has none, and no number in it either.
            Columna::Seccion | Columna::IdCasilla if clave.seccion() == 0 => self.no_aplica(),
            Columna::Seccion => format!("{:04}", clave.seccion()),
            Columna::IdCasilla => format!("{:02}", clave.id()),
            Columna::TipoCasilla => clave.tipo().to_string(),
            Columna::ExtContigua => format!("{:02}", clave.ext_contigua()),
            Columna::UbicacionCasilla => self.casilla.ubicacion.code().to_string(),
            Columna::TipoActa => self.acta.acta.tipo_acta.to_string(),
            Columna::ListaNominal if clave.tipo() == TipoCasilla::Especial => "0".to_owned(),
            Columna::ListaNominal => self.casilla.lista_nominal.to_string(),
            Columna::RepresentantesPpCi => self
                .casilla
                .representantes
                .map_or_else(|| self.no_aplica(), |n| n.to_string()),
            Columna::MecanismosTraslado => self
                .casilla
                .mecanismo_traslado
                .map(|m| m.letter().to_string())
                .unwrap_or_default(),
            // Columns of other files, or that this institute does not publish yet.
            _ => self.no_aplica(),
        }
    }

    fn de_la_imagen(&self, columna: Columna, leida: &Leida) -> String {
        match columna {
            Columna::CodigoIntegridad => leida.sha256.to_string(),
            Columna::FechaHoraAcopio => self.moment(leida.acopio),
            Columna::FechaHoraCaptura => self.moment(leida.captura),
            Columna::FechaHoraVerificacion => self.moment(leida.verificacion),
            Columna::Origen => leida.origen.to_string(),
            Columna::Digitalizacion => leida.digitalizacion.to_string(),
            Columna::TipoDocumento => leida.documento.to_string(),
            _ => self.no_aplica(),
        }
    }

    fn ambito(&self, tipo: AmbitoTipo) -> String {
        self.casilla
            .ambito(tipo)
            .map_or_else(|| self.no_aplica(), |ambito| ambito.to_string())
    }

    fn ambito_nombre(&self) -> String {
        let ambito = self.casilla.ambito(self.eleccion.ambito_tipo);
        let ambito = ambito.and_then(|id| self.eleccion.ambitos.get(&id));
        ambito.map_or_else(|| self.no_aplica(), |ambito| ambito.nombre.clone())
    }

    fn campo(&self, role: CampoRole) -> String {
        match self.form.campo_with_role(role) {
            Some(campo) => self.campo_text(&campo.id),
            None => self.no_aplica(),
        }
    }

    fn contendiente(&self, contendiente: &Contendiente) -> String {
        match CampoId::new(contendiente.id.as_str()) {
            Ok(id) if self.form.campo(&id).is_some() => self.campo_text(&id),
            _ => self.perfil().textos.no_impreso.clone(),
        }
    }

    fn campo_text(&self, id: &CampoId) -> String {
        let textos = &self.perfil().textos;
        match self.leida() {
            None => textos.sin_acta.clone(),
            Some(leida) => leida
                .values
                .get(id)
                .map_or_else(|| textos.no_capturado.clone(), |value| textos.campo(value)),
        }
    }

    fn moment(&self, moment: Timestamp) -> String {
        let minutes = self.proceso.head().utc_offset_minutes;
        format!(
            "{} {}",
            local_text(moment, minutes, true),
            utc_text(minutes)
        )
    }
}

/// `02/06/2024 20:00:00` by the entidad's clock; without seconds for the moment of a corte.
pub fn local_text(moment: Timestamp, utc_offset_minutes: i16, seconds: bool) -> String {
    let local = moment.at_offset(offset(utc_offset_minutes));
    let (month, second) = (u8::from(local.month()), local.second());
    let minute = format!(
        "{:02}/{month:02}/{:04} {:02}:{:02}",
        local.day(),
        local.year(),
        local.hour(),
        local.minute()
    );
    if seconds {
        format!("{minute}:{second:02}")
    } else {
        minute
    }
}

/// `(UTC-6)`, or `(UTC-3:30)` where the offset is not of whole hours.
pub fn utc_text(utc_offset_minutes: i16) -> String {
    let sign = if utc_offset_minutes < 0 { '-' } else { '+' };
    let (hours, minutes) = (utc_offset_minutes.abs() / 60, utc_offset_minutes.abs() % 60);
    if minutes == 0 {
        format!("(UTC{sign}{hours})")
    } else {
        format!("(UTC{sign}{hours}:{minutes:02})")
    }
}

fn offset(minutes: i16) -> UtcOffset {
    let seconds = i32::from(minutes) * 60;
    UtcOffset::from_whole_seconds(seconds).unwrap_or(UtcOffset::UTC)
}
