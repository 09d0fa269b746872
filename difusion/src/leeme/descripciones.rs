//! What each variable holds, in our own words (LEEME of 2024 for the meaning).

use prep_model::casillas::{MecanismoTraslado, Ubicacion};
use prep_model::elecciones::{Modalidad, Principio, TipoActaDef};
use prep_model::inconsistencias::fuera_de_catalogo::datos_de_identificacion;
use prep_model::perfiles::{Columna, ConEspeciales, Perfil};
use prep_model::porcentajes::VariableResumen;
use prep_model::publicacion::{Digitalizacion, Origen, TipoDocumento};

use super::shown;
use crate::fila::Contexto;

/// A variable of the summary.
pub(super) fn de_variable(variable: VariableResumen, perfil: &Perfil) -> String {
    use VariableResumen as V;
    let of_esperadas = |what: &str| format!("{what} entre actas esperadas, por 100.");
    match variable {
        V::ActasEsperadas => "actas que deben producir las casillas aprobadas.".to_owned(),
        V::ActasRegistradas => "actas capturadas más actas fuera de catálogo.".to_owned(),
        V::ActasFueraCatalogo => {
            "actas que no pueden asociarse a una casilla aprobada.".to_owned()
        }
        V::ActasCapturadas => {
            "actas del catálogo asentadas hasta el corte, contabilizadas o no.".to_owned()
        }
        V::PorcentajeActasCapturadas => of_esperadas("actas capturadas"),
        V::ActasContabilizadas => "actas del catálogo cuyos votos se suman: tienen al menos un voto \
             legible y no exceden la lista nominal (en casilla especial, las boletas) más las \
             representaciones acreditadas."
            .to_owned(),
        V::PorcentajeActasContabilizadas => of_esperadas("actas contabilizadas"),
        V::PorcentajeActasInconsistencias => {
            let what = of_esperadas("actas con inconsistencias");
            format!("{what} No entran las actas SIN ACTA, las FUERA DE CATÁLOGO ni las diferencias entre letra y número.")
        }
        V::ActasNoContabilizadas => {
            "actas del catálogo cuyos votos no se suman: exceden, no tienen voto legible o no llegaron."
                .to_owned()
        }
        V::ListaNominalActasContabilizadas => {
            "suma de la lista nominal de las actas contabilizadas; las casillas especiales aportan 0."
                .to_owned()
        }
        V::TotalVotosCCs => {
            "votos de las actas contabilizadas, con los de casillas especiales.".to_owned()
        }
        V::TotalVotosSCs => {
            "votos de las actas contabilizadas, sin los de casillas especiales.".to_owned()
        }
        V::PorcentajeParticipacionCiudadana => participacion(perfil),
    }
}

fn participacion(perfil: &Perfil) -> String {
    let when = match perfil.contabilizacion.participacion_con_especiales {
        ConEspeciales::UltimoCorte => {
            "Los votos de casillas especiales entran solo en el último corte."
        }
        ConEspeciales::Siempre => "Entran los votos de casillas especiales.",
        ConEspeciales::Nunca => "No entran los votos de casillas especiales.",
    };
    format!("votos de las actas contabilizadas entre su lista nominal, por 100. {when}")
}

/// A column, and the codes that it can hold.
pub(super) fn de_columna(columna: Columna, contexto: Contexto<'_>) -> (String, Vec<String>) {
    let codes = match columna {
        Columna::TipoCasilla => tipos_casilla(),
        Columna::UbicacionCasilla => ubicaciones(),
        Columna::TipoActa => tipos_acta(contexto),
        Columna::Observaciones => observaciones(contexto),
        Columna::Contabilizada => contabilizada(),
        Columna::MecanismosTraslado => mecanismos(),
        Columna::Origen => origenes(contexto.proceso.perfil()),
        Columna::Digitalizacion => digitalizaciones(contexto.proceso.perfil()),
        Columna::TipoDocumento => documentos(contexto.proceso.perfil()),
        Columna::Cotejada => cotejada(),
        Columna::FechaHoraAcopio => vec![
            "Desde la casilla: momento de la fotografía.".to_owned(),
            "En el CATD: recepción de la Bolsa PREP.".to_owned(),
        ],
        _ => Vec::new(),
    };
    (what(columna, contexto), codes)
}

