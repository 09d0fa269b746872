use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What a device does after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Advice {
    /// The server holds the image: send no more bytes, ask for the receipt until it comes. Only the
    /// receipt makes an image delivered.
    Stored,
    /// Sending the same again can only fail again. The image stays on the device; a person looks.
    NeverRetry,
    /// Ask where the upload stands and go on, at once or when the answer says.
    RetryLater,
}

/// Declares the closed list of problems with the slug, status, advice and title of each.
macro_rules! problem_types {
    ($($(#[$doc:meta])* $name:ident = $slug:literal, $status:literal, $advice:ident, $title:literal;)*) => {
        /// Every kind of problem the server answers with (RFC 9457). Its `type` is
        /// [`ProblemType::uri`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub enum ProblemType {
            $($(#[$doc])* $name,)*
        }

        impl ProblemType {
            /// Every type.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The last part of its URN: lower-case words joined by hyphens.
            pub fn slug(self) -> &'static str {
                match self { $(Self::$name => $slug,)* }
            }

            /// The HTTP status it goes with.
            pub fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// What a device does about it.
            pub fn advice(self) -> Advice {
                match self { $(Self::$name => Advice::$advice,)* }
            }

            /// The same short text every time, in Spanish.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

problem_types! {
    // The request as such.

    /// A body, header or parameter is malformed; `detail` says which.
    InvalidRequest = "invalid-request", 400, NeverRetry, "La solicitud no es válida";
    /// No such resource.
    NotFound = "not-found", 404, NeverRetry, "No se encontró lo que se pide";
    /// The resource has no such method.
    MethodNotAllowed = "method-not-allowed", 405, NeverRetry, "El método HTTP no se permite aquí";
    /// The body is of a type that is not read here.
    UnsupportedMediaType = "unsupported-media-type", 415, NeverRetry, "El tipo de contenido no se acepta";
    /// `If-Match` and the like do not hold: somebody was faster.
    PreconditionFailed = "precondition-failed", 412, NeverRetry, "El recurso cambió desde que se consultó";
    /// The body was cut short or came too slowly.
    IncompleteRequest = "incomplete-request", 408, RetryLater, "La solicitud llegó incompleta";
    /// `Tus-Resumable` names a version other than 1.0.0.
    UnsupportedTusVersion = "unsupported-tus-version", 412, NeverRetry, "Esta versión de tus no se admite";
    /// More requests than this device may make.
    TooManyRequests = "too-many-requests", 429, RetryLater, "Demasiadas solicitudes; espere un momento";

    // Who asks.

    /// No access token, or one that is expired or malformed: get a new one.
    Unauthorized = "unauthorized", 401, RetryLater, "El token de acceso falta o ya no es válido";
    /// The DPoP proof does not hold.
    InvalidDpopProof = "invalid-dpop-proof", 401, RetryLater, "La prueba DPoP no es válida";
    /// The DPoP proof was used before: make a new one for each request.
    DpopProofReplayed = "dpop-proof-replayed", 401, RetryLater, "La prueba DPoP ya se había usado";
    /// The DPoP proof lacks the current nonce, which comes in `DPoP-Nonce`.
    UseDpopNonce = "use-dpop-nonce", 401, RetryLater, "La prueba DPoP debe llevar el nonce del servidor";
    /// The client assertion does not hold, often because the device's clock is wrong.
    InvalidClientAssertion = "invalid-client-assertion", 401, RetryLater, "La aserción del dispositivo no es válida";
    /// No device has this key.
    UnknownDevice = "unknown-device", 403, NeverRetry, "El dispositivo no está dado de alta";
    /// The device was revoked; what it sent is in quarantine, where a supervisor decides.
    RevokedDevice = "revoked-device", 403, Stored, "El dispositivo fue dado de baja; el envío quedó en cuarentena";
    /// The device or person may not do this.
    Forbidden = "forbidden", 403, NeverRetry, "No tiene permiso para hacer esto";
    /// The enrolment code is wrong, used or expired; which of them is not told.
    InvalidEnrolmentCode = "invalid-enrolment-code", 403, NeverRetry, "El código de alta no es válido o ya se usó";
    /// The enrolment request does not hold.
    InvalidEnrolment = "invalid-enrolment", 422, NeverRetry, "La solicitud de alta no es válida";

    // The envelope.

    /// Not a compact JWS of ours, or its payload is malformed or breaks a rule.
    MalformedEnvelope = "malformed-envelope", 422, NeverRetry, "El sobre firmado no es válido";
    /// A version this server does not know yet.
    UnsupportedVersion = "unsupported-version", 422, NeverRetry, "La versión del sobre no se conoce";
    /// The signature is not the device's.
    InvalidSignature = "invalid-signature", 422, NeverRetry, "La firma del sobre no corresponde";
    /// For another proceso or ejercicio than this server or token is for.
    OtherEjercicio = "other-ejercicio", 409, NeverRetry, "El sobre es de otro proceso o ejercicio";
    /// The ejercicio takes no more images.
    EjercicioClosed = "ejercicio-closed", 409, NeverRetry, "El ejercicio ya está cerrado";
    /// The id is taken by other bytes.
    IdConflict = "id-conflict", 409, NeverRetry, "Ese identificador ya se usó con otro contenido";

    // The upload.

    /// No such upload, or no longer: register again and go on from where it stands.
    UploadNotFound = "upload-not-found", 404, RetryLater, "La carga no existe; regístrela de nuevo";
    /// The upload was given up after its time: register again.
    UploadExpired = "upload-expired", 410, RetryLater, "La carga caducó; regístrela de nuevo";
    /// Another request is writing to it.
    UploadLocked = "upload-locked", 423, RetryLater, "Otra conexión está enviando la misma carga";
    /// The bytes do not begin where the upload stands (a type of the IETF draft).
    MismatchingUploadOffset = "mismatching-upload-offset", 409, RetryLater, "La carga no continúa donde se quedó";
    /// Everything had arrived already (a type of the IETF draft).
    CompletedUpload = "completed-upload", 400, Stored, "La carga ya estaba completa";
    /// The length differs from the one announced before (a type of the IETF draft).
    InconsistentUploadLength = "inconsistent-upload-length", 400, NeverRetry, "El tamaño de la carga no es el que se anunció";
    /// The bytes of this one request are not those of its digest; tus 1.0.0 wants status 460.
    DigestMismatch = "digest-mismatch", 400, RetryLater, "Los datos llegaron dañados: su SHA-256 no coincide";

    // The image.

    /// All bytes arrived and are not those of the envelope: they were dropped, send from the start.
    ImageDigestMismatch = "image-digest-mismatch", 422, RetryLater, "La imagen recibida no es la que se firmó";
    /// More bytes or pixels than allowed.
    ImageTooLarge = "image-too-large", 413, NeverRetry, "La imagen es demasiado grande";
    /// The signed bytes end in the middle of the image.
    ImageTruncated = "image-truncated", 422, NeverRetry, "La imagen está incompleta";
    /// The signed bytes are not a JPEG image.
    ImageNotJpeg = "image-not-jpeg", 422, NeverRetry, "El archivo no es una imagen JPEG";
    /// A few bytes that unfold to a vast image.
    ImageBomb = "image-bomb", 422, NeverRetry, "La imagen ocupa demasiado al descomprimirse";
    /// The size in pixels is not the envelope's.
    ImageSizeMismatch = "image-size-mismatch", 422, NeverRetry, "Las medidas de la imagen no son las que se firmaron";

    // The server.

    /// No room left.
    StorageFull = "storage-full", 507, RetryLater, "El servidor no tiene espacio; se reintentará";
    /// Database or object store out of reach.
    StorageUnavailable = "storage-unavailable", 503, RetryLater, "El almacenamiento no responde; se reintentará";
    /// Starting, stopping or overloaded.
    Unavailable = "unavailable", 503, RetryLater, "El servicio no está disponible; se reintentará";
    /// A failure of ours; `request_id` finds it in the log.
    Internal = "internal", 500, RetryLater, "Ocurrió un error en el servidor";
}

/// The text is no `type` of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("no es un tipo de problema conocido")]
pub struct UnknownProblemType;

impl ProblemType {
    const URN: &str = "urn:prep:problem:";
    const IETF: &str = "https://iana.org/assignments/http-problem-types#";

    /// The `type` member: `urn:prep:problem:<slug>`, except for the three problems of the IETF
    /// resumable upload draft, which bring URIs of their own.
    pub fn uri(self) -> String {
        let prefix = match self {
            Self::MismatchingUploadOffset
            | Self::CompletedUpload
            | Self::InconsistentUploadLength => Self::IETF,
            _ => Self::URN,
        };
        format!("{prefix}{}", self.slug())
    }
}

impl FromStr for ProblemType {
    type Err = UnknownProblemType;

    fn from_str(uri: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .find(|kind| kind.uri() == uri)
            .copied()
            .ok_or(UnknownProblemType)
    }
}

impl TryFrom<String> for ProblemType {
    type Error = UnknownProblemType;
    fn try_from(uri: String) -> Result<Self, Self::Error> {
        uri.parse()
    }
}

impl From<ProblemType> for String {
    fn from(kind: ProblemType) -> Self {
        kind.uri()
    }
}

impl fmt::Display for ProblemType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.title())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_type_has_its_own_slug_uri_and_title_and_an_error_status() {
        let all = ProblemType::ALL;
        let distinct = |of: fn(ProblemType) -> String| {
            all.iter()
                .map(|kind| of(*kind))
                .collect::<BTreeSet<_>>()
                .len()
        };
        assert_eq!(distinct(|kind| kind.slug().to_owned()), all.len());
        assert_eq!(distinct(ProblemType::uri), all.len());
        assert_eq!(distinct(|kind| kind.title().to_owned()), all.len());
        for kind in all {
            assert!((400..600).contains(&kind.status()), "{kind:?}");
            let words = |b: u8| b.is_ascii_lowercase() || b == b'-';
            assert!(
                !kind.slug().is_empty() && kind.slug().bytes().all(words),
                "{kind:?}"
            );
            assert!(kind.title().len() > 10, "{kind:?}");
            assert_eq!(kind.uri().parse::<ProblemType>(), Ok(*kind));
        }
    }

    #[test]
    fn failures_of_the_server_never_make_a_device_give_up() {
        for kind in ProblemType::ALL {
            let temporary = kind.status() >= 500 || [401, 408, 423, 429].contains(&kind.status());
            if temporary {
                assert_eq!(kind.advice(), Advice::RetryLater, "{kind:?}");
            }
        }
    }

    #[test]
    fn the_types_of_the_draft_have_their_registered_uris() {
        assert_eq!(
            ProblemType::MismatchingUploadOffset.uri(),
            "https://iana.org/assignments/http-problem-types#mismatching-upload-offset"
        );
        assert_eq!(
            ProblemType::IdConflict.uri(),
            "urn:prep:problem:id-conflict"
        );
        assert!(
            "urn:prep:problem:completed-upload"
                .parse::<ProblemType>()
                .is_err()
        );
        assert!("about:blank".parse::<ProblemType>().is_err());
    }
}
