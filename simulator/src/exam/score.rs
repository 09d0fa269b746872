use serde::Serialize;
use serde_json::{Value, json};

use super::{CORNER_SHARE, Outcome};

/// What the eye must reach in an exam, and which share of what it is.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Name in the report.
    pub name: &'static str,
    /// What it says, in Spanish.
    pub text: &'static str,
    /// Least share, in permille.
    pub least_permille: u64,
    /// Whether an outcome counts for it, and whether it is right.
    judge: fn(&Outcome) -> Option<bool>,
}

/// The targets, in the order of the report. Sheets are looked for wherever a person could read the
/// photograph; of the others the tablet wants another one anyway.
pub const TARGETS: [Target; 5] = [
    Target {
        name: "readable_accepted",
        text: "legibles aceptadas",
        least_permille: 980,
        judge: |outcome| (outcome.readable == Some(true)).then_some(outcome.accepted),
    },
    Target {
        name: "unreadable_refused",
        text: "ilegibles rechazadas",
        least_permille: 980,
        judge: |outcome| (outcome.readable == Some(false)).then_some(!outcome.accepted),
    },
    Target {
        name: "corners_within_1_percent",
        text: "esquinas a menos de 1 % de la diagonal, en las legibles",
        least_permille: 990,
        judge: |outcome| {
            let near = |place: super::Place| place.corner_share <= CORNER_SHARE;
            (outcome.readable == Some(true)).then(|| outcome.place.is_some_and(near))
        },
    },
    Target {
        name: "right_way_up",
        text: "hoja hacia arriba, en las legibles",
        least_permille: 995,
        judge: |outcome| {
            (outcome.readable == Some(true))
                .then(|| outcome.place.is_some_and(|place| place.right_way_up))
        },
    },
    Target {
        name: "label_read",
        text: "etiqueta QR leída, en las legibles que la muestran",
        least_permille: 990,
        judge: |outcome| {
            let label = outcome.label?;
            (outcome.readable == Some(true)).then_some(label)
        },
    },
];

/// Right ones of all that count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Share {
    /// How many are right.
    pub right: u64,
    /// How many count.
    pub of: u64,
}

impl Share {
    /// True if at least so many permille are right.
    pub fn reaches(self, permille: u64) -> bool {
        self.right * 1000 >= permille * self.of
    }

    fn add(&mut self, right: bool) {
        self.of += 1;
        self.right += u64::from(right);
    }
}

/// What came of all photographs.
#[derive(Debug, Clone, Default)]
pub struct Score {
    /// Photographs looked at.
    pub photos: u64,
    /// Where people differ: they count for nothing.
    pub doubtful: u64,
    /// One for each of [`TARGETS`].
    pub shares: [Share; TARGETS.len()],
    /// Corners within their place, of every whole sheet, readable or not.
    pub corners_of_whole: Share,
    /// Labels that zbar reads and the eye does not.
    pub only_zbar: u64,
}

impl Score {
    /// Counts one photograph.
    pub fn add(&mut self, outcome: &Outcome) {
        self.photos += 1;
        self.doubtful += u64::from(outcome.readable.is_none());
        for (share, target) in self.shares.iter_mut().zip(TARGETS) {
            if let Some(right) = (target.judge)(outcome) {
                share.add(right);
            }
        }
        if outcome.whole {
            let near = |place: super::Place| place.corner_share <= CORNER_SHARE;
            self.corners_of_whole.add(outcome.place.is_some_and(near));
        }
    }

    /// True if every target is reached, `slack_permille` below it included, and no label is left to
    /// another reader.
    pub fn passes(&self, slack_permille: u64) -> bool {
        let shares = self.shares.iter().zip(TARGETS);
        let mut reached =
            shares.map(|(share, target)| share.reaches(target.least_permille - slack_permille));
        reached.all(|reached| reached) && (slack_permille > 0 || self.only_zbar == 0)
    }

    /// The report for programs.
    pub fn to_json(&self) -> Value {
        let targets = self.shares.iter().zip(TARGETS).map(|(share, target)| {
            json!({
                "name": target.name, "right": share.right, "of": share.of,
                "least_permille": target.least_permille,
                "reached": share.reaches(target.least_permille),
            })
        });
        let [accepted, refused, ..] = self.shares;
        json!({
            "photos": self.photos,
            "doubtful": self.doubtful,
            "confusion": {
                "readable": {"accept": accepted.right, "retake": accepted.of - accepted.right},
                "unreadable": {"accept": refused.of - refused.right, "retake": refused.right},
            },
            "targets": targets.collect::<Vec<_>>(),
            "corners_of_whole_sheets": self.corners_of_whole,
            "labels_only_zbar_reads": self.only_zbar,
            "passes": self.passes(0),
        })
    }
}
