use super::{Acta, ActaError, ActaState, ActaVersion};
use crate::bitacora::{ActaEvent, Actor, CotejoOutcome, Reason, SendBackCause};
use crate::machines::captura::{Captura, CapturaContent, CapturaOf, CapturaState};
use crate::machines::{Step, require};
use crate::people::{Action, Person};
use crate::time::Timestamp;

impl Acta {
    /// Captura begins, from the paper or from the image of record. The first round is
    /// [`Captura::open`]; one after a round that ended without values is [`Captura::reopen`].
    pub fn open_captura(&self, now: Timestamp) -> Result<Step<Self>, ActaError> {
        match &self.state {
            ActaState::Acopiada | ActaState::Digitalizada => {}
            ActaState::Esperada
            | ActaState::InCaptura
            | ActaState::Settled { .. }
            | ActaState::InRecapture { .. }
            | ActaState::SinActaProposed { .. }
            | ActaState::SinActa { .. } => return Err(ActaError::NotNow),
        }
        let round = self.round_after()?;
        let next = Self {
            rounds: round,
            state: ActaState::InCaptura,
            ..self.clone()
        };
        Ok(self.step(next, now, Actor::System, ActaEvent::CapturaOpened { round }))
    }

    /// The current round settled: its values stand, with the image of record.
    pub fn settle(&self, captura: &Captura, now: Timestamp) -> Result<Step<Self>, ActaError> {
        self.check_round(captura)?;
        let CapturaState::Settled { result, at, .. } = captura.state() else {
            return Err(ActaError::OtherCaptura);
        };
        let content_sha256 = CapturaContent::Values(result.clone()).sha256();
        let (round, image) = (self.rounds, self.image);
        let captured_at = captura.captured_at().unwrap_or(*at);
        let version = ActaVersion {
            round,
            image,
            content_sha256,
            captured_at,
            settled_at: *at,
        };
        // A cotejo of the old values says nothing of the new ones, except that they were corrected.
        let cotejo = self
            .cotejo
            .filter(|cotejo| cotejo.outcome == CotejoOutcome::Corrected);
        let next = Self {
            cotejo,
            state: ActaState::Settled { version },
            ..self.clone()
        };
        let what = ActaEvent::Settled {
            round,
            image,
            content_sha256,
        };
        Ok(self.step(next, now, Actor::System, what))
    }

    /// The current round ended without values: its image is set aside, the next one takes its
    /// place, and what stood before, if anything, stands.
    pub fn send_back(&self, captura: &Captura, now: Timestamp) -> Result<Step<Self>, ActaError> {
        self.check_round(captura)?;
        let cause = match captura.state() {
            CapturaState::ImageUnusable { .. } => SendBackCause::ImageUnusable,
            CapturaState::SentBack { problem, .. } => problem.cause(),
            CapturaState::Pending
            | CapturaState::FirstInProgress { .. }
            | CapturaState::FirstDone { .. }
            | CapturaState::FirstRecalled { .. }
            | CapturaState::SecondInProgress { .. }
            | CapturaState::BothInProgress { .. }
            | CapturaState::Different { .. }
            | CapturaState::VerificacionInProgress { .. }
            | CapturaState::NeedsSecondVerificacion { .. }
            | CapturaState::SecondVerificacionInProgress { .. }
            | CapturaState::Settled { .. } => return Err(ActaError::OtherCaptura),
        };
        let mut next = Self {
            replacement: None,
            ..self.clone()
        };
        if let ActaState::InRecapture { version } = &self.state {
            next.set_aside
                .extend(self.image.filter(|image| version.image != Some(*image)));
            next.image = version.image;
            next.state = ActaState::Settled {
                version: version.clone(),
            };
        } else {
            next.set_aside.extend(self.image);
            next.image = next
                .images
                .iter()
                .find(|image| !next.set_aside.contains(*image))
                .copied();
            next.state = next.arrived();
        }
        let what = ActaEvent::SentBack {
            round: self.rounds,
            image: self.image,
            cause,
        };
        Ok(self.step(next, now, Actor::System, what))
    }

    /// A supervisor has a settled acta captured again; goes with [`Captura::reopen`].
    pub fn recapture(
        &self,
        by: &Person,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, ActaError> {
        require(by, Action::Supervise)?;
        let next = self.next_round(self.settled()?)?;
        let what = ActaEvent::RecaptureOpened {
            round: next.rounds,
            reason,
        };
        Ok(self.step(next, now, Actor::Person(by.clone()), what))
    }

    /// This acta in a new round, with `version` standing meanwhile.
    pub(super) fn next_round(&self, version: &ActaVersion) -> Result<Self, ActaError> {
        let state = ActaState::InRecapture {
            version: version.clone(),
        };
        Ok(Self {
            rounds: self.round_after()?,
            state,
            ..self.clone()
        })
    }

    fn round_after(&self) -> Result<u16, ActaError> {
        if self.rounds >= Captura::MAX_ROUNDS {
            return Err(ActaError::TooManyRounds);
        }
        Ok(self.rounds + 1)
    }

    fn check_round(&self, captura: &Captura) -> Result<(), ActaError> {
        match &self.state {
            ActaState::InCaptura | ActaState::InRecapture { .. } => {}
            ActaState::Esperada
            | ActaState::Acopiada
            | ActaState::Digitalizada
            | ActaState::Settled { .. }
            | ActaState::SinActaProposed { .. }
            | ActaState::SinActa { .. } => return Err(ActaError::NotNow),
        }
        let same_acta = matches!(captura.of(), CapturaOf::Acta(key) if *key == self.key);
        if same_acta && *captura.ejercicio() == self.ejercicio && captura.round() == self.rounds {
            Ok(())
        } else {
            Err(ActaError::OtherCaptura)
        }
    }
}
