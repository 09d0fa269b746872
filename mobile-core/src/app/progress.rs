//! How far the CATD has come, as the server told last; readable without a network, with its age.

use serde::{Deserialize, Serialize};

use prep_model::claves::ClaveCasilla;
use prep_model::contract::{PersonId, V1};
use prep_model::people::Action;
use prep_model::time::Timestamp;

use super::{Platform, Ready};
use crate::provisioning::{load, save};
use crate::screen::{Intent, Mark, Screen, ScreenKind, Tone, ago, casilla_text};
use crate::uploader::Wanted;

const FILE: &str = "avance.json";
/// A tablet that has not been heard for so long is silent, in seconds.
const SILENT_SECONDS: i64 = 15 * 60;
/// Most rows of each kind.
const MOST_ROWS: usize = 60;

/// What the server told of a CATD, and to whom.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Kept {
    v: V1,
    person: PersonId,
    avance: Avance,
}

/// The answer of `GET /v1/avance`. Members we do not know are passed over.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Avance {
    at: Timestamp,
    scope: String,
    totals: Totals,
    casillas: Vec<OneCasilla>,
    tablets: Vec<OneTablet>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Totals {
    casillas: u64,
    bolsas: u64,
    esperadas: u64,
    images: u64,
    sin_acta: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct OneCasilla {
    clave: ClaveCasilla,
    esperadas: u64,
    images: u64,
    sin_acta: u64,
    bolsa_at: Option<Timestamp>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct OneTablet {
    label: String,
    seen_at: Timestamp,
    waiting: u64,
    rejected: u64,
    oldest_at: Option<Timestamp>,
    revoked: bool,
}

impl Kept {
    /// What was kept; a damaged file counts as none, it can be had again. Touches disk.
    pub(super) fn load(platform: &Platform) -> Option<Self> {
        load(&*platform.disk, FILE).ok().flatten()
    }
}

impl Ready {
    /// True if whoever holds the tablet watches over a CATD.
    pub(super) fn may_see_progress(&self) -> bool {
        let person = self.person();
        person.is_some_and(|person| {
            person.role.may(Action::Acopiar) || person.role.may(Action::Supervise)
        })
    }

    /// Shows what is known, and asks for what is new.
    pub(super) fn open_progress(&mut self) {
        if self.may_see_progress() {
            self.uploader.want(Wanted::Avance);
            self.flow.open(ScreenKind::Progress);
        }
    }

    /// The server told. Touches disk.
    pub(super) fn progress_came(&mut self, person: PersonId, json: &[u8], platform: &Platform) {
        match serde_json::from_slice::<Avance>(json) {
            Ok(avance) => {
                let kept = Kept {
                    v: V1,
                    person,
                    avance,
                };
                // Without room it is shown now, and asked for again after a start.
                let _ = save(&*platform.disk, FILE, &kept);
                self.progress = Some(kept);
            }
            Err(_) => self.flow.say(
                Tone::Warning,
                "El servidor envió un avance que esta versión no entiende.",
            ),
        }
    }

    pub(super) fn progress_screen(&self, now: Timestamp) -> Screen {
        let screen = Screen::new(ScreenKind::Progress, "Avance del CATD")
            .primary("Actualizar", Intent::Refresh)
            .other("Mis casillas", Intent::Open(ScreenKind::Casillas))
            .other("Recibir bolsas", Intent::Open(ScreenKind::Bags));
        let kept = self.progress.as_ref();
        let kept = kept.filter(|kept| self.person().is_some_and(|who| who.id == kept.person));
        let Some(Kept { avance, .. }) = kept else {
            let text = "Aún no hay avance en esta tableta; hace falta conexión la primera vez.";
            return screen.saying(Tone::Neutral, text);
        };
        // Their hours are the server's.
        let now = self.uploader.device().server_time(now);
        let totals = &avance.totals;
        let text = format!(
            "{}, {}: {} de {} bolsas; {} de {} actas con imagen, {} sin acta.",
            avance.scope,
            ago(avance.at, now),
            totals.bolsas,
            totals.casillas,
            totals.images,
            totals.esperadas,
            totals.sin_acta
        );
        let mut screen = screen.saying(Tone::Neutral, &text);
        for tablet in avance.tablets.iter().take(MOST_ROWS) {
            let (mark, detail) = tablet.text(now);
            screen = screen.row(mark, &tablet.label, &detail, None);
        }
        if totals.casillas == 0 {
            let text = "El catálogo no dice qué casillas son de su CATD";
            return screen.row(Mark::None, text, "", None);
        }
        for casilla in avance.casillas.iter().take(MOST_ROWS) {
            let (mark, detail) = casilla.text();
            screen = screen.row(mark, &casilla_text(casilla.clave), &detail, None);
        }
        let shown = u64::try_from(avance.casillas.len().min(MOST_ROWS)).unwrap_or(u64::MAX);
        match totals.casillas.saturating_sub(shown) {
            0 => screen,
            left => screen.row(Mark::None, &format!("y {left} casillas más"), "", None),
        }
    }
}

impl OneTablet {
    fn text(&self, now: Timestamp) -> (Mark, String) {
        let silent = now.micros_since(self.seen_at) / 1_000_000 >= SILENT_SECONDS;
        let seen = if silent { "en silencio" } else { "en línea" };
        let mut detail = format!("{seen}, {}", ago(self.seen_at, now));
        match (self.waiting, self.oldest_at) {
            (0, _) => detail.push_str(" · nada por enviar"),
            (waiting, Some(oldest)) => {
                detail = format!(
                    "{detail} · {waiting} por enviar, la primera {}",
                    ago(oldest, now)
                );
            }
            (waiting, None) => detail = format!("{detail} · {waiting} por enviar"),
        }
        if self.rejected > 0 {
            detail = format!("{detail} · {} no se envían", self.rejected);
        }
        if self.revoked {
            detail.push_str(" · dada de baja");
        }
        let mark = match (silent, self.waiting, self.rejected) {
            (true, ..) | (_, _, 1..) => Mark::Problem,
            (false, 0, 0) => Mark::Done,
            (false, ..) => Mark::Waiting,
        };
        (mark, detail)
    }
}

impl OneCasilla {
    fn text(&self) -> (Mark, String) {
        let bag = match self.bolsa_at {
            Some(_) => "bolsa recibida",
            None => "sin bolsa",
        };
        let mut detail = format!("{bag} · {} de {} con imagen", self.images, self.esperadas);
        if self.sin_acta > 0 {
            detail = format!("{detail} · {} sin acta", self.sin_acta);
        }
        let all = self.images + self.sin_acta >= self.esperadas;
        let mark = match (self.bolsa_at, all, self.images) {
            (Some(_), true, _) => Mark::Done,
            (None, _, 0) => Mark::Missing,
            _ => Mark::Waiting,
        };
        (mark, detail)
    }
}
