use prep_model::claves::EjercicioId;
use prep_model::contract::dpop::{DpopError, DpopExpectation, verify_dpop};
use prep_model::contract::{AccessToken, DeviceReport, HttpUrl, Signer, Thumbprint, TokenError};
use prep_model::people::DeviceId;
use thiserror::Error;

use super::PublicUrl;
use super::nonce::{NONCE_SECONDS, accepted_nonces};
use crate::{Central, UseCaseError};

/// Seconds by which two of the servers' clocks may differ.
const SERVER_SKEW: i64 = 5;

/// What a device shows with each request.
#[derive(Debug, Clone, Copy)]
pub struct PresentedToken<'a> {
    /// The request's method.
    pub method: &'a str,
    /// The request's URL as the client sees it.
    pub url: &'a HttpUrl,
    /// The access token.
    pub token: &'a str,
    /// The DPoP proof.
    pub proof: &'a str,
    /// What the device tells of itself, kept for whoever watches over it.
    pub report: Option<&'a DeviceReport>,
}

/// A device that proved who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorized {
    /// The device.
    pub device: DeviceId,
    /// Its key.
    pub thumbprint: Thumbprint,
    /// The ejercicio its token is good for.
    pub ejercicio: EjercicioId,
    /// True if it was revoked: what it sends goes to quarantine, and it may do nothing else.
    pub revoked: bool,
}

/// Why a device is not believed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AuthRefusal {
    /// The token does not hold: get a new one.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The token is for an ejercicio that is over: get a new one.
    #[error("el token es de otro ejercicio")]
    OtherEjercicio,
    /// The proof does not hold.
    #[error(transparent)]
    Proof(DpopError),
    /// The proof lacks the current nonce: ask again with it.
    #[error("la prueba DPoP no lleva el nonce vigente del servidor")]
    UseNonce,
    /// The proof was used before.
    #[error("la prueba DPoP ya se había usado")]
    Replayed,
    /// No device has this key.
    #[error("el dispositivo no está dado de alta")]
    UnknownDevice,
}

impl From<DpopError> for AuthRefusal {
    fn from(error: DpopError) -> Self {
        match error {
            DpopError::UseNonce => Self::UseNonce,
            DpopError::Jws(_)
            | DpopError::Malformed(_)
            | DpopError::Method
            | DpopError::Url
            | DpopError::Stale
            | DpopError::TokenHash
            | DpopError::Binding => Self::Proof(error),
        }
    }
}

/// How long a proof must be remembered: as long as its nonce may be accepted.
pub(super) const fn proof_lifetime() -> i64 {
    2 * NONCE_SECONDS
}

/// Checks token and proof of one request and remembers the proof, so that it is good once.
#[tracing::instrument(skip_all, fields(device.id))]
pub async fn authorize_device(
    central: &Central,
    public_url: &PublicUrl,
    presented: PresentedToken<'_>,
) -> Result<Authorized, UseCaseError<AuthRefusal>> {
    let refused = UseCaseError::Refused;
    let now = central.now();
    let key = central.keys.acuse.public_key();
    let issuer = public_url.as_str();
    let token = AccessToken::verify(presented.token, &key, issuer, now, SERVER_SKEW)
        .map_err(|error| refused(error.into()))?;
    tracing::Span::current().record("device.id", tracing::field::display(token.sub));
    let nonces = accepted_nonces(central, now);
    let expected = DpopExpectation {
        method: presented.method,
        url: presented.url,
        nonces: &[&nonces[0], &nonces[1]],
        clock: None,
        access_token: Some(presented.token),
        thumbprint: Some(token.cnf.jkt),
    };
    let proof = verify_dpop(presented.proof, &expected).map_err(|error| refused(error.into()))?;

    let mut tx = central.store.begin_beside("authorize_device").await?;
    let device = tx.find_device(token.sub).await?;
    let device = device.filter(|device| device.key.thumbprint() == token.cnf.jkt);
    let device = device.ok_or(refused(AuthRefusal::UnknownDevice))?;
    let ejercicio = tx.find_current_ejercicio().await?;
    if ejercicio.is_none_or(|current| *current.ejercicio() != token.ejercicio) {
        return Err(refused(AuthRefusal::OtherEjercicio));
    }
    let forget_at = now.plus_seconds(proof_lifetime());
    if !tx
        .insert_used_proof(token.cnf.jkt, &proof.jti, forget_at)
        .await?
    {
        return Err(refused(AuthRefusal::Replayed));
    }
    if let Some(report) = presented.report {
        tx.upsert_device_report(device.id, report, now).await?;
    }
    tx.commit().await?;
    Ok(Authorized {
        device: device.id,
        thumbprint: token.cnf.jkt,
        ejercicio: token.ejercicio,
        revoked: device.revoked.is_some(),
    })
}
