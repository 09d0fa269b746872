//! Cases of the texts in which casillas and actas are named.

use serde::Serialize;

use crate::claves::{ActaKey, ClaveActa, ClaveCasilla, QrLabel, QrLabelError};
use crate::contract::Sha256Digest;
use crate::contract::samples::acta_id;

#[derive(Serialize)]
pub(super) struct Labels {
    about: &'static str,
    cases: Vec<LabelCase>,
}

#[derive(Serialize)]
struct LabelCase {
    name: &'static str,
    text: String,
    outcome: &'static str,
}

pub(super) fn labels() -> Labels {
    let good = QrLabel(acta_id("090001C0100")).to_string();
    let mut simulacro = acta_id("093596E0101");
    simulacro.ejercicio = "simulacro-1".parse().unwrap();
    let checked = |body: &str| {
        let digest = Sha256Digest::of(body.as_bytes()).to_string();
        format!("{body}:{}", digest.chars().take(8).collect::<String>())
    };
    let long = format!("PREP1:{}:oficial:GUB:090001C0100:A02", "a".repeat(160));
    let cases = [
        ("good", good.clone()),
        ("good_for_a_drill", QrLabel(simulacro).to_string()),
        (
            "check_in_upper_case",
            good.replace(
                &good[good.len() - 8..],
                &good[good.len() - 8..].to_uppercase(),
            ),
        ),
        ("changed_tipo", good.replace("A02", "A03")),
        ("check_missing", good[..good.len() - 9].to_owned()),
        ("eight_parts", format!("{good}:00000000")),
        (
            "version_2",
            checked("PREP2:cdmx-2024:oficial:GUB:090001C0100:A02"),
        ),
        (
            "bad_casilla",
            checked("PREP1:cdmx-2024:oficial:GUB:090001X0100:A02"),
        ),
        (
            "bad_proceso",
            checked("PREP1:CDMX:oficial:GUB:090001C0100:A02"),
        ),
        ("too_long", checked(&long)),
        ("another_code", "https://example.org/".to_owned()),
        ("empty", String::new()),
    ];
    let cases = cases.map(|(name, text)| {
        let outcome = label_outcome(&text);
        LabelCase {
            name,
            text,
            outcome,
        }
    });
    Labels {
        about: "Texts of QR labels: `ok`, `foreign` (another code), `check` (damaged) or `part` (a \
                malformed part under a good check).",
        cases: cases.into(),
    }
}

pub(super) fn label_outcome(text: &str) -> &'static str {
    match text.parse::<QrLabel>() {
        Ok(_) => "ok",
        Err(QrLabelError::Foreign) => "foreign",
        Err(QrLabelError::Check) => "check",
        Err(QrLabelError::Part(_)) => "part",
    }
}

#[derive(Serialize)]
pub(super) struct Claves {
    about: &'static str,
    casillas: Vec<CasillaCase>,
    publicadas: Vec<TextCase>,
    actas: Vec<TextCase>,
}

#[derive(Serialize)]
struct CasillaCase {
    text: &'static str,
    valid: bool,
    entidad: Option<u8>,
    seccion: Option<u16>,
    tipo: Option<char>,
    id: Option<u8>,
    ext_contigua: Option<u8>,
}

#[derive(Serialize)]
struct TextCase {
    text: &'static str,
    valid: bool,
}

const CASILLAS: [&str; 21] = [
    "090001B0100",
    "090001C0100",
    "090001E0101",
    "090811S0100",
    "090000M0100",
    "090000A5400",
    "090000P0100",
    "329999B9900",
    "010001C9900",
    "090092A100",
    "330001B0100",
    "000001B0100",
    "090001X0100",
    "090000B0100",
    "090001B0000",
    "090001C0101",
    "09 001B0100",
    "+90001B0100",
    "090001b0100",
    "",
    "090001B01000",
];

const PUBLICADAS: [&str; 5] = [
    "090001C0100A02",
    "090811S0100A05UERP",
    "090001C0100",
    "090001C0100a02",
    "0",
];

const ACTAS: [&str; 10] = [
    "GUB/090001C0100/A02",
    "DIP_LOC/090811S0100/A03ERP",
    "ALC/090001E0101/A03",
    "gub/090001C0100/A02",
    "GUB/090001C010/A02",
    "GUB/090001C0100",
    "GUB/090001C0100/A02/x",
    "GUB/090001C0100/",
    "/090001C0100/A02",
    "GUB-090001C0100-A02",
];

pub(super) fn claves() -> Claves {
    let casilla = |text: &'static str| {
        let clave = text.parse::<ClaveCasilla>().ok();
        CasillaCase {
            text,
            valid: clave.is_some(),
            entidad: clave.map(|clave| clave.entidad().number()),
            seccion: clave.map(|clave| clave.seccion()),
            tipo: clave.map(|clave| clave.tipo().letter()),
            id: clave.map(|clave| clave.id()),
            ext_contigua: clave.map(|clave| clave.ext_contigua()),
        }
    };
    let publicada = |text: &'static str| TextCase {
        text,
        valid: text.parse::<ClaveActa>().is_ok(),
    };
    let acta = |text: &'static str| TextCase {
        text,
        valid: text.parse::<ActaKey>().is_ok(),
    };
    Claves {
        about: "Claves de casilla, claves de acta as published, and acta keys within one ejercicio.",
        casillas: CASILLAS.map(casilla).into(),
        publicadas: PUBLICADAS.map(publicada).into(),
        actas: ACTAS.map(acta).into(),
    }
}
