//! Commands for whoever runs Mamori. Results go to standard output, complaints to standard error.

pub mod audit;
pub mod backup;
pub mod config;
pub mod doctor;
pub mod migrate;
pub mod place;

#[cfg(test)]
mod tests;
