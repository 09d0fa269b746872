use std::collections::BTreeMap;

use prep_model::acopio::{acopio_of_photo, origen_of};
pub use prep_model::actas::IdentificacionLeida;
use prep_model::actas::{ActaValues, SinActa};
use prep_model::bitacora::{Chain, CotejoOutcome};
use prep_model::claves::{ActaKey, EleccionId};
use prep_model::contract::{DigitalizacionId, Sha256Digest, TipoDocumento};
use prep_model::machines::acta::{Acta, ActaVersion, NotPublishable, Publishable};
use prep_model::machines::digitalizacion::LeidaFuera;
use prep_model::proceso::{Proceso, Ventana};
use prep_model::publicacion::{Digitalizacion, Origen};
use prep_model::time::Timestamp;
use thiserror::Error;

use crate::store::{EjercicioRow, StoredImage, Tx};
use crate::{Central, UseCaseError};

/// One picture of an ejercicio, of one moment.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The prefix of the bitácora that it stands for.
    pub chain: Chain,
    /// When it was taken.
    pub at: Timestamp,
    /// Every acta that is published, by elección and casilla.
    pub actas: Vec<ActaSnapshot>,
    /// Every acta that two people could not tie to an approved casilla.
    pub fuera_de_catalogo: Vec<FueraDeCatalogo>,
    /// Every acta that would be and is not.
    pub withheld: Vec<Withheld>,
}

/// An acta registered at the snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActaSnapshot {
    /// Which acta.
    pub acta: ActaKey,
    /// What is known of it.
    pub contenido: Contenido,
}

/// What is known of an acta.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contenido {
    /// It was read and settled.
    Leida(Box<Leida>),
    /// It did not arrive.
    SinActa(SinActa),
}

/// A settled acta: what it says and where that comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leida {
    /// What it says.
    pub values: ActaValues,
    /// Digest of the image of record.
    pub sha256: Sha256Digest,
    /// Acopio (DOMAIN 6, decision 1).
    pub acopio: Timestamp,
    /// First capture finished.
    pub captura: Timestamp,
    /// Settled.
    pub verificacion: Timestamp,
    /// Where it was digitised.
    pub origen: Origen,
    /// With what.
    pub digitalizacion: Digitalizacion,
    /// Which copy.
    pub documento: TipoDocumento,
    /// What comparing the row with the paper gave, once it was.
    pub cotejo: Option<CotejoOutcome>,
}

/// An acta that cannot be tied to an approved casilla (DOMAIN 6, decision 4). Its votes are not
/// captured: no form is known to be its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FueraDeCatalogo {
    /// Which image.
    pub digitalizacion: DigitalizacionId,
    /// The elección; an acta of which not even that is known stands in no database.
    pub eleccion: Option<EleccionId>,
    /// What of its identification is known, which may be wrong.
    pub leido: IdentificacionLeida,
    /// Digest of its image.
    pub sha256: Sha256Digest,
    /// Acopio (DOMAIN 6, decision 1).
    pub acopio: Timestamp,
    /// Where it was digitised.
    pub origen: Origen,
    /// With what.
    pub digitalizacion_con: Digitalizacion,
    /// Which copy.
    pub documento: TipoDocumento,
}

/// An acta that is kept out, and why, as a sentence in Spanish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// Which acta.
    pub acta: ActaKey,
    /// Why.
    pub reason: String,
}

/// Why no snapshot can be taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SnapshotRefusal {
    /// What an acta says stands and what was captured is not there or is something else.
    #[error("lo capturado del acta {0} no es lo que su estado dice: no puede publicarse nada")]
    Inconsistent(ActaKey),
}

/// Takes one consistent picture of every acta of `ejercicio`: chains what is not chained, then reads
/// everything in one transaction.
#[tracing::instrument(skip_all)]
pub async fn snapshot_actas(
    central: &Central,
    ejercicio: &EjercicioRow,
    proceso: &Proceso,
) -> Result<Snapshot, UseCaseError<SnapshotRefusal>> {
    crate::bitacora::chain_events(central, ejercicio).await?;
    let at = central.now();
    let mut tx = central.store.read("snapshot_actas").await?;
    let (chain, _) = tx.find_chain(ejercicio).await?;
    let reader = Reader {
        images: tx.list_stored_images(ejercicio.row_id).await?,
        ventana: proceso
            .head()
            .ventana(ejercicio.ejercicio(), ejercicio.created_at),
        without_image: proceso.perfil().corte.publica_sin_imagen,
    };
    let fuera = tx.list_fuera(ejercicio.row_id).await?;
    let fuera = fuera.into_iter().filter_map(|fuera| reader.fuera(fuera));
    let fuera_de_catalogo = fuera.collect();
    let (mut actas, mut withheld) = (Vec::new(), Vec::new());
    for eleccion in proceso.elecciones() {
        let settled = settled_values(&mut tx, ejercicio, &eleccion.id).await?;
        for acta in tx
            .list_registered_actas(ejercicio.row_id, &eleccion.id)
            .await?
        {
            match reader.read(&acta, &settled) {
                Read::Published(contenido) => {
                    actas.push(ActaSnapshot {
                        acta: acta.key().clone(),
                        contenido,
                    });
                }
                Read::Withheld(reason) => {
                    withheld.push(Withheld {
                        acta: acta.key().clone(),
                        reason,
                    });
                }
                Read::NotYet => {}
                Read::Inconsistent => {
                    let refusal = SnapshotRefusal::Inconsistent(acta.key().clone());
                    return Err(UseCaseError::Refused(refusal));
                }
            }
        }
    }
    Ok(Snapshot {
        chain,
        at,
        actas,
        fuera_de_catalogo,
        withheld,
    })
}

