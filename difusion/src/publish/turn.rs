use std::sync::Arc;

use central::cortes::{
    Building, CorteBoard, Snapshot, Withheld, begin_corte, check_corte, corte_board, hold_corte,
    snapshot_actas,
};
use central::procesos::load_proceso_of;
use central::store::EjercicioRow;
use prep_model::contract::Sha256Digest;
use prep_model::machines::corte::{AgendaState, Corte, CorteError, Next};
use prep_model::machines::ejercicio::EjercicioState;
use prep_model::proceso::Proceso;
use prep_model::time::Timestamp;

use super::make::{Made, Making};
use super::{Outcome, PublishError, Publisher, Run, Tick, blocking};

impl Publisher {
    /// Looks at the schedule of the open ejercicio and makes the corte that is due, if one is and no
    /// other process is at it. To be called every second or so, by as many processes as there are.
    #[tracing::instrument(skip_all)]
    pub async fn tick(&self) -> Result<Tick, PublishError> {
        let mut tx = self.central.store.read("find_open_ejercicio").await?;
        let Some(ejercicio) = tx.find_open_ejercicio().await? else {
            return Ok(Tick::NoEjercicio);
        };
        drop(tx);
        let proceso = load_proceso_of(&self.central, &ejercicio).await?;
        let board = corte_board(&self.central, &ejercicio, &proceso).await?;
        if !is_due(&board) {
            return Ok(Tick::Waiting(board.next));
        }
        let run = self.run_of(&ejercicio, &proceso);
        let done = self.under_lease(&run, async || self.turn(&run).await);
        Ok(done.await?.unwrap_or(Tick::Busy))
    }

    /// What is due, looked at again by whoever has the lease.
    async fn turn(&self, run: &Run<'_>) -> Result<Tick, PublishError> {
        let board = Box::pin(self.settled(run)).await?;
        match board.next {
            Next::Build { turn, at } if at <= board.at => {
                let made = Box::pin(self.make(run, &board, turn, false)).await?;
                Ok(Tick::Made(made))
            }
            next => Ok(Tick::Waiting(next)),
        }
    }

    /// Makes a corte now, between turns, because somebody asked. `last` closes the ejercicio, which
    /// must be in its closing window.
    #[tracing::instrument(skip_all)]
    pub async fn publish_now(
        &self,
        ejercicio: &EjercicioRow,
        proceso: &Arc<Proceso>,
        last: bool,
    ) -> Result<Outcome, PublishError> {
        let run = self.run_of(ejercicio, proceso);
        let done = self.under_lease(&run, async || {
            let board = Box::pin(self.settled(&run)).await?;
            if board.at < board.schedule.from {
                return Err(CorteError::BeforeStart(board.schedule.from).into());
            }
            let turn = match (&board.next, board.agenda.state()) {
                (_, AgendaState::Stopped { reason, at, .. }) => {
                    let (at, reason) = (*at, reason.clone());
                    return Err(PublishError::Stopped { at, reason });
                }
                (Next::Finished, _) => return Err(PublishError::Finished),
                (Next::Build { turn, .. }, _) => (*turn).min(board.at),
                (Next::Settle | Next::Stopped, _) => board.at,
            };
            Box::pin(self.make(&run, &board, turn, last)).await
        });
        done.await?.ok_or(PublishError::Busy)
    }

    /// How the cortes stand, once what a dead process left was settled.
    async fn settled(&self, run: &Run<'_>) -> Result<CorteBoard, PublishError> {
        let board = corte_board(&self.central, run.ejercicio, run.proceso).await?;
        let is_stopped = matches!(board.agenda.state(), AgendaState::Stopped { .. });
        let Some(last) = board.cortes.last().filter(|_| !is_stopped) else {
            return Ok(board);
        };
        if !Box::pin(self.settle(run, last, board.schedule.from)).await? {
            return Ok(board);
        }
        Ok(corte_board(&self.central, run.ejercicio, run.proceso).await?)
    }

    async fn make(
        &self,
        run: &Run<'_>,
        board: &CorteBoard,
        turn: Timestamp,
        asked_last: bool,
    ) -> Result<Outcome, PublishError> {
        let mut snapshot =
            Box::pin(snapshot_actas(&self.central, run.ejercicio, run.proceso)).await?;
        let last = is_last(run, board, &snapshot, asked_last)?;
        let building = Building {
            turn,
            snapshot: snapshot.chain,
            last,
        };
        let corte = begin_corte(&self.central, run.ejercicio, building).await?;
        tracing::info!(number = corte.number(), last, "a corte is being made");
        let staged = self.stage_images(run, &mut snapshot).await;
        let made = match staged {
            Ok(()) => self.made(run, board, &corte, snapshot).await,
            Err(error) => Err(error),
        };
        let made = match made {
            Ok(made) => made,
            Err(error) => return self.give_up(run, &corte, error).await,
        };
        self.renew(run).await?;
        Box::pin(self.conclude(run, &corte, made, board.schedule.from)).await
    }

