//! Cases of the two tokens of RFC 7523 and RFC 9068: how a device asks for one, and what it gets.

use serde::Serialize;

use super::{JwsCase, JwsFile, Signature, keys, payload_of, sign_under};
use crate::contract::jws::{self, KeySource};
use crate::contract::samples::{device_id, moment, signer};
use crate::contract::{
    AccessToken, ClientAssertion, Confirmation, Envelope, Signer as _, SoftwareSigner, TokenId,
};

/// A token, and who reads it when.
#[derive(Serialize)]
pub(super) struct TokenCase {
    #[serde(flatten)]
    case: JwsCase,
    expect: Expect,
}

/// `party` is whom an assertion must be meant for, or who must have issued an access token.
#[derive(Clone, Copy, Serialize)]
struct Expect {
    party: &'static str,
    now: i64,
    skew_seconds: i64,
}

/// What a kind of token is called and who signs it.
#[derive(Clone, Copy)]
struct Kind {
    typ: &'static str,
    key: &'static str,
    expect: Expect,
}

impl Kind {
    fn signer(self) -> SoftwareSigner {
        signer(self.key)
    }

    fn signed(self, payload: &str) -> String {
        jws::sign(&self.signer(), self.typ, KeySource::Kid, payload.as_bytes()).unwrap()
    }

    fn case(self, name: &'static str, jws: String) -> TokenCase {
        let payload = payload_of(&jws);
        TokenCase {
            case: JwsCase::ok(name, self.key, jws, payload),
            expect: self.expect,
        }
    }

    fn refused(
        self,
        name: &'static str,
        signature: Signature,
        outcome: &'static str,
        jws: String,
    ) -> TokenCase {
        let case = JwsCase {
            key: self.key,
            ..JwsCase::bad(name, signature, outcome, jws)
        };
        let expect = self.expect;
        TokenCase { case, expect }
    }

    /// `good` with one text of its payload changed, well signed.
    fn changed(
        self,
        good: &str,
        (name, outcome, from, to): (&'static str, &'static str, &str, &str),
    ) -> TokenCase {
        let payload = payload_of(good);
        assert!(payload.contains(from), "{name}: {from} in {payload}");
        let jws = self.signed(&payload.replacen(from, to, 1));
        match outcome {
            "ok" => self.case(name, jws),
            _ => self.refused(name, Signature::Valid, outcome, jws),
        }
    }

