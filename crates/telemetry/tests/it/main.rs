//! The device's life on both databases, and its pages through the router.

mod life;
mod pages;
mod stock;
mod world;
