use std::collections::BTreeMap;

use prep_model::bitacora::CapturaTask;
use prep_model::claves::{ActaKey, EleccionId};
use prep_model::contract::Sha256Digest;
use prep_model::elecciones::CampoId;
use prep_model::machines::captura::{CapturaContent, Captured};
use prep_model::people::PersonId;
use prep_model::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::query;

use super::captura_people::task_text;
use super::{CapturaRowId, EjercicioRowId, RowExt, StoreError, Tx, sql};
use crate::capturas::LeaseKey;

/// The values that a round settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettledRow {
    /// The acta.
    pub acta: ActaKey,
    /// The round.
    pub round: u16,
    /// What stands.
    pub captured: Captured,
    /// Its digest, as the bitácora names it.
    pub content_sha256: Sha256Digest,
}

/// A field as somebody typed it, right or wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftCampo {
    /// The text.
    pub text: String,
    /// Marked letra contra número.
    pub marked: bool,
}

const TABLE: &str = "captura_contents";

fn settled_row(row: &AnyRow) -> Result<SettledRow, StoreError> {
    let content: CapturaContent = row.json(TABLE, "content")?;
    let content_sha256 = row.digest(TABLE, "content_sha256")?;
    if content.sha256() != content_sha256 {
        return Err(row.inconsistent(TABLE, "content", &"its digest is another"));
    }
    let CapturaContent::Values(captured) = content else {
        return Err(row.inconsistent(TABLE, "content", &"settled without values"));
    };
    let round = row.count("capturas", "round")?;
    Ok(SettledRow {
        acta: row.parsed("capturas", "acta")?,
        round: u16::try_from(round).map_err(|error| row.inconsistent(TABLE, "round", &error))?,
        captured,
        content_sha256,
    })
}

impl Tx {
    /// Keeps what somebody finished under a lease.
    pub async fn insert_content(
        &mut self,
        captura: CapturaRowId,
        (task, person, key): (CapturaTask, &PersonId, &LeaseKey),
        content: &CapturaContent,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let by = (task_text(task), Some((person, key)));
        self.insert_content_by(captura, by, content, now).await
    }

    /// Keeps the values that a round settled.
    pub async fn insert_settled(
        &mut self,
        captura: CapturaRowId,
        result: &Captured,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let content = CapturaContent::Values(result.clone());
        self.insert_content_by(captura, ("settled", None), &content, now)
            .await
    }

    async fn insert_content_by(
        &mut self,
        captura: CapturaRowId,
        (part, by): (&'static str, Option<(&PersonId, &LeaseKey)>),
        content: &CapturaContent,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let json = String::from_utf8(content.to_bytes()).expect("JSON is UTF-8");
        let statement = query(sql!("capturas/insert_content"))
            .bind(captura.0)
            .bind(part)
            .bind(by.map(|(person, _)| person.to_string()))
            .bind(by.map(|(_, key)| key.to_string()))
            .bind(now.micros())
            .bind(json)
            .bind(content.sha256().as_bytes().to_vec());
        self.execute_one(statement).await
    }

    /// Digest of what `person` finished under the lease `key`, if they did.
    pub async fn find_content_by_lease(
        &mut self,
        person: &PersonId,
        key: &LeaseKey,
    ) -> Result<Option<Sha256Digest>, StoreError> {
        let statement = query(sql!("capturas/find_content_by_lease"))
            .bind(key.to_string())
            .bind(person.to_string());
        let row = self.fetch_optional(statement).await?;
        row.map(|row| row.digest(TABLE, "content_sha256"))
            .transpose()
    }

    /// The values that a round of an acta settled.
    pub async fn find_settled(
        &mut self,
        ejercicio: EjercicioRowId,
        acta: &ActaKey,
        round: u16,
    ) -> Result<Option<SettledRow>, StoreError> {
        let statement = query(sql!("capturas/find_settled"))
            .bind(ejercicio.0)
            .bind(acta.to_string())
            .bind(i64::from(round));
        let row = self.fetch_optional(statement).await?;
        row.as_ref().map(settled_row).transpose()
    }

    /// Everything that rounds of an elección settled, by acta and round: of several, the acta says
    /// which stands.
    pub async fn list_settled(
        &mut self,
        ejercicio: EjercicioRowId,
        eleccion: &EleccionId,
    ) -> Result<Vec<SettledRow>, StoreError> {
        let statement = query(sql!("capturas/list_settled"))
            .bind(ejercicio.0)
            .bind(eleccion.to_string());
        let rows = self.fetch_all(statement).await?;
        rows.iter().map(settled_row).collect()
    }

    /// How many rounds `person` finished something of.
    pub async fn count_finished(
        &mut self,
        ejercicio: EjercicioRowId,
        person: &PersonId,
    ) -> Result<u64, StoreError> {
        let statement = query(sql!("capturas/count_finished"))
            .bind(ejercicio.0)
            .bind(person.to_string());
        let row = self.fetch_one(statement).await?;
        row.count(TABLE, "finished")
    }

    /// Keeps a field of what `person` is typing.
    pub async fn upsert_draft(
        &mut self,
        captura: CapturaRowId,
        person: &PersonId,
        campo: &CampoId,
        draft: &DraftCampo,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("capturas/upsert_draft"))
            .bind(captura.0)
            .bind(person.to_string())
            .bind(campo.to_string())
            .bind(draft.text.clone())
            .bind(i64::from(draft.marked))
            .bind(now.micros());
        self.execute_one(statement).await
    }

    /// What `person` has typed of a round so far.
    pub async fn list_draft(
        &mut self,
        captura: CapturaRowId,
        person: &PersonId,
    ) -> Result<BTreeMap<CampoId, DraftCampo>, StoreError> {
        const TABLE: &str = "captura_drafts";
        let statement = query(sql!("capturas/list_draft"))
            .bind(captura.0)
            .bind(person.to_string());
        let rows = self.fetch_all(statement).await?;
        let draft = |row: &AnyRow| {
            let campo = DraftCampo {
                text: row.raw(TABLE, "text")?,
                marked: row.raw::<i64>(TABLE, "marked")? == 1,
            };
            Ok((row.parsed(TABLE, "campo")?, campo))
        };
        rows.iter().map(draft).collect()
    }

    /// Forgets what `person` was typing, once they finished.
    pub async fn delete_draft(
        &mut self,
        captura: CapturaRowId,
        person: &PersonId,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("capturas/delete_draft"))
            .bind(captura.0)
            .bind(person.to_string());
        self.execute(statement).await.map(|_| ())
    }
}
