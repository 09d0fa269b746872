//! One made-up file for each thing that real files do.

use prep_model::claves::EleccionId;
use prep_model::elecciones::{AmbitoTipo, ContendienteId, ContendienteTipo};

use super::super::table::{KnownColumn, PublishedTable, PublishedValue};
use super::super::{NamedBytes, Representantes, rebuild};
use super::{ALC, GUB, claves, database, file, gub, options, says, unused};

const B: &str = "001,0001,01,B,00,01,A02,60,60,20,20,10,5,1,4,60,500";

#[test]
fn an_ordinary_row_becomes_a_casilla_with_its_acta() {
    let rebuilt = gub(&[B]).unwrap();
    let [casilla] = rebuilt.proceso.casillas() else {
        panic!("one casilla");
    };
    assert_eq!(casilla.clave.to_string(), "090001B0100");
    assert_eq!(casilla.distrito.unwrap().number(), 1);
    assert_eq!(
        (casilla.lista_nominal, casilla.boletas_maximas),
        (500, None)
    );
    assert_eq!(casilla.representantes, Some(14));
    assert_eq!(casilla.actas[0].tipo_acta.as_str(), "A02");
    assert_eq!(rebuilt.counts[0].declared, Some(9));
    let head = rebuilt.proceso.head();
    assert_eq!(head.utc_offset_minutes, -360);
    assert_eq!(
        head.publicacion_desde.to_string(),
        "2024-06-03T02:00:00.000000Z"
    );
}

#[test]
fn pipes_bom_apostrophes_crlf_and_empty_ends() {
    let row = "'001,'0001,'01,B,'00,1,A02,60,60,20,20,10,5,1,4,60,=\"500\",,";
    let text = database("GUBERNATURA", &format!("{GUB},,"), &[row, ",,,,", ""]);
    let text = text.replace(',', "|").replace('\n', "\r\n");
    let bytes = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
    let rebuilt = rebuild(&options(), &[file("GUB", bytes)]).unwrap();
    assert_eq!(claves(&rebuilt), ["090001B0100"]);
    assert_eq!(rebuilt.proceso.casillas()[0].lista_nominal, 500);
    assert_eq!(rebuilt.unused_rows, []);
}

#[test]
fn a_latin1_title_above_a_utf8_body_is_told() {
    let text = database(
        "ALCALD?AS",
        ALC,
        &["002,COYOACÁN,0001,01,B,00,01,A04,9,9,5,4,0,0,0,9,90"],
    );
    let mut bytes = text.into_bytes();
    let at = bytes.iter().position(|byte| *byte == b'?').unwrap();
    bytes[at] = 0xCD;
    let rebuilt = rebuild(&options(), &[file("ALC", bytes)]).unwrap();
    let alc = &rebuilt.proceso.elecciones()[0];
    assert_eq!(alc.nombre, "ALCALDÍAS");
    assert_eq!(alc.ambitos.values().next().unwrap().nombre, "COYOACÁN");
    assert!(says(&rebuilt, "se leyó como latin-1"));
}

#[test]
fn names_of_columns_with_slips() {
    let columns = GUB
        .replace("DISTRITO_LOCAL", "Id Distrito Local")
        .replace("TIPO_CASILLA", "TIPO_CASILA")
        .replace("NO_REGISTRADAS", "NO_REGISTRADOS")
        .replace("LISTA_NOMINAL", "lista_nominal ");
    let text = database("GUBERNATURA", &columns, &[B]);
    let rebuilt = rebuild(&options(), &[file("GUB", text)]).unwrap();
    assert_eq!(claves(&rebuilt), ["090001B0100"]);
    assert!(says(&rebuilt, "«TIPO_CASILA» se tomó por TIPO_CASILLA"));
}

