//! `prep-sim`: simulated tablets, sheets and people.

fn main() {}
