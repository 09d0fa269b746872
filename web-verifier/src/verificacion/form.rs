//! What the form of a verificación says, in the letters of the page.

use std::collections::BTreeSet;

use central::capturas::{
    ClaimedVerificacion, Letter, Problem, ShownChoice, ShownDecision, ShownResolution, TypedActa,
};
use prep_model::bitacora::VerificacionReason;
use prep_model::elecciones::CampoId;

use crate::captura::Fields;
use crate::forms::Faults;

/// Every reason with its name in the form and its words, the one that is chosen at first leading.
pub(super) const REASONS: [(VerificacionReason, &str, &str); 4] = [
    (
        VerificacionReason::ErrorDeCaptura,
        "error_de_captura",
        "Error de captura",
    ),
    (
        VerificacionReason::DigitoAmbiguo,
        "digito_ambiguo",
        "Dígito ambiguo",
    ),
    (
        VerificacionReason::LetraContraNumero,
        "letra_contra_numero",
        "Letra contra número",
    ),
    (VerificacionReason::Otro, "otro", "Otro"),
];

/// The decision as sent, or what is missing in it.
pub(crate) fn resolution(
    fields: &Fields<'_>,
    claimed: &ClaimedVerificacion,
) -> Result<ShownResolution, Faults> {
    let motivo = fields.first("motivo").unwrap_or_default();
    let reason = REASONS.into_iter().find(|(_, name, _)| *name == motivo);
    let (reason, ..) = reason.ok_or_else(|| {
        Faults::at(
            "motivo-error_de_captura",
            "elija por qué difieren las capturas",
        )
    })?;
    let named = fields.first("decision").unwrap_or("campos");
    let decision = match named.split_once('-') {
        Some(("lado", letter)) => Letter::named(letter).map(ShownDecision::Keep),
        Some(("problema", name)) => Problem::named(name).map(ShownDecision::Problem),
        _ => Some(by_campos(fields, claimed)),
    };
    let decision = decision.ok_or_else(|| Faults::whole("elija qué queda"))?;
    Ok(ShownResolution { decision, reason })
}

/// A decision for asking whether one was taken before: it is looked at only if not.
pub(super) fn anything() -> ShownResolution {
    ShownResolution {
        decision: ShownDecision::Keep(Letter::A),
        reason: VerificacionReason::Otro,
    }
}

fn by_campos(fields: &Fields<'_>, claimed: &ClaimedVerificacion) -> ShownDecision {
    let held = claimed
        .sides
        .iter()
        .filter(|side| side.content.values().is_some());
    let held: Vec<Letter> = held.map(|side| side.letter).collect();
    let own = fields.campos("otro");
    match held.as_slice() {
        [] => ShownDecision::Values(TypedActa {
            campos: own,
            marked: BTreeSet::new(),
        }),
        [only] => {
            let typed = own.into_iter().filter(|(_, text)| !text.trim().is_empty());
            let corrected = typed.map(|(campo, text)| (campo, ShownChoice::Correct(text)));
            let corrected: std::collections::BTreeMap<_, _> = corrected.collect();
            if corrected.is_empty() {
                ShownDecision::Keep(*only)
            } else {
                ShownDecision::Campos(corrected)
            }
        }
        _ => {
            let chosen = fields.campos("elige");
            let choice = |campo: &CampoId| {
                let typed = own.get(campo).map(String::as_str).unwrap_or_default();
                match chosen.get(campo).map(String::as_str) {
                    Some("otro") => Some(ShownChoice::Correct(typed.to_owned())),
                    Some(letter) => Letter::named(letter).map(ShownChoice::Keep),
                    None if typed.trim().is_empty() => None,
                    None => Some(ShownChoice::Correct(typed.to_owned())),
                }
            };
            let named: BTreeSet<&CampoId> = chosen.keys().chain(own.keys()).collect();
            let choices = named
                .into_iter()
                .filter_map(|campo| Some((campo.clone(), choice(campo)?)));
            ShownDecision::Campos(choices.collect())
        }
    }
}
