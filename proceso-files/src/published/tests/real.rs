//! Against the published data of Ciudad de México 2024, where it is on this machine.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use prep_model::claves::{ClaveCasilla, EleccionId, TipoCasilla};
use prep_model::elecciones::{AmbitoId, ContendienteId, ContendienteTipo, Eleccion};
use prep_model::proceso::Proceso;

use super::super::catalogue::Acta;
use super::super::rebuild::understand;
use super::super::report::Report;
use super::super::table::{KnownColumn, PublishedValue, normalized};
use super::super::{NamedBytes, Rebuilt, rebuild};
use super::options;

/// The folder of the data, or a printed line and `None`.
fn data(test: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/cdmx2024");
    if !folder.is_dir() {
        println!("SKIPPED: {test}: the published data of 2024 is not on this machine");
        return None;
    }
    Some(folder)
}

fn files(folder: &Path, names: &[(&str, &str)]) -> Vec<(EleccionId, NamedBytes)> {
    let files = names.iter().map(|(id, name)| {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        (EleccionId::new(id).unwrap(), NamedBytes::new(*name, bytes))
    });
    files.collect()
}

const COMPUTOS: [(&str, &str); 3] = [
    ("GUB", "computos_gobierno.csv"),
    ("DIP_LOC", "computos_diputacion.csv"),
    ("ALC", "computos_alcaldia.csv"),
];

fn computos(test: &str) -> Option<Rebuilt> {
    let folder = data(test)?;
    let mut options = options();
    for eleccion in ["DIP_LOC", "ALC"] {
        let convenio = "MORENA:53.33,PT:20,PVEM:26.67;remanente=MORENA";
        let comun = format!("{eleccion}:MORENA_PT_PVEM={convenio}");
        options.candidaturas_comunes.push(comun.parse().unwrap());
    }
    options.candidaturas = files(
        &folder,
        &[
            ("GUB", "CDMX_GUB_CANDIDATURAS.csv"),
            ("DIP_LOC", "CDMX_DIP_LOC_CANDIDATURAS.csv"),
            ("ALC", "CDMX_ALC_CANDIDATURAS.csv"),
        ],
    );
    let rebuilt = rebuild(&options, &files(&folder, &COMPUTOS)).unwrap();
    for sentence in &rebuilt.assumptions {
        println!("{sentence}");
    }
    for row in &rebuilt.unused_rows {
        println!("UNUSED {row}");
    }
    Some(rebuilt)
}

fn eleccion<'a>(proceso: &'a Proceso, id: &str) -> &'a Eleccion {
    proceso.eleccion(&EleccionId::new(id).unwrap()).unwrap()
}

fn of_tipo(proceso: &Proceso) -> BTreeMap<TipoCasilla, usize> {
    let mut counts = BTreeMap::new();
    for casilla in proceso.casillas() {
        *counts.entry(casilla.clave.tipo()).or_default() += 1;
    }
    counts
}

fn not_printed(eleccion: &Eleccion, id: &str) -> Vec<u16> {
    let id = ContendienteId::new(id).unwrap();
    let without = eleccion
        .ambitos
        .values()
        .filter(|ambito| !ambito.printed.contains(&id));
    without.map(|ambito| ambito.id.number()).collect()
}

fn says(rebuilt: &Rebuilt, words: &str) -> bool {
    rebuilt
        .assumptions
        .iter()
        .any(|sentence| sentence.contains(words))
}

#[test]
fn computos_have_every_acta() {
    let Some(rebuilt) = computos("computos_have_every_acta") else {
        return;
    };
    let counts: Vec<_> = rebuilt
        .counts
        .iter()
        .map(|c| (c.found, c.declared.unwrap()))
        .collect();
    assert_eq!(
        counts,
        [(13_384, 13_503), (13_416, 13_547), (13_365, 13_502)]
    );
    let proceso = &rebuilt.proceso;
    assert_eq!(proceso.casillas().len(), 13_434);
    let tipos = of_tipo(proceso);
    assert_eq!(tipos[&TipoCasilla::MesaAnticipado], 54);
    assert_eq!(tipos[&TipoCasilla::Especial], 44);
    assert_eq!(tipos[&TipoCasilla::MesaExtranjero], 12);
    assert_eq!(tipos[&TipoCasilla::Extraordinaria], 11);
    assert_eq!(tipos[&TipoCasilla::MesaPrision], 6);
    let data_rows = |row: &&super::super::UnusedRow| row.file.starts_with("computos");
    assert_eq!(rebuilt.unused_rows.iter().filter(data_rows).count(), 0);
    assert!(says(&rebuilt, "se dejó fuera el 2.º, «0»"));
}

