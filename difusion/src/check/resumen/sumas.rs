use proceso_files::published::table::KnownColumn;

use super::super::base::{Acta, Base, Clase, Conteo, Etiqueta};

/// What the rows of a file add up to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::check) struct Sumas {
    pub(in crate::check) fuera: u64,
    pub(in crate::check) contabilizadas: u64,
    pub(in crate::check) no_contabilizadas: u64,
    pub(in crate::check) inconsistencias: u64,
    pub(in crate::check) sin_acta: u64,
    pub(in crate::check) sin_acta_sin_motivo: u64,
    pub(in crate::check) lista_nominal: u64,
    pub(in crate::check) lista_nominal_especiales: u64,
    pub(in crate::check) votos: u64,
    pub(in crate::check) votos_especiales: u64,
    pub(in crate::check) especiales: u64,
}

impl Sumas {
    pub(in crate::check) fn of(base: &Base<'_>) -> Self {
        let mut sumas = Self::default();
        for acta in &base.actas {
            sumas.add(base, acta);
        }
        sumas
    }

    pub(in crate::check) fn add(&mut self, base: &Base<'_>, acta: &Acta<'_>) {
        let inconsistent = matches!(
            acta.etiqueta,
            Etiqueta::Algun | Etiqueta::Todos | Etiqueta::Excede
        );
        self.inconsistencias += u64::from(inconsistent && acta.clase == Clase::Leida);
        self.sin_acta += u64::from(acta.clase == Clase::SinActa);
        let without = acta.etiqueta == (Etiqueta::SinActa { with_reason: false });
        self.sin_acta_sin_motivo += u64::from(without);
        let especial = acta.tipo == 'S';
        self.especiales += u64::from(especial);
        match acta.conteo {
            Conteo::No => self.no_contabilizadas += 1,
            Conteo::FueraDeCatalogo => self.fuera += 1,
            Conteo::Si => {
                self.contabilizadas += 1;
                self.votos += acta.votos.suma;
                let lista = base
                    .number(acta, KnownColumn::ListaNominal)
                    .map_or(0, u64::from);
                if especial {
                    self.votos_especiales += acta.votos.suma;
                    self.lista_nominal_especiales += lista;
                } else {
                    self.lista_nominal += lista;
                }
            }
            Conteo::Unknown => {}
        }
    }

    pub(in crate::check) fn capturadas(&self) -> u64 {
        self.contabilizadas + self.no_contabilizadas
    }
}
