use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::PersonId;

/// What a device tells of itself with any request under its token, in the header `Prep-Estado`:
/// `waiting=3, rejected=1, oldest=720, person=p-17`. A claim for monitors; nothing is decided on it.
/// The text has at most [`DeviceReport::MAX_LEN`] bytes, members that are not known are passed over.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeviceReport {
    /// Photographs and bags that have no receipt yet.
    pub waiting: u32,
    /// Those that are not sent any more until a person looks.
    pub rejected: u32,
    /// Age of the one that waits longest, in seconds; ages survive clocks that are wrong.
    pub oldest_seconds: Option<u32>,
    /// Who holds the device, if anybody does.
    pub person: Option<PersonId>,
}

/// The text is no report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "el encabezado Prep-Estado se escribe waiting=3, rejected=1, oldest=720, person=p-17, en no más \
     de {} bytes",
    DeviceReport::MAX_LEN
)]
pub struct DeviceReportError;

impl DeviceReport {
    /// Name of the header.
    pub const HEADER: &str = "Prep-Estado";
    /// Longest text that is read, in bytes.
    pub const MAX_LEN: usize = 160;
}

impl fmt::Display for DeviceReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "waiting={}, rejected={}", self.waiting, self.rejected)?;
        if let Some(seconds) = self.oldest_seconds {
            write!(f, ", oldest={seconds}")?;
        }
        match &self.person {
            Some(person) => write!(f, ", person={person}"),
            None => Ok(()),
        }
    }
}

impl FromStr for DeviceReport {
    type Err = DeviceReportError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > Self::MAX_LEN {
            return Err(DeviceReportError);
        }
        let number = |text: &str| text.parse::<u32>().map_err(|_| DeviceReportError);
        let (mut report, mut counted) = (Self::default(), false);
        for member in text.split(',') {
            let (name, value) = member.trim().split_once('=').ok_or(DeviceReportError)?;
            match name {
                "waiting" => (report.waiting, counted) = (number(value)?, true),
                "rejected" => report.rejected = number(value)?,
                "oldest" => report.oldest_seconds = Some(number(value)?),
                "person" => {
                    let person = PersonId::new(value).map_err(|_| DeviceReportError)?;
                    report.person = Some(person);
                }
                _ => {}
            }
        }
        if counted {
            Ok(report)
        } else {
            Err(DeviceReportError)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_text_is_fixed_and_nonsense_is_none() {
        let report = DeviceReport {
            waiting: 3,
            rejected: 1,
            oldest_seconds: Some(720),
            person: Some(PersonId::new("p-17").unwrap()),
        };
        let text = "waiting=3, rejected=1, oldest=720, person=p-17";
        assert_eq!(report.to_string(), text);
        assert_eq!(text.parse(), Ok(report));
        let newer = "waiting=0,rejected=0, battery=80";
        assert_eq!(newer.parse(), Ok(DeviceReport::default()));
        let long = format!("waiting=1, x={}", "y".repeat(200));
        for bad in [
            "",
            "3",
            "rejected=1",
            "waiting=-1",
            "waiting=1, person=Juan Pérez",
            &long,
        ] {
            assert_eq!(bad.parse::<DeviceReport>(), Err(DeviceReportError), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_report_survives_its_text(
            waiting: u32, rejected: u32, oldest: Option<u32>, person in "[a-z0-9._-]{1,64}",
        ) {
            let person = PersonId::new(&person).ok();
            let report = DeviceReport { waiting, rejected, oldest_seconds: oldest, person };
            prop_assert_eq!(report.to_string().parse(), Ok(report));
        }
    }
}
