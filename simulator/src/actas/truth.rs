//! What is known about a sheet because it was made here.

use acta_image::layout::Rect;
use prep_model::actas::CampoValue;
use prep_model::claves::ActaKey;
use prep_model::elecciones::{CampoId, CampoRole};
use serde::Serialize;

use super::label::LabelTruth;

/// A slip of the whole acta.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetSlip {
    /// Nothing was filled in.
    Blank,
    /// The written total is not the sum.
    WrongTotal,
    /// More votes than the lista nominal and the representatives, or than ballots.
    ExceedsListaNominal,
    /// Nobody can read any field.
    AllIllegible,
}

/// A slip of one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldSlip {
    /// Neither words nor figures.
    Blank,
    /// No figures.
    OnlyWords,
    /// No words.
    OnlyFigures,
    /// They say different numbers.
    WordsAgainstFigures,
    /// Words struck through and written anew beside.
    CrossedOut,
    /// Scribbled over, words and figures.
    Illegible,
    /// Not as the grammar has it, and yet clear.
    Misspelt,
}

/// One field as written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldTruth {
    /// The campo of the PREP; `None` for numeral 5.
    pub campo: Option<CampoId>,
    /// Its role; `None` for numeral 5.
    pub role: Option<CampoRole>,
    /// What a capturista should type (DOMAIN 6, decision 6).
    pub value: CampoValue,
    /// The words as written, without what is struck through.
    pub words: Option<String>,
    /// What is struck through.
    pub struck: Option<String>,
    /// The number in the boxes.
    pub figures: Option<u32>,
    /// What stands in each box, left to right; a space where nothing does, `?` under a scribble.
    pub boxes: String,
    /// What went wrong.
    pub slips: Vec<FieldSlip>,
    /// Where the words go.
    pub words_place: Place,
    /// Where each digit goes.
    pub digit_places: Vec<Place>,
}

/// Left, top, width, height in millimetres of the sheet.
pub type Place = [f32; 4];

/// Everything that is known about a sheet.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SheetTruth {
    /// The acta, `GUB/090001C0100/A02`.
    pub acta: String,
    /// Seed of the plan.
    pub seed: u64,
    /// Width and height of the sheet in millimetres.
    pub sheet: [f32; 2],
    /// The outer corners of the marks: top left, top right, bottom right, bottom left.
    pub marks: [[f32; 2]; 4],
    /// The label, if one is stuck.
    pub label: Option<LabelTruth>,
    /// Where a label goes.
    pub label_place: Place,
    /// Red, green, blue and opacity of the ink, 0 to 255.
    pub ink: [u8; 4],
    /// Mean width of a hand's stroke in millimetres.
    pub pen: f32,
    /// Slips of the whole acta.
    pub slips: Vec<SheetSlip>,
    /// The fields in printed order.
    pub fields: Vec<FieldTruth>,
}

impl SheetTruth {
    /// The field of a campo.
    pub fn field(&self, campo: &CampoId) -> Option<&FieldTruth> {
        self.fields
            .iter()
            .find(|field| field.campo.as_ref() == Some(campo))
    }

    /// The name under which a file with this acta is kept: `GUB-090001C0100-A02`.
    pub fn file_stem(acta: &ActaKey) -> String {
        format!("{}-{}-{}", acta.eleccion, acta.casilla, acta.tipo_acta)
    }
}

pub(crate) fn place(rect: &Rect) -> Place {
    [rect.x, rect.y, rect.w, rect.h]
}
