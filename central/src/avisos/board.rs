use std::collections::BTreeMap;

use prep_model::people::PersonId;
use prep_model::time::Timestamp;

use crate::accounts::Account;
use crate::store::{AvisoRow, EjercicioRow};
use crate::{Central, Failure};

/// Most avisos that a list holds.
pub const MAX_AVISOS: u32 = 100;

/// The avisos of an ejercicio as who sends them sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AvisoBoard {
    /// When.
    pub at: Timestamp,
    /// The newest first, at most [`MAX_AVISOS`].
    pub lines: Vec<AvisoLine>,
}

/// One aviso with how many know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AvisoLine {
    /// The aviso.
    pub row: AvisoRow,
    /// People it is for, of those who may enter now.
    pub addressed: usize,
    /// Of them, those who know.
    pub acknowledged: usize,
}

/// One aviso with who knows and who does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AvisoReaders {
    /// The aviso.
    pub row: AvisoRow,
    /// Who knows, by the moment they said so.
    pub acknowledged: Vec<(Account, Timestamp)>,
    /// Who has not said so, by username.
    pub missing: Vec<Account>,
}

/// The avisos of `ejercicio`, with how many know of each.
#[tracing::instrument(skip_all)]
pub async fn aviso_board(
    central: &Central,
    ejercicio: &EjercicioRow,
) -> Result<AvisoBoard, Failure> {
    let at = central.now();
    let mut tx = central.store.read("aviso_board").await?;
    let accounts = tx.list_accounts().await?;
    let rows = tx.list_avisos(ejercicio.row_id, false, MAX_AVISOS).await?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let number = row.aviso.number();
        let acuses = tx.list_acuses(ejercicio.row_id, number).await?;
        let readers = readers(row, &accounts, acuses);
        lines.push(AvisoLine {
            addressed: readers.acknowledged.len() + readers.missing.len(),
            acknowledged: readers.acknowledged.len(),
            row: readers.row,
        });
    }
    Ok(AvisoBoard { at, lines })
}

/// Who knows of one aviso and who does not; `None` if there is none of that number.
#[tracing::instrument(skip_all)]
pub async fn aviso_readers(
    central: &Central,
    ejercicio: &EjercicioRow,
    number: u32,
) -> Result<Option<AvisoReaders>, Failure> {
    let mut tx = central.store.read("aviso_readers").await?;
    let Some(row) = tx.find_aviso(ejercicio.row_id, number).await? else {
        return Ok(None);
    };
    let accounts = tx.list_accounts().await?;
    let acuses = tx.list_acuses(ejercicio.row_id, number).await?;
    Ok(Some(readers(row, &accounts, acuses)))
}

fn readers(
    row: AvisoRow,
    accounts: &[Account],
    acuses: Vec<(PersonId, Timestamp)>,
) -> AvisoReaders {
    let acuses: BTreeMap<_, _> = acuses.into_iter().collect();
    let audience = row.aviso.audience();
    let addressed = accounts.iter().filter(|account| {
        let enters = account.disabled_at.is_none();
        enters && audience.includes(account.person.role, &account.scope.to_string())
    });
    let (mut acknowledged, mut missing) = (Vec::new(), Vec::new());
    for account in addressed {
        match acuses.get(&account.person.id) {
            Some(at) => acknowledged.push((account.clone(), *at)),
            None => missing.push(account.clone()),
        }
    }
    acknowledged.sort_by_key(|(_, at)| *at);
    AvisoReaders {
        row,
        acknowledged,
        missing,
    }
}
