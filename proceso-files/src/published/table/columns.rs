use std::ops::Range;

/// A column of the published databases that is not a contendiente's (LEEME, variables).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KnownColumn {
    /// CLAVE_CASILLA.
    ClaveCasilla,
    /// CLAVE_ACTA.
    ClaveActa,
    /// ID_ENTIDAD.
    IdEntidad,
    /// ENTIDAD: the name.
    Entidad,
    /// ID_DISTRITO_LOCAL.
    IdDistritoLocal,
    /// DISTRITO_LOCAL: the name, or the number where there is no column for it.
    DistritoLocal,
    /// ID_ALCALDIA, ID_MUNICIPIO.
    IdMunicipio,
    /// ALCALDIA, MUNICIPIO: the name, or the number where there is no column for it.
    Municipio,
    /// SECCION.
    Seccion,
    /// ID_CASILLA.
    IdCasilla,
    /// TIPO_CASILLA.
    TipoCasilla,
    /// EXT_CONTIGUA.
    ExtContigua,
    /// UBICACION_CASILLA.
    UbicacionCasilla,
    /// TIPO_ACTA.
    TipoActa,
    /// TOTAL_BOLETAS_SOBRANTES.
    BoletasSobrantes,
    /// TOTAL_PERSONAS_VOTARON.
    PersonasVotaron,
    /// TOTAL_REP_PARTIDO_CI_VOTARON.
    RepresentantesVotaron,
    /// TOTAL_VOTOS_SACADOS.
    VotosSacados,
    /// NO_REGISTRADAS.
    NoRegistradas,
    /// NULOS.
    Nulos,
    /// TOTAL_VOTOS_ASENTADO.
    TotalAsentado,
    /// TOTAL_VOTOS_CALCULADO.
    TotalCalculado,
    /// LISTA_NOMINAL.
    ListaNominal,
    /// REPRESENTANTES_PP_CI.
    Representantes,
    /// OBSERVACIONES.
    Observaciones,
    /// CONTABILIZADA.
    Contabilizada,
    /// MECANISMOS_TRASLADO.
    MecanismosTraslado,
    /// CODIGO_INTEGRIDAD.
    CodigoIntegridad,
    /// FECHA_HORA_ACOPIO.
    FechaHoraAcopio,
    /// FECHA_HORA_CAPTURA.
    FechaHoraCaptura,
    /// FECHA_HORA_VERIFICACION.
    FechaHoraVerificacion,
    /// ORIGEN.
    Origen,
    /// DIGITALIZACION.
    Digitalizacion,
    /// TIPO_DOCUMENTO.
    TipoDocumento,
}

