//! HTML in pieces: tags with their attributes, and the text between.

/// A tag with its attributes, names in lower case, values decoded.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag {
    /// Its name.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Reads what stands between `<` and `>`.
    fn read(text: &str) -> Self {
        let end = text.find(|c: char| c.is_whitespace() || c == '/');
        let (name, mut rest) = text.split_at(end.unwrap_or(text.len()));
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if rest.is_empty() {
                break;
            }
            let end = rest.find(|c: char| c.is_whitespace() || c == '=' || c == '/');
            // A sign without a name would never be passed.
            let end = end.unwrap_or(rest.len()).max(1);
            let end = (end..=rest.len()).find(|at| rest.is_char_boundary(*at));
            let (name, after) = rest.split_at(end.unwrap_or(rest.len()));
            let (value, after) = match after.trim_start().strip_prefix('=') {
                None => (String::new(), after),
                Some(after) => value(after.trim_start()),
            };
            attributes.push((name.to_ascii_lowercase(), value));
            rest = after;
        }
        Self {
            name: name.to_ascii_lowercase(),
            attributes,
        }
    }
}

/// A value, quoted or not, and what follows it.
fn value(text: &str) -> (String, &str) {
    let quote = text.chars().next().filter(|c| *c == '"' || *c == '\'');
    let (value, rest) = match quote {
        Some(quote) => text[1..].split_once(quote).unwrap_or((&text[1..], "")),
        None => text.split_at(text.find(char::is_whitespace).unwrap_or(text.len())),
    };
    (decoded(value), rest)
}

/// A piece of HTML.
pub(super) enum Piece<'a> {
    /// A tag that opens.
    Open(Tag),
    /// The name of one that closes.
    Close(String),
    /// What stands between, as written.
    Text(&'a str),
}

/// The pieces of HTML one after the other; comments and declarations are left out.
pub(super) struct Pieces<'a> {
    rest: &'a str,
}

impl<'a> Pieces<'a> {
    /// The pieces of this HTML.
    pub(super) fn of(html: &'a str) -> Self {
        Self { rest: html }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let Some(inside) = self.rest.strip_prefix('<') else {
                let end = self.rest.find('<').unwrap_or(self.rest.len());
                let (text, rest) = self.rest.split_at(end);
                self.rest = rest;
                return Some(Piece::Text(text));
            };
            if let Some(comment) = inside.strip_prefix("!--") {
                self.rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
                continue;
            }
            let end = tag_end(inside);
            let tag = &inside[..end];
            self.rest = inside.get(end + 1..).unwrap_or_default();
            if tag.starts_with(['!', '?']) {
                continue;
            }
            return Some(match tag.strip_prefix('/') {
                Some(name) => Piece::Close(name.trim().to_ascii_lowercase()),
                None => Piece::Open(Tag::read(tag)),
            });
        }
    }
}

/// Where the `>` of a tag is: one inside a quoted value is not.
fn tag_end(inside: &str) -> usize {
    let mut quote = None;
    for (at, c) in inside.char_indices() {
        match (quote, c) {
            (None, '>') => return at,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    inside.len()
}

/// The text that HTML writes with references.
pub(super) fn decoded(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split('&');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let known = part
            .split_once(';')
            .and_then(|(name, rest)| Some((reference(name)?, rest)));
        if let Some((letter, rest)) = known {
            out.push(letter);
            out.push_str(rest);
        } else {
            out.push('&');
            out.push_str(part);
        }
    }
    out
}

fn reference(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}
