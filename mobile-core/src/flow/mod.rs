//! The capture of an acta as one machine: where the person is, what was photographed, which acta it
//! is. It knows nothing of disks or networks; [`crate::app`] keeps what it decides to keep.

mod bag;
mod draft;
#[cfg(test)]
mod tests;

use prep_model::claves::{ActaKey, ClaveCasilla, EjercicioId, ProcesoId};
use prep_model::contract::DigitalizacionId;
use prep_model::time::{DeviceTime, Timestamp};

use crate::eye::Judged;
use crate::screen::{ScreenKind, Tone};

pub(crate) use bag::{BagDraft, CodeFault, casilla_of};
pub(crate) use draft::{Draft, Naming};

/// What the person said before photographing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Target {
    /// Nothing: the label will say.
    #[default]
    Any,
    /// An acta of this casilla.
    Casilla(ClaveCasilla),
    /// This acta.
    Acta(ActaKey),
}

impl Target {
    /// True if a photo of `acta` is what the person wanted.
    pub(crate) fn admits(&self, acta: &ActaKey) -> bool {
        match self {
            Self::Any => true,
            Self::Casilla(casilla) => *casilla == acta.casilla,
            Self::Acta(wanted) => wanted == acta,
        }
    }

    pub(crate) fn casilla(&self) -> Option<ClaveCasilla> {
        match self {
            Self::Any => None,
            Self::Casilla(casilla) => Some(*casilla),
            Self::Acta(acta) => Some(acta.casilla),
        }
    }
}

/// Whose labels count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) proceso: ProcesoId,
    pub(crate) ejercicio: EjercicioId,
}

/// Where the person is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Flow {
    place: Option<ScreenKind>,
    target: Target,
    draft: Option<Draft>,
    /// Refused photos of this target in a row.
    refused: u32,
    /// What was typed in the search.
    typed: String,
    kept: Option<DigitalizacionId>,
    /// The bag in somebody's hands.
    bag: Option<BagDraft>,
    /// The code of the bag received last, and when: the camera still sees it.
    last_code: Option<(String, Timestamp)>,
    /// The aviso that is shown.
    aviso: Option<u32>,
    notice: Option<(Tone, String)>,
}

/// How long the code of a bag that was received is taken for the same look, in seconds.
const SEEN_SECONDS: i64 = 10;

/// From this many refused photos of the same acta on, the person may insist.
pub(crate) const INSIST_FROM: u32 = 2;

impl Flow {
    pub(crate) fn place(&self) -> ScreenKind {
        self.place.unwrap_or(ScreenKind::Casillas)
    }

    pub(crate) fn target(&self) -> &Target {
        &self.target
    }

    pub(crate) fn draft(&self) -> Option<&Draft> {
        self.draft.as_ref()
    }

    pub(crate) fn typed(&self) -> &str {
        &self.typed
    }

    /// The photo that was kept last.
    pub(crate) fn kept(&self) -> Option<DigitalizacionId> {
        self.kept
    }

    /// What happened, until the next step.
    pub(crate) fn notice(&self) -> Option<&(Tone, String)> {
        self.notice.as_ref()
    }

    /// Says something on the next screen.
    pub(crate) fn say(&mut self, tone: Tone, text: impl Into<String>) {
        self.notice = Some((tone, text.into()));
    }

    pub(crate) fn hush(&mut self) {
        self.notice = None;
    }

    /// Goes to a place that is always there. A photo on review is kept for it only while its acta
    /// is being chosen.
    pub(crate) fn open(&mut self, place: ScreenKind) {
        let choosing = matches!(
            place,
            ScreenKind::Casillas | ScreenKind::Actas | ScreenKind::Search
        );
        if !choosing {
            self.draft = None;
        }
        if matches!(place, ScreenKind::Casillas | ScreenKind::Bags) {
            self.bag = None;
            self.typed.clear();
        }
        if place == ScreenKind::Casillas && self.draft.is_none() {
            self.aim_at(Target::Any);
        }
        self.place = Some(place);
    }

    /// `any + casilla --> actas`, to see what it lacks or to name a photo.
    pub(crate) fn choose_casilla(&mut self, casilla: ClaveCasilla) {
        if self.draft.is_none() {
            self.aim_at(Target::Casilla(casilla));
        }
        self.typed = casilla.to_string();
        self.place = Some(ScreenKind::Actas);
    }

    /// The casilla whose actas are shown.
    pub(crate) fn casilla(&self) -> Option<ClaveCasilla> {
        match &self.draft {
            Some(_) => self.typed.parse().ok(),
            None => self.target.casilla(),
        }
    }

    /// `actas + acta --> camera`; with a photo on review, `--> review`.
    pub(crate) fn choose_acta(&mut self, acta: ActaKey) {
        if let Some(draft) = &mut self.draft {
            draft.choose(acta);
            self.place = Some(ScreenKind::Review);
        } else {
            self.aim_at(Target::Acta(acta));
            self.place = Some(ScreenKind::Camera);
        }
    }

