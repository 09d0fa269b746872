//! The database of an elección, from the actas of a small proceso.

#![expect(
    clippy::unwrap_used,
    reason = "what a test expects and does not get fails it"
)]

use std::collections::BTreeMap;

use central::cortes::{ActaSnapshot, Contenido, Leida};
use difusion::base::{Base, Momento, base};
use prep_model::actas::{ActaValues, CampoValue, SinActa};
use prep_model::contract::{Sha256Digest, TipoDocumento};
use prep_model::proceso::Proceso;
use prep_model::publicacion::{Digitalizacion, Origen};

fn at(text: &str) -> prep_model::time::Timestamp {
    text.parse().unwrap()
}

/// An acta on which every vote field says `votes`, but for those named.
fn leida(proceso: &Proceso, acta: &str, votes: u32, but: &[(&str, CampoValue)]) -> ActaSnapshot {
    let acta = acta.parse().unwrap();
    let form = proceso
        .perfil()
        .captured(proceso.form(&acta).expect("an expected acta"));
    let values: BTreeMap<_, _> = form
        .campos
        .iter()
        .map(|campo| {
            let named = but.iter().find(|(id, _)| *id == campo.id.as_str());
            (
                campo.id.clone(),
                named.map_or(CampoValue::Number(votes), |(_, value)| *value),
            )
        })
        .collect();
    let values = ActaValues::new(&form, values).unwrap();
    let contenido = Contenido::Leida(Box::new(Leida {
        values,
        sha256: Sha256Digest::of(b"image"),
        acopio: at("2027-06-07T03:04:05Z"),
        captura: at("2027-06-07T03:10:00Z"),
        verificacion: at("2027-06-07T03:11:59.999Z"),
        origen: Origen::Casilla,
        digitalizacion: Digitalizacion::Movil,
        documento: TipoDocumento::ActaPrep,
        cotejo: None,
    }));
    ActaSnapshot { acta, contenido }
}

fn of(eleccion: &str, actas: &[ActaSnapshot]) -> Base {
    let proceso = proceso_files::sample::proceso();
    let eleccion = proceso.eleccion(&eleccion.parse().unwrap()).unwrap();
    let momento = Momento {
        at: at("2027-06-07T02:20:00Z"),
        ultimo: false,
    };
    base(&proceso, eleccion, actas, momento).unwrap()
}

/// Lines of the file; the sample holds no quoted line ends.
fn lines(base: &Base) -> Vec<String> {
    let text = String::from_utf8(base.bytes.clone()).unwrap();
    text.split_terminator("\r\n").map(str::to_owned).collect()
}

fn row<'a>(header: &'a str, row: &'a str) -> BTreeMap<&'a str, &'a str> {
    assert_eq!(header.split(',').count(), row.split(',').count(), "{row}");
    header.split(',').zip(row.split(',')).collect()
}

#[test]
fn the_file_has_title_moment_summary_columns_and_rows_where_the_leeme_puts_them() {
    let proceso = proceso_files::sample::proceso();
    let base = of("GUB", &[leida(&proceso, "GUB/090001B0100/A02", 10, &[])]);
    let lines = lines(&base);
    assert_eq!(base.archivo, "CDMX_GUB_2024.csv");
    assert_eq!(lines[0], "GUBERNATURA");
    assert_eq!((lines[2].as_str(), lines[5].as_str()), ("", ""));
    assert_eq!(lines[1], "06/06/2027 20:20 (UTC-6)");
    assert!(
        lines[3].starts_with("ACTAS_ESPERADAS,ACTAS_REGISTRADAS,"),
        "{}",
        lines[3]
    );
    // 9 vote fields of 10; one of twelve declared actas; lista nominal 640.
    assert_eq!(
        lines[4],
        "12,1,0,1,8.3333,1,8.3333,0.0000,0,640,90,90,14.0625"
    );
    let row = row(&lines[6], &lines[7]);
    assert_eq!(row["CLAVE_CASILLA"], "090001B0100");
    assert_eq!(row["CLAVE_ACTA"], "090001B0100A02");
    assert_eq!(row["TOTAL_VOTOS_CALCULADO"], "90");
    assert_eq!(
        row["CODIGO_INTEGRIDAD"],
        Sha256Digest::of(b"image").to_string()
    );
    assert_eq!(row["FECHA_HORA_ACOPIO"], "06/06/2027 21:04:05 (UTC-6)");
    assert_eq!(
        row["FECHA_HORA_VERIFICACION"],
        "06/06/2027 21:11:59 (UTC-6)"
    );
    assert_eq!((row["ORIGEN"], row["DIGITALIZACION"]), ("CASILLA", "MOVIL"));
    assert_eq!((row["CONTABILIZADA"], row["OBSERVACIONES"]), ("1", ""));
    assert_eq!(lines.len(), 8);
}

