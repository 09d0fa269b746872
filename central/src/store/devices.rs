use prep_model::claves::EjercicioId;
use prep_model::contract::{DeviceId, EnrolmentCode, PublicKey, Sha256Digest, Thumbprint, TokenId};
use prep_model::machines::digitalizacion::DeviceTail;
use prep_model::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::query;

use super::{EjercicioRowId, RowExt, StoreError, Tx, sql, sql_held, sql_of};

/// A one-time code as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolmentCodeRow {
    /// What people will call the device.
    pub label: String,
    /// After this moment it enrols nobody.
    pub expires_at: Timestamp,
    /// The device it enrolled, once used.
    pub used_by: Option<DeviceId>,
    /// When somebody took it back.
    pub cancelled_at: Option<Timestamp>,
}

/// A code that may still enrol a device, known by its digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingCode {
    /// [`EnrolmentCode::digest`].
    pub digest: Sha256Digest,
    /// What people will call the device.
    pub label: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// After this moment it enrols nobody.
    pub expires_at: Timestamp,
}

/// What one device sent in an ejercicio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeviceFigures {
    /// The device.
    pub device: DeviceId,
    /// Envelopes.
    pub registered: u64,
    /// Of them, images whose bytes are still arriving.
    pub receiving: u64,
    /// Of them, images that wait for a supervisor.
    pub quarantined: u64,
    /// When the last envelope came.
    pub last_at: Timestamp,
}

/// A device as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRow {
    /// Its id.
    pub id: DeviceId,
    /// Its public key.
    pub key: PublicKey,
    /// What people call it.
    pub label: String,
    /// When it was enrolled.
    pub enrolled_at: Timestamp,
    /// When its last token was issued, in seconds, and for which ejercicio.
    pub last_token: Option<(i64, EjercicioId)>,
    /// Since when what it sends is quarantined, and why.
    pub revoked: Option<(Timestamp, String)>,
}

const TABLE: &str = "devices";

fn device_row(row: &AnyRow) -> Result<DeviceRow, StoreError> {
    let iat: Option<i64> = row.raw(TABLE, "token_iat")?;
    let revoked_at = row.moment_opt(TABLE, "revoked_at")?;
    let revoked_reason: Option<String> = row.raw(TABLE, "revoked_reason")?;
    Ok(DeviceRow {
        id: row.parsed(TABLE, "device_id")?,
        key: row.json(TABLE, "jwk")?,
        label: row.raw(TABLE, "label")?,
        enrolled_at: row.moment(TABLE, "enrolled_at")?,
        last_token: iat.zip(row.parsed_opt(TABLE, "token_ejercicio")?),
        revoked: revoked_at.zip(revoked_reason),
    })
}