#[test]
fn computos_pair_their_mesas() {
    let Some(Rebuilt { proceso, .. }) = computos("computos_pair_their_mesas") else {
        return;
    };
    let mut places = Vec::new();
    for casilla in proceso.casillas() {
        if casilla.clave.tipo() == TipoCasilla::MesaAnticipado {
            assert_eq!(casilla.actas.len(), 3, "{}", casilla.clave);
            places.push((casilla.distrito.unwrap(), casilla.municipio.unwrap()));
        }
    }
    assert_eq!(places.len(), 54);
    assert!(places.is_sorted_by_key(|(distrito, _)| *distrito));
    for ext in 1..=5 {
        let clave: ClaveCasilla = format!("093990E01{ext:02}").parse().unwrap();
        let casilla = proceso.casilla(clave).unwrap();
        assert_eq!((casilla.actas.len(), casilla.lista_nominal), (3, 678));
    }
    let contigua = proceso.casilla("093596E0101".parse().unwrap()).unwrap();
    assert_eq!(contigua.distrito.unwrap().number(), 23);
    let extranjero = proceso.casilla("090000M1200".parse().unwrap()).unwrap();
    assert_eq!(extranjero.distrito, Some(AmbitoId::new(34).unwrap()));
    assert_eq!(extranjero.lista_nominal, 76_649);
    assert_eq!(extranjero.representantes, None);
}

#[test]
fn computos_tell_what_is_printed_where() {
    let Some(Rebuilt { proceso, .. }) = computos("computos_tell_what_is_printed_where") else {
        return;
    };
    let gub = eleccion(&proceso, "GUB");
    assert!(
        gub.contendientes
            .iter()
            .all(|c| not_printed(gub, c.id.as_str()).is_empty())
    );
    let dip = eleccion(&proceso, "DIP_LOC");
    assert_eq!(dip.ambitos.len(), 34);
    assert_eq!(not_printed(dip, "MORENA_PT_PVEM"), [7, 14, 29, 31]);
    assert_eq!(
        not_printed(dip, "PAN_PRD"),
        [12, 13, 17, 20, 21, 25, 26, 30]
    );
    assert_eq!(not_printed(dip, "CSP").len(), 33);
    assert!(not_printed(dip, "MC").is_empty());
    let alc = eleccion(&proceso, "ALC");
    assert_eq!(alc.ambitos.len(), 16);
    assert_eq!(not_printed(alc, "MORENA_PT_PVEM"), [11]);
    assert_eq!(not_printed(alc, "MORENA").len(), 15);
    assert_eq!(alc.ambitos[&AmbitoId::new(6).unwrap()].nombre, "IZTACALCO");
    let comun = dip
        .contendiente(&ContendienteId::new("MORENA_PT_PVEM").unwrap())
        .unwrap();
    assert!(matches!(comun.tipo, ContendienteTipo::CandidaturaComun(_)));
}

#[test]
fn computos_give_widths_and_codes() {
    let Some(Rebuilt { proceso, .. }) = computos("computos_give_widths_and_codes") else {
        return;
    };
    let defs = |id: &str| {
        let defs = eleccion(&proceso, id).tipos_acta.iter();
        let defs = defs.map(|def| (def.codigo.to_string(), (def.digits, def.total_digits)));
        defs.collect::<BTreeMap<_, _>>()
    };
    assert_eq!(defs("GUB")["A01"], (5, 5));
    assert_eq!(defs("GUB")["A02"], (3, 3));
    let dip = defs("DIP_LOC");
    let codes: Vec<&str> = dip.keys().map(String::as_str).collect();
    assert_eq!(codes, ["A02", "A02PPP", "A02VA", "A03", "A03EMR", "A03ERP"]);
    assert_eq!(dip["A02"], (5, 5));
}

#[test]
fn computos_print_party_lists_only_on_actas_of_rp() {
    let Some(Rebuilt { proceso, .. }) = computos("computos_print_party_lists_only_on_actas_of_rp")
    else {
        return;
    };
    let dip = eleccion(&proceso, "DIP_LOC");
    let (comun, parties) = ("MORENA_PT_PVEM", ["PVEM", "PT", "MORENA"]);
    let prints = |codigo: &str, ambito: AmbitoId| {
        let form = dip.form(&codigo.parse().unwrap(), ambito).unwrap();
        move |id: &str| form.campo(&id.parse().unwrap()).is_some()
    };
    let mut with_rp = BTreeSet::new();
    for key in proceso.actas_esperadas(&dip.id) {
        if key.tipo_acta.as_str() == "A03ERP" {
            with_rp.insert(proceso.ambito(&key).unwrap());
        }
    }
    let with_comun = with_rp.iter().filter(|id| prints("A03", **id)(comun));
    let with_comun: Vec<AmbitoId> = with_comun.copied().collect();
    assert_eq!(with_comun.len(), 20);
    for ambito in dip.ambitos.keys() {
        let (ordinary, rp) = (prints("A03", *ambito), prints("A03ERP", *ambito));
        assert!(parties.iter().all(|id| rp(id)) && !rp(comun), "{ambito}");
        if ordinary(comun) && ambito.number() != 34 {
            assert!(!parties.iter().any(|id| ordinary(id)), "{ambito}");
        }
    }
}

