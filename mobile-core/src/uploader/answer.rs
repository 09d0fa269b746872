//! What an answer says. Whatever is not plainly ours is a stranger's: a hotel's login page, a
//! proxy's error. A stranger never makes a device give up, and never makes an image delivered.

use serde::Deserialize;
use serde_json::Value;

use prep_model::contract::{DigitalizacionId, Problem};
use prep_model::time::Timestamp;

use super::http::HttpResponse;

/// An answer, sorted.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answer {
    /// Success; what the body says depends on what was asked.
    Success,
    /// A problem of ours.
    Problem(Box<Problem>),
    /// OAuth's way to say that the proof needs the nonce of the `DPoP-Nonce` header.
    UseNonce,
    /// Somebody else's.
    Stranger,
}

/// The state of a digitalización, as the server tells it. Members we do not know are passed over.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct ServerState {
    pub(super) id: DigitalizacionId,
    pub(super) state: StateName,
    #[serde(default)]
    pub(super) upload: Option<UploadState>,
    #[serde(default)]
    pub(super) receipt: Option<String>,
    #[serde(default)]
    pub(super) reason: Option<Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum StateName {
    Receiving,
    Stored,
    Quarantined,
    Rejected,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct UploadState {
    pub(super) url: String,
    pub(super) offset: u64,
    pub(super) length: u64,
}

/// Where a bag stands.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct BagState {
    pub(super) id: DigitalizacionId,
    pub(super) state: StateName,
    #[serde(default)]
    pub(super) receipt: Option<String>,
}

impl BagState {
    /// Reads the state of the bag `id`; `None` if the body is something else.
    pub(super) fn read(response: &HttpResponse, id: DigitalizacionId) -> Option<Self> {
        let state: Self = serde_json::from_slice(&response.body).ok()?;
        (state.id == id).then_some(state)
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct TokenAnswer {
    pub(super) access_token: String,
    pub(super) token_type: String,
    pub(super) expires_in: u32,
}

#[derive(Deserialize)]
struct OauthError {
    error: String,
}

impl Answer {
    pub(super) fn sort(response: &HttpResponse) -> Self {
        if response.is_success() {
            return Self::Success;
        }
        if let Some(problem) = Problem::from_json(&response.body) {
            return Self::Problem(Box::new(problem));
        }
        match serde_json::from_slice::<OauthError>(&response.body) {
            Ok(OauthError { error }) if error == "use_dpop_nonce" => Self::UseNonce,
            _ => Self::Stranger,
        }
    }
}

impl ServerState {
    /// Reads the state of `id`; `None` if the body is something else.
    pub(super) fn read(response: &HttpResponse, id: DigitalizacionId) -> Option<Self> {
        let state: Self = serde_json::from_slice(&response.body).ok()?;
        (state.id == id).then_some(state)
    }

    /// Why the server refused the image, for a person.
    pub(super) fn reason_text(&self) -> String {
        let text = match &self.reason {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Object(members)) => ["detail", "text", "title"]
                .iter()
                .find_map(|name| members.get(*name)?.as_str())
                .unwrap_or_default()
                .to_owned(),
            _ => String::new(),
        };
        if text.is_empty() {
            "el servidor no admitió la imagen".to_owned()
        } else {
            text
        }
    }
}

impl TokenAnswer {
    pub(super) fn read(response: &HttpResponse) -> Option<Self> {
        let answer: Self = serde_json::from_slice(&response.body).ok()?;
        let fits = answer.token_type.eq_ignore_ascii_case("dpop")
            && (1..=4096).contains(&answer.access_token.len())
            && answer
                .access_token
                .bytes()
                .all(|byte| byte.is_ascii_graphic());
        fits.then_some(answer)
    }
}

/// What `Retry-After` or the problem asks for, in milliseconds.
pub(super) fn retry_after_ms(response: &HttpResponse, server_now: Timestamp) -> Option<u64> {
    let seconds = match response.header("retry-after").map(str::trim) {
        Some(text) => match text.parse::<u64>() {
            Ok(seconds) => Some(seconds),
            Err(_) => http_date(text)
                .and_then(|until| u64::try_from(until.micros_since(server_now) / 1_000_000).ok()),
        },
        None => Problem::from_json(&response.body)
            .and_then(|problem| problem.retry_after_seconds)
            .map(u64::from),
    };
    seconds.map(|seconds| seconds.saturating_mul(1000))
}

/// The moment of an HTTP date, `Sun, 06 Nov 1994 08:49:37 GMT`; the two old forms are not read.
pub(super) fn http_date(text: &str) -> Option<Timestamp> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (_, date) = text.split_once(", ")?;
    let parts: Vec<_> = date.split(' ').collect();
    let [day, month, year, time, "GMT"] = parts.as_slice() else {
        return None;
    };
    let month = MONTHS.iter().position(|name| name == month)? + 1;
    format!("{year}-{month:02}-{day}T{time}Z").parse().ok()
}