/// Each column with the names it has been published under, the LEEME's first.
const NAMES: [(KnownColumn, &[&str]); 34] = [
    (KnownColumn::ClaveCasilla, &["CLAVE_CASILLA"]),
    (KnownColumn::ClaveActa, &["CLAVE_ACTA"]),
    (KnownColumn::IdEntidad, &["ID_ENTIDAD", "ID_ESTADO"]),
    (
        KnownColumn::Entidad,
        &["ENTIDAD", "NOMBRE_ESTADO", "NOMBRE_ENTIDAD"],
    ),
    (
        KnownColumn::IdDistritoLocal,
        &["ID_DISTRITO_LOCAL", "ID_DISTRITO", "ID_DISTRITO_FEDERAL"],
    ),
    (
        KnownColumn::DistritoLocal,
        &[
            "DISTRITO_LOCAL",
            "DISTRITO",
            "NOMBRE_DISTRITO",
            "DISTRITO_FEDERAL",
        ],
    ),
    (
        KnownColumn::IdMunicipio,
        &["ID_ALCALDIA", "ID_MUNICIPIO", "ID_MUNICIPIO_LOCAL"],
    ),
    (
        KnownColumn::Municipio,
        &[
            "ALCALDIA",
            "MUNICIPIO",
            "MUNICIPIO_LOCAL",
            "NOMBRE_MUNICIPIO",
            "NOMBRE_ALCALDIA",
        ],
    ),
    (KnownColumn::Seccion, &["SECCION"]),
    (KnownColumn::IdCasilla, &["ID_CASILLA"]),
    (KnownColumn::TipoCasilla, &["TIPO_CASILLA"]),
    (KnownColumn::ExtContigua, &["EXT_CONTIGUA"]),
    (KnownColumn::UbicacionCasilla, &["UBICACION_CASILLA"]),
    (KnownColumn::TipoActa, &["TIPO_ACTA"]),
    (
        KnownColumn::BoletasSobrantes,
        &[
            "TOTAL_BOLETAS_SOBRANTES",
            "BOLETAS_SOBRANTES",
            "NUM_BOLETAS_SOBRANTES",
        ],
    ),
    (
        KnownColumn::PersonasVotaron,
        &["TOTAL_PERSONAS_VOTARON", "PERSONAS_VOTARON"],
    ),
    (
        KnownColumn::RepresentantesVotaron,
        &[
            "TOTAL_REP_PARTIDO_CI_VOTARON",
            "TOTAL_REP_PARTIDO_VOTARON",
            "REP_PARTIDO_CI_VOTARON",
        ],
    ),
    (
        KnownColumn::VotosSacados,
        &["TOTAL_VOTOS_SACADOS", "VOTOS_SACADOS"],
    ),
    (
        KnownColumn::NoRegistradas,
        &[
            "NO_REGISTRADAS",
            "NO_REGISTRADOS",
            "NO_REGISTRADA",
            "CANDIDATO_A_NO_REGISTRADO_A",
            "CANDIDATURA_NO_REGISTRADA",
            "CANDIDATURAS_NO_REGISTRADAS",
            "NUM_VOTOS_CAN_NREG",
            "CNR",
        ],
    ),
    (
        KnownColumn::Nulos,
        &["NULOS", "VOTOS_NULOS", "VN", "NUM_VOTOS_NULOS"],
    ),
    (
        KnownColumn::TotalAsentado,
        &[
            "TOTAL_VOTOS_ASENTADO",
            "TOTAL_VOTOS_ASENTADOS",
            "TOTAL_VOTOS",
        ],
    ),
    (
        KnownColumn::TotalCalculado,
        &["TOTAL_VOTOS_CALCULADO", "TOTAL_VOTOS_CALCULADOS"],
    ),
    (
        KnownColumn::ListaNominal,
        &["LISTA_NOMINAL", "LISTA_NOMINAL_CASILLA"],
    ),
    (KnownColumn::Representantes, &["REPRESENTANTES_PP_CI"]),
    (KnownColumn::Observaciones, &["OBSERVACIONES"]),
    (
        KnownColumn::Contabilizada,
        &[
            "CONTABILIZADA",
            "CONTABILIZADAS",
            "CONTABILZADA",
            "CONTABILZADAS",
        ],
    ),
    (
        KnownColumn::MecanismosTraslado,
        &["MECANISMOS_TRASLADO", "MECANISMO_TRASLADO"],
    ),
    (KnownColumn::CodigoIntegridad, &["CODIGO_INTEGRIDAD"]),
    (KnownColumn::FechaHoraAcopio, &["FECHA_HORA_ACOPIO"]),
    (KnownColumn::FechaHoraCaptura, &["FECHA_HORA_CAPTURA"]),
    (
        KnownColumn::FechaHoraVerificacion,
        &["FECHA_HORA_VERIFICACION"],
    ),
    (KnownColumn::Origen, &["ORIGEN"]),
    (KnownColumn::Digitalizacion, &["DIGITALIZACION"]),
    (KnownColumn::TipoDocumento, &["TIPO_DOCUMENTO"]),
];

/// A slip is forgiven only in names at least this long: short ones resemble a party's.
const MIN_LENGTH_TO_RESEMBLE: usize = 10;
const MAX_SLIPS: usize = 2;

impl KnownColumn {
    /// Every column, in the order of a database.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.iter().map(|(column, _)| *column)
    }

    /// The names it has been published under, the LEEME's first.
    pub fn names(self) -> &'static [&'static str] {
        let found = NAMES.iter().find(|(column, _)| *column == self);
        found.map_or(&[], |(_, names)| names)
    }

    /// True if `name`, already [`normalized`], is one of them.
    pub fn is_named(self, name: &str) -> bool {
        self.names().contains(&name)
    }

    /// The column with this name, already [`normalized`].
    pub fn named(name: &str) -> Option<Self> {
        let found = NAMES.iter().find(|(_, names)| names.contains(&name));
        found.map(|(column, _)| *column)
    }

    fn resembling(name: &str) -> Option<Self> {
        if name.len() < MIN_LENGTH_TO_RESEMBLE {
            return None;
        }
        let distance = |names: &[&str]| {
            let long = names
                .iter()
                .filter(|own| own.len() >= MIN_LENGTH_TO_RESEMBLE);
            long.map(|own| slips(own, name)).min()
        };
        let all = NAMES
            .iter()
            .map(|(column, names)| (distance(names), *column));
        let near = all.filter_map(|(distance, column)| Some((distance?, column)));
        let (distance, column) = near.min()?;
        (distance <= MAX_SLIPS).then_some(column)
    }
}