#[test]
fn an_acta_that_did_not_arrive_says_so_in_every_field_and_has_no_image() {
    let acta = "GUB/090001C0100/A02".parse().unwrap();
    let contenido = Contenido::SinActa(SinActa::CasillaNoInstalada);
    let base = of("GUB", &[ActaSnapshot { acta, contenido }]);
    let lines = lines(&base);
    let row = row(&lines[6], &lines[7]);
    for column in [
        "PAN",
        "NULOS",
        "TOTAL_VOTOS_ASENTADO",
        "TOTAL_VOTOS_CALCULADO",
    ] {
        assert_eq!(row[column], "SIN ACTA", "{column}");
    }
    for column in [
        "CODIGO_INTEGRIDAD",
        "FECHA_HORA_ACOPIO",
        "ORIGEN",
        "TIPO_DOCUMENTO",
    ] {
        assert_eq!(row[column], "N/A", "{column}");
    }
    assert_eq!(row["OBSERVACIONES"], "SIN ACTA POR CASILLA NO INSTALADA");
    assert_eq!(row["CONTABILIZADA"], "0");
    assert_eq!(
        base.resumen.con_inconsistencias, 0,
        "SIN ACTA is not in that percentage"
    );
}

#[test]
fn what_is_not_printed_in_an_ambito_is_neither_zero_nor_sin_dato() {
    let proceso = proceso_files::sample::proceso();
    let base = of(
        "DIP_LOC",
        &[leida(&proceso, "DIP_LOC/090003B0100/A03", 1, &[])],
    );
    let lines = lines(&base);
    let row = row(&lines[6], &lines[7]);
    assert_eq!((row["CC_MORENA_PT"], row["PAN"]), ("", "1"));
    assert_eq!(row["ID_DISTRITO_LOCAL"], "002");
}

#[test]
fn votes_from_abroad_come_first_and_the_order_of_arrival_changes_no_byte() {
    let proceso = proceso_files::sample::proceso();
    let illegible = [("PRI", CampoValue::Ilegible)];
    let mut actas = vec![
        leida(&proceso, "GUB/090003E0101/A02", 7, &illegible),
        leida(&proceso, "GUB/090001S0100/A02E", 5, &[]),
        leida(&proceso, "GUB/090000A0100/A01VA", 3, &[]),
        leida(&proceso, "GUB/090001B0100/A02", 400, &[]),
        leida(&proceso, "GUB/090000M0100/A01", 2, &[]),
    ];
    let one = of("GUB", &actas);
    actas.reverse();
    assert_eq!(of("GUB", &actas).bytes, one.bytes);
    let claves: Vec<String> = lines(&one)
        .iter()
        .skip(7)
        .map(|line| line[..11].to_owned())
        .collect();
    let expected = [
        "090000M0100",
        "090000A0100",
        "090001B0100",
        "090001S0100",
        "090003E0101",
    ];
    assert_eq!(claves, expected);
    // 400 in nine fields exceeds: recorded, shown, not counted.
    assert_eq!(
        (one.resumen.contabilizadas, one.resumen.no_contabilizadas),
        (4, 1)
    );
    assert_eq!(
        one.resumen.total_votos_c_cs - one.resumen.total_votos_s_cs,
        9 * 5
    );
}

#[test]
fn an_acta_of_no_casilla_is_withheld_by_name_and_the_rest_is_published() {
    let proceso = proceso_files::sample::proceso();
    let good = leida(&proceso, "GUB/090001B0100/A02", 1, &[]);
    let stranger = ActaSnapshot {
        acta: "GUB/099999B0100/A02".parse().unwrap(),
        ..good.clone()
    };
    let base = of("GUB", &[good, stranger]);
    assert_eq!(base.filas, 1);
    let reasons: Vec<_> = base.withheld.iter().map(ToString::to_string).collect();
    assert_eq!(
        reasons,
        [
            "GUB/099999B0100/A02: el acta GUB/099999B0100/A02 no está en el catálogo de actas esperadas"
        ]
    );
}

/// The acta of a mesa has the tipo of its modalidad even where the tablet says ACTA PREP (DOMAIN 2.7,
/// item 7); a copy from somebody else stays what it is.
#[test]
fn leeme_46_the_tipo_documento_of_the_acta_itself_is_that_of_its_modalidad() {
    let proceso = proceso_files::sample::proceso();
    for (acta, documento, published) in [
        ("GUB/090000M0100/A01", TipoDocumento::ActaPrep, "ACTA VRME"),
        ("GUB/090000A0100/A01VA", TipoDocumento::ActaPrep, "ACTA VA"),
        (
            "GUB/090000P0100/A01PPP",
            TipoDocumento::ActaPrep,
            "ACTA VPPP",
        ),
        ("GUB/090001B0100/A02", TipoDocumento::ActaVa, "ACTA PREP"),
        ("GUB/090001B0100/A02", TipoDocumento::Rpp, "RPP"),
        (
            "DIP_LOC/090001S0100/A05UERP",
            TipoDocumento::ActaPrep,
            "ACTA UE",
        ),
    ] {
        let mut leida = leida(&proceso, acta, 1, &[]);
        if let Contenido::Leida(leida) = &mut leida.contenido {
            leida.documento = documento;
        }
        let eleccion = acta.split('/').next().unwrap();
        let base = of(eleccion, &[leida]);
        let lines = lines(&base);
        assert_eq!(
            row(&lines[6], &lines[7])["TIPO_DOCUMENTO"],
            published,
            "{acta}"
        );
    }
}
