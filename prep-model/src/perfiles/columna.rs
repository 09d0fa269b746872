use std::fmt;

use serde::{Deserialize, Serialize};

/// A column of the databases of results or of candidaturas, by the LEEME's name of the variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Columna {
    /// Eleven positions (variable 1).
    ClaveCasilla,
    /// Clave de casilla and tipo de acta (variable 2).
    ClaveActa,
    /// Entidad federativa, two digits (variable 3).
    IdEntidad,
    /// Its name (variable 4).
    Entidad,
    /// Distrito local, three digits (variable 5).
    IdDistritoLocal,
    /// Name of the distrito, where an institute publishes one.
    DistritoLocal,
    /// Alcaldía or municipio, three digits.
    IdAlcaldia,
    /// Its name, without accents.
    Alcaldia,
    /// Sección, four digits (variable 6).
    Seccion,
    /// Number of casilla, two digits (variable 7).
    IdCasilla,
    /// Letter of the tipo (variable 8).
    TipoCasilla,
    /// Contigua of an extraordinaria, two digits (variable 9).
    ExtContigua,
    /// Urbana, no urbana or fuera de catálogo (variable 10).
    UbicacionCasilla,
    /// Code printed on the acta; 0 fuera de catálogo (variable 11).
    TipoActa,
    /// Ballots left over (variable 12).
    TotalBoletasSobrantes,
    /// People who voted (variable 13).
    TotalPersonasVotaron,
    /// Representatives who voted (variable 14).
    TotalRepPartidoCiVotaron,
    /// Votes taken out of the urna (variable 15).
    TotalVotosSacados,
    /// Not a column: stands for those of all contendientes, in their order (variable 16 on).
    Contendientes,
    /// Candidaturas no registradas (variable 31).
    NoRegistradas,
    /// Votos nulos (variable 32).
    Nulos,
    /// Total as written (variable 33).
    TotalVotosAsentado,
    /// Total as added up (variable 34).
    TotalVotosCalculado,
    /// Lista nominal; 0 for a casilla especial (variable 35).
    ListaNominal,
    /// Representatives accredited (variable 36).
    RepresentantesPpCi,
    /// Inconsistencias (variable 37).
    Observaciones,
    /// 1, 0 or 2 (variable 38).
    Contabilizada,
    /// D, F, I or nothing (variable 39).
    MecanismosTraslado,
    /// SHA-256 of the image (variable 40).
    CodigoIntegridad,
    /// When the acta was received or photographed (variable 41).
    FechaHoraAcopio,
    /// When it was captured (variable 42).
    FechaHoraCaptura,
    /// When it was settled (variable 43).
    FechaHoraVerificacion,
    /// Where it was digitised (variable 44).
    Origen,
    /// With what (variable 45).
    Digitalizacion,
    /// Which copy (variable 46).
    TipoDocumento,
    /// Result of the cotejo, where an institute publishes it (federal databases of 2021).
    Cotejada,
    /// Parties of a candidatura.
    PartidoCsp,
    /// Name of the person, where the elección has no substitutes.
    Candidatura,
    /// Name of the person.
    CandidaturaPropietaria,
    /// Name of the substitute.
    CandidaturaSuplente,
}

impl Columna {
    /// The LEEME's name, `CLAVE_CASILLA`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ClaveCasilla => "CLAVE_CASILLA",
            Self::ClaveActa => "CLAVE_ACTA",
            Self::IdEntidad => "ID_ENTIDAD",
            Self::Entidad => "ENTIDAD",
            Self::IdDistritoLocal => "ID_DISTRITO_LOCAL",
            Self::DistritoLocal => "DISTRITO_LOCAL",
            Self::IdAlcaldia => "ID_ALCALDIA",
            Self::Alcaldia => "ALCALDIA",
            Self::Seccion => "SECCION",
            Self::IdCasilla => "ID_CASILLA",
            Self::TipoCasilla => "TIPO_CASILLA",
            Self::ExtContigua => "EXT_CONTIGUA",
            Self::UbicacionCasilla => "UBICACION_CASILLA",
            Self::TipoActa => "TIPO_ACTA",
            Self::TotalBoletasSobrantes => "TOTAL_BOLETAS_SOBRANTES",
            Self::TotalPersonasVotaron => "TOTAL_PERSONAS_VOTARON",
            Self::TotalRepPartidoCiVotaron => "TOTAL_REP_PARTIDO_CI_VOTARON",
            Self::TotalVotosSacados => "TOTAL_VOTOS_SACADOS",
            Self::Contendientes => "CONTENDIENTES",
            Self::NoRegistradas => "NO_REGISTRADAS",
            Self::Nulos => "NULOS",
            Self::TotalVotosAsentado => "TOTAL_VOTOS_ASENTADO",
            Self::TotalVotosCalculado => "TOTAL_VOTOS_CALCULADO",
            Self::ListaNominal => "LISTA_NOMINAL",
            Self::RepresentantesPpCi => "REPRESENTANTES_PP_CI",
            Self::Observaciones => "OBSERVACIONES",
            Self::Contabilizada => "CONTABILIZADA",
            Self::MecanismosTraslado => "MECANISMOS_TRASLADO",
            Self::CodigoIntegridad => "CODIGO_INTEGRIDAD",
            Self::FechaHoraAcopio => "FECHA_HORA_ACOPIO",
            Self::FechaHoraCaptura => "FECHA_HORA_CAPTURA",
            Self::FechaHoraVerificacion => "FECHA_HORA_VERIFICACION",
            Self::Origen => "ORIGEN",
            Self::Digitalizacion => "DIGITALIZACION",
            Self::TipoDocumento => "TIPO_DOCUMENTO",
            Self::Cotejada => "COTEJADA",
            Self::PartidoCsp => "PARTIDO_CSP",
            Self::Candidatura => "CANDIDATURA",
            Self::CandidaturaPropietaria => "CANDIDATURA_PROPIETARIA",
            Self::CandidaturaSuplente => "CANDIDATURA_SUPLENTE",
        }
    }
}

impl fmt::Display for Columna {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
