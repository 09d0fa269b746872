//! Each kind of fault: file, line, column and what the message says.

use super::*;

#[test]
fn proceso_toml_names_every_wrong_value_at_once() {
    let faults = Folder::sample()
        .edit("proceso.toml", "id = \"muestra-2027\"", "id = \"Muestra\"")
        .edit("proceso.toml", "entidad = 9", "entidad = 33")
        .edit("proceso.toml", "\"UTC-6\"", "\"CST\"")
        .edit(
            "proceso.toml",
            "2027-06-06T20:00:00-06:00",
            "2027-06-06T20:00:00",
        )
        .edit(
            "proceso.toml",
            "nombre = \"Proceso Electoral Local de Muestra\"",
            "Nombre = \"x\"",
        )
        .faults();
    let starts = [
        "proceso.toml: falta nombre",
        "proceso.toml:2:6: id: proceso: «Muestra» no es válido",
        "proceso.toml:3:1: la clave «Nombre» no se conoce",
        "proceso.toml:4:11: entidad no es un número de 1 a 32: «33»",
        "proceso.toml:6:15: uso_horario no puede ser «CST»",
        "proceso.toml:9:21: publicacion_desde no es una fecha y hora con su diferencia con UTC",
    ];
    assert_eq!(faults.len(), starts.len(), "{faults:#?}");
    for (fault, start) in faults.iter().zip(starts) {
        assert_starts(fault, start);
    }
}

#[test]
fn a_publication_that_ends_before_it_begins_is_of_proceso_toml() {
    let fault = edited("proceso.toml", "2027-06-07T20", "2027-06-05T20");
    assert_eq!(
        fault,
        "proceso.toml: la publicación termina antes de empezar"
    );
}

#[test]
fn elecciones_are_listed_once_and_have_their_files() {
    let list = "[\"GUB\", \"DIP_LOC\", \"ALC\"]";
    let fault = edited(
        "proceso.toml",
        list,
        "[\"GUB\", \"DIP_LOC\", \"ALC\", \"GUB\"]",
    );
    assert_eq!(fault, "proceso.toml:13:40: la elección GUB está dos veces");

    let faults = Folder::sample()
        .edit("proceso.toml", list, "[\"GUB\", \"DIP_LOC\", \"AYU\"]")
        .faults();
    let wanted = [
        "elecciones/ALC.toml: la elección ALC no está en la lista elecciones de proceso.toml",
        "elecciones/AYU.toml: falta este archivo",
        "elecciones/AYU.ambitos.csv: falta este archivo",
        "casillas.csv:1:157: la columna «ALC» no se conoce",
        "casillas.csv:1: falta la columna AYU",
    ];
    for fault in wanted {
        assert!(faults.iter().any(|f| f == fault), "{fault}\n{faults:#?}");
    }
}

#[test]
fn toml_syntax_is_pointed_at_and_nothing_else_of_that_file() {
    let fault = edited(
        "proceso.toml",
        "entidad_nombre = \"ENTIDAD DE MUESTRA\"",
        "entidad_nombre = \"ENTIDAD",
    );
    assert_starts(
        &fault,
        "proceso.toml:5:26: la sintaxis TOML no es válida aquí",
    );
    let fault = edited(
        GUB,
        "ambito = \"entidad\"",
        "ambito = \"entidad\"\nambito = \"distrito\"",
    );
    assert_eq!(
        fault,
        "elecciones/GUB.toml:3:1: esta clave ya está escrita antes"
    );
}

#[test]
fn perfil_faults_have_their_place() {
    let folder = Folder::sample().with("perfil.toml", "base = \"iecm-2024\"\n  inventada = 1\n");
    assert_starts(&folder.fault(), "perfil.toml:2:3: ");
    let folder = Folder::sample().with("perfil.toml", "base = \"iecm-1999\"\n");
    assert_starts(
        &folder.fault(),
        "perfil.toml:1:8: no hay un perfil base «iecm-1999»",
    );
    assert_eq!(
        Folder::sample().without("perfil.toml").fault(),
        "perfil.toml: falta este archivo"
    );
}

