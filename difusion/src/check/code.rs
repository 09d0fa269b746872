//! The public codes of the checker: what each rule is called, what it says, what follows from it.

use std::fmt;

use serde::{Serialize, Serializer};

/// What sort of rule a code is of; reports keep them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Kind {
    /// A figure that does not follow from the rows.
    #[serde(rename = "aritmetica")]
    Arithmetic,
    /// A value or a line that is not written as the LEEME asks.
    #[serde(rename = "forma")]
    Form,
    /// A column, a variable or a label under another name.
    #[serde(rename = "nombres")]
    Names,
    /// Files, digests and signature of a package.
    #[serde(rename = "integridad")]
    Integrity,
}

impl Kind {
    /// Every kind, in the order of a report.
    pub const ALL: [Self; 4] = [Self::Arithmetic, Self::Form, Self::Names, Self::Integrity];

    /// Its heading in a report.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Arithmetic => "Aritmética",
            Self::Form => "Forma",
            Self::Names => "Nombres",
            Self::Integrity => "Integridad del paquete",
        }
    }
}

/// What a defect does to a corte of ours before it is published (DESIGN.md, section 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Effect {
    /// The corte is not published.
    #[serde(rename = "detiene_el_corte")]
    StopsCorte,
    /// The rows are left out, with the reason; the rest is published.
    #[serde(rename = "retiene_el_renglon")]
    WithholdsRow,
    /// It is said and nothing else.
    #[serde(rename = "se_informa")]
    Told,
}

macro_rules! codes {
    ($($variant:ident $code:literal $effect:ident $sentence:literal)*) => {
        /// A rule of the checker. `docs/CHECKER.md` describes each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = concat!($code, ": ", $sentence)] $variant,)*
        }

        impl Code {
            /// Every rule, in the order of its code.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The public code, which never changes its meaning: `A01`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// What is wrong, as a sentence in Spanish.
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$variant => $sentence,)* }
            }

            /// What it does to a corte of ours.
            pub fn effect(self) -> Effect {
                match self { $(Self::$variant => Effect::$effect,)* }
            }
        }
    };
}

