//! A person's night: look, type, finish; until nothing waits.

use std::time::Duration;

use mobile_core::platform::Clock as _;
use prep_model::actas::CampoValue;
use prep_model::contract::Sha256Digest;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use super::desk::{Account, Desk, Sent, Turn, Work};
use super::error::DeskError;
use super::known::{Known, Values};
use super::quiet::Quiet;
use super::slips::slip;
use super::timings::Timings;
use crate::platform::SystemClock;

/// How people work.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manner {
    /// Part of the fields that a capturista gets wrong.
    pub(crate) errors: f64,
    /// How many times quicker than people; `None` for without any pause.
    pub(crate) speed: Option<f64>,
    /// Whether what is half typed is kept, as the page's script does.
    pub(crate) drafts: bool,
    /// Seed of pauses and slips.
    pub(crate) seed: u64,
}

/// What one person did.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    /// Capturas finished.
    pub(crate) capturas: u64,
    /// Verificaciones resolved.
    pub(crate) verificaciones: u64,
    /// Fields typed.
    pub(crate) fields: u64,
    /// Fields typed wrong on purpose.
    pub(crate) slips: u64,
    /// Turns lost to somebody else.
    pub(crate) lost: u64,
    /// Microseconds from sitting down to the last thing done.
    pub(crate) micros: i64,
    /// How long each step took.
    pub(crate) timings: Timings,
}

/// What all people share.
#[derive(Debug)]
pub(crate) struct Shift<'a> {
    /// Address of the server.
    pub(crate) server: &'a str,
    /// What the images say.
    pub(crate) known: &'a Known,
    /// How they work.
    pub(crate) manner: Manner,
    /// When they go home.
    pub(crate) quiet: &'a Quiet,
}

/// Tries while the server does not answer: it may be starting again.
const PATIENCE: u32 = 120;
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(250);
/// Between two looks into an empty queue, at most: every look is a claim, and those of people without
/// work would keep the server from those who have some.
const LONGEST_PAUSE: Duration = Duration::from_secs(4);

/// Seconds that people take, as a range that chance chooses from.
const LOOK_SECONDS: (f64, f64) = (3.0, 7.0);
const FIELD_SECONDS: (f64, f64) = (0.7, 2.0);
const DECIDE_SECONDS: (f64, f64) = (3.0, 8.0);

/// Somebody at work.
struct Person<'a> {
    shift: &'a Shift<'a>,
    desk: Desk,
    /// Their place among those who are waited for.
    place: usize,
    chance: StdRng,
    tally: Tally,
}

impl Shift<'_> {
    /// Works until the night is over. `place` is from [`Quiet::sit_down`].
    pub(crate) fn work(&self, place: usize, account: &Account) -> Result<Tally, DeskError> {
        let seed = account
            .username
            .bytes()
            .fold(self.manner.seed, |seed, byte| {
                seed.wrapping_mul(31).wrapping_add(u64::from(byte))
            });
        let entered = patiently(self.quiet, || Desk::enter(self.server, account.clone()));
        let done = entered.and_then(|desk| {
            let person = Person {
                shift: self,
                desk,
                place,
                chance: StdRng::seed_from_u64(seed),
                tally: Tally::default(),
            };
            person.work()
        });
        self.quiet.leave(place);
        if done.is_err() {
            self.quiet.stop();
        }
        done
    }
}

/// Tries again while nobody answers.
fn patiently<T>(
    quiet: &Quiet,
    mut step: impl FnMut() -> Result<T, DeskError>,
) -> Result<T, DeskError> {
    let mut tries = 0;
    loop {
        match step() {
            Err(DeskError::Line(_)) if tries < PATIENCE && !quiet.is_stopped() => {
                tries += 1;
                std::thread::sleep(PAUSE);
            }
            done => return done,
        }
    }
}

impl Person<'_> {
    fn work(mut self) -> Result<Tally, DeskError> {
        let quiet = self.shift.quiet;
        let begun = SystemClock.now();
        let mut pause = PAUSE;
        loop {
            let done = quiet.done();
            // Whatever was on its way when the line broke, the queue knows where this person stands.
            match patiently(quiet, || self.desk.next())? {
                Some(turn) => {
                    pause = PAUSE;
                    quiet.works(self.place);
                    match self.turn(&turn) {
                        Ok(()) => {
                            quiet.did();
                            self.tally.micros = SystemClock.now().micros_since(begun);
                        }
                        Err(DeskError::Line(_)) => {}
                        Err(error) => return Err(error),
                    }
                }
                None if quiet.is_over(self.place, done) => break,
                None => {
                    std::thread::sleep(pause);
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
            if quiet.is_stopped() {
                break;
            }
        }
        self.tally.timings = self.desk.into_timings();
        Ok(self.tally)
    }

    fn turn(&mut self, turn: &Turn) -> Result<(), DeskError> {
        let image = self.desk.image(turn)?;
        let image = Sha256Digest::of(&image);
        let says = self.shift.known.find(image);
        let says = says.ok_or_else(|| DeskError::UnknownImage(turn.heading.clone()))?;
        let sent = match self.desk.work() {
            Work::Captura => {
                let typed = self.typed(turn, image, &says);
                self.capture(turn, &typed)?
            }
            Work::Verificacion => {
                self.pause(LOOK_SECONDS, 1);
                self.pause(DECIDE_SECONDS, turn.campos().len());
                self.desk.resolve(turn, &says)?
            }
        };
        match (sent, self.desk.work()) {
            (Sent::Lost, _) => self.tally.lost += 1,
            (Sent::Saved, Work::Captura) => self.tally.capturas += 1,
            (Sent::Saved, Work::Verificacion) => self.tally.verificaciones += 1,
        }
        Ok(())
    }

    fn capture(&mut self, turn: &Turn, typed: &Values) -> Result<Sent, DeskError> {
        let count = turn.campos().len();
        self.pause(LOOK_SECONDS, 1);
        self.pause(FIELD_SECONDS, count / 2);
        if self.shift.manner.drafts {
            let half = typed.iter().take(count / 2);
            let half = half.map(|(campo, value)| (campo.clone(), *value)).collect();
            self.desk.keep_draft(turn, &half)?;
        }
        self.pause(FIELD_SECONDS, count - count / 2);
        self.desk.finish(turn, typed)
    }

    /// What the image says, with this person's slips.
    fn typed(&mut self, turn: &Turn, image: Sha256Digest, says: &Values) -> Values {
        let mut typed = Values::new();
        for campo in turn.campos() {
            let right = says.get(&campo).copied().unwrap_or(CampoValue::SinDato);
            let mut value = right;
            self.tally.fields += 1;
            if self.unit() < self.shift.manner.errors {
                let wrong = slip(right, &mut self.chance);
                if self.shift.known.take_slip(image, &campo, wrong) {
                    value = wrong;
                    self.tally.slips += 1;
                }
            }
            typed.insert(campo, value);
        }
        typed
    }

    /// As long as people take for so many of something.
    fn pause(&mut self, (low, high): (f64, f64), times: usize) {
        let Some(speed) = self.shift.manner.speed else {
            return;
        };
        let seconds: f64 = (0..times).map(|_| low + (high - low) * self.unit()).sum();
        let pause = Duration::try_from_secs_f64(seconds / speed);
        std::thread::sleep(pause.unwrap_or_default());
    }

    /// From 0 up to 1.
    fn unit(&mut self) -> f64 {
        f64::from(self.chance.next_u32()) / 4_294_967_296.0
    }
}
