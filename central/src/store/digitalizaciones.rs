use std::fmt;
use std::str::FromStr;

use prep_model::claves::ActaKey;
use prep_model::contract::{DeviceId, DigitalizacionId, ProblemType, SealedEnvelope, Sha256Digest};
use prep_model::machines::digitalizacion::Digitalizacion;
use prep_model::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::query;

use super::identificacion::Identification;
use super::{EjercicioRowId, RowExt, StoreError, Tx, sql, sql_held};

/// Where the bytes of an image stand: the state a device is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceptionStatus {
    /// Some are missing.
    Receiving,
    /// All are stored; there is a receipt or will be in a moment.
    Stored,
    /// All are stored, apart, until a supervisor decides.
    Quarantined,
    /// They take no part.
    Rejected,
}

/// Why a text is not a [`ReceptionStatus`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a status of a reception")]
pub struct UnknownStatus;

impl ReceptionStatus {
    const ALL: [Self; 4] = [
        Self::Receiving,
        Self::Stored,
        Self::Quarantined,
        Self::Rejected,
    ];

    /// The word in the database and in every answer.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Receiving => "receiving",
            Self::Stored => "stored",
            Self::Quarantined => "quarantined",
            Self::Rejected => "rejected",
        }
    }
}

impl FromStr for ReceptionStatus {
    type Err = UnknownStatus;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|status| status.as_str() == text);
        found.ok_or(UnknownStatus)
    }
}

impl fmt::Display for ReceptionStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A digitalización as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigitalizacionRow {
    /// Its id.
    pub id: DigitalizacionId,
    /// The ejercicio it belongs to.
    pub ejercicio: EjercicioRowId,
    /// Who signed its envelope.
    pub device: DeviceId,
    /// The envelope as received.
    pub envelope: String,
    /// Its digest.
    pub envelope_sha256: Sha256Digest,
    /// The acta the envelope names.
    pub acta: Option<ActaKey>,
    /// What the image must be.
    pub image_sha256: Sha256Digest,
    /// Its size in bytes.
    pub image_bytes: u64,
    /// Its width and height in pixels.
    pub image_size: (u32, u32),
    /// When the envelope was accepted.
    pub registered_at: Timestamp,
    /// Where its bytes stand.
    pub status: ReceptionStatus,
    /// Which acta it is of, or what is to be found out.
    pub machine: Digitalizacion,
    /// The secret part of the upload's URL.
    pub capability: String,
    /// Until when that URL is good.
    pub upload_expires_at: Timestamp,
    /// When the last byte had been stored.
    pub received_at: Option<Timestamp>,
    /// The receipt, once signed.
    pub receipt: Option<String>,
    /// For which problem it was rejected.
    pub problem: Option<ProblemType>,
}

impl DigitalizacionRow {
    /// The row of an envelope that was just accepted.
    pub fn registered(
        sealed: &SealedEnvelope,
        machine: Digitalizacion,
        (ejercicio, device): (EjercicioRowId, DeviceId),
        capability: String,
        (now, upload_expires_at): (Timestamp, Timestamp),
    ) -> Self {
        let envelope = sealed.envelope();
        Self {
            id: envelope.id,
            ejercicio,
            device,
            envelope: sealed.text().to_owned(),
            envelope_sha256: sealed.chain_digest(),
            acta: envelope.acta.clone(),
            image_sha256: envelope.image.sha256,
            image_bytes: envelope.image.bytes,
            image_size: (envelope.image.width, envelope.image.height),
            registered_at: now,
            status: ReceptionStatus::Receiving,
            machine,
            capability,
            upload_expires_at,
            received_at: None,
            receipt: None,
            problem: None,
        }
    }
}

/// What a supervisor must look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IncidentKind {
    /// One image under the names of two actas.
    SameBytes,
    /// A device's history was changed.
    BrokenSequence,
}

impl IncidentKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::SameBytes => "same_bytes",
            Self::BrokenSequence => "broken_sequence",
        }
    }
}

