use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use central::recepcion::{MAX_IMAGE_BYTES, Reception, ReceptionState, UPLOAD_LIFETIME_SECONDS};
use prep_model::time::Timestamp;

use super::dialect::{
    Dialect, PREP_RECEIPT, UPLOAD_EXPIRES, UPLOAD_LENGTH, UPLOAD_LIMIT, UPLOAD_OFFSET,
};
use crate::digitalizaciones::StateBody;
use crate::state::IngestState;

/// What the server takes, for `Upload-Limit` of the IETF draft.
pub(super) fn upload_limit() -> String {
    format!("max-size={MAX_IMAGE_BYTES}, max-age={UPLOAD_LIFETIME_SECONDS}")
}

/// Headers that tell where an upload stands.
pub(super) fn place_headers(dialect: Dialect, reception: &Reception) -> HeaderMap {
    let complete = reception.state != ReceptionState::Receiving;
    let mut headers = dialect.headers(complete);
    if let Some(upload) = &reception.upload {
        headers.insert(UPLOAD_OFFSET, HeaderValue::from(upload.offset));
        if dialect == Dialect::Tus {
            headers.insert(UPLOAD_EXPIRES, text(&http_date(upload.expires_at)));
        } else {
            headers.insert(UPLOAD_LIMIT, text(&upload_limit()));
        }
    }
    if let ReceptionState::Stored { receipt } = &reception.state {
        headers.insert(PREP_RECEIPT, text(receipt));
    }
    headers
}

/// The length too, for those who lost it.
pub(super) fn length_header(headers: &mut HeaderMap, reception: &Reception) {
    if let Some(upload) = &reception.upload {
        headers.insert(UPLOAD_LENGTH, HeaderValue::from(upload.length));
    }
}

/// The answer to a piece: tus clients want no body, others get the state once there is more to say
/// than the offset.
pub(super) fn piece_reply(
    state: &IngestState,
    dialect: Dialect,
    reception: &Reception,
    created: Option<&str>,
) -> Response {
    let mut headers = place_headers(dialect, reception);
    let status = if let Some(url) = created {
        headers.insert(header::LOCATION, text(url));
        StatusCode::CREATED
    } else if dialect == Dialect::Tus || reception.state == ReceptionState::Receiving {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::OK
    };
    if status == StatusCode::NO_CONTENT || dialect == Dialect::Tus {
        return (status, headers).into_response();
    }
    let body = StateBody::new(&state.config.public_url, reception);
    (status, headers, Json(body)).into_response()
}

pub(super) fn text(value: &str) -> HeaderValue {
    HeaderValue::from_str(value).expect("URLs, dates and compact JWS are plain ASCII")
}

/// The date form of HTTP (RFC 9110, section 5.6.7), which tus wants for `Upload-Expires`.
fn http_date(moment: Timestamp) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let rfc3339 = moment.to_string();
    let part = |range: std::ops::Range<usize>| rfc3339.get(range).unwrap_or_default();
    let since_epoch = usize::try_from(moment.unix_seconds() / 86_400).unwrap_or_default();
    let day = DAYS.get(since_epoch % 7).unwrap_or(&"Thu");
    let month: usize = part(5..7).parse().unwrap_or(1);
    let month = MONTHS.get(month - 1).unwrap_or(&"Jan");
    let (date, year, time) = (part(8..10), part(0..4), part(11..19));
    format!("{day}, {date} {month} {year} {time} GMT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_http() {
        let moment: Timestamp = "1994-11-06T08:49:37.000000Z".parse().unwrap();
        assert_eq!(http_date(moment), "Sun, 06 Nov 1994 08:49:37 GMT");
        let moment: Timestamp = "2024-06-03T02:00:00.000000Z".parse().unwrap();
        assert_eq!(http_date(moment), "Mon, 03 Jun 2024 02:00:00 GMT");
    }
}
