//! The screens of `mobile-core` as the other languages see them. Each declaration repeats its
//! original member by member; one that differs does not compile.

use mobile_core::screen::{
    Button, Field, Header, Input, Intent, Mark, Row, Screen, ScreenKind, Tone,
};
use prep_model::contract::{BolsaCondition, DigitalizacionId};

uniffi::custom_type!(DigitalizacionId, String, {
    remote,
    lower: |id| id.to_string(),
    try_lift: |text| Ok(text.parse()?),
});

/// What a screen shows and what can be done on it. An app draws it and gives back what was pressed.
#[uniffi::remote(Record)]
pub struct Screen {
    pub kind: ScreenKind,
    pub header: Header,
    pub title: String,
    pub message: String,
    pub tone: Tone,
    pub fields: Vec<Field>,
    pub rows: Vec<Row>,
    pub primary: Option<Button>,
    pub others: Vec<Button>,
}

/// Which screen it is: what the platform adds (camera, scanner, keyboard) depends on it.
#[uniffi::remote(Enum)]
pub enum ScreenKind {
    Enrolment,
    People,
    SignIn,
    NewPin,
    Casillas,
    Actas,
    Search,
    Camera,
    Review,
    Question,
    Kept,
    Queue,
    Bags,
    Bag,
    Progress,
    Messages,
    Message,
    SelfTest,
}

/// On every screen: what waits, who holds the tablet, avisos that nobody read, and the striped band
/// of a simulacro.
#[uniffi::remote(Record)]
pub struct Header {
    pub band: String,
    pub person: String,
    pub waiting: u32,
    pub waiting_text: String,
    pub trouble: String,
    pub unread: u32,
    pub unread_text: String,
}

/// How a message is meant: a colour, always with its shape.
#[uniffi::remote(Enum)]
pub enum Tone {
    Neutral,
    Good,
    Warning,
    Bad,
}

/// Something typed.
#[uniffi::remote(Record)]
pub struct Field {
    pub label: String,
    pub input: Input,
    pub value: String,
}

/// What a field takes.
#[uniffi::remote(Enum)]
pub enum Input {
    Text,
    Digits,
    Password,
    Pin,
}

/// Something there is, with its state as shape and word.
#[uniffi::remote(Record)]
pub struct Row {
    pub mark: Mark,
    pub title: String,
    pub detail: String,
    pub intent: Option<Intent>,
}

/// Where something stands, as a shape; `mark_symbol` is what is drawn.
#[uniffi::remote(Enum)]
pub enum Mark {
    Done,
    Waiting,
    Missing,
    Problem,
    None,
}

/// Something to press.
#[uniffi::remote(Record)]
pub struct Button {
    pub text: String,
    pub intent: Intent,
}

/// What a person wants. It goes back to `press`, with the texts of the screen's fields in order.
#[uniffi::remote(Enum)]
pub enum Intent {
    Open(ScreenKind),
    Back,
    Enrol,
    ChoosePerson(String),
    SignIn,
    SetPin,
    SignOut,
    Search,
    ChooseCasilla(String),
    ChooseActa(String),
    Aim,
    Repeat,
    Send,
    Insist,
    UseLabel,
    KeepChoice,
    Unidentified,
    Recall(DigitalizacionId),
    Retry(DigitalizacionId),
    SendNow,
    ReadBag,
    ToggleActa(String),
    KeepBag(BolsaCondition),
    ReadMessage(u32),
    Acknowledge(u32),
    Refresh,
}

/// How a Bolsa PREP looked when it arrived.
#[uniffi::remote(Enum)]
pub enum BolsaCondition {
    Whole,
    Open,
    Damaged,
}

/// The shape of a mark: `✔`, `…`, `–`, `▲` or nothing. Any thread.
#[uniffi::export]
pub(crate) fn mark_symbol(mark: Mark) -> String {
    mark.symbol().to_owned()
}