    /// Publishes what was made, or holds it where the checker says so.
    async fn conclude(
        &self,
        run: &Run<'_>,
        corte: &Corte,
        made: Made,
        from: Timestamp,
    ) -> Result<Outcome, PublishError> {
        let digest = made.manifest_sha256;
        if let Some(cause) = made.stops {
            hold_corte(&self.central, run.ejercicio, corte, (digest, cause)).await?;
            let number = corte.number();
            tracing::error!(number, ?cause, "the checker stopped a corte");
            let manifest = Box::new(made.manifest);
            return Ok(Outcome::Held { cause, manifest });
        }
        let withheld = u32::try_from(made.manifest.withheld.len()).unwrap_or(u32::MAX);
        let checked = check_corte(&self.central, run.ejercicio, corte, (digest, withheld)).await?;
        match Box::pin(self.go_public(run, &checked, from)).await {
            Ok(mut published) => {
                published.resumenes = made.resumenes;
                Ok(Outcome::Published(Box::new(published)))
            }
            Err(error) => self.give_up(run, &checked, error).await,
        }
    }

    /// Builds, reviews and writes, away from the threads that answer.
    async fn made(
        &self,
        run: &Run<'_>,
        board: &CorteBoard,
        corte: &Corte,
        snapshot: Snapshot,
    ) -> Result<Made, PublishError> {
        let (proceso, ejercicio) = (Arc::clone(run.proceso), run.ejercicio.clone());
        let (corte, before) = (corte.clone(), board.cortes.clone());
        let (folder, holder) = (run.folder.clone(), self.holder.clone());
        let (reviewer, keys) = (Arc::clone(&self.reviewer), Arc::clone(&self.central.keys));
        blocking(move || {
            folder.remove_unfinished(&holder)?;
            let making = Making {
                proceso: &proceso,
                ejercicio: &ejercicio,
                corte: &corte,
                before: &before,
                snapshot,
                fuera_withheld: Vec::new(),
            };
            making.make(reviewer.as_ref(), &keys.corte, (&folder, &holder))
        })
        .await
    }

    /// Brings the images of the snapshot's rows near, before anything of the corte exists. A row whose
    /// image cannot be read is left out: it would be counted without anything to show for it.
    async fn stage_images(
        &self,
        run: &Run<'_>,
        snapshot: &mut Snapshot,
    ) -> Result<(), PublishError> {
        let mut renewed = self.central.now();
        let mut unreadable = Vec::new();
        for digest in images_of(snapshot) {
            let staged = run
                .folder
                .stage_image(&self.central, &run.ejercicio.scope, digest);
            if let Err(error) = staged.await {
                tracing::error!(%digest, %error, "an image cannot be published");
                unreadable.push(digest);
            }
            let now = self.central.now();
            if now.micros_since(renewed) > 10_000_000 {
                self.renew(run).await?;
                renewed = now;
            }
        }
        leave_out(snapshot, &unreadable);
        Ok(())
    }
}

fn is_due(board: &CorteBoard) -> bool {
    match board.next {
        Next::Build { at, .. } => at <= board.at,
        Next::Settle => true,
        Next::Stopped | Next::Finished => false,
    }
}

/// The last corte: after the end of operation, or in the closing window once nothing is left to wait
/// for, or when a coordinador says so there (DOMAIN 6, decision 10).
fn is_last(
    run: &Run<'_>,
    board: &CorteBoard,
    snapshot: &Snapshot,
    asked: bool,
) -> Result<bool, PublishError> {
    if board.schedule.is_over(snapshot.at) {
        return Ok(true);
    }
    if *run.ejercicio.machine.state() == EjercicioState::Closing {
        return Ok(asked || is_complete(run.proceso, snapshot));
    }
    if asked {
        return Err(PublishError::NotClosing);
    }
    Ok(false)
}

/// True if every acta of the catalogue is a row.
fn is_complete(proceso: &Proceso, snapshot: &Snapshot) -> bool {
    let esperadas = proceso.elecciones().iter();
    let esperadas: usize = esperadas
        .map(|eleccion| proceso.actas_esperadas(&eleccion.id).count())
        .sum();
    snapshot.actas.len() == esperadas
}

fn images_of(snapshot: &Snapshot) -> Vec<Sha256Digest> {
    let leidas = snapshot
        .actas
        .iter()
        .filter_map(|acta| match &acta.contenido {
            central::cortes::Contenido::Leida(leida) => Some(leida.sha256),
            central::cortes::Contenido::SinActa(_) => None,
        });
    let fuera = snapshot.fuera_de_catalogo.iter().map(|fuera| fuera.sha256);
    leidas.chain(fuera).collect()
}

fn leave_out(snapshot: &mut Snapshot, unreadable: &[Sha256Digest]) {
    if unreadable.is_empty() {
        return;
    }
    let withheld = &mut snapshot.withheld;
    snapshot.actas.retain(|acta| {
        let central::cortes::Contenido::Leida(leida) = &acta.contenido else {
            return true;
        };
        let readable = !unreadable.contains(&leida.sha256);
        if !readable {
            withheld.push(Withheld {
                acta: acta.acta.clone(),
                reason: "su imagen no se puede leer del almacén".to_owned(),
            });
        }
        readable
    });
    snapshot
        .fuera_de_catalogo
        .retain(|fuera| !unreadable.contains(&fuera.sha256));
}