#[cfg(test)]
mod tests {
    use prep_model::contract::ProblemType;

    use super::*;
    use crate::testing::night;

    fn response(status: u16, body: &str) -> HttpResponse {
        HttpResponse {
            status,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn a_login_page_is_a_strangers_whatever_its_status() {
        let page = "<html>Inicie sesión</html>";
        assert_eq!(Answer::sort(&response(302, page)), Answer::Stranger);
        assert_eq!(Answer::sort(&response(403, page)), Answer::Stranger);
        let id = DigitalizacionId::from_parts(1, &[0; 10]);
        assert_eq!(ServerState::read(&response(200, page), id), None);
        assert_eq!(TokenAnswer::read(&response(200, page)), None);
    }

    #[test]
    fn problems_and_the_nonce_of_oauth_are_told_apart() {
        let problem = Problem::new(ProblemType::UseDpopNonce);
        let sorted = Answer::sort(&response(401, &problem.to_json()));
        assert_eq!(sorted, Answer::Problem(Box::new(problem)));
        let oauth = response(400, r#"{"error":"use_dpop_nonce"}"#);
        assert_eq!(Answer::sort(&oauth), Answer::UseNonce);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let mut answer = response(503, "");
        assert_eq!(retry_after_ms(&answer, night(0)), None);
        answer.headers = vec![("Retry-After".to_owned(), "7".to_owned())];
        assert_eq!(retry_after_ms(&answer, night(0)), Some(7000));
        answer.headers = vec![(
            "retry-after".to_owned(),
            "Mon, 03 Jun 2024 02:00:09 GMT".to_owned(),
        )];
        assert_eq!(retry_after_ms(&answer, night(0)), Some(9000));
        assert_eq!(retry_after_ms(&answer, night(10)), None);
    }

    #[test]
    fn http_dates_are_read_and_nonsense_is_not() {
        assert_eq!(http_date("Mon, 03 Jun 2024 02:00:00 GMT"), Some(night(0)));
        for bad in [
            "",
            "x, y",
            "Mon, 03 Xxx 2024 02:00:00 GMT",
            "Mon, 99 Jun 2024 02:00:00 GMT",
        ] {
            assert_eq!(http_date(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_reason_comes_as_text_or_as_a_problem() {
        let id = DigitalizacionId::from_parts(1, &[0; 10]);
        let read = |reason: &str| {
            let body = format!(r#"{{"id":"{id}","state":"rejected","reason":{reason}}}"#);
            ServerState::read(&response(200, &body), id)
                .unwrap()
                .reason_text()
        };
        assert_eq!(read(r#""borrosa""#), "borrosa");
        assert_eq!(read(r#"{"title":"t","detail":"d"}"#), "d");
        assert_eq!(read("null"), "el servidor no admitió la imagen");
    }
}