#[test]
fn a_summary_with_a_value_too_many() {
    let text = database("GUBERNATURA", GUB, &[B]).replace("\n9,3,33.3333", "\n9,0,3,33.3333");
    let table = PublishedTable::read(&NamedBytes::new("x.csv", text.as_bytes())).unwrap();
    let summary = table.summary().unwrap();
    assert_eq!(summary.surplus(), Some((1, "0")));
    assert_eq!(summary.number("ACTAS_CAPTURADAS"), Some(3));
    let rebuilt = rebuild(&options(), &[file("GUB", text)]).unwrap();
    assert!(says(&rebuilt, "se dejó fuera el 2.º"));
}

#[test]
fn every_row_that_cannot_be_used_is_named() {
    let rebuilt = gub(&[
        B,
        B,
        "001,0001,01,B,00,01,A02,61,61,21,20,10,5,1,4,61,500",
        "001,0002,01,X,00,01,A02,60,60,20,20,10,5,1,4,60,500",
        "001,N/A,01,B,00,01,A02,60,60,20,20,10,5,1,4,60,500",
        "001,0003,00,C,00,01,A02,60,60,20,20,10,5,1,4,60,500",
        "001,0004,01,C,00,01,A02,60,60",
        "001,0005,01,C,00,03,0,60,60,20,20,10,5,1,4,60,500",
        "001,0006,01,C,00,01,A02,60,60,20,20,10,5,1,4,60,500,7",
        ",,,,,,47.53,,,,,,,,,,",
        "001,0007,01,C,01,01,A02,60,60,20,20,10,5,1,4,60,500",
    ])
    .unwrap();
    assert_eq!(claves(&rebuilt), ["090001B0100"]);
    let reasons = unused(&rebuilt);
    let expected = [
        (9, "repite el renglón 8"),
        (
            10,
            "tiene la misma clave, con otros datos, que el renglón 8",
        ),
        (11, "«X» no es un tipo de casilla"),
        (12, "no dice la sección"),
        (13, "el número de casilla va de 01 a 99"),
        (14, "tiene 9 celdas y el encabezado 17"),
        (15, "fuera de catálogo"),
        (16, "tiene 18 celdas y el encabezado 17"),
        (17, "no dice el tipo de casilla"),
        (18, "no puede llevar extraordinaria contigua"),
    ];
    assert_eq!(reasons.len(), expected.len(), "{reasons:#?}");
    for ((line, reason), (expected_line, words)) in reasons.into_iter().zip(expected) {
        assert_eq!(line, expected_line);
        assert!(reason.contains(words), "{line}: {reason}");
    }
}