/// Nothing that was counted in 2024 is lost: wherever a file has votes, the acta has the field, with
/// boxes enough.
#[test]
fn every_vote_of_the_computos_stands_in_a_printed_field() {
    let Some(folder) = data("every_vote_of_the_computos_stands_in_a_printed_field") else {
        return;
    };
    let (options, files) = (options(), files(&folder, &COMPUTOS));
    let proceso = rebuild(&options, &files).unwrap().proceso;
    let understood = understand(&options, &files, &mut Report::default()).unwrap();
    let mut votes = [0u32; 3];
    for Acta { row, code, ambito } in &understood.catalogue.actas {
        let acta = &understood.rows[*row];
        let (table, row) = acta.row(&understood.sources);
        let eleccion = &proceso.elecciones()[acta.source];
        let form = eleccion.form(&code.codigo, *ambito).unwrap();
        let last = table.column(KnownColumn::Nulos).unwrap();
        for column in table.votes().start..=last {
            let name = normalized(&table.sheet().names()[column]);
            let name = name.replace("NO_REGISTRADOS", "NO_REGISTRADAS");
            let number = PublishedValue::of(row.text(column)).number().unwrap_or(0);
            let campo = form.campo(&name.parse().unwrap());
            let fits = campo.map_or(number == 0, |campo| number <= campo.max());
            assert!(fits, "{}:{}: {name}: {number}", table.file(), row.line());
            votes[acta.source] += number;
        }
    }
    assert!(votes.iter().all(|votes| *votes > 5_000_000), "{votes:?}");
}

#[test]
fn candidaturas_of_computos() {
    let Some(rebuilt) = computos("candidaturas_of_computos") else {
        return;
    };
    let count = |id: &str| {
        let ambitos = eleccion(&rebuilt.proceso, id).ambitos.values();
        ambitos
            .map(|ambito| ambito.candidaturas.len())
            .sum::<usize>()
    };
    assert_eq!((count("GUB"), count("ALC")), (3, 50));
    let unused = rebuilt.unused_rows.iter();
    let unused = unused
        .filter(|row| row.file == "CDMX_DIP_LOC_CANDIDATURAS.csv")
        .count();
    assert_eq!(count("DIP_LOC") + unused, 238);
    // In five distritos the file names one party of the candidatura común that runs there.
    let dip = eleccion(&rebuilt.proceso, "DIP_LOC");
    let comun = ContendienteId::new("MORENA_PT_PVEM").unwrap();
    for (ambito, own) in dip.ambitos.iter().filter(|(id, _)| id.number() < 34) {
        let mut candidaturas = own.candidaturas.iter();
        let runs = candidaturas.any(|own| own.contendientes.contains(&comun));
        assert_eq!(runs, own.printed.contains(&comun), "{ambito}");
    }
    assert!(says(
        &rebuilt,
        "renglones 5, 9, 16, 18, 20: nombra a un partido"
    ));
}

#[test]
fn simulacro_with_short_keys() {
    let Some(folder) = data("simulacro_with_short_keys") else {
        return;
    };
    let file = [("GUB", "simulacro1_CDMX_GUB_2024.csv")];
    let rebuilt = rebuild(&options(), &files(&folder, &file)).unwrap();
    assert_eq!(rebuilt.counts[0].found, 13_424);
    assert_eq!(rebuilt.counts[0].declared, Some(13_495));
    assert_eq!(rebuilt.proceso.casillas().len(), 13_424);
    assert_eq!(rebuilt.unused_rows, []);
    assert!(says(&rebuilt, "en 60 renglones"));
    assert!(says(&rebuilt, "Casillas especiales con lista nominal: 43"));
    assert_eq!(rebuilt.proceso.head().entidad_nombre, "CIUDAD DE MÉXICO");
}

#[test]
fn prototype_slips_are_told_and_not_fatal() {
    let Some(folder) = data("prototype_slips_are_told_and_not_fatal") else {
        return;
    };
    let mut options = options();
    let candidaturas = [("DIP_LOC", "prototipo/CDMX_ DIP_LOC _CANDIDATURAS _2024.csv")];
    options.candidaturas = files(&folder, &candidaturas);
    let names = [
        ("GUB", "prototipo/CDMX_GUB_2024.csv"),
        ("DIP_LOC", "prototipo/CDMX_DIP_LOC_2024.csv"),
        ("ALC", "prototipo/CDMX_ALC_2024.csv"),
    ];
    let rebuilt = rebuild(&options, &files(&folder, &names)).unwrap();
    let counts: Vec<_> = rebuilt.counts.iter().map(|count| count.found).collect();
    assert_eq!(counts, [8, 8, 6]);
    let unused: Vec<_> = rebuilt
        .unused_rows
        .iter()
        .filter(|row| row.file.contains("_2024"))
        .collect();
    assert!(
        unused
            .iter()
            .any(|row| row.line == 30 && row.reason == "no dice el tipo de casilla")
    );
    assert!(
        unused
            .iter()
            .any(|row| row.line == 8 && row.reason.contains("no dice su distrito"))
    );
    assert!(says(&rebuilt, "«TOTALAL_REP_PARTIDO_CI_VOTARON»"));
    assert!(says(&rebuilt, "difieren en la lista nominal"));
}
