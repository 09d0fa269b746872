//! What the form says. Sentences are ours; the numerals and what they ask for are those of the
//! acta of 2024 (DOMAIN 4.1).

use prep_model::elecciones::{AmbitoTipo, Modalidad, Principio};

use super::FormSpec;

pub(super) fn title(spec: &FormSpec) -> String {
    let what = match spec.modalidad {
        Modalidad::Ordinaria => "ACTA DE ESCRUTINIO Y CÓMPUTO DE CASILLA DE LA ELECCIÓN DE",
        Modalidad::Especial => "ACTA DE ESCRUTINIO Y CÓMPUTO DE CASILLA ESPECIAL DE LA ELECCIÓN DE",
        Modalidad::UrnaElectronica => "ACTA DE RESULTADOS DE LA URNA ELECTRÓNICA, ELECCIÓN DE",
        Modalidad::Extranjero => "ACTA DE MESA DE VOTO DESDE EL EXTRANJERO, ELECCIÓN DE",
        Modalidad::Anticipado => "ACTA DE MESA DE VOTO ANTICIPADO, ELECCIÓN DE",
        Modalidad::Prision => "ACTA DE MESA DE VOTO EN PRISIÓN PREVENTIVA, ELECCIÓN DE",
    };
    what.to_owned()
}

/// The elección, with the principle where there is an acta for each.
pub(super) fn eleccion(spec: &FormSpec) -> String {
    let name = spec.eleccion.to_uppercase();
    match spec.principio {
        Some(Principio::MayoriaRelativa) => format!("{name} (MAYORÍA RELATIVA)"),
        Some(Principio::RepresentacionProporcional) => {
            format!("{name} (REPRESENTACIÓN PROPORCIONAL)")
        }
        None => name,
    }
}

pub(super) fn destino(spec: &FormSpec) -> String {
    let name = spec.eleccion.to_uppercase();
    format!("DESTINO: PRIMERA COPIA PARA EL SOBRE PREP DE LA ELECCIÓN DE {name}")
}

pub(super) fn demarcacion(spec: &FormSpec) -> &'static str {
    match spec.ambito_tipo {
        AmbitoTipo::Municipio => "Municipio o alcaldía:",
        AmbitoTipo::Entidad | AmbitoTipo::Distrito => "Demarcación:",
    }
}

pub(super) const FUNDAMENTO: &str = "Esta acta se levanta en la casilla al terminar el escrutinio y \
cómputo. Sus cifras se copian de la Hoja para hacer operaciones y se escriben con letra y con número.";

pub(super) const AVISO: &str = "Use bolígrafo de tinta azul y apoye con firmeza. Escriba un dígito en \
cada recuadro y ceros donde no haya votos. No pegue ni selle nada sobre las cantidades.";

pub(super) const RESULTADOS: &str = "Copie de la Hoja para hacer operaciones los votos de cada \
renglón y el total. Donde no haya votos, escriba ceros.";

pub(super) const INTEGRACION: [&str; 4] = [
    "Una vez llenada y firmada el acta:",
    "1. Guarde el original en la bolsa de expediente de casilla.",
    "2. Guarde la primera copia en el Sobre PREP, por fuera del paquete.",
    "3. Entregue una copia legible a cada representación y permita fotografiarla.",
];
