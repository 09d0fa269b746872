//! What a screen shows and what can be done on it, as plain values. The apps only draw them.
//!
//! One shape serves every screen, so an app needs one renderer: a header that is on all of them, a
//! title, a message of at most two lines, fields, rows, and at most one primary button. Whatever is
//! pressed goes back as the [`Intent`] it carries, with the texts of the fields in their order.

mod words;

use prep_model::contract::{BolsaCondition, DigitalizacionId};

pub(crate) use words::lines;
pub use words::{acta_text, ago, casilla_text};

/// Longest message and longest text of a row, in characters: two lines at the largest size of text.
pub const MAX_MESSAGE: usize = 120;

/// A screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Screen {
    /// Which one it is: what the platform adds (camera, scanner, keyboard) depends on it.
    pub kind: ScreenKind,
    /// On every screen.
    pub header: Header,
    /// One line.
    pub title: String,
    /// What happened, what it means, what to do; at most [`MAX_MESSAGE`] characters, may be empty.
    pub message: String,
    /// How the message is meant.
    pub tone: Tone,
    /// What the person types, in order.
    pub fields: Vec<Field>,
    /// What there is, in order.
    pub rows: Vec<Row>,
    /// The one next action.
    pub primary: Option<Button>,
    /// The others.
    pub others: Vec<Button>,
}

/// Which screen it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScreenKind {
    /// The tablet is not enrolled: scan the code, or type it.
    Enrolment,
    /// Who holds the tablet: one of those known here, or somebody new.
    People,
    /// User and password, or PIN.
    SignIn,
    /// A new PIN, twice.
    NewPin,
    /// The casillas of the person, with what is missing.
    Casillas,
    /// The actas of one casilla.
    Actas,
    /// Every casilla of the entidad, by what is typed.
    Search,
    /// The live camera; give its frames to `App::preview`, the photo to `App::photograph`.
    Camera,
    /// The photo as it would be sent (`App::picture`), and the verdict.
    Review,
    /// The label says one acta, the person another.
    Question,
    /// The photo is kept; what comes next for this casilla.
    Kept,
    /// Everything in the outbox with its state and reason.
    Queue,
    /// Reception of Bolsas PREP: the camera reads the code of each, or it is typed.
    Bags,
    /// One bag: which actas came in it, and how it looked.
    Bag,
    /// How far the CATD has come, for its supervisor.
    Progress,
    /// Avisos of central offices.
    Messages,
    /// One of them, whole.
    Message,
    /// Whether the tablet is fit for the night.
    SelfTest,
}

/// On every screen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Header {
    /// `SIMULACRO`, on a striped band; empty in the run whose results count.
    pub band: String,
    /// Who holds the tablet, and in which role; empty if nobody.
    pub person: String,
    /// How many photos and bags wait to be sent.
    pub waiting: u32,
    /// The same in words, with the age of the oldest: `3 por enviar · hace 12 min`.
    pub waiting_text: String,
    /// Why they wait, if something is wrong; may be empty.
    pub trouble: String,
    /// Avisos that whoever holds the tablet has not acknowledged.
    pub unread: u32,
    /// The same in words, `2 avisos sin leer`; empty without any. Pressed, it opens
    /// [`ScreenKind::Messages`].
    pub unread_text: String,
}

/// How a message is meant: a colour, always with its shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Says what there is.
    #[default]
    Neutral,
    /// All is well.
    Good,
    /// To be looked at.
    Warning,
    /// Something failed.
    Bad,
}

/// Something typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its label.
    pub label: String,
    /// What it takes.
    pub input: Input,
    /// What stands in it at first.
    pub value: String,
}

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// Letters and digits.
    Text,
    /// Digits only, shown.
    Digits,
    /// A password: hidden.
    Password,
    /// A PIN: digits, hidden.
    Pin,
}

/// Something there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it stands, as a shape.
    pub mark: Mark,
    /// What it is.
    pub title: String,
    /// Where it stands, in words.
    pub detail: String,
    /// What pressing it does, if anything.
    pub intent: Option<Intent>,
}

