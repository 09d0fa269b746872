//! Moments: one type for what a server measured, another for what a device claims.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime, UtcOffset};

/// A moment in microseconds since 1970-01-01T00:00:00Z, between the years 1970 and 9999.
///
/// As text and in JSON it is RFC 3339 in UTC with exactly six decimals,
/// `2024-06-03T02:00:00.000000Z`, so that equal moments have equal bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(i64);

/// Why a text or number is not a moment we accept.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("«{0}» no es una fecha y hora RFC 3339 entre los años 1970 y 9999")]
pub struct TimestampError(String);

impl Timestamp {
    /// 9999-12-31T23:59:59.999999Z.
    const MAX_MICROS: i64 = 253_402_300_799_999_999;

    /// Accepts 0 to the end of the year 9999, in microseconds since 1970 in UTC.
    pub fn from_micros(micros: i64) -> Result<Self, TimestampError> {
        if (0..=Self::MAX_MICROS).contains(&micros) {
            Ok(Self(micros))
        } else {
            Err(TimestampError(micros.to_string()))
        }
    }

    /// Microseconds since 1970 in UTC.
    pub fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970 in UTC, as JOSE claims (`iat`, `exp`) carry them.
    pub fn unix_seconds(self) -> i64 {
        self.0 / 1_000_000
    }

    /// This moment moved by `micros`, held within the range of the type.
    #[must_use]
    pub fn plus_micros(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros).clamp(0, Self::MAX_MICROS))
    }

    /// This moment moved by `seconds`, held within the range of the type.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        self.plus_micros(seconds.saturating_mul(1_000_000))
    }

    /// Microseconds from `earlier` to `self`; negative if `earlier` is later.
    pub fn micros_since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    /// The wall clock of a place `offset` east of UTC.
    pub fn at_offset(self, offset: UtcOffset) -> OffsetDateTime {
        (OffsetDateTime::UNIX_EPOCH + Duration::microseconds(self.0)).to_offset(offset)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let t = self.at_offset(UtcOffset::UTC);
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z",
            t.year(),
            u8::from(t.month()),
            t.day(),
            t.hour(),
            t.minute(),
            t.second(),
            t.microsecond()
        )
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || TimestampError(text.chars().take(40).collect());
        let moment = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| refused())?;
        let micros = moment.unix_timestamp_nanos().div_euclid(1_000);
        Self::from_micros(i64::try_from(micros).map_err(|_| refused())?).map_err(|_| refused())
    }
}

impl TryFrom<String> for Timestamp {
    type Error = TimestampError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(moment: Timestamp) -> Self {
        moment.to_string()
    }
}

/// What a device's own clock said. A claim: never compared with a [`Timestamp`] by mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeviceTime(pub Timestamp);

impl DeviceTime {
    /// The moment this claim stands for if the device's clock is `offset_ms` behind the server's
    /// (positive: the server was ahead when last measured).
    #[must_use]
    pub fn corrected(self, offset_ms: i64) -> Timestamp {
        self.0.plus_micros(offset_ms.saturating_mul(1_000))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_form_is_fixed() {
        let moment = Timestamp::from_micros(1_717_380_000_000_000).unwrap();
        assert_eq!(moment.to_string(), "2024-06-03T02:00:00.000000Z");
        assert_eq!(
            "2024-06-02T20:00:00-06:00".parse::<Timestamp>().unwrap(),
            moment
        );
    }

    #[test]
    fn moments_out_of_range_are_refused_and_arithmetic_never_leaves_it() {
        assert!(Timestamp::from_micros(-1).is_err());
        assert!("1969-12-31T23:59:59Z".parse::<Timestamp>().is_err());
        let moment = Timestamp::from_micros(5).unwrap();
        assert_eq!(moment.plus_seconds(i64::MIN).micros(), 0);
        assert_eq!(
            moment.plus_seconds(i64::MAX).micros(),
            Timestamp::MAX_MICROS
        );
    }

    proptest! {
        #[test]
        fn every_moment_survives_its_text(micros in 0..=Timestamp::MAX_MICROS) {
            let moment = Timestamp::from_micros(micros).unwrap();
            prop_assert_eq!(moment.to_string().parse::<Timestamp>().unwrap(), moment);
        }
    }
}
