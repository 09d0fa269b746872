//! A server in memory that speaks docs/API.md with a tablet: a function of its state and a request.

mod catd;

use std::collections::BTreeMap;

use prep_model::claves::{EjercicioId, ProcesoId};
use prep_model::contract::dpop::{DpopError, DpopExpectation, verify_dpop};
use prep_model::contract::{
    ClientAssertion, DeviceId, DeviceReport, DigitalizacionId, EnrolmentRequest, EnrolmentResponse,
    Envelope, KeyPurpose, Problem, ProblemType, PublicKey, Receipt, SealedBolsa, SealedEnvelope,
    ServerKey, ServerKeys, Sha256Digest, Signer as _, SoftwareSigner, V1,
};
use prep_model::time::Timestamp;
use serde_json::json;

use crate::uploader::{HttpRequest, HttpResponse};

/// 2024-06-03T02:00:00Z and so many seconds.
pub fn night(seconds: i64) -> Timestamp {
    let start = Timestamp::from_micros(1_717_380_000_000_000).expect("a moment of 2024");
    start.plus_seconds(seconds)
}

/// The key of a made-up device.
pub fn device_signer(n: u8) -> SoftwareSigner {
    SoftwareSigner::from_secret_bytes(&[n.max(1); 32]).expect("a small number is a key")
}

/// What goes wrong with one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It never arrives.
    DropRequest,
    /// It arrives, and its answer does not.
    DropResponse,
    /// Only so many bytes of its body arrive, then the line is cut.
    CutBody(usize),
    /// It is not looked at, and this problem is the answer.
    Problem(ProblemType),
    /// A login page answers instead.
    LoginPage(u16),
    /// All tokens have ended.
    TokensEnd,
    /// The nonce has changed.
    NonceChanges,
    /// All uploads that are not complete have expired.
    UploadsExpire,
    /// The receipt comes signed by another key.
    ForgedReceipt,
}

/// The server.
#[derive(Debug)]
pub struct SimulatedServer {
    url: String,
    key: SoftwareSigner,
    devices: BTreeMap<DeviceId, PublicKey>,
    tokens: BTreeMap<String, PublicKey>,
    nonce: u32,
    images: BTreeMap<DigitalizacionId, Image>,
    uploads: BTreeMap<String, DigitalizacionId>,
    made: u32,
    proceso: ProcesoId,
    ejercicio: EjercicioId,
    catalogo: String,
    /// Bags by id, with their receipts.
    bolsas: BTreeMap<String, (SealedBolsa, String)>,
    /// What devices last told of themselves.
    report: Option<DeviceReport>,
    avisos: Vec<serde_json::Value>,
    acuses: Vec<String>,
    /// Password and answer of the people it knows, by user.
    people: BTreeMap<String, (String, serde_json::Value)>,
    /// Bytes that arrived in bodies of uploads, whatever became of them.
    pub bytes_in: u64,
    /// Two envelopes for one id, which must never be.
    pub conflicts: u32,
}

#[derive(Debug)]
struct Image {
    envelope: String,
    sealed: SealedEnvelope,
    upload: Option<String>,
    bytes: Vec<u8>,
    receipt: Option<String>,
}

type Answer = Result<HttpResponse, ProblemType>;

fn answer(status: u16, body: &serde_json::Value) -> HttpResponse {
    HttpResponse {
        status,
        headers: Vec::new(),
        body: body.to_string().into_bytes(),
    }
}

