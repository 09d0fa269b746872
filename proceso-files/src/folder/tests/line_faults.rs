//! Faults of the tables: file, line, column and what the message says.

use super::*;

/// The line of 090001C0100 in `casillas.csv`.
const CONTIGUA: &str = "0001,C,01,00,001,002,1,641,,12,,A02,A03,A04\n";

#[test]
fn ambitos_are_checked_line_by_line() {
    let fault = Folder::sample().append(AMBITOS, "2,OTRO,PAN\n").fault();
    assert_eq!(
        fault,
        "elecciones/DIP_LOC.ambitos.csv:4:1: el ámbito 002 ya está en la línea 3"
    );
    let fault = Folder::sample().append(AMBITOS, "1000,OTRO,PAN\n").fault();
    assert_starts(
        &fault,
        "elecciones/DIP_LOC.ambitos.csv:4:1: ID_AMBITO no es un número de 0 a 999",
    );
    let fault = edited(AMBITOS, "002,DISTRITO 2,PAN PRI", "002,DISTRITO 2,PAN pri");
    assert_starts(
        &fault,
        "elecciones/DIP_LOC.ambitos.csv:3:16: CONTENDIENTES: contendiente: «pri»",
    );
    let fault = edited(
        AMBITOS,
        "002,DISTRITO 2,PAN PRI",
        "002,DISTRITO 2,PAN PRI VERDE",
    );
    assert_eq!(
        fault,
        "elecciones/DIP_LOC.ambitos.csv:3: el ámbito 002 imprime a VERDE, que no es contendiente"
    );
    let folder = Folder::sample().with(AMBITOS, "ID_AMBITO,NOMBRE,CONTENDIENTES\n");
    assert_eq!(
        folder.fault(),
        "elecciones/DIP_LOC.ambitos.csv: no hay ningún ámbito"
    );
}

#[test]
fn candidaturas_are_checked_line_by_line() {
    let fault = Folder::sample()
        .append(CANDIDATURAS, "009,PAN,NADIE,\n")
        .fault();
    assert_eq!(
        fault,
        "elecciones/DIP_LOC.candidaturas.csv:5:1: la candidatura es del ámbito 009, que no existe"
    );
    let fault = Folder::sample()
        .append(CANDIDATURAS, "002,PAN_PRI,NADIE,\n")
        .fault();
    assert_starts(
        &fault,
        "elecciones/DIP_LOC.candidaturas.csv:5: la candidatura es de PAN_PRI, que no está impreso",
    );
    let fault = Folder::sample()
        .append(CANDIDATURAS, "002,PAN, ,\n")
        .fault();
    assert_starts(
        &fault,
        "elecciones/DIP_LOC.candidaturas.csv:5:10: PROPIETARIA está vacía",
    );
}

#[test]
fn casillas_name_every_wrong_cell_of_a_line_at_once() {
    let wrong = "10000,X,0,x,1.5,2,3,-4,,doce,Z,A02,a03,A04\n";
    let faults = Folder::sample()
        .edit("casillas.csv", CONTIGUA, wrong)
        .faults();
    let starts = [
        "casillas.csv:7:1: SECCION no es un número de 0 a 9999: «10000»",
        "casillas.csv:7:7: «X» no es un tipo de casilla",
        "casillas.csv:7:13: ID_DISTRITO no es un número de 1 a 999: «1.5»",
        "casillas.csv:7:19: UBICACION no es un número de 1 a 2: «3»",
        "casillas.csv:7:21: LISTA_NOMINAL no es un número de 0 a 9999999: «-4»",
        "casillas.csv:7:25: REPRESENTANTES no es un número de 0 a 9999999: «doce»",
        "casillas.csv:7:30: «Z» no es un mecanismo de traslado",
        "casillas.csv:7:36: DIP_LOC: tipo de acta: «a03» no es válido",
    ];
    for start in starts {
        assert!(
            faults.iter().any(|fault| fault.starts_with(start)),
            "{start}\n{faults:#?}"
        );
    }
}

#[test]
fn a_repeated_casilla_names_both_lines() {
    let folder = Folder::sample().append("casillas.csv", CONTIGUA);
    assert_eq!(
        folder.fault(),
        "casillas.csv:14:1: la casilla 090001C0100 ya está en la línea 7"
    );
}

#[test]
fn casillas_that_do_not_fit_point_at_their_line() {
    let cases = [
        (
            "0001,C,01,00,001,002,1,641,50,12,,A02,A03,A04\n",
            "las especiales, y solo ellas",
        ),
        (
            "0001,C,01,00,001,002,1,641,,12,,,,\n",
            "de la casilla 090001C0100 no se espera ningún acta",
        ),
        (
            "0001,C,01,00,001,002,1,641,,12,,A02,A03 A03,A04\n",
            "espera dos veces el acta A03",
        ),
        (
            "0001,C,01,00,001,002,1,641,,12,,A02,A03,A09\n",
            "A09 no es un tipo de acta de ALC",
        ),
        (
            "0001,C,01,00,001,002,1,641,,12,,A02E,A03,A04\n",
            "no produce actas A02E",
        ),
        (
            "0001,C,01,00,007,002,1,641,,12,,A02,A03,A04\n",
            "está en 007, que DIP_LOC no tiene",
        ),
        (
            "0001,C,01,00,,002,1,641,,12,,A02,A03,A04\n",
            "no dice en qué ámbito de DIP_LOC está",
        ),
    ];
    for (line, message) in cases {
        let fault = edited("casillas.csv", CONTIGUA, line);
        assert_starts(&fault, "casillas.csv:7: ");
        assert!(fault.contains(message), "{fault}");
    }
    let fault = edited(
        "casillas.csv",
        CONTIGUA,
        "0001,C,01,02,1,2,1,641,,12,,A02,A03,A04\n",
    );
    assert_starts(
        &fault,
        "casillas.csv:7:11: una casilla C no puede llevar extraordinaria contigua",
    );
    let fault = edited(
        "casillas.csv",
        CONTIGUA,
        "0,C,01,00,1,2,1,641,,12,,A02,A03,A04\n",
    );
    assert_starts(
        &fault,
        "casillas.csv:7:1: la sección 0000 no puede tener una casilla de tipo C",
    );
}
