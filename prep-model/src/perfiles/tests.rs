use super::*;
use crate::elecciones::AmbitoTipo;

const BASE: &str = "base = \"iecm-2024\"\n";

fn on_base(rest: &str) -> Result<Perfil, PerfilError> {
    Perfil::from_toml(&format!("{BASE}{rest}"))
}

fn iecm() -> Perfil {
    Perfil::built_in("iecm-2024").unwrap()
}

#[test]
fn every_built_in_perfil_is_read_and_bears_its_name() {
    for name in Perfil::built_in_names() {
        assert_eq!(Perfil::built_in(name).unwrap().nombre, name);
    }
    assert_eq!(Perfil::built_in("otro"), None);
}

/// The settings that an institute would have to decide are those of its accords of 2024.
#[test]
fn iecm_2024_counts_and_captures_as_decided() {
    let perfil = iecm();
    assert_eq!(perfil.contabilizacion.excede, ExcedeConOtras::Prevalece);
    assert_eq!(perfil.captura.modo, ModoCaptura::DobleCiega);
    assert!(perfil.captura.segundo_verificador);
    assert!(!perfil.corte.publica_sin_imagen);
    assert_eq!(perfil.corte.minutos_entre_cortes.minutes(), 20);
    let especiales = perfil.contabilizacion.participacion_con_especiales;
    assert!(especiales.includes(true) && !especiales.includes(false));
}

/// A third institute is a file: other rules, other texts, other names, no code.
#[test]
fn a_third_perfil_is_a_file_that_says_only_what_differs() {
    let perfil = on_base(
        "nombre = \"iepc-2027\"\n\
         contabilizacion.excede = \"combina\"\n\
         textos.ilegible = \"Ilegible\"\n\
         [captura]\n\
         modo = \"captura_y_verificacion\"\n\
         campos = [\"total_asentado\"]\n\
         [corte]\n\
         minutos_entre_cortes = 10\n\
         [publicacion.columnas]\n\
         NULOS = \"VOTOS_NULOS\"\n",
    )
    .unwrap();
    assert_eq!(perfil.nombre, "iepc-2027");
    assert_eq!(perfil.contabilizacion.excede, ExcedeConOtras::Combina);
    assert_eq!(
        perfil.contabilizacion.esperadas,
        iecm().contabilizacion.esperadas
    );
    assert_eq!(perfil.textos.ilegible, "Ilegible");
    assert_eq!(perfil.textos.sin_dato, "SIN DATO");
    assert_eq!(perfil.captura.modo, ModoCaptura::CapturaYVerificacion);
    assert!(perfil.captures(CampoRole::Nulos) && perfil.captures(CampoRole::TotalAsentado));
    assert!(!perfil.captures(CampoRole::VotosSacados));
    assert_eq!(
        perfil.publicacion.columna(AmbitoTipo::Entidad, "NULOS"),
        "VOTOS_NULOS"
    );
}

#[test]
fn a_perfil_may_stand_on_one_that_stands_on_another() {
    let perfil = Perfil::from_toml("base = \"ine\"\nnombre = \"mixto\"").unwrap();
    assert_eq!(perfil.publicacion.delimitador.char(), '|');
    assert_eq!(perfil.textos, iecm().textos);
}

/// A key that means nothing is refused where it stands, at any depth.
#[test]
fn unknown_keys_are_refused_with_their_line_and_column() {
    let error = on_base("nombre = \"x\"\n[corte]\n  minutos = 5\n").unwrap_err();
    assert_eq!((error.line, error.column), (4, 3));
    assert!(
        error.message.starts_with("clave desconocida `minutos`"),
        "{error}"
    );
    let error = on_base("excede = \"combina\"\n").unwrap_err();
    assert_eq!((error.line, error.column), (2, 1));
    let error = on_base("[publicacion.alias]\nnulos = []\n").unwrap_err();
    assert_eq!((error.line, error.column), (3, 1), "{error}");
}

/// Reglamento, three updates an hour (REPORT, items 33 and 34).
#[test]
fn fewer_than_three_cortes_an_hour_are_refused_where_they_are_asked_for() {
    let error = on_base("[corte]\nminutos_entre_cortes = 21\n").unwrap_err();
    assert_eq!((error.line, error.column), (3, 24));
    assert!(
        error
            .message
            .contains("al menos tres actualizaciones por hora"),
        "{error}"
    );
    assert!(on_base("[corte]\nminutos_entre_cortes = 0\n").is_err());
    assert!(on_base("[corte]\nminutos_entre_cortes = 1\n").is_ok());
}

