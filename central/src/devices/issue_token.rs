use prep_model::contract::dpop::{DpopExpectation, verify_dpop};
use prep_model::contract::{
    AccessToken, ClientAssertion, Confirmation, SignError, TokenError, TokenId,
};
use prep_model::time::Timestamp;
use thiserror::Error;

use super::authorize_device::proof_lifetime;
use super::nonce::accepted_nonces;
use super::{AuthRefusal, PublicUrl};
use crate::store::{DeviceRow, EjercicioRow, Tx};
use crate::{Central, UseCaseError};

/// How long a token is good for, in seconds.
const LIFETIME: i64 = 900;
/// A key that asks again within this time gets the same token: answers get lost.
const SAME_TOKEN: i64 = 600;
/// Seconds by which a device's clock may be wrong.
const SKEW: i64 = 300;

/// What a device shows to get a token.
#[derive(Debug, Clone, Copy)]
pub struct TokenRequest<'a> {
    /// The `private_key_jwt` assertion.
    pub assertion: &'a str,
    /// The DPoP proof for `POST` to the token URL.
    pub proof: &'a str,
}

/// A token and how long it is good for.
#[derive(Clone, PartialEq, Eq)]
pub struct IssuedToken {
    /// The compact JWS.
    pub token: String,
    /// Seconds left.
    pub expires_in: i64,
}

/// Why no token was issued.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TokenRefusal {
    /// The assertion does not hold.
    #[error(transparent)]
    Assertion(#[from] TokenError),
    /// The assertion was used before.
    #[error("la aserción del dispositivo ya se había usado")]
    AssertionReplayed,
    /// The proof does not hold, or nobody has the key.
    #[error(transparent)]
    Auth(#[from] AuthRefusal),
    /// There is no ejercicio to work in.
    #[error("no hay un ejercicio en preparación o abierto")]
    NoEjercicio,
}

/// Issues a short token bound to the device's key. A revoked device gets one too: what it has
/// still to send goes to quarantine and not into the void.
#[tracing::instrument(skip_all, fields(device.id))]
pub async fn issue_token(
    central: &Central,
    public_url: &PublicUrl,
    request: TokenRequest<'_>,
) -> Result<IssuedToken, UseCaseError<TokenRefusal>> {
    let refused = UseCaseError::Refused;
    let now = central.now();
    let (thumbprint, device_id) =
        ClientAssertion::peek(request.assertion).map_err(|error| refused(error.into()))?;
    let mut tx = central.store.begin_beside("issue_token").await?;
    let device = tx.find_device_by_thumbprint(thumbprint).await?;
    let device = device.filter(|device| device.id == device_id);
    let device = device.ok_or(refused(AuthRefusal::UnknownDevice.into()))?;
    tracing::Span::current().record("device.id", tracing::field::display(device.id));
    let audience = public_url.token_url();
    let assertion = ClientAssertion::verify(request.assertion, &device.key, &audience, now, SKEW)
        .map_err(|error| refused(error.into()))?;
    let jti = check_proof(central, now, &audience, &device, request.proof)
        .map_err(UseCaseError::Refused)?;

    tx.delete_expired_proofs(now).await?;
    let forget_at = now.plus_seconds(proof_lifetime());
    if !tx.insert_used_proof(thumbprint, &jti, forget_at).await? {
        return Err(refused(AuthRefusal::Replayed.into()));
    }
    let forget_at = now.plus_seconds(2 * SKEW + 300);
    if !tx
        .insert_used_proof(thumbprint, &assertion.jti, forget_at)
        .await?
    {
        return Err(refused(TokenRefusal::AssertionReplayed));
    }
    let ejercicio = tx.find_current_ejercicio().await?;
    let ejercicio = ejercicio.ok_or(refused(TokenRefusal::NoEjercicio))?;
    let iat = token_iat(&mut tx, &device, &ejercicio, now.unix_seconds()).await?;
    tx.commit().await?;
    let token = AccessToken {
        iss: public_url.as_str().to_owned(),
        sub: device.id,
        cnf: Confirmation { jkt: thumbprint },
        iat,
        exp: iat + LIFETIME,
        ejercicio: ejercicio.ejercicio().clone(),
    };
    let signed: Result<String, SignError> = token.sign(&central.keys.acuse);
    Ok(IssuedToken {
        token: signed.expect("a key in memory always signs"),
        expires_in: token.exp - now.unix_seconds(),
    })
}

/// When the device's token counts as issued. Signatures are deterministic: the same moment gives
/// the same token, and no token need be kept.
async fn token_iat(
    tx: &mut Tx,
    device: &DeviceRow,
    ejercicio: &EjercicioRow,
    now: i64,
) -> Result<i64, UseCaseError<TokenRefusal>> {
    if let Some((iat, of)) = &device.last_token
        && of == ejercicio.ejercicio()
        && (0..SAME_TOKEN).contains(&(now - iat))
    {
        return Ok(*iat);
    }
    tx.update_device_token(device.id, now, ejercicio.ejercicio())
        .await?;
    Ok(now)
}

fn check_proof(
    central: &Central,
    now: Timestamp,
    token_url: &str,
    device: &DeviceRow,
    proof: &str,
) -> Result<TokenId, TokenRefusal> {
    let url = token_url
        .parse()
        .expect("a public URL with a path of ours is a URL");
    let nonces = accepted_nonces(central, now);
    let expected = DpopExpectation {
        method: "POST",
        url: &url,
        nonces: &[&nonces[0], &nonces[1]],
        clock: None,
        access_token: None,
        thumbprint: Some(device.key.thumbprint()),
    };
    let verified = verify_dpop(proof, &expected).map_err(AuthRefusal::from)?;
    Ok(verified.jti)
}
