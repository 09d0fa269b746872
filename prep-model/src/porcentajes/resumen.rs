use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Porcentaje;
use crate::casillas::Casilla;
use crate::claves::TipoCasilla;
use crate::inconsistencias::{Clasificacion, Contabilizada};
use crate::perfiles::Perfil;

/// What the summary needs of one acta that is registered at the corte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActaResumida {
    /// CONTABILIZADA.
    pub contabilizada: Contabilizada,
    /// True if it enters PORCENTAJE_ACTAS_INCONSISTENCIAS.
    pub con_inconsistencias: bool,
    /// TOTAL_VOTOS_CALCULADO, 0 where it has none.
    pub total_calculado: u64,
    /// True if it comes from a casilla especial, on paper or from an urna electrónica.
    pub especial: bool,
    /// LISTA_NOMINAL of its casilla.
    pub lista_nominal: u32,
}

impl ActaResumida {
    /// Of an acta of `casilla`; without one, of an acta fuera de catálogo.
    pub fn new(clasificacion: &Clasificacion, casilla: Option<&Casilla>) -> Self {
        Self {
            contabilizada: clasificacion.contabilizada,
            con_inconsistencias: clasificacion.inconsistencias.count_for_percentage(),
            total_calculado: clasificacion.total_calculado.unwrap_or(0),
            especial: casilla.is_some_and(|c| c.clave.tipo() == TipoCasilla::Especial),
            lista_nominal: casilla.map_or(0, |casilla| casilla.lista_nominal),
        }
    }
}

/// The summary of a database. Whole numbers are held; percentages are derived.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resumen {
    /// 1: actas of the approved casillas, as declared or by catalogue.
    pub esperadas: u64,
    /// 3: actas that could not be tied to an approved casilla.
    pub fuera_de_catalogo: u64,
    /// 6: actas whose votes are added.
    pub contabilizadas: u64,
    /// 9: actas of the catalogue whose votes are not added.
    pub no_contabilizadas: u64,
    /// Numerator of 8: without SIN ACTA and fuera de catálogo.
    pub con_inconsistencias: u64,
    /// 10: lista nominal of the actas contabilizadas; casillas especiales add 0.
    pub lista_nominal: u64,
    /// 11: votes of the actas contabilizadas, casillas especiales included.
    pub total_votos_c_cs: u64,
    /// 12: the same without casillas especiales. Votes, not number of actas.
    pub total_votos_s_cs: u64,
}

/// Why a summary cannot be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ResumenError {
    /// A sum does not fit in 64 bits, which no election reaches: the rows are damaged.
    #[error("una suma del resumen no cabe en 64 bits: los renglones están dañados")]
    Overflow,
}

impl Resumen {
    /// The summary of `actas`, all that are registered at the corte, of `esperadas`.
    pub fn of(
        actas: impl IntoIterator<Item = ActaResumida>,
        esperadas: u64,
    ) -> Result<Self, ResumenError> {
        let empty = Self {
            esperadas,
            ..Self::default()
        };
        actas.into_iter().try_fold(empty, Self::plus)
    }

    /// This summary with one more acta.
    pub fn plus(mut self, acta: ActaResumida) -> Result<Self, ResumenError> {
        let add = |sum: &mut u64, more: u64| {
            *sum = sum.checked_add(more).ok_or(ResumenError::Overflow)?;
            Ok(())
        };
        add(
            &mut self.con_inconsistencias,
            u64::from(acta.con_inconsistencias),
        )?;
        match acta.contabilizada {
            Contabilizada::FueraDeCatalogo => add(&mut self.fuera_de_catalogo, 1)?,
            Contabilizada::NoContabilizada => add(&mut self.no_contabilizadas, 1)?,
            Contabilizada::Contabilizada => {
                add(&mut self.contabilizadas, 1)?;
                add(&mut self.total_votos_c_cs, acta.total_calculado)?;
                // Casillas especiales have no lista nominal, whatever a catalogue says (variable 35).
                if !acta.especial {
                    add(&mut self.total_votos_s_cs, acta.total_calculado)?;
                    add(&mut self.lista_nominal, u64::from(acta.lista_nominal))?;
                }
            }
        }
        Ok(self)
    }

    /// 4: actas registered that belong to the catalogue, counted or not.
    pub fn capturadas(&self) -> u64 {
        self.contabilizadas.saturating_add(self.no_contabilizadas)
    }

    /// 2: actas capturadas and those fuera de catálogo.
    pub fn registradas(&self) -> u64 {
        self.capturadas().saturating_add(self.fuera_de_catalogo)
    }

