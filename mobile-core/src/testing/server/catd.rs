//! What the server has to do with a CATD: bags, progress, avisos.

use prep_model::contract::{
    BolsaEnvelope, BolsaReceipt, DeviceReport, PaperArrival, PaperOutcome, ProblemType,
    SealedBolsa, Sha256Digest, V1,
};
use prep_model::time::Timestamp;
use serde_json::json;

use super::{Answer, SimulatedServer, answer, night};
use crate::uploader::HttpRequest;

impl SimulatedServer {
    /// What it tells everybody from now on.
    pub fn add_aviso(&mut self, text: &str) {
        let number = self.avisos.len() + 1;
        let aviso = json!({
            "number": number, "published_at": night(0), "sender": "Coordinador",
            "audience": "Todos", "text": text, "acknowledged_at": null,
        });
        self.avisos.insert(0, aviso);
    }

    /// Who acknowledged which aviso, as `p-ana 1`, in the order in which it heard of it.
    pub fn acuses(&self) -> &[String] {
        &self.acuses
    }

    /// The bags it signed for.
    pub fn bolsas(&self) -> impl Iterator<Item = &BolsaEnvelope> {
        self.bolsas.values().map(|(sealed, _)| sealed.bolsa())
    }

    /// What the device told of itself with its last request.
    pub fn report(&self) -> Option<&DeviceReport> {
        self.report.as_ref()
    }

    pub(super) fn list_avisos(&self, request: &HttpRequest) -> Answer {
        self.authorize(request)?;
        let body = json!({"v": 1, "ejercicio": self.ejercicio, "avisos": self.avisos});
        Ok(answer(200, &body))
    }

    pub(super) fn acknowledge(
        &mut self,
        request: &HttpRequest,
        number: &str,
        body: &[u8],
    ) -> Answer {
        self.authorize(request)?;
        let form: serde_json::Value =
            serde_json::from_slice(body).map_err(|_| ProblemType::InvalidRequest)?;
        let person = form.get("person").and_then(serde_json::Value::as_str);
        let person = person.ok_or(ProblemType::InvalidRequest)?;
        self.acuses.push(format!("{person} {number}"));
        for aviso in &mut self.avisos {
            if aviso.get("number").map(ToString::to_string).as_deref() == Some(number) {
                aviso["acknowledged_at"] = json!(night(1));
            }
        }
        Ok(answer(200, &json!({"v": 1, "number": number})))
    }

    pub(super) fn avance(&self, now: Timestamp, request: &HttpRequest) -> Answer {
        self.authorize(request)?;
        let clave = "090001B0100";
        let bolsa = self
            .bolsas()
            .find(|bolsa| bolsa.casilla.to_string() == clave);
        let bolsa_at = bolsa.map(|bolsa| bolsa.device_time);
        let tablet = |label: &str, seen: i64, waiting: u32| {
            json!({
                "label": label, "seen_at": now.plus_seconds(-seen), "waiting": waiting,
                "rejected": 0, "oldest_at": (waiting > 0).then(|| now.plus_seconds(-seen - 60)),
                "revoked": false,
            })
        };
        let body = json!({
            "v": 1, "at": now, "scope": "Distrito 9",
            "totals": {
                "casillas": 1, "bolsas": u8::from(bolsa_at.is_some()), "esperadas": 2,
                "images": self.stored_count(), "sin_acta": 0,
            },
            "casillas": [{
                "clave": clave, "esperadas": 2, "images": self.stored_count(), "sin_acta": 0,
                "bolsa_at": bolsa_at,
            }],
            "tablets": [tablet("Tableta 3", 3_600, 4), tablet("Tableta 1", 10, 0)],
        });
        Ok(answer(200, &body))
    }

    pub(super) fn bolsa(
        &mut self,
        now: Timestamp,
        request: &HttpRequest,
        id: &str,
        body: &[u8],
    ) -> Answer {
        let key = self.authorize(request)?;
        let text = String::from_utf8_lossy(body).into_owned();
        let sealed = SealedBolsa::open(&text, &key).map_err(|_| ProblemType::InvalidSignature)?;
        if sealed.bolsa().id.to_string() != id {
            return Err(ProblemType::InvalidRequest);
        }
        if !self.bolsas.contains_key(id) {
            let receipt = self.bolsa_receipt(&sealed, now).seal(&self.key);
            let receipt = receipt.map_err(|_| ProblemType::Internal)?;
            self.bolsas.insert(id.to_owned(), (sealed.clone(), receipt));
        }
        match self.bolsas.get(id) {
            Some((known, receipt)) if *known == sealed => {
                let body = json!({"id": id, "state": "stored", "receipt": receipt});
                Ok(answer(200, &body))
            }
            _ => Err(ProblemType::IdConflict),
        }
    }

    pub(super) fn bolsa_receipt(&self, sealed: &SealedBolsa, now: Timestamp) -> BolsaReceipt {
        let bolsa = sealed.bolsa();
        let outcome = |acta| {
            let before = self.bolsas().any(|other| other.actas.contains(acta));
            if before {
                PaperOutcome::AlreadyReceived
            } else {
                PaperOutcome::Received
            }
        };
        BolsaReceipt {
            v: V1,
            proceso: bolsa.proceso.clone(),
            ejercicio: bolsa.ejercicio.clone(),
            id: bolsa.id,
            casilla: bolsa.casilla,
            envelope_sha256: sealed.chain_digest(),
            acopio: bolsa.device_time.corrected(bolsa.clock.offset_ms),
            substituted: false,
            elsewhere: false,
            actas: bolsa
                .actas
                .iter()
                .map(|acta| PaperArrival {
                    acta: acta.clone(),
                    outcome: outcome(acta),
                })
                .collect(),
            received_at: now,
            event_sha256: Sha256Digest::of(b"event of a bag"),
        }
    }
}
