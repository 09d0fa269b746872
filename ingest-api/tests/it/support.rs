use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use central::testing::{Tablet, TestCentral, public_url};
use ingest_api::{IngestConfig, router};
use prep_model::contract::{Problem, ProblemType, Receipt, SealedEnvelope, Signer};
use serde_json::Value;
use tower::ServiceExt;

/// A server and the data centre behind it.
pub(crate) struct Server {
    pub(crate) test: TestCentral,
    pub(crate) router: Router,
}

/// An answer with its whole body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

pub(crate) const JOSE: (&str, &str) = ("content-type", "application/jose");
pub(crate) const TUS: (&str, &str) = ("tus-resumable", "1.0.0");
pub(crate) const PARTIAL: (&str, &str) = ("content-type", "application/partial-upload");
pub(crate) const OCTETS: (&str, &str) = ("content-type", "application/offset+octet-stream");
pub(crate) const LAST: (&str, &str) = ("upload-complete", "?1");

impl Server {
    pub(crate) async fn open() -> Self {
        Self::over(TestCentral::open().await)
    }

    pub(crate) fn over(test: TestCentral) -> Self {
        let config = IngestConfig {
            public_url: public_url(),
        };
        let router = router(test.central.clone(), config);
        Self { test, router }
    }

    pub(crate) async fn send(
        &self,
        (method, path): (&str, &str),
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let path = path.strip_prefix(public_url().as_str()).unwrap_or(path);
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: body.to_vec(),
        }
    }

    pub(crate) fn now(&self) -> i64 {
        self.test.central.now().unix_seconds()
    }

    pub(crate) fn nonce(&self) -> String {
        central::devices::current_nonce(&self.test.central)
    }

    pub(crate) async fn ask_token(&self, tablet: &mut Tablet) -> Answer {
        let url = public_url().token_url();
        let assertion = tablet.assertion(&url, self.now());
        let proof = tablet.proof(("POST", &url), self.now(), &self.nonce(), None);
        self.post_token(&assertion, &proof).await
    }

    pub(crate) async fn post_token(&self, assertion: &str, proof: &str) -> Answer {
        let kind = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";
        let form = format!(
            "grant_type=client_credentials&client_assertion_type={kind}&client_assertion={assertion}"
        );
        let form_type = ("content-type", "application/x-www-form-urlencoded");
        let headers = [form_type, ("dpop", proof)];
        self.send(("POST", "/v1/tokens"), &headers, form).await
    }

    pub(crate) async fn token(&self, tablet: &mut Tablet) -> String {
        let answer = self.ask_token(tablet).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["access_token"].as_str().unwrap().to_owned()
    }

    /// A request with token and proof.
    pub(crate) async fn signed(
        &self,
        tablet: &mut Tablet,
        (method, path): (&str, &str),
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let token = self.token(tablet).await;
        // A proof names the address without its query (RFC 9449, section 4.2).
        let url = public_url().join(path.split('?').next().unwrap_or_default());
        let proof = tablet.proof((method, &url), self.now(), &self.nonce(), Some(&token));
        let authorization = format!("DPoP {token}");
        let mut all = vec![("authorization", authorization.as_str()), ("dpop", &proof)];
        all.extend(headers);
        self.send((method, path), &all, body).await
    }

    pub(crate) async fn put(&self, tablet: &mut Tablet, sealed: &SealedEnvelope) -> Answer {
        let path = format!("/v1/digitalizaciones/{}", sealed.envelope().id);
        self.signed(tablet, ("PUT", &path), &[JOSE], sealed.text().to_owned())
            .await
    }

    /// Registers and gives the upload's URL.
    pub(crate) async fn register(&self, tablet: &mut Tablet, sealed: &SealedEnvelope) -> String {
        let answer = self.put(tablet, sealed).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["upload"]["url"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn patch(&self, url: &str, offset: usize, bytes: &[u8], last: bool) -> Answer {
        let offset = offset.to_string();
        let complete = if last { "?1" } else { "?0" };
        let headers = [
            PARTIAL,
            ("upload-offset", offset.as_str()),
            ("upload-complete", complete),
        ];
        self.send(("PATCH", url), &headers, bytes.to_vec()).await
    }

    /// Registers and sends the whole image.
    pub(crate) async fn deliver(
        &self,
        tablet: &mut Tablet,
        sealed: &SealedEnvelope,
        image: &[u8],
    ) -> Answer {
        let url = self.register(tablet, sealed).await;
        self.patch(&url, 0, image, true).await
    }

    /// The receipt of a state, verified as a device does.
    pub(crate) fn verify(&self, answer: &Answer, sealed: &SealedEnvelope) -> Receipt {
        assert_eq!(answer.status, 200, "{answer:?}");
        let state = answer.json();
        assert_eq!(state["state"], "stored", "{state}");
        self.verify_text(state["receipt"].as_str().unwrap(), sealed)
    }

    pub(crate) fn verify_text(&self, text: &str, sealed: &SealedEnvelope) -> Receipt {
        let key = self.test.central.keys.acuse.public_key();
        let receipt = Receipt::open(text, &key).unwrap();
        receipt.matches(sealed).unwrap();
        receipt
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    /// Asserts a problem of the kind, complete.
    #[track_caller]
    pub(crate) fn is_problem(&self, kind: ProblemType) -> Problem {
        let problem = Problem::from_json(&self.body);
        let problem = problem.unwrap_or_else(|| panic!("no problem: {self:?}"));
        assert_eq!(problem.kind, kind, "{problem:?}");
        assert_eq!(self.header("content-type"), Problem::MEDIA_TYPE);
        assert_eq!(problem.status, self.status.as_u16());
        assert_eq!(problem.request_id.as_deref().map(str::len), Some(16));
        assert!(!self.status.is_server_error() || problem.detail.is_none());
        problem
    }
}