impl SimulatedServer {
    /// A server at `url`, which has no final `/`.
    pub fn new(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            key: SoftwareSigner::from_secret_bytes(&[9; 32]).expect("a small number is a key"),
            devices: BTreeMap::new(),
            tokens: BTreeMap::new(),
            nonce: 1,
            images: BTreeMap::new(),
            uploads: BTreeMap::new(),
            made: 0,
            proceso: "cdmx-2024".parse().expect("a proceso"),
            ejercicio: "simulacro-1".parse().expect("an ejercicio"),
            catalogo: r#"{"casillas":[]}"#.to_owned(),
            bolsas: BTreeMap::new(),
            report: None,
            avisos: Vec::new(),
            acuses: Vec::new(),
            people: BTreeMap::new(),
            bytes_in: 0,
            conflicts: 0,
        }
    }

    /// The run that it enrols devices in from now on.
    pub fn set_run(&mut self, proceso: ProcesoId, ejercicio: EjercicioId) {
        (self.proceso, self.ejercicio) = (proceso, ejercicio);
    }

    /// What it gives as catalogue from now on.
    pub fn set_catalogo(&mut self, json: &str) {
        json.clone_into(&mut self.catalogo);
    }

    /// Somebody it knows: a CAEL with these casillas.
    pub fn add_person(&mut self, user: &str, password: &str, casillas: &[&str]) {
        self.add_person_as("cael", user, password, casillas);
    }

    /// Somebody it knows in this role.
    pub fn add_person_as(&mut self, role: &str, user: &str, password: &str, casillas: &[&str]) {
        let known = json!({
            "v": 1, "person": format!("p-{user}"), "role": role, "scope": "Distrito 9",
            "casillas": casillas,
        });
        self.people
            .insert(user.to_owned(), (password.to_owned(), known));
    }

    /// The bytes of an image it signed for.
    pub fn stored(&self, id: DigitalizacionId) -> Option<&[u8]> {
        let image = self.images.get(&id)?;
        image.receipt.is_some().then_some(image.bytes.as_slice())
    }

    /// What it was told of every image.
    pub fn envelopes(&self) -> impl Iterator<Item = &Envelope> {
        self.images.values().map(|image| image.sealed.envelope())
    }

    /// How many images it signed for.
    pub fn stored_count(&self) -> usize {
        self.images
            .values()
            .filter(|image| image.receipt.is_some())
            .count()
    }

    /// The answer to a request that `fault` happens to, or `None` if none comes.
    pub fn meet(
        &mut self,
        now: Timestamp,
        request: &HttpRequest,
        body: &[u8],
        fault: Option<&Fault>,
    ) -> Option<HttpResponse> {
        match fault {
            None => Some(self.handle(now, request, body)),
            Some(Fault::DropResponse) => {
                self.handle(now, request, body);
                None
            }
            Some(Fault::CutBody(length)) if request.method == "PATCH" => {
                let arrived = body.get(..*length).unwrap_or(body);
                let _ = self.receive(request, arrived);
                None
            }
            Some(Fault::DropRequest | Fault::CutBody(_)) => None,
            Some(Fault::Problem(kind)) => Some(self.problem(*kind)),
            Some(Fault::LoginPage(status)) => Some(HttpResponse {
                status: *status,
                headers: vec![("Content-Type".to_owned(), "text/html".to_owned())],
                body: b"<html>Inicie sesi\xc3\xb3n</html>".to_vec(),
            }),
            Some(Fault::TokensEnd) => {
                self.tokens.clear();
                Some(self.handle(now, request, body))
            }
            Some(Fault::NonceChanges) => {
                self.nonce += 1;
                Some(self.handle(now, request, body))
            }
            Some(Fault::UploadsExpire) => {
                self.expire();
                Some(self.handle(now, request, body))
            }
            Some(Fault::ForgedReceipt) => Some(self.forge(now, request, body)),
        }
    }

    /// The answer to a request that arrived whole.
    pub fn handle(&mut self, now: Timestamp, request: &HttpRequest, body: &[u8]) -> HttpResponse {
        let path = request
            .url
            .strip_prefix(&self.url)
            .unwrap_or_default()
            .to_owned();
        let told = header(request, DeviceReport::HEADER).and_then(|text| text.parse().ok());
        self.report = told.or(self.report.take());
        let path = path.split('?').next().unwrap_or_default();
        let parts: Vec<_> = path.split('/').skip(1).collect();
        let answer = match (request.method, parts.as_slice()) {
            ("POST", ["v1", "altas"]) => self.enroll(now, body),
            ("POST", ["v1", "tokens"]) => self.token(now, request, body),
            ("GET", ["v1", "catalogo"]) => self.catalogo(request),
            ("POST", ["v1", "personas"]) => self.person(request, body),
            ("GET", ["v1", "avisos"]) => self.list_avisos(request),
            ("GET", ["v1", "avance"]) => self.avance(now, request),
            ("POST", ["v1", "avisos", number, "acuse"]) => self.acknowledge(request, number, body),
            ("PUT", ["v1", "bolsas", id]) => self.bolsa(now, request, id, body),
            ("PUT", ["v1", "digitalizaciones", id]) => self.register(request, id, body),
            ("GET", ["v1", "uploads", upload]) => self.ask(upload),
            ("PATCH", ["v1", "uploads", _]) => self.patch(now, request, body),
            _ => Err(ProblemType::NotFound),
        };
        let mut answer = answer.unwrap_or_else(|kind| self.problem(kind));
        answer.headers.push(("DPoP-Nonce".to_owned(), self.nonce()));
        answer.headers.push(("Date".to_owned(), http_date(now)));
        answer
    }

    fn nonce(&self) -> String {
        format!("nonce-{}", self.nonce)
    }

    fn problem(&self, kind: ProblemType) -> HttpResponse {
        HttpResponse {
            status: kind.status(),
            headers: vec![("DPoP-Nonce".to_owned(), self.nonce())],
            body: Problem::new(kind).to_json().into_bytes(),
        }
    }

    fn enroll(&mut self, now: Timestamp, body: &[u8]) -> Answer {
        let text = std::str::from_utf8(body).map_err(|_| ProblemType::InvalidEnrolment)?;
        let opened = EnrolmentRequest::open(text).map_err(|_| ProblemType::InvalidEnrolment)?;
        let known = self.devices.iter().find(|(_, key)| **key == opened.key);
        let device_id = known.map_or_else(
            || {
                DeviceId::from_parts(
                    1,
                    Sha256Digest::of(body)
                        .as_bytes()
                        .first_chunk()
                        .unwrap_or(&[0; 10]),
                )
            },
            |(id, _)| *id,
        );
        self.devices.insert(device_id, opened.key);
        let response = EnrolmentResponse {
            v: V1,
            device_id,
            proceso: self.proceso.clone(),
            ejercicio: self.ejercicio.clone(),
            server_keys: self.keys(),
            token_url: format!("{}/v1/tokens", self.url),
            now,
        };
        let json = response.to_json().map_err(|_| ProblemType::Internal)?;
        Ok(HttpResponse {
            status: 201,
            headers: Vec::new(),
            body: json.into_bytes(),
        })
    }

    fn keys(&self) -> ServerKeys {
        ServerKeys(vec![ServerKey {
            purpose: KeyPurpose::Acuse,
            jwk: self.key.public_key(),
        }])
    }

    fn token(&mut self, now: Timestamp, request: &HttpRequest, body: &[u8]) -> Answer {
        let key = self.prove(request, None)?;
        let form = String::from_utf8_lossy(body);
        let assertion = form
            .rsplit_once("client_assertion=")
            .map(|(_, text)| text.to_owned());
        let assertion = assertion.ok_or(ProblemType::InvalidRequest)?;
        let audience = format!("{}/v1/tokens", self.url);
        let claims = ClientAssertion::verify(&assertion, &key, &audience, now, 60)
            .map_err(|_| ProblemType::InvalidClientAssertion)?;
        if self.devices.get(&claims.device) != Some(&key) {
            return Err(ProblemType::UnknownDevice);
        }
        self.made += 1;
        let token = format!("token-{}", self.made);
        self.tokens.insert(token.clone(), key);
        Ok(answer(
            200,
            &json!({"access_token": token, "token_type": "DPoP", "expires_in": 900}),
        ))
    }

    /// Checks the proof of a request, and with a token that it is the token's key.
    fn prove(&self, request: &HttpRequest, token: Option<&str>) -> Result<PublicKey, ProblemType> {
        let proof = header(request, "DPoP").ok_or(ProblemType::InvalidDpopProof)?;
        let url = request
            .url
            .parse()
            .map_err(|_| ProblemType::InvalidRequest)?;
        let bound = match token {
            None => None,
            Some(token) => Some(self.tokens.get(token).ok_or(ProblemType::Unauthorized)?),
        };
        let nonce = self.nonce();
        let expected = DpopExpectation {
            method: request.method,
            url: &url,
            nonces: &[&nonce],
            clock: None,
            access_token: token,
            thumbprint: bound.map(PublicKey::thumbprint),
        };
        verify_dpop(proof, &expected)
            .map(|verified| verified.key)
            .map_err(|error| match error {
                DpopError::UseNonce => ProblemType::UseDpopNonce,
                _ => ProblemType::InvalidDpopProof,
            })
    }

    fn authorize(&self, request: &HttpRequest) -> Result<PublicKey, ProblemType> {
        let token = header(request, "Authorization").and_then(|value| value.strip_prefix("DPoP "));
        self.prove(request, Some(token.ok_or(ProblemType::Unauthorized)?))
    }

    fn catalogo(&self, request: &HttpRequest) -> Answer {
        self.authorize(request)?;
        let etag = format!("\"{}\"", Sha256Digest::of(self.catalogo.as_bytes()));
        if header(request, "If-None-Match") == Some(etag.as_str()) {
            return Ok(HttpResponse {
                status: 304,
                ..HttpResponse::default()
            });
        }
        Ok(HttpResponse {
            status: 200,
            headers: vec![("ETag".to_owned(), etag)],
            body: self.catalogo.clone().into_bytes(),
        })
    }

    fn person(&self, request: &HttpRequest, body: &[u8]) -> Answer {
        self.authorize(request)?;
        let form: serde_json::Value =
            serde_json::from_slice(body).map_err(|_| ProblemType::InvalidRequest)?;
        let text = |name: &str| form.get(name).and_then(serde_json::Value::as_str);
        let known = text("user").and_then(|user| self.people.get(user));
        match known {
            Some((password, known)) if text("password") == Some(password) => Ok(answer(200, known)),
            _ => Err(ProblemType::Forbidden),
        }
    }

    fn register(&mut self, request: &HttpRequest, id: &str, body: &[u8]) -> Answer {
        let key = self.authorize(request)?;
        let text = String::from_utf8_lossy(body).into_owned();
        let sealed =
            SealedEnvelope::open(&text, &key).map_err(|_| ProblemType::InvalidSignature)?;
        let envelope_id = sealed.envelope().id;
        if envelope_id.to_string() != id {
            return Err(ProblemType::InvalidRequest);
        }
        if self
            .images
            .get(&envelope_id)
            .is_some_and(|image| image.envelope != text)
        {
            self.conflicts += 1;
            return Err(ProblemType::IdConflict);
        }
        self.made += 1;
        let upload = format!("capability{}", self.made);
        let image = self.images.entry(envelope_id).or_insert_with(|| Image {
            envelope: text,
            sealed,
            upload: None,
            bytes: Vec::new(),
            receipt: None,
        });
        let upload = image.upload.get_or_insert(upload);
        self.uploads.insert(upload.clone(), envelope_id);
        self.state(envelope_id, 200)
    }

    fn ask(&self, upload: &str) -> Answer {
        self.state(
            *self
                .uploads
                .get(upload)
                .ok_or(ProblemType::UploadNotFound)?,
            200,
        )
    }

    fn state(&self, id: DigitalizacionId, status: u16) -> Answer {
        let image = self.images.get(&id).ok_or(ProblemType::NotFound)?;
        let upload = image
            .upload
            .as_ref()
            .filter(|_| image.receipt.is_none())
            .map(|upload| {
                json!({
                    "url": format!("{}/v1/uploads/{upload}", self.url),
                    "offset": image.bytes.len(),
                    "length": image.sealed.envelope().image.bytes,
                    "expires_at": night(86_400),
                })
            });
        let state = if image.receipt.is_some() {
            "stored"
        } else {
            "receiving"
        };
        let body = json!({"id": id, "state": state, "upload": upload, "receipt": image.receipt});
        Ok(answer(status, &body))
    }

    fn patch(&mut self, now: Timestamp, request: &HttpRequest, body: &[u8]) -> Answer {
        let id = self.receive(request, body)?;
        let image = self
            .images
            .get_mut(&id)
            .ok_or(ProblemType::UploadNotFound)?;
        let envelope = image.sealed.envelope();
        let whole = u64::try_from(image.bytes.len()).unwrap_or(0) == envelope.image.bytes;
        if header(request, "Upload-Complete") != Some("?1") || !whole {
            let offset = image.bytes.len().to_string();
            let headers = vec![("Upload-Offset".to_owned(), offset)];
            return Ok(HttpResponse {
                status: 204,
                headers,
                body: Vec::new(),
            });
        }
        if Sha256Digest::of(&image.bytes) != envelope.image.sha256 {
            image.bytes.clear();
            return Err(ProblemType::ImageDigestMismatch);
        }
        let receipt = receipt(&image.sealed, now).seal(&self.key);
        image.receipt = Some(receipt.map_err(|_| ProblemType::Internal)?);
        self.state(id, 200)
    }

    /// Takes the bytes that arrived, all of the request's or not.
    fn receive(
        &mut self,
        request: &HttpRequest,
        body: &[u8],
    ) -> Result<DigitalizacionId, ProblemType> {
        let upload = request.url.rsplit('/').next().unwrap_or_default();
        let id = *self
            .uploads
            .get(upload)
            .ok_or(ProblemType::UploadNotFound)?;
        let image = self
            .images
            .get_mut(&id)
            .ok_or(ProblemType::UploadNotFound)?;
        self.bytes_in += u64::try_from(body.len()).unwrap_or(0);
        if image.receipt.is_some() {
            return Err(ProblemType::CompletedUpload);
        }
        if header(request, "Upload-Offset") != Some(image.bytes.len().to_string().as_str()) {
            return Err(ProblemType::MismatchingUploadOffset);
        }
        image.bytes.extend_from_slice(body);
        Ok(id)
    }

    fn expire(&mut self) {
        for image in self
            .images
            .values_mut()
            .filter(|image| image.receipt.is_none())
        {
            image.upload = None;
            image.bytes.clear();
        }
        let images = &self.images;
        self.uploads.retain(|upload, id| {
            images
                .get(id)
                .is_some_and(|image| image.upload.as_ref() == Some(upload))
        });
    }

    /// Answers like the server, with every receipt signed by somebody else's key.
    fn forge(&mut self, now: Timestamp, request: &HttpRequest, body: &[u8]) -> HttpResponse {
        let mut answer = self.handle(now, request, body);
        let state = serde_json::from_slice::<serde_json::Value>(&answer.body).ok();
        let id = state
            .as_ref()
            .and_then(|state| state.get("id")?.as_str()?.parse().ok());
        if let Some(image) = id.and_then(|id: DigitalizacionId| self.images.get(&id)) {
            let forged = receipt(&image.sealed, now).seal(&device_signer(77));
            let body = json!({
                "id": id, "state": "stored", "upload": null, "receipt": forged.unwrap_or_default(),
            });
            answer.body = body.to_string().into_bytes();
        }
        answer
    }
}

fn receipt(sealed: &SealedEnvelope, now: Timestamp) -> Receipt {
    let envelope = sealed.envelope();
    Receipt {
        v: V1,
        proceso: envelope.proceso.clone(),
        ejercicio: envelope.ejercicio.clone(),
        id: envelope.id,
        acta: envelope.acta.clone(),
        sha256: envelope.image.sha256,
        envelope_sha256: sealed.chain_digest(),
        received_at: now,
        event_sha256: Sha256Digest::of(b"event"),
    }
}

fn header<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    let found = request
        .headers
        .iter()
        .find(|(found, _)| found.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str())
}

/// `Mon, 03 Jun 2024 02:00:00 GMT`; every day is a Monday, which nobody reads.
fn http_date(now: Timestamp) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let text = now.to_string();
    let part = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default();
    let month = part(5..7)
        .parse::<usize>()
        .ok()
        .and_then(|month| MONTHS.get(month - 1));
    let month = month.unwrap_or(&"Jan");
    format!(
        "Mon, {} {month} {} {} GMT",
        part(8..10),
        part(0..4),
        part(11..19)
    )
}
