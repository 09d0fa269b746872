use prep_model::claves::TipoActa;
use prep_model::elecciones::{
    AmbitoId, AmbitoTipo, Campo, CampoId, CampoRole, ContendienteTipo, Eleccion, Modalidad,
    Principio,
};
use prep_model::proceso::ProcesoHead;

/// What is printed on the actas of one code in one ámbito: everything but what a hand writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormSpec {
    /// Name of the proceso, as printed beside the title.
    pub proceso: String,
    /// Name of the entidad.
    pub entidad: String,
    /// Name of the elección.
    pub eleccion: String,
    /// Kind of its ámbitos.
    pub ambito_tipo: AmbitoTipo,
    /// Name of the ámbito; printed where it is not the entidad itself.
    pub ambito: String,
    /// The code in the circle.
    pub tipo_acta: TipoActa,
    /// How the votes were cast.
    pub modalidad: Modalidad,
    /// MR or RP, where the modalidad has an acta for each.
    pub principio: Option<Principio>,
    /// The fields in printed order, each id once.
    pub fields: Vec<SpecField>,
    /// Word printed across the sheet and in a band of its own, `SIMULACRO` or `MUESTRA`; `None` on
    /// the actas of the day.
    pub drill: Option<String>,
}

/// One printed field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecField {
    /// Name, role and number of boxes.
    pub campo: Campo,
    /// What stands before the field: siglas, `VOTOS NULOS`.
    pub label: String,
    /// The emblems before the field, in order; none for a field that is no contendiente's.
    pub emblems: Vec<Emblem>,
    /// True for the combinations of a coalición, which are printed with a strip beside them.
    pub coalicion: bool,
}

/// A party's emblem, simplified to its siglas on its colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emblem {
    /// Siglas.
    pub text: String,
    /// Red, green, blue.
    pub rgb: [u8; 3],
}

impl FormSpec {
    /// What the actas `codigo` print in `ambito`; `None` if either does not exist.
    pub fn of(
        head: &ProcesoHead,
        eleccion: &Eleccion,
        codigo: &TipoActa,
        ambito: AmbitoId,
    ) -> Option<Self> {
        let def = eleccion.tipo_acta(codigo)?;
        let form = eleccion.form(codigo, ambito)?;
        let fields = form.campos.into_iter().map(|campo| field(eleccion, campo));
        Some(Self {
            proceso: head.nombre.clone(),
            entidad: head.entidad_nombre.clone(),
            eleccion: eleccion.nombre.clone(),
            ambito_tipo: eleccion.ambito_tipo,
            ambito: eleccion.ambitos.get(&ambito)?.nombre.clone(),
            tipo_acta: codigo.clone(),
            modalidad: def.modalidad,
            principio: def.principio,
            fields: fields.collect(),
            drill: None,
        })
    }

    /// The same with a word that says that nobody's votes are on it.
    #[must_use]
    pub fn with_drill(mut self, word: &str) -> Self {
        self.drill = Some(word.to_owned());
        self
    }

    /// The fields of a role, in printed order.
    pub fn with_role(&self, role: CampoRole) -> impl Iterator<Item = &SpecField> {
        self.fields
            .iter()
            .filter(move |field| field.campo.role == role)
    }
}

fn field(eleccion: &Eleccion, campo: Campo) -> SpecField {
    let label = match campo.role {
        CampoRole::BoletasSobrantes => "BOLETAS SOBRANTES",
        CampoRole::PersonasVotaron => "PERSONAS DE LA LISTA NOMINAL QUE VOTARON",
        CampoRole::RepresentantesVotaron => "REPRESENTACIONES PARTIDISTAS QUE VOTARON",
        CampoRole::VotosSacados => "TOTAL DE VOTOS SACADOS DE LAS URNAS",
        CampoRole::NoRegistradas => "CANDIDATOS/AS NO REGISTRADOS/AS",
        CampoRole::Nulos => "VOTOS NULOS",
        CampoRole::TotalAsentado => "TOTAL",
        CampoRole::Contendiente => return row(eleccion, campo),
    };
    SpecField {
        campo,
        label: label.to_owned(),
        emblems: Vec::new(),
        coalicion: false,
    }
}

fn row(eleccion: &Eleccion, campo: Campo) -> SpecField {
    let own = || emblem(eleccion, &campo.id);
    let contendiente = find(eleccion, &campo.id);
    let (emblems, coalicion) = match contendiente.map(|found| &found.tipo) {
        Some(tipo @ (ContendienteTipo::Coalicion(_) | ContendienteTipo::CandidaturaComun(_))) => {
            let members = tipo.members().into_iter();
            let emblems = members.map(|id| {
                let id = CampoId::new(id.as_str()).expect("a ContendienteId has the form of one");
                emblem(eleccion, &id)
            });
            (
                emblems.collect(),
                matches!(tipo, ContendienteTipo::Coalicion(_)),
            )
        }
        _ => (vec![own()], false),
    };
    SpecField {
        label: campo.id.as_str().replace('_', "-"),
        campo,
        emblems,
        coalicion,
    }
}

fn find<'a>(
    eleccion: &'a Eleccion,
    id: &CampoId,
) -> Option<&'a prep_model::elecciones::Contendiente> {
    let mut all = eleccion.contendientes.iter();
    all.find(|contendiente| contendiente.id.as_str() == id.as_str())
}

fn emblem(eleccion: &Eleccion, id: &CampoId) -> Emblem {
    let color = find(eleccion, id).and_then(|found| found.color.as_deref());
    Emblem {
        text: id.as_str().replace('_', "-"),
        rgb: color.and_then(rgb).unwrap_or(UNCOLOURED),
    }
}

/// For a contendiente without a colour of its own.
const UNCOLOURED: [u8; 3] = [0x6b, 0x6b, 0x6b];

/// `#rrggbb`, in hexadecimal of either case.
fn rgb(color: &str) -> Option<[u8; 3]> {
    let hex = color.strip_prefix('#').filter(|hex| hex.len() == 6)?;
    let [_, red, green, blue] = u32::from_str_radix(hex, 16).ok()?.to_be_bytes();
    Some([red, green, blue])
}
