//! What an elección prints, and the order in which a casilla's actas come.

use std::collections::BTreeMap;

use super::*;
use crate::casillas::{ActaEsperada, Casilla, Ubicacion};
use crate::claves::EntidadId;
use crate::elecciones::{
    Ambito, AmbitoTipo, Contendiente, ContendienteTipo, Modalidad, TipoActaDef,
};
use crate::proceso::Proceso;
use crate::publicacion::tipos_acta_2024;

fn ids<T: std::str::FromStr>(text: &str) -> Vec<T>
where
    T::Err: fmt::Debug,
{
    text.split_whitespace()
        .map(|word| word.parse().unwrap())
        .collect()
}

/// Parties `A` and `B` run together as `A_B` in ámbito 1 and apart in ámbito 2.
fn diputaciones(prints: Option<&str>, omits: &str) -> Eleccion {
    let contendientes: Vec<ContendienteId> = ids("A B A_B");
    let contendientes = contendientes.into_iter().map(|id| Contendiente {
        nombre: id.to_string(),
        tipo: match id.as_str() {
            "A_B" => ContendienteTipo::Coalicion(ids("A B")),
            _ => ContendienteTipo::Partido,
        },
        id,
        color: None,
    });
    let ambito = |number, printed| {
        let id = AmbitoId::new(number).unwrap();
        let ambito = Ambito {
            id,
            nombre: format!("DISTRITO {number}"),
            printed: ids(printed),
            candidaturas: Vec::new(),
        };
        (id, ambito)
    };
    let tipos_acta = tipos_acta_2024(AmbitoTipo::Distrito).into_iter();
    let tipos_acta = tipos_acta.map(|def| match def.codigo.as_str() {
        "A03ERP" => TipoActaDef {
            prints: prints.map(ids),
            omits: ids(omits),
            ..def
        },
        _ => def,
    });
    Eleccion {
        id: "DIP_LOC".parse().unwrap(),
        nombre: "DIPUTACIONES LOCALES".to_owned(),
        ambito_tipo: AmbitoTipo::Distrito,
        ambitos: BTreeMap::from([ambito(1, "A_B"), ambito(2, "A B")]),
        contendientes: contendientes.collect(),
        tipos_acta: tipos_acta.collect(),
        esperadas_declaradas: None,
    }
}

fn proceso(eleccion: Eleccion, actas: &str) -> Result<Proceso, Vec<ProcesoFault>> {
    let head = ProcesoHead {
        id: "prueba".parse().unwrap(),
        nombre: "Proceso de prueba".to_owned(),
        entidad: EntidadId::new(9).unwrap(),
        entidad_nombre: "PRUEBA".to_owned(),
        utc_offset_minutes: -360,
        publicacion_desde: "2027-06-06T20:00:00-06:00".parse().unwrap(),
        publicacion_hasta: "2027-06-07T20:00:00-06:00".parse().unwrap(),
    };
    let actas: Vec<TipoActa> = ids(actas);
    let actas = actas.into_iter().map(|tipo_acta| ActaEsperada {
        eleccion: eleccion.id.clone(),
        tipo_acta,
    });
    let casilla = Casilla {
        clave: "090001S0100".parse().unwrap(),
        distrito: Some(AmbitoId::new(1).unwrap()),
        municipio: None,
        ubicacion: Ubicacion::Urbana,
        lista_nominal: 0,
        boletas_maximas: Some(1_000),
        representantes: Some(10),
        mecanismo_traslado: None,
        actas: actas.collect(),
    };
    let perfil = Perfil::built_in("iecm-2024").unwrap();
    Proceso::new(head, vec![eleccion], vec![casilla], perfil)
}

fn faults_of(prints: &str, omits: &str) -> Vec<String> {
    let found = proceso(diputaciones(Some(prints), omits), "A03EMR A03ERP");
    let found = found.expect_err("this list has a fault").into_iter();
    let found = found.map(|fault| {
        assert!(matches!(fault.subject, ProcesoSubject::Prints(..)));
        fault.message
    });
    found.collect()
}

#[test]
fn a_code_with_a_list_of_its_own_prints_it_in_every_ambito() {
    let eleccion = diputaciones(Some("A B"), "");
    let printed = |codigo: &str, ambito: u16| {
        let form = eleccion.form(&codigo.parse().unwrap(), AmbitoId::new(ambito).unwrap());
        let campos = form.unwrap().campos.into_iter();
        let ids = campos.map(|campo| campo.id.to_string());
        ids.filter(|id| id.starts_with(['A', 'B']))
            .collect::<Vec<_>>()
    };
    for ambito in [1, 2] {
        assert_eq!(printed("A03ERP", ambito), ["A", "B"]);
    }
    assert_eq!(printed("A03EMR", 1), ["A_B"]);
    assert_eq!(printed("A03", 2), ["A", "B"]);
}

#[test]
fn a_list_of_its_own_is_of_known_contendientes_once_each_and_without_omissions() {
    let repeated = "el acta A03ERP imprime contendientes repetidos o ninguno";
    assert_eq!(faults_of("", ""), [repeated]);
    assert_eq!(faults_of("A B A", ""), [repeated]);
    assert_eq!(
        faults_of("A C", ""),
        ["el acta A03ERP imprime a C, que no es contendiente"]
    );
    assert_eq!(
        faults_of("A B", "A_B"),
        ["el acta A03ERP dice a la vez qué imprime y qué omite"]
    );
}

#[test]
fn actas_come_in_the_order_of_their_definitions() {
    let eleccion = diputaciones(None, "");
    let modalidades = [Modalidad::Especial, Modalidad::UrnaElectronica];
    let own = eleccion.tipos_acta.iter();
    let own = own.filter(|def| modalidades.contains(&def.modalidad));
    let expected: Vec<String> = own.map(|def| def.codigo.to_string()).collect();
    for actas in [
        "A03EMR A03ERP A05UEMR A05UERP",
        "A05UERP A03ERP A05UEMR A03EMR",
    ] {
        let proceso = proceso(eleccion.clone(), actas).unwrap();
        let found = proceso.casillas()[0].actas.iter();
        let found: Vec<_> = found.map(|acta| acta.tipo_acta.to_string()).collect();
        assert_eq!(found, expected);
    }
}
