//! `prep ejercicio`.

use central::ejercicios::PuestaEnCeros;
use prep_model::contract::{Sha256Digest, Signer};

use crate::installation::Installation;

const BEGIN: [&str; 7] = [
    "ejercicio",
    "begin",
    "simulacro-1",
    "--proceso",
    "muestra-2027",
    "--by",
    "administrador",
];
const NAME: &str = "muestra-2027/simulacro-1";

#[tokio::test]
async fn a_new_ejercicio_is_attested_empty_and_the_attestation_verifies() {
    let here = Installation::with_people();
    here.done(&["proceso", "import", "muestra"]);
    let json = here.json(&BEGIN);
    let key = here.central().await.keys.corte.public_key();
    let attestation = PuestaEnCeros::open(json["signed"].as_str().unwrap(), &key).unwrap();
    assert_eq!((attestation.esperadas, attestation.results), (38, 0));
    let binary = std::fs::read(env!("CARGO_BIN_EXE_prep")).unwrap();
    assert_eq!(attestation.binary_sha256, Sha256Digest::of(&binary));
    assert_eq!(attestation.by, here.person("administrador").await.id);
    let config = here.done(&["config", "--json"]);
    let config: serde_json::Value = serde_json::from_str(&config).unwrap();
    assert_eq!(
        attestation.config_sha256,
        Sha256Digest::of(config.to_string().as_bytes()),
        "what jq -cj . writes of prep config --json"
    );
}

#[test]
fn an_ejercicio_is_attested_opened_by_another_person_and_closed_in_two_steps() {
    let here = Installation::with_people();
    here.done(&["proceso", "import", "muestra"]);
    let begun = here.done(&BEGIN);
    for part in [
        "Puesta en ceros de muestra-2027/simulacro-1\n",
        "  actas esperadas  38\n",
        "  resultados       0\n",
        "\n  prep ejercicio open muestra-2027/simulacro-1 --by <USUARIO>\n",
    ] {
        assert!(begun.contains(part), "{part}\n{begun}");
    }
    let listed = here.done(&["ejercicio", "list"]);
    assert!(listed.contains("  en ceros, certificado por p"), "{listed}");
    assert!(listed.contains("-06:00  "), "{listed}");
    let close =
        |rest: &[&'static str]| [&["ejercicio", "close", "--by", "coordinador"][..], rest].concat();
    let early = here.refused(&close(&["--reason", "prueba"]));
    assert!(
        early.starts_with("error: no hay un ejercicio abierto\n"),
        "{early}"
    );

    let opened = here.done(&["ejercicio", "open", NAME, "--by", "coordinador"]);
    assert_eq!(
        opened,
        format!("El ejercicio {NAME} está abierto: recibe actas.\n")
    );
    let manifest = Sha256Digest::of(b"manifiesto").to_string();
    let run = here.run(&[&close(&["--corte", "3", "--manifest"])[..], &[&manifest]].concat());
    assert_eq!(run.code, Some(1));
    assert!(
        run.stderr.contains("primero comienza el cierre"),
        "{}",
        run.stderr
    );
    let closing = here.done(&close(&["--reason", "cien por ciento"]));
    assert!(closing.ends_with(" comenzó su cierre: sólo se termina lo empezado.\n"));
    here.done(&[&close(&["--corte", "3", "--manifest"])[..], &[&manifest]].concat());
    let json = here.json(&["ejercicio", "list"]);
    assert_eq!(json[0]["state"]["state"], "closed");
    let name = "muestra-2027/simulacro-1";
    here.done(&[
        "ejercicio",
        "archive",
        name,
        "--by",
        "administrador",
        "--copy",
        &manifest,
    ]);
    assert_eq!(json[0]["open"], false);
}

#[test]
fn what_cannot_begin_or_open_is_refused_with_what_to_do() {
    let here = Installation::with_people();
    assert!(
        here.refused(&BEGIN)
            .contains("impórtelo con «prep proceso import»")
    );
    here.done(&["proceso", "import", "muestra"]);
    let mut by_other = BEGIN;
    by_other[6] = "coordinador";
    let refused = here.refused(&by_other);
    assert!(
        refused.contains("es de Coordinador, que no puede hacer esto"),
        "{refused}"
    );
    here.done(&BEGIN);
    assert!(
        here.refused(&BEGIN)
            .contains("ya tiene un ejercicio simulacro-1")
    );
    let unknown = [
        "ejercicio",
        "open",
        "muestra-2027/oficial",
        "--by",
        "coordinador",
    ];
    assert!(
        here.refused(&unknown)
            .starts_with("error: no existe ese ejercicio\n")
    );
    let run = here.run(&["ejercicio", "open", "simulacro-1", "--by", "coordinador"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("PROCESO/EJERCICIO"), "{}", run.stderr);
    let run = here.run(&["ejercicio", "close", "--by", "coordinador"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.starts_with("error: falta --reason"),
        "{}",
        run.stderr
    );
}