type Settled = BTreeMap<(ActaKey, u16), (ActaValues, Sha256Digest)>;

async fn settled_values(
    tx: &mut Tx,
    ejercicio: &EjercicioRow,
    eleccion: &prep_model::claves::EleccionId,
) -> Result<Settled, crate::store::StoreError> {
    let rows = tx.list_settled(ejercicio.row_id, eleccion).await?;
    let value = |row: crate::store::SettledRow| {
        (
            (row.acta, row.round),
            (row.captured.values().clone(), row.content_sha256),
        )
    };
    Ok(rows.into_iter().map(value).collect())
}

struct Reader {
    images: BTreeMap<DigitalizacionId, StoredImage>,
    ventana: Ventana,
    without_image: bool,
}

enum Read {
    Published(Contenido),
    Withheld(String),
    NotYet,
    Inconsistent,
}

impl Reader {
    fn read(&self, acta: &Acta, settled: &Settled) -> Read {
        match acta.publishable(self.without_image) {
            Ok(Publishable::SinActa(reason)) => Read::Published(Contenido::SinActa(reason)),
            Ok(Publishable::Version(version)) => self.version(acta, version, settled),
            Err(NotPublishable::NotSettled) => Read::NotYet,
            Err(reason @ (NotPublishable::WaitingForImage | NotPublishable::Withheld(_))) => {
                Read::Withheld(reason.to_string())
            }
        }
    }

    fn version(&self, acta: &Acta, version: &ActaVersion, settled: &Settled) -> Read {
        let Some((values, digest)) = settled.get(&(acta.key().clone(), version.round)) else {
            return Read::Inconsistent;
        };
        if *digest != version.content_sha256 {
            return Read::Inconsistent;
        }
        let Some(image) = version.image.and_then(|id| self.images.get(&id)) else {
            return Read::Withheld("en espera de su imagen".to_owned());
        };
        let envelope = &image.envelope;
        let (origen, digitalizacion) = origen_of(envelope);
        Read::Published(Contenido::Leida(Box::new(Leida {
            values: values.clone(),
            sha256: envelope.image.sha256,
            acopio: self.acopio(acta.acopio(), image, origen),
            captura: version.captured_at,
            verificacion: version.settled_at,
            origen,
            digitalizacion,
            documento: envelope.documento,
            cotejo: acta.cotejo().map(|cotejo| cotejo.outcome),
        })))
    }

    /// An image that two people said to be of no casilla of the catalogue; its bytes are here, or they
    /// could not have looked at it.
    fn fuera(
        &self,
        (digitalizacion, leida): (DigitalizacionId, LeidaFuera),
    ) -> Option<FueraDeCatalogo> {
        let image = self.images.get(&digitalizacion)?;
        let envelope = &image.envelope;
        let (origen, digitalizacion_con) = origen_of(envelope);
        Some(FueraDeCatalogo {
            digitalizacion,
            eleccion: leida.eleccion,
            leido: leida.leido,
            sha256: envelope.image.sha256,
            acopio: self.acopio(None, image, origen),
            origen,
            digitalizacion_con,
            documento: envelope.documento,
        })
    }

    /// From the casilla, the moment of the photograph; at the CATD, that of the Bolsa PREP, or of the
    /// scan's arrival where the bolsa was never registered.
    fn acopio(
        &self,
        registered: Option<Timestamp>,
        image: &StoredImage,
        origen: Origen,
    ) -> Timestamp {
        let envelope = &image.envelope;
        if origen == Origen::Casilla {
            let (device_time, clock) = (envelope.device_time, &envelope.clock);
            return acopio_of_photo(device_time, clock, image.received_at, self.ventana).at;
        }
        registered.unwrap_or(image.received_at)
    }
}