/// Where something stands, as a shape with a word beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// `✔`
    Done,
    /// `…`
    Waiting,
    /// `–`
    Missing,
    /// `▲`
    Problem,
    /// No shape.
    None,
}

impl Mark {
    /// The shape.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Done => "✔",
            Self::Waiting => "…",
            Self::Missing => "–",
            Self::Problem => "▲",
            Self::None => "",
        }
    }
}

/// Something to press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// A verb.
    pub text: String,
    /// What it does.
    pub intent: Intent,
}

/// What a person wants. Texts typed in the fields of the screen go with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// Go there: [`ScreenKind::Casillas`], `Search`, `Queue`, `Bags`, `Progress`, `Messages`,
    /// `SelfTest` or `People`. Any other kind is where one gets by doing something.
    Open(ScreenKind),
    /// One step back, without losing what is kept.
    Back,
    /// Enrol with the code in the field.
    Enrol,
    /// The person of this id wants to come in by PIN.
    ChoosePerson(String),
    /// Come in with the fields: user and password, or the PIN.
    SignIn,
    /// Take the PIN in the two fields.
    SetPin,
    /// The person gives the tablet away. What is queued stays theirs.
    SignOut,
    /// Look for what the field says.
    Search,
    /// This casilla.
    ChooseCasilla(String),
    /// This acta, as `GUB/090001C0100/A02`.
    ChooseActa(String),
    /// Open the camera.
    Aim,
    /// Take the photo again.
    Repeat,
    /// Sign and keep the photo on review.
    Send,
    /// The same, against the verdict; offered from the second refused photo on.
    Insist,
    /// The acta of a photo is the one its label names.
    UseLabel,
    /// The acta of a photo is the one the person chose, whatever its label names.
    KeepChoice,
    /// Nobody here knows which acta it is: the CCV will.
    Unidentified,
    /// The photo was sent as another acta; it is taken back and sent as the right one.
    Recall(DigitalizacionId),
    /// Try a rejected photo again.
    Retry(DigitalizacionId),
    /// Try to send now.
    SendNow,
    /// The bag whose code, clave or casilla is in the field.
    ReadBag,
    /// This acta came in the bag, or did not after all.
    ToggleActa(String),
    /// The bag is received, and looked like this.
    KeepBag(BolsaCondition),
    /// Show this aviso.
    ReadMessage(u32),
    /// The aviso was read and understood.
    Acknowledge(u32),
    /// Look again.
    Refresh,
}

impl Button {
    /// A button.
    pub fn new(text: &str, intent: Intent) -> Self {
        Self {
            text: text.to_owned(),
            intent,
        }
    }
}

impl Screen {
    /// An empty screen of a kind.
    pub(crate) fn new(kind: ScreenKind, title: &str) -> Self {
        Self {
            kind,
            header: Header::default(),
            title: title.to_owned(),
            message: String::new(),
            tone: Tone::Neutral,
            fields: Vec::new(),
            rows: Vec::new(),
            primary: None,
            others: Vec::new(),
        }
    }

    /// Says something.
    pub(crate) fn saying(mut self, tone: Tone, message: &str) -> Self {
        self.tone = tone;
        self.message = words::fit(message);
        self
    }

    /// Its primary button.
    pub(crate) fn primary(mut self, text: &str, intent: Intent) -> Self {
        self.primary = Some(Button::new(text, intent));
        self
    }

    /// One more of its other buttons.
    pub(crate) fn other(mut self, text: &str, intent: Intent) -> Self {
        self.others.push(Button::new(text, intent));
        self
    }

    /// One more row.
    pub(crate) fn row(mut self, mark: Mark, title: &str, detail: &str, to: Option<Intent>) -> Self {
        self.rows.push(Row {
            mark,
            title: words::fit(title),
            detail: words::fit(detail),
            intent: to,
        });
        self
    }

    /// One more field.
    pub(crate) fn field(mut self, label: &str, input: Input, value: &str) -> Self {
        self.fields.push(Field {
            label: label.to_owned(),
            input,
            value: value.to_owned(),
        });
        self
    }
}