#[test]
fn keys_of_ten_positions_and_keys_of_another_casilla_are_told() {
    let columns = format!("CLAVE_CASILLA,{GUB}");
    let rows = [
        format!("090001B0100,{B}"),
        format!("090009C0100,{}", B.replace(",0001,01,B,", ",0002,01,C,")),
        "090092A100,003,0092,1,A,00,01,A01VA,5,5,5,0,0,0,0,0,5,7".to_owned(),
        "090000M0100,N/A,N/A,N/A,M,00,1,A01,5,5,5,0,0,0,0,0,5,7".to_owned(),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let text = database("GUBERNATURA", &columns, &rows);
    let rebuilt = rebuild(&options(), &[file("GUB", text)]).unwrap();
    let expected = ["090000M0100", "090001B0100", "090002C0100", "090092A0100"];
    assert_eq!(claves(&rebuilt), expected);
    assert!(says(
        &rebuilt,
        "(renglón 10) CLAVE_CASILLA no tiene la forma de una clave"
    ));
    assert!(says(
        &rebuilt,
        "(renglón 9) CLAVE_CASILLA no corresponde a sus columnas"
    ));
}

#[test]
fn specials_take_the_parameters() {
    let mut options = options();
    options.boletas_maximas = 750;
    options.representantes = Representantes::Columna { faltante: 3 };
    let columns = format!("{GUB},REPRESENTANTES_PP_CI");
    let rows = [
        "001,0001,01,S,00,01,A02E,60,60,20,20,10,5,1,4,60,1000,9",
        "001,0001,01,B,00,01,A02,60,60,20,20,10,5,1,4,60,500,SIN ACTA",
        "001,0001,01,P,00,01,A01PPP,60,60,20,20,10,5,1,4,60,500,8",
    ];
    let text = database("GUBERNATURA", &columns, &rows);
    let rebuilt = rebuild(&options, &[file("GUB", text)]).unwrap();
    let casillas = rebuilt.proceso.casillas().iter();
    let facts: Vec<_> = casillas
        .map(|c| {
            (
                c.clave.tipo().letter(),
                c.lista_nominal,
                c.boletas_maximas,
                c.representantes,
            )
        })
        .collect();
    assert!(facts.contains(&('S', 0, Some(750), Some(9))));
    assert!(facts.contains(&('B', 500, None, Some(3))));
    assert!(facts.contains(&('P', 500, None, None)));
}

#[test]
fn missing_and_foreign_codes_get_those_of_2024() {
    let special = "001,0001,01,S,00,01,,60,60,20,20,10,5,1,4,60,0";
    let text = database(
        "DIPUTACIONES",
        GUB,
        &[
            special,
            &special.replace(",60,60,", ",61,61,"),
            "001,0001,01,B,00,01,A03,60,60,20,20,10,5,1,4,60,500",
            "001,0001,01,C,00,01,A03,60,60,20,20,10,5,1,4,60,500",
            "001,0001,01,P,00,01,A03,60,60,20,20,10,5,1,4,60,500",
        ],
    );
    let rebuilt = rebuild(&options(), &[file("DIP_LOC", text)]).unwrap();
    let codes: Vec<String> = rebuilt.proceso.elecciones()[0]
        .tipos_acta
        .iter()
        .map(|d| d.codigo.to_string())
        .collect();
    assert_eq!(codes, ["A02PPP", "A03", "A03EMR", "A03ERP"]);
    assert!(says(&rebuilt, "(renglones 8, 9) no hay TIPO_ACTA"));
    assert!(says(
        &rebuilt,
        "(renglón 12) TIPO_ACTA es el código de otra modalidad"
    ));
}

#[test]
fn urna_electronica_is_a_code_of_its_own() {
    let rebuilt = gub(&[
        "001,0811,01,S,00,01,A02E,60,60,20,20,10,5,1,4,60,0",
        "001,0811,01,S,00,01,A04UE,60,60,20,20,10,5,1,4,60,0",
    ])
    .unwrap();
    assert_eq!(rebuilt.proceso.casillas()[0].actas.len(), 2);
}

#[test]
fn kinds_of_contendientes_come_from_their_names() {
    let columns = "DISTRITO_LOCAL,SECCION,ID_CASILLA,TIPO_CASILLA,TIPO_ACTA,TOTAL_VOTOS_SACADOS,\
                   SOL,LUNA,NUEVA_ERA,C_SOL_LUNA,SOL_NUEVA_ERA,CI_1,CSP,SOL_VIENTO,\
                   NO_REGISTRADAS,NULOS,LISTA_NOMINAL";
    let rows = ["001,0001,01,B,A03,8,1,1,1,1,1,1,1,1,0,0,500"];
    let text = database("DIPUTACIONES", columns, &rows);
    let rebuilt = rebuild(&options(), &[file("DIP", text)]).unwrap();
    let dip = &rebuilt.proceso.elecciones()[0];
    let tipo = |id: &str| {
        dip.contendiente(&ContendienteId::new(id).unwrap())
            .unwrap()
            .tipo
            .clone()
    };
    let ids = |ids: &[&str]| {
        ids.iter()
            .map(|id| ContendienteId::new(id).unwrap())
            .collect()
    };
    assert_eq!(tipo("NUEVA_ERA"), ContendienteTipo::Partido);
    assert_eq!(
        tipo("C_SOL_LUNA"),
        ContendienteTipo::Coalicion(ids(&["SOL", "LUNA"]))
    );
    assert_eq!(
        tipo("SOL_NUEVA_ERA"),
        ContendienteTipo::Coalicion(ids(&["SOL", "NUEVA_ERA"]))
    );
    assert_eq!(tipo("CI_1"), ContendienteTipo::Independiente);
    assert_eq!(tipo("CSP"), ContendienteTipo::Independiente);
    assert_eq!(tipo("SOL_VIENTO"), ContendienteTipo::Partido);
    assert!(says(&rebuilt, "SOL_VIENTO parece una combinación"));
}

#[test]
fn the_kind_of_ambito_can_be_said() {
    let mut options = options();
    let id = EleccionId::new("SINDICATURA").unwrap();
    let text = database(
        "SINDICATURAS",
        ALC,
        &["2,X,0001,01,B,00,01,A04,9,9,5,4,0,0,0,9,90"],
    );
    let files = [file("SINDICATURA", text)];
    let guessed = rebuild(&options, &files).unwrap();
    assert_eq!(
        guessed.proceso.elecciones()[0].ambito_tipo,
        AmbitoTipo::Municipio
    );
    assert!(says(&guessed, "por sus columnas se tomó"));
    options.ambitos.insert(id, AmbitoTipo::Entidad);
    let said = rebuild(&options, &files).unwrap();
    assert_eq!(
        said.proceso.elecciones()[0].ambito_tipo,
        AmbitoTipo::Entidad
    );
}

#[test]
fn faults_say_file_and_remedy() {
    let refused = |files: &[_]| {
        let faults = rebuild(&options(), files).unwrap_err();
        faults
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert!(refused(&[]).contains("no hay ningún archivo"));
    assert!(refused(&[file("GUB", "hola,adios\n1,2\n")]).contains("GUB.csv: no hay un encabezado"));
    let two = [
        file("GUB", database("G", GUB, &[B])),
        file("GUB", database("G", GUB, &[B])),
    ];
    assert!(refused(&two).contains("tiene dos archivos"));
    let empty = database(
        "GUBERNATURA",
        GUB,
        &["001,0001,01,X,00,01,A02,1,1,1,1,1,1,1,1,1,1"],
    );
    assert!(refused(&[file("GUB", empty)]).contains("ningún renglón se pudo usar; del 8: «X»"));
    let without = GUB.replace("DISTRITO_LOCAL,", "");
    let text = database("DIPUTACIONES", &without, &[B.strip_prefix("001,").unwrap()]);
    assert!(
        refused(&[file("DIP", text)]).contains("DIP.csv:7: el archivo no dice en qué distrito")
    );
    let mut options = options();
    let comun = "GUB:NADIE=ROJO:60,AZUL:40".parse().unwrap();
    options.candidaturas_comunes.push(comun);
    let faults = rebuild(&options, &[file("GUB", database("G", GUB, &[B]))]).unwrap_err();
    assert!(faults[0].message.contains("no hay una columna NADIE"));
}

#[test]
fn a_table_keeps_what_is_written() {
    let text = database(
        "GUBERNATURA",
        GUB,
        &["'001,\" 0001\",01,B,00,01,A02,ILEGIBLE ,--"],
    );
    let table = PublishedTable::read(&NamedBytes::new("x.csv", text)).unwrap();
    let row = &table.rows()[0];
    assert_eq!(row.line(), 8);
    assert_eq!((row.raw(0), row.text(0)), ("'001", "001"));
    assert_eq!((row.raw(1), row.text(1)), (" 0001", "0001"));
    assert_eq!(
        table.value(row, KnownColumn::PersonasVotaron),
        PublishedValue::Ilegible
    );
    assert_eq!(row.raw(7), "ILEGIBLE ");
    assert_eq!(
        table.value(row, KnownColumn::VotosSacados),
        PublishedValue::Empty
    );
    assert_eq!(table.title(), Some("GUBERNATURA"));
    assert_eq!(table.corte().unwrap().utc_offset_minutes, Some(-360));
    assert_eq!(
        table.sheet().names()[table.votes()],
        ["ROJO", "AZUL", "VERDE_MAR", "ROJO_AZUL"]
    );
    assert_eq!(table.sheet().header_line(), 7);
}