/// A column name without case, accents, spaces and punctuation: `fECHA HORA-ACOPIO ` is
/// `FECHA_HORA_ACOPIO`.
pub fn normalized(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for letter in name.trim().chars().flat_map(char::to_uppercase) {
        let plain = match letter {
            'Á' | 'À' | 'Ä' => 'A',
            'É' | 'È' | 'Ë' => 'E',
            'Í' | 'Ì' | 'Ï' => 'I',
            'Ó' | 'Ò' | 'Ö' => 'O',
            'Ú' | 'Ù' | 'Ü' => 'U',
            'Ñ' => 'N',
            other => other,
        };
        if plain.is_ascii_alphanumeric() {
            text.push(plain);
        } else if plain != '\'' && plain != '"' && plain != '\u{feff}' && !text.ends_with('_') {
            text.push('_');
        }
    }
    text.trim_matches('_').to_owned()
}

/// Letters to add, drop or change to turn one name into the other (Levenshtein).
pub(in crate::published) fn slips(one: &str, other: &str) -> usize {
    if one.len().abs_diff(other.len()) > MAX_SLIPS {
        return usize::MAX;
    }
    let mut above: Vec<usize> = (0..=other.len()).collect();
    for (row, a) in one.bytes().enumerate() {
        let mut diagonal = above[0];
        above[0] = row + 1;
        for (column, b) in other.bytes().enumerate() {
            let change = diagonal + usize::from(a != b);
            diagonal = above[column + 1];
            above[column + 1] = change.min(diagonal + 1).min(above[column] + 1);
        }
    }
    above.last().copied().unwrap_or_default()
}

/// How sure we are of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recognition {
    Named,
    Resembles,
}

/// Where each known column stands.
#[derive(Debug, Clone)]
pub(super) struct KnownColumns(Vec<(KnownColumn, usize, Recognition)>);

impl KnownColumns {
    /// The first column of each name; a resembling name counts only if the column is nowhere else.
    /// `own` are names, [`normalized`], that one institute uses besides.
    pub(super) fn of(names: &[String], own: &[(KnownColumn, String)]) -> Self {
        let mut found = Self(Vec::new());
        let normal: Vec<String> = names.iter().map(|name| normalized(name)).collect();
        let mut add = |column: Option<KnownColumn>, index, how| {
            if let Some(column) = column
                && found.index(column).is_none()
                && !found.0.iter().any(|(_, at, _)| *at == index)
            {
                found.0.push((column, index, how));
            }
        };
        for (index, name) in normal.iter().enumerate() {
            let own = own.iter().find(|(_, own)| own == name);
            let column = own.map(|(column, _)| *column);
            add(
                column.or_else(|| KnownColumn::named(name)),
                index,
                Recognition::Named,
            );
        }
        for (index, name) in normal.iter().enumerate() {
            let column = KnownColumn::resembling(name);
            add(column, index, Recognition::Resembles);
        }
        found
    }

    pub(super) fn index(&self, column: KnownColumn) -> Option<usize> {
        let found = self.0.iter().find(|(own, _, _)| *own == column);
        found.map(|(_, index, _)| *index)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (KnownColumn, usize, Recognition)> {
        self.0.iter().copied()
    }

    /// The columns between TOTAL_VOTOS_SACADOS, or whatever known column stands last before them,
    /// and NO_REGISTRADAS.
    pub(super) fn votes(&self, columns: usize) -> Range<usize> {
        let end = self.index(KnownColumn::NoRegistradas).unwrap_or(columns);
        let before = self.0.iter().map(|(_, index, _)| *index);
        let start = before.filter(|index| *index < end).max();
        start.map_or(0, |index| index + 1)..end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_in_the_table_once() {
        let mut columns: Vec<_> = NAMES.iter().map(|(column, _)| *column).collect();
        columns.dedup();
        assert_eq!(columns.len(), NAMES.len());
        assert!(columns.is_sorted());
    }

    #[test]
    fn names_with_slips_are_recognised() {
        for (name, column) in [
            (
                "TOTALAL_REP_PARTIDO_CI_VOTARON",
                KnownColumn::RepresentantesVotaron,
            ),
            ("CODIGO_INTEGRDAD", KnownColumn::CodigoIntegridad),
        ] {
            assert_eq!(KnownColumn::named(name), None);
            assert_eq!(KnownColumn::resembling(name), Some(column));
        }
        assert_eq!(
            KnownColumn::named(&normalized("fECHA_HORA_VERIFICACIÓN ")),
            Some(KnownColumn::FechaHoraVerificacion)
        );
        assert_eq!(KnownColumn::resembling("PAN_PRI_PRD"), None);
        assert_eq!(KnownColumn::resembling("MORENA_PT_PVEM"), None);
    }
}
