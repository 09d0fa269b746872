//! The screens around one photo: camera, review, question, kept.

use acta_image::judge::advice;

use super::Ready;
use crate::flow::{Draft, Naming, Target};
use crate::screen::{Intent, Mark, Screen, ScreenKind, Tone, acta_text, casilla_text};

impl Ready {
    pub(super) fn target_text(&self, target: &Target) -> String {
        match target {
            Target::Any => "La etiqueta dirá qué acta es".to_owned(),
            Target::Casilla(casilla) => format!("Casilla {}", casilla_text(*casilla)),
            Target::Acta(acta) => acta_text(acta, &self.casillas),
        }
    }

    pub(super) fn camera(&self) -> Screen {
        Screen::new(ScreenKind::Camera, &self.target_text(self.flow.target()))
            .saying(Tone::Neutral, "Ponga el acta completa dentro del cuadro")
            .other("Regresar", Intent::Back)
    }

    pub(super) fn review(&self) -> Screen {
        let Some(draft) = self.flow.draft() else {
            return self.camera();
        };
        let (mark, title, detail) = self.naming_text(draft);
        let screen = Screen::new(ScreenKind::Review, "Revise la fotografía");
        let mut screen = match draft.judged.reasons().first() {
            None => screen.saying(Tone::Good, "Se lee toda el acta"),
            Some(reason) => screen.saying(Tone::Warning, advice(*reason)),
        };
        let choose = match self.flow.target().casilla() {
            Some(casilla) => Intent::ChooseCasilla(casilla.to_string()),
            None => Intent::Open(ScreenKind::Casillas),
        };
        screen = screen.row(mark, &title, &detail, Some(choose.clone()));
        if !draft.judged.is_accepted() {
            screen = screen.primary("Repetir", Intent::Repeat);
            if !self.flow.may_insist() {
                return screen;
            }
            return match draft.source() {
                Some(_) => screen.other("Enviar así", Intent::Insist),
                None => screen.other("Elegir el acta", choose),
            };
        }
        let screen = match draft.source() {
            Some(_) => screen.primary("Enviar", Intent::Send),
            None => screen.primary("Elegir el acta", choose),
        };
        screen.other("Repetir", Intent::Repeat)
    }

    fn naming_text(&self, draft: &Draft) -> (Mark, String, String) {
        let remark = draft.remark();
        let with = |text: &str| match remark {
            "" => text.to_owned(),
            remark => format!("{remark} {text}"),
        };
        match draft.naming() {
            Naming::Labelled { acta, .. } => {
                let detail = if self.casillas.is_empty() || self.casillas.expects(acta) {
                    "Leído de la etiqueta"
                } else {
                    "Leído de la etiqueta; no está en el catálogo"
                };
                (
                    Mark::Done,
                    acta_text(acta, &self.casillas),
                    detail.to_owned(),
                )
            }
            Naming::Chosen { acta, .. } => (
                if remark.is_empty() {
                    Mark::Done
                } else {
                    Mark::Problem
                },
                acta_text(acta, &self.casillas),
                with("Elegida por usted"),
            ),
            Naming::GivenUp { .. } => (
                Mark::Problem,
                "Sin identificar".to_owned(),
                with("La identificarán en el centro de captura"),
            ),
            Naming::Open { .. } | Naming::Contradicted { .. } => (
                Mark::Missing,
                "Elija de qué acta es".to_owned(),
                with("No se leyó la etiqueta"),
            ),
        }
    }

    pub(super) fn question(&self) -> Screen {
        let naming = self.flow.draft().map(Draft::naming);
        let Some(Naming::Contradicted { label, target, .. }) = naming else {
            return self.review();
        };
        let (label, chosen) = (acta_text(label, &self.casillas), self.target_text(target));
        Screen::new(ScreenKind::Question, "¿Qué acta es?")
            .saying(
                Tone::Warning,
                "La etiqueta de la hoja no es la que usted eligió. Mire la hoja.",
            )
            .row(
                Mark::None,
                &label,
                "Dice la etiqueta",
                Some(Intent::UseLabel),
            )
            .row(
                Mark::None,
                &chosen,
                "Eligió usted",
                Some(Intent::KeepChoice),
            )
            .primary("Es la de la etiqueta", Intent::UseLabel)
            .other("Es la que elegí", Intent::KeepChoice)
            .other("Repetir", Intent::Repeat)
    }

    pub(super) fn kept(&self) -> Screen {
        let entry = self
            .flow
            .kept()
            .and_then(|id| self.uploader.outbox().find(id));
        let delivered = entry.is_some_and(|entry| entry.item.is_delivered());
        let title = if delivered { "Enviada" } else { "Guardada" };
        let screen = Screen::new(ScreenKind::Kept, title);
        let Some(casilla) = self.flow.target().casilla() else {
            return screen
                .saying(
                    Tone::Good,
                    "La fotografía está guardada y firmada; se enviará sola.",
                )
                .primary("Tomar otra fotografía", Intent::Aim)
                .other("Mis casillas", Intent::Open(ScreenKind::Casillas));
        };
        let mut screen = screen;
        let mut next = None;
        for acta in self.casillas.actas(casilla) {
            let (mark, detail) = self.acta_state(acta);
            if mark == Mark::Missing && next.is_none() {
                next = Some(acta);
            }
            screen = screen.row(mark, &self.casillas.acta_name(acta), &detail, None);
        }
        let home = Intent::Open(ScreenKind::Casillas);
        match next {
            Some(acta) => {
                let name = self.casillas.acta_name(acta);
                screen
                    .saying(Tone::Good, &format!("Guardada y firmada. Sigue: {name}."))
                    .primary("Tomar la siguiente", Intent::ChooseActa(acta.to_string()))
                    .other("Mis casillas", home)
            }
            None if self.package_is_ready(casilla) => screen
                .saying(Tone::Good, "Ya puede entregar el paquete.")
                .primary("Mis casillas", home),
            None => screen
                .saying(
                    Tone::Neutral,
                    "Todas están guardadas y firmadas; se envían solas. Espere para entregar.",
                )
                .primary("Mis casillas", home)
                .other("Enviar ahora", Intent::SendNow),
        }
    }
}