fn what(columna: Columna, contexto: Contexto<'_>) -> String {
    let example = |what: &str| {
        let head = contexto.proceso.head();
        let formato = &contexto.proceso.perfil().publicacion.fecha_hora.acta;
        let example = formato.format(head.publicacion_desde, head.utc_offset_minutes);
        format!("{what}, por el reloj de 24 horas de la entidad. Ejemplo: {example}")
    };
    let text = match columna {
        Columna::ClaveCasilla => {
            "once posiciones: entidad (2), sección (4), tipo (1), número (2) y extraordinaria contigua (2). \
             En un acta fuera de catálogo puede faltar o no ser correcta."
        }
        Columna::ClaveActa => "clave de la casilla seguida del tipo de acta.",
        Columna::IdEntidad => "número de la entidad federativa, dos dígitos.",
        Columna::Entidad => "nombre de la entidad federativa.",
        Columna::IdDistritoLocal => "número del distrito, tres dígitos.",
        Columna::DistritoLocal => "nombre del distrito.",
        Columna::IdAlcaldia => "número de la alcaldía o municipio, tres dígitos.",
        Columna::Alcaldia => "nombre de la alcaldía o municipio.",
        Columna::Seccion => "sección electoral, cuatro dígitos.",
        Columna::IdCasilla => "número de la casilla, dos dígitos.",
        Columna::TipoCasilla => "letra del tipo de casilla o mesa.",
        Columna::ExtContigua => "número de contigua de una casilla extraordinaria, dos dígitos.",
        Columna::UbicacionCasilla => "ubicación de la casilla.",
        Columna::TipoActa => "código impreso en el acta; 0 si está fuera de catálogo.",
        Columna::TotalBoletasSobrantes => "boletas que sobraron y se cancelaron.",
        Columna::TotalPersonasVotaron => "personas que votaron.",
        Columna::TotalRepPartidoCiVotaron => "representaciones que votaron en la casilla.",
        Columna::TotalVotosSacados => "votos sacados de la urna.",
        Columna::Contendientes => "votos de cada contendiente.",
        Columna::NoRegistradas => "votos por candidaturas no registradas.",
        Columna::Nulos => "votos nulos.",
        Columna::TotalVotosAsentado => "total de votos escrito en el acta.",
        Columna::TotalVotosCalculado => {
            "suma de los votos legibles, hecha por el sistema; también cuando excede la lista nominal."
        }
        Columna::ListaNominal => "personas que pueden votar en la casilla; 0 en las especiales.",
        Columna::RepresentantesPpCi => "representaciones acreditadas en la casilla.",
        Columna::Observaciones => "inconsistencias del acta.",
        Columna::Contabilizada => "si los votos del acta se suman.",
        Columna::MecanismosTraslado => "mecanismo aprobado para trasladar el paquete, si lo hay.",
        Columna::CodigoIntegridad => "SHA-256 de la imagen del acta, 64 dígitos hexadecimales.",
        Columna::FechaHoraAcopio => return example("entrada del acta al PREP"),
        Columna::FechaHoraCaptura => return example("captura del acta"),
        Columna::FechaHoraVerificacion => return example("verificación del acta"),
        Columna::Origen => "dónde se digitalizó el acta.",
        Columna::Digitalizacion => "con qué se digitalizó.",
        Columna::TipoDocumento => "qué documento muestra la imagen.",
        Columna::Cotejada => "resultado de comparar el renglón con el acta en papel.",
        Columna::PartidoCsp => "partidos que postulan, o la candidatura sin partido.",
        Columna::Candidatura => "nombre de la persona.",
        Columna::CandidaturaPropietaria => "nombre de la persona propietaria.",
        Columna::CandidaturaSuplente => "nombre de la persona suplente.",
    };
    text.to_owned()
}

fn tipos_casilla() -> Vec<String> {
    let codes = [
        "B: básica.",
        "C: contigua.",
        "E: extraordinaria.",
        "S: especial.",
        "M: mesa del voto desde el extranjero.",
        "A: mesa del voto anticipado.",
        "P: mesa del voto en prisión preventiva.",
    ];
    codes.map(str::to_owned).to_vec()
}

fn ubicaciones() -> Vec<String> {
    let codes = [
        (Ubicacion::Urbana, "urbana"),
        (Ubicacion::NoUrbana, "no urbana"),
        (Ubicacion::FueraDeCatalogo, "acta fuera de catálogo"),
    ];
    codes
        .map(|(ubicacion, what)| format!("{}: {what}.", ubicacion.code()))
        .to_vec()
}

/// The printed codes of this elección, from the proceso.
fn tipos_acta(contexto: Contexto<'_>) -> Vec<String> {
    let defs = contexto.eleccion.tipos_acta.iter();
    defs.map(|def| format!("{}: {}.", def.codigo, de_tipo_acta(def)))
        .collect()
}

fn de_tipo_acta(def: &TipoActaDef) -> String {
    let modalidad = match def.modalidad {
        Modalidad::Ordinaria => "casilla",
        Modalidad::Especial => "casilla especial",
        Modalidad::UrnaElectronica => "urna electrónica en casilla especial",
        Modalidad::Extranjero => "voto desde el extranjero",
        Modalidad::Anticipado => "voto anticipado",
        Modalidad::Prision => "voto en prisión preventiva",
    };
    let principio = match def.principio {
        Some(Principio::MayoriaRelativa) => ", mayoría relativa",
        Some(Principio::RepresentacionProporcional) => ", representación proporcional",
        None => "",
    };
    format!("{modalidad}{principio}")
}

