//! A proceso rebuilt from published result databases.