    /// Opens the camera for what was chosen.
    pub(crate) fn aim(&mut self) {
        self.draft = None;
        self.place = Some(ScreenKind::Camera);
    }

    fn aim_at(&mut self, target: Target) {
        if self.target != target {
            self.refused = 0;
            self.target = target;
        }
    }

    /// `camera + photo --> review | question`.
    pub(crate) fn photographed(&mut self, judged: Judged, at: DeviceTime, run: &Run) {
        if !judged.is_accepted() {
            self.refused += 1;
        }
        let draft = Draft::new(judged, at, &self.target, run);
        self.place = Some(match draft.naming() {
            Naming::Contradicted { .. } => ScreenKind::Question,
            _ => ScreenKind::Review,
        });
        self.draft = Some(draft);
    }

    /// `queued + recall --> review`: a photo whose acta was wrong, to be named anew. What was insisted
    /// on once is not asked again.
    pub(crate) fn recalled(&mut self, judged: Judged, at: DeviceTime) {
        if !judged.is_accepted() {
            self.refused = INSIST_FROM;
        }
        self.target = Target::Any;
        self.draft = Some(Draft::reopened(judged, at));
        self.place = Some(ScreenKind::Review);
    }

    /// True if what is on review may be sent against the verdict.
    pub(crate) fn may_insist(&self) -> bool {
        self.refused >= INSIST_FROM
    }

    /// `question + label --> review`.
    pub(crate) fn use_label(&mut self) {
        self.settle(Draft::use_label);
    }

    /// `question + choice --> review`.
    pub(crate) fn keep_choice(&mut self) {
        self.settle(Draft::keep_choice);
    }

    /// `review + nobody knows --> review`.
    pub(crate) fn unidentified(&mut self) {
        self.settle(Draft::give_up);
    }

    fn settle(&mut self, how: impl FnOnce(&mut Draft)) {
        if let Some(draft) = &mut self.draft {
            how(draft);
            self.place = Some(ScreenKind::Review);
        }
    }

    /// `review + kept --> kept`.
    pub(crate) fn was_kept(&mut self, id: DigitalizacionId, casilla: Option<ClaveCasilla>) {
        self.draft = None;
        self.refused = 0;
        self.kept = Some(id);
        self.target = casilla.map_or(Target::Any, Target::Casilla);
        self.place = Some(ScreenKind::Kept);
    }

    pub(crate) fn search(&mut self, typed: &str) {
        typed.clone_into(&mut self.typed);
        self.place = Some(ScreenKind::Search);
    }

    /// `bags + code --> bag`: somebody has a bag in their hands.
    pub(crate) fn take_bag(&mut self, bag: BagDraft) {
        self.bag = Some(bag);
        self.place = Some(ScreenKind::Bag);
    }

    /// The bag in hands was kept: the next one is scanned.
    pub(crate) fn bag_was_kept(&mut self, now: Timestamp) {
        let code = self.bag.take().and_then(|bag| bag.code);
        self.last_code = code.map(|code| (code, now));
        self.open(ScreenKind::Bags);
    }

    /// True if the camera still looks at the bag that was just received.
    pub(crate) fn is_still_seen(&self, code: &str, now: Timestamp) -> bool {
        let last = self.last_code.as_ref();
        last.is_some_and(|(last, at)| {
            let age = now.micros_since(*at) / 1_000_000;
            last == code && (0..SEEN_SECONDS).contains(&age)
        })
    }

    pub(crate) fn bag(&self) -> Option<&BagDraft> {
        self.bag.as_ref()
    }

    pub(crate) fn bag_mut(&mut self) -> Option<&mut BagDraft> {
        self.bag.as_mut()
    }

    /// What was typed on the screen of bags names several casillas.
    pub(crate) fn search_bag(&mut self, typed: &str) {
        self.open(ScreenKind::Bags);
        typed.clone_into(&mut self.typed);
    }

    pub(crate) fn show_aviso(&mut self, number: u32) {
        self.open(ScreenKind::Message);
        self.aviso = Some(number);
    }

    pub(crate) fn aviso(&self) -> Option<u32> {
        self.aviso
    }

    /// One step back.
    pub(crate) fn back(&mut self) {
        let place = match (self.place(), self.draft.is_some()) {
            (ScreenKind::Casillas | ScreenKind::Search, true) => ScreenKind::Review,
            (ScreenKind::Review | ScreenKind::Question, _) => ScreenKind::Camera,
            (ScreenKind::Bag, _) => ScreenKind::Bags,
            (ScreenKind::Message, _) => ScreenKind::Messages,
            (ScreenKind::Camera, _) if self.target.casilla().is_some() => ScreenKind::Actas,
            _ => ScreenKind::Casillas,
        };
        self.open(place);
    }
}