fn observaciones(contexto: Contexto<'_>) -> Vec<String> {
    let textos = &contexto.proceso.perfil().observaciones;
    let identification = datos_de_identificacion(contexto.eleccion.ambito_tipo).join(", ");
    let mut codes = vec![
        format!(
            "{}: los votos superan la lista nominal, o las boletas de la casilla especial, más las \
             representaciones acreditadas. No se contabiliza y sus votos se muestran.",
            shown(&textos.excede_lista_nominal)
        ),
        format!(
            "{}: algún campo de votos no se lee o está vacío, y otro sí se lee. Se contabiliza.",
            shown(&textos.algun_campo_ilegible_o_sin_dato)
        ),
        format!(
            "{}: ningún campo de votos se lee. No se contabiliza.",
            shown(&textos.todos_ilegibles_o_sin_dato)
        ),
        format!(
            "{}: un error u omisión en su identificación ({identification}) impide asociarla a una casilla.",
            shown(&textos.fuera_de_catalogo)
        ),
    ];
    let reasons = prep_model::actas::SinActa::ALL;
    codes.extend(reasons.map(|reason| {
        let text = shown(textos.sin_acta(reason));
        format!("{text}: el acta no llegó. No se contabiliza.")
    }));
    codes
}

fn contabilizada() -> Vec<String> {
    let codes = [
        "1: se suman.",
        "0: no se suman; el motivo está en las observaciones.",
        "2: acta fuera de catálogo.",
    ];
    codes.map(str::to_owned).to_vec()
}

fn mecanismos() -> Vec<String> {
    let of = |mecanismo: MecanismoTraslado| {
        let what = match mecanismo {
            MecanismoTraslado::Dispositivo => "dispositivo de apoyo a presidencias de mesa",
            MecanismoTraslado::CrytFijo => "centro de recepción y traslado fijo",
            MecanismoTraslado::CrytItinerante => "centro de recepción y traslado itinerante",
        };
        format!("{}: {what}.", mecanismo.letter())
    };
    MecanismoTraslado::ALL.map(of).to_vec()
}

fn origenes(perfil: &Perfil) -> Vec<String> {
    let of = |origen: Origen| match origen {
        Origen::Casilla => "CASILLA: en la casilla.".to_owned(),
        Origen::Catd => "CATD: en el centro de acopio y transmisión de datos.".to_owned(),
        Origen::Ccv => "CCV: en el centro de captura y verificación.".to_owned(),
        Origen::NoAplica => sin_imagen(perfil),
    };
    Origen::ALL.map(of).to_vec()
}

fn digitalizaciones(perfil: &Perfil) -> Vec<String> {
    let of = |digitalizacion: Digitalizacion| match digitalizacion {
        Digitalizacion::Movil => "MOVIL: dispositivo móvil.".to_owned(),
        Digitalizacion::Escaner => "ESCANER: escáner.".to_owned(),
        Digitalizacion::Urna => "URNA: urna electrónica.".to_owned(),
        Digitalizacion::NoAplica => sin_imagen(perfil),
    };
    Digitalizacion::ALL.map(of).to_vec()
}

fn documentos(perfil: &Perfil) -> Vec<String> {
    let of = |documento: TipoDocumento| {
        let what = match documento {
            TipoDocumento::ActaPrep => "el acta PREP",
            TipoDocumento::Rpp => "la copia de la representación de un partido",
            TipoDocumento::Cc => "la copia del consejo",
            TipoDocumento::Ppc => "la copia de un partido obtenida en el consejo",
            TipoDocumento::ActaVrme => "acta del voto desde el extranjero",
            TipoDocumento::ActaVa => "acta del voto anticipado",
            TipoDocumento::ActaVppp => "acta del voto en prisión preventiva",
            TipoDocumento::ActaUe => "acta de urna electrónica",
        };
        format!("{}: {what}.", documento.as_str())
    };
    let mut codes: Vec<_> = TipoDocumento::ALL.map(of).to_vec();
    codes.push(sin_imagen(perfil));
    codes
}

fn sin_imagen(perfil: &Perfil) -> String {
    format!("{}: no hay acta.", perfil.textos.no_aplica)
}

fn cotejada() -> Vec<String> {
    let codes = [
        "1: sin diferencias.",
        "2: modificada, por verificarse de nuevo.",
        "3: no aceptada, en corrección.",
    ];
    codes.map(str::to_owned).to_vec()
}