    /// 13: votes of the actas contabilizadas of their lista nominal (Anexo 13, numeral 29).
    ///
    /// The votes of casillas especiales, which have no lista nominal, enter as the perfil says: in
    /// `iecm-2024` only in the last corte before the closing.
    pub fn participacion(&self, ultimo_corte: bool, perfil: &Perfil) -> Option<Porcentaje> {
        let especiales = perfil.contabilizacion.participacion_con_especiales;
        let votos = if especiales.includes(ultimo_corte) {
            self.total_votos_c_cs
        } else {
            self.total_votos_s_cs
        };
        Porcentaje::of(votos, self.lista_nominal)
    }

    /// A variable as it is published; where it is a percentage of nothing, the perfil's text.
    pub fn value(&self, variable: VariableResumen, ultimo_corte: bool, perfil: &Perfil) -> String {
        use VariableResumen as V;
        let of_esperadas = |part| Porcentaje::of(part, self.esperadas);
        let porcentaje = match variable {
            V::PorcentajeActasCapturadas => of_esperadas(self.capturadas()),
            V::PorcentajeActasContabilizadas => of_esperadas(self.contabilizadas),
            V::PorcentajeActasInconsistencias => of_esperadas(self.con_inconsistencias),
            V::PorcentajeParticipacionCiudadana => self.participacion(ultimo_corte, perfil),
            V::ActasEsperadas => return self.esperadas.to_string(),
            V::ActasRegistradas => return self.registradas().to_string(),
            V::ActasFueraCatalogo => return self.fuera_de_catalogo.to_string(),
            V::ActasCapturadas => return self.capturadas().to_string(),
            V::ActasContabilizadas => return self.contabilizadas.to_string(),
            V::ActasNoContabilizadas => return self.no_contabilizadas.to_string(),
            V::ListaNominalActasContabilizadas => return self.lista_nominal.to_string(),
            V::TotalVotosCCs => return self.total_votos_c_cs.to_string(),
            V::TotalVotosSCs => return self.total_votos_s_cs.to_string(),
        };
        porcentaje.map_or_else(|| perfil.textos.sin_denominador.clone(), |p| p.to_string())
    }
}

/// The thirteen variables in the order of the LEEME, where each has its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VariableResumen {
    /// 1
    ActasEsperadas,
    /// 2
    ActasRegistradas,
    /// 3
    ActasFueraCatalogo,
    /// 4
    ActasCapturadas,
    /// 5
    PorcentajeActasCapturadas,
    /// 6
    ActasContabilizadas,
    /// 7
    PorcentajeActasContabilizadas,
    /// 8
    PorcentajeActasInconsistencias,
    /// 9
    ActasNoContabilizadas,
    /// 10
    ListaNominalActasContabilizadas,
    /// 11: votes, casillas especiales included.
    TotalVotosCCs,
    /// 12: votes, casillas especiales left out.
    TotalVotosSCs,
    /// 13
    PorcentajeParticipacionCiudadana,
}

impl VariableResumen {
    /// All, in published order.
    pub const ALL: [Self; 13] = [
        Self::ActasEsperadas,
        Self::ActasRegistradas,
        Self::ActasFueraCatalogo,
        Self::ActasCapturadas,
        Self::PorcentajeActasCapturadas,
        Self::ActasContabilizadas,
        Self::PorcentajeActasContabilizadas,
        Self::PorcentajeActasInconsistencias,
        Self::ActasNoContabilizadas,
        Self::ListaNominalActasContabilizadas,
        Self::TotalVotosCCs,
        Self::TotalVotosSCs,
        Self::PorcentajeParticipacionCiudadana,
    ];

    /// Our own name, which a perfil may spell in another way.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ActasEsperadas => "ACTAS_ESPERADAS",
            Self::ActasRegistradas => "ACTAS_REGISTRADAS",
            Self::ActasFueraCatalogo => "ACTAS_FUERA_CATALOGO",
            Self::ActasCapturadas => "ACTAS_CAPTURADAS",
            Self::PorcentajeActasCapturadas => "PORCENTAJE_ACTAS_CAPTURADAS",
            Self::ActasContabilizadas => "ACTAS_CONTABILIZADAS",
            Self::PorcentajeActasContabilizadas => "PORCENTAJE_ACTAS_CONTABILIZADAS",
            Self::PorcentajeActasInconsistencias => "PORCENTAJE_ACTAS_INCONSISTENCIAS",
            Self::ActasNoContabilizadas => "ACTAS_NO_CONTABILIZADAS",
            Self::ListaNominalActasContabilizadas => "LISTA_NOMINAL_ACTAS_CONTABILIZADAS",
            Self::TotalVotosCCs => "TOTAL_VOTOS_C_CS",
            Self::TotalVotosSCs => "TOTAL_VOTOS_S_CS",
            Self::PorcentajeParticipacionCiudadana => "PORCENTAJE_PARTICIPACION_CIUDADANA",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn acta(contabilizada: Contabilizada, votos: u64, especial: bool) -> ActaResumida {
        ActaResumida {
            contabilizada,
            con_inconsistencias: false,
            total_calculado: votos,
            especial,
            lista_nominal: 500,
        }
    }

