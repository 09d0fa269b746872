//! `prep db copy`: everything that one database holds, into an empty one.

use std::fmt::Write as _;

use central::store::copy::{Copied, CopyError, copy_database};
use central::store::{DatabaseUrl, Store, StoreError};

use crate::commands::HELP;
use crate::installation;
use crate::outcome::Outcome;
use crate::text::counted;

/// Copia una base de datos completa a otra vacía, de SQLite o de PostgreSQL.
///
/// Sirve para que un piloto crezca: lo que corrió en una máquina sigue en PostgreSQL. Todo se copia en
/// una sola transacción y se comprueba antes de darla por hecha: cuántos renglones tiene cada tabla, y
/// la bitácora, calculada otra vez en la copia. Si algo falla, el destino queda vacío y se puede
/// repetir. Detenga antes los servidores que usan el origen. Las imágenes y las llaves no están en la
/// base y se llevan aparte.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep db copy --from <BASE> --to <BASE>",
    after_help = "\
Termina con 0 si se copió, con 1 si el destino no está vacío o algo no coincide, y con 2 si no se pudo
leer o escribir.

Ejemplo:
  prep db copy --from sqlite://var/prep/prep.db --to postgres://prep_owner@db/prep"
)]
pub(crate) struct Args {
    /// La base de la que se copia.
    #[arg(long, value_name = "BASE", help_heading = "Opciones")]
    from: DatabaseUrl,
    /// La base vacía a la que se copia, con el rol dueño de ella.
    #[arg(long, value_name = "BASE", help_heading = "Opciones")]
    to: DatabaseUrl,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        installation::block_on(async move {
            match copy(&self.from, &self.to).await {
                Ok(copied) => Outcome::done(text(&self, &copied)),
                Err(error) => outcome(&error),
            }
        })
    }
}

async fn copy(from: &DatabaseUrl, to: &DatabaseUrl) -> Result<Copied, CopyError> {
    if let DatabaseUrl::Sqlite(path) = from
        && !path.exists()
    {
        let missing = format!("no existe la base de datos {}", path.display());
        return Err(StoreError::Open(missing).into());
    }
    let source = Store::open_with(from, 1).await?;
    let target = Store::open_with(to, 1).await?;
    let copied = copy_database(&source, &target).await;
    source.close().await;
    target.close().await;
    copied
}

fn text(args: &Args, copied: &Copied) -> String {
    let mut text = format!("{} → {}\n", args.from, args.to);
    for (table, rows) in &copied.tables {
        let _ = writeln!(
            text,
            "  {table}: {}",
            counted(*rows, "renglón", "renglones")
        );
    }
    for (row, report) in &copied.bitacoras {
        let events = counted(report.events, "evento", "eventos");
        let _ = writeln!(
            text,
            "{}/{}: bitácora correcta en la copia, {events}\n  cabeza {}",
            row.proceso(),
            row.ejercicio(),
            report.head
        );
    }
    text.push_str(
        "Falta llevar lo que no está en la base:\n  \
         las llaves con que se firma, carpeta keys/ de PREP_DATA_DIR, a cada servidor (0600)\n  \
         las imágenes, lo que nombra PREP_OBJECTS_URL; compruébelas con «prep objects verify»\n\
         Ejecute «prep db migrate» para dar permisos al rol de los servidores.\n",
    );
    text
}

fn outcome(error: &CopyError) -> Outcome {
    let message = error.to_string();
    match error {
        CopyError::NotEmpty(_) => Outcome::refused(
            &message,
            "copie a una base recién creada y actualizada con «prep db migrate»",
        ),
        CopyError::OtherVersion(_) => Outcome::refused(
            &message,
            "actualice ambas: la de PostgreSQL con «prep db migrate»; la de SQLite se actualiza sola",
        ),
        CopyError::Bitacora(..) => Outcome::refused(
            &message,
            "no se copió nada; conserve el origen como está y compárelo con el último respaldo",
        ),
        CopyError::Count { .. } | CopyError::OtherHead(_) => Outcome::refused(
            &message,
            "no se copió nada; detenga los servidores que usan las dos bases y repita la orden",
        ),
        CopyError::Store(StoreError::Open(_)) => {
            Outcome::failed(&message, "revise las direcciones de --from y --to")
        }
        CopyError::Store(error) => Outcome::broken(error),
    }
}