#[test]
fn contendientes_name_wrong_values_and_what_is_not_theirs() {
    let fault = edited(GUB, "color = \"#0055a5\"", "color = \"azul\"");
    assert_starts(&fault, "elecciones/GUB.toml:9:9: color no puede ser «azul»");
    let fault = edited(GUB, "tipo = \"independiente\"", "tipo = \"libre\"");
    assert_eq!(fault, "elecciones/GUB.toml:41:8: tipo no puede ser «libre»");
    let fault = edited(
        GUB,
        "tipo = \"independiente\"",
        "tipo = \"partido\"\nmiembros = [\"PAN\"]",
    );
    assert_eq!(
        fault,
        "elecciones/GUB.toml:42:12: solo una coalicion lleva miembros"
    );
    let fault = edited(
        GUB,
        "miembros = [\"PAN\", \"PRI\"]",
        "miembros = \"PAN PRI\"",
    );
    assert_eq!(
        fault,
        "elecciones/GUB.toml:30:12: miembros debe ser una lista"
    );
    let fault = edited(GUB, "id = \"CI_1\"\n", "");
    assert_eq!(fault, "elecciones/GUB.toml:38:1: falta id");
    let fault = edited(GUB, "id = \"CI_1\"", "id = \"PAN\"");
    assert_eq!(fault, "elecciones/GUB.toml:38:1: PAN ya está en la línea 5");
}

#[test]
fn convenios_are_exact() {
    let reparto = "reparto = { PT = \"46.67\", MORENA = \"53.33\" }";
    let fault = edited(
        DIP,
        reparto,
        "reparto = { PT = \"46.67\", MORENA = \"53.333\" }",
    );
    assert_eq!(
        fault,
        "elecciones/DIP_LOC.toml:29:27: reparto: «53.333» no es un porcentaje"
    );
    let fault = edited(DIP, reparto, "reparto = { PT = 46.67, MORENA = 53.34 }");
    assert_eq!(
        fault,
        "elecciones/DIP_LOC.toml:25:1: los porcentajes del convenio suman 100.01 % y no 100 %"
    );
    let fault = edited(DIP, "remanente = \"MORENA\"", "remanente = \"PRI\"");
    assert_starts(
        &fault,
        "elecciones/DIP_LOC.toml:25:1: PRI recibe el remanente",
    );
    let fault = edited(DIP, reparto, "reparto = \"50/50\"");
    assert_eq!(
        fault,
        "elecciones/DIP_LOC.toml:29:11: reparto debe ser una tabla entre llaves"
    );
}

#[test]
fn tipos_de_acta_name_wrong_values() {
    let fault = edited(GUB, "digitos = 5", "digitos = 12");
    assert_eq!(
        fault,
        "elecciones/GUB.toml:69:11: digitos no es un número de 1 a 9: «12»"
    );
    let fault = edited(GUB, "modalidad = \"prision\"", "modalidad = \"cárcel\"");
    assert_eq!(
        fault,
        "elecciones/GUB.toml:63:13: modalidad no puede ser «cárcel»"
    );
    let more = "\n[[tipo_acta]]\ncodigo = \"A02\"\nmodalidad = \"ordinaria\"\ndigitos = 3\n";
    let fault = Folder::sample().append(GUB, more).fault();
    assert_eq!(
        fault,
        "elecciones/GUB.toml:73:1: el tipo de acta A02 de GUB ya está en la línea 46"
    );
    let fault = edited(
        GUB,
        "digitos_total = 6",
        "campos = [\"nulos\", \"blancos\"]",
    );
    assert_eq!(
        fault,
        "elecciones/GUB.toml:70:20: campos no puede ser «blancos»"
    );
    let fault = edited(GUB, "digitos_total = 6", "campos = [\"nulos\"]");
    assert_starts(
        &fault,
        "elecciones/GUB.toml:66:1: los campos del acta se escriben una vez",
    );
}