    fn iecm() -> Perfil {
        Perfil::built_in("iecm-2024").unwrap()
    }

    /// Every variable of a small corte, by its number in the LEEME.
    #[test]
    fn leeme_1_to_13_of_a_corte_with_one_acta_of_each_kind() {
        let inconsistente = ActaResumida {
            con_inconsistencias: true,
            ..acta(Contabilizada::NoContabilizada, 900, false)
        };
        let actas = [
            acta(Contabilizada::Contabilizada, 300, false),
            acta(Contabilizada::Contabilizada, 140, true),
            acta(Contabilizada::NoContabilizada, 0, false),
            acta(Contabilizada::FueraDeCatalogo, 0, false),
            inconsistente,
        ];
        let resumen = Resumen::of(actas, 7).unwrap();
        let perfil = iecm();
        let values = VariableResumen::ALL.map(|variable| resumen.value(variable, false, &perfil));
        assert_eq!(
            values,
            [
                "7", "5", "1", "4", "57.1428", "2", "28.5714", "14.2857", "2", "500", "440", "300",
                "60.0000"
            ]
        );
        let last = resumen.value(
            VariableResumen::PorcentajeParticipacionCiudadana,
            true,
            &perfil,
        );
        assert_eq!(last, "88.0000");
    }

    /// Anexo 13, numeral 29: casillas especiales can carry participación above 100 %.
    #[test]
    fn leeme_13_participacion_may_exceed_100_and_has_a_text_when_nobody_is_listed() {
        let only_especial =
            Resumen::of([acta(Contabilizada::Contabilizada, 140, true)], 1).unwrap();
        assert_eq!(only_especial.participacion(true, &iecm()), None);
        let variable = VariableResumen::PorcentajeParticipacionCiudadana;
        assert_eq!(only_especial.value(variable, true, &iecm()), "0.0000");
        let both = only_especial
            .plus(acta(Contabilizada::Contabilizada, 500, false))
            .unwrap();
        assert_eq!(both.value(variable, true, &iecm()), "128.0000");
    }

    #[test]
    fn a_corte_of_nothing_expected_shows_texts_and_not_a_division_by_zero() {
        let empty = Resumen::of([], 0).unwrap();
        assert_eq!(
            empty.value(VariableResumen::PorcentajeActasCapturadas, false, &iecm()),
            "0.0000"
        );
    }

    #[test]
    fn a_sum_that_does_not_fit_is_refused() {
        let most = acta(Contabilizada::Contabilizada, u64::MAX, false);
        assert_eq!(Resumen::of([most, most], 2), Err(ResumenError::Overflow));
    }

    proptest! {
        /// registradas = capturadas + fuera de catálogo; capturadas = contabilizadas + no
        /// contabilizadas (DOMAIN 1.6); and the order of the actas changes nothing.
        #[test]
        fn counts_add_up_whatever_the_order(
            actas in prop::collection::vec((0u8..3, 0u64..2_000, any::<bool>()), 0..40)
        ) {
            let actas: Vec<_> = actas.into_iter().map(|(kind, votos, especial)| {
                let contabilizada = match kind {
                    0 => Contabilizada::NoContabilizada,
                    1 => Contabilizada::Contabilizada,
                    _ => Contabilizada::FueraDeCatalogo,
                };
                acta(contabilizada, votos, especial)
            }).collect();
            let resumen = Resumen::of(actas.iter().copied(), 50).unwrap();
            prop_assert_eq!(resumen.registradas(), actas.len() as u64);
            prop_assert_eq!(resumen.registradas(), resumen.capturadas() + resumen.fuera_de_catalogo);
            prop_assert!(resumen.total_votos_s_cs <= resumen.total_votos_c_cs);
            prop_assert_eq!(Resumen::of(actas.into_iter().rev(), 50), Ok(resumen));
        }
    }
}