    /// What is wrong about the wrapping of any token.
    fn bad_wrappings(self, good: &str) -> Vec<TokenCase> {
        use Signature::{Invalid, Valid};
        let payload = payload_of(good);
        let other = signer("other");
        let sign = |signer: &SoftwareSigner, typ, source| {
            jws::sign(signer, typ, source, payload.as_bytes()).unwrap()
        };
        let own = self.signer();
        let (input, _) = good.rsplit_once('.').unwrap();
        let forged = jws::assemble(input, &other.sign(input.as_bytes()).unwrap());
        let kid = own.public_key().thumbprint();
        let none = format!(r#"{{"alg":"none","typ":"{}","kid":"{kid}"}}"#, self.typ);
        let long = payload.replacen('{', &format!("{{{}", " ".repeat(2048)), 1);
        let cases = [
            ("forged_under_the_same_kid", Invalid, "signature", forged),
            (
                "signed_by_another_key",
                Invalid,
                "key",
                sign(&other, self.typ, KeySource::Kid),
            ),
            (
                "key_embedded",
                Valid,
                "key",
                sign(&own, self.typ, KeySource::Jwk),
            ),
            ("typ_jwt", Valid, "type", sign(&own, "JWT", KeySource::Kid)),
            (
                "typ_of_an_envelope",
                Valid,
                "type",
                sign(&own, Envelope::TYP, KeySource::Kid),
            ),
            (
                "alg_none",
                Invalid,
                "algorithm",
                sign_under(&none, &payload, &own),
            ),
            ("too_long", Valid, "too_long", self.signed(&long)),
        ];
        let case = |(name, signature, outcome, jws)| self.refused(name, signature, outcome, jws);
        cases.into_iter().map(case).collect()
    }

    /// The same token read at other moments, and tokens of other terms.
    fn times(self, good: &str, term: i64, max: i64) -> Vec<TokenCase> {
        let (iat, skew) = (moment(0).unix_seconds(), self.expect.skew_seconds);
        let at = |name, outcome, now| {
            let jws = good.to_owned();
            let kind = Self {
                expect: Expect { now, ..self.expect },
                ..self
            };
            match outcome {
                "ok" => kind.case(name, jws),
                _ => kind.refused(name, Signature::Valid, outcome, jws),
            }
        };
        let exp = format!("\"exp\":{}", iat + term);
        let ends = |name, outcome, after: i64| {
            let to = format!("\"exp\":{}", iat + after);
            self.changed(good, (name, outcome, &exp, &to))
        };
        vec![
            at("in_its_last_second", "ok", iat + term + skew - 1),
            at("ended", "expired", iat + term + skew),
            at("a_little_ahead", "ok", iat - skew),
            at("not_begun", "not_yet", iat - skew - 1),
            ends("as_long_as_may_be", "ok", max),
            ends("too_long_a_term", "lifetime", max + 1),
            ends("ends_as_it_begins", "lifetime", 0),
        ]
    }
}

pub(super) fn client_assertions() -> JwsFile<TokenCase> {
    let audience = "https://prep.example.mx/v1/token";
    let kind = Kind {
        typ: ClientAssertion::TYP,
        key: "device",
        expect: Expect {
            party: audience,
            now: moment(10).unix_seconds(),
            skew_seconds: 30,
        },
    };
    let iat = moment(0).unix_seconds();
    let assertion = ClientAssertion {
        device: device_id(1),
        aud: audience.to_owned(),
        jti: TokenId::new("AAECAwQFBgcICQoLDA0ODw").unwrap(),
        iat,
        exp: iat + 120,
    };
    let good = assertion.sign(&kind.signer()).unwrap();
    let (one, other) = (device_id(1).to_string(), device_id(2).to_string());
    let aud = format!("\"{audience}\"");
    let list = format!("[{aud}]");
    let two = format!("[{aud},\"x\"]");
    let mut cases = vec![kind.case("good", good.clone())];
    cases.extend(kind.times(&good, 120, 300));
    let changes = [
        ("audience_in_a_list", "ok", aud.as_str(), list.as_str()),
        ("claim_unknown", "ok", "{", "{\"nbf\":0,"),
        ("two_audiences", "malformed", &aud, &two),
        ("for_another_server", "audience", "prep.", "other."),
        ("sub_is_not_iss", "issuer", &one, &other),
        ("sub_missing", "malformed", "\"sub\"", "\"sum\""),
        ("sub_repeated", "malformed", "{", "{\"sub\":\"x\","),
        ("device_is_no_uuid", "malformed", &one, "tablet-1"),
        (
            "jti_too_short",
            "malformed",
            "AAECAwQFBgcICQoLDA0ODw",
            "AAEC",
        ),
        (
            "exp_as_text",
            "malformed",
            "\"exp\":",
            "\"exp\":\"\",\"x\":",
        ),
    ];
    cases.extend(changes.map(|change| kind.changed(&good, change)));
    cases.extend(kind.bad_wrappings(&good));
    JwsFile {
        about: "Client assertions (RFC 7523) that a device signs to ask for a token, and the token \
                endpoint that reads them. `now` is in seconds since 1970.",
        keys: keys(&["device", "other"]),
        cases,
    }
}

pub(super) fn access_tokens() -> JwsFile<TokenCase> {
    let kind = Kind {
        typ: AccessToken::TYP,
        key: "server",
        expect: Expect {
            party: "https://prep.example.mx",
            now: moment(10).unix_seconds(),
            skew_seconds: 5,
        },
    };
    let iat = moment(0).unix_seconds();
    let token = AccessToken {
        iss: kind.expect.party.to_owned(),
        sub: device_id(1),
        cnf: Confirmation {
            jkt: signer("device").public_key().thumbprint(),
        },
        iat,
        exp: iat + 600,
        ejercicio: "oficial".parse().unwrap(),
    };
    let good = token.sign(&kind.signer()).unwrap();
    let mut cases = vec![kind.case("good", good.clone())];
    cases.extend(kind.times(&good, 600, 3600));
    let changes = [
        ("for_a_drill", "ok", "oficial", "simulacro-1"),
        ("of_another_server", "issuer", "prep.", "other."),
        ("bound_to_no_key", "malformed", "\"cnf\"", "\"cnx\""),
        (
            "bound_in_another_way",
            "malformed",
            "\"jkt\"",
            "\"x5t#S256\"",
        ),
        ("member_unknown", "malformed", "{", "{\"scope\":\"all\","),
        ("sub_repeated", "malformed", "{", "{\"sub\":\"x\","),
        (
            "device_is_no_uuid",
            "malformed",
            &device_id(1).to_string(),
            "tablet-1",
        ),
        ("ejercicio_malformed", "malformed", "oficial", "Oficial"),
    ];
    cases.extend(changes.map(|change| kind.changed(&good, change)));
    cases.extend(kind.bad_wrappings(&good));
    JwsFile {
        about: "Access tokens (RFC 9068) that the server `server` issues, bound to the key `device` \
                (RFC 9449). `now` is in seconds since 1970.",
        keys: keys(&["server", "device", "other"]),
        cases,
    }
}