#[test]
fn a_list_of_its_own_has_its_place() {
    let list = "imprime = [\"PAN\", \"PRI\", \"MORENA\", \"PT\"]";
    let rp = "codigo = \"A03ERP\"\nmodalidad = \"especial\"\nprincipio = \"RP\"\ndigitos = 3\n";
    let with = |to: &str| edited(DIP, &format!("{rp}{list}"), &format!("{rp}{to}"));
    assert_eq!(
        with("imprime = [\"PAN\", \"pri\"]"),
        "elecciones/DIP_LOC.toml:57:19: imprime: contendiente: «pri» no es válido: 1 a 40 letras \
         mayúsculas, dígitos o guiones bajos, como PAN_PRI_PRD"
    );
    assert_eq!(
        with("imprime = \"PAN PRI\""),
        "elecciones/DIP_LOC.toml:57:11: imprime debe ser una lista"
    );
    assert_eq!(
        with("imprime = [\"PAN\", \"PRD\"]"),
        "elecciones/DIP_LOC.toml:57:11: el acta A03ERP imprime a PRD, que no es contendiente"
    );
    for list in ["[]", "[\"PAN\", \"PAN\"]"] {
        assert_eq!(
            with(&format!("imprime = {list}")),
            "elecciones/DIP_LOC.toml:57:11: el acta A03ERP imprime contendientes repetidos o ninguno"
        );
    }
    assert_eq!(
        with("imprime = [\"PAN\"]\nomite = [\"PT\"]"),
        "elecciones/DIP_LOC.toml:57:11: el acta A03ERP dice a la vez qué imprime y qué omite"
    );
    // Where PT cannot be read, its absence from the contendientes is not told again.
    let nombre = "nombre = \"Partido del Trabajo\"";
    assert_eq!(
        edited(DIP, nombre, "nombre = \"\""),
        "elecciones/DIP_LOC.toml:22:10: nombre no puede ser «»"
    );
}

#[test]
fn what_only_actas_of_rp_print_is_no_warning_and_what_nobody_prints_is() {
    let folder = Folder::sample()
        .edit(
            AMBITOS,
            "001,DISTRITO 1,PAN PRI MORENA PT ",
            "001,DISTRITO 1,PAN PRI ",
        )
        .edit(
            AMBITOS,
            "002,DISTRITO 2,PAN PRI MORENA PT",
            "002,DISTRITO 2,PAN PRI MORENA",
        )
        .edit(CANDIDATURAS, "MORENA PT CC_MORENA_PT", "CC_MORENA_PT");
    assert_eq!(folder.warnings(), [""; 0]);
    // Without the RP lists PT is still a member of what ámbito 1 prints; then of nothing.
    let list = "[\"PAN\", \"PRI\", \"MORENA\", \"PT\"]";
    let text = folder.text(DIP).replace(list, "[\"PAN\"]");
    let folder = folder.with(DIP, text);
    assert_eq!(folder.warnings(), [""; 0]);
    let folder = folder.edit(AMBITOS, " CC_MORENA_PT", " MORENA").edit(
        CANDIDATURAS,
        "CC_MORENA_PT",
        "MORENA",
    );
    assert_eq!(
        folder.warnings(),
        [
            "elecciones/DIP_LOC.toml:20:1: ningún acta imprime a PT",
            "elecciones/DIP_LOC.toml:25:1: ningún acta imprime a CC_MORENA_PT",
        ]
    );
}

#[test]
fn a_missing_file_with_another_case_says_to_rename_it() {
    let text = Folder::sample().text("casillas.csv");
    let folder = Folder::sample()
        .without("casillas.csv")
        .with("Casillas.CSV", text);
    let refusal = parse(&folder.0).unwrap_err();
    assert_eq!(refusal.faults.len(), 1);
    assert_eq!(
        refusal.faults[0].remedy,
        "cambie el nombre de Casillas.CSV a casillas.csv"
    );
    assert_eq!(refusal.warnings.len(), 1);
}

