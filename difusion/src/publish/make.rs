use central::cortes::Snapshot;
use central::store::EjercicioRow;
use prep_model::bitacora::HoldReason;
use prep_model::claves::EleccionId;
use prep_model::contract::{Sha256Digest, Signer};
use prep_model::machines::corte::{Corte, CorteState};
use prep_model::porcentajes::Resumen;
use prep_model::proceso::Proceso;

use super::PublishError;
use super::review::{Review, Reviewer};
use crate::base::Momento;
use crate::cierre::{Cierre, CierreCorte, CierreEleccion};
use crate::folder::{CorteFolder, FolderError, IMAGES_LIST, Unfinished, images_text};
use crate::manifest::{Manifest, ManifestFile, WithheldActa};
use crate::package::{FileKind, Package, PackageFile, Withheld, build};

/// How often rows are left out before the corte is stopped: leaving one out changes only sums, so a
/// second round finds nothing new unless something else is wrong.
const ROUNDS: usize = 3;

/// What a corte is made from.
pub(super) struct Making<'a> {
    pub(super) proceso: &'a Proceso,
    pub(super) ejercicio: &'a EjercicioRow,
    pub(super) corte: &'a Corte,
    /// Every corte before it.
    pub(super) before: &'a [Corte],
    pub(super) snapshot: Snapshot,
    /// What the review left out of those fuera de catálogo; none at first.
    pub(super) fuera_withheld: Vec<Withheld>,
}

/// A corte whose files lie beside the public place.
pub(super) struct Made {
    pub(super) manifest: Manifest,
    pub(super) manifest_sha256: Sha256Digest,
    pub(super) resumenes: Vec<(EleccionId, Resumen)>,
    /// What stops it, if anything does.
    pub(super) stops: Option<HoldReason>,
}

