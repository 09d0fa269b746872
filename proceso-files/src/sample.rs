//! A small proceso with every case in it: for tests of this crate and, with the feature `sample`,
//! of others.
//!
//! Two distritos and two alcaldías of a fictitious entidad 9; elecciones `GUB`, `DIP_LOC` and `ALC`
//! with the printed codes of Ciudad de México in 2024; every modalidad; a casilla especial with MR,
//! RP and urna electrónica; a coalición; a candidatura común that only some ámbitos print, and the
//! actas of RP never.

use std::collections::BTreeMap;

use prep_model::casillas::{ActaEsperada, Casilla, MecanismoTraslado, Ubicacion};
use prep_model::claves::EntidadId;
use prep_model::elecciones::{
    Ambito, AmbitoId, AmbitoTipo, Candidatura, Contendiente, ContendienteTipo, Eleccion, Modalidad,
    Principio, Reparto, TipoActaDef,
};
use prep_model::perfiles::Perfil;
use prep_model::proceso::{Proceso, ProcesoHead};

/// The proceso as a whole.
pub fn proceso() -> Proceso {
    let perfil = Perfil::built_in("iecm-2024").expect("the perfil of reference is built in");
    let elecciones = vec![gubernatura(), diputaciones(), alcaldias()];
    Proceso::new(head(), elecciones, casillas(), perfil).expect("the sample fits together")
}

/// Its names and dates.
pub fn head() -> ProcesoHead {
    ProcesoHead {
        id: id("muestra-2027"),
        nombre: "Proceso Electoral Local de Muestra".to_owned(),
        entidad: EntidadId::new(9).expect("9 is an entidad"),
        entidad_nombre: "ENTIDAD DE MUESTRA".to_owned(),
        utc_offset_minutes: -360,
        publicacion_desde: id("2027-06-06T20:00:00-06:00"),
        publicacion_hasta: id("2027-06-07T20:00:00-06:00"),
    }
}

/// Its twelve casillas and mesas.
pub fn casillas() -> Vec<Casilla> {
    let ordinary: &[(&str, &str)] = &[("GUB", "A02"), ("DIP_LOC", "A03"), ("ALC", "A04")];
    let especial: &[(&str, &str)] = &[
        ("GUB", "A02E"),
        ("DIP_LOC", "A03EMR"),
        ("DIP_LOC", "A03ERP"),
        ("DIP_LOC", "A05UEMR"),
        ("DIP_LOC", "A05UERP"),
        ("ALC", "A04E"),
    ];
    let extranjero: &[(&str, &str)] = &[("GUB", "A01"), ("DIP_LOC", "A02")];
    let anticipado: &[(&str, &str)] = &[("GUB", "A01VA"), ("DIP_LOC", "A02VA"), ("ALC", "A03VA")];
    let prision: &[(&str, &str)] = &[("GUB", "A01PPP"), ("DIP_LOC", "A02PPP"), ("ALC", "A03PPP")];
    let especial = Casilla {
        lista_nominal: 0,
        boletas_maximas: Some(1_000),
        ..casilla("090001S0100", (1, 2), 0, especial)
    };
    let mesa = |clave, actas| Casilla {
        representantes: None,
        ..casilla(clave, (1, 2), 1_200, actas)
    };
    let mut no_urbana = casilla("090003E0101", (2, 3), 88, ordinary);
    no_urbana.ubicacion = Ubicacion::NoUrbana;
    no_urbana.mecanismo_traslado = Some(MecanismoTraslado::CrytItinerante);
    vec![
        casilla("090001B0100", (1, 2), 640, ordinary),
        casilla("090001C0100", (1, 2), 641, ordinary),
        casilla("090001C0200", (1, 2), 639, ordinary),
        especial,
        casilla("090002B0100", (1, 3), 512, ordinary),
        casilla("090003B0100", (2, 3), 700, ordinary),
        casilla("090003E0100", (2, 3), 120, ordinary),
        no_urbana,
        mesa("090000M0100", extranjero),
        mesa("090000A0100", anticipado),
        mesa("090000A0200", anticipado),
        mesa("090000P0100", prision),
    ]
}

