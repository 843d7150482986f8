//! The life of appliances on both databases and through the router; the collector with real sockets.

mod collect;
mod life;
mod pages;
mod stock;
mod world;