#[test]
fn encodings_of_spreadsheets_are_taken_or_named() {
    let text = Folder::sample()
        .text(AMBITOS)
        .replace("DISTRITO 2", "DISTRITO Ñ");
    let marked = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    assert!(parse(&Folder::sample().with(AMBITOS, marked).0).is_ok());
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(c).unwrap()).collect();
    assert_starts(
        &Folder::sample().with(AMBITOS, latin).fault(),
        "elecciones/DIP_LOC.ambitos.csv:3:14: no está en UTF-8: aquí hay un byte D1, que en Latin-1 (Windows-1252) es «Ñ»",
    );
}

#[test]
fn a_fault_does_not_bring_its_consequences_along_but_all_others() {
    // Without PRI in GUB, its coalición, its ámbito, its candidatura and every casilla would be
    // wrong; the candidatura of the other elección and the casilla without mecanismo still are.
    let faults = Folder::sample()
        .edit(
            GUB,
            "nombre = \"Partido Revolucionario Institucional\"",
            "nombre = \"\"",
        )
        .edit("elecciones/ALC.candidaturas.csv", "002,PAN", "002,CI_1")
        .edit(
            "casillas.csv",
            "641,,12,,A02,A03,A04",
            "641,,12,,A02,A03,A09",
        )
        .faults();
    assert_eq!(faults.len(), 3, "{faults:#?}");
    assert_starts(&faults[0], "elecciones/ALC.candidaturas.csv:2: ");
    assert_starts(
        &faults[1],
        "elecciones/GUB.toml:13:10: nombre no puede ser «»",
    );
    assert_starts(
        &faults[2],
        "casillas.csv:7: A09 no es un tipo de acta de ALC",
    );
}

#[test]
fn files_too_large_are_refused_unread() {
    let folder = Folder::sample().with("perfil.toml", vec![b'#'; 1024 * 1024 + 1]);
    assert_starts(&folder.fault(), "perfil.toml: el archivo pasa de 1 MB");
}

#[test]
fn what_looks_like_a_mistake_is_a_warning_with_its_line() {
    let warnings = Folder::sample()
        .edit("casillas.csv", "0002,B,01,", "0002,B,02,")
        .edit("casillas.csv", "1,641,,12", "1,751,,12")
        .edit("casillas.csv", "0001,C,02,00,001", "0001,C,02,00,002")
        .edit("casillas.csv", "0003,B,01", "0003,C,01")
        .edit(
            GUB,
            "esperadas_declaradas = 12",
            "esperadas_declaradas = 13",
        )
        .edit(GUB, "omite = [\"CI_1\"]", "omite = [\"CI_2\"]")
        .append(AMBITOS, "003,DISTRITO 3,PAN\n")
        .edit(
            "elecciones/ALC.candidaturas.csv",
            "002,PAN,OMAR DEMO,\n",
            "",
        )
        .with("notas.docx", "x")
        .warnings();
    assert_eq!(
        warnings,
        [
            "elecciones/ALC.ambitos.csv:2: el ámbito 002 no tiene candidaturas",
            "elecciones/DIP_LOC.ambitos.csv:4: en el ámbito 003 no hay casillas",
            "elecciones/DIP_LOC.ambitos.csv:4: el ámbito 003 no tiene candidaturas",
            "elecciones/GUB.toml:3:24: se declaran 13 actas esperadas y el catálogo tiene 12",
            "elecciones/GUB.toml:66:1: A01 omite a CI_2, que no es contendiente",
            "notas.docx: este archivo no es del formato y no se leyó",
            "casillas.csv:7: la lista nominal de la casilla 090001C0100 es de 751, más de 750",
            "casillas.csv:8: la casilla 090001C0200 tiene otro distrito o municipio que 090001B0100, de la misma sección",
            "casillas.csv:10: la casilla básica 090002B0200 tiene el número 02",
            "casillas.csv:11: la sección 0003 no tiene casilla básica",
        ]
    );
}

#[test]
fn an_eleccion_without_candidaturas_warns_once() {
    let warnings = Folder::sample().without(CANDIDATURAS).warnings();
    assert_eq!(
        warnings,
        ["elecciones/DIP_LOC.candidaturas.csv: la elección DIP_LOC no tiene candidaturas"]
    );
}