fn casilla(
    clave: &str,
    (distrito, municipio): (u16, u16),
    lista_nominal: u32,
    actas: &[(&str, &str)],
) -> Casilla {
    let actas = actas.iter().map(|(eleccion, tipo_acta)| ActaEsperada {
        eleccion: id(eleccion),
        tipo_acta: id(tipo_acta),
    });
    Casilla {
        clave: id(clave),
        distrito: Some(ambito_id(distrito)),
        municipio: Some(ambito_id(municipio)),
        ubicacion: Ubicacion::Urbana,
        lista_nominal,
        boletas_maximas: None,
        representantes: Some(12),
        mecanismo_traslado: None,
        actas: actas.collect(),
    }
}

fn gubernatura() -> Eleccion {
    let printed = ["PAN", "PRI", "MORENA", "PT", "PAN_PRI", "MORENA_PT", "CI_1"];
    let tipos = [
        tipo("A02", Modalidad::Ordinaria),
        tipo("A02E", Modalidad::Especial),
        tipo("A01VA", Modalidad::Anticipado),
        tipo("A01PPP", Modalidad::Prision),
        TipoActaDef {
            digits: 5,
            total_digits: 6,
            omits: vec![id("CI_1")],
            ..tipo("A01", Modalidad::Extranjero)
        },
    ];
    Eleccion {
        id: id("GUB"),
        nombre: "GUBERNATURA".to_owned(),
        ambito_tipo: AmbitoTipo::Entidad,
        ambitos: ambitos(vec![Ambito {
            candidaturas: vec![
                candidatura("PAN PRI", "MARÍA MUESTRA \"LA MAESTRA\" PÉREZ", None),
                candidatura("MORENA PT", "JUAN EJEMPLO ÑÚÑEZ", None),
                candidatura("CI_1", "ANA PRUEBA, DRA.", None),
            ],
            ..ambito(0, "ENTIDAD DE MUESTRA", &printed)
        }]),
        contendientes: contendientes_of(&printed),
        tipos_acta: tipos.to_vec(),
        esperadas_declaradas: Some(12),
    }
}

fn diputaciones() -> Eleccion {
    let all = ["PAN", "PRI", "MORENA", "PT", "CC_MORENA_PT", "PAN_PRI"];
    let apart = ["PAN", "PRI", "MORENA", "PT"];
    let mr = |tipo: TipoActaDef| TipoActaDef {
        principio: Some(Principio::MayoriaRelativa),
        ..tipo
    };
    let rp = |tipo: TipoActaDef| TipoActaDef {
        principio: Some(Principio::RepresentacionProporcional),
        prints: Some(apart.map(id).to_vec()),
        ..tipo
    };
    let tipos = [
        tipo("A03", Modalidad::Ordinaria),
        mr(tipo("A03EMR", Modalidad::Especial)),
        rp(tipo("A03ERP", Modalidad::Especial)),
        mr(tipo("A05UEMR", Modalidad::UrnaElectronica)),
        rp(tipo("A05UERP", Modalidad::UrnaElectronica)),
        tipo("A02", Modalidad::Extranjero),
        tipo("A02VA", Modalidad::Anticipado),
        tipo("A02PPP", Modalidad::Prision),
    ];
    let comun = candidatura("MORENA PT CC_MORENA_PT", "LUZ DEMO SOLÍS", Some("EVA DEMO"));
    Eleccion {
        id: id("DIP_LOC"),
        nombre: "DIPUTACIONES LOCALES".to_owned(),
        ambito_tipo: AmbitoTipo::Distrito,
        ambitos: ambitos(vec![
            Ambito {
                candidaturas: vec![comun, candidatura("PAN PRI", "RAÚL DEMO", None)],
                ..ambito(1, "DISTRITO 1", &all)
            },
            Ambito {
                candidaturas: vec![candidatura("MORENA", "SOL DEMO", Some("PAZ DEMO"))],
                ..ambito(2, "DISTRITO 2", &apart)
            },
        ]),
        contendientes: contendientes_of(&all),
        tipos_acta: tipos.to_vec(),
        esperadas_declaradas: None,
    }
}

