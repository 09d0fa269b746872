use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::config::{
    BehaviorVersion, Builder, Credentials, Region, RequestChecksumCalculation,
    ResponseChecksumValidation,
};
use aws_smithy_http_client::Builder as HttpBuilder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;

use crate::objects::{S3Credentials, S3Location};

/// Until a connection stands.
const CONNECT: Duration = Duration::from_secs(3);
/// Until the first byte of an answer.
const READ: Duration = Duration::from_secs(10);
/// For one attempt with an image of the largest size.
const ATTEMPT: Duration = Duration::from_secs(20);
/// For all attempts of one request, pauses included.
const OPERATION: Duration = Duration::from_secs(45);
/// How often a request is sent at most. Repeats also draw on a budget that all requests of the
/// process share and that successes refill, so a store in trouble is not drowned in repeats.
const ATTEMPTS: u32 = 4;
/// The first pause between attempts; each later one is up to twice as long, with jitter.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// The longest such pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// A client with credentials, timeouts and repeats of its own: nothing of it comes from the
/// environment or from files that the settings do not name.
pub(super) fn client(place: &S3Location, credentials: &S3Credentials) -> Client {
    let S3Credentials {
        access_key,
        secret_key,
        session_token,
    } = credentials.clone();
    let credentials = Credentials::new(access_key, secret_key, session_token, None, "settings");
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .read_timeout(READ)
        .operation_attempt_timeout(ATTEMPT)
        .operation_timeout(OPERATION)
        .build();
    let retries = RetryConfig::standard()
        .with_max_attempts(ATTEMPTS)
        .with_initial_backoff(FIRST_PAUSE)
        .with_max_backoff(LONGEST_PAUSE);
    // An endpoint without TLS needs no certificates of the system, which may not be there.
    let plain = place
        .endpoint
        .as_deref()
        .is_some_and(|endpoint| endpoint.starts_with("http://"));
    let http = if plain {
        HttpBuilder::new().build_http()
    } else {
        HttpBuilder::new()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .build_https()
    };
    let mut config = Builder::new()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(place.region.clone()))
        .credentials_provider(credentials)
        .force_path_style(place.path_style)
        .http_client(http)
        .timeout_config(timeouts)
        .retry_config(retries)
        // Ours is the SHA-256; a second checksum, which not every store knows, adds nothing.
        .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
        .response_checksum_validation(ResponseChecksumValidation::WhenRequired);
    if let Some(endpoint) = &place.endpoint {
        config = config.endpoint_url(endpoint);
    }
    Client::from_conf(config.build())
}