impl FromStr for IncidentKind {
    type Err = UnknownStatus;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let all = [Self::SameBytes, Self::BrokenSequence];
        let found = all.into_iter().find(|kind| kind.as_str() == text);
        found.ok_or(UnknownStatus)
    }
}

/// An incident as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentRow {
    /// What happened.
    pub kind: IncidentKind,
    /// When.
    pub at: Timestamp,
    /// The arrival that gave rise to it.
    pub digitalizacion: DigitalizacionId,
    /// The other image, for [`IncidentKind::SameBytes`].
    pub other: Option<DigitalizacionId>,
    /// When somebody settled it.
    pub settled_at: Option<Timestamp>,
}

const TABLE: &str = "digitalizaciones";

pub(super) fn digitalizacion_row(row: &AnyRow) -> Result<DigitalizacionRow, StoreError> {
    Ok(DigitalizacionRow {
        id: row.parsed(TABLE, "digitalizacion")?,
        ejercicio: EjercicioRowId(row.raw(TABLE, "ejercicio_id")?),
        device: row.parsed(TABLE, "device_id")?,
        envelope: row.raw(TABLE, "envelope")?,
        envelope_sha256: row.digest(TABLE, "envelope_sha256")?,
        acta: row.parsed_opt(TABLE, "acta")?,
        image_sha256: row.digest(TABLE, "image_sha256")?,
        image_bytes: row.count(TABLE, "image_bytes")?,
        image_size: (pixels(row, "image_width")?, pixels(row, "image_height")?),
        registered_at: row.moment(TABLE, "registered_at")?,
        status: row.parsed(TABLE, "status")?,
        machine: row.json(TABLE, "state")?,
        capability: row.raw(TABLE, "capability")?,
        upload_expires_at: row.moment(TABLE, "upload_expires_at")?,
        received_at: row.moment_opt(TABLE, "received_at")?,
        receipt: row.raw(TABLE, "receipt")?,
        problem: row.parsed_opt(TABLE, "problem")?,
    })
}

fn pixels(row: &AnyRow, column: &'static str) -> Result<u32, StoreError> {
    let number: i64 = row.raw(TABLE, column)?;
    u32::try_from(number).map_err(|error| row.inconsistent(TABLE, column, &error))
}

fn to_json(machine: &Digitalizacion) -> String {
    serde_json::to_string(machine).expect("it has only text keys and no failing serializer")
}

fn to_i64(bytes: u64) -> i64 {
    i64::try_from(bytes).expect("an image has at most 32 MiB")
}

