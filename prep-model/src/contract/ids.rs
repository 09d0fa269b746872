use uuid::{Builder, Uuid, Variant};

use crate::IdError;
use crate::text_id::{is_word, text_id};

/// Declares a newtype over a UUID of version 7 whose only text is the hyphenated lower-case one.
macro_rules! uuid_v7 {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Uuid);

        impl $name {
            /// Makes an id from the milliseconds since 1970 and ten random bytes, both the caller's.
            pub fn from_parts(unix_millis: u64, random: &[u8; 10]) -> Self {
                Self(Builder::from_unix_timestamp_millis(unix_millis, random).into_uuid())
            }

            /// Accepts a UUID of version 7.
            pub fn from_uuid(uuid: Uuid) -> Result<Self, IdError> {
                if uuid.get_version_num() == 7 && uuid.get_variant() == Variant::RFC4122 {
                    Ok(Self(uuid))
                } else {
                    Err(refused($what, &uuid.to_string()))
                }
            }

            /// The UUID.
            pub fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match Uuid::try_parse(text) {
                    Ok(uuid) if uuid.to_string() == text => Self::from_uuid(uuid),
                    _ => Err(refused($what, text)),
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

fn refused(what: &'static str, text: &str) -> IdError {
    IdError::new(what, text, "un UUID versión 7 en minúsculas, con guiones")
}

uuid_v7! {
    /// One digitalización: an image of an acta, with its envelope. The device makes the id.
    DigitalizacionId, "id de digitalización"
}

uuid_v7! {
    /// One reception of a Bolsa PREP. The device makes the id.
    BolsaId, "id de recepción de bolsa"
}

uuid_v7! {
    /// An enrolled tablet or station. The server makes the id.
    DeviceId, "id de dispositivo"
}

text_id! {
    /// The person who held the device, by the opaque id of their account: never a name.
    PersonId, "id de persona", "1 a 64 letras, dígitos, puntos, guiones o guiones bajos",
    |text| is_word(text, 1, 64, |b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

text_id! {
    /// The version of the program that made a document, such as `1.4.0+213`.
    AppVersion, "versión de la aplicación", "1 a 40 letras, dígitos, puntos, guiones o signos +",
    |text| is_word(text, 1, 40, |b| b.is_ascii_alphanumeric() || b".-+".contains(&b))
}

text_id! {
    /// The `jti` of a proof or assertion: unique per key, so that a repeat is noticed.
    TokenId, "jti", "16 a 64 letras, dígitos, guiones o guiones bajos",
    |text| is_word(text, 16, 64, |b| b.is_ascii_alphanumeric() || b"_-".contains(&b))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_version_7_in_its_one_text_is_accepted() {
        let good = "018fdc5e-9800-7abc-8def-0123456789ab";
        assert_eq!(good.parse::<DigitalizacionId>().unwrap().to_string(), good);
        for bad in [
            "018fdc5e-9800-4abc-8def-0123456789ab",
            "018fdc5e-9800-7abc-0def-0123456789ab",
            "018FDC5E-9800-7ABC-8DEF-0123456789AB",
            "018fdc5e98007abc8def0123456789ab",
            "{018fdc5e-9800-7abc-8def-0123456789ab}",
            "00000000-0000-0000-0000-000000000000",
            "",
        ] {
            assert!(bad.parse::<DigitalizacionId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn texts_are_bounded_and_plain() {
        assert!(PersonId::new(&"a".repeat(65)).is_err());
        assert!(PersonId::new("Juan Pérez").is_err());
        assert!(AppVersion::new("1.4.0+213").is_ok());
        assert!(AppVersion::new(&"1".repeat(41)).is_err());
        assert!(TokenId::new("short").is_err());
    }

    proptest! {
        #[test]
        fn every_id_survives_its_text(millis in 0u64..(1 << 48), random in any::<[u8; 10]>()) {
            let id = DeviceId::from_parts(millis, &random);
            prop_assert_eq!(id.to_string().parse::<DeviceId>().unwrap(), id);
        }
    }
}
