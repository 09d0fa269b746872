/// Size of a demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scale {
    /// As Ciudad de México in 2024: 13,503 casillas in 33 distritos.
    #[default]
    Full,
    /// A number of distritos, each with the same number of casillas.
    Small {
        /// 1 to 33.
        distritos: u16,
        /// At least 12, so that there is one of every tipo.
        casillas: u32,
    },
}

/// How many of everything.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) distritos: u16,
    pub(super) municipios: u16,
    pub(super) secciones: u32,
    /// Casillas of the distritos together, without the mesas of votes from abroad.
    pub(super) casillas: u32,
    /// Fewest and most casillas of a distrito.
    pub(super) por_distrito: (u32, u32),
    pub(super) especiales: u32,
    pub(super) extraordinarias: u32,
    pub(super) anticipadas: u32,
    pub(super) prision: u32,
    pub(super) extranjero: u32,
    /// Distritos and municipios in which the candidatura común does not run.
    pub(super) sin_comun: (u16, u16),
    /// Distritos in which the coalición does not run.
    pub(super) sin_coalicion: u16,
}

const FULL: Plan = Plan {
    distritos: 33,
    municipios: 16,
    secciones: 5_554,
    casillas: 13_491,
    por_distrito: (335, 512),
    especiales: 44,
    extraordinarias: 11,
    anticipadas: 54,
    prision: 6,
    extranjero: 12,
    sin_comun: (4, 1),
    sin_coalicion: 8,
};

const MIN_CASILLAS: u32 = 12;
const MAX_CASILLAS: u32 = 1_000;

impl Plan {
    /// Small demos keep the proportions and at least one of everything, in the first distrito.
    pub(super) fn of(scale: Scale) -> Self {
        let Scale::Small {
            distritos,
            casillas,
        } = scale
        else {
            return FULL;
        };
        let distritos = distritos.clamp(1, FULL.distritos);
        let each = casillas.clamp(MIN_CASILLAS, MAX_CASILLAS);
        let total = u32::from(distritos) * each;
        let part = |of_full: u32| (of_full * total / FULL.casillas).max(1);
        let some = |of_full: u16, most: u16| {
            let share = u32::from(of_full * distritos) / u32::from(FULL.distritos);
            u16::try_from(share).unwrap_or(0).max(1).min(most - 1)
        };
        let municipios = (distritos * FULL.municipios)
            .div_ceil(FULL.distritos)
            .max(1);
        Self {
            distritos,
            municipios,
            secciones: part(FULL.secciones).max(u32::from(distritos)),
            casillas: total - 1,
            por_distrito: (each - 1, each),
            // One on paper, one with urnas electrónicas.
            especiales: part(FULL.especiales).max(2),
            extraordinarias: part(FULL.extraordinarias),
            anticipadas: part(FULL.anticipadas),
            prision: part(FULL.prision),
            extranjero: 1,
            sin_comun: (
                some(FULL.sin_comun.0, distritos),
                some(FULL.sin_comun.1, municipios),
            ),
            sin_coalicion: some(FULL.sin_coalicion, distritos),
        }
    }
}
