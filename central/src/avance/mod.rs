//! How far a CATD has come, for the supervisor who stands in it: of each casilla what has arrived, and
//! which tablets have fallen silent with how much in them.

mod catd_progress;
#[cfg(test)]
mod tests;

pub use catd_progress::{
    CasillaProgress, CatdProgress, MOST_CASILLAS, MOST_TABLETS, ProgressRefusal, catd_progress,
};