#[test]
fn wrong_types_words_and_names_are_refused_in_spanish_with_their_place() {
    for (text, line, words) in [
        (
            "[corte]\npublica_sin_imagen = \"no\"",
            3,
            "no es del tipo que corresponde",
        ),
        (
            "[captura]\nmodo = \"triple\"",
            3,
            "valor desconocido `triple`",
        ),
        (
            "[publicacion]\ndelimitador = \"x\"",
            3,
            "no puede separar columnas",
        ),
        (
            "[publicacion.archivos]\nleeme = \"../leeme\"",
            3,
            "no es nombre de archivo",
        ),
        (
            "[publicacion.archivos]\nbase = \"{municipio}.csv\"",
            3,
            "no es nombre de archivo",
        ),
        (
            "publicacion.eleccion.entidad.orden = [\"CLAVE\"]",
            2,
            "valor desconocido `CLAVE`",
        ),
        ("corte = 5", 2, "no es del tipo que corresponde"),
        ("nombre = ", 2, "no es TOML válido"),
    ] {
        let error = on_base(text).unwrap_err();
        assert_eq!(error.line, line, "{text}: {error}");
        assert!(error.message.contains(words), "{text}: {error}");
    }
}

#[test]
fn an_unknown_base_or_a_missing_setting_is_refused() {
    let error = Perfil::from_toml("nombre = \"x\"\nbase = \"iecm-2023\"").unwrap_err();
    assert_eq!((error.line, error.column), (2, 8));
    assert!(error.message.contains("iecm-2024, ine"), "{error}");
    let error = Perfil::from_toml("nombre = \"x\"").unwrap_err();
    assert_eq!(error.message, "falta la clave `contabilizacion`");
    assert!(Perfil::from_toml("base = 5").is_err());
}

/// DOMAIN 2.7, item 13: names that were really published are understood, whatever their case is not.
#[test]
fn names_of_the_leeme_the_prototype_and_the_real_cut_are_understood() {
    let perfil = iecm();
    for (columna, header) in [
        (
            "PORCENTAJE_ACTAS_INCONSISTENCIAS",
            "PORCENTAJE_ACTAS_CON_INCONSISTENCIAS",
        ),
        ("TOTAL_VOTOS_S_CS", "TOTAL_VOTOS_S_CS "),
        ("ID_DISTRITO_LOCAL", "DISTRITO_LOCAL"),
        ("CONTABILIZADA", "CONTABILIZADAS"),
        ("FECHA_HORA_VERIFICACION", "fECHA_HORA_VERIFICACION"),
        ("MORENA_PT_PVEM", "MORENA_PT_VERDE"),
    ] {
        assert!(
            perfil
                .publicacion
                .understands(AmbitoTipo::Entidad, columna, header),
            "{header}"
        );
        assert!(
            !perfil
                .publicacion
                .understands(AmbitoTipo::Entidad, columna, "NULOS")
        );
    }
}

#[test]
fn file_names_are_those_of_the_package_of_2024() {
    let archivos = iecm().publicacion.archivos;
    let name = archivos
        .paquete_eleccion
        .fill("DIP_LOC", "20240602", "2000");
    assert_eq!(name, "20240602_2000_PREP_DIP_LOC_CDMX.zip");
    assert_eq!(archivos.base.fill("GUB", "", ""), "CDMX_GUB_2024.csv");
}

/// DOMAIN 2.6: 46 columns in the database of the Jefatura de Gobierno, 15 of them of contendientes.
#[test]
fn every_column_is_read_by_its_own_name_and_the_database_of_gobierno_has_46() {
    let publicacion = iecm().publicacion;
    assert_eq!(publicacion.eleccion.entidad.orden.len() - 1 + 15, 46);
    assert_eq!(publicacion.eleccion.municipio.orden.len(), 33);
    for columna in &publicacion.eleccion.municipio.orden {
        let name = serde_json::to_string(columna).unwrap();
        assert_eq!(name, format!("\"{columna}\""));
    }
}

/// Proceso check: a contendiente may not take the name of another column, nor a perfil give one
/// name to two.
#[test]
fn a_proceso_whose_database_would_have_two_columns_of_one_name_is_refused() {
    use crate::elecciones::{Contendiente, ContendienteTipo};
    use crate::proceso::{Proceso, ProcesoHead};

    let eleccion = Eleccion {
        id: "GUB".parse().unwrap(),
        nombre: "JEFATURA DE GOBIERNO".to_owned(),
        ambito_tipo: AmbitoTipo::Entidad,
        ambitos: std::collections::BTreeMap::new(),
        contendientes: ["ENTIDAD", "PAN"]
            .map(|id| Contendiente {
                id: id.parse().unwrap(),
                nombre: id.to_owned(),
                tipo: ContendienteTipo::Partido,
                color: None,
            })
            .to_vec(),
        tipos_acta: Vec::new(),
        esperadas_declaradas: None,
    };
    let head = ProcesoHead {
        id: "cdmx-2024".parse().unwrap(),
        nombre: String::new(),
        entidad: 9.try_into().unwrap(),
        entidad_nombre: String::new(),
        utc_offset_minutes: -360,
        publicacion_desde: "2024-06-03T02:00:00Z".parse().unwrap(),
        publicacion_hasta: "2024-06-04T02:00:00Z".parse().unwrap(),
    };
    let perfil = on_base("publicacion.columnas.NULOS = \"ORIGEN\"").unwrap();
    let faults = Proceso::new(head, vec![eleccion], Vec::new(), perfil).unwrap_err();
    let messages: Vec<_> = faults.iter().map(|fault| fault.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "el perfil publica dos columnas ORIGEN",
            "ENTIDAD se publicaría como ENTIDAD, que es otra columna"
        ]
    );
}