impl Tx {
    /// Adds an accepted envelope.
    pub async fn insert_digitalizacion(
        &mut self,
        row: &DigitalizacionRow,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("digitalizaciones/insert_digitalizacion"))
            .bind(row.id.to_string())
            .bind(row.ejercicio.0)
            .bind(row.device.to_string())
            .bind(row.envelope.clone())
            .bind(row.envelope_sha256.as_bytes().to_vec())
            .bind(row.acta.as_ref().map(ToString::to_string))
            .bind(row.image_sha256.as_bytes().to_vec())
            .bind(to_i64(row.image_bytes))
            .bind(i64::from(row.image_size.0))
            .bind(i64::from(row.image_size.1))
            .bind(row.registered_at.micros())
            .bind(row.status.as_str())
            .bind(to_json(&row.machine))
            .bind(row.capability.clone())
            .bind(row.upload_expires_at.micros());
        self.execute_one(statement).await
    }

    /// A digitalización by its id.
    pub async fn find_digitalizacion(
        &mut self,
        id: DigitalizacionId,
    ) -> Result<Option<DigitalizacionRow>, StoreError> {
        let statement = query(self.held(sql_held!("digitalizaciones/find_digitalizacion")))
            .bind(id.to_string());
        let row = self.fetch_optional(statement).await?;
        row.as_ref().map(digitalizacion_row).transpose()
    }

    /// The digitalización whose upload has this URL.
    pub async fn find_by_capability(
        &mut self,
        capability: &str,
    ) -> Result<Option<DigitalizacionRow>, StoreError> {
        let statement = query(self.held(sql_held!("digitalizaciones/find_by_capability")))
            .bind(capability.to_owned());
        let row = self.fetch_optional(statement).await?;
        row.as_ref().map(digitalizacion_row).transpose()
    }

    /// Every digitalización of which bytes are missing.
    pub async fn list_receiving(&mut self) -> Result<Vec<DigitalizacionRow>, StoreError> {
        let statement = query(sql!("digitalizaciones/list_receiving"));
        let rows = self.fetch_all(statement).await?;
        rows.iter().map(digitalizacion_row).collect()
    }

    /// What waits for a supervisor because its device had been revoked.
    pub async fn list_quarantined(
        &mut self,
        ejercicio: EjercicioRowId,
    ) -> Result<Vec<DigitalizacionRow>, StoreError> {
        let statement = query(sql!("digitalizaciones/list_quarantined")).bind(ejercicio.0);
        let rows = self.fetch_all(statement).await?;
        rows.iter().map(digitalizacion_row).collect()
    }

    /// The other stored digitalizaciones of the same bytes, oldest first.
    pub async fn list_with_image(
        &mut self,
        ejercicio: EjercicioRowId,
        image: Sha256Digest,
        but: DigitalizacionId,
    ) -> Result<Vec<DigitalizacionRow>, StoreError> {
        let statement = query(sql!("digitalizaciones/list_with_image"))
            .bind(ejercicio.0)
            .bind(image.as_bytes().to_vec())
            .bind(but.to_string());
        let rows = self.fetch_all(statement).await?;
        rows.iter().map(digitalizacion_row).collect()
    }

    /// Saves what may change of a digitalización.
    pub async fn update_digitalizacion(
        &mut self,
        row: &DigitalizacionRow,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("digitalizaciones/update_digitalizacion"))
            .bind(row.id.to_string())
            .bind(row.status.as_str())
            .bind(to_json(&row.machine))
            .bind(row.capability.clone())
            .bind(row.upload_expires_at.micros())
            .bind(row.received_at.map(Timestamp::micros))
            .bind(row.receipt.clone())
            .bind(row.problem.map(ProblemType::uri))
            .bind(Identification::of(&row.machine).map(Identification::as_str));
        self.execute_one(statement).await
    }

    /// Records that the bytes of an image are in the object store; once is enough.
    pub async fn insert_image(
        &mut self,
        ejercicio: EjercicioRowId,
        image: Sha256Digest,
        bytes: u64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("digitalizaciones/insert_image"))
            .bind(ejercicio.0)
            .bind(image.as_bytes().to_vec())
            .bind(to_i64(bytes))
            .bind(now.micros());
        self.execute(statement).await.map(|_| ())
    }

    /// Records what a supervisor must look at; once per arrival.
    pub async fn insert_incident(
        &mut self,
        ejercicio: EjercicioRowId,
        incident: &IncidentRow,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("digitalizaciones/insert_incident"))
            .bind(ejercicio.0)
            .bind(incident.at.micros())
            .bind(incident.kind.as_str())
            .bind(incident.digitalizacion.to_string())
            .bind(incident.other.map(|other| other.to_string()));
        self.execute(statement).await.map(|_| ())
    }

    /// The incidents of an ejercicio, oldest first, at most `limit`.
    pub async fn list_incidents(
        &mut self,
        ejercicio: EjercicioRowId,
        limit: u32,
    ) -> Result<Vec<IncidentRow>, StoreError> {
        const TABLE: &str = "incidents";
        let statement = query(sql!("digitalizaciones/list_incidents"))
            .bind(ejercicio.0)
            .bind(i64::from(limit));
        let rows = self.fetch_all(statement).await?;
        let incident = |row: &AnyRow| {
            Ok(IncidentRow {
                kind: row.parsed(TABLE, "kind")?,
                at: row.moment(TABLE, "at")?,
                digitalizacion: row.parsed(TABLE, "digitalizacion")?,
                other: row.parsed_opt(TABLE, "other")?,
                settled_at: row.moment_opt(TABLE, "settled_at")?,
            })
        };
        rows.iter().map(incident).collect()
    }
}