codes! {
    RoundedPercentage "A01" StopsCorte
        "un porcentaje del resumen está redondeado: la cuarta decimal se trunca"
    InconsistenciasNumerator "A02" StopsCorte
        "PORCENTAJE_ACTAS_INCONSISTENCIAS no sale de las actas con inconsistencias de los renglones"
    VotosSinEspeciales "A03" StopsCorte
        "TOTAL_VOTOS_S_CS no es la suma de los votos contabilizados fuera de las casillas especiales"
    VotosConEspeciales "A04" StopsCorte
        "TOTAL_VOTOS_C_CS no es la suma de los votos contabilizados"
    ListaNominalSum "A05" StopsCorte
        "LISTA_NOMINAL_ACTAS_CONTABILIZADAS no es la suma de las listas nominales contabilizadas, sin las especiales"
    ActaCount "A06" StopsCorte
        "un conteo de actas del resumen no es el de los renglones"
    ActaPercentage "A07" StopsCorte
        "un porcentaje de actas del resumen no sale de los renglones y las actas esperadas"
    Participacion "A08" StopsCorte
        "PORCENTAJE_PARTICIPACION_CIUDADANA no sale de los renglones, ni con las casillas especiales ni sin ellas"
    MoreThanExpected "A09" StopsCorte
        "hay más actas capturadas que esperadas"
    CalculatedTotal "A10" StopsCorte
        "TOTAL_VOTOS_CALCULADO no es la suma de los votos del renglón"
    CountedWithoutVotes "A11" StopsCorte
        "el acta se contabiliza y ningún voto suyo es legible"
    UncountedWithoutReason "A12" StopsCorte
        "el acta no se contabiliza, aunque tiene votos legibles y no excede"
    ExceedsUntold "A13" StopsCorte
        "los votos exceden la lista nominal más los representantes, y no se dice o se contabilizan"
    ExceedsFalsely "A14" StopsCorte
        "OBSERVACIONES dice que excede la lista nominal, y los votos del renglón no exceden"
    FueraDeCatalogo "A15" StopsCorte
        "CONTABILIZADA 2 y FUERA DE CATÁLOGO no van juntos"
    TerritorySum "A16" StopsCorte
        "una suma de agregados no es la de los renglones de su base de datos"
    TerritoryPercentage "A17" StopsCorte
        "un porcentaje de agregados no sale de las cifras de su renglón, sin redondear"
    ResultsFile "A18" StopsCorte
        "resultados.json no dice lo que dicen las bases de datos"

    ClaveActa "F01" WithholdsRow
        "CLAVE_ACTA no es CLAVE_CASILLA seguida de TIPO_ACTA"
    ClaveCasilla "F02" WithholdsRow
        "CLAVE_CASILLA no tiene la forma de una clave de 11 posiciones"
    ClaveParts "F03" WithholdsRow
        "CLAVE_CASILLA no corresponde a las columnas que la forman"
    RepeatedActa "F04" WithholdsRow
        "la misma acta está en varios renglones"
    Width "F05" WithholdsRow
        "un número no lleva los ceros que completan su ancho"
    ConstantColumn "F06" Told
        "una columna que describe cada casilla tiene el mismo valor en todos los renglones"
    Ubicacion "F07" WithholdsRow
        "UBICACION_CASILLA no es 1, 2 ni 3"
    Mecanismo "F08" WithholdsRow
        "MECANISMOS_TRASLADO no es D, F, I ni vacío"
    Origen "F09" WithholdsRow
        "ORIGEN no es un valor de su lista"
    Digitalizacion "F10" WithholdsRow
        "DIGITALIZACION no es un valor de su lista"
    TipoDocumento "F11" WithholdsRow
        "TIPO_DOCUMENTO no es un valor de su lista"
    TipoDocumentoModalidad "F12" WithholdsRow
        "TIPO_DOCUMENTO no es el de la modalidad del acta"
    TipoCasilla "F13" WithholdsRow
        "TIPO_CASILLA no es B, C, E, S, M, A ni P"
    Contabilizada "F14" WithholdsRow
        "CONTABILIZADA no es 0, 1 ni 2"
    OrigenAndDigitalizacion "F15" WithholdsRow
        "un acta de origen CASILLA no se digitaliza con escáner"
    Spaces "F16" WithholdsRow
        "el valor lleva espacios de más"
    VoteValue "F17" WithholdsRow
        "una columna de votos o de totales tiene algo que no es un número ni un texto previsto"
    CalculatedMissing "F18" WithholdsRow
        "TOTAL_VOTOS_CALCULADO no tiene número en un acta leída"
    EmptyField "F19" WithholdsRow
        "un campo del acta está vacío: falta el número o el texto que dice por qué no lo hay"
    SinActaHash "F20" WithholdsRow
        "un renglón SIN ACTA lleva CODIGO_INTEGRIDAD"
    SinActaImage "F21" WithholdsRow
        "un renglón SIN ACTA lleva horas, origen, digitalización o tipo de documento en lugar de N/A"
    SinActaFields "F22" WithholdsRow
        "un renglón SIN ACTA no dice SIN ACTA en todos los campos del acta"
    CountedWithoutHash "F23" WithholdsRow
        "el acta se contabiliza y no tiene CODIGO_INTEGRIDAD"
    HashForm "F24" WithholdsRow
        "CODIGO_INTEGRIDAD no son 64 dígitos hexadecimales"
    RepeatedHash "F25" WithholdsRow
        "el mismo CODIGO_INTEGRIDAD está en varias actas"
    MesaNoAplica "F26" WithholdsRow
        "un acta de una modalidad sin distrito no dice N/A donde no aplica"
    Observaciones "F27" WithholdsRow
        "OBSERVACIONES no corresponde a los votos del renglón"
    SinActaReason "F28" WithholdsRow
        "SIN ACTA no dice por cuál de los motivos"
    EspecialListaNominal "F29" WithholdsRow
        "una casilla especial no tiene lista nominal: LISTA_NOMINAL es 0"
    MissingTime "F30" WithholdsRow
        "falta la hora de un acta que llegó"
    TimeForm "F31" WithholdsRow
        "la hora no está escrita como DD/MM/AAAA HH:MM:SS (UTC-6)"
    CapturaBeforeAcopio "F32" Told
        "la captura es anterior al acopio"
    VerificacionBeforeCaptura "F33" Told
        "la verificación es anterior a la captura"
    AfterCorte "F34" Told
        "la hora es posterior a la del corte"
    OutsideVentana "F35" Told
        "la hora está fuera de la ventana de operación"
    CellCount "F36" StopsCorte
        "el renglón no tiene tantos valores como columnas hay"
    NotAnActa "F37" StopsCorte
        "el renglón no es un acta: no dice ni su clave ni su sección"
    Head "F38" StopsCorte
        "el encabezado no tiene título, fecha del corte, resumen y columnas en su lugar"
    CorteForm "F39" Told
        "la fecha del corte no está escrita como DD/MM/AAAA HH:MM (UTC-6)"
    ResumenForm "F40" StopsCorte
        "un valor del resumen no es un número, o un porcentaje no lleva cuatro decimales"
    ResumenCells "F41" StopsCorte
        "el resumen no tiene tantos valores como nombres"
    MixedEncoding "F42" Told
        "unos renglones están en UTF-8 y otros en latin-1"
    FileForm "F43" Told
        "el delimitador, el BOM o el apóstrofo no son los del perfil"
    StrayQuote "F44" StopsCorte
        "una comilla no se cierra"
    RowOrder "F45" Told
        "las actas sin distrito no van primero, con las del extranjero a la cabeza, o las fuera de catálogo no van al final"

    ColumnAlias "N01" Told
        "la columna se llama distinto que en el LEEME"
    ColumnMissing "N02" StopsCorte
        "falta una columna"
    ColumnUnknown "N03" Told
        "hay una columna que el perfil no conoce"
    ColumnOrder "N04" Told
        "las columnas no están en el orden del perfil"
    ColumnRepeated "N05" StopsCorte
        "dos columnas tienen el mismo nombre"
    ResumenAlias "N06" Told
        "una variable del resumen se llama distinto que en el LEEME"
    ResumenMissing "N07" StopsCorte
        "falta una variable del resumen"
    ResumenUnknown "N08" Told
        "hay una variable del resumen que el LEEME no conoce"
    ObservacionesWords "N09" WithholdsRow
        "OBSERVACIONES usa otras palabras que las del LEEME"
    ObservacionesNone "N10" WithholdsRow
        "OBSERVACIONES lleva un texto donde no hay ninguna observación"
    ColumnGuessed "N11" Told
        "el nombre de la columna tiene un error y se tomó por el más parecido"

    Manifest "P01" StopsCorte
        "el manifiesto falta o no se puede leer"
    ManifestSignature "P02" StopsCorte
        "la firma del manifiesto no corresponde"
    FileMissing "P03" StopsCorte
        "falta un archivo que el manifiesto nombra"
    FileDigest "P04" StopsCorte
        "el contenido de un archivo no es el que dice el manifiesto"
    FileCounts "P05" StopsCorte
        "el tamaño o los renglones de un archivo no son los que dice el manifiesto"
    FileUnnamed "P06" StopsCorte
        "hay un archivo que el manifiesto no nombra"
    FileUnreadable "P07" StopsCorte
        "un archivo del paquete no se puede leer"
    Companions "P08" StopsCorte
        "junto a la base de datos falta su archivo de candidaturas o su leeme"
    CompanionColumns "P09" StopsCorte
        "el archivo de candidaturas o el leeme no corresponden a la base de datos"
    HashAcrossFiles "P10" WithholdsRow
        "el mismo CODIGO_INTEGRIDAD está en actas de dos bases de datos"
    MomentAcrossFiles "P11" StopsCorte
        "las bases de datos de un mismo corte no dicen el mismo momento"
    Pointer "P12" StopsCorte
        "el apuntador no nombra el último corte completo"
    CopyDiffers "P13" StopsCorte
        "dos archivos que deben ser iguales no lo son"
    NoCandidaturas "P14" Told
        "el archivo de candidaturas no tiene ningún renglón"
    ImageMissing "P15" WithholdsRow
        "la imagen de un renglón no está en imagenes"
    ImageDigest "P16" WithholdsRow
        "los bytes de una imagen no son los de su nombre, que es su CODIGO_INTEGRIDAD"
    ImageUnnamed "P17" StopsCorte
        "en imagenes hay un archivo que no es la imagen de ningún renglón"
    ImageList "P18" StopsCorte
        "imagenes.txt no nombra las imágenes de los renglones, cada una una vez"
}

impl Code {
    /// What sort of rule it is, told by its letter.
    pub fn kind(self) -> Kind {
        match self.as_str().as_bytes().first() {
            Some(b'A') => Kind::Arithmetic,
            Some(b'F') => Kind::Form,
            Some(b'N') => Kind::Names,
            _ => Kind::Integrity,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_in_order() {
        let codes: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        for kind in ['A', 'F', 'N', 'P'] {
            let own: Vec<_> = codes.iter().filter(|code| code.starts_with(kind)).collect();
            let numbered = own
                .iter()
                .zip(1..)
                .all(|(code, number)| **code == format!("{kind}{number:02}"));
            assert!(numbered && !own.is_empty(), "{own:?}");
        }
    }
}
