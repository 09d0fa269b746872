use super::columns::normalized;
use super::{PublishedValue, Row};

/// The variable that every summary has (LEEME, second component).
const ESPERADAS: &str = "ACTAS_ESPERADAS";

/// The summary above the header: names on one line, values on the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    line: u32,
    names: usize,
    entries: Vec<(String, String)>,
    surplus: Option<(usize, String)>,
}

impl Summary {
    /// Finds the line that names ACTAS_ESPERADAS, or what the institute calls it (`esperadas`,
    /// [`normalized`]), and the values below it.
    pub fn find(head: &[Row], esperadas: &[String]) -> Option<Self> {
        let is_esperadas =
            |name: &str| name == ESPERADAS || esperadas.iter().any(|own| own == name);
        let is_names = |row: &Row| row.texts().any(|text| is_esperadas(&normalized(text)));
        let at = head.iter().position(is_names)?;
        let names: Vec<String> = cells(head.get(at)?)
            .iter()
            .map(|name| normalized(name))
            .collect();
        let values_row = head.get(at + 1)?;
        let mut values = cells(values_row);
        let at = names.iter().position(|name| is_esperadas(name))?;
        let surplus = surplus(&names, at, &values).map(|index| (index, values.remove(index)));
        Some(Self {
            line: values_row.line(),
            names: names.len(),
            entries: names.into_iter().zip(values).collect(),
            surplus,
        })
    }

    /// The line of the values.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// How many names there are, which may be more than [`Summary::entries`] if values are missing.
    pub fn names(&self) -> usize {
        self.names
    }

    /// Names, normalized, and values in published order.
    pub fn entries(&self) -> &[(String, String)] {
        &self.entries
    }

    /// The value under a name.
    pub fn value(&self, name: &str) -> Option<&str> {
        let found = self.entries.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The number under a name.
    pub fn number(&self, name: &str) -> Option<u32> {
        PublishedValue::of(self.value(name)?).number()
    }

    /// A value that no name corresponds to and that was left out so that the others fall under
    /// theirs: its position from 0 and what it says.
    pub fn surplus(&self) -> Option<(usize, &str)> {
        let (index, value) = self.surplus.as_ref()?;
        Some((*index, value))
    }
}

fn cells(row: &Row) -> Vec<String> {
    let mut cells: Vec<String> = row.texts().map(str::to_owned).collect();
    while cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    cells
}

/// With one value too many, the position to leave out: the one with which most percentages agree
/// with the count before them.
fn surplus(names: &[String], esperadas: usize, values: &[String]) -> Option<usize> {
    if values.len() != names.len() + 1 {
        return None;
    }
    let agreeing = |left_out: usize| {
        let mut kept: Vec<&str> = values.iter().map(String::as_str).collect();
        kept.remove(left_out);
        percentages_that_agree(names, esperadas, &kept)
    };
    (1..values.len()).max_by_key(|left_out| (agreeing(*left_out), values.len() - left_out))
}

fn percentages_that_agree(names: &[String], esperadas: usize, values: &[&str]) -> usize {
    let number = |index: usize| values.get(index)?.replace(',', "").parse::<f64>().ok();
    let Some(esperadas) = number(esperadas) else {
        return 0;
    };
    let agrees = |index: usize| {
        let (Some(count), Some(percentage)) = (number(index - 1), number(index)) else {
            return false;
        };
        (count / esperadas * 100.0 - percentage).abs() < 0.01
    };
    let percentages = names.iter().enumerate().skip(1);
    percentages
        .filter(|(index, name)| name.starts_with("PORCENTAJE_ACTAS") && agrees(*index))
        .count()
}
