//! Tablets that send the actas of a source, each its share: real tablets with their outbox on disk, so
//! that a replay that was cut goes on where it stood.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use mobile_core::capture::{ActaSource, Photo};
use mobile_core::platform::Clock as _;
use mobile_core::uploader::Report;
use prep_model::claves::ActaKey;
use prep_model::contract::{PersonId, Sha256Digest};
use prep_model::proceso::Proceso;
use prep_model::time::DeviceTime;

use super::card::{self, Cards};
use super::source::Source;
use crate::failure::Failure;
use crate::people::{Known, Quiet};
use crate::platform::SystemClock;
use crate::tablet::{Patience, Tablet, enroll};
use crate::transport::Transport;

/// What all tablets share.
pub(crate) struct Fleet<'a> {
    /// How many.
    pub(crate) count: usize,
    /// Address of the server.
    pub(crate) server: &'a str,
    /// One enrolment code for each tablet that has none yet.
    pub(crate) codes: Vec<String>,
    /// Where each has its folder.
    pub(crate) dir: &'a Path,
    /// What the actas are of.
    pub(crate) proceso: &'a Proceso,
    /// What they send.
    pub(crate) source: &'a Source,
    /// Where their images are made known.
    pub(crate) known: &'a Known,
    /// Who is told when nothing more comes.
    pub(crate) quiet: &'a Quiet,
}

/// What tablets did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sent {
    /// With a verified receipt, in this run or before.
    pub(crate) delivered: usize,
    /// Still in an outbox.
    pub(crate) waiting: usize,
    /// Refused by the server.
    pub(crate) rejected: usize,
    /// Microseconds until the last tablet was done.
    pub(crate) micros: i64,
}

/// How long a tablet goes on without an answer.
const PATIENCE_SECONDS: u32 = 600;
/// Longest wait between two tries: the server is on this machine.
const LONGEST_WAIT: Duration = Duration::from_millis(250);

impl Fleet<'_> {
    /// Sends everything. The sources must have been announced to [`Quiet`] before the desk opened.
    pub(crate) fn send(&self) -> Result<Sent, Failure> {
        let begun = SystemClock.now();
        let all = std::thread::scope(|scope| {
            let tablets: Vec<_> = (0..self.count)
                .map(|number| scope.spawn(move || self.tablet(number)))
                .collect();
            let tablets = tablets.into_iter().map(|tablet| {
                let done = tablet.join();
                done.unwrap_or_else(|_| Err(Failure::Refused("una tableta falló".into())))
            });
            tablets.collect::<Vec<_>>()
        });
        let mut sum = Sent::default();
        for sent in all {
            let sent = sent?;
            sum.delivered += sent.delivered;
            sum.waiting += sent.waiting;
            sum.rejected += sent.rejected;
        }
        sum.micros = SystemClock.now().micros_since(begun);
        Ok(sum)
    }

    fn tablet(&self, number: usize) -> Result<Sent, Failure> {
        let sent = self.deliver(number);
        self.quiet.source_ends();
        if sent.is_err() {
            self.quiet.stop();
        }
        sent
    }

    fn deliver(&self, number: usize) -> Result<Sent, Failure> {
        let mut tablet = self.open(number)?;
        let order = card::order(tablet.uploader.device().origin.ejercicio.clone());
        let taken = self.taken_before(&tablet);
        let share = self.source.actas.keys().skip(number).step_by(self.count);
        let mut share = share.filter(|acta| !taken.contains(acta));
        let mut cards = Cards::new(self.proceso, &order);
        loop {
            self.deliver_waiting(&mut tablet)?;
            let Some(acta) = share.next().filter(|_| !self.quiet.is_stopped()) else {
                break;
            };
            self.photograph(&mut tablet, number, acta, &mut cards)?;
        }
        let summary = tablet.uploader.outbox().summary();
        Ok(Sent {
            delivered: summary.delivered,
            waiting: summary.waiting,
            rejected: summary.rejected,
            micros: 0,
        })
    }

    fn open(&self, number: usize) -> Result<Tablet, Failure> {
        let dir = self.dir.join(format!("tablet-{number:04}"));
        if !dir.join("device.json").exists() {
            let code = self.codes.get(number).ok_or_else(|| Failure::NotEnrolled {
                dir: dir.clone(),
                server: Some(self.server.to_owned()),
            })?;
            enroll(&dir, self.server, code, SystemClock.now())?;
        }
        Tablet::open(&dir, Some(self.server), Transport::new())
    }

    /// What an earlier run of this tablet took; its images are made known.
    fn taken_before(&self, tablet: &Tablet) -> BTreeSet<ActaKey> {
        let mut taken = BTreeSet::new();
        for entry in tablet.uploader.outbox().entries() {
            if let Some(acta) = &entry.acta {
                self.make_known(acta, entry.sha256);
                taken.insert(acta.clone());
            }
        }
        taken
    }

    fn make_known(&self, acta: &ActaKey, image: Sha256Digest) {
        if let Some(values) = self.source.actas.get(acta) {
            self.known.add(image, Arc::clone(values));
        }
    }

    fn photograph(
        &self,
        tablet: &mut Tablet,
        number: usize,
        acta: &ActaKey,
        cards: &mut Cards<'_>,
    ) -> Result<(), Failure> {
        let image = cards.image(acta)?;
        self.make_known(acta, Sha256Digest::of(&image));
        let person = PersonId::new(&format!("cael-{number:04}")).map_err(Failure::refused)?;
        let source = ActaSource::Manual {
            acta: acta.clone(),
            qr: None,
        };
        let photo = Photo::new(&image, source, person, DeviceTime(SystemClock.now()));
        tablet.uploader.capture(&photo).map_err(Failure::refused)?;
        Ok(())
    }

    fn deliver_waiting(&self, tablet: &mut Tablet) -> Result<(), Failure> {
        let patience = Patience {
            longest_wait: Some(LONGEST_WAIT),
            ..Patience::seconds(PATIENCE_SECONDS)
        };
        tablet.send(patience, |_, report| {
            if matches!(report, Report::Delivered(_)) {
                self.quiet.did();
            }
            Ok(())
        })
    }
}