impl Making<'_> {
    /// Builds the files, writes them beside the public place, has what is there read as anybody will
    /// read it, leaves out the rows that are defective, and signs what is left.
    pub(super) fn make(
        mut self,
        reviewer: &dyn Reviewer,
        signer: &impl Signer,
        (folder, holder): (&CorteFolder, &str),
    ) -> Result<Made, PublishError> {
        let unfinished = folder.begin_aside(holder)?;
        let (package, review) = self.reviewed(reviewer, signer, &unfinished)?;
        let manifest = self.manifest(&package, review.defects);
        let (json, signed) = (manifest.to_json(), manifest.sign(signer)?);
        let manifest_sha256 = Sha256Digest::of(&json);
        unfinished.write(&[
            (Manifest::FILE, json.as_slice()),
            (Manifest::SIGNED_FILE, signed.as_bytes()),
        ])?;
        unfinished.finish(folder, manifest_sha256)?;
        Ok(Made {
            manifest,
            manifest_sha256,
            resumenes: package.resumenes,
            stops: review.stops,
        })
    }

    fn reviewed(
        &mut self,
        reviewer: &dyn Reviewer,
        signer: &impl Signer,
        unfinished: &Unfinished,
    ) -> Result<(Package, Review), PublishError> {
        let mut rounds = 0;
        loop {
            let package = self.package(signer)?;
            write_and_read(unfinished, &package.files)?;
            let mut review = reviewer.review(&package.files, self.proceso.perfil());
            if review.rows.is_empty() {
                return Ok((package, review));
            }
            rounds += 1;
            if rounds > ROUNDS || !self.leave_out(&review) {
                review.stops.get_or_insert(HoldReason::Structure);
                return Ok((package, review));
            }
        }
    }

    /// Every file of the corte but its manifest.
    fn package(&self, signer: &impl Signer) -> Result<Package, PublishError> {
        let momento = Momento {
            at: self.snapshot.at,
            ultimo: self.corte.is_last(),
        };
        let ejercicio = self.ejercicio.ejercicio();
        let mut package = build(self.proceso, ejercicio, &self.snapshot, momento)?;
        package.withheld.extend_from_slice(&self.fuera_withheld);
        let list = images_text(&package.images).into_bytes();
        package.files.push(own_file(
            IMAGES_LIST,
            FileKind::Imagenes,
            list,
            Some(package.images.len() as u64),
        ));
        package.files.push(withheld_file(&package.withheld)?);
        if self.corte.is_last() {
            let cierre = self.cierre(&package);
            let signed = cierre.sign(signer)?.into_bytes();
            let files = [
                (Cierre::FILE, cierre.to_json()),
                (Cierre::SIGNED_FILE, signed),
            ];
            let files = files.map(|(name, bytes)| own_file(name, FileKind::Cierre, bytes, None));
            package.files.extend(files);
        }
        Ok(package)
    }

    /// Takes the defective rows out of the snapshot; false if none of them is in it.
    fn leave_out(&mut self, review: &Review) -> bool {
        let Snapshot {
            actas,
            fuera_de_catalogo: fuera,
            withheld,
            ..
        } = &mut self.snapshot;
        let before = actas.len() + fuera.len();
        actas.retain(|acta| {
            let row = (
                acta.acta.eleccion.clone(),
                acta.acta.clave_acta().to_string(),
            );
            let Some(reason) = review.rows.get(&row) else {
                return true;
            };
            withheld.push(central::cortes::Withheld {
                acta: acta.acta.clone(),
                reason: reason.clone(),
            });
            false
        });
        // One fuera de catálogo has no key of its own: its image names it.
        fuera.retain(|fuera| {
            let row = fuera
                .eleccion
                .clone()
                .map(|id| (id, fuera.sha256.to_string()));
            let reason = row.and_then(|row| review.rows.get(&row));
            if let Some(reason) = reason {
                self.fuera_withheld.push(Withheld {
                    acta: fuera.digitalizacion.to_string(),
                    reason: reason.clone(),
                });
            }
            reason.is_none()
        });
        actas.len() + fuera.len() < before
    }

    fn published(&self) -> impl Iterator<Item = CierreCorte> {
        self.before.iter().filter_map(|corte| match corte.state() {
            CorteState::Published {
                manifest_sha256,
                at,
            } => Some(CierreCorte {
                number: corte.number(),
                at: *at,
                manifest_sha256: *manifest_sha256,
            }),
            _ => None,
        })
    }

    fn cierre(&self, package: &Package) -> Cierre {
        let elecciones = package.resumenes.iter();
        Cierre {
            v: 1,
            proceso: self.ejercicio.proceso().clone(),
            ejercicio: self.ejercicio.ejercicio().clone(),
            number: self.corte.number(),
            at: self.snapshot.at,
            bitacora: self.snapshot.chain,
            cortes: self.published().collect(),
            elecciones: elecciones
                .map(|(id, resumen)| CierreEleccion::of(id, resumen))
                .collect(),
        }
    }

    fn manifest(
        &self,
        package: &Package,
        defects: Vec<crate::manifest::ManifestDefect>,
    ) -> Manifest {
        let withheld = package.withheld.iter().map(|kept| WithheldActa {
            acta: kept.acta.clone(),
            reason: kept.reason.clone(),
        });
        Manifest {
            v: 1,
            proceso: self.ejercicio.proceso().clone(),
            ejercicio: self.ejercicio.ejercicio().clone(),
            number: self.corte.number(),
            at: self.snapshot.at,
            last: self.corte.is_last(),
            bitacora: self.snapshot.chain,
            previous: self.published().last().map(|corte| corte.manifest_sha256),
            files: package.files.iter().map(manifest_file).collect(),
            images: package.images.len() as u64,
            withheld: withheld.collect(),
            defects,
            overridden: None,
        }
    }
}

fn manifest_file(file: &PackageFile) -> ManifestFile {
    ManifestFile {
        name: file.path.clone(),
        kind: file.kind,
        eleccion: file.eleccion.clone(),
        sha256: Sha256Digest::of(&file.bytes),
        bytes: file.bytes.len() as u64,
        rows: file.rows,
    }
}

fn own_file(name: &str, kind: FileKind, bytes: Vec<u8>, rows: Option<u64>) -> PackageFile {
    PackageFile {
        path: name.to_owned(),
        bytes,
        kind,
        eleccion: None,
        rows,
    }
}

/// `retenidas.csv`: the actas that are left out, each with its reason.
fn withheld_file(withheld: &[Withheld]) -> Result<PackageFile, PublishError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["ACTA", "MOTIVO"])?;
    for kept in withheld {
        writer.write_record([&kept.acta, &kept.reason])?;
    }
    let bytes = writer
        .into_inner()
        .expect("writing into memory does not fail");
    let rows = Some(withheld.len() as u64);
    Ok(own_file("retenidas.csv", FileKind::Retenidas, bytes, rows))
}

/// Writes files and reads them again: what is reviewed and signed afterwards is what is there.
fn write_and_read(unfinished: &Unfinished, files: &[PackageFile]) -> Result<(), FolderError> {
    let all = files.iter();
    let all: Vec<(&str, &[u8])> = all
        .map(|file| (file.path.as_str(), file.bytes.as_slice()))
        .collect();
    unfinished.write(&all)?;
    for file in files {
        if unfinished.read(&file.path)? != file.bytes {
            return Err(FolderError::Damaged {
                path: file.path.clone().into(),
                fault: "lo que se lee no es lo que se escribió".to_owned(),
            });
        }
    }
    Ok(())
}
