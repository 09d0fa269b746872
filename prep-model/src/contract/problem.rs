use serde::{Deserialize, Serialize};

use super::{Advice, ProblemType};

/// An answer that is not a success, as `application/problem+json` (RFC 9457).
///
/// Members this type does not know are passed over when read, so that an older tablet understands
/// a newer server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What kind of problem.
    #[serde(rename = "type")]
    pub kind: ProblemType,
    /// The kind's title.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened this time, in Spanish, for a person; empty for failures of the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What it is about, as a path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// Where the upload stands, in bytes; the name is the IETF draft's.
    #[serde(
        default,
        rename = "expected-offset",
        skip_serializing_if = "Option::is_none"
    )]
    pub expected_offset: Option<u64>,
    /// Where the request wanted to go on, in bytes; the name is the IETF draft's.
    #[serde(
        default,
        rename = "provided-offset",
        skip_serializing_if = "Option::is_none"
    )]
    pub provided_offset: Option<u64>,
    /// How long to wait before asking again, in seconds; the same as `Retry-After`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_seconds: Option<u32>,
    /// The request in the server's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

impl Problem {
    /// The media type of the body.
    pub const MEDIA_TYPE: &str = "application/problem+json";

    /// A problem with the title and status of its kind and nothing else.
    pub fn new(kind: ProblemType) -> Self {
        Self {
            kind,
            title: kind.title().to_owned(),
            status: kind.status(),
            detail: None,
            instance: None,
            expected_offset: None,
            provided_offset: None,
            retry_after_seconds: None,
            request_id: None,
        }
    }

    /// The same, telling a person what happened.
    #[must_use]
    pub fn with_detail(self, detail: impl Into<String>) -> Self {
        Self {
            detail: Some(detail.into()),
            ..self
        }
    }

    /// The JSON body.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a record of texts and numbers always serialises")
    }

    /// Reads a body; `None` if it is not a problem of ours.
    pub fn from_json(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok()
    }

    /// What a device does after an answer without success. Only a problem of ours may make it give
    /// up: a 403 by somebody else's proxy or by a hotel's login page is no verdict on an acta.
    pub fn advice_for(body: &[u8]) -> Advice {
        Self::from_json(body).map_or(Advice::RetryLater, |problem| problem.kind.advice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_of_the_draft_has_its_names() {
        let mut problem = Problem::new(ProblemType::MismatchingUploadOffset);
        problem.expected_offset = Some(100);
        problem.provided_offset = Some(200);
        let json = problem.to_json();
        assert_eq!(
            json,
            "{\"type\":\"https://iana.org/assignments/http-problem-types#mismatching-upload-offset\",\
             \"title\":\"La carga no continúa donde se quedó\",\"status\":409,\
             \"expected-offset\":100,\"provided-offset\":200}"
        );
        assert_eq!(Problem::from_json(json.as_bytes()).unwrap(), problem);
    }

    #[test]
    fn every_problem_survives_and_a_newer_one_is_understood() {
        for kind in ProblemType::ALL {
            let mut problem = Problem::new(*kind).with_detail("algo");
            problem.retry_after_seconds = Some(30);
            problem.request_id = Some("r-1".to_owned());
            problem.instance = Some("/v1/digitalizaciones/x".to_owned());
            let json = problem.to_json();
            assert_eq!(Problem::from_json(json.as_bytes()), Some(problem));
            let newer = json.replacen('{', "{\"later\":[1],", 1);
            assert_eq!(Problem::advice_for(newer.as_bytes()), kind.advice());
        }
    }

    #[test]
    fn a_strangers_answer_never_makes_a_device_give_up() {
        for body in [
            "<html>Inicie sesión</html>",
            "",
            r#"{"type":"about:blank","title":"Forbidden","status":403}"#,
            r#"{"type":"urn:prep:problem:from-the-future","title":"?","status":400}"#,
        ] {
            assert_eq!(
                Problem::advice_for(body.as_bytes()),
                Advice::RetryLater,
                "{body}"
            );
        }
    }
}