fn alcaldias() -> Eleccion {
    let all = ["PAN", "PRI", "MORENA", "PT"];
    let tipos = [
        tipo("A04", Modalidad::Ordinaria),
        tipo("A04E", Modalidad::Especial),
        tipo("A03VA", Modalidad::Anticipado),
        tipo("A03PPP", Modalidad::Prision),
    ];
    let with_one = |ambito: Ambito| Ambito {
        candidaturas: vec![candidatura("PAN", "OMAR DEMO", None)],
        ..ambito
    };
    Eleccion {
        id: id("ALC"),
        nombre: "ALCALDÍAS".to_owned(),
        ambito_tipo: AmbitoTipo::Municipio,
        ambitos: ambitos(vec![
            with_one(ambito(2, "AZCAPOTZALCO", &all)),
            with_one(ambito(3, "COYOACÁN", &["PRI", "PAN", "MORENA"])),
        ]),
        contendientes: contendientes_of(&all),
        tipos_acta: tipos.to_vec(),
        esperadas_declaradas: None,
    }
}

fn contendientes_of(siglas: &[&str]) -> Vec<Contendiente> {
    let mut contendientes = contendientes();
    contendientes.retain(|contendiente| siglas.contains(&contendiente.id.as_str()));
    contendientes
}

fn contendientes() -> Vec<Contendiente> {
    let contendiente = |siglas, nombre: &str, tipo| Contendiente {
        id: id(siglas),
        nombre: nombre.to_owned(),
        tipo,
        color: None,
    };
    let members = |siglas: [&str; 2]| ContendienteTipo::Coalicion(siglas.map(id).to_vec());
    let comun = ContendienteTipo::CandidaturaComun(Reparto {
        shares: vec![(id("PT"), 4_667), (id("MORENA"), 5_333)],
        remanente: id("MORENA"),
    });
    let partido = || ContendienteTipo::Partido;
    let mut all = vec![
        contendiente("PAN", "Partido Acción Nacional", partido()),
        contendiente("PRI", "Partido Revolucionario Institucional", partido()),
        contendiente("MORENA", "Morena", partido()),
        contendiente("PT", "Partido del Trabajo", partido()),
        contendiente("CC_MORENA_PT", "Candidatura común Morena y PT", comun),
        contendiente("PAN_PRI", "PAN y PRI", members(["PAN", "PRI"])),
        contendiente("MORENA_PT", "Morena y PT", members(["MORENA", "PT"])),
        contendiente(
            "CI_1",
            "Candidatura sin partido 1",
            ContendienteTipo::Independiente,
        ),
    ];
    all[0].color = Some("#0055a5".to_owned());
    all
}

fn tipo(codigo: &str, modalidad: Modalidad) -> TipoActaDef {
    TipoActaDef {
        codigo: id(codigo),
        modalidad,
        principio: None,
        campos: TipoActaDef::CAMPOS.to_vec(),
        digits: 3,
        total_digits: 3,
        omits: Vec::new(),
        prints: None,
    }
}

fn candidatura(siglas: &str, propietaria: &str, suplente: Option<&str>) -> Candidatura {
    Candidatura {
        contendientes: siglas.split(' ').map(id).collect(),
        propietaria: propietaria.to_owned(),
        suplente: suplente.map(str::to_owned),
    }
}

fn ambito(number: u16, nombre: &str, printed: &[&str]) -> Ambito {
    Ambito {
        id: ambito_id(number),
        nombre: nombre.to_owned(),
        printed: printed.iter().map(|siglas| id(siglas)).collect(),
        candidaturas: Vec::new(),
    }
}

fn ambitos(list: Vec<Ambito>) -> BTreeMap<AmbitoId, Ambito> {
    list.into_iter().map(|ambito| (ambito.id, ambito)).collect()
}

fn ambito_id(number: u16) -> AmbitoId {
    AmbitoId::new(number).expect("the sample's ámbitos are below 1000")
}

fn id<T: std::str::FromStr>(text: &str) -> T
where
    T::Err: std::fmt::Debug,
{
    text.parse().expect("the sample's texts are well formed")
}