impl Tx {
    /// Keeps the digest of a code.
    pub async fn insert_enrolment_code(
        &mut self,
        code: &EnrolmentCode,
        label: &str,
        made_at: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("devices/insert_enrolment_code"))
            .bind(code.digest().as_bytes().to_vec())
            .bind(label.to_owned())
            .bind(made_at.micros())
            .bind(expires_at.micros());
        self.execute_one(statement).await
    }

    /// The code, used or not.
    pub async fn find_enrolment_code(
        &mut self,
        code: &EnrolmentCode,
    ) -> Result<Option<EnrolmentCodeRow>, StoreError> {
        const TABLE: &str = "enrolment_codes";
        let statement =
            query(sql!("devices/find_enrolment_code")).bind(code.digest().as_bytes().to_vec());
        let row = self.fetch_optional(statement).await?;
        let code = |row: AnyRow| {
            Ok(EnrolmentCodeRow {
                label: row.raw(TABLE, "label")?,
                expires_at: row.moment(TABLE, "expires_at")?,
                used_by: row.parsed_opt(TABLE, "used_by")?,
                cancelled_at: row.moment_opt(TABLE, "cancelled_at")?,
            })
        };
        row.map(code).transpose()
    }

    /// Every code that may still enrol a device at `now`, the oldest first.
    pub async fn list_enrolment_codes(
        &mut self,
        now: Timestamp,
    ) -> Result<Vec<PendingCode>, StoreError> {
        const TABLE: &str = "enrolment_codes";
        let statement = query(sql!("devices/list_enrolment_codes")).bind(now.micros());
        let rows = self.fetch_all(statement).await?;
        let code = |row: &AnyRow| {
            Ok(PendingCode {
                digest: row.digest(TABLE, "code_sha256")?,
                label: row.raw(TABLE, "label")?,
                made_at: row.moment(TABLE, "made_at")?,
                expires_at: row.moment(TABLE, "expires_at")?,
            })
        };
        rows.iter().map(code).collect()
    }

    /// Takes an unused code back; `false` if there is none like it.
    pub async fn cancel_enrolment_code(
        &mut self,
        digest: Sha256Digest,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let statement = query(sql!("devices/cancel_enrolment_code"))
            .bind(digest.as_bytes().to_vec())
            .bind(now.micros());
        Ok(self.execute(statement).await?.rows_affected() == 1)
    }

    /// What each device sent in an ejercicio; nothing of those that sent nothing.
    pub async fn count_received_by_device(
        &mut self,
        ejercicio: EjercicioRowId,
    ) -> Result<Vec<DeviceFigures>, StoreError> {
        const TABLE: &str = "digitalizaciones";
        let statement = query(sql!("devices/count_received_by_device")).bind(ejercicio.0);
        let rows = self.fetch_all(statement).await?;
        let figures = |row: &AnyRow| {
            Ok(DeviceFigures {
                device: row.parsed(TABLE, "device_id")?,
                registered: row.count(TABLE, "registered")?,
                receiving: row.count(TABLE, "receiving")?,
                quarantined: row.count(TABLE, "quarantined")?,
                last_at: row.moment(TABLE, "last_at")?,
            })
        };
        rows.iter().map(figures).collect()
    }

    /// Marks an unused code as used.
    pub async fn update_enrolment_code_used(
        &mut self,
        code: &EnrolmentCode,
        device: DeviceId,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("devices/update_enrolment_code_used"))
            .bind(code.digest().as_bytes().to_vec())
            .bind(device.to_string());
        self.execute_one(statement).await
    }

    /// Adds a device; `enrolment` is its request as received.
    pub async fn insert_device(
        &mut self,
        device: &DeviceRow,
        enrolment: &str,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("devices/insert_device"))
            .bind(device.id.to_string())
            .bind(device.key.thumbprint().to_string())
            .bind(device.key.to_jwk())
            .bind(device.label.clone())
            .bind(enrolment.to_owned())
            .bind(device.enrolled_at.micros());
        self.execute_one(statement).await
    }

    /// A device by its id.
    pub async fn find_device(&mut self, id: DeviceId) -> Result<Option<DeviceRow>, StoreError> {
        let statement = query(sql!("devices/find_device")).bind(id.to_string());
        let row = self.fetch_optional(statement).await?;
        row.as_ref().map(device_row).transpose()
    }

    /// A device by the thumbprint of its key.
    pub async fn find_device_by_thumbprint(
        &mut self,
        thumbprint: Thumbprint,
    ) -> Result<Option<DeviceRow>, StoreError> {
        let statement = query(self.held(sql_held!("devices/find_device_by_thumbprint")))
            .bind(thumbprint.to_string());
        let row = self.fetch_optional(statement).await?;
        row.as_ref().map(device_row).transpose()
    }

    /// Every device in the order of enrolment.
    pub async fn list_devices(&mut self) -> Result<Vec<DeviceRow>, StoreError> {
        let rows = self.fetch_all(query(sql!("devices/list_devices"))).await?;
        rows.iter().map(device_row).collect()
    }

    /// Remembers when a device's token was issued.
    pub async fn update_device_token(
        &mut self,
        id: DeviceId,
        iat: i64,
        ejercicio: &EjercicioId,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("devices/update_device_token"))
            .bind(id.to_string())
            .bind(iat)
            .bind(ejercicio.to_string());
        self.execute_one(statement).await
    }

    /// Revokes a device that is not revoked.
    pub async fn update_device_revoked(
        &mut self,
        id: DeviceId,
        at: Timestamp,
        reason: &str,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("devices/update_device_revoked"))
            .bind(id.to_string())
            .bind(at.micros())
            .bind(reason.to_owned());
        self.execute_one(statement).await
    }

    /// Remembers a proof; `false` if it was remembered already.
    pub async fn insert_used_proof(
        &mut self,
        thumbprint: Thumbprint,
        jti: &TokenId,
        expires_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let statement = query(sql!("devices/insert_used_proof"))
            .bind(thumbprint.to_string())
            .bind(jti.to_string())
            .bind(expires_at.micros());
        Ok(self.execute(statement).await?.rows_affected() == 1)
    }

    /// Forgets proofs that are refused by their age; how many.
    pub async fn delete_expired_proofs(&mut self, now: Timestamp) -> Result<u64, StoreError> {
        let statement = query(sql_of!(self, "devices/delete_expired_proofs")).bind(now.micros());
        Ok(self.execute(statement).await?.rows_affected())
    }

    /// How far a device has come in an ejercicio.
    pub async fn find_sequence(
        &mut self,
        ejercicio: EjercicioRowId,
        device: DeviceId,
    ) -> Result<Option<DeviceTail>, StoreError> {
        const TABLE: &str = "device_sequences";
        let statement = query(sql!("devices/find_sequence"))
            .bind(ejercicio.0)
            .bind(device.to_string());
        let row = self.fetch_optional(statement).await?;
        let sequence = |row: AnyRow| {
            Ok(DeviceTail {
                seq: row.count(TABLE, "last_seq")?,
                envelope_sha256: row.digest(TABLE, "last_sha256")?,
            })
        };
        row.map(sequence).transpose()
    }

    /// Records how far a device has come.
    pub async fn upsert_sequence(
        &mut self,
        ejercicio: EjercicioRowId,
        device: DeviceId,
        tail: DeviceTail,
    ) -> Result<(), StoreError> {
        let last_seq = i64::try_from(tail.seq).expect("an envelope's seq is below 2^53");
        let statement = query(sql!("devices/upsert_sequence"))
            .bind(ejercicio.0)
            .bind(device.to_string())
            .bind(last_seq)
            .bind(tail.envelope_sha256.as_bytes().to_vec());
        self.execute_one(statement).await
    }
}
